"""What a reader should look at first, each with its day: red flags, then what was not seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crossrep.events import FaultEnded, FaultKind, SafetyFired
from crossrep.inputs import Role
from crossrep.report import words
from crossrep.report.figures import Sitting, spread, together
from crossrep.report.story import Story

UNSEEN_S = 120.0
"""The affected arm not observed for longer is told."""
PLATEAU_WEEKS, PLATEAU_S, PLATEAU_DEG = 3, 0.15, 8.0
"""Weekly medians within these, for so many weeks: unchanged as far as can be measured."""
GAP = 3
"""Planned sessions running that were not done: a week of the usual plan."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One remark.

    Attributes:
        n: its number in the drawing, 0 for none.
        day: None where it belongs to no day; of several ``days`` the first.
        session: number of the session it is about, 0 for none.
    """

    said: str
    day: date | None = None
    session: int = 0
    urgent: bool = False
    n: int = 0
    days: tuple[date, ...] = ()


def flags(story: Story) -> list[Flag]:
    """In the order of days; what has no day comes first."""
    found = [*_plan(story), *_gaps(story), *_sensors(story), *_plateaus(story)]
    for one in story.sittings:
        found += [*_safety(one), *_pain(one), *_unseen(one)]
    found.sort(key=lambda flag: flag.day or date.min)
    numbered, n = [], 0
    for flag in _gathered(found):
        n += flag.day is not None
        numbered.append(replace(flag, n=n if flag.day is not None else 0))
    return numbered


def _gathered(found: Sequence[Flag]) -> list[Flag]:
    """What was said of several days in the same words is said once."""
    by_words: dict[str, list[Flag]] = {}
    for flag in found:
        by_words.setdefault(flag.said, []).append(flag)
    return [
        replace(same[0], days=tuple(one.day for one in same if one.day is not None))
        for same in by_words.values()
    ]


def _plan(story: Story) -> list[Flag]:
    unread = [
        Flag(f"Prescription {n} cannot be read by this version; what it asked for is not known.")
        for n in story.rows.unread
    ]
    return unread + _confirmed(story)


def _confirmed(story: Story) -> list[Flag]:
    if story.newest is None:
        return [Flag("No prescription is known for this period.")]
    if not story.newest.confirmed:
        return [Flag(f"Prescription {story.newest.revision} is {words.UNCONFIRMED}.")]
    return []


def _gaps(story: Story) -> list[Flag]:
    """Two planned sessions running that were not done."""
    found: list[Flag] = []
    row: list[date] = []
    for day in story.planned:
        row = [*row, day] if day in story.missed else []
        if len(row) == GAP:
            found.append(Flag("Three planned sessions running were not done.", row[0]))
    return found


def _safety(one: Sitting) -> list[Flag]:
    ending = [fired for fired in one.told.safety if fired.does in ("end_session", "leave_out")]
    return [Flag(_rule(fired), one.day, one.n, fired.rule == "red_flags") for fired in ending[:1]]


def _rule(fired: SafetyFired) -> str:
    said = words.rule(fired.rule, fired.measured, fired.limit)
    return f"{said}: {words.DOES.get(fired.does, fired.does)} by rule."


def _pain(one: Sitting) -> list[Flag]:
    limit = one.prescribed.pain_stop if one.prescribed else None
    values = [value for value in (one.pain_before, one.pain_after) if value is not None]
    if limit is None or not values or max(values) < limit:
        return []
    if any("pain" in fired.rule for fired in one.told.safety):
        return []
    return [Flag(f"Pain {max(values):g} of 10.", one.day, one.n, urgent=True)]


def _unseen(one: Sitting) -> list[Flag]:
    whole = one.arm.observed_s + one.arm.unobserved_s
    if any(fault.kind is FaultKind.SIDE_MISMATCH for fault in one.told.faults):
        return []
    if one.told.ended is None:
        return [
            Flag(
                "The recording of this session was cut; its sums are not known.",
                one.day,
                one.n,
            )
        ]
    if one.arm.kinds is None:
        return [Flag("The affected arm was not observed in this session.", one.day, one.n)]
    if one.arm.unobserved_s < max(UNSEEN_S, 0.1 * whole):
        return []
    minutes = words.minutes(one.arm.unobserved_s)
    why = _why(one)
    return [Flag(f"The affected arm was not observed for {minutes} min{why}.", one.day, one.n)]


def _why(one: Sitting) -> str:
    kinds = {
        fault.kind: fault.end_s - fault.start_s
        for fault in one.told.faults
        if isinstance(fault, FaultEnded) and fault.role is Role.AFFECTED
    }
    if not kinds:
        return ""
    return f": sensor {words.FAULTS[max(kinds, key=lambda kind: kinds[kind])]}"


def _sensors(story: Story) -> list[Flag]:
    """Wrists exchanged."""
    found = []
    for one in story.sittings:
        mixed = [f for f in one.told.faults if f.kind is FaultKind.SIDE_MISMATCH]
        if mixed:
            found.append(
                Flag(
                    "The affected arm worked and the trained arm rested: the sensors seem to have "
                    "been exchanged. What each arm did in this session is not known.",
                    one.day,
                    one.n,
                )
            )
    return found


def _plateaus(story: Story) -> list[Flag]:
    """The longest stretch of weeks whose medians cannot be told apart."""
    found = []
    for exercise in story.exercises:
        weeks = _weeks(story, exercise)
        a, b = _longest(weeks)
        if b - a >= PLATEAU_WEEKS and b - a < len(weeks):
            low, high = (f(weeks[i][1] for i in range(a, b)) for f in (min, max))
            which = f"Weeks {weeks[a][0]} to {weeks[b - 1][0]}, {words.exercise(exercise).lower()}"
            said = f"{which}: lowering median unchanged, {low:.1f} to {high:.1f} s a week."
            first = next(
                one for one in story.timed if one.day and _week(story, one.day) == weeks[a][0]
            )
            found.append(Flag(said, first.day, first.n))
    return found


def _weeks(story: Story, exercise: str) -> list[tuple[int, float, float]]:
    """(number of the week, median lowering, median range) of the weeks with repetitions."""
    found = []
    by_week: dict[int, list[Sitting]] = {}
    for one in story.timed:
        if one.day is not None:
            by_week.setdefault(_week(story, one.day), []).append(one)
    for week, these in sorted(by_week.items()):
        done = together(these, exercise)
        if done.lowering is not None and done.range_deg is not None:
            found.append((week, done.lowering.median, done.range_deg.median))
    return found


def _week(story: Story, day: date) -> int:
    return (day - story.first).days // 7 + 1


def _longest(weeks: Sequence[tuple[int, float, float]]) -> tuple[int, int]:
    """Begin and end of the longest row of weeks that lie close together."""
    best = (0, 0)
    for a in range(len(weeks)):
        for b in range(a + 1, len(weeks) + 1):
            part = weeks[a:b]
            close = _close([w[1] for w in part], PLATEAU_S) and _close(
                [w[2] for w in part], PLATEAU_DEG
            )
            if close and part[-1][0] - part[0][0] == b - a - 1 and b - a > best[1] - best[0]:
                best = (a, b)
    return best


def _close(values: Sequence[float], apart: float) -> bool:
    return max(values) - min(values) <= apart + 1e-9


def lowering_of(these: Sequence[Sitting]) -> float | None:
    """Median over sessions' repetitions, s."""
    found = spread(rep.lowering_s for one in these for rep in one.told.reps)
    return found.median if found else None
