"""Putting things into a history. Everything is by id: the same twice changes nothing."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crossrep.edges.history import tables
from crossrep.edges.history.columns import Value
from crossrep.edges.history.store import Store
from crossrep.errors import BadInputError
from crossrep.events import Event, SessionStarted
from crossrep.formats.topics import checked_person
from crossrep.records import (
    Analysis,
    Assessment,
    Person,
    Prescribed,
    Proposal,
    RecordingFile,
    Session,
    analysis_id,
)
from crossrep.tracing import SetTrace

CONFIRMED, REFUSED = "confirmed", "refused"

_NEWEST = """UPDATE sessions SET analysis = (
    SELECT analysis FROM analyses WHERE analyses.session = sessions.session
    ORDER BY made_utc_ns DESC, analysis DESC LIMIT 1) WHERE session = ?"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows came, and how many had been there."""

    new: int = 0
    known: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.new + other.new, self.known + other.known)


def analysis_of(
    started: SessionStarted, source: str, settings: str = "", recording: str = ""
) -> Analysis:
    """The analysis that these events make; live numbers were made when the session was."""
    session, engine, parameters = started.session, started.engine, started.parameters
    live = source == "live" and started.utc_ns
    made_utc_ns = started.utc_ns if live else time.time_ns()
    name = analysis_id(session, engine, parameters)
    return Analysis(name, session, engine, parameters, settings, source, recording, made_utc_ns)


def add_person(history: Store, person: Person) -> bool:
    """Whether it is a new one; a person who is there stays as is.

    Raises:
        BadInputError: no opaque id.
    """
    checked_person(person.person)
    known = replace(person, added_utc_ns=person.added_utc_ns or time.time_ns())
    return history.put(tables.PERSONS.insert, [tables.PERSONS.row(known)]) > 0


def change_person(history: Store, person: Person) -> None:
    """What is known of a person, anew.

    Raises:
        BadInputError: nobody of that id is there.
    """
    trained, stroke_on, dominant = tables.PERSONS.row(person)[1:4]
    changed = history.do(
        "UPDATE persons SET trained = ?, stroke_on = ?, dominant = ? WHERE person = ?",
        (trained, stroke_on, dominant, person.person),
    )
    if not changed:
        raise unknown(history, person.person)


def add_events(
    history: Store,
    person: str,
    analysis: Analysis,
    events: Sequence[Event],
    start_utc_ns: int = 0,
) -> Counted:
    """What an analysis says of a session of this person, all of it or a part.

    ``start_utc_ns`` is UTC at second 0 as far as known; a `SessionStarted` knows better.

    Raises:
        BadInputError: the session is another person's.
    """
    with history.transaction():
        return put_events(history, person, analysis, events, start_utc_ns)


def put_events(
    history: Store,
    person: str,
    analysis: Analysis,
    events: Sequence[Event],
    start_utc_ns: int = 0,
) -> Counted:
    """`add_events` within a transaction that is going on; refused, it has changed nothing.

    Raises:
        BadInputError: the session is another person's, or this is no opaque id.
    """
    check_owner(history, person, analysis.session)
    _ensure_session(history, person, analysis, events, start_utc_ns)
    return _put_rows(history, analysis.analysis, events)


def attach_recording(history: Store, session: str, recording: RecordingFile) -> None:
    """The numbers of this session that have no recording yet came from this one."""
    with history.transaction():
        history.put(tables.RECORDINGS.insert, [tables.RECORDINGS.row(recording)])
        history.do(
            "UPDATE analyses SET recording = ? WHERE session = ? AND recording = ''",
            (recording.sha256, session),
        )


def add_recording(history: Store, recording: RecordingFile) -> None:
    """A recording, or where it lies now."""
    history.put(tables.RECORDINGS.insert, [tables.RECORDINGS.row(recording)])


def add_traces(history: Store, analysis: str, traces: Iterable[SetTrace]) -> None:
    """Drawings of the sets of this analysis."""
    put_traces(history, analysis, ((trace.set_n, trace.to_bytes()) for trace in traces))


def put_traces(history: Store, analysis: str, packed: Iterable[tuple[int, bytes]]) -> None:
    """Drawings by the number of their set, as they are kept."""
    history.put(
        "INSERT INTO traces (analysis, set_n, packed) VALUES (?, ?, ?) "
        "ON CONFLICT (analysis, set_n) DO NOTHING",
        [(analysis, set_n, one) for set_n, one in packed],
    )


def add_prescription(history: Store, prescription: Prescribed) -> int:
    """Another revision, numbered after the newest; its number.

    Raises:
        BadInputError: nobody of that id is there.
    """
    with history.transaction():
        must_be_known(history, prescription.person)
        newest = "SELECT coalesce(max(revision), 0) FROM prescriptions WHERE person = ?"
        revision = int(history.one(newest, (prescription.person,))) + 1
        saved_utc_ns = prescription.saved_utc_ns or time.time_ns()
        row = replace(prescription, revision=revision, saved_utc_ns=saved_utc_ns)
        history.put(tables.PRESCRIPTIONS.insert, [tables.PRESCRIPTIONS.row(row)])
        return revision


def confirm_prescription(history: Store, person: str, revision: int, by: str, on: date) -> None:
    """A therapist stands for this revision.

    Raises:
        BadInputError: no such revision.
    """
    changed = history.do(
        "UPDATE prescriptions SET confirmed_by = ?, confirmed_on = ? "
        "WHERE person = ? AND revision = ?",
        (by, on.isoformat(), person, revision),
    )
    if not changed:
        raise BadInputError(f"Person {person} has no prescription {revision}.")


def add_assessment(history: Store, assessment: Assessment, today: date) -> None:
    """What somebody measured. The measure's own range is the caller's to check.

    Raises:
        BadInputError: a day to come, or a person nobody knows.
    """
    if assessment.measured_on > today:
        raise BadInputError(
            f"{assessment.measured_on} is still to come; give the day of the measurement."
        )
    must_be_known(history, assessment.person)
    row = replace(assessment, entered_utc_ns=assessment.entered_utc_ns or time.time_ns())
    history.put(tables.ASSESSMENTS.insert, [tables.ASSESSMENTS.row(row)])


def add_proposal(history: Store, proposal: Proposal) -> None:
    """A change to confirm or to refuse.

    Raises:
        BadInputError: nobody of that id is there.
    """
    must_be_known(history, proposal.person)
    history.put(tables.PROPOSALS.insert, [tables.PROPOSALS.row(proposal)])


def decide(history: Store, proposal: str, decision: str, by: str) -> None:
    """`CONFIRMED` or `REFUSED`, once.

    Raises:
        BadInputError: no such proposal, or decided already.
    """
    changed = history.do(
        "UPDATE proposals SET decided = ?, decided_by = ?, decided_utc_ns = ? "
        "WHERE id = ? AND decided = ''",
        (decision, by, time.time_ns(), proposal),
    )
    if not changed:
        raise BadInputError("This proposal is not there any more, or somebody has decided it.")


def must_be_known(history: Store, person: str) -> None:
    """Refuse a person nobody knows.

    Raises:
        BadInputError: nobody of that id is there.
    """
    if history.one("SELECT 1 FROM persons WHERE person = ?", (person,)) is None:
        raise unknown(history, person)


def unknown(history: Store, person: str) -> BadInputError:
    """Who is not there, and who is."""
    there = [row["person"] for row in history.rows("SELECT person FROM persons ORDER BY person")]
    some = ", ".join(there[:5]) + (" ..." if len(there) > 5 else "")
    known = f"it knows {some}" if there else "it knows nobody yet"
    return BadInputError(f"The history knows no person '{person[:64]}'; {known}.")


def check_owner(history: Store, person: str, session: str) -> None:
    """Refuse a session that is another person's here, or an id that is not opaque.

    Raises:
        BadInputError: so it is.
    """
    checked_person(person)
    owner = history.one("SELECT person FROM sessions WHERE session = ?", (session,))
    if owner not in (None, person):
        raise BadInputError(
            f"Session {session} is of person {owner} in this history, not of {person}."
        )


def _ensure_session(
    history: Store, person: str, analysis: Analysis, events: Iterable[Event], start_utc_ns: int
) -> None:
    add_person(history, Person(person))
    session = Session(analysis.session, person, start_utc_ns, analysis.analysis)
    history.put(tables.SESSIONS.insert, [tables.SESSIONS.row(session)])
    exact = [event.utc_ns for event in events if isinstance(event, SessionStarted)]
    if exact or start_utc_ns:
        unless = "" if exact else " AND start_utc_ns = 0"
        history.do(
            f"UPDATE sessions SET start_utc_ns = ? WHERE session = ?{unless}",  # noqa: S608  ours
            (exact[0] if exact else start_utc_ns, session.session),
        )
    if history.put(tables.ANALYSES.insert, [tables.ANALYSES.row(analysis)]):
        history.do(_NEWEST, (session.session,))
    elif analysis.recording or analysis.settings:
        _know_more(history, analysis)


def _know_more(history: Store, analysis: Analysis) -> None:
    """The same numbers again, now with their settings or their recording."""
    history.do(
        "UPDATE analyses SET recording = CASE WHEN recording = '' THEN ? ELSE recording END, "
        "settings = CASE WHEN settings = '' THEN ? ELSE settings END WHERE analysis = ?",
        (analysis.recording, analysis.settings, analysis.analysis),
    )


def _put_rows(history: Store, analysis: str, events: Iterable[Event]) -> Counted:
    rows: dict[tables.Table, list[tuple[Value, ...]]] = {}
    for event in events:
        if (table := tables.table_of(event)) is not None:
            rows.setdefault(table, []).append(table.row(event, analysis))
    number = sum(len(each) for each in rows.values())
    new = sum(history.put(table.insert, each) for table, each in rows.items())
    return Counted(new, number - new)
