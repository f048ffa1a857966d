"""Bluetooth. Nothing else knows bleak: every wait is bounded, every failure one of ours.

One scanner at a time, and one lock around scanning and connecting: two connects at once disturb
each other on several systems. Devices are always connected to as they were scanned, never by
address. Every connection has its own client, and whatever is still open is closed at the end.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self, TypeVar

from bleak import BleakAdapter, BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDeviceNotFoundError,
    BleakGATTProtocolError,
)

from crossrep.edges.trouble import RadioError, Trouble

SCAN_S = 8.0
FRESH_S = 5.0
"""A wearable heard so recently is connected to without another scan."""
OTHERS_S = 1.0
"""How much longer a scan that found its wearable listens for the other one."""
START_S, CONNECT_S, CALL_S, DISCONNECT_S, GRACE_S = 10.0, 10.0, 5.0, 5.0, 1.0

T = TypeVar("T")
logger = logging.getLogger(__name__)

REASONS = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: (
        "This computer has no Bluetooth that can be used; plug in a Bluetooth LE adapter."
    ),
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: (
        "This computer's Bluetooth is too old for these sensors; plug in a Bluetooth LE adapter."
    ),
    BleakBluetoothNotAvailableReason.POWERED_OFF: (
        "Bluetooth is switched off on this computer; switch it on."
    ),
}
DENIED = (
    "This program is not allowed to use Bluetooth; allow it for your terminal in the system's "
    "privacy settings."
)
UNUSABLE = "Bluetooth cannot be used on this computer; switch it on, or plug in an adapter."


@dataclass(frozen=True)
class Seen:
    """A wearable, or anything else, that was heard.

    Attributes:
        device: what connecting to it needs; nobody else looks into it.
        address: its address, or this computer's own name for it where addresses are hidden.
        name: as it calls itself, perhaps empty.
        rssi: strength in dBm.
        services: UUIDs of services it advertises.
        makers: manufacturer data by company number.
        at_s: when, on the event loop's clock.
    """

    device: BLEDevice = field(repr=False, compare=False)
    address: str
    name: str
    rssi: int
    services: tuple[str, ...]
    makers: Mapping[int, bytes]
    at_s: float


Wish = Callable[[Seen], bool]


class Bluetooth:
    """This computer's Bluetooth, while the block lasts; at its end every connection is closed.

    Args:
        scanner: more arguments for `bleak.BleakScanner`.
        client: more arguments for `bleak.BleakClient`.
    """

    def __init__(
        self,
        scanner: Mapping[str, Any] | None = None,
        client: Mapping[str, Any] | None = None,
    ) -> None:
        self._scanner = dict(scanner or {})
        self._client = dict(client or {})
        self._air = asyncio.Lock()
        self._wishes: list[Wish] = []
        self._heard: dict[str, Seen] = {}
        self._open: set[Connection] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Hang up wherever somebody has not."""
        closing = [asyncio.ensure_future(each.close()) for each in list(self._open)]
        if closing:
            await asyncio.wait(closing)

    async def scan(self, seconds: float) -> list[Seen]:
        """Everything heard, the strongest first.

        Raises:
            RadioError: there is no Bluetooth to listen with.
        """
        async with self._air:
            await self._listen(seconds)
        return sorted(self._heard.values(), key=lambda seen: -seen.rssi)

    async def find(self, wish: Wish, seconds: float = SCAN_S) -> Seen:
        """The strongest that is wished for. One scan serves everybody who waits for one.

        Raises:
            RadioError: it was not heard, or there is no Bluetooth.
        """
        self._wishes.append(wish)
        try:
            async with self._air:
                if (seen := self._fresh(wish)) is None:
                    await self._listen(seconds)
                    seen = self._fresh(wish)
                if seen is None:
                    seen = await self._connected_already(wish)
        finally:
            self._wishes.remove(wish)
        if seen is None:
            raise RadioError(Trouble.NOT_SEEN, "The sensor is not seen.")
        return seen

    async def connect(self, seen: Seen) -> "Connection":
        """A new connection, with its services known.

        Raises:
            RadioError: it cannot be reached.
        """
        async with self._air:
            self._heard.pop(seen.address, None)
            connection = Connection(seen, self._client, self._open.discard)
            self._open.add(connection)
            try:
                await connection.open()
            except BaseException:
                await connection.close()
                raise
        return connection

    async def _listen(self, seconds: float) -> None:
        """Scan until every wish is fulfilled, or one is and the others had their chance."""
        self._heard = {}
        some, all_ = asyncio.Event(), asyncio.Event()

        def heard(device: BLEDevice, data: AdvertisementData) -> None:
            self._heard[device.address] = _seen(device, data, self._heard.get(device.address))
            there = [self._fresh(wish) is not None for wish in self._wishes]
            if any(there):
                some.set()
            if there and all(there):
                all_.set()

        scanner = await _made(lambda: BleakScanner(heard, **self._scanner))
        await bounded(scanner.start(), START_S)
        try:
            await _within(some.wait(), seconds)
            if some.is_set():
                await _within(all_.wait(), OTHERS_S)
        finally:
            with suppress(RadioError):
                await bounded(scanner.stop(), CALL_S)

    def _fresh(self, wish: Wish) -> Seen | None:
        now_s = asyncio.get_running_loop().time()
        good = [s for s in self._heard.values() if now_s - s.at_s < FRESH_S and wish(s)]
        return max(good, key=lambda seen: seen.rssi, default=None)

    async def _connected_already(self, wish: Wish) -> Seen | None:
        """A wearable that an earlier program left connected does not advertise."""
        if self._scanner.get("backend") is not None:
            return None
        try:
            adapter = await bounded(BleakAdapter.get(), CALL_S)
            devices = await bounded(adapter.get_connected_devices(), CALL_S)
        except RadioError:
            return None
        now_s = asyncio.get_running_loop().time()
        known = [Seen(d, d.address, d.name or "", 0, (), {}, now_s) for d in devices]
        return next((seen for seen in known if wish(seen)), None)


class Connection:
    """One connection to one wearable; made by `Bluetooth.connect`.

    Attributes:
        lost: set when the connection ended, whoever ended it.
    """

    def __init__(
        self, seen: Seen, arguments: Mapping[str, Any], closed: Callable[["Connection"], None]
    ) -> None:
        self.lost = asyncio.Event()
        self.seen = seen
        self._closed = closed
        self._arguments = {"timeout": CONNECT_S, **arguments}
        self._client: BleakClient | None = None
        self._closing: asyncio.Future[None] | None = None

    async def open(self) -> None:
        """Connect and look up the services."""
        device, gone = self.seen.device, lambda _: self.lost.set()
        self._client = await _made(lambda: BleakClient(device, gone, **self._arguments))
        await bounded(self._client.connect(), CONNECT_S + GRACE_S)

    def services(self) -> frozenset[str]:
        """UUIDs of the services it has."""
        return frozenset(service.uuid for service in self._ready().services)

    def characteristics(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """(service, characteristic, properties), in the wearable's order."""
        return [
            (service.uuid, one.uuid, tuple(one.properties))
            for service in self._ready().services
            for one in service.characteristics
        ]

    def has(self, characteristic: str) -> bool:
        """It is among the wearable's characteristics."""
        return self._ready().services.get_characteristic(characteristic) is not None

    def piece_bytes(self, characteristic: str) -> int:
        """How much one write without response may carry, as far as this system says."""
        return self._known(characteristic).max_write_without_response_size

    async def read(self, characteristic: str) -> bytes:
        """Its value.

        Raises:
            RadioError: it has none, or gives none.
        """
        known = self._known(characteristic)
        return bytes(await bounded(self._ready().read_gatt_char(known), CALL_S))

    async def write(self, characteristic: str, data: bytes, *, response: bool) -> None:
        """Write, with an acknowledgement where wanted and possible.

        Raises:
            RadioError: it was refused, or the connection broke.
        """
        known = self._known(characteristic)
        both = "write" in known.properties and "write-without-response" in known.properties
        acknowledged = response if both else "write" in known.properties
        await bounded(self._ready().write_gatt_char(known, data, acknowledged), CALL_S)

    async def listen(self, characteristic: str, heard: Callable[[bytes], None]) -> None:
        """Have notifications handed over, until the connection ends.

        Raises:
            RadioError: it does not notify, or the connection broke.
        """

        def take(_: BleakGATTCharacteristic, data: bytearray) -> None:
            if self._closing is None and not self.lost.is_set():
                heard(bytes(data))

        known = self._known(characteristic)
        await bounded(self._ready().start_notify(known, take), CALL_S)

    async def close(self) -> None:
        """Hang up, also when the other side has: only then does every system let go of it."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.wait({self._closing})

    async def _close(self) -> None:
        if self._client is not None:
            with suppress(RadioError):
                await bounded(self._client.disconnect(), DISCONNECT_S)
        self.lost.set()
        self._closed(self)

    def _ready(self) -> BleakClient:
        if self._client is None or self.lost.is_set():
            raise RadioError(Trouble.BROKEN, "The connection is gone.")
        return self._client

    def _known(self, characteristic: str) -> BleakGATTCharacteristic:
        found = self._ready().services.get_characteristic(characteristic)
        if found is None:
            sentence = f"The sensor has no characteristic {characteristic}."
            raise RadioError(Trouble.REFUSED, sentence)
        return found


async def bounded(work: Awaitable[T], limit_s: float) -> T:
    """The result, within the time; a stack that hangs, even in being cancelled, is left behind.

    Raises:
        RadioError: of the kind of what happened.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=limit_s)
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=GRACE_S)
    task.add_done_callback(_retrieved)
    if not task.done() or task.cancelled():
        raise RadioError(Trouble.NO_ANSWER, f"No answer within {limit_s:.0f} seconds.")
    if (error := task.exception()) is not None:
        raise ours(error) from error
    return task.result()


def ours(error: BaseException) -> RadioError:
    """A foreign failure as one of ours."""
    match error:
        case RadioError():
            return error
        case BleakBluetoothNotAvailableError():
            denied = error.reason.name.startswith("DENIED")
            return RadioError(
                Trouble.OFF, DENIED if denied else REASONS.get(error.reason, UNUSABLE)
            )
        case BleakDeviceNotFoundError():
            return RadioError(Trouble.NOT_SEEN, "The sensor is not seen any more.")
        case TimeoutError():
            return RadioError(Trouble.NO_ANSWER, "The sensor does not answer.")
        case BleakGATTProtocolError():
            return RadioError(Trouble.REFUSED, f"The sensor refuses it: {error}.")
        case _:
            return RadioError(Trouble.BROKEN, f"The connection broke: {error}.")


def _retrieved(task: "asyncio.Future[Any]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.debug("bluetooth: %s", error)


async def _made(make: Callable[[], T]) -> T:
    """Some systems fail already when a scanner or a client is made."""

    async def made() -> T:
        return make()

    return await bounded(made(), CALL_S)


async def _within(event: Coroutine[Any, Any, Any], seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event


def _seen(device: BLEDevice, data: AdvertisementData, before: Seen | None) -> Seen:
    """What was heard now, with what earlier advertisements said."""
    seen = Seen(
        device,
        device.address,
        data.local_name or device.name or "",
        data.rssi,
        tuple(uuid.lower() for uuid in data.service_uuids),
        dict(data.manufacturer_data),
        asyncio.get_running_loop().time(),
    )
    if before is None:
        return seen
    return replace(
        seen,
        name=seen.name or before.name,
        services=tuple(dict.fromkeys((*before.services, *seen.services))),
        makers={**before.makers, **seen.makers},
    )
