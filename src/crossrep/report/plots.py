"""The smaller drawings: every repetition, a set from first to last, strength over time."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from crossrep.events import Confidence, Rep
from crossrep.inputs import Role, Side
from crossrep.report import words
from crossrep.report.changes import Line
from crossrep.report.figures import Sitting, Spread, spread
from crossrep.report.story import Story
from crossrep.report.svg import Drawing, Scale, number

WIDTH, LEFT, RIGHT = 690.0, 34.0, 686.0
FEWEST = 3
"""Repetitions a middle half is drawn of."""


def by_repetition(story: Story, exercise: str) -> str:
    """Every lowering in order, session by session, with the band that was asked for."""
    these = [one for one in story.sittings if exercise in one.by_exercise]
    reps = [(one, rep) for one in these for rep in _of(one, exercise)]
    high = max([6.0, *(one.bands_s[exercise][1] + 1 for one in these)])
    y, x = Scale(0, high, 132, 8), Scale(-0.5, len(reps) - 0.5, LEFT, RIGHT)
    d = Drawing()
    _band_behind(d, reps, exercise, x, y)
    for value in range(0, int(high) + 1, 1 if high <= 8 else 2):
        d.across(LEFT, y(value), RIGHT - LEFT, "hair")
        d.text(LEFT - 4, y(value) + 3, f"{value} s" if not value else f"{value}", "tick end")
    _sessions_below(d, these, exercise, x)
    sure: list[str] = []
    unsure: list[str] = []
    for n, (_, rep) in enumerate(reps):
        kept = sure if rep.confidence is Confidence.HIGH else unsure
        kept.append(f"M{number(x(n))} {number(y(rep.lowering_s))}h0")
    d.path("".join(unsure), "unsuredots")
    d.path("".join(sure), "dots")
    said = f"Lowering time of {len(reps)} repetitions in order; pale: duration uncertain."
    return d.whole(WIDTH, 156, said, "strips")


def _of(one: Sitting, exercise: str) -> list[Rep]:
    return [r for r in one.told.reps if r.exercise == exercise and r.role is Role.TRAINED]


def _band_behind(
    d: Drawing, reps: Sequence[tuple[Sitting, Rep]], exercise: str, x: Scale, y: Scale
) -> None:
    start = 0
    for n in range(1, len(reps) + 1):
        band = reps[start][0].bands_s[exercise]
        if n == len(reps) or reps[n][0].bands_s[exercise] != band:
            a, b = x(start - 0.5), x(n - 0.5)
            d.rect(a, y(band[1]), b - a, y(band[0]) - y(band[1]), "band")
            for edge in band:
                d.across(a, y(edge), b - a, "bandline")
            start = n


def _sessions_below(d: Drawing, these: Sequence[Sitting], exercise: str, x: Scale) -> None:
    n, last = 0, -100.0
    for one in these:
        at = x(n - 0.5)
        d.down(at, 132, 5, "axis")
        n += len(_of(one, exercise))
        middle = (at + x(n - 0.5)) / 2
        if middle - last >= 15:
            d.text(middle, 147, str(one.n), "tick mid")
            last = middle


def tiring(halves: Sequence[Sequence[Sitting]], exercise: str, labels: Sequence[str]) -> str:
    """A set from first to last: median lowering by place, period beside period."""
    d = Drawing()
    places = [_by_place(half, exercise) for half in halves]
    longest = max((max(one, default=0) for one in places), default=0)
    if not longest:
        return ""
    values = [s.high for one in places for s in one.values()]
    y = Scale(0, max([4.0, *values]) + 0.5, 132, 8)
    for value in range(int(y.high) + 1):
        d.across(LEFT, y(value), RIGHT - LEFT, "hair")
        d.text(LEFT - 4, y(value) + 3, f"{value} s" if not value else f"{value}", "tick end")
    for k, (one, label) in enumerate(zip(places, labels, strict=True)):
        width = (RIGHT - LEFT) / len(places)
        x = Scale(0.3, longest + 0.7, LEFT + k * width + 10, LEFT + (k + 1) * width - 10)
        d.text(x(0.5), 18, label, "sub")
        for place, found in one.items():
            d.line((x(place), y(found.low)), (x(place), y(found.high)), "iqr")
            d.circle(x(place), y(found.median), 3.2, "dot")
            d.text(x(place), 147, str(place), "tick mid")
        if k:
            d.down(LEFT + k * width, 8, 130, "axis")
    return d.whole(WIDTH, 156, "Median lowering time by place in the set.", "strips")


def _by_place(these: Sequence[Sitting], exercise: str) -> dict[int, Spread]:
    by_place: dict[int, list[float]] = {}
    for one in these:
        in_set: dict[int, int] = {}
        for rep in _of(one, exercise):
            place = in_set[rep.set_n] = in_set.get(rep.set_n, 0) + 1
            if rep.confidence is Confidence.HIGH:
                by_place.setdefault(place, []).append(rep.lowering_s)
    found = {place: spread(values) for place, values in sorted(by_place.items())}
    return {place: one for place, one in found.items() if one is not None and one.n >= FEWEST}


def strength(lines: Sequence[Line], affected: Side | None) -> str:
    """Both arms' strength over time, in kg, one panel a measure."""
    measures = list(dict.fromkeys(one.measure for one in lines if one.measure.strength))
    d, width = Drawing(), WIDTH / max(len(measures), 2)
    for k, measure in enumerate(measures):
        own = [one for one in lines if one.measure is measure]
        _panel(d, own, k * width, width, affected)
    return d.whole(
        WIDTH, 150, "Strength of both arms over time, kg; bars: measurement error.", "strips"
    )


def _panel(
    d: Drawing, own: Sequence[Line], left: float, width: float, affected: Side | None
) -> None:
    values = [one for line in own for one in line.values]
    days = [one.measured_on for one in values]
    high = 1.25 * max([1.0, *(one.value for one in values)])
    first, last = min(days), max(days)
    x = Scale(0, max((last - first).days, 1), left + 40, left + width - 58)
    y = Scale(0, high, 122, 24)
    d.text(left, 12, f"{own[0].measure.label}, kg", "h")
    step = 5 * max(1, round(high / 20))
    for value in range(0, int(high) + 1, step):
        d.across(left + 30, y(value), width - 80, "hair")
        d.text(left + 26, y(value) + 3, str(value), "tick end")
    for line in own:
        css = "aff" if affected is not None and line.side == affected else "trained"
        _one_arm(d, line, (x, y), css, first)
    for day in dict.fromkeys((first, last)):
        d.text(x((day - first).days), 138, words.day(day), "tick mid")


def _one_arm(d: Drawing, line: Line, scales: tuple[Scale, Scale], css: str, first: date) -> None:
    x, y = scales
    points = [(x((one.measured_on - first).days), one.value) for one in line.values]
    for (ax, a), (bx, b) in pairwise(points):
        d.line((ax, y(a)), (bx, y(b)), f"thread {css}line")
    for at, value in points:
        error = 1.96 * (line.measure.error_share or 0.0) * value
        d.line((at, y(value - error)), (at, y(value + error)), f"error {css}line")
        d.circle(at, y(value), 3.2, f"{css}dot")
    d.text(points[-1][0] + 8, y(points[-1][1]) + 3, line.side or "", "sub")
