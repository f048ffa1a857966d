"""From a chain of half-cycles to repetitions: low, high, low again."""

from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.direction import RESTED_S
from crossrep.movement.finding.ends import open_end, open_start
from crossrep.movement.finding.halves import NEAR, Half
from crossrep.movement.timing.phases import Excursion, Way
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

FIRST_LOOK_S = 2.0
NO_PROGRESS = 0.03
RETURNED, RETURNED_WAIT_S = 0.85, 0.5
BEGUN_S = 3.0
CUT_S, CUT_MOVING = 1.0, 1.7
EDGE_RATIO = 1.6
RESTING_RADS = float(np.deg2rad(6))
LIFTED_AGAIN = 0.5
NEARLY, NEARLY_WAIT_S = 0.70, 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A repetition as a chain sees it.

    Attributes:
        low_k: turning point before the lift.
        top_k: the high turning point.
        down_k: where it was low again.
        way: where to look for its edges.
        lift_range: rad (height: m); ``lower_range`` is 0 when its end is open.
        cut: the recording begins or ends inside it.
        opened: its lift began before the first turning point.
        lift: where it was seen whole; ``lower`` the same.
    """

    low_k: int
    top_k: int
    down_k: int
    way: Way
    lift_range: float
    lower_range: float
    cut: bool = False
    opened: bool = False
    lift: Half | None = None
    lower: Half | None = None


def pace_of(one: Wanted) -> tuple[float, float]:
    """How long it moved up and down, s; 0 where that was not seen whole."""
    lift_s, lower_s = (half.moving_s if half else 0.0 for half in (one.lift, one.lower))
    return lift_s, lower_s


def rest_of(one: Wanted) -> tuple[int, int]:
    """Where it left the rest before it and arrived at the one after it, as far as was seen."""
    return (
        one.lift.leave_k if one.lift else one.way.rise_k,
        one.lower.arrive_k if one.lower else one.way.fall_k,
    )


def away_s(one: Wanted) -> float:
    """From leaving one low posture to arriving at the next: a rest before it is none of it."""
    left_k, arrived_k = rest_of(one)
    return (arrived_k - left_k) / GRID_HZ


def tops(chain: Chain, low: int, after_k: int) -> list[int]:
    """Places of high turning points with a low one on both sides, the latter after ``after_k``."""
    found = []
    for i in range(len(chain.halves) - 1, 0, -1):
        if chain.halves[i].end.k <= after_k:
            break
        if i % 2 != low:
            found.append(i)
    return found[::-1]


def wanted(chain: Chain, i: int) -> Wanted:
    """The repetition whose top is the turning point ``i`` (the end of half-cycle ``i - 1``)."""
    halves = chain.halves
    lift, lower = halves[i - 1], halves[i]
    before = _middle_k(halves[i - 2]) if i >= 2 else _looked_from_k(lift)
    after = _middle_k(halves[i + 1]) if i + 1 < len(halves) else lower.end.known_k
    way = Way(before, (lift.leave_k + lift.arrive_k) // 2, _middle_k(lower), after)
    return Wanted(
        lift.start.k, lift.end.k, lower.end.k, way, lift.range, lower.range,
        lift=lift, lower=lower,
    )  # fmt: skip


def opening(chain: Chain, track: Track, low: int, now_k: int) -> Wanted | None:
    """A first repetition whose lift began before the first turning point."""
    if low % 2 == 0 or len(chain.halves) < 2:
        return None
    top, lower = chain.halves[0].start, chain.halves[0]
    found = open_start(chain, track, now_k)
    if found is None:
        moving = lower.leave_k - track.first <= BEGUN_S * GRID_HZ
        return _cut_start(chain) if moving and _alike(chain, lower) else None
    way = Way(
        max(found.arrive_k - int(FIRST_LOOK_S * GRID_HZ), 0),
        (found.arrive_k + top.k) // 2,
        _middle_k(lower),
        _middle_k(chain.halves[1]),
    )
    size = (lower.range, lower.range)
    return Wanted(found.arrive_k, top.k, lower.end.k, way, *size, opened=True, lower=lower)


def begins_high(chain: Chain, track: Track) -> bool:
    """Did the recording itself begin with the limb at the top?"""
    top, probe = chain.halves[0].start, chain.probe
    if top.k > track.first + int(BEGUN_S * GRID_HZ):
        return False
    apart = probe.apart(probe.values(track, track.first, track.first + 1), np.array(top.value))
    return float(apart[0]) <= probe.measure(NEAR * chain.halves[0].range)


def _cut_start(chain: Chain) -> Wanted:
    """The recording itself began in the middle of a repetition: only its lowering was seen."""
    top, lower = chain.halves[0].start, chain.halves[0]
    way = Way(top.k, top.k, _middle_k(lower), _middle_k(chain.halves[1]))
    size = (lower.range, lower.range)
    return Wanted(top.k - 1, top.k, lower.end.k, way, *size, cut=True, opened=True)


def cut_end(chain: Chain, end_k: int) -> Wanted | None:
    """The recording itself ended in the middle of the last lowering."""
    last = chain.halves[-1]
    usual_s = median(h.moving_s for h in chain.halves)
    late = end_k - last.end.k > max(CUT_S, CUT_MOVING * usual_s) * GRID_HZ
    if late or not _alike(chain, last):
        return None
    return replace(tail(chain, end_k), cut=True)


def cut_lift(chain: Chain, track: Track, end_k: int) -> Wanted | None:
    """The recording itself ended at the top, or in the lowering, of a last repetition."""
    last = chain.halves[-1]
    found = open_end(chain, track, end_k)
    usual_s = median(h.moving_s for h in chain.halves)
    if found is None or end_k - found.arrive_k > max(CUT_S, CUT_MOVING * usual_s) * GRID_HZ:
        return None
    top_k = min(found.arrive_k, end_k - 2)
    way = Way(_middle_k(last), (last.end.k + top_k) // 2, end_k - 1, end_k)
    return Wanted(last.end.k, top_k, end_k, way, last.range, 0.0, cut=True)


def _alike(chain: Chain, half: Half) -> bool:
    """Is an outermost half-cycle about as large as the others?"""
    others = [h.range for h in chain.halves if h is not half]
    usual = median(others or [half.range])
    return 1 / EDGE_RATIO <= half.range / usual <= EDGE_RATIO


def rests_low(chain: Chain, track: Track, now_k: int) -> bool:
    """Did the limb rest for a second after its last lowering?"""
    rate = track.rate(max(chain.halves[-1].arrive_k, now_k - KEPT + 1), now_k)
    power = np.cumsum((rate * rate).sum(axis=1))
    n = int(RESTED_S * GRID_HZ)
    return len(power) > n and float((power[n:] - power[:-n]).min()) < n * RESTING_RADS**2


def ends_high(chain: Chain, low: int) -> bool:
    """Is the last turning point a top, so that a lowering is still open?"""
    return len(chain.halves) % 2 != low


def tail(chain: Chain, down_k: int) -> Wanted:
    """The last repetition, whose lowering ended (was decided) at ``down_k``."""
    lift = chain.halves[-1]
    first = len(chain.halves) == 1
    before = _looked_from_k(lift) if first else _middle_k(chain.halves[-2])
    way = Way(before, (lift.leave_k + lift.arrive_k) // 2, (lift.end.k + down_k) // 2, down_k)
    return Wanted(lift.start.k, lift.end.k, down_k, way, lift.range, 0.0, lift=lift)


def settled_k(chain: Chain, track: Track, excursion: Excursion, now_k: int) -> int:
    """The point at which the open lowering of the chain was decided, or -1.

    No net progress of 3 % of the lift for 0.5 s with 85 % of it returned, or for 1 s with 70 %.
    """
    lift = chain.halves[-1]
    a, rise_from = lift.end.k, lift.start.k
    if now_k - a < int(RETURNED_WAIT_S * GRID_HZ) or a <= now_k - KEPT // 2:
        return -1
    rise = float(excursion.rate(track, max(rise_from, lift.leave_k - GRID_HZ), a).sum()) / GRID_HZ
    if rise <= 0:
        return -1
    x = np.cumsum(excursion.rate(track, a, now_k)) / GRID_HZ
    fallen = np.maximum.accumulate(np.maximum.accumulate(x) - x) / rise
    if fallen[-1] < NEARLY:
        return -1
    decided = [
        _stands_still(fallen, share, int(wait_s * GRID_HZ))
        for share, wait_s in ((RETURNED, RETURNED_WAIT_S), (NEARLY, NEARLY_WAIT_S))
    ]
    first = min((k for k in decided if k >= 0), default=-1)
    return a + first if first >= 0 else -1


def passed_k(chain: Chain, track: Track, now_k: int) -> int:
    """Where the open lowering went through the low posture at the usual speed, or -1."""
    found = open_end(chain, track, now_k)
    return -1 if found is None else found.arrive_k


def _stands_still(fallen: np.ndarray, share: float, wait: int) -> int:
    if len(fallen) <= wait:
        return -1
    still = (fallen[wait:] - fallen[:-wait] < NO_PROGRESS) & (fallen[wait:] >= share)
    where = still.nonzero()[0]
    return int(where[0]) + wait if len(where) else -1


def _looked_from_k(lift: Half) -> int:
    """Where the rest before a first lift is looked at."""
    return max(lift.leave_k - int(FIRST_LOOK_S * GRID_HZ), 0)


def _middle_k(half: Half) -> int:
    return (half.leave_k + half.arrive_k) // 2
