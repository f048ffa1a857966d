"""Bounds for what bleak does: a time for every wait, one of our errors for every failure."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from crossrep.edges.trouble import RadioError, Trouble

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
NO_SERVICE = ("ServiceUnknown", "NameHasNoOwner")
"""Linux without its Bluetooth service."""


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
        case BleakError():
            return _bleaks(error)
        case TimeoutError():
            return RadioError(Trouble.NO_ANSWER, "The sensor does not answer.")
        case FileNotFoundError() | ConnectionRefusedError():  # Linux without a system bus
            return RadioError(Trouble.OFF, UNUSABLE)
        case _:
            return RadioError(Trouble.BROKEN, f"The connection broke: {error}.")


def _bleaks(error: BleakError) -> RadioError:
    match error:
        case BleakBluetoothNotAvailableError():
            denied = error.reason.name.startswith("DENIED")
            words = DENIED if denied else REASONS.get(error.reason, UNUSABLE)
            return RadioError(Trouble.OFF, words)
        case BleakDBusError() if error.dbus_error.endswith(NO_SERVICE):
            return RadioError(Trouble.OFF, UNUSABLE)
        case BleakDeviceNotFoundError():
            return RadioError(Trouble.NOT_SEEN, "The sensor is not seen any more.")
        case BleakGATTProtocolError():
            return RadioError(Trouble.REFUSED, f"The sensor refuses it: {error}.")
        case _:
            return RadioError(Trouble.BROKEN, f"The connection broke: {error}.")


def _retrieved(task: "asyncio.Future[Any]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.debug("bluetooth: %s", error)


async def made(make: Callable[[], T]) -> T:
    """Some systems fail already when a scanner or a client is made."""

    async def making() -> T:
        return make()

    return await bounded(making(), CALL_S)
