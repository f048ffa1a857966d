"""Recordings into a history: through today's engine, each number with where it came from."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from crossrep.batch import InputBatch
from crossrep.edges.files import open_existing
from crossrep.edges.history.store import Store
from crossrep.edges.history.writing import (
    Counted,
    add_events,
    add_recording,
    add_traces,
    analysis_of,
)
from crossrep.edges.recording_files import open_recording
from crossrep.engine import Engine
from crossrep.errors import RecordingError
from crossrep.events import Event, SessionStarted
from crossrep.offline import BLOCK_S
from crossrep.records import RecordingFile
from crossrep.settings import Settings, to_json
from crossrep.tracing import SetTrace, Tracer

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


@dataclass(frozen=True, slots=True)
class Analyzed:
    """What an engine said of a recording.

    Attributes:
        traces: a drawing of each set.
        settings: those the recording was made with.
    """

    started: SessionStarted
    events: list[Event]
    traces: list[SetTrace]
    settings: Settings
    recording: RecordingFile


def analyzed(path: Path) -> Analyzed:
    """What today's engine says of a recording, with the settings it was made with.

    Raises:
        RecordingError: it cannot be read, or holds no session.
        BadInputError: no such file.
    """
    tracer = Tracer()
    events: list[Event] = []
    traces: list[SetTrace] = []
    with open_recording(path) as recording:
        settings = recording.header.settings
        engine = Engine(settings, BLOCK_S)
        for more in _said(engine, recording.batches()):
            traces += tracer.look(engine, more)
            events += more
    if not events or not isinstance(started := events[0], SessionStarted):
        raise RecordingError(f"{path.name} holds no session.")
    return Analyzed(started, events, traces, settings, file_of(path))


def _said(engine: Engine, batches: Iterable[InputBatch]) -> Iterator[list[Event]]:
    for batch in batches:
        yield engine.feed_batch(batch)
    yield engine.finish()


def add_recording_file(history: Store, person: str, path: Path, source: str = "recording") -> Added:
    """One recording of this person; once more changes nothing.

    Raises:
        RecordingError: it cannot be read.
        BadInputError: no such file, or the session is another person's.
    """
    return add_analyzed(history, person, analyzed(path), source=source)


def add_analyzed(
    history: Store,
    person: str,
    found: Analyzed,
    *,
    source: str = "recording",
    made_utc_ns: int = 0,
) -> Added:
    """What an engine said of a recording of this person."""
    settings = to_json(found.settings)
    analysis = analysis_of(found.started, source, settings, found.recording.sha256)
    if made_utc_ns:
        analysis = replace(analysis, made_utc_ns=made_utc_ns)
    counted = add_events(history, person, analysis, found.events)
    add_recording(history, found.recording)
    add_traces(history, analysis.analysis, found.traces)
    return Added(found.started.session, analysis.analysis, counted)


def file_of(path: Path) -> RecordingFile:
    """The recording by its content."""
    digest, size_bytes = hashlib.sha256(), 0
    with open_existing(path) as stream:
        while piece := stream.read(PIECE_BYTES):
            digest.update(piece)
            size_bytes += len(piece)
    return RecordingFile(digest.hexdigest(), str(path.absolute()), size_bytes)
