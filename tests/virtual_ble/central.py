"""The computer: a bumble host as central, offered to bleak as a backend.

`Central.scanner` and `Central.client` are what `BleakScanner(backend=...)` and
`BleakClient(backend=...)` take; nothing of bleak is replaced.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakError,
    BleakGATTProtocolError,
)
from bumble import att, core, hci
from bumble.core import AdvertisingData
from bumble.device import (
    Advertisement,
    Connection,
    ConnectionParametersPreferences,
    Device,
    DeviceConfiguration,
    Peer,
)
from bumble.gatt_client import CharacteristicProxy, ServiceProxy
from bumble.host import Host
from bumble.transport.common import AsyncPipeSink

from virtual_ble.air import Radio
from virtual_ble.controller import RadioController

MTU = 247
KINDS = AdvertisingData.Type
UUID_LISTS = (
    KINDS.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
    KINDS.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
    KINDS.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
    KINDS.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
)


class Central:
    """One computer with one adapter.

    Attributes:
        powered: the adapter is switched on; may be changed at any time.
        hides_addresses: devices have names of this computer's own instead of addresses, as on
            macOS.
        hangs: `connect` and `disconnect` never return (a stack that is stuck).
    """

    def __init__(self, radio: Radio, interval_s: float, supervision_s: float) -> None:
        self.controller = RadioController("central", radio, "C0:00:00:00:00:01")
        config = DeviceConfiguration(name="computer", address=hci.Address("F0:00:00:00:00:01"))
        host = Host(self.controller, AsyncPipeSink(self.controller))
        self.device = Device(config=config, host=host)
        self.controller.host = AsyncPipeSink(host)
        self.powered = True
        self.hides_addresses = False
        self.hangs = False
        self.clients: list[BumbleClient] = []
        self.scanner = type("VirtualScanner", (BumbleScanner,), {"central": self})
        self.client = type("VirtualClient", (BumbleClient,), {"central": self})
        self._preferences = ConnectionParametersPreferences(
            connection_interval_min=interval_s * 1000,
            connection_interval_max=interval_s * 1000,
            supervision_timeout=round(supervision_s * 1000),
        )
        self._connecting = asyncio.Lock()
        self._scanners = 0

    async def switch_on(self) -> None:
        """Ready to scan."""
        await self.device.power_on()

    def check_power(self) -> None:
        """As bleak says it."""
        if not self.powered:
            reason = BleakBluetoothNotAvailableReason.POWERED_OFF
            raise BleakBluetoothNotAvailableError("Bluetooth is off", reason)

    async def scan(self, change: int) -> None:
        """One scanner more or less."""
        self._scanners += change
        if self._scanners == 1 and change == 1:
            await self.device.start_scanning(filter_duplicates=False)
        elif self._scanners == 0:
            await self.device.stop_scanning()

    async def connect(self, address: hci.Address, timeout_s: float) -> Connection:
        """Wait until the wearable advertises, and connect; what is not there in time is cancelled.

        Raises:
            TimeoutError: it was not there.
        """
        async with self._connecting:
            task = asyncio.create_task(
                self.device.connect_le(address, {hci.Phy.LE_1M: self._preferences}, timeout=None)
            )
            try:
                async with asyncio.timeout(timeout_s):
                    return await asyncio.shield(task)
            except (TimeoutError, asyncio.CancelledError):
                await self._give_up(task)
                raise

    async def _give_up(self, task: "asyncio.Task[Connection]") -> None:
        await self.device.send_command(hci.HCI_LE_Create_Connection_Cancel_Command())
        with suppress(core.ConnectionError):
            connection = await task
            await connection.disconnect()

    @property
    def links(self) -> int:
        """Connections that are open in the controller."""
        return len(self.controller.le_connections)


class BumbleScanner(BaseBleakScanner):
    """Reports of the virtual controller as bleak's advertisements."""

    central: Central

    def __init__(
        self,
        detection_callback: Any,
        service_uuids: list[str] | None,
        scanning_mode: str,
        **_: Any,
    ) -> None:
        del scanning_mode
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        self.central.check_power()
        self.seen_devices = {}
        self.central.device.on("advertisement", self._heard)
        await self.central.scan(1)

    async def stop(self) -> None:
        self.central.device.remove_listener("advertisement", self._heard)
        await self.central.scan(-1)

    def _heard(self, advertisement: Advertisement) -> None:
        data = _advertised(advertisement)
        if not self.is_allowed_uuid(data.service_uuids):
            return
        address = advertisement.address
        key = _shown(address, hidden=self.central.hides_addresses)
        device = self.create_or_update_device(key, key, data.local_name, address, data)
        asyncio.get_running_loop().call_soon(self.call_detection_callbacks, device, data)


class BumbleClient(BaseBleakClient):
    """A connection of the virtual central as bleak's client."""

    central: Central

    def __init__(self, address_or_ble_device: BLEDevice | str, **kwargs: Any) -> None:
        super().__init__(address_or_ble_device, **kwargs)
        if isinstance(address_or_ble_device, str):
            raise BleakError("the virtual central connects to what it has scanned")
        self._device = address_or_ble_device
        self._wanted: set[str] | None = kwargs.get("services")
        self._connection: Connection | None = None
        self._peer: Peer | None = None

    @property
    def name(self) -> str:
        return self._device.name or self._device.address

    @property
    def mtu_size(self) -> int:
        return self._connection.att_mtu if self._connection else 23

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    async def connect(self, pair: bool, **_: Any) -> None:
        del pair
        self.central.check_power()
        if self.central.hangs:
            await asyncio.Event().wait()
        connection = await self.central.connect(self._device.details, self._timeout)
        self._connection = connection
        self.central.clients.append(self)
        connection.on("disconnection", self._gone)
        try:
            self._peer = Peer(connection)
            await self._call(self._peer.request_mtu(MTU))
            self.services = await self._call(self._discovered(self._peer))
        except BaseException:
            with suppress(Exception):
                await self.disconnect()
            raise

    async def disconnect(self) -> None:
        if self.central.hangs:
            await asyncio.Event().wait()
        if self._connection is not None:
            connection, self._connection = self._connection, None
            self._forget()
            with suppress(core.BaseBumbleError):
                await connection.disconnect()

    async def pair(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError

    async def unpair(self) -> None:
        raise NotImplementedError

    async def read_gatt_char(self, characteristic: BleakGATTCharacteristic, **_: Any) -> bytearray:
        return bytearray(await self._call(self._proxy(characteristic).read_value()))

    async def read_gatt_descriptor(self, descriptor: BleakGATTDescriptor, **_: Any) -> bytearray:
        return bytearray(await self._call(descriptor.obj.read_value()))

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        await self._call(self._proxy(characteristic).write_value(bytes(data), response))

    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        await self._call(descriptor.obj.write_value(bytes(data), with_response=True))

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **_: Any
    ) -> None:
        await self._call(self._proxy(characteristic).subscribe(partial(_passed, callback)))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        await self._call(self._proxy(characteristic).unsubscribe(force=True))

    def _proxy(self, characteristic: BleakGATTCharacteristic) -> "CharacteristicProxy[bytes]":
        if self._connection is None:
            raise BleakError("Not connected")
        return characteristic.obj  # type: ignore[no-any-return]

    async def _call(self, awaitable: Any) -> Any:
        try:
            return await awaitable
        except att.ATT_Error as error:
            raise BleakGATTProtocolError(error.error_code) from error
        except (core.BaseBumbleError, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and self._connection is not None:
                raise
            raise BleakError("disconnected") from error

    def _gone(self, _: int) -> None:
        """The other side, or the air, ended it."""
        self._connection = None
        self._forget()
        if self._disconnected_callback is not None:
            asyncio.get_running_loop().call_soon(self._disconnected_callback)

    def _forget(self) -> None:
        if self in self.central.clients:
            self.central.clients.remove(self)

    async def _discovered(self, peer: Peer) -> BleakGATTServiceCollection:
        """All services, or those that were wished for, as systems do that can look up some."""
        if self._wanted is None:
            await peer.discover_all()
        else:
            await self._look_up(peer, self._wanted)
        found = BleakGATTServiceCollection()
        for service in peer.services:
            self._found(service, found)
        return found

    async def _look_up(self, peer: Peer, uuids: set[str]) -> None:
        for uuid in sorted(uuids):
            for service in await peer.discover_service(uuid):
                for each in await service.discover_characteristics():
                    await each.discover_descriptors()

    def _found(self, service: ServiceProxy, found: BleakGATTServiceCollection) -> None:
        ours = BleakGATTService(service, service.handle, _uuid(service.uuid))
        found.add_service(ours)
        for each in service.characteristics:
            words = [flag.name for flag in type(each.properties) if flag in each.properties]
            characteristic = BleakGATTCharacteristic(
                each,
                each.handle,
                _uuid(each.uuid),
                [word.lower().replace("_", "-") for word in words],  # type: ignore[misc]
                lambda: self.mtu_size - 3,
                ours,
            )
            found.add_characteristic(characteristic)
            for one in each.descriptors:
                descriptor = BleakGATTDescriptor(one, one.handle, _uuid(one.type), characteristic)
                found.add_descriptor(descriptor)


def _passed(callback: Callable[[bytearray], None], value: bytes) -> None:
    callback(bytearray(value))


def _uuid(uuid: core.UUID) -> str:
    return uuid.to_hex_str("-").lower() if len(uuid.uuid_bytes) == 16 else _short(uuid)


def _short(uuid: core.UUID) -> str:
    return f"{uuid.to_hex_str().lower():0>8}-0000-1000-8000-00805f9b34fb"


def _shown(address: hci.Address, *, hidden: bool) -> str:
    text = address.to_string(with_type_qualifier=False)
    return str(uuid5(NAMESPACE_OID, text)).upper() if hidden else text


def _advertised(advertisement: Advertisement) -> AdvertisementData:
    data = advertisement.data
    name = data.get(KINDS.COMPLETE_LOCAL_NAME) or data.get(KINDS.SHORTENED_LOCAL_NAME)
    uuids = [_uuid(uuid) for kind in UUID_LISTS for uuids in data.get_all(kind) for uuid in uuids]
    return AdvertisementData(
        local_name=name,
        manufacturer_data=dict(data.get_all(KINDS.MANUFACTURER_SPECIFIC_DATA)),
        service_data={},
        service_uuids=uuids,
        tx_power=None,
        rssi=advertisement.rssi,
        platform_data=(),
    )
