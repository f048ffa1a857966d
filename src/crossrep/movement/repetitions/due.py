"""Which repetitions of a running set are due: seen by its chain, and not said yet."""

from statistics import median

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
STEPS_UNKNOWN = 3
"""So many steps may have been said before the walk was known to be one."""
SAME_TOP_S = 0.2
NEWEST = 6


def due(
    running: RunningSet, chain: Chain, finder: Finder, track: Track, now_k: int, *, done_k: int
) -> list[Wanted]:
    """Repetitions of the chain to be said, oldest first; none has its top before ``done_k``."""
    low = running.low_of(chain, track)
    first = None if running.reps else opening(chain, track, low, now_k)
    seen = running.reps[-1].top_k if running.reps else done_k
    places = [i for i in tops(chain, low, seen) if not _walks(running, chain, i, track, now_k)]
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
        if not is_missed(chain, finer, i) or _walks(running, finer, i, track, now_k):
            continue
        one = wanted(finer, i)
        if not (running.has(one) or any(overlap(one, each) for each in [*besides, *found])):
            found.append(one)
    return found


def said_steps(running: RunningSet, chain: Chain, track: Track, now_k: int) -> list[int]:
    """Places among the repetitions said last that turn out to be steps of a walk.

    With a step goes what was said only because the step followed it.
    """
    found: list[int] = []
    first = max(len(running.reps) - STEPS_UNKNOWN, 1)
    for place in range(first, len(running.reps)):
        said = running.reps[place]
        at = _places_of(chain, said.top_k)
        if any(_walks(running, chain, i, track, now_k) for i in at):
            waited = place >= 2 and running.reps[place - 2].said_k < said.said_k
            together = waited and running.reps[place - 1].said_k == said.said_k
            found += [place - 1, place] if together else [place]
    return sorted(set(found))


def _places_of(chain: Chain, top_k: int) -> list[int]:
    """Turning points of the chain that mean the same top, seen by another counter perhaps."""
    near, found = SAME_TOP_S * GRID_HZ, []
    for i in range(len(chain.halves) - 1, 0, -1):
        later = chain.halves[i].start.k - top_k
        if later < -near:
            break
        if later <= near:
            found.append(i)
    return found[::-1]


def _walks(running: RunningSet, chain: Chain, i: int, track: Track, now_k: int) -> bool:
    """Is this repetition a step? Known once enough steps around it are."""
    top_k = chain.halves[i].start.k
    if top_k in running.steps:
        return True
    cycle_s = _cycle_s(chain, i)
    if cycle_s >= STRIDE_S[1]:
        return False
    usual_s = running.usual_s if running.reps else _newest_s(chain)
    if cycle_s >= QUICKER * usual_s or not walks_at(chain, i, track, now_k):
        return False
    running.steps = [*running.steps, top_k][-STEPS_KEPT:]
    return True


def _cycle_s(chain: Chain, i: int) -> float:
    """From leaving one low posture to arriving at the next: a rest before it is none of it."""
    return (chain.halves[i].arrive_k - chain.halves[i - 1].leave_k) / GRID_HZ


def _newest_s(chain: Chain) -> float:
    """Usual length of the newest repetitions of a chain of which nothing was said yet."""
    places = range(max(len(chain.halves) - NEWEST, 1), len(chain.halves))
    return median(_cycle_s(chain, i) for i in places)


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
