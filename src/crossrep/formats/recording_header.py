"""What a recording says about itself before its first input."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from crossrep import __version__
from crossrep.errors import BadInputError, RecordingError
from crossrep.settings import Settings, from_json, to_json

FORMAT_VERSION = 1
"""Raised whenever an older CrossRep could no longer read what a newer one writes."""

METADATA_NAME = "crossrep.recording"
DAMAGED_HEAD = "The beginning of this recording is damaged; nothing in it can be read."


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """The facts of a recording.

    Attributes:
        session: id of the session.
        start_utc_ns: UTC at ``start_host_ns``, from the host's calendar clock.
        start_host_ns: host monotonic clock at the start.
        settings: how the session was measured.
        crossrep_version: the version that wrote the recording.
    """

    session: str
    start_utc_ns: int
    start_host_ns: int
    settings: Settings
    crossrep_version: str = __version__

    def utc_ns(self, t_host_ns: int) -> int:
        """UTC of a host time, kept inside what a recording can hold (from 1970 on)."""
        utc_ns = t_host_ns - self.start_host_ns + self.start_utc_ns
        return min(max(utc_ns, 0), 2**64 - 1)


def to_metadata(header: RecordingHeader) -> dict[str, str]:
    """The header as texts, with a checksum: the container has none for metadata."""
    values = {
        "format_version": str(FORMAT_VERSION),
        "crossrep_version": header.crossrep_version,
        "session": header.session,
        "start_utc_ns": str(header.start_utc_ns),
        "start_host_ns": str(header.start_host_ns),
        "settings": to_json(header.settings),
    }
    return {**values, "crc32": _crc32(values)}


def from_metadata(values: Mapping[str, str]) -> RecordingHeader:
    """The header back.

    Raises:
        RecordingError: damaged, or made by a newer version.
    """
    version = values.get("format_version", "")
    if version.isdecimal() and int(version[:9]) > FORMAT_VERSION:
        maker = values.get("crossrep_version", "unknown")
        raise RecordingError(
            f"This recording was made by a newer version of CrossRep ({maker}); "
            "update CrossRep to read it."
        )
    rest = {name: text for name, text in values.items() if name != "crc32"}
    if values.get("crc32") != _crc32(rest):
        raise RecordingError(DAMAGED_HEAD)
    try:
        return _header(values)
    except (KeyError, ValueError, BadInputError) as error:
        raise RecordingError(DAMAGED_HEAD) from error


def _header(values: Mapping[str, str]) -> RecordingHeader:
    return RecordingHeader(
        values["session"],
        int(values["start_utc_ns"]),
        int(values["start_host_ns"]),
        from_json(values["settings"]),
        values["crossrep_version"],
    )


def _crc32(values: Mapping[str, str]) -> str:
    return f"{zlib.crc32(json.dumps(values, sort_keys=True).encode()):08x}"
