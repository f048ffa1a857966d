"""Recordings once more through today's engine: new numbers beside the old, or old ones checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from crossrep import __version__
from crossrep.edges.history import tables
from crossrep.edges.history.adding import Analyzed, add_analyzed, analyzed, file_of
from crossrep.edges.history.columns import Value
from crossrep.edges.history.reading import analyses_of, persons, sessions_of
from crossrep.edges.history.store import Store
from crossrep.edges.history.writing import add_recording
from crossrep.edges.recording_files import open_recording
from crossrep.errors import CrossRepError
from crossrep.events import Event
from crossrep.records import Analysis, RecordingFile, Session, analysis_id
from crossrep.settings import digest


class Outcome(StrEnum):
    """What became of one session."""

    NEW = "analyzed by today's engine"
    KNOWN = "had been analyzed by today's engine"
    EQUAL = "recomputed: every number equal"
    UNEQUAL = "recomputed: some numbers differ"
    NO_RECORDING = "has no recording here"
    MISSING = "its recording is not where it was"
    CHANGED = "its recording is not the file it was"
    UNREADABLE = "its recording cannot be read"


@dataclass(frozen=True, slots=True)
class Again:
    """One session, once more.

    Attributes:
        unequal: how many rows differ, of `Outcome.UNEQUAL`.
        before: id of the analysis that was shown before, of `Outcome.NEW`.
        now: id of the new one.
    """

    session: Session
    outcome: Outcome
    unequal: int = 0
    before: str = ""
    now: str = ""


def sessions_again(history: Store, person: str | None) -> list[Session]:
    """Whose sessions are meant, in order."""
    people = [person] if person else [one.person for one in persons(history)]
    return [session for one in people for session in sessions_of(history, one)]


def again(history: Store, session: Session, folder: Path | None, *, check: bool) -> Again:
    """One session through today's engine, if it has not been; or checked against it.

    Args:
        history: where it stands.
        session: which.
        folder: where recordings are looked for by name when they are not where they were.
        check: recompute also what today's engine has said already, and compare.
    """
    known = _recorded(history, session)
    if known is None:
        return Again(session, Outcome.NO_RECORDING)
    path = _found(known, folder)
    if path is None:
        return Again(session, Outcome.MISSING)
    made = {one.analysis: one for one in analyses_of(history, session.session)}
    try:
        ours = _today(session, path)
        if ours in made and not check:
            return Again(session, Outcome.KNOWN)
        return _measured(history, session, known, analyzed(path), made.get(ours))
    except CrossRepError:
        return Again(session, Outcome.UNREADABLE)


def _measured(
    history: Store,
    session: Session,
    known: RecordingFile,
    found: Analyzed,
    ours: Analysis | None,
) -> Again:
    if found.recording.sha256 != known.sha256:
        return Again(session, Outcome.CHANGED)
    add_recording(history, found.recording)  # where it lies now
    if ours is None:
        added = add_analyzed(history, session.person, found, source="reanalysis")
        return Again(session, Outcome.NEW, before=session.analysis, now=added.analysis)
    number = unequal(history, ours, found)
    return Again(session, Outcome.UNEQUAL if number else Outcome.EQUAL, number)


def unequal(history: Store, analysis: Analysis, found: Analyzed) -> int:
    """How many rows of an analysis are not what the engine says now; to the last bit."""
    expected = _expected(found.events, analysis.analysis)
    stored = dict(_stored(history, analysis.analysis))
    differ = sum(_differs(row, stored.get(key)) for key, row in expected.items())
    return differ + len(stored.keys() - expected.keys())


Key = tuple[str, Value]
Row = dict[str, Value]


def _expected(events: Sequence[Event], analysis: str) -> dict[Key, Row]:
    rows: dict[Key, Row] = {}
    for event in events:
        if (table := tables.table_of(event)) is not None:
            row = dict(zip(table.columns, table.row(event, analysis), strict=True))
            rows.setdefault((table.name, row.get("id")), {}).update(row)
    return rows


def _stored(history: Store, analysis: str) -> Iterator[tuple[Key, Row]]:
    for name in dict.fromkeys(table.name for table in tables.OF_EVENTS.values()):
        query = f"SELECT * FROM {name} WHERE analysis = ?"  # noqa: S608  ours
        for row in history.rows(query, (analysis,)):
            yield (name, row.get("id")), row


def _differs(row: Row, stored: Row | None) -> bool:
    return stored is None or any(stored[name] != value for name, value in row.items())


def _recorded(history: Store, session: Session) -> RecordingFile | None:
    """The recording of the newest analysis that has one."""
    rows = history.rows(
        "SELECT sha256, path, size_bytes FROM recordings JOIN analyses "
        "ON recordings.sha256 = analyses.recording WHERE session = ? "
        "ORDER BY made_utc_ns DESC, analysis DESC",
        (session.session,),
    )
    return RecordingFile(**rows[0]) if rows else None


def _found(known: RecordingFile, folder: Path | None) -> Path | None:
    path = Path(known.path)
    if path.is_file():
        return path
    same_name = folder.rglob(path.name) if folder is not None else ()
    return next((each for each in same_name if file_of(each).sha256 == known.sha256), None)


def _today(session: Session, path: Path) -> str:
    """The id that today's engine's analysis of this recording has."""
    with open_recording(path) as recording:
        return analysis_id(session.session, __version__, digest(recording.header.settings))
