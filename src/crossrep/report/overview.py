"""The first page's drawing: the period in strips, one under the other, on one scale of days."""

from collections.abc import Sequence

from crossrep.report import words
from crossrep.report.arm_strips import affected_strips, pain_strips
from crossrep.report.bins import Across
from crossrep.report.exercise_strips import lowering_strip, most_done, range_strip
from crossrep.report.figures import Sitting, together
from crossrep.report.flags import Flag
from crossrep.report.story import Story
from crossrep.report.strips import Strips, weeks_behind
from crossrep.report.svg import Drawing, number

WIDTH = 690.0


def overview(story: Story, flags: Sequence[Flag]) -> str:
    """The drawing of a period, as SVG."""
    strips = Strips(story, flags)
    strips.y = 34
    _sessions(strips)
    for exercise in most_done(story):
        lowering_strip(strips, exercise)
        range_strip(strips, exercise)
    affected_strips(strips)
    pain_strips(strips)
    back = Drawing()
    weeks_behind(back, strips.scale, strips.y)
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
    weeks_behind(back, strips.scale, strips.y)
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


def _stops(these: Sequence[Sitting], exercise: str) -> float | None:
    done = together(these, exercise)
    return float(done.stops) if done.reps else None


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


def first_and_last(story: Story, days: int = 3) -> tuple[float, float] | None:
    """Median lowering of the first and of the last sessions; None where they would overlap."""
    if len(story.sittings) < 2 * days or len(story.exercises) != 1:
        return None
    ends = (story.sittings[:days], story.sittings[-days:])
    first, last = (together(these).lowering for these in ends)
    return (first.median, last.median) if first and last else None
