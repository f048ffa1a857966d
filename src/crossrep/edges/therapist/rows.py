"""What the report is handed, out of a history or out of one recording."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from crossrep.edges.history import (
    History,
    assessments_of,
    person_of,
    prescriptions_of,
    proposals_of,
    told_of,
    traces_of,
)
from crossrep.edges.history.adding import Analyzed, analyzed
from crossrep.errors import BadInputError
from crossrep.events import (
    Answered,
    Bout,
    FaultEnded,
    FaultStarted,
    Hold,
    Rep,
    RepRejected,
    RepWithdrawn,
    SafetyFired,
    SessionEnded,
    SetClosed,
    SetCoupled,
    StepStarted,
)
from crossrep.formats.prescription_toml import from_toml
from crossrep.records import Analysis, Person, Prescribed, Session, Told
from crossrep.report.story import Held, Rows
from crossrep.settings import to_json

Told_ = TypeVar("Told_")


def rows_of(history: History, person: str, *, traces: bool = True) -> Rows:
    """All of one person.

    Raises:
        BadInputError: nobody of that id is there.
    """
    told = told_of(history, person)
    read, unread = all_held(prescriptions_of(history, person))
    drawn = (
        [t for one in told for t in traces_of(history, one.analysis.analysis).values()]
        if traces
        else []
    )
    return Rows(
        person=person_of(history, person),
        told=told,
        held=read,
        unread=unread,
        assessments=assessments_of(history, person),
        proposals=proposals_of(history, person),
        traces=drawn,
    )


def rows_of_recording(path: Path) -> Rows:
    """One session, of nobody in particular.

    Raises:
        CrossRepError: it cannot be read, or holds no session.
    """
    found = analyzed(path)
    person = Person("not named", found.settings.trained)
    return Rows(person, [told_by(found, person.person)], traces=found.traces)


def told_by(found: Analyzed, person: str) -> Told:
    """What an engine said of a recording, as a history would hand it out."""
    started, events = found.started, found.events
    gone = {event.id for event in events if isinstance(event, RepWithdrawn)}
    over = {event.id for event in events if isinstance(event, FaultEnded)}

    def of(kind: type[Told_]) -> tuple[Told_, ...]:
        return tuple(event for event in events if isinstance(event, kind))

    analysis = Analysis(
        "", started.session, started.engine, started.parameters, to_json(found.settings),
        "recording", found.recording.sha256,
    )  # fmt: skip
    return Told(
        Session(started.session, person, started.utc_ns, ""),
        analysis,
        found.recording,
        reps=tuple(rep for rep in of(Rep) if rep.id not in gone),
        withdrawn=tuple(rep for rep in of(Rep) if rep.id in gone),
        withdrawals=of(RepWithdrawn),
        rejected=of(RepRejected),
        holds=of(Hold),
        sets=of(SetClosed),
        couplings=of(SetCoupled),
        bouts=of(Bout),
        faults=(*of(FaultEnded), *(one for one in of(FaultStarted) if one.id not in over)),
        steps=of(StepStarted),
        answers=of(Answered),
        safety=of(SafetyFired),
        ended=next(iter(of(SessionEnded)), None),
    )


def held(row: Prescribed) -> Held:
    """A kept revision as a value; who confirmed it stands in the row.

    Raises:
        BadInputError: its text cannot be read by this version.
    """
    by, on = row.confirmed_by, row.confirmed_on
    plan = replace(from_toml(row.toml), revision=row.revision, confirmed_by=by, confirmed_on=on)
    return Held(row.from_on, plan)


def all_held(rows: Iterable[Prescribed]) -> tuple[list[Held], list[int]]:
    """Those that can be read, and the numbers of the others: a report says so and goes on."""
    read: list[Held] = []
    unread: list[int] = []
    for row in rows:
        try:
            read.append(held(row))
        except BadInputError:
            unread.append(row.revision)
    return read, unread
