"""The affected arm over days, and what the person said of pain and effort."""

from collections.abc import Sequence
from functools import partial

from crossrep.events import BoutKind
from crossrep.report import words
from crossrep.report.bins import LEFT, RIGHT
from crossrep.report.figures import Sitting, kinds_together, spread, together
from crossrep.report.strips import BOX, ROW, SUM_X, Strips
from crossrep.report.svg import Drawing, Scale


def affected_strips(strips: Strips) -> None:
    """Its stretches of movement, kind by kind, and of how long nothing is known."""
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


def pain_strips(strips: Strips) -> None:
    """Pain before and after each session, effort, and how much was done."""
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
