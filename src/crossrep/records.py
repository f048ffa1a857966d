"""What a history holds, as frozen rows: who, what was asked, what was done, what people measured.

Numbers of a session are the engine's own events, whole, under the analysis that made them: one
pass of one engine version with one set of settings over one session. A session that was analyzed
again keeps its earlier analyses; the newest one is shown.

All ``*_s`` are seconds from the start of the session, as in events; ``*_utc_ns`` nanoseconds since
1970 in UTC, 0 when nobody knows; ``*_on`` calendar days.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime

from crossrep.events import (
    Answered,
    Bout,
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
    SetClosed,
    SetCoupled,
    StepStarted,
    WhichMoved,
)
from crossrep.inputs import Side


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by an opaque id; never a name.

    Attributes:
        person: the id, as in topics.
        trained: the side that is trained, where somebody said.
        stroke_on: day of the stroke, where somebody said: for weeks since stroke.
        dominant: the hand that wrote before the stroke, where somebody said.
        added_utc_ns: when this history first heard of the person.
    """

    person: str
    trained: Side | None = None
    stroke_on: date | None = None
    dominant: Side | None = None
    added_utc_ns: int = 0


@dataclass(frozen=True, slots=True)
class Prescribed:
    """One revision of a person's prescription; earlier ones stay.

    Attributes:
        toml: the whole prescription as text.
        from_on: first day it holds.
        confirmed_by: who confirmed it; empty while nobody has.
        confirmed_on: when.
    """

    person: str
    revision: int
    toml: str
    from_on: date
    confirmed_by: str = ""
    confirmed_on: date | None = None
    saved_utc_ns: int = 0


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A recording that numbers came from.

    Attributes:
        sha256: of the whole file, in hex; it names the recording for ever.
        path: where it was seen last; it may have been moved since.
        size_bytes: its length.
    """

    sha256: str
    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """One pass of an engine over a session.

    Attributes:
        analysis: id: of session, engine and parameters.
        engine: version.
        parameters: digest of the settings.
        settings: the settings as JSON; empty where they were not told (data over MQTT).
        source: ``live``, ``recording``, ``reanalysis``, ``mqtt`` or ``file``.
        recording: ``sha256`` of the recording; empty where there is none here.
        made_utc_ns: when these numbers were made; of live ones the start of the session.
    """

    analysis: str
    session: str
    engine: str
    parameters: str
    settings: str = ""
    source: str = "live"
    recording: str = ""
    made_utc_ns: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """One session of one person.

    Attributes:
        start_utc_ns: UTC at second 0, 0 when nobody knows.
        analysis: id of the analysis whose numbers are shown.
    """

    session: str
    person: str
    start_utc_ns: int
    analysis: str

    @property
    def start_utc(self) -> datetime | None:
        """The start as a time; None when nobody knows."""
        return utc(self.start_utc_ns)


@dataclass(frozen=True, slots=True)
class Told:
    """All that one analysis says of a session, each in order of time.

    Attributes:
        reps: the repetitions that stand, without the withdrawn ones.
        withdrawn: the repetitions that were taken back, and `withdrawals` why.
        faults: a `FaultStarted` never ended: the session was cut.
        ended: the sums; None where the session was cut or is going on.
    """

    session: Session
    analysis: Analysis
    recording: RecordingFile | None = None
    reps: tuple[Rep, ...] = ()
    withdrawn: tuple[Rep, ...] = ()
    withdrawals: tuple[RepWithdrawn, ...] = ()
    rejected: tuple[RepRejected, ...] = ()
    holds: tuple[Hold, ...] = ()
    sets: tuple[SetClosed, ...] = ()
    couplings: tuple[SetCoupled, ...] = ()
    bouts: tuple[Bout, ...] = ()
    practice_reps: tuple[PracticeRep, ...] = ()
    practices: tuple[PracticeClosed, ...] = ()
    which_moved: tuple[WhichMoved, ...] = ()
    faults: tuple[FaultEnded | FaultStarted, ...] = ()
    pauses: tuple[SessionPaused | SessionResumed, ...] = ()
    steps: tuple[StepStarted, ...] = ()
    answers: tuple[Answered, ...] = ()
    safety: tuple[SafetyFired, ...] = ()
    ended: SessionEnded | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A measurement that a person made and entered; the sensors measure none of these.

    Attributes:
        id: unique for ever; a correction is a new one that names this one in `replaces`.
        measure: what was measured, as ``fma_ue``, ``arat``, ``grip``.
        side: ``left`` or ``right``; empty where the measure has none.
        unit: as ``kg`` or ``points``.
        measured_on: day of the measurement.
        assessor: who measured, by role or opaque id.
    """

    id: str
    person: str
    measure: str
    value: float
    measured_on: date
    side: str = ""
    unit: str = ""
    assessor: str = ""
    note: str = ""
    replaces: str = ""
    entered_utc_ns: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of the prescription to confirm or to refuse; nothing happens by itself.

    Attributes:
        id: unique for ever.
        revision: the revision it starts from.
        toml: the whole prescription as it would be.
        reason: one sentence, with the numbers it rests on.
        decided: empty, ``confirmed`` or ``refused``.
        decided_by: who.
    """

    id: str
    person: str
    revision: int
    toml: str
    reason: str
    made_utc_ns: int
    decided: str = ""
    decided_by: str = ""
    decided_utc_ns: int = 0


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of the list of persons.

    Attributes:
        sessions: how many in all.
        lately: how many since the moment that was asked for.
        last_start_utc_ns: start of the last one, 0 when none or not known.
        last_ended: the last one came to its proper end.
        last_reps: repetitions of the last one.
        last_faults: kinds of faults of the last one, without repeats.
        revision: newest prescription, 0 for none.
        confirmed: somebody confirmed it.
        proposals: how many wait for an answer.
    """

    person: Person
    sessions: int = 0
    lately: int = 0
    last_session: str = ""
    last_start_utc_ns: int = 0
    last_ended: bool = False
    last_reps: int = 0
    last_faults: tuple[str, ...] = ()
    revision: int = 0
    confirmed: bool = False
    proposals: int = 0


def analysis_id(session: str, engine: str, parameters: str) -> str:
    """The id of an analysis: the same wherever and whenever it is made."""
    return hashlib.sha256(f"{session} {engine} {parameters}".encode()).hexdigest()[:16]


def utc(utc_ns: int) -> datetime | None:
    """Nanoseconds since 1970 as a time, to the microsecond; None for 0."""
    if not utc_ns:
        return None
    seconds, rest_ns = divmod(utc_ns, 1_000_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest_ns // 1000)
