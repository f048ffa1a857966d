"""A sample of what a wearable says on the air, with everything that tells one person or unit wiped.

JSON for people to read before they send it. Wiped are: the address, whole or three bytes of it in
a row, in either order, wherever it stands; the serial number, as text or as the number it spells;
the part of the name that only this unit has, and the owner in it. Where the system hides the
address nobody can look for it, so manufacturer and service data are then kept as lengths only.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

VERSION = 1
SHORTEST_RUN = 3
"""Bytes of an address in a row that are wiped; two would be found in most data by chance."""
SHORTEST_SERIAL = 4
NEVER_READ = frozenset(
    f"0000{number}-0000-1000-8000-00805f9b34fb" for number in ("2a00", "2a23", "2a25", "2a50")
)
"""Name, system id (holds the address), serial number, and what identifies the product's unit."""
NEVER_HEARD = frozenset(
    f"0000{number}-0000-1000-8000-00805f9b34fb"
    for number in ("2a18", "2a1c", "2a1e", "2a34", "2a35", "2a36", "2a37", "2a5e", "2a5f", "2a9d")
)
"""Measurements of the person by the standard's health profiles (heart rate, pressure, glucose)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells this unit from others of its kind.

    Attributes:
        address: as the system says it; with colons where it is a real one.
        name: as the unit calls itself.
        serial: its serial number, empty if it tells none.
    """

    address: str
    name: str = ""
    serial: str = ""

    @property
    def hidden(self) -> bool:
        """The system does not tell the real address."""
        return re.fullmatch(r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}", self.address) is None

    def secrets(self) -> list[bytes]:
        """Every run of bytes to be wiped, the longest first."""
        found: set[bytes] = set()
        if not self.hidden:
            address = bytes.fromhex(self.address.replace(":", ""))
            found |= _runs(address) | _runs(address[::-1])
            found |= {run.hex().encode() for run in _runs(address)}
            found |= {run.hex().upper().encode() for run in _runs(address)}
        for text in (self.serial, *_unique_parts(self.name)):
            found |= _spelled(text)
        return sorted(found, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Heard:
    """One notification: when (ms since the first), where, what."""

    t_ms: int
    characteristic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Capture:
    """What was heard of one unit, before anything is wiped.

    Attributes:
        identity: what tells it from others of its kind.
        rssi: strength in dBm.
        advertised: service UUIDs.
        makers: manufacturer data by company number.
        services: (service, characteristic, properties), in the unit's order.
        values: what reads returned.
        heard: notifications.
    """

    identity: Identity
    rssi: int
    advertised: Sequence[str] = ()
    makers: Mapping[int, bytes] = field(default_factory=dict)
    services: Sequence[tuple[str, str, Sequence[str]]] = ()
    values: Mapping[str, bytes] = field(default_factory=dict)
    heard: Sequence[Heard] = ()


def wiped(data: bytes, secrets: Iterable[bytes]) -> bytes:
    """The same length, with zeros where a secret stood."""
    for secret in secrets:
        data = data.replace(secret, bytes(len(secret)))
    return data


def wiped_name(name: str) -> str:
    """The name of the kind: digits of this unit are X, and so is an owner (``Anna's``)."""
    for part in _unique_parts(name):
        name = name.replace(part, "X" * len(part))
    return name


def to_json(capture: Capture) -> str:
    """The sample as text, with nothing in it that tells one unit."""
    secrets = capture.identity.secrets()
    hide = capture.identity.hidden

    def shown(data: bytes, *, blind: bool = False) -> str:
        return f"{len(data)} bytes" if blind else wiped(data, secrets).hex()

    makers = {str(number): shown(data, blind=hide) for number, data in capture.makers.items()}
    places = {uuid: i for i, (_, uuid, _) in enumerate(capture.services)}
    value: dict[str, Any] = {
        "crossrep_capture": VERSION,
        "name": wiped_name(capture.identity.name),
        "rssi": capture.rssi,
        "advertised_services": list(capture.advertised),
        "manufacturer_data": makers,
        "characteristics": [list(each) for each in capture.services],
        "values": {uuid: shown(data) for uuid, data in capture.values.items()},
        "notifications": [
            [one.t_ms, places.get(one.characteristic, -1), shown(one.payload)]
            for one in capture.heard
        ],
    }
    lines = [f" {json.dumps(key)}: {_laid_out(item)}" for key, item in value.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _laid_out(item: object) -> str:
    """Rows of a list below each other, so that a person can look through them."""
    if not isinstance(item, list) or not item:
        return json.dumps(item)
    return "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in item) + "\n ]"


def _runs(address: bytes) -> set[bytes]:
    """Every stretch of the address that is long enough to give it away."""
    n = len(address)
    return {address[a:b] for a in range(n) for b in range(a + SHORTEST_RUN, n + 1)}


def _unique_parts(name: str) -> list[str]:
    """Words of a name that are a number or hex digits of one unit, and a possessive."""
    owners = re.findall(r"\w+(?=['\u2019]s\b)", name)
    words = re.findall(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{4,}(?![0-9A-Za-z])", name)
    numbers = re.findall(r"\d{5,}", name)
    return [*owners, *(word for word in words if re.search(r"\d", word)), *numbers]


def _spelled(text: str) -> set[bytes]:
    """A serial number as text, as the hex digits it spells, and as the number it is."""
    if len(text) < SHORTEST_SERIAL:
        return set()
    found = {text.encode(), text.lower().encode(), text.upper().encode()}
    if re.fullmatch(r"(?:[0-9A-Fa-f]{2}){3,}", text):
        found |= {bytes.fromhex(text), bytes.fromhex(text)[::-1]}
    if text.isdecimal() and int(text) >= 256**SHORTEST_RUN:
        size = (int(text).bit_length() + 7) // 8
        found |= {int(text).to_bytes(size, order) for order in ("little", "big")}
    return found
