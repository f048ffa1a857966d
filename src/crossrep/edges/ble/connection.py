"""One connection to one wearable, with a client of its own."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic

from crossrep.edges.ble.bounds import CALL_S, CONNECT_S, DISCONNECT_S, GRACE_S, bounded, made
from crossrep.edges.ble.seen import Seen
from crossrep.edges.trouble import RadioError, Trouble


class Connection:
    """One connection to one wearable; made by `Bluetooth.connect`.

    Args:
        services: UUIDs of those to look up, which is quicker than all; none: all.

    Attributes:
        lost: set when the connection ended, whoever ended it.
    """

    def __init__(
        self,
        seen: Seen,
        arguments: Mapping[str, Any],
        closed: Callable[["Connection"], None],
        services: Sequence[str] = (),
    ) -> None:
        self.lost = asyncio.Event()
        self.seen = seen
        self._closed = closed
        self._arguments = {"timeout": CONNECT_S, "services": services or None, **arguments}
        self._client: BleakClient | None = None
        self._closing: asyncio.Future[None] | None = None

    async def open(self) -> None:
        """Connect and look up the services."""
        device, gone = self.seen.device, lambda _: self.lost.set()
        self._client = await made(lambda: BleakClient(device, gone, **self._arguments))
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
