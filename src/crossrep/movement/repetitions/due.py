"""Which repetitions of a running set are due: seen by its chain, and not said yet."""

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.finder import Finder
from crossrep.movement.finding.gait import STRIDE_S, walks_at
from crossrep.movement.repetitions.missed import finer_than, is_missed, may_miss, overlap
from crossrep.movement.repetitions.reps import Wanted, opening, settled_k, tail, tops, wanted
from crossrep.movement.repetitions.running_set import RunningSet
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

CLOSE_AFTER_S = 60.0
BROKEN_CLOSE_S = 20.0
PLANNED_STILL_S = 5.0
STEPS_KEPT = 100
MOST_REPS = 500
"""A set of so many is closed and the next one begun, so that memory stays bounded."""
QUICKER = 0.7
"""Of the usual repetition's length: what is quicker than this may be a step."""


def due(
    running: RunningSet, chain: Chain, finder: Finder, track: Track, now_k: int, *, done_k: int
) -> list[Wanted]:
    """Repetitions of the chain to be said, oldest first; none has its top before ``done_k``."""
    low = running.low_of(chain, track)
    first = None if running.reps else opening(chain, track, low, now_k)
    seen = running.reps[-1].top_k if running.reps else done_k
    places = [i for i in tops(chain, low, seen) if not _walks(running, chain, i, track, now_k)]
    fresh = [one for i in places if not running.has(one := wanted(chain, i))]
    fresh += _smaller(running, chain, finder, fresh, track, after_k=seen)
    fresh.sort(key=lambda one: one.top_k)
    return [*([first] if first is not None and first.low_k > done_k else []), *fresh]


def _smaller(
    running: RunningSet,
    chain: Chain,
    finder: Finder,
    fresh: list[Wanted],
    track: Track,
    *,
    after_k: int,
) -> list[Wanted]:
    """Repetitions of the set too small for the counter that speaks for it."""
    if not running.reps or not may_miss(chain):
        return []
    found: list[Wanted] = []
    for finer in finer_than(chain, finder):
        places = tops(finer, running.low_of(finer, track), after_k)
        for one in (wanted(finer, i) for i in places if is_missed(chain, finer, i)):
            if not (running.has(one) or any(overlap(one, each) for each in [*fresh, *found])):
                found.append(one)
    return found


def _walks(running: RunningSet, chain: Chain, i: int, track: Track, now_k: int) -> bool:
    """Is this repetition of the running set a step? Decided once all around it is known."""
    top_k = chain.halves[i].start.k
    if not running.reps or top_k in running.steps:
        return top_k in running.steps
    cycle_s = (chain.halves[i].end.k - chain.halves[i - 1].start.k) / GRID_HZ
    quick = cycle_s < min(STRIDE_S[1], QUICKER * running.usual_s)
    if not quick or not walks_at(chain, i, track, now_k):
        return False
    running.steps = [*running.steps, top_k][-STEPS_KEPT:]
    return True


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
