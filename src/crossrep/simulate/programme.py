"""A simulated twelve-week programme of two people: which session comes when, and what is in it.

Made for whoever shows or keeps a history: it holds a plateau, a painful week, one session with the
sensors on each other's wrists, missed days, answers, weights, revisions and assessments. Sessions
are short, three sets of a few repetitions, so that all of it is made in minutes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import numpy as np

from crossrep.inputs import Side
from crossrep.simulate.chance import stream
from crossrep.simulate.script import Script, from_values

FIRST_DAY: Final = date(2026, 8, 24)
WEEKDAYS: Final = (0, 2, 4)
SESSIONS_A_WEEK: Final = len(WEEKDAYS)
PLATEAU_WEEKS: Final = range(5, 9)
PAINFUL_WEEK: Final = 6
SWAPPED_SESSION: Final = 14


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the people.

    Attributes:
        lowering_s: how long the lowering takes in the first and in the last week.
        range_deg: the same of the range.
        own_movements: of the affected arm in a session, in the first and in the last week.
        grip_kg: of both arms, before and after; trained first.
    """

    person: str
    trained: Side
    dominant: Side
    stroke_on: date
    exercise: str
    hour: int
    lowering_s: tuple[float, float]
    range_deg: tuple[float, float]
    own_movements: tuple[int, int]
    weight_kg: tuple[float, float]
    grip_kg: tuple[tuple[float, float], tuple[float, float]]
    painful: bool
    swaps: bool


PEOPLE: Final = (
    Somebody(
        "P-0417", Side.RIGHT, Side.RIGHT, date(2025, 9, 14), "biceps_curl", 9, (2.3, 3.3),
        (98.0, 106.0), (1, 4), (3.0, 4.5), ((31.0, 36.5), (11.0, 13.5)), painful=True, swaps=False,
    ),
    Somebody(
        "P-0533", Side.LEFT, Side.RIGHT, date(2026, 6, 30), "hammer_curl", 16, (2.7, 3.1),
        (88.0, 92.0), (2, 3), (2.0, 2.5), ((24.0, 26.0), (8.0, 8.5)), painful=False, swaps=True,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """One session of the programme.

    Attributes:
        number: of the person's sessions, 1 for the first.
        week: 0 for the first.
        wearer: the side that really exercises; another one than trained when sensors are swapped.
        weight_kg: in the hand.
        sets: planned sets.
        reps: planned repetitions of each.
        pain: at the start and at the end, of ten; None: not given.
        effort: after each set, of ten; None: not given.
    """

    who: Somebody
    number: int
    week: int
    script: Script
    weight_kg: float
    sets: int
    reps: int
    pain: tuple[int | None, int | None]
    effort: tuple[int | None, ...]
    stiffer: bool


def programme(weeks: int = 12, sets: int = 3, reps: int = 6) -> Iterator[Planned]:
    """All sessions of all people, one person after the other."""
    for who in PEOPLE:
        number = 0
        for week in range(weeks):
            for day in _days(who, week):
                number += 1
                yield _planned(who, number, week, day, weeks, sets, reps)


def share_done(week: int, weeks: int) -> float:
    """How far a person has come, 0 to 1: it rises, stands still for weeks, and rises again."""
    passed = [one for one in range(week) if one not in PLATEAU_WEEKS]
    rising = [one for one in range(weeks - 1) if one not in PLATEAU_WEEKS]
    return len(passed) / max(len(rising), 1)


def _days(who: Somebody, week: int) -> list[date]:
    """Three days a week; in one week of each person one is made up for a day later."""
    late = 3 if who.painful else 8
    days = [FIRST_DAY + timedelta(weeks=week, days=one) for one in WEEKDAYS]
    return [*days[:2], days[2] + timedelta(days=1)] if week == late else days


def _planned(  # noqa: PLR0917  where and when
    who: Somebody, number: int, week: int, day: date, weeks: int, sets: int, reps: int
) -> Planned:
    chance = stream(number, f"programme {who.person}")
    painful = who.painful and week == min(PAINFUL_WEEK, weeks - 1)
    swapped = who.swaps and number == min(SWAPPED_SESSION, weeks * SESSIONS_A_WEEK - 1)
    done = share_done(week, weeks)
    at = datetime.combine(day, time(who.hour, int(chance.integers(0, 50))), UTC)
    set_count = 1 if painful and number % SESSIONS_A_WEEK == 0 else sets
    script = _script(who, number, at, done, set_count, reps, chance, swapped=swapped)
    return Planned(
        who,
        number,
        week,
        script,
        weight_kg=_between(who.weight_kg, round(done * 2) / 2),
        sets=sets,
        reps=reps,
        pain=_pain(painful, chance),
        effort=_effort(painful, set_count, chance),
        stiffer=painful and number % SESSIONS_A_WEEK == 1,
    )


def _script(  # noqa: PLR0917  who, when and how far
    who: Somebody,
    number: int,
    at: datetime,
    done: float,
    sets: int,
    reps: int,
    chance: np.random.Generator,
    *,
    swapped: bool,
) -> Script:
    other = Side.LEFT if who.trained is Side.RIGHT else Side.RIGHT
    blocks: list[dict[str, Any]] = [{"kind": "rest", "duration_s": 5.0}]
    for n in range(sets):
        blocks += [_set(who, done, reps, n, chance), _rest(who, done, n == sets - 1, chance)]
    return from_values(
        {
            "about": f"programme, {who.person}, session {number}",
            "seed": 1000 * number + who.hour,
            "trained": other if swapped else who.trained,
            "exercise": who.exercise,
            "utc": at,
            "radio": {"loss_percent": 0.2},
            "block": blocks,
        }
    )


def _set(
    who: Somebody, done: float, reps: int, n: int, chance: np.random.Generator
) -> dict[str, Any]:
    lowering_s = _between(who.lowering_s, done) * (1 - 0.04 * n) + chance.normal(0, 0.08)
    mirror = {"kind": "mirror", "percent": float(chance.uniform(2, 5))}
    return {
        "kind": "set",
        "reps": reps,
        "range_deg": _between(who.range_deg, done) + float(chance.normal(0, 2)),
        "lifting_s": float(chance.uniform(1.0, 1.5)),
        "hold_s": 0.4,
        "lowering_s": float(lowering_s),
        "rest_s": float(chance.uniform(0.8, 1.2)),
        "variability_percent": 10.0 - 4.0 * done,
        "stops": [{"share": 0.6, "duration_s": 0.5}] if chance.random() < 0.12 else [],
        "habits": {"fatigue_percent": float(chance.uniform(2, 14))},
        "also": [mirror] if chance.random() < 0.25 else [],
    }


def _rest(who: Somebody, done: float, last: bool, chance: np.random.Generator) -> dict[str, Any]:
    """Between sets, and after the last one; then the affected arm moves by itself."""
    if not last:
        return {"kind": "rest", "duration_s": 8.0}
    times = max(round(_between(who.own_movements, done) + float(chance.normal(0, 0.7))), 0)
    own = {"kind": "own", "at_s": 2.0, "range_deg": 18.0, "times": times, "pause_s": 2.5}
    return {
        "kind": "rest",
        "duration_s": 10.0 + 4.5 * times,
        "also": [own] if times else [],
    }


def _between(ends: tuple[float, float], share: float) -> float:
    return float(ends[0] + (ends[1] - ends[0]) * share)


def _pain(painful: bool, chance: np.random.Generator) -> tuple[int | None, int | None]:
    if painful:
        return 3, int(chance.integers(4, 7))
    after = None if chance.random() < 0.05 else int(chance.integers(0, 3))
    return int(chance.integers(0, 2)), after


def _effort(painful: bool, sets: int, chance: np.random.Generator) -> tuple[int | None, ...]:
    """A little more with each set; one in fifteen is not given."""
    base = 6 if painful else 4
    return tuple(
        None if chance.random() < 1 / 15 else base + int(chance.integers(0, 2)) + (n > 0)
        for n in range(sets)
    )
