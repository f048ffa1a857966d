"""This computer's Bluetooth: scanning and connecting, one thing at a time.

One scanner at a time, and one lock around scanning and connecting: two connects at once disturb
each other on several systems. Devices are always connected to as they were scanned, never by
address. Whatever is still open at the end is closed.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from bleak import BleakAdapter, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from crossrep.edges.ble.bounds import CALL_S, START_S, bounded, made
from crossrep.edges.ble.connection import Connection
from crossrep.edges.ble.seen import Seen, seen_now
from crossrep.edges.trouble import RadioError, Trouble

SCAN_S = 8.0
FRESH_S = 5.0
"""A wearable heard so recently is connected to without another scan."""
MOST_HEARD = 1000
"""Devices one scan remembers; those first heard win."""
OTHERS_S = 0.3
"""How much longer a scan that found its wearable listens for the other one."""

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

    async def check(self) -> None:
        """Whether there is a Bluetooth that can be used.

        Raises:
            RadioError: there is none, and why.
        """
        async with self._air:
            await self._listen(0.0)

    async def scan(self, seconds: float) -> list[Seen]:
        """Everything heard, the strongest first.

        Raises:
            RadioError: there is no Bluetooth to listen with.
        """
        async with self._air:
            await self._listen(seconds)
        return sorted(self._heard.values(), key=lambda seen: -seen.rssi)

    async def reach(
        self, wish: Wish, services: Sequence[str] = (), seconds: float = SCAN_S
    ) -> Connection:
        """Find the strongest that is wished for and connect, before anybody else listens again.

        One scan serves everybody who waits for one: it ends soon after any of them was heard.

        Args:
            wish: which.
            services: UUIDs of the services to look up; none: all.
            seconds: how long to listen.

        Raises:
            RadioError: it was not heard, or cannot be connected to, or there is no Bluetooth.
        """
        self._wishes.append(wish)
        try:
            async with self._air:
                return await self._connected(await self._found(wish, seconds), services)
        finally:
            self._wishes.remove(wish)

    async def connect(self, seen: Seen) -> Connection:
        """A new connection, with its services known.

        Raises:
            RadioError: it cannot be reached.
        """
        async with self._air:
            return await self._connected(seen)

    async def _found(self, wish: Wish, seconds: float) -> Seen:
        if self._fresh(wish) is None:
            await self._listen(seconds)
        seen = self._fresh(wish) or await self._connected_already(wish)
        if seen is None:
            raise RadioError(Trouble.NOT_SEEN, "The sensor is not seen.")
        return seen

    async def _connected(self, seen: Seen, services: Sequence[str] = ()) -> Connection:
        self._heard.pop(seen.address, None)
        connection = Connection(seen, self._client, self._open.discard, services)
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
            if len(self._heard) >= MOST_HEARD and device.address not in self._heard:
                return
            self._heard[device.address] = seen_now(device, data, self._heard.get(device.address))
            there = [self._fresh(wish) is not None for wish in self._wishes]
            if any(there):
                some.set()
            if there and all(there):
                all_.set()

        scanner = await made(lambda: BleakScanner(heard, **self._scanner))
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


async def _within(event: Coroutine[Any, Any, Any], seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event
