"""Bluetooth. Nothing outside this room knows bleak: every wait is bounded, every failure ours."""

from crossrep.edges.ble.bluetooth import Bluetooth
from crossrep.edges.ble.connection import Connection
from crossrep.edges.ble.seen import Seen, plain

__all__ = ["Bluetooth", "Connection", "Seen", "plain"]
