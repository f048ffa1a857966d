"""The two ends of a set, where nearly all errors of one are made.

The last turn of a set is often no turn, because the arm goes on to put the weight down; and the
first is often preceded by picking it up. So the way beyond the outermost turning points is
followed, and outermost repetitions unlike their neighbours are dropped.
"""

from dataclasses import dataclass
from statistics import median

import numpy as np

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.halves import NEAR
from crossrep.movement.finding.signals import Signal
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

ARRIVED = 0.35
ARRIVED_HEIGHT = 0.5
TEMPO = 1.7
STAYED_S = 0.4
LOOK_S, LOOK_MOVING = 3.0, 3.0


@dataclass(frozen=True, slots=True)
class Open:
    """A half-cycle beyond the outermost turning point: where it arrived, and when that was sure."""

    arrive_k: int
    known_k: int


def open_end(chain: Chain, track: Track, now_k: int) -> Open | None:
    """The half-cycle after the last turning point, if it was completed."""
    last, before = chain.halves[-1], chain.halves[-1].start
    usual_s = _usual_s(chain, len(chain.halves) - 2)
    a = last.end.k
    b = min(now_k, a + int((LOOK_S + LOOK_MOVING * usual_s) * GRID_HZ))
    return _arrival(chain, track, (a, b), (last.end.value, before.value), usual_s, step=1)


def open_start(chain: Chain, track: Track, now_k: int) -> Open | None:
    """The half-cycle before the first turning point, if it was one."""
    first = chain.halves[0]
    usual_s = _usual_s(chain, 1)
    b = first.start.k + 1
    a = max(track.first, now_k - KEPT, b - int((LOOK_S + LOOK_MOVING * usual_s) * GRID_HZ))
    return _arrival(chain, track, (a, b), (first.start.value, first.end.value), usual_s, step=-1)


def _usual_s(chain: Chain, last: int) -> float:
    """Usual moving time of half-cycles of that parity; of the other where there is none yet."""
    return median(h.moving_s for h in chain.halves[last % 2 :: 2] or chain.halves)


def _arrival(
    chain: Chain,
    track: Track,
    span: tuple[int, int],
    ends: tuple[tuple[float, ...], tuple[float, ...]],
    usual_s: float,
    *,
    step: int,
) -> Open | None:
    """Follow the signal from a turning point until it is near the other posture."""
    if span[1] - span[0] < 2:
        return None
    probe = chain.probe
    values = probe.values(track, *span)[::step]
    near_there = _near(chain, probe.apart(values, np.array(ends[1])), ARRIVED)
    arrived = np.flatnonzero(near_there)
    if not len(arrived):
        return None
    arrive = int(arrived[0])
    at_start = np.flatnonzero(_near(chain, probe.apart(values[:arrive], np.array(ends[0])), NEAR))
    moving_s = (arrive - (int(at_start[-1]) if len(at_start) else 0)) / GRID_HZ
    need = int(STAYED_S * GRID_HZ)
    stayed = bool(near_there[arrive : arrive + need].all()) and len(near_there) >= arrive + need
    origin = span[0] if step > 0 else span[1] - 1
    if 1 / TEMPO < moving_s / usual_s < TEMPO:
        return Open(origin + step * arrive, origin + step * arrive)
    return Open(origin + step * arrive, origin + step * (arrive + need)) if stayed else None


def _near(chain: Chain, apart: Floats, share: float) -> np.ndarray:
    if chain.probe.signal is Signal.HEIGHT:
        share = max(share, ARRIVED_HEIGHT) if share == ARRIVED else share
    return apart <= chain.probe.measure(share * chain.range)
