"""An exercise over days: its lowering times in their band, and its range."""

from collections.abc import Sequence

from crossrep.report import words
from crossrep.report.bins import LEFT, RIGHT, Across
from crossrep.report.figures import Done, Sitting, together
from crossrep.report.story import Story
from crossrep.report.strips import Strips
from crossrep.report.svg import Drawing, Scale

RANGE_DOUBT_DEG = 8.0
"""Upper-arm motion reads into the range: what the method can promise."""
MOST_EXERCISES = 2


def lowering_strip(strips: Strips, exercise: str) -> None:
    """Median and spread of each session, and the band that was asked for."""
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
    _bands(strips, scale, exercise)
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


def _bands(strips: Strips, scale: Scale, exercise: str) -> None:
    """What was asked for, hatched, each for as long as it was."""
    d = strips.drawing
    for (a, b), band in _stretches_of(strips.story, strips.scale, exercise):
        top, tall = scale(band[1]), scale(band[0]) - scale(band[1])
        d.rect(a, top, b - a, tall, "band")
        d.rect(a, top, b - a, tall, "bandhatch")
        for edge in band:
            d.across(a, scale(edge), b - a, "bandline")


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


def range_strip(strips: Strips, exercise: str) -> None:
    """Median of each session, as wide as the method can promise."""
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


def most_done(story: Story) -> list[str]:
    """The exercises of the first page; of more than fit, those with most repetitions."""
    reps = {name: together(story.sittings, name).reps for name in story.exercises}
    kept = sorted(reps, key=lambda name: -reps[name])[:MOST_EXERCISES]
    return [name for name in story.exercises if name in kept]
