"""One recording to one table: the pure function that every engine of an archive calls."""

import hashlib
import json
from dataclasses import asdict, dataclass
from io import BytesIO

import fsspec
import pyarrow as pa

from crossrep import __version__
from crossrep.archive.rows import error_table, table_of
from crossrep.errors import CrossRepError, RecordingError
from crossrep.formats.recording import read_recording
from crossrep.inputs import Side
from crossrep.offline import asked, events_of
from crossrep.settings import Arms


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for instead of what each recording says of itself; None: as it says."""

    exercise: str | None = None
    trained: Side | None = None
    arms: Arms | None = None


def run_digest(wishes: Asked) -> str:
    """Twelve hex digits that change with the engine's version and with what is asked for."""
    said = json.dumps(asdict(wishes), sort_keys=True)
    return hashlib.sha256(f"{__version__} {said}".encode()).hexdigest()[:12]


def analyse(url: str, wishes: Asked) -> pa.Table:
    """The rows of one recording; depends on nothing but its bytes, the wishes and the engine.

    Args:
        url: any URL that fsspec opens.
        wishes: what is asked for instead of the recording's own settings.

    Returns:
        A table of `crossrep.archive.rows.SCHEMA`. Whatever goes wrong becomes its only row.
    """
    try:
        data = _bytes(url)
    except OSError as error:
        return error_table(url, "", f"It cannot be read: {error}.")
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return _analysed(data, url, sha256, wishes)
    except CrossRepError as error:
        return error_table(url, sha256, str(error))
    except Exception as error:  # noqa: BLE001  one bad file must not end the work on thousands
        return error_table(url, sha256, f"CrossRep failed on it: {type(error).__name__}: {error}")


def _bytes(url: str) -> bytes:
    with fsspec.open(url, "rb") as stream:
        data: bytes = stream.read()
    return data


def _analysed(data: bytes, url: str, sha256: str, wishes: Asked) -> pa.Table:
    recording = read_recording(BytesIO(data))
    was = recording.header.settings
    settings = asked(was, wishes.exercise, wishes.trained, wishes.arms)
    events = list(events_of(recording.batches(), settings))
    if not events:
        raise RecordingError("It holds no session.")
    cut = "" if recording.damage is None else f"read up to byte {recording.damage.at_byte}"
    return table_of(events, url, sha256, settings.exercise, cut)
