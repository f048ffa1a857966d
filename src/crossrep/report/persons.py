"""The list of persons: the most urgent first, then who was seen longest ago; nobody is ranked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum

from crossrep.inputs import Side
from crossrep.prescription import Day
from crossrep.report import words
from crossrep.report.page import environment
from crossrep.report.svg import Drawing, Scale, number

WEEKS = 6
RECENT_DAYS = 14
AWAY_DAYS = 10
UNSEEN_SESSIONS = 2
SEEN_PERCENT = 5.0
WEEKDAYS = tuple(Day)
CAPS = frozenset(("daily_reps", "daily_exercises", "weekly_reps"))


class Group(IntEnum):
    """Why somebody stands where they stand."""

    LOOK = 0
    WAITING = 1
    NOTHING = 2


GROUPS = {
    Group.LOOK: "Look today",
    Group.WAITING: "Waiting for you",
    Group.NOTHING: "Nothing to note",
}


@dataclass(frozen=True, slots=True)
class Fired:
    """A safety rule that acted lately."""

    on: date
    rule: str
    does: str
    measured: float | None = None


@dataclass(slots=True)
class Lately:
    """What is known of one person's last weeks.

    Attributes:
        done: days of sessions, and whether each ended early.
        lowering_s: medians of sets of the last two weeks; ``inside`` of ``judged`` in the band.
        pain: (before, after) of the last session that gave any.
        seen_s, unseen_s: of the affected arm, of the last two weeks.
        blind: sessions running, up to the last, in which it was not observed.
        waits: reasons of proposals that wait.
        revision: newest prescription, 0 for none.
    """

    person: str
    trained: Side | None = None
    last: date | None = None
    last_at: str = ""
    done: list[tuple[date, bool]] = field(default_factory=list)
    lowering_s: list[float] = field(default_factory=list)
    judged: int = 0
    inside: float = 0.0
    pain: tuple[float | None, float | None] = (None, None)
    seen_s: float = 0.0
    unseen_s: float = 0.0
    blind: int = 0
    fired: list[Fired] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)
    revision: int = 0
    confirmed: bool = False
    planned_days: tuple[Day, ...] = ()
    from_on: date | None = None
    band_s: tuple[float, float] | None = None
    pain_stop: float = 4.0
    planned_sets: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One person, ready to be shown."""

    group: Group
    rank: int
    sign: str
    said: str
    more: str
    urgent: bool
    lately: Lately
    last: str
    weeks: str
    lowering: str
    band: str


def persons_page(everybody: Iterable[Lately], today: date, find: str = "") -> str:
    """The list as HTML."""
    wanted = find.strip().lower()
    rows = [row_of(one, today) for one in everybody if wanted in one.person.lower()]
    rows.sort(key=lambda row: (row.group, row.rank, row.lately.last or date.min, row.lately.person))
    groups = [(GROUPS[key], [row for row in rows if row.group is key]) for key in Group]
    return (
        environment()
        .get_template("persons.html.j2")
        .render(
            title="Persons",
            today=today,
            groups=[(name, of_it) for name, of_it in groups if of_it],
            count=len(rows),
            find=find,
            weeks=WEEKS,
            days=RECENT_DAYS,
        )
    )


def row_of(one: Lately, today: date) -> Row:
    """What is most urgent about a person, and the figures beside it."""
    group, rank, sign, said, more = _most_urgent(one, today)
    return Row(
        group, rank, sign, said, more, sign in ("flag", "pain"), one,
        _when(one, today), _weeks(one, today), *_lowering(one),
    )  # fmt: skip


_Note = tuple[Group, int, str, str, str]


def _most_urgent(one: Lately, today: date) -> _Note:
    """The first that holds; in the order of urgency."""
    found = [*_look(one, today), *_waiting(one)]
    if found:
        return found[0]
    if one.last is None:
        return Group.NOTHING, 0, "", "", "Not started. No recording, so no numbers."
    return Group.NOTHING, 1, "", "", "nothing"


def _look(one: Lately, today: date) -> list[_Note]:
    found: list[_Note] = []
    flag = next((f for f in one.fired if f.rule == "red_flags"), None)
    if flag is not None:
        more = "Session ended; emergency page shown. Not known what followed."
        found.append((Group.LOOK, 0, "flag", "Emergency sign reported", more))
    pain = next((f for f in one.fired if "pain" in f.rule), None)
    before, after = one.pain
    high = max((value for value in one.pain if value is not None), default=0.0)
    if pain is not None or high >= one.pain_stop:
        said = f"Pain {words.plain(before)} → {words.plain(after)}"
        more = "No rule acted."
        if pain is not None:
            said = words.rule(pain.rule, pain.measured, None)
            more = f"The session of {words.day(pain.on)} ended there."
        found.append((Group.LOOK, 1, "pain", said, more))
    if one.blind >= UNSEEN_SESSIONS:
        arm = f"{words.capital(_other(one.trained))} arm" if one.trained else "Affected arm"
        more = "Nothing can be said about this arm."
        found.append((Group.LOOK, 2, "blind", f"{arm} not observed, {one.blind} sessions", more))
    if one.last is not None and one.planned_days and (today - one.last).days >= AWAY_DAYS:
        days = (today - one.last).days
        found.append((Group.LOOK, 3, "away", f"No session for {days} days", ""))
    return found


def _waiting(one: Lately) -> list[_Note]:
    found: list[_Note] = []
    if one.waits:
        found.append((Group.WAITING, 0, "up", "A change is proposed", one.waits[0]))
    cap = next((f for f in one.fired if f.rule in CAPS), None)
    if cap is not None:
        found.append((Group.WAITING, 1, "cap", words.rule(cap.rule, cap.measured, None), ""))
    if one.revision and not one.confirmed:
        more = "Every screen and report says so."
        found.append((Group.WAITING, 2, "plan", "Plan not confirmed", more))
    if not one.revision:
        found.append((Group.WAITING, 3, "plan", "No prescription", ""))
    return found


def _other(side: Side | None) -> str:
    return "left" if side is Side.RIGHT else "right"


def _when(one: Lately, today: date) -> str:
    if one.last is None:
        return "never"
    days = (today - one.last).days
    if days == 0:
        return f"today {one.last_at}".strip()
    return "yesterday" if days == 1 else words.day(one.last)


def _weeks(one: Lately, today: date) -> str:
    """Sessions of six weeks: filled done, half early, dashed missed, dot not due."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    done = dict(one.done)
    full: list[str] = []
    half: list[str] = []
    missed: list[str] = []
    due: list[str] = []
    for week in range(WEEKS):
        a = first + timedelta(weeks=week)
        for x, day in _of_week(one, a, done, week):
            at = number(x)
            if day in done:
                (half if done[day] else full).append(
                    f"M{at} 1h7{'l-7 7' if done[day] else 'v7h-7'}z"
                )
            elif day < today:
                missed.append(f"M{number(x + 0.5)} 1.5h6v6h-6z")
            else:
                due.append(f"M{number(x + 3.5)} 4.5h0")
    paths = (("", full), ("", half), ("open dash", missed), ("dotdue", due))
    d = Drawing()
    for css, parts in paths:
        if parts:
            d.path("".join(parts), css)
    return d.whole(180, 9, f"{len(one.done)} sessions in {WEEKS} weeks", "wk")


def _of_week(one: Lately, first: date, done: dict[date, bool], week: int) -> list[tuple[int, date]]:
    """The days of a week that have a mark, each with its place."""
    days = [first + timedelta(days=n) for n in range(7)]
    shown = [day for day in days if day in done or _planned(one, day)]
    extra = [day for day in shown if day in done and not _planned(one, day)]
    open_ = [day for day in shown if day not in done]
    stands_for = set(open_[: len(extra)])
    return [
        (week * 30 + 9 * n, day) for n, day in enumerate(d for d in shown if d not in stands_for)
    ][:3]


def _planned(one: Lately, day: date) -> bool:
    held = one.from_on is not None and day >= one.from_on
    return held and WEEKDAYS[day.weekday()] in one.planned_days


def _lowering(one: Lately) -> tuple[str, str]:
    """Median in the person's own band, drawn and as a number."""
    if not one.lowering_s:
        return "", ""
    values = sorted(one.lowering_s)
    middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
    if one.band_s is None:
        return f"{middle:.1f}", ""
    x, d = Scale(0.5, 8.0, 0, 80), Drawing()
    a, b = (x(edge) for edge in one.band_s)
    d.rect(a, 1, b - a, 10, "band")
    d.path(f"M{number(a)} 0v12M{number(b)} 0v12", "bandline")
    d.circle(x(middle), 6, 3.5, "dot")
    return f"{middle:.1f}", d.whole(80, 12, "", "lw")
