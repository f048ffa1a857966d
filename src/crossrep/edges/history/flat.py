"""What a history tells of people as flat tables: one row a session, set, repetition, and so on.

The same tables become CSV and Parquet. Rows carry where they came from: person, session, engine,
digest of the settings, hash of the recording.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crossrep.edges.history.columns import encoded, names
from crossrep.events import (
    Answered,
    Bout,
    Event,
    Hold,
    PracticeClosed,
    Rep,
    SessionEnded,
    SessionStarted,
    SetClosed,
    SetCoupled,
)
from crossrep.formats.payloads import utc
from crossrep.records import Told

Row = dict[str, Any]

FROM = ("person", "session", "start_utc", "start_utc_ns", "engine", "parameters",
        "recording_sha256")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flat:
    """One table.

    Attributes:
        name: of the file, without its ending.
        kind: what a row is.
        more: columns that follow from the event.
        events: where they stand in `Told`.
    """

    name: str
    kind: type
    events: Callable[[Told], Iterable[Event]]
    more: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The event's own columns."""
        return tuple(name for name in names(self.kind) if name != "session")

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, in order."""
        return (*FROM, "time_utc", *self.fields, *self.more)


def _reps(told: Told) -> Iterator[Event]:
    yield from sorted((*told.reps, *told.withdrawn), key=lambda rep: rep.start_s)


def _ended(told: Told) -> Iterator[Event]:
    if told.ended is not None:
        yield told.ended


TABLES = (
    Flat("sessions", SessionEnded, _ended),
    Flat("sets", SetClosed, lambda told: told.sets),
    Flat("repetitions", Rep, _reps, ("stop_count", "stop_total_s", "withdrawn")),
    Flat("holds", Hold, lambda told: told.holds),
    Flat("affected", Bout, lambda told: told.bouts),
    Flat("couplings", SetCoupled, lambda told: told.couplings),
    Flat("practice", PracticeClosed, lambda told: told.practices),
    Flat("answers", Answered, lambda told: told.answers),
)
BY_NAME = {table.name: table for table in TABLES}


def rows_of(table: Flat, told: Iterable[Told]) -> list[Row]:
    """All rows of one table, in order of the sessions."""
    return [_row(table, one, event) for one in told for event in table.events(one)]


def _row(table: Flat, told: Told, event: Event) -> Row:
    started = told.session.start_utc
    own = dict(zip(table.fields, encoded(event, table.fields), strict=True))
    return {
        "person": told.session.person,
        "session": told.session.session,
        "start_utc": None if started is None else started.isoformat(timespec="milliseconds"),
        "start_utc_ns": told.session.start_utc_ns,
        "engine": told.analysis.engine,
        "parameters": told.analysis.parameters,
        "recording_sha256": told.analysis.recording,
        "time_utc": _time(told, event),
        **own,
        **(_of_rep(told, event) if isinstance(event, Rep) else {}),
    }


def _of_rep(told: Told, rep: Rep) -> Row:
    lengths_s = [stop.end_s - stop.start_s for stop in rep.stops]
    why = [one.reason for one in told.withdrawals if one.id == rep.id]
    return {
        "stop_count": len(lengths_s),
        "stop_total_s": float(sum(lengths_s)),
        "withdrawn": why[0] if why else "",
    }


def _time(told: Told, event: Event) -> str | None:
    """When it was, in UTC: a repetition's top, else its end or moment."""
    ns = told.session.start_utc_ns
    if not ns:
        return None
    moments = ("top_s",) if isinstance(event, Rep) else ("end_s", "t_s")
    t_s: float = next(getattr(event, name) for name in moments if hasattr(event, name))
    started = SessionStarted(told.session.session, 0.0, ns, "", "")
    return utc(started, t_s).isoformat(timespec="milliseconds")
