"""Is the outermost repetition of a set one of its kind?

Picking a weight up and putting it down pass through the postures of the exercise, with another
range. In the middle of a set repetitions may differ; at its edges they must resemble what is
beside them.
"""

from itertools import pairwise
from statistics import median

from crossrep.movement.repetitions.reps import Wanted
from crossrep.movement.repetitions.running_set import RunningSet, Size
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

EDGE_RATIO = 1.6
UNEVEN_RATIO = 1.2
NEIGHBOURS = 2
RECENT = 6
ALONE_S, ALONE_RATIO = 6.0, 4.0


def size_of(running: RunningSet, track: Track, one: Wanted, now_k: int) -> Size:
    """How far a repetition went up and came down, deg; a lift not seen whole equals the fall."""
    oldest = max(track.first, now_k - KEPT + 1)
    low_k, top_k, down_k = (max(k, oldest) for k in (one.low_k, one.top_k, one.down_k))
    rise, fall = _turned(running, track, low_k, top_k), _turned(running, track, top_k, down_k)
    return (fall, fall) if one.opened else (rise, fall)


def _turned(running: RunningSet, track: Track, a: int, b: int) -> float:
    return abs(float(running.excursion.rate(track, a, b).sum())) / GRID_HZ if b > a else 0.0


def from_first(running: RunningSet, track: Track, fresh: list[Wanted], now_k: int) -> list[Wanted]:
    """Without what led to the set: nothing while no two repetitions resemble each other."""
    sizes = [size_of(running, track, one, now_k) for one in fresh]
    gaps = [after.way.rise_k - before.way.fall_k for before, after in pairwise(fresh)]
    for i in range(len(sizes) - 1):
        alone = _far(gaps[i], gaps[i + 1 : i + 1 + RECENT])
        if not alone and _may_begin(sizes[i], sizes[i + 1 : i + 1 + NEIGHBOURS]):
            return fresh[i:]
    return []


def without_odd_last(
    running: RunningSet, track: Track, fresh: list[Wanted], now_k: int
) -> list[Wanted]:
    """A newest repetition unlike the ones before it waits for another to follow."""
    while fresh and is_odd(running, track, fresh, now_k):
        fresh = fresh[:-1]
    return fresh


def is_odd(running: RunningSet, track: Track, fresh: list[Wanted], now_k: int) -> bool:
    """Is the last of these unlike what was said, and is to be said, before it?"""
    middles = [(said.rise_k, said.fall_k) for said in running.reps[-RECENT:]]
    middles += [(one.way.rise_k, one.way.fall_k) for one in fresh]
    gaps = [after[0] - before[1] for before, after in pairwise(middles[-RECENT - 1 :])]
    if gaps and _far(gaps[-1], gaps[:-1]):
        return True
    sizes = [said.size for said in running.reps[-RECENT:]]
    sizes += [size_of(running, track, one, now_k) for one in fresh]
    return len(sizes) > 1 and not _may_end(sizes[-1], sizes[-1 - RECENT : -1])


def _far(gap: int, gaps: list[int]) -> bool:
    """Is a repetition much farther from its neighbour than the others from theirs?"""
    return len(gaps) > 0 and gap > max(ALONE_S * GRID_HZ, ALONE_RATIO * median(gaps))


def _may_begin(size: Size, after: list[Size]) -> bool:
    """It came down as far as the next ones, and did not go up much farther."""
    usual = _usual(after)
    return usual / EDGE_RATIO <= size[1] <= usual * EDGE_RATIO and size[0] <= usual * EDGE_RATIO


def _may_end(size: Size, before: list[Size]) -> bool:
    """It went up or came down as far as the ones before, or the one before.

    One half is enough: what follows the last top may be anything, and the lift after a partial
    one begins half-way up. Where the set itself is uneven, so may its end be.
    """
    rises = [rise for rise, _ in before]
    ratio = max(EDGE_RATIO, UNEVEN_RATIO * max(rises) / max(min(rises), 1e-9))
    return any(
        usual / ratio <= deg <= usual * ratio
        for usual in (_usual(before[-NEIGHBOURS:]), _usual(before[-1:]))
        for deg in size
    )


def _usual(sizes: list[Size]) -> float:
    return median([deg for size in sizes for deg in size])
