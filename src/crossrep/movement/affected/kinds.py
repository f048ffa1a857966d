"""What kind of activity was it? Only what two wrists can tell apart; the rest is `ambiguous`.

Decision order and the meaning of the quantities: docs/measurement.md. `time_locked` and zero-lag
`carried` are never said of one bout: they wait for the test over the whole set (`coupling`).
"""

from dataclasses import dataclass

from crossrep.events import BoutKind, Confidence
from crossrep.movement.affected.activity import Stretch
from crossrep.movement.affected.measures import (
    AROUND,
    alike,
    explained,
    largest_turn_deg,
    rigid_residual,
    shake_of,
    witnessed_deg,
)
from crossrep.movement.affected.pair import Pair
from crossrep.signal.grid import GRID_HZ

TREMOR_SHARE, TREMOR_TURN_DEG = 0.6, 8.0
TREMOR_PEAK = 0.5
ALIKE_RATIO, ALIKE, ALIKE_LAG_S = (0.4, 2.5), 0.8, 0.08
ASSISTED_DEG, CARRIED_DEG = 15.0, 10.0
RIGID = 0.45
QUIET_DEG, QUIET_SHARE = 2.0, 0.15
SMALLEST_DEG = 3.0
LARGE_DEG = 20.0
EXPLAINED = 0.5
WITNESSED = 0.25
COUPLED_DEG, COUPLED_RATIO, WORKING_DEG = 10.0, 0.4, 10.0


@dataclass(frozen=True, slots=True)
class Named:
    """A kind, its confidence, and the largest turn from the pose at the start, deg.

    ``coupled``: so small beside a working trained arm, and so like it, that the set must decide.
    ``quiet``: the trained arm rested meanwhile.
    """

    kind: BoutKind
    confidence: Confidence
    range_deg: float
    coupled: bool = False
    quiet: bool = False


def name_stretch(stretch: Stretch, pair: Pair, *, seen: bool = True) -> Named:
    """The kind of a stretch, as far as it can be told from the stretch alone.

    ``seen``: the trained arm's samples of that time have come.
    """
    a, b = stretch.start_k, stretch.end_k
    turn_deg = largest_turn_deg(pair.affected, a, b)
    shake = shake_of(pair.affected.rate(a - AROUND, b + AROUND))
    if shake.share > TREMOR_SHARE and turn_deg < TREMOR_TURN_DEG:
        if shake.peak < TREMOR_PEAK:
            return Named(BoutKind.AMBIGUOUS, Confidence.LOW, turn_deg)
        return Named(BoutKind.TREMOR, _sure(b - a >= GRID_HZ), turn_deg)
    if not (seen and pair.trained_seen(stretch)):
        return Named(BoutKind.AMBIGUOUS, Confidence.LOW, turn_deg)
    return _beside(stretch, pair, turn_deg)


def _beside(stretch: Stretch, pair: Pair, turn_deg: float) -> Named:
    """The kind of a stretch during which the trained arm was seen too."""
    a, b, shift = stretch.start_k, stretch.end_k, pair.shift
    other_deg = largest_turn_deg(pair.trained, a + shift, b + shift)
    mine, theirs = pair.rates(a - AROUND, b + AROUND)
    quiet = other_deg < max(QUIET_DEG, QUIET_SHARE * turn_deg)
    if other_deg > 0 and ALIKE_RATIO[0] <= turn_deg / other_deg <= ALIKE_RATIO[1]:
        likeness, lag_s = alike(mine, theirs)
        if likeness >= ALIKE:
            near = abs(lag_s) <= ALIKE_LAG_S + pair.uncertainty_s
            return _together(stretch, pair, turn_deg, near=near)
    if quiet:
        return _alone(stretch, pair, turn_deg)
    told = explained(mine, theirs)
    small = turn_deg < COUPLED_DEG and turn_deg <= COUPLED_RATIO * other_deg
    if small and other_deg >= WORKING_DEG and told >= EXPLAINED:
        return Named(BoutKind.AMBIGUOUS, Confidence.LOW, turn_deg, coupled=True)
    own = turn_deg >= LARGE_DEG and told < EXPLAINED and _rigid(stretch, pair) > 2 * RIGID
    return Named(BoutKind.INDEPENDENT if own else BoutKind.AMBIGUOUS, Confidence.LOW, turn_deg)


def _sure(sure: bool) -> Confidence:
    return Confidence.HIGH if sure else Confidence.LOW


def _together(stretch: Stretch, pair: Pair, turn_deg: float, *, near: bool) -> Named:
    """Both wrists turned alike: helped, both arms at work, or both carried by the trunk."""
    if near and turn_deg >= ASSISTED_DEG:
        return Named(BoutKind.ASSISTED, Confidence.HIGH, turn_deg)
    if near and turn_deg < CARRIED_DEG and _rigid(stretch, pair) < RIGID:
        return Named(BoutKind.CARRIED, Confidence.HIGH, turn_deg)
    return Named(BoutKind.AMBIGUOUS, Confidence.LOW, turn_deg)


def _rigid(stretch: Stretch, pair: Pair) -> float:
    span = pair.span(stretch.start_k - AROUND, stretch.end_k + AROUND)
    return rigid_residual(pair.affected, pair.trained, span, pair.shift)


def _alone(stretch: Stretch, pair: Pair, turn_deg: float) -> Named:
    """The trained arm rested; gravity's direction is the witness that the limb really turned."""
    if turn_deg < SMALLEST_DEG:
        return Named(BoutKind.AMBIGUOUS, Confidence.LOW, turn_deg, quiet=True)
    seen_deg = witnessed_deg(pair.affected, stretch.start_k, stretch.end_k)
    sure = _sure(seen_deg >= WITNESSED * turn_deg)
    return Named(BoutKind.INDEPENDENT, sure, turn_deg, quiet=True)
