"""Which record stands in which table, and the SQL that follows from it.

The SQL is what SQLite and PostgreSQL both understand; a value's place is ``?``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from crossrep.edges.history.columns import Record, Value, decoded, encoded, names
from crossrep.events import (
    Answered,
    Bout,
    Event,
    FaultEnded,
    FaultStarted,
    Hold,
    PracticeClosed,
    PracticeRep,
    Rep,
    RepRejected,
    RepWithdrawn,
    SafetyFired,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SessionStarted,
    SetClosed,
    SetCoupled,
    StepStarted,
    WhichMoved,
)
from crossrep.records import (
    Analysis,
    Assessment,
    Person,
    Prescribed,
    Proposal,
    RecordingFile,
    Session,
)


@dataclass(frozen=True, eq=False)
class Table:
    """One kind of record in one table.

    Attributes:
        name: of the table.
        record: the dataclass whose fields are the columns, in their order.
        key: columns that name a row for ever.
        renamed: fields whose column has another name.
        fills: columns that a later record of the same key may fill; the first tells if it is new.
        of_analysis: a row is what one analysis says, and its session is the analysis's.
    """

    name: str
    record: type
    key: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    fills: tuple[str, ...] = ()
    of_analysis: bool = False

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The record's fields that are stored; an analysis knows its session."""
        return tuple(n for n in names(self.record) if not (self.of_analysis and n == "session"))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns, in the order of `row`."""
        own = tuple(dict(self.renamed).get(name, name) for name in self.fields)
        return ("analysis", *own) if self.of_analysis else own

    def row(self, record: object, analysis: str = "") -> tuple[Value, ...]:
        """The values of a record; of an event, with the analysis that it belongs to."""
        values = encoded(record, self.fields)
        return (analysis, *values) if self.of_analysis else values

    @cached_property
    def insert(self) -> str:
        """Put a row; one that is there stays, but for what it `fills`."""
        places = ", ".join("?" * len(self.columns))
        return (
            f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({places}) "  # noqa: S608  ours
            f"ON CONFLICT ({', '.join(self.key)}) DO {self._fill() if self.fills else 'NOTHING'}"
        )

    def _fill(self) -> str:
        """Only where it says something new, so that the same twice counts once."""
        filled = ", ".join(f"{name} = excluded.{name}" for name in self.fills)
        was, new = f"{self.name}.{self.fills[0]}", f"excluded.{self.fills[0]}"
        return f"UPDATE SET {filled} WHERE {was} IS NULL OR {was} <> {new}"

    def of(self, values: Mapping[str, object], kind: type[Record]) -> Record:
        """The record that a row holds."""
        back = {field: values[column] for field, column in self.renamed}
        return decoded(kind, {**values, **back})


def _event(name: str, record: type, **more: object) -> Table:
    return Table(name, record, ("analysis", "id"), of_analysis=True, **more)  # type: ignore[arg-type]


REPS = _event("reps", Rep)
HOLDS = _event("holds", Hold)
WITHDRAWALS = _event("withdrawals", RepWithdrawn)
REJECTED = _event("rejected", RepRejected)
SETS = _event("sets", SetClosed)
COUPLINGS = _event("couplings", SetCoupled)
BOUTS = _event("bouts", Bout)
PRACTICE_REPS = _event("practice_reps", PracticeRep)
PRACTICES = _event("practices", PracticeClosed)
WHICH_MOVED = _event("which_moved", WhichMoved)
FAULTS_BEGUN = _event("faults", FaultStarted)
FAULTS = _event("faults", FaultEnded, fills=("end_s", "detail"))
PAUSES = _event("pauses", SessionPaused, fills=("t_s",))
RESUMES = _event("pauses", SessionResumed, renamed=(("t_s", "resumed_s"),), fills=("resumed_s",))
STEPS = _event("steps", StepStarted)
ANSWERS = _event("answers", Answered)
SAFETY = _event("safety", SafetyFired, renamed=(("limit", "limit_value"),))
SUMS = Table("sums", SessionEnded, ("analysis",), of_analysis=True)

OF_EVENTS: Mapping[type, Table] = MappingProxyType(
    {
        table.record: table
        for table in (
            REPS, HOLDS, WITHDRAWALS, REJECTED, SETS, COUPLINGS, BOUTS, PRACTICE_REPS, PRACTICES,
            WHICH_MOVED, FAULTS_BEGUN, FAULTS, PAUSES, RESUMES, STEPS, ANSWERS, SAFETY, SUMS,
        )
    }
)  # fmt: skip
"""Every event but the start, which is a session and an analysis."""

PERSONS = Table("persons", Person, ("person",))
PRESCRIPTIONS = Table("prescriptions", Prescribed, ("person", "revision"))
PROPOSALS = Table("proposals", Proposal, ("id",))
ASSESSMENTS = Table("assessments", Assessment, ("id",))
RECORDINGS = Table("recordings", RecordingFile, ("sha256",), fills=("path",))
SESSIONS = Table("sessions", Session, ("session",))
ANALYSES = Table("analyses", Analysis, ("analysis",))

OF_PEOPLE = (PERSONS, PRESCRIPTIONS, PROPOSALS, ASSESSMENTS, RECORDINGS, SESSIONS, ANALYSES)


def table_of(event: Event) -> Table | None:
    """Where an event stands; None for the start of a session."""
    return None if isinstance(event, SessionStarted) else OF_EVENTS[type(event)]
