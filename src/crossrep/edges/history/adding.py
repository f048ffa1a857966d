"""Recordings into a history: through today's engine, each number with where it came from."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crossrep.edges.files import open_existing
from crossrep.edges.history.database import History
from crossrep.edges.history.writing import Counted, add_events, add_recording, analysis_of
from crossrep.edges.recording_files import open_recording
from crossrep.errors import RecordingError
from crossrep.events import Event, SessionStarted
from crossrep.offline import events_of
from crossrep.records import RecordingFile
from crossrep.settings import Settings, to_json

PIECE_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one recording.

    Attributes:
        session: whose numbers these are.
        analysis: id of the analysis that was made.
        counted: rows that came, and rows that had been there.
    """

    session: str
    analysis: str
    counted: Counted


def analyzed(path: Path) -> tuple[list[Event], Settings, RecordingFile]:
    """What today's engine says of a recording, with the settings it was made with.

    Raises:
        RecordingError: it cannot be read, or holds no session.
        BadInputError: no such file.
    """
    with open_recording(path) as recording:
        settings = recording.header.settings
        events = list(events_of(recording.batches(), settings))
    if not events or not isinstance(events[0], SessionStarted):
        raise RecordingError(f"{path.name} holds no session.")
    return events, settings, file_of(path)


def add_recording_file(
    history: History, person: str, path: Path, source: str = "recording"
) -> Added:
    """One recording of this person; once more changes nothing.

    Raises:
        RecordingError: it cannot be read.
        BadInputError: no such file, or the session is another person's.
    """
    return add_analyzed(history, person, *analyzed(path), source=source)


def add_analyzed(
    history: History,
    person: str,
    events: Sequence[Event],
    settings: Settings,
    recording: RecordingFile,
    *,
    source: str = "recording",
    made_utc_ns: int = 0,
) -> Added:
    """What an engine said of a recording of this person."""
    started = events[0]
    assert isinstance(started, SessionStarted)  # noqa: S101  by contract
    analysis = replace(
        analysis_of(started, source, to_json(settings), recording.sha256),
        made_utc_ns=made_utc_ns or time.time_ns(),
    )
    add_recording(history, recording)
    counted = add_events(history, person, analysis, events)
    return Added(started.session, analysis.analysis, counted)


def file_of(path: Path) -> RecordingFile:
    """The recording by its content."""
    digest, size_bytes = hashlib.sha256(), 0
    with open_existing(path) as stream:
        while piece := stream.read(PIECE_BYTES):
            digest.update(piece)
            size_bytes += len(piece)
    return RecordingFile(digest.hexdigest(), str(path.absolute()), size_bytes)
