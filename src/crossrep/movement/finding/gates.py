"""May a chain of half-cycles be a set of the exercise? What it certainly is not is refused here."""

from crossrep.exercises import Load, exercise_named
from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.direction import LOOKED_AT, direction
from crossrep.movement.finding.gait import is_gait
from crossrep.movement.finding.signals import Signal
from crossrep.signal.track import Track

HEIGHT_HALVES = 7
"""Height is noticed before tilt has turned; it must wait for the other counters to speak."""


def may_begin(chain: Chain, track: Track, exercise: str, now_k: int) -> bool:
    """May a set begin with this chain?"""
    growing = not chain.closed and len(chain) < HEIGHT_HALVES
    if growing and chain.probe.signal is Signal.HEIGHT:
        return False
    return may_be_set(chain, track, exercise, now_k)


def may_be_set(chain: Chain, track: Track, exercise: str, now_k: int) -> bool:
    """No walk, and for a lift against gravity plainly higher at one end."""
    if _walks(chain, track, now_k):
        return False
    expected = exercise_named(exercise)
    if expected.load is not Load.GRAVITY or not expected.turns:
        return True
    if chain.probe.signal is Signal.HEIGHT:
        return False
    if chain.sure < 0 or chain.sure_at < len(chain) <= LOOKED_AT:
        found = direction(chain, track, now_k, expected)
        chain.sure, chain.sure_at = int(found.sure or found.reason == "rest"), len(chain)
    return chain.sure > 0


def _walks(chain: Chain, track: Track, now_k: int) -> bool:
    """Looked at with every half-cycle of the first eight, then left at that."""
    if chain.gait < 0 or chain.gait_at < len(chain) <= LOOKED_AT:
        chain.gait, chain.gait_at = int(is_gait(chain, track, now_k)), len(chain)
    return chain.gait > 0
