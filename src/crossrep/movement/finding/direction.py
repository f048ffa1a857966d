"""Lifting or lowering: which turning points of a chain are the low ones."""

from dataclasses import dataclass
from statistics import median

import numpy as np

from crossrep.exercises import Exercise, Load, exercise_named
from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.halves import Half
from crossrep.movement.finding.lever import fit_lever
from crossrep.movement.finding.signals import Signal
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

LOOKED_AT = 8
"""Half-cycles at the start of the set that decide."""
SURE_M = 0.05
AGAINST_REST_M = 0.10
"""The same where a rest of three seconds says otherwise: levers of turning palms err by 7 cm."""
WEAK_M = 0.01
"""Enough to agree with the rest before the set, or to contradict it."""
LONGEST_ARM_M = 1.2
RESTED_S = 1.0
SETTLED_S = 3.0
"""A recording that begins in mid-movement has no true orientation for so long."""
FEWEST = 3
LONGEST_HOLE_S = 2.0
"""Nobody knows what the limb did while so much of a half-cycle was not seen."""
UNKNOWN = exercise_named("unknown")


@dataclass(frozen=True, slots=True)
class Direction:
    """The turning point at the beginning of half-cycle ``i`` is low when ``i % 2 == low``."""

    low: int
    sure: bool
    reason: str


def direction(
    chain: Chain, track: Track, now_k: int, exercise: Exercise = UNKNOWN, after_k: int = -1
) -> Direction:
    """Gravity decides where the lever is plain; where it is not, the rest before the set.

    (A limb that settles before its first lift would turn everything round, so rest comes second,
    except where gravity has no say: with a band, on a table, turning the palm.) What left before
    ``after_k`` is the end of the set before: a hold and its lowering are no rest and no first lift.
    What contradicts the rest must be the lever's: in slow movement a poor accelerometer's scales
    make as much of gravity as the turning does.
    """
    halves = _seen(_settled(_kept(chain, now_k), track), track)
    if chain.probe.signal is Signal.HEIGHT:
        heights = [_signed(h.end.value[0] - h.start.value[0], i) for i, h in halves]
        return _by(median(heights), "height")
    begins = _begins(chain, after_k)
    first = chain.halves[begins]
    rest_s = _rest_s(first, track)
    rested = rest_s >= RESTED_S
    if rested and exercise.lifts_first and exercise.load is Load.OTHER:
        return Direction(begins % 2, sure=True, reason="stated")
    held_k = now_k - KEPT + 1
    rise_m = _rise_by_lever_m(halves, track, held_k)
    if rested and _signed(rise_m, begins) < 0:
        rise_m = _rise_by_lever_m(halves, track, held_k, tilted=True)
    against_rest = rest_s >= SETTLED_S and rise_m < 0
    if abs(rise_m) > (AGAINST_REST_M if against_rest else SURE_M):
        return _by(rise_m, "lever")
    if rested:
        agrees_m = _signed(rise_m, begins)
        sure = agrees_m > WEAK_M or (exercise.lifts_first and agrees_m > -WEAK_M)
        return Direction(begins % 2, sure=sure, reason="rest")
    moved = median(_signed(_rise_m(track, h, held_k), i) for i, h in halves)
    return Direction(0 if moved > 0 else 1, sure=False, reason="displacement")


def _begins(chain: Chain, after_k: int) -> int:
    """Place of the first half-cycle that left later; 0 where none did."""
    later = (i for i, half in enumerate(chain.halves) if half.leave_k >= after_k)
    return next(later, 0)


def _rise_by_lever_m(
    halves: list[tuple[int, Half]], track: Track, held_k: int, *, tilted: bool = False
) -> float:
    """Height from the first end of the half-cycles to the second; 0 where no lever is believed."""
    span = max(halves[0][1].start.k, held_k), halves[-1][1].end.k
    lever = fit_lever(track, *span, tilted=tilted)
    if lever is None or lever.length_m >= LONGEST_ARM_M:
        return 0.0
    return median(
        _signed(lever.height_m(h.end.up) - lever.height_m(h.start.up), i) for i, h in halves
    )


def _kept(chain: Chain, now_k: int) -> list[tuple[int, Half]]:
    """(place, half-cycle) of those that decide: the first ones, as far as they are still kept."""
    places = list(enumerate(chain.halves))
    kept = [(i, h) for i, h in places[:LOOKED_AT] if h.start.k > now_k - KEPT]
    recent = [(i, h) for i, h in places[-LOOKED_AT:] if h.start.k > now_k - KEPT]
    return kept if len(kept) >= FEWEST else (recent or places[-1:])


def _settled(halves: list[tuple[int, Half]], track: Track) -> list[tuple[int, Half]]:
    """Without those from before the orientation had settled, if enough remain."""
    begins = track.first + int(SETTLED_S * GRID_HZ)
    later = [(i, h) for i, h in halves if h.start.k >= begins]
    return later if len(later) >= FEWEST else halves


def _seen(halves: list[tuple[int, Half]], track: Track) -> list[tuple[int, Half]]:
    """Those after the last one that was not seen whole, if enough are."""
    unseen = [n for n, (_, half) in enumerate(halves) if _unseen_s(half, track) > LONGEST_HOLE_S]
    later = halves[unseen[-1] + 1 :] if unseen else halves
    return later if len(later) >= FEWEST else halves


def _unseen_s(half: Half, track: Track) -> float:
    seen = track.observed(max(half.start.k, track.base), half.end.k)
    return float(np.count_nonzero(~seen)) / GRID_HZ


def _rest_s(first: Half, track: Track) -> float:
    """How long it was seen to rest before the first movement; a hole is no rest."""
    if _unseen_s(first, track) > LONGEST_HOLE_S:
        return 0.0
    return (first.leave_k - first.start.k) / GRID_HZ


def _by(rise: float, reason: str) -> Direction:
    return Direction(0 if rise > 0 else 1, sure=True, reason=reason)


def _signed(rise: float, i: int) -> float:
    return rise if i % 2 == 0 else -rise


def _rise_m(track: Track, half: Half, held_k: int) -> float:
    ends_k = (max(k, held_k) for k in (half.leave_k, half.arrive_k))
    a, b = (float(track.height(k, k + 1)[0]) for k in ends_k)
    return b - a
