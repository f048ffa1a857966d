"""What people measured, over time: can a change be stated, and what share crossed over.

A change is stated when it lies beyond the measurement error; whether it is as large as people call
important is another question, with its own numbers. Both stand beside it with their sources. The
sensors' numbers play no part in this.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crossrep.assessments import MEASURES, USUAL_CARE, Measure, Sides, Smallest, value_text
from crossrep.inputs import Side
from crossrep.records import Assessment, Person
from crossrep.report import words

SURE = 1.96
"""Standard errors on either side within which 95 % of measurements fall."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of one arm over time.

    Attributes:
        said: may a change be stated, and why (not).
        first: its earliest value as people write it, ``last`` the newest, empty for one value.
    """

    measure: Measure
    side: str
    label: str
    values: tuple[Assessment, ...]
    first: str
    last: str
    said: str


def lines(entered: Sequence[Assessment], person: Person, affected: Side | None) -> list[Line]:
    """The measures that were entered, in the order of the reference table."""
    valid = _standing(entered)
    found = []
    for measure in MEASURES.values():
        for side in _sides(measure, valid):
            of_it = [one for one in valid if (one.measure, one.side) == (measure.name, side)]
            found.append(_line(measure, side, of_it, person, affected))
    return found


def never_entered(entered: Sequence[Assessment]) -> list[str]:
    """Labels of what nobody entered."""
    there = {one.measure for one in entered}
    return [measure.label for measure in MEASURES.values() if measure.name not in there]


def _standing(entered: Sequence[Assessment]) -> list[Assessment]:
    """Without those that a later one corrected; by day."""
    replaced = {one.replaces for one in entered if one.replaces}
    known = [one for one in entered if one.id not in replaced and one.measure in MEASURES]
    return sorted(known, key=lambda one: (one.measured_on, one.entered_utc_ns))


def _sides(measure: Measure, entered: Sequence[Assessment]) -> list[str]:
    return sorted({one.side for one in entered if one.measure == measure.name})


def _line(
    measure: Measure,
    side: str,
    values: Sequence[Assessment],
    person: Person,
    affected: Side | None,
) -> Line:
    first, last = values[0], values[-1]
    label = ", ".join(part for part in (measure.label, _unit(measure), side) if part)
    is_affected = measure.sides is Sides.AFFECTED or (affected is not None and side == affected)
    said = _stated(measure, first, last, person, is_affected=is_affected)
    newest = value_text(measure, last.value) if len(values) > 1 else ""
    return Line(measure, side, label, tuple(values), value_text(measure, first.value), newest, said)


def _unit(measure: Measure) -> str:
    if measure.grades:
        return ""
    return f"{measure.low:g}–{measure.high:g}" if measure.unit == "points" else measure.unit


def _stated(
    measure: Measure, first: Assessment, last: Assessment, person: Person, *, is_affected: bool
) -> str:
    if first is last:
        return "no: one value"
    if measure.grades:
        return "grades are compared, not subtracted"
    change = last.value - first.value
    read = _applies(measure, person, is_affected=is_affected)
    limits = [(one.value, _short(one)) for one in read if one.kind == "MDC"]
    if measure.error_share is not None:
        beyond = SURE * measure.error_share * math.hypot(first.value, last.value)
        limits.append((beyond, measure.error_source.split(",")[0] + " of the value"))
    important = sorted((one.value, _short(one)) for one in read if one.kind == "MCID")
    return _compared(change, max(limits, default=None), important)


_Limit = tuple[float, str]


def _compared(change: float, least: _Limit | None, important: Sequence[_Limit]) -> str:
    size, way = abs(change), "more" if change > 0 else "less"
    if least is None and not important:
        return f"{size:.3g} {way}; no smallest change is known for it"
    if least is not None and size < least[0]:
        return f"no: {size:.3g} is within measurement error, {least[0]:.3g} ({least[1]})"
    said = f"yes: {size:.3g} {way}"
    if least is not None:
        said += f", beyond measurement error, {least[0]:.3g} ({least[1]})"
    if not important:
        return said
    low, high = important[0], important[-1]
    if size < low[0]:
        below = f"below the smallest important change, {low[0]:g} ({low[1]})"
        return f"no: {size:.3g} is {below}" if least is None else f"{said}; {below}"
    if size < high[0]:
        one, other = f"{low[0]:g} ({low[1]})", f"{high[0]:g} ({high[1]})"
        return f"{said}; important by one number, {one}, not by another, {other}"
    return f"{said}; at or above the smallest important change, {high[0]:g} ({high[1]})"


def _applies(measure: Measure, person: Person, *, is_affected: bool) -> list[Smallest]:
    """What was read, and is not about the other hand; unknown hands get the larger number."""
    read = [one for one in measure.smallest if one.read]
    if not is_affected:
        return [one for one in read if one.kind == "MDC"]
    if person.dominant is None or person.trained is None:
        return read
    word = "non-dominant" if person.dominant is person.trained else "dominant"
    other = "dominant" if word == "non-dominant" else "non-dominant"
    return [one for one in read if not one.who.startswith(other)]


def _short(one: Smallest) -> str:
    return one.source.split(",")[0]


@dataclass(frozen=True, slots=True)
class CrossOver:
    """How much of the trained arm's gain the affected arm shows, in the same measure.

    Attributes:
        trained_gain: kg, with ``trained_error`` (standard error of the difference).
        percent: affected gain in percent of the trained gain; None: cannot be stated.
        low, high: 95 % interval.
        said: the result in words, or why there is none.
    """

    measure: Measure
    first_on: date
    last_on: date
    trained_gain: float
    trained_error: float
    affected_gain: float
    affected_error: float
    percent: float | None
    low: float | None
    high: float | None
    said: str


METHOD = (
    "Share = affected gain / trained gain, first to last day on which both arms were measured. "
    "Each value carries the dynamometer's standard error of measurement (a share of the value); "
    "errors of the four values are independent; the interval is Fieller's (1954), 95 %. Where the "
    "trained gain itself lies within its error, no share can be stated. Strength also changes for "
    "other reasons: a share is not proof of transfer."
)


def cross_over(entered: Sequence[Assessment], affected: Side | None) -> list[CrossOver]:
    """For each strength that was measured on both arms on two days."""
    if affected is None:
        return []
    found = []
    for measure in (one for one in MEASURES.values() if one.strength):
        both = _both_arms(_standing(entered), measure, affected)
        if len(both) > 1:
            found.append(_cross_over(measure, both[0], both[-1]))
    return found


_Pair = tuple[date, float, float]
"""(day, trained, affected), kg."""


def _both_arms(entered: Sequence[Assessment], measure: Measure, affected: Side) -> list[_Pair]:
    days: dict[date, dict[bool, float]] = {}
    for one in entered:
        if one.measure == measure.name:
            days.setdefault(one.measured_on, {})[one.side == affected] = one.value
    return [(day, v[False], v[True]) for day, v in sorted(days.items()) if len(v) == 2]


def _cross_over(measure: Measure, first: _Pair, last: _Pair) -> CrossOver:
    error = measure.error_share or 0.0
    trained, affected = last[1] - first[1], last[2] - first[2]
    trained_error = error * math.hypot(first[1], last[1])
    affected_error = error * math.hypot(first[2], last[2])
    interval = fieller(affected, affected_error, trained, trained_error)
    percent, low, high = (None, None, None) if interval is None else interval
    gains = (
        f"trained arm {_signed(trained)} ± {SURE * trained_error:.1f} kg, "
        f"affected arm {_signed(affected)} ± {SURE * affected_error:.1f} kg"
    )
    if percent is None or low is None or high is None:
        said = f"No share can be stated: {gains}; the trained arm's change lies within its error."
    else:
        said = f"{percent:.0f} % (95 %: {low:.0f} to {high:.0f} %): {gains}."
    return CrossOver(
        measure, first[0], last[0], trained, trained_error, affected, affected_error,
        percent, low, high, said.replace("-", "−") if percent is not None else said,
    )  # fmt: skip


def fieller(
    top: float, top_error: float, bottom: float, bottom_error: float
) -> tuple[float, float, float] | None:
    """A ratio of two independent differences with its 95 % interval, in percent.

    None where the denominator lies within its error or is no gain: the interval has no end
    (Fieller 1954, J R Stat Soc B 16:175).
    """
    a = bottom**2 - (SURE * bottom_error) ** 2
    if a <= 0 or bottom <= 0:
        return None
    spread = top_error**2 * bottom**2 + bottom_error**2 * top**2
    half = SURE * math.sqrt(max(spread - (SURE * top_error * bottom_error) ** 2, 0.0)) / a
    middle = top * bottom / a
    return 100 * top / bottom, 100 * (middle - half), 100 * (middle + half)


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{abs(value):.1f}"


@dataclass(frozen=True, slots=True)
class UsualCare:
    """One row of the table of usual care."""

    label: str
    week: int
    change: float


def usual_care(person: Person, on: date) -> tuple[int, list[UsualCare]] | None:
    """Weeks since the stroke and the table; None where the day of the stroke is not known."""
    if person.stroke_on is None or person.stroke_on > on:
        return None
    table = [
        UsualCare(MEASURES[name].label, week, change)
        for name, by_week in USUAL_CARE.items()
        for week, change in by_week.items()
    ]
    return (on - person.stroke_on).days // 7, table


def entered_on(line: Line) -> str:
    """Days and assessors of a line's values."""
    return "; ".join(
        f"{value_text(line.measure, one.value)} ({words.day(one.measured_on)}, {one.assessor})"
        for one in line.values
    )
