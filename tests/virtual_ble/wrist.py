"""A wearable on the virtual air: its family's GATT services around its bytes, worn by somebody.

It measures from `put_on` on, whether anybody listens or not, like the real thing. What nobody
receives is gone.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from bumble import att, core, hci
from bumble.core import AdvertisingData
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.host import Host
from bumble.transport.common import AsyncPipeSink

from crossrep.drivers import profile as words
from crossrep.drivers.table import profile_named
from crossrep.simulate.unit import Said, Unit
from crossrep.simulate.units import unit_named
from virtual_ble.air import Radio
from virtual_ble.controller import RadioController
from virtual_ble.worn import Worn

ADVERTISED_BYTES = 31
ADVERTISING_MS = 100
REFUSED = 0x80
ATT_HEADER = 3
BLOCK = 8
FLAGS = {
    "read": Characteristic.Properties.READ,
    "write": Characteristic.Properties.WRITE,
    "write-without-response": Characteristic.Properties.WRITE_WITHOUT_RESPONSE,
    "notify": Characteristic.Properties.NOTIFY,
    "indicate": Characteristic.Properties.INDICATE,
}


@dataclass
class Moods:
    """What a wearable may do beyond what its family does. All may be changed at any time.

    Attributes:
        refuses: writes that are answered with an error.
        silent: connected and sending nothing.
        doubled: every notification is sent twice.
    """

    refuses: Callable[[str, bytes], bool] = lambda *_: False
    silent: bool = False
    doubled: bool = False


class Wrist:
    """One wearable.

    Attributes:
        unit: its inside: commands in, notifications out.
        written: every write it took, in order.
        sent: notifications handed to its radio.
        connections: how often somebody connected.
        carried: for each payload it made, which samples are in it (first, and one after the last).
    """

    def __init__(
        self, radio: Radio, unit: Unit, *, address: str, serial: str = "", mtu: int = 517
    ) -> None:
        self.unit, self.radio, self.address, self.serial = unit, radio, address, serial
        self.profile, self.moods = profile_named(unit.driver), Moods()
        self.written: list[tuple[str, bytes]] = []
        self.sent = self.connections = 0
        self.carried: dict[bytes, tuple[int, int]] = {}
        self._since, self._rate_hz = 0, 0.0
        self.controller = RadioController(unit.name, radio, "00:00:00:00:00:00")
        self.device = self._device()
        self.device.gatt_server.max_mtu = mtu
        self._characteristics: dict[str, Characteristic[bytes]] = {}
        self.device.add_services(self._services())
        self._link: Connection | None = None
        self._worn: Worn | None = None
        self._put_on_s = 0.0
        self._later: set[asyncio.TimerHandle] = set()
        self.device.on("connection", self._connected)

    async def switch_on(self) -> None:
        """Advertise until somebody connects, and again afterwards."""
        await self.device.power_on()
        await self.device.start_advertising(auto_restart=True)

    def put_on(self, worn: Worn) -> None:
        """From now on it measures this."""
        self._worn, self._put_on_s = worn, asyncio.get_running_loop().time()
        self._measure(0.0)

    def take_off(self) -> None:
        """It measures nothing any more."""
        self._worn = None
        for handle in self._later:
            handle.cancel()

    def hang_up(self) -> None:
        """The wearable ends the connection."""
        self.radio.terminate(self.controller)

    def lose(self) -> None:
        """Out of range."""
        self.radio.lose(self.controller)

    def recover(self) -> None:
        """Back in range."""
        self.radio.recover(self.controller)

    def power_cycle(self, off_s: float) -> None:
        """Off and on again: its clock and counters begin anew. Longer than a link survives."""
        loop = asyncio.get_running_loop()
        self.lose()
        self.unit = unit_named(self.unit.driver)
        if self._worn is not None:
            self._worn = replace(self._worn, rebooted_s=loop.time() - self._put_on_s)
        loop.call_later(off_s, self.recover)

    def notify(self, characteristic: str, payload: bytes) -> None:
        """Now, to whoever has subscribed; what does not fit one packet goes in pieces."""
        if self._link is None or not self._subscribed(characteristic) or self.moods.silent:
            return
        size = self._link.att_mtu - ATT_HEADER
        for at in range(0, len(payload), size):
            for _ in range(1 + self.moods.doubled):
                self._put(self._link, characteristic, payload[at : at + size])

    def _put(self, link: Connection, characteristic: str, piece: bytes) -> None:
        self.sent += 1
        made = self._characteristics[characteristic]
        kind: type[att.ATT_Handle_Value_Notification | att.ATT_Handle_Value_Indication]
        kind = att.ATT_Handle_Value_Notification
        if not made.properties & Characteristic.Properties.NOTIFY:
            kind = att.ATT_Handle_Value_Indication
        pdu = kind(attribute_handle=made.handle, attribute_value=piece)
        self.device.gatt_server.send_gatt_pdu(link, bytes(pdu))

    def _subscribed(self, characteristic: str) -> bool:
        """Notifications or indications are switched on."""
        handle = self._characteristics[characteristic].handle
        state = self.device.gatt_server.subscribers.get(self._link, {}).get(handle)  # type: ignore[arg-type]
        return bool(state and state[0])

    def _measure(self, from_s: float) -> None:
        """A few samples at a time; what they make is sent when its last sample is due."""
        if self._worn is None:
            return
        measured = self._worn.at(self.unit.rate_hz)
        first = int(np.searchsorted(measured.t_s, from_s))
        block = slice(first, first + BLOCK)
        t_s = measured.t_s[block]
        if not len(t_s):
            return
        if not self.unit.streaming or self.unit.rate_hz != self._rate_hz:
            self._since, self._rate_hz = first, self.unit.rate_hz  # other samples from here on
        said = self.unit.measured(
            measured.clock_s[block], measured.acc_ms2[block], measured.gyr_rads[block]
        )
        for one in said:
            if one.after >= 0:
                self.carried[one.payload] = (self._since, first + one.after + 1)
                self._since = first + one.after + 1
        for one in said:
            at_s = t_s[one.after] if one.after >= 0 else t_s[0]
            self._at(float(at_s), partial(self._send, self._link, one))
        self._at(float(t_s[-1]), partial(self._measure, float(np.nextafter(t_s[-1], np.inf))))

    def _at(self, worn_s: float, what: Callable[[], None]) -> None:
        def run() -> None:
            self._later.discard(handle)
            what()

        handle = asyncio.get_running_loop().call_at(self._put_on_s + worn_s, run)
        self._later.add(handle)

    def _send(self, link: Connection | None, one: Said) -> None:
        if link is self._link:
            self.notify(one.characteristic, one.payload)

    def _connected(self, connection: Connection) -> None:
        self._link = connection
        self.connections += 1
        connection.on("disconnection", self._disconnected)

    def _disconnected(self, _: int) -> None:
        self._link = None
        self.unit.disconnected()

    def _read(self, uuid: str, _: object) -> bytes:
        if uuid == words.SERIAL_NUMBER:
            return self.serial.encode()
        return self.unit.read(uuid)

    def _write(self, uuid: str, _: object, value: bytes) -> None:
        if self.moods.refuses(uuid, value):
            raise att.ATT_Error(REFUSED)
        self.written.append((uuid, value))
        self._say(self.unit.written(uuid, value))

    def _switched(self, uuid: str, connection: Connection, notify: bool, indicate: bool) -> None:
        self.unit.largest_payload = connection.att_mtu - ATT_HEADER
        self._say(self.unit.subscribed(uuid, on=notify or indicate))

    def _say(self, said: Sequence[Said]) -> None:
        for one in said:
            self.notify(one.characteristic, one.payload)

    def _services(self) -> list[Service]:
        listed = [*self.profile.services]
        if self.serial:
            serial = words.Characteristic(words.SERIAL_NUMBER, ("read",))
            listed.append(words.Service(words.DEVICE_INFORMATION, (serial,)))
        return [
            Service(core.UUID(service.uuid), [self._made(one) for one in service.characteristics])
            for service in listed
        ]

    def _made(self, one: words.Characteristic) -> "Characteristic[bytes]":
        properties = Characteristic.Properties(0)
        for word in one.properties:
            properties |= FLAGS[word]
        value = CharacteristicValue(
            read=partial(self._read, one.uuid), write=partial(self._write, one.uuid)
        )
        both = Characteristic.READABLE | Characteristic.WRITEABLE
        made: Characteristic[bytes] = Characteristic(core.UUID(one.uuid), properties, both, value)
        made.on(Characteristic.EVENT_SUBSCRIPTION, partial(self._switched, one.uuid))
        self._characteristics[one.uuid] = made
        return made

    def _device(self) -> Device:
        first, second = self._advertised()
        config = DeviceConfiguration(
            name=self.unit.name,
            address=hci.Address(self.address),
            advertising_interval_min=ADVERTISING_MS,
            advertising_interval_max=ADVERTISING_MS,
            advertising_data=first,
            scan_response_data=second,
        )
        host = Host(self.controller, AsyncPipeSink(self.controller))
        self.controller.host = AsyncPipeSink(host)
        return Device(config=config, host=host)

    def _advertised(self) -> tuple[bytes, bytes]:
        """Advertisement and scan response: what does not fit the first goes into the second."""
        kinds = AdvertisingData.Type
        parts = [(kinds.FLAGS, b"\x06")]
        for uuid in self.unit.advertised_services:
            list_kind = kinds.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS
            parts.append((list_kind, core.UUID(uuid).to_bytes(force_128=True)))
        for number, data in self.unit.manufacturer_data.items():
            parts.append((kinds.MANUFACTURER_SPECIFIC_DATA, number.to_bytes(2, "little") + data))
        parts.append((kinds.COMPLETE_LOCAL_NAME, self.unit.name.encode()))
        first, second = b"", b""
        for kind, value in parts:
            coded = bytes([len(value) + 1, kind]) + value
            if len(first) + len(coded) <= ADVERTISED_BYTES:
                first += coded
            else:
                second += coded
        return first, second
