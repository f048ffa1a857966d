"""The first page's drawing: the period in strips, one under the other, on one scale of days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from crossrep.events import BoutKind
from crossrep.report import words
from crossrep.report.bins import LEFT, RIGHT, Across, Column, across, columns
from crossrep.report.figures import Done, Sitting, kinds_together, spread, together
from crossrep.report.flags import Flag
from crossrep.report.story import Story
from crossrep.report.svg import Drawing, Scale, number

WIDTH = 690.0
RANGE_DOUBT_DEG = 8.0
"""Upper-arm motion reads into the range: what the method can promise."""
MOST_EXERCISES = 2
ROW, BOX = 17.0, 14.0
SUM_X = 180.0


@dataclass
class Strips:
    """What is drawn so far, and how far down it reaches."""

    story: Story
    flags: Sequence[Flag]
    drawing: Drawing = field(default_factory=Drawing)
    y: float = 16.0
    scale: Across = field(init=False)
    columns: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        self.scale = across(self.story)
        self.columns = columns(self.story)

    def title(self, said: str, below: str = "") -> None:
        """The name of a strip, and a line under it."""
        self.drawing.text(0, self.y + 12, said, "h")
        if below:
            self.drawing.text(0, self.y + 25, below, "sub")

    def numbers(
        self,
        label: str,
        figure: Callable[[Sequence[Sitting]], float | None],
        *,
        digits: int = 0,
        whole: str = "",
        shade: str = "",
    ) -> None:
        """One row of numbers; what is 0 is a dot, what is not known stays empty."""
        d, y = self.drawing, self.y
        values = [figure(column.sittings) for column in self.columns]
        top = max((value for value in values if value), default=0.0)
        d.text(0, y + 11, label, "row")
        d.text(SUM_X, y + 11, whole or _cell(figure(self.story.sittings), digits), "num end b")
        for column, value in zip(self.columns, values, strict=True):
            if shade and value:
                x, strength = column.x - column.width / 2, 0.06 + 0.3 * value / top
                d.rect(x, y, column.width, BOX, shade, f'opacity="{strength:.2f}"')
            d.text(column.x, y + 11, _cell(value, digits), "num mid")
        self.y += ROW

    def axis(self, scale: Scale, marks: Sequence[tuple[float, str]]) -> None:
        """Level lines with their values at the left."""
        for value, said in marks:
            self.drawing.across(LEFT, scale(value), RIGHT - LEFT, "hair")
            self.drawing.text(LEFT - 4, scale(value) + 3.3, said, "tick end")


def overview(story: Story, flags: Sequence[Flag]) -> str:
    """The drawing of a period, as SVG."""
    strips = Strips(story, flags)
    strips.y = 34
    _sessions(strips)
    for exercise in most_done(story):
        _lowering(strips, exercise)
        _range(strips, exercise)
    _affected(strips)
    _pain(strips)
    back = Drawing()
    _weeks(back, strips.scale, strips.y)
    _flag_lines(back, strips)
    strips.drawing.parts[:0] = back.parts
    done = together(story.sittings)
    said = f"{len(story.sittings)} sessions, {done.reps} repetitions."
    return strips.drawing.whole(
        WIDTH, strips.y + 4, f"{said} The numbers follow as tables.", "strips"
    )


def control(story: Story, exercise: str) -> str:
    """Evenness, stops, speed and tiring: each against what was asked for, none as a score."""
    strips = Strips(story, ())
    strips.y = 20
    strips.numbers(
        "at asked-for speed, % of the time", lambda these: together(these, exercise).pace
    )
    strips.numbers("tempo spread within a set, %", lambda these: together(these, exercise).cv)
    strips.numbers("stops on the way down", lambda these: _stops(these, exercise))
    strips.numbers("of lowerings with one, %", lambda these: _stopped(these, exercise))
    strips.numbers(
        "lowering, change a repetition, 0.01 s",
        lambda these: _hundred(together(these, exercise).lowering_slope_s),
    )
    strips.numbers(
        "range, change a repetition, 0.1°",
        lambda these: _hundred(together(these, exercise).range_slope_deg, 10),
    )
    back = Drawing()
    _weeks(back, strips.scale, strips.y)
    strips.drawing.parts[:0] = back.parts
    return strips.drawing.whole(
        WIDTH, strips.y + 2, "Control of the lowering in numbers.", "strips"
    )


def _hundred(value: float | None, times: float = 100) -> float | None:
    return None if value is None else times * value


def _stopped(these: Sequence[Sitting], exercise: str) -> float | None:
    done = together(these, exercise)
    sure = done.reps - done.uncertain
    return 100 * done.stopped / sure if sure else None


def _weeks(d: Drawing, scale: Across, bottom: float) -> None:
    weeks = scale.weeks
    room = (RIGHT - LEFT) / max(scale.days / 7, 1)
    for n, day in enumerate(weeks):
        d.down(scale.edge(day), 16, bottom - 16, "hair")
        if room >= 38 or n % 2 == 0:
            d.text(scale.edge(day) + 3, 11, words.day(day), "tick")
    d.down(RIGHT, 16, bottom - 16, "hair")


def _flag_lines(d: Drawing, strips: Strips) -> None:
    for flag in strips.flags:
        for day in flag.days:
            x = strips.scale.day(day)
            d.down(x, 34, strips.y - 34, "flagline")
            d.circle(x, 25, 7.5, "flagno")
            d.text(x, 28.6, str(flag.n), "fn")


def _sessions(strips: Strips) -> None:
    story, d = strips.story, strips.drawing
    early = sum(one.early for one in story.sittings)
    below = f"{len(story.sittings)} done, {story.due} planned" if story.planned else "none planned"
    strips.title("Sessions", below + (f", {early} stopped early" if early else ""))
    y = strips.y + 8
    for day in story.planned:
        if day > story.today:
            d.circle(strips.scale.day(day), y + 5.5, 1.2, "due")
    for day in story.missed:
        d.rect(strips.scale.day(day) - 4.5, y + 1, 9, 9, "open dash")
    for one in story.timed:
        _square(d, strips.scale, one, y, story.href(one.n))
    strips.y += 34


def _square(d: Drawing, scale: Across, one: Sitting, y: float, href: str) -> None:
    if one.day is None:
        return
    x = scale.day(one.day) - 5
    mark = Drawing()
    if one.early:
        mark.rect(x + 0.5, y + 0.5, 9, 9, "open")
        mark.path(f"M{number(x)} {number(y)}v10h10z", "full")
    else:
        mark.rect(x, y, 10, 10, "full")
    d.link(href, f"session {one.n}, {words.long_day(one.day)}", mark)


def _lowering(strips: Strips, exercise: str) -> None:
    story, d = strips.story, strips.drawing
    done = together(story.sittings, exercise)
    bands = {one.bands_s[exercise] for one in story.sittings if exercise in one.bands_s}
    title = "Lowering time"
    strips.title(
        f"{title}, {words.exercise(exercise).lower()}" if len(story.exercises) > 1 else title
    )
    y0 = strips.y
    _side_of_lowering(d, done, exercise, story, y0)
    high = max(6.0, *(band[1] + 1 for band in bands))
    tall = 118 if len(most_done(story)) == 1 else 92
    scale = Scale(0, high, y0 + tall, y0 + 6)
    step = 1 if high <= 8 else 2
    marks = [
        (float(n), f"{n} s" if n + step > high else f"{n}") for n in range(0, int(high) + 1, step)
    ]
    for (a, b), band in _stretches_of(story, strips.scale, exercise):
        d.rect(a, scale(band[1]), b - a, scale(band[0]) - scale(band[1]), "band")
        d.rect(a, scale(band[1]), b - a, scale(band[0]) - scale(band[1]), "bandhatch")
        for edge in band:
            d.across(a, scale(edge), b - a, "bandline")
    strips.axis(scale, marks)
    dots = Drawing()
    for one in story.timed:
        if one.day is not None and exercise in one.by_exercise:
            _spread_at(dots, strips.scale.day(one.day), one.by_exercise[exercise], scale)
    d.parts += dots.parts
    strips.y = y0 + tall + 8
    strips.numbers(
        f"in band, % of {words.count(done.judged, 'repetition')}",
        lambda these: together(these, exercise).in_band,
    )
    strips.numbers("duration uncertain, left out", lambda these: _sure(these, exercise))
    strips.y += 6


def _sure(these: Sequence[Sitting], exercise: str) -> float | None:
    done = together(these, exercise)
    return float(done.uncertain) if done.reps else None


def _side_of_lowering(d: Drawing, done: Done, exercise: str, story: Story, y: float) -> None:
    lowering = done.lowering
    if lowering is None:
        d.text(0, y + 30, "No duration that can be trusted.", "sub")
        return
    said = f"{lowering.median:.1f} s"
    d.text(0, y + 35, said, "big")
    d.text(11.5 * len(said) + 2, y + 35, "median", "sub")
    rules = sorted({rep.lowering_rule for one in story.sittings for rep in one.told.reps})
    bands = list(
        dict.fromkeys(one.bands_s[exercise] for one in story.sittings if exercise in one.bands_s)
    )
    t90 = f"{done.t90.median:.1f} s" if done.t90 else "–"
    lines = [
        f"middle half {lowering.low:.1f}–{lowering.high:.1f} s, rule {', '.join(rules)}",
        f"10–90 % of range (t90): {t90}",
        f"hatched: asked for {' and '.join(words.band(one) for one in bands)} s",
        "dot median, bar middle half,",
        "ticks slowest and fastest tenth",
    ]
    for n, line in enumerate(lines if len(most_done(story)) == 1 else lines[:3]):
        d.text(0, y + 51 + 12.5 * n, line, "sub")


def _stretches_of(
    story: Story, scale: Across, exercise: str
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Where each band was asked for, from left to right."""
    found: list[tuple[tuple[float, float], tuple[float, float]]] = []
    start, band = LEFT, None
    for one in story.timed:
        this = one.bands_s.get(exercise)
        if this is None or one.day is None or this == band:
            continue
        if band is not None:
            x = scale.edge(one.day)
            found.append(((start, x), band))
            start = x
        band = this
    return [*found, ((start, RIGHT), band)] if band is not None else found


def _spread_at(d: Drawing, x: float, done: Done, scale: Scale) -> None:
    if (lowering := done.lowering) is None:
        return
    if lowering.n >= 5:
        for value in (lowering.tenth, lowering.ninth):
            d.across(x - 3, scale(value), 6, "ext")
    d.line((x, scale(lowering.low)), (x, scale(lowering.high)), "iqr")
    d.circle(x, scale(lowering.median), 3.2, "dot")


def _range(strips: Strips, exercise: str) -> None:
    story, d = strips.story, strips.drawing
    whole = together(story.sittings, exercise).range_deg
    y0 = strips.y
    strips.title("Range")
    of_each = [
        one.by_exercise[exercise].range_deg for one in story.timed if exercise in one.by_exercise
    ]
    known = [one.median for one in of_each if one is not None]
    if whole is None or not known:
        strips.y += 30
        return
    said = f"{whole.median:.0f}°"
    d.text(0, y0 + 35, said, "big")
    d.text(11.5 * len(said) + 2, y0 + 35, "± 8° median", "sub")
    d.text(0, y0 + 49, "bar: as exact as the method is", "sub")
    low = 20 * ((min(known) - RANGE_DOUBT_DEG) // 20)
    high = 20 * -(-(max(known) + RANGE_DOUBT_DEG) // 20)
    scale = Scale(low, high, y0 + 54, y0 + 6)
    step = 20 if high - low <= 80 else 40
    values = range(int(low), int(high) + 1, step)
    strips.axis(scale, [(float(v), f"{v}°") for v in values])
    for one in story.timed:
        spread_ = one.by_exercise[exercise].range_deg if exercise in one.by_exercise else None
        if one.day is not None and spread_ is not None:
            x, middle = strips.scale.day(one.day), spread_.median
            ends = (scale(middle - RANGE_DOUBT_DEG), scale(middle + RANGE_DOUBT_DEG))
            d.line((x, ends[0]), (x, ends[1]), "iqr grey")
            d.circle(x, scale(middle), 3.2, "dot")
    strips.y = y0 + 66


def _stops(these: Sequence[Sitting], exercise: str) -> float | None:
    done = together(these, exercise)
    return float(done.stops) if done.reps else None


def _affected(strips: Strips) -> None:
    story = strips.story
    trained = story.trained
    side = (
        f"{words.capital('left' if trained == 'right' else 'right')} (affected) arm"
        if trained
        else "Affected arm"
    )
    strips.title(f"{side}, stretches of movement", "a count of stretches, not of intention")
    strips.y += 31
    if kinds_together(story.sittings) is None:
        strips.drawing.text(0, strips.y + 11, words.NOT_OBSERVED, "row")
        strips.y += ROW + 8
        return
    said = words.kinds(trained)
    for kind in BoutKind:
        shade = "aff" if kind is BoutKind.INDEPENDENT else "aff2"
        strips.numbers(said[kind], partial(_kind, kind=kind), shade=shade)
    _unseen(strips)
    floors = spread(one.arm.floor_deg_s for one in story.sittings)
    whole = f"{floors.tenth:.1f}–{floors.ninth:.1f}" if floors else "–"
    strips.numbers("could have seen from, °/s", _floor, digits=1, whole=whole)
    strips.y += 6


def _kind(these: Sequence[Sitting], kind: BoutKind) -> float | None:
    found = kinds_together(these)
    return None if found is None else float(found.get(kind.value, 0))


def _floor(these: Sequence[Sitting]) -> float | None:
    found = spread(one.arm.floor_deg_s for one in these)
    return found.median if found else None


def _unseen(strips: Strips) -> None:
    """Minutes of which nothing is known: boxed and hatched, never a pale zero."""
    d, y = strips.drawing, strips.y
    d.text(0, y + 11, "not observed, min", "row")
    total_s = sum(one.arm.unobserved_s for one in strips.story.sittings)
    d.text(SUM_X, y + 11, words.minutes(total_s), "num end b")
    for column in strips.columns:
        unseen_s = sum(one.arm.unobserved_s for one in column.sittings)
        if unseen_s >= 30:
            d.rect(column.x - column.width / 2, y, column.width, BOX, "unseen")
        d.text(column.x, y + 11, words.minutes(unseen_s) if unseen_s >= 30 else "·", "num mid")
    strips.y += ROW


def _pain(strips: Strips) -> None:
    story, d = strips.story, strips.drawing
    given = [one for one in story.timed if (one.pain_before, one.pain_after) != (None, None)]
    y0 = strips.y
    strips.title("Pain, 0–10", "bar: before to after; ring: after")
    if not given:
        d.text(0, y0 + 40, "Not asked or not given. This is not the same as none.", "row")
        strips.y += 50
        return
    scale = Scale(0, 10, y0 + 66, y0 + 6)
    strips.axis(scale, [(0, "0"), (5, "5"), (10, "10")])
    limit = story.newest.pain_stop if story.newest else None
    if limit is not None:
        d.text(0, y0 + 38, f"dashed: stop rule, {limit:g} or more", "sub")
        d.across(LEFT, scale(limit), RIGHT - LEFT, "stopline")
    for one in given:
        if one.day is not None:
            _pain_at(d, strips.scale.day(one.day), one, scale, limit)
    strips.y = y0 + 76
    strips.numbers("effort, highest of the day, 0–10", _effort, whole=" ")
    cap = f" (at most {story.newest.daily_reps} a day)" if story.newest else ""
    strips.numbers(f"repetitions{cap}", lambda these: float(together(these).reps))
    if any(one.told.practice_reps for one in story.sittings):
        strips.numbers("practice of the affected arm, times", _practised)


def _pain_at(d: Drawing, x: float, one: Sitting, scale: Scale, limit: float | None) -> None:
    before, after = one.pain_before, one.pain_after
    shown = after if after is not None else before
    if shown is None:
        return
    if before is not None and after is not None and before != after:
        d.line((x, scale(before)), (x, scale(after)), "painbar")
    high = limit is not None and shown >= limit
    d.circle(x, scale(shown), 3.6, "painhi" if high else "pain")


def _practised(these: Sequence[Sitting]) -> float | None:
    return float(sum(len(one.told.practice_reps) for one in these))


def _effort(these: Sequence[Sitting]) -> float | None:
    return max((one.effort for one in these if one.effort is not None), default=None)


def _cell(value: float | None, digits: int) -> str:
    if value is None:
        return ""
    said = f"{value:.{digits}f}"
    if not float(said):
        return "·" if digits == 0 else said.replace("-", "")
    return said.replace("-", "−")


def most_done(story: Story) -> list[str]:
    """The exercises of the first page; of more than fit, those with most repetitions."""
    reps = {name: together(story.sittings, name).reps for name in story.exercises}
    kept = sorted(reps, key=lambda name: -reps[name])[:MOST_EXERCISES]
    return [name for name in story.exercises if name in kept]


def first_and_last(story: Story, days: int = 3) -> tuple[float, float] | None:
    """Median lowering of the first and of the last sessions; None where they would overlap."""
    if len(story.sittings) < 2 * days or len(story.exercises) != 1:
        return None
    ends = (story.sittings[:days], story.sittings[-days:])
    first, last = (together(these).lowering for these in ends)
    return (first.median, last.median) if first and last else None


def due_dates(story: Story) -> list[date]:
    """Planned days up to today."""
    return [day for day in story.planned if day <= story.today]
