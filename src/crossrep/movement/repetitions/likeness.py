"""Is the outermost repetition of a set one of its kind?

Picking a weight up and putting it down pass through the postures of the exercise, with another
range. In the middle of a set repetitions may differ; at its edges they must resemble what is
beside them.
"""

from itertools import pairwise
from math import acos, degrees, log
from statistics import median

from crossrep.movement.repetitions.reps import Wanted, rest_of
from crossrep.movement.repetitions.running_set import SMALLEST_TURN_DEG, Pace, RunningSet, Size
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

EDGE_RATIO = 1.6
UNEVEN_RATIO = 1.2
NEIGHBOURS = 2
RECENT = 6
ALONE_S, ALONE_RATIO = 6.0, 4.0
APART_S, APART_RATIO = 2.0, 2.0
PAUSE_S, PAUSE_RATIO = 4.0, 2.0
"""Longer, and so many times the usual rest: time for a sip."""
QUICK = 2.0
UNLIKE = 3.0
"""How much more or less than usual range, lifting and lowering may be, multiplied."""
TOP_ELSEWHERE = 0.35
"""Of the usual range: a top so far from the others, and not below them, is another one."""
FEWEST = 3
"""Repetitions that make a set of whatever they are."""


def size_of(running: RunningSet, track: Track, one: Wanted, now_k: int) -> Size:
    """How far a repetition went up and came down, deg; a lift not seen whole equals the fall."""
    oldest = max(track.first, now_k - KEPT + 1)
    low_k, top_k, down_k = (max(k, oldest) for k in (one.low_k, one.top_k, one.down_k))
    rise, fall = _turned(running, track, low_k, top_k), _turned(running, track, top_k, down_k)
    return (fall, fall) if one.opened else (rise, fall)


def _turned(running: RunningSet, track: Track, a: int, b: int) -> float:
    rate = running.excursion.whole.rate(track, a, b)
    return abs(float(rate.sum())) / GRID_HZ if b > a else 0.0


def without_odd_last(
    running: RunningSet, track: Track, fresh: list[Wanted], now_k: int
) -> list[Wanted]:
    """A newest repetition unlike the ones before it waits for another to follow."""
    fresh = _without_lone(running, track, without_strangers(running, track, fresh, now_k), now_k)
    while fresh and is_odd(running, track, fresh, now_k):
        fresh = fresh[:-1]
    return fresh


def _without_lone(
    running: RunningSet, track: Track, fresh: list[Wanted], now_k: int
) -> list[Wanted]:
    """Without those that waited, and from which the next one is apart as well."""
    kept: list[Wanted] = []
    for one, after in pairwise(fresh):
        before = [*kept, one]
        rest = rest_of(after)[0] - rest_of(one)[1]
        if apart(rest, _rests(running, before)[:-1]) and _is_odd(running, track, before, now_k):
            continue
        kept = before
    return [*kept, *fresh[-1:]]


def without_strangers(
    running: RunningSet, track: Track, fresh: list[Wanted], now_k: int
) -> list[Wanted]:
    """Without what happened between two pauses and is not of the set."""
    kept: list[Wanted] = []
    for one, after in pairwise(fresh):
        kept = [*kept, one]
        if _paused(running, track, one, after, now_k):
            kept = kept[: len(kept) - _strangers(running, track, kept, now_k)]
    return [*kept, *fresh[-1:]]


def _strangers(running: RunningSet, track: Track, fresh: list[Wanted], now_k: int) -> int:
    """How many of the last ones, from a pause on, are too few and too unlike to be of the set."""
    for n in range(1, min(FEWEST, len(fresh) + 1)):
        before = fresh[-n - 1] if n < len(fresh) else None
        if _paused(running, track, before, fresh[-n], now_k):
            like = any(_is_like(running, track, one, now_k) for one in fresh[-n:])
            return 0 if like else n
    return 0


def _paused(
    running: RunningSet, track: Track, before: Wanted | None, one: Wanted, now_k: int
) -> bool:
    """Was there a pause, long enough for something else? ``before`` is None for what was said."""
    if not running.reps:
        return False
    usual_s = median(said.rep.rest_s for said in running.reps[-RECENT:])
    least_s = max(PAUSE_S, PAUSE_RATIO * usual_s)
    arrived_k = rest_of(before)[1] if before else running.end_s * GRID_HZ
    if rest_of(one)[0] - arrived_k <= least_s * GRID_HZ:
        return False
    timed = [running.timed(track, each, now_k, running.end_s) for each in (before or one, one)]
    ended_s = timed[0].end_s if before else running.end_s
    return timed[1].start_s - ended_s > least_s


def _is_like(running: RunningSet, track: Track, one: Wanted, now_k: int) -> bool:
    """Is it about as large and as quick as the latest ones that were said?"""
    known = running.reps[-RECENT:]
    if not known or running.excursion.axis is None:
        return True
    lasted = running.timed(track, one, now_k, running.end_s).durations()
    size = size_of(running, track, one, now_k)
    pairs = [
        (sum(size) / 2, usual([said.size for said in known])),
        (lasted["lifting"], median(said.rep.lifting_s for said in known)),
        (lasted["lowering"], median(said.rep.lowering_s for said in known)),
    ]
    apart = sum(abs(log(new / usual)) for new, usual in pairs if new > 0 and usual > 0)
    if not _returned(size) or apart >= log(UNLIKE):
        return False
    lifted_deg, usual_deg = pairs[0]
    most_deg = TOP_ELSEWHERE * usual_deg + max(0.0, usual_deg - lifted_deg)  # less is no elsewhere
    return _top_apart_deg(running, track, one, now_k) <= most_deg


def _top_apart_deg(running: RunningSet, track: Track, one: Wanted, now_k: int) -> float:
    """How far its top is from the latest ones, as gravity sees it; 0 where none is kept."""
    oldest = max(track.first, now_k - KEPT + 1)
    tops = [said.top_k for said in running.reps[-RECENT:] if said.top_k >= oldest]
    here = track.up(one.top_k, one.top_k + 1)[0]
    cosines = [float((track.up(k, k + 1)[0] * here).sum()) for k in tops]
    return degrees(acos(max(-1.0, min(1.0, median(cosines))))) if cosines else 0.0


def _gaps(running: RunningSet, fresh: list[Wanted]) -> list[int]:
    """From the middle of each lowering to the middle of the next lift, grid points."""
    middles = [(said.rise_k, said.fall_k) for said in running.reps[-RECENT:]]
    middles += [(one.way.rise_k, one.way.fall_k) for one in fresh]
    return _between(middles)


def _rests(running: RunningSet, fresh: list[Wanted]) -> list[int]:
    """From the end of each lowering to the begin of the next lift, grid points."""
    known = [said.rep for said in running.reps[-RECENT:]]
    rests = [round((two.start_s - one.end_s) * GRID_HZ) for one, two in pairwise(known)]
    spans = [(0, round(known[-1].end_s * GRID_HZ))] if known else []
    return [*rests, *_between([*spans, *(rest_of(one) for one in fresh)])]


def _paces(running: RunningSet, track: Track, one: Wanted, now_k: int) -> list[Pace]:
    """How long each moved up and down, the newest one last."""
    known = [(said.rep.lifting_s, said.rep.lowering_s) for said in running.reps[-RECENT:]]
    if not known:
        return []
    lasted = running.timed(track, one, now_k, running.end_s).durations()
    return [*known, (lasted["lifting"], lasted["lowering"])]


def _between(spans: list[tuple[int, int]]) -> list[int]:
    return [after[0] - before[1] for before, after in pairwise(spans[-RECENT - 1 :])]


def is_odd(running: RunningSet, track: Track, fresh: list[Wanted], now_k: int) -> bool:
    """Is the last of these unlike what was said, and is to be said, before it?"""
    if _is_odd(running, track, fresh, now_k) or _strangers(running, track, fresh, now_k):
        return True
    returned = _returned(size_of(running, track, fresh[-1], now_k))
    return not returned and len(fresh) > 1 and _is_odd(running, track, fresh[:-1], now_k)


def _is_odd(running: RunningSet, track: Track, fresh: list[Wanted], now_k: int) -> bool:
    """The same by what it is itself."""
    gaps = _gaps(running, fresh)
    if gaps and far(gaps[-1], gaps[:-1]):
        return True
    rests = _rests(running, fresh)
    if rests and apart(rests[-1], rests[:-1]):
        paces = _paces(running, track, fresh[-1], now_k)
        if paces and quick(paces[-1], paces[:-1]):
            return True
    if _is_beyond(running, fresh) and _thrown_up(_paces(running, track, fresh[-1], now_k)):
        return True
    sizes = [said.size for said in running.reps[-RECENT:]]
    sizes += [size_of(running, track, one, now_k) for one in fresh]
    return len(sizes) > 1 and not _may_end(sizes[-1], sizes[-1 - RECENT : -1])


def _is_beyond(running: RunningSet, fresh: list[Wanted]) -> bool:
    """Is the last of these more than was asked for?"""
    return 0 < running.planned < len(running.reps) + len(fresh)


def _thrown_up(paces: list[Pace]) -> bool:
    """Was the last lift much quicker than the others? More than was asked for is put away so."""
    known = [one[0] for one in paces[:-1] if one[0] > 0]
    return bool(known) and 0 < paces[-1][0] * QUICK <= median(known)


def far(gap: int, gaps: list[int]) -> bool:
    """Is a repetition much farther from its neighbour than the others from theirs?"""
    return len(gaps) > 0 and gap > max(ALONE_S * GRID_HZ, ALONE_RATIO * median(gaps))


def apart(gap: int, gaps: list[int]) -> bool:
    """Is it farther from its neighbour than usual?"""
    return len(gaps) > 0 and gap > max(APART_S * GRID_HZ, APART_RATIO * median(gaps))


def quick(pace: Pace, others: list[Pace]) -> bool:
    """Did it move much more quickly than the others, both up and down?"""
    for way in (0, 1):
        known = [one[way] for one in others if one[way] > 0]
        if pace[way] <= 0 or not known or pace[way] * QUICK > median(known):
            return False
    return True


def _may_end(size: Size, before: list[Size]) -> bool:
    """It went up or came down as far as the ones before, or the one before.

    One half is enough: what follows the last top may be anything, and the lift after a partial
    one begins half-way up. Where the set itself is uneven, so may its end be.
    """
    rises = [rise for rise, _ in before]
    ratio = max(EDGE_RATIO, UNEVEN_RATIO * max(rises) / max(min(rises), 1e-9))
    return any(
        usual / ratio <= deg <= usual * ratio
        for usual in (usual(before[-NEIGHBOURS:]), usual(before[-1:]))
        for deg in size
    )


def _returned(size: Size) -> bool:
    """Did it come back as far as it went?"""
    return max(size) <= EDGE_RATIO * min(size) + SMALLEST_TURN_DEG


def usual(sizes: list[Size]) -> float:
    """Median way up or down, deg."""
    return median([deg for size in sizes for deg in size])
