"""Which repetitions of a running set are due: seen by its chain, and not said yet."""

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.finder import Finder
from crossrep.movement.repetitions.missed import finer_than, is_missed, may_miss, overlap
from crossrep.movement.repetitions.reps import Wanted, opening, settled_k, tail, tops, wanted
from crossrep.movement.repetitions.running_set import RunningSet
from crossrep.movement.repetitions.steps import walks
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

CLOSE_AFTER_S = 60.0
BROKEN_CLOSE_S = 20.0
PLANNED_STILL_S = 5.0
MOST_REPS = 500
"""A set of so many is closed and the next one begun, so that memory stays bounded."""


def due(
    running: RunningSet, chain: Chain, finder: Finder, track: Track, now_k: int, *, done_k: int
) -> list[Wanted]:
    """Repetitions of the chain to be said, oldest first; none has its top before ``done_k``."""
    low = running.low_of(chain, track)
    first = None if running.reps else opening(chain, track, low, now_k)
    seen = running.reps[-1].top_k if running.reps else done_k
    seen_tops = tops(chain, low, seen)
    places = [i for i in seen_tops if not walks(running, chain, i, track, now_k)]
    if places[:1] != seen_tops[:1]:
        first = None  # it led to steps
    fresh = [one for i in places if not running.has(one := wanted(chain, i))]
    if running.reps and may_miss(chain):
        for finer in finer_than(chain, finder):
            fresh += _smaller(running, chain, finer, track, now_k, besides=fresh)
    fresh.sort(key=lambda one: one.top_k)
    return [*([first] if first is not None and first.low_k > done_k else []), *fresh]


def _smaller(
    running: RunningSet,
    chain: Chain,
    finer: Chain,
    track: Track,
    now_k: int,
    *,
    besides: list[Wanted],
) -> list[Wanted]:
    """Repetitions of the set too small for the counter that speaks for it."""
    found: list[Wanted] = []
    for i in tops(finer, running.low_of(finer, track), running.reps[-1].top_k):
        if not is_missed(chain, finer, i) or walks(running, finer, i, track, now_k):
            continue
        one = wanted(finer, i)
        if not (running.has(one) or any(overlap(one, each) for each in [*besides, *found])):
            found.append(one)
    return found


def lowered_k(running: RunningSet, chain: Chain, done_k: int, track: Track, now_k: int) -> int:
    """Where an open lowering after the newest top came to rest, -1 while it has not."""
    top_k = chain.halves[-1].end.k
    if running.excursion.axis is None or top_k <= done_k or running.has(tail(chain, top_k + 1)):
        return -1
    return settled_k(chain, track, running.excursion, now_k)


def deadline_k(running: RunningSet, chain: Chain | None, planned: int) -> int:
    """Where the set is closed if nothing more comes."""
    if len(running.reps) >= MOST_REPS:
        return running.said_k
    wait_s = CLOSE_AFTER_S
    if chain is not None and chain.closed:
        wait_s = BROKEN_CLOSE_S
    if planned and len(running.reps) >= planned:
        wait_s = PLANNED_STILL_S
    last_k = max(running.last_k, chain.end_k if chain else 0)
    known_k = max(running.said_k, chain.closed_k if chain else 0)
    return max(last_k + int(wait_s * GRID_HZ), known_k)
