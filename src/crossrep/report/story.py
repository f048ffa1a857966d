"""One person's rows put in order: sessions beside what was planned, and everything said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta, tzinfo

from crossrep.inputs import Side
from crossrep.prescription import Day, Prescription
from crossrep.records import Assessment, Person, Proposal, Told
from crossrep.report.figures import Sitting, settings_of, sitting
from crossrep.tracing import SetTrace

WEEKDAYS = tuple(Day)


@dataclass(frozen=True, slots=True)
class Held:
    """A revision of the prescription, and the first day it held."""

    from_on: date
    prescription: Prescription


@dataclass(frozen=True, slots=True)
class Rows:
    """What the report is handed.

    Attributes:
        told: the sessions of the period, in any order.
        before: how many sessions this person had before them.
        unread: revisions of the prescription that this version cannot read.
        traces: of as many sets as are to be drawn.
    """

    person: Person
    told: Sequence[Told] = ()
    held: Sequence[Held] = ()
    assessments: Sequence[Assessment] = ()
    proposals: Sequence[Proposal] = ()
    traces: Sequence[SetTrace] = ()
    before: int = 0
    unread: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """The same, ready to be drawn.

    Attributes:
        first, last: the period, both days included.
        today: the day the report is made; what is planned after it is not due.
        planned: days on which a session was or is planned in the period.
        missed: those of them, before today, that no session of their week stands for.
        links: what stands before a session's number where its sets are; empty: they are nowhere.
        sets_from: the first session whose sets are drawn.
        second_from: first day of the second of two periods that are compared; None: the middle.
    """

    rows: Rows
    sittings: tuple[Sitting, ...]
    first: date
    last: date
    today: date
    planned: tuple[date, ...]
    missed: tuple[date, ...]
    links: str = "#n"
    sets_from: int = 0
    second_from: date | None = None

    def href(self, n: int) -> str:
        """Where the sets of a session stand; empty where nothing leads there."""
        return f"{self.links}{n}" if self.links and n and n >= self.sets_from else ""

    @property
    def due(self) -> int:
        """Sessions planned up to today."""
        return sum(day <= self.today for day in self.planned)

    @property
    def exercises(self) -> list[str]:
        """What was done, in the order it was begun."""
        return list(dict.fromkeys(name for one in self.sittings for name in one.by_exercise))

    @property
    def newest(self) -> Prescription | None:
        """The latest prescription that holds in the period."""
        return held_on(self.rows.held, min(self.last, self.today))

    @property
    def trained(self) -> Side | None:
        """The trained side, where somebody said."""
        if (newest := self.newest) is not None:
            return newest.trained
        if self.rows.person.trained is not None:
            return self.rows.person.trained
        known = [settings_of(one.told) for one in self.sittings]
        return next((one.trained for one in known if one is not None), None)

    @property
    def timed(self) -> tuple[Sitting, ...]:
        """Sessions with a date."""
        return tuple(one for one in self.sittings if one.day is not None)


def story(
    rows: Rows,
    today: date,
    first: date | None = None,
    last: date | None = None,
    zone: tzinfo = UTC,
) -> Story:
    """Put one person's rows in order; without a period all there is.

    Args:
        rows: what is known.
        today: the day the report is made.
        first: first day of the period.
        last: last day of it.
        zone: where the person lives, for calendar days.
    """
    told = sorted(rows.told, key=lambda one: (one.session.start_utc_ns, one.session.session))
    sittings = tuple(_sitting(rows, n, one, zone) for n, one in enumerate(told, rows.before + 1))
    first, last = _period(rows, sittings, today, first, last)
    sittings = tuple(one for one in sittings if one.day is None or first <= one.day <= last)
    planned = _planned(rows.held, first, last)
    missed = _missed(planned, [one.day for one in sittings if one.day is not None], today)
    return Story(rows, sittings, first, last, today, planned, missed)


def held_on(held: Sequence[Held], day: date | None) -> Prescription | None:
    """The prescription of a day; of a session without a date, the newest."""
    ruled = [one for one in held if day is None or one.from_on <= day]
    if not ruled:
        return None
    return max(ruled, key=lambda one: (one.from_on, one.prescription.revision)).prescription


def _sitting(rows: Rows, n: int, told: Told, zone: tzinfo) -> Sitting:
    start = told.session.start_utc
    day = start.astimezone(zone).date() if start else None
    return sitting(n, told, held_on(rows.held, day), zone)


def _period(
    rows: Rows,
    sittings: Sequence[Sitting],
    today: date,
    first: date | None,
    last: date | None,
) -> tuple[date, date]:
    """All there is, from the first plan or session; the last week is a whole one."""
    days = [one.day for one in sittings if one.day is not None]
    starts = [*days, *(one.from_on for one in rows.held)]
    first = first or min(starts, default=today)
    until = last or max([*days, min(_planned_end(rows, first), today), first])
    weeks = (until - first).days // 7 + 1
    return first, last or first + timedelta(days=7 * weeks - 1)


def _planned_end(rows: Rows, first: date) -> date:
    """Where the prescribed programme ends."""
    newest = max(rows.held, key=lambda one: one.from_on, default=None)
    weeks = newest.prescription.block_weeks if newest else 0
    return first + timedelta(days=7 * weeks - 1)


def _planned(held: Sequence[Held], first: date, last: date) -> tuple[date, ...]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(day for day in days if _is_planned(held_on(held, day), day))


def _is_planned(prescription: Prescription | None, day: date) -> bool:
    return prescription is not None and WEEKDAYS[day.weekday()] in prescription.planned_days


def _missed(planned: Sequence[date], done: Sequence[date], today: date) -> tuple[date, ...]:
    """Planned days before today without a session, less the other sessions of their week."""
    found: list[date] = []
    for monday in sorted({_monday(day) for day in planned}):
        wanted = [day for day in planned if _monday(day) == monday]
        here = {day for day in done if _monday(day) == monday}
        moved = len(here - set(wanted))
        open_days = [day for day in wanted if day not in here and day < today]
        found += open_days[moved:]
    return tuple(found)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
