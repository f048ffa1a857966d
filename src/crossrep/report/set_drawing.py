"""One set drawn: the angle with its phases, every repetition numbered, and the other arm below.

A repetition whose durations are uncertain is hatched; what was not observed is boxed and named.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from crossrep.events import Bout, Confidence, Rep, RepRejected, SetClosed
from crossrep.inputs import Role
from crossrep.records import Told
from crossrep.report import words
from crossrep.report.svg import Drawing, Point, Scale, number, polyline, simplified
from crossrep.samples import Floats
from crossrep.tracing import TRACE_HZ, SetTrace

WIDTH, LEFT, RIGHT = 690.0, 44.0, 686.0
ANGLE_TOP, ANGLE_BOTTOM = 30.0, 142.0
SPEED_TOP, SPEED_BOTTOM = 158.0, 192.0
ROW_HEIGHT = 226.0
ROW_S = 38.0
"""Seconds in one row, at most, where one row would be too long."""
ANGLE_TOLERANCE, SPEED_TOLERANCE = 0.5, 0.9
LEAST_SPEED_DEG_S = 15.0
SMALLEST_HOLE_S = 0.5


@dataclass(frozen=True, slots=True)
class SetRows:
    """What a set is drawn from.

    Attributes:
        n: number of the set in the session.
        trace: None where none was kept: then only phases are drawn.
        floor_deg_s: slowest movement of the affected arm that could have been seen.
        band_s: the lowering that was asked for.
    """

    n: int
    closed: SetClosed
    reps: tuple[Rep, ...]
    rejected: tuple[RepRejected, ...]
    withdrawn: tuple[Rep, ...]
    bouts: tuple[Bout, ...]
    trace: SetTrace | None
    floor_deg_s: float | None
    band_s: tuple[float, float]


def sets_of(
    told: Told,
    traces: Sequence[SetTrace],
    floor_deg_s: float | None,
    bands_s: dict[str, tuple[float, float]],
) -> list[SetRows]:
    """The trained arm's sets of a session, in order, each with what belongs to it."""
    by_set = {one.set_n: one for one in traces if one.session == told.session.session}
    sets = sorted((one for one in told.sets if one.role is Role.TRAINED), key=lambda s: s.start_s)
    return [
        SetRows(
            n=n,
            closed=one,
            reps=tuple(
                rep for rep in told.reps if rep.set_n == one.set_n and rep.role is Role.TRAINED
            ),
            rejected=tuple(r for r in told.rejected if one.start_s <= r.start_s < one.end_s),
            withdrawn=tuple(rep for rep in told.withdrawn if rep.set_n == one.set_n),
            bouts=tuple(b for b in told.bouts if b.start_s < one.end_s and b.end_s > one.start_s),
            trace=by_set.get(one.set_n),
            floor_deg_s=floor_deg_s,
            band_s=bands_s.get(one.exercise, (0.0, math.inf)),
        )
        for n, one in enumerate(sets, 1)
    ]


@dataclass
class _Row:
    """One row of seconds."""

    rows: SetRows
    first_s: float
    last_s: float
    angle: Scale
    speed: Scale
    y: float
    coarse: float = 1.0
    drawing: Drawing = field(default_factory=Drawing)

    def x(self, t_s: float) -> float:
        return Scale(self.first_s, self.last_s, LEFT, RIGHT)(t_s)

    def shows(self, a_s: float, b_s: float) -> bool:
        return a_s < self.last_s and b_s > self.first_s


def set_drawing(rows: SetRows, coarse: float = 1.0) -> str:
    """The drawing of one set, as SVG; rows of seconds, one under the other.

    Args:
        rows: the set.
        coarse: how many times further off its lines may be; 1 cannot be seen.
    """
    first_s, last_s = _times(rows)
    spans = _spans(rows, first_s, last_s)
    angle_high, speed_high = _highest(rows)
    whole = Drawing()
    for n, (a, b) in enumerate(spans):
        y = n * ROW_HEIGHT
        angle = Scale(0, angle_high, y + ANGLE_BOTTOM, y + ANGLE_TOP)
        speed = Scale(0, speed_high, y + SPEED_BOTTOM, y + SPEED_TOP)
        row = _Row(rows, a, b, angle, speed, y, coarse)
        _phases(row)
        _grid(row, angle_high, speed_high)
        _angle(row)
        _names(row)
        _speed(row)
        _seconds(row)
        whole.parts += row.drawing.parts
    said = f"Set {rows.n}: {words.count(len(rows.reps), 'repetition')}. The table has the numbers."
    return whole.whole(WIDTH, len(spans) * ROW_HEIGHT, said, "strips trace-of-set")


def _times(rows: SetRows) -> tuple[float, float]:
    trace = rows.trace
    if trace is None:
        return rows.closed.start_s - 1, rows.closed.end_s + 1
    return trace.first_s, trace.first_s + len(trace.trained) / TRACE_HZ


def _spans(rows: SetRows, first_s: float, last_s: float) -> list[tuple[float, float]]:
    """Rows of about equal length, cut in rests where that can be."""
    n = max(1, math.ceil((last_s - first_s) / ROW_S))
    cuts = [first_s]
    for k in range(1, n):
        wanted = first_s + k * (last_s - first_s) / n
        ends = [rep.start_s - min(rep.rest_s, 1.0) / 2 for rep in rows.reps]
        near = [t for t in ends if abs(t - wanted) < (last_s - first_s) / n / 4]
        cuts.append(min((abs(t - wanted), t) for t in near)[1] if near else wanted)
    edges = [*cuts, last_s]
    longest = max(b - a for a, b in pairwise(edges))
    return [(a, a + longest) for a in cuts]


def _highest(rows: SetRows) -> tuple[float, float]:
    trace = rows.trace
    angles = [rep.range_deg for rep in rows.reps]
    speeds = [LEAST_SPEED_DEG_S]
    if trace is not None:
        angles += [v for v in trace.trained.tolist() if not math.isnan(v)]
        speeds += [v for v in trace.affected_deg_s.tolist() if not math.isnan(v)]
    high = max(angles, default=90.0)
    step = 40.0 if high > 60 else 20.0
    return step * max(math.ceil(high / step), 1), max(speeds)


def _phases(row: _Row) -> None:
    sure = [rep for rep in row.rows.reps if rep.confidence is Confidence.HIGH]
    lifted_s = [rep.start_s + rep.lifting_s for rep in sure]
    edges = (
        ("ph-lift", [(rep.start_s, at) for rep, at in zip(sure, lifted_s, strict=True)]),
        ("ph-hold", [(at, rep.lowering_start_s) for rep, at in zip(sure, lifted_s, strict=True)]),
        ("ph-low", [(rep.lowering_start_s, rep.end_s) for rep in sure]),
    )
    for css, spans in edges:
        _boxes(row, [one for one in spans if row.shows(*one)], css)
    unsure = [(r.start_s, r.end_s) for r in row.rows.reps if r.confidence is Confidence.LOW]
    _boxes(row, [one for one in unsure if row.shows(*one)], "unsurebox")


def _boxes(row: _Row, spans: Sequence[tuple[float, float]], css: str) -> None:
    """All boxes of one kind as one path, which is short."""
    top, bottom = row.y + ANGLE_TOP, row.y + ANGLE_BOTTOM
    pieces = []
    for a, b in spans:
        x, end = row.x(a), row.x(b)
        wide = number(end - x)
        pieces.append(f"M{number(x)} {number(top)}h{wide}V{number(bottom)}h-{wide}z")
    if pieces:
        row.drawing.path("".join(pieces), css)


def _grid(row: _Row, angle_high: float, speed_high: float) -> None:
    d, step = row.drawing, 40.0 if angle_high > 60 else 20.0
    unit = "cm" if row.rows.trace is not None and row.rows.trace.height else "°"
    levels = [k * step for k in range(int(angle_high / step) + 1)]
    wide = number(RIGHT - LEFT)
    d.path("".join(f"M{number(LEFT)} {number(row.angle(v))}h{wide}" for v in levels), "hair")
    for value in levels:
        d.text(LEFT - 4, row.angle(value) + 3, f"{value:.0f}{unit}", "tick end")
    d.text(LEFT - 4, row.y + SPEED_TOP + 6, f"{speed_high:.0f}°/s", "tick end")
    d.text(LEFT - 4, row.y + SPEED_BOTTOM + 3, "0", "tick end")
    if row.rows.floor_deg_s is not None and row.rows.trace is not None:
        d.across(LEFT, row.speed(row.rows.floor_deg_s), RIGHT - LEFT, "floorline")


def _angle(row: _Row) -> None:
    trace = row.rows.trace
    if trace is None:
        row.drawing.text(
            LEFT + 6, row.y + ANGLE_BOTTOM - 6, "No trace was kept: phases only.", "sub"
        )
        return
    _holes(row, unseen(trace, trace.trained), ANGLE_TOP, ANGLE_BOTTOM)
    for part in _pieces(row, trace.trained, trace.first_s):
        row.drawing.path(_line(row, part, row.angle, ANGLE_TOLERANCE), "trace")
    for rep in row.rows.reps:
        for stop in rep.stops:
            if row.shows(stop.start_s, stop.end_s):
                _stop(row, stop.start_s, stop.end_s)


def _stop(row: _Row, a_s: float, b_s: float) -> None:
    trace = row.rows.trace
    if trace is None:
        return
    middle = min(
        max(round(((a_s + b_s) / 2 - trace.first_s) * TRACE_HZ), 0), len(trace.trained) - 1
    )
    value = float(trace.trained[middle])
    if math.isnan(value):
        return
    x, y = row.x((a_s + b_s) / 2), row.angle(value)
    row.drawing.circle(x, y, 7, "stopring")
    row.drawing.text(x + 9, y - 5, f"stop {b_s - a_s:.1f} s", "sub bg")


def _line(row: _Row, part: Sequence[tuple[float, float]], scale: Scale, tolerance: float) -> str:
    points: list[Point] = [(row.x(t), scale(v)) for t, v in part]
    return polyline(simplified(points, row.coarse * tolerance))


def _pieces(row: _Row, values: Floats, first_s: float) -> list[list[tuple[float, float]]]:
    """The observed stretches of a column within the row, as (second, value)."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for i, value in enumerate(values.tolist()):
        t_s = first_s + (i + 0.5) / TRACE_HZ
        inside = row.first_s <= t_s <= row.last_s
        if inside and not math.isnan(value):
            pieces[-1].append((t_s, float(value)))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]


def _names(row: _Row) -> None:
    d, y = row.drawing, row.y
    for n, rep in enumerate(row.rows.reps, 1):
        if not row.first_s <= rep.top_s < row.last_s:
            continue
        low, sure = row.x(rep.lowering_start_s), rep.confidence is Confidence.HIGH
        d.text(row.x(rep.top_s), y + 15, str(n), "repno")
        outside = sure and rep.in_band is False
        said = f"{rep.lowering_s:.1f} s" if sure else f"{rep.lowering_s:.1f} s?"
        d.text(
            (low + row.x(rep.end_s)) / 2, y + 27, said, "sub mid strong" if outside else "sub mid"
        )
    for one in row.rows.rejected:
        if row.first_s <= one.start_s < row.last_s:
            x = row.x((one.start_s + one.end_s) / 2)
            d.text(x, y + 15, "partial" if one.reason == "partial" else "not counted", "sub mid")
            d.text(x, y + 27, f"{one.range_deg:.0f}°", "sub mid")


def _speed(row: _Row) -> None:
    trace, d = row.rows.trace, row.drawing
    if trace is not None:
        for part in _pieces(row, trace.affected_deg_s, trace.first_s):
            d.path(_line(row, part, row.speed, SPEED_TOLERANCE), "afftrace")
        _holes(row, unseen(trace, trace.affected_deg_s), SPEED_TOP, SPEED_BOTTOM)
    _bouts(row)


def _bouts(row: _Row) -> None:
    """A bar under each stretch of movement, named where there is room."""
    d, y, last_x, bars = row.drawing, number(row.y + SPEED_BOTTOM + 3), -100.0, []
    for bout in row.rows.bouts:
        if row.shows(bout.start_s, bout.end_s):
            a, b = row.x(max(bout.start_s, row.first_s)), row.x(min(bout.end_s, row.last_s))
            bars.append(f"M{number(a)} {y}h{number(max(b - a, 2))}")
            said = words.SHORT_KINDS[bout.kind]
            if (a + b) / 2 - last_x > 5.2 * len(said) + 8:
                d.text((a + b) / 2, row.y + SPEED_BOTTOM + 14, said, "sub mid")
                last_x = (a + b) / 2
    if bars:
        d.path("".join(bars), "bout")


def _holes(row: _Row, holes: Sequence[tuple[float, float]], top: float, bottom: float) -> None:
    """Boxed, hatched and named: what was not observed."""
    d, middle = row.drawing, row.y + (top + bottom) / 2
    for a, b in holes:
        if not row.shows(a, b):
            continue
        x, end = row.x(max(a, row.first_s)), row.x(min(b, row.last_s))
        d.rect(x, row.y + top, end - x, bottom - top, "unseen")
        if end - x > 62:
            d.text((x + end) / 2, middle - 2, "not observed", "sub mid bg")
            d.text((x + end) / 2, middle + 10, f"{b - a:.1f} s", "sub mid bg")


def unseen(trace: SetTrace, column: Floats) -> list[tuple[float, float]]:
    """Stretches of half a second and more in which an arm was not observed, s of the session."""
    found: list[tuple[float, float]] = []
    start: int | None = None
    for i, value in enumerate([*column.tolist(), 0.0]):
        if math.isnan(value):
            start = i if start is None else start
        elif start is not None:
            a, b = trace.first_s + start / TRACE_HZ, trace.first_s + i / TRACE_HZ
            if b - a >= SMALLEST_HOLE_S:
                found.append((a, b))
            start = None
    return found


def _seconds(row: _Row) -> None:
    d, y = row.drawing, row.y + SPEED_BOTTOM
    first = 5 * math.ceil(row.first_s / 5)
    seconds = range(first, int(row.last_s) + 1, 5)
    d.path("".join(f"M{number(row.x(t))} {number(y + 17)}v4" for t in seconds), "axis")
    for t in seconds:
        d.text(min(row.x(t), RIGHT - 8), y + 29, f"{t} s", "tick mid")
