"""What was heard of a wearable before anybody connected to it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

LONGEST_WORDS = 64
MOST_SERVICES, MOST_MAKERS = 64, 16
"""Of one device over all its advertisements; more is somebody's game."""


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


def seen_now(device: BLEDevice, data: AdvertisementData, before: Seen | None) -> Seen:
    """What was heard now, with what earlier advertisements said."""
    seen = Seen(
        device,
        device.address,
        plain(data.local_name or device.name or ""),
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
        services=tuple(dict.fromkeys((*before.services, *seen.services)))[:MOST_SERVICES],
        makers=dict([*{**before.makers, **seen.makers}.items()][-MOST_MAKERS:]),
    )


def plain(words: str) -> str:
    """What a device calls itself, as it may stand in a terminal, a file and a topic."""
    printable = "".join(letter for letter in words if letter.isprintable())
    return printable.strip()[:LONGEST_WORDS]
