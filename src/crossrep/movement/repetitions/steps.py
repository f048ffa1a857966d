"""Steps of a walk before, within or after a set: none of its repetitions."""

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.gait import STRIDE_S, walks_at
from crossrep.movement.repetitions.running_set import RunningSet
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

STEPS_KEPT = 100
QUICKER = 0.7
"""Of how long a repetition is usually away from the low posture: what is quicker may be a step."""
STEPS_UNKNOWN = 3
"""So many steps may have been said before the walk was known to be one."""
SAME_TOP_S = 0.2


def said_steps(running: RunningSet, chain: Chain, track: Track, now_k: int) -> list[int]:
    """Places among the repetitions said last that turn out to be steps of a walk.

    With a step goes what was said only because the step followed it.
    """
    found: list[int] = []
    first = max(len(running.reps) - STEPS_UNKNOWN, 0)
    for place in range(first, len(running.reps)):
        said = running.reps[place]
        at = _places_of(chain, said.top_k)
        if any(walks(running, chain, i, track, now_k) for i in at):
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


def walks(running: RunningSet, chain: Chain, i: int, track: Track, now_k: int) -> bool:
    """Is this repetition a step? Known once enough steps around it are."""
    top_k = chain.halves[i].start.k
    if top_k in running.steps:
        return True
    lasts_s = _cycle_s(chain, i)
    if lasts_s >= STRIDE_S[1]:
        return False
    if running.reps and lasts_s >= QUICKER * running.usual_away_s:
        return False
    if not walks_at(chain, i, track, now_k):
        return False
    running.steps = [*running.steps, top_k][-STEPS_KEPT:]
    return True


def _cycle_s(chain: Chain, i: int) -> float:
    """The same as of a repetition that was said (`away_s`)."""
    return (chain.halves[i].arrive_k - chain.halves[i - 1].leave_k) / GRID_HZ
