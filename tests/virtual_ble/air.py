"""The air between virtual controllers: connection events, loss, range, and links that time out.

A model, pessimistic on purpose. Each link has a grid of connection events; at an event both sides
send what waits, at most `PDUS_PER_EVENT` each; a lost packet ends the event and is sent again
at the next. Notifications wait in a bounded queue in the wearable and are thrown away, and counted,
when it is full; everything else waits. A link without contact for its supervision time is dropped
on both sides.
"""

import asyncio
import logging
import random
from collections import deque
from dataclasses import dataclass, field
from math import ceil

from bumble import hci, ll
from bumble.controller import Connection, Controller
from bumble.core import PhysicalTransport
from bumble.link import LocalLink

PDUS_PER_EVENT = 6
PDU_BYTES = 251
"""With data length extension; what is longer takes several."""
QUEUE_PACKETS = 24
NOTIFICATION = b"\x04\x00\x1b"
"""Channel of the attribute protocol, and its opcode for a notification, after the length."""
FAR = -127

logger = logging.getLogger(__name__)


@dataclass
class Weather:
    """How the air is; may be changed at any time.

    Attributes:
        loss: share of the packets that do not get through at the first try.
        queue_packets: notifications a wearable can hold back.
    """

    loss: float = 0.0
    queue_packets: int = QUEUE_PACKETS


@dataclass
class Bond:
    """One link between a central and a peripheral.

    Attributes:
        waiting: packets by sending controller.
        overflowed: notifications the wearable threw away.
    """

    central: Controller
    peripheral: Controller
    interval_s: float
    supervision_s: float
    began_s: float
    waiting: dict[Controller, deque[bytes]] = field(default_factory=dict)
    event: asyncio.TimerHandle | None = None
    timeout: asyncio.TimerHandle | None = None
    overflowed: int = 0

    def __contains__(self, controller: Controller) -> bool:
        return controller in (self.central, self.peripheral)

    def other(self, controller: Controller) -> Controller:
        """The other side."""
        return self.peripheral if controller is self.central else self.central


class Radio(LocalLink):
    """The air. Controllers join by being made with it as their link."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__()
        self.weather = Weather()
        self.bonds: list[Bond] = []
        self.overflowed = 0
        self.delivered = 0
        self._chance = random.Random(seed)
        self._away: set[Controller] = set()
        self._rssi: dict[Controller, int] = {}

    def lose(self, controller: Controller) -> None:
        """Out of range, in both directions, from now on."""
        self._away.add(controller)
        for bond in self.bonds:
            if controller in bond and bond.timeout is None:
                later = asyncio.get_running_loop().call_later
                bond.timeout = later(bond.supervision_s, self._drop, bond)

    def recover(self, controller: Controller) -> None:
        """Back in range; a link that has not timed out goes on."""
        self._away.discard(controller)
        for bond in self.bonds:
            if controller in bond and not self._apart(bond) and bond.timeout is not None:
                bond.timeout.cancel()
                bond.timeout = None
                self._schedule(bond)

    def in_range(self, controller: Controller) -> bool:
        """It can be heard."""
        return controller not in self._away

    def set_rssi(self, controller: Controller, dbm: int) -> None:
        """How strongly others hear it."""
        self._rssi[controller] = dbm

    def rssi(self, address: hci.Address) -> int:
        """How strongly the controller with this address is heard, in dBm."""
        sender = self.find_le_controller(address)
        return self._rssi.get(sender, -55) if sender is not None else FAR

    def bond_of(self, controller: Controller) -> Bond | None:
        """The first link of a controller."""
        return next((bond for bond in self.bonds if controller in bond), None)

    def send_advertising_pdu(self, sender: Controller, packet: ll.AdvertisingPdu) -> None:
        """Heard by everybody in range; a request to connect makes a link."""
        if not self.in_range(sender):
            return
        if isinstance(packet, ll.ConnectInd):
            self._bind(sender, packet)
        loop = asyncio.get_running_loop()
        for controller in self.controllers:
            if controller is not sender and self.in_range(controller):
                loop.call_soon(controller.on_ll_advertising_pdu, packet)

    def send_acl_data(
        self,
        sender: Controller,
        destination: hci.Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        """Into the queue of the link, or, for a notification, away when that is full."""
        del transport
        bond = self._between(sender, self.find_le_controller(destination))
        if bond is None:
            return
        waiting = bond.waiting.setdefault(sender, deque())
        if data[2:5] == NOTIFICATION and len(waiting) >= self.weather.queue_packets:
            bond.overflowed += 1
            self.overflowed += 1
            return
        waiting.append(data)
        self._schedule(bond)

    def send_ll_control_pdu(
        self, sender_address: hci.Address, receiver_address: hci.Address, packet: ll.ControlPdu
    ) -> None:
        """At once, where there is contact; a goodbye ends the link."""
        sender = self.find_le_controller(sender_address)
        receiver = self.find_le_controller(receiver_address)
        bond = self._between(sender, receiver)
        if bond is None or receiver is None or self._apart(bond):
            return
        if isinstance(packet, ll.TerminateInd):
            self._end(bond)
        asyncio.get_running_loop().call_soon(receiver.on_ll_control_pdu, sender_address, packet)

    def terminate(self, controller: Controller) -> None:
        """The host at this end hangs up."""
        for connection in list(controller.le_connections.values()):
            reason = hci.HCI_ErrorCode.REMOTE_USER_TERMINATED_CONNECTION_ERROR
            connection.send_ll_control_pdu(ll.TerminateInd(reason))
            controller.on_le_disconnected(connection, reason)

    def _bind(self, central: Controller, packet: ll.ConnectInd) -> None:
        peripheral = self.find_le_controller(packet.advertiser_address)
        if peripheral is None:
            return
        now_s = asyncio.get_running_loop().time()
        self.bonds.append(
            Bond(central, peripheral, packet.interval * 1.25e-3, packet.timeout * 1e-2, now_s)
        )

    def _between(self, one: Controller | None, other: Controller | None) -> Bond | None:
        return next((b for b in self.bonds if {one, other} == {b.central, b.peripheral}), None)

    def _apart(self, bond: Bond) -> bool:
        return not (self.in_range(bond.central) and self.in_range(bond.peripheral))

    def _schedule(self, bond: Bond) -> None:
        if bond.event is not None or self._apart(bond):
            return
        loop = asyncio.get_running_loop()
        n = ceil((loop.time() - bond.began_s) / bond.interval_s + 1e-6)
        bond.event = loop.call_at(bond.began_s + n * bond.interval_s, self._meet, bond)

    def _meet(self, bond: Bond) -> None:
        """One connection event: both sides, until one is lost or enough is sent."""
        bond.event = None
        if bond not in self.bonds or self._apart(bond):
            return
        for sender in (bond.central, bond.peripheral):
            if not self._send(bond, sender):
                break
        if any(bond.waiting.values()):
            self._schedule(bond)

    def _send(self, bond: Bond, sender: Controller) -> bool:
        waiting, left = bond.waiting.setdefault(sender, deque()), PDUS_PER_EVENT
        while waiting and left > 0:
            left -= ceil(len(waiting[0]) / PDU_BYTES)
            if self._chance.random() < self.weather.loss:
                return False
            self._deliver(bond, sender, waiting.popleft())
        return True

    def _deliver(self, bond: Bond, sender: Controller, data: bytes) -> None:
        receiver = bond.other(sender)
        connection = _connection_to(sender, receiver)
        if connection is None:
            return
        self.delivered += 1
        transport = PhysicalTransport.LE
        asyncio.get_running_loop().call_soon(
            receiver.on_link_acl_data, connection.self_address, transport, data
        )

    def _drop(self, bond: Bond) -> None:
        """Nothing heard for too long: both sides give up by themselves."""
        self._end(bond)
        reason = hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR
        ends = [
            (each, _connection_to(each, bond.other(each)))
            for each in (bond.central, bond.peripheral)
        ]
        for controller, connection in ends:
            if connection is not None:
                controller.on_le_disconnected(connection, reason)

    def _end(self, bond: Bond) -> None:
        for handle in (bond.event, bond.timeout):
            if handle is not None:
                handle.cancel()
        if bond in self.bonds:
            self.bonds.remove(bond)


def _connection_to(controller: Controller, other: Controller) -> Connection | None:
    """The controller's own side of its link with the other."""
    theirs = {connection.self_address for connection in other.le_connections.values()}
    return next((c for c in controller.le_connections.values() if c.peer_address in theirs), None)
