"""What the trained arm does at this moment: state for the screen, never a fact."""

import numpy as np

from crossrep.events import ArmState
from crossrep.movement.finding.ends import ARRIVED
from crossrep.movement.repetitions.reps import ends_high, passed_k, tail
from crossrep.movement.repetitions.running_set import RunningSet
from crossrep.movement.repetitions.trained import Repetitions
from crossrep.movement.timing.pieces import THRESHOLD
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

MOVING_DEG_S = 6.0
STILL_DEG_S = 4.0
MEAN_POINTS = 5
HIGH_SHARE = 0.5
SMALLEST_DEG = 15.0
SMALLEST_SHOWN_RAD = float(np.deg2rad(15))
SHORTEST_LOWERING_S = 0.2
MOST_PROVISIONAL = 2
"""The third repetition confirms the set."""


def moment(
    track: Track, repetitions: Repetitions, *, connected: bool, faults: tuple[str, ...]
) -> ArmState:
    """State of the trained arm at the end of its track."""
    if not track.end:
        return ArmState(connected=connected, fault=faults)
    rate = _speed_deg_s(track)
    excursion_deg, signed, usual_deg = _excursion(track, repetitions)
    running = repetitions.running
    return ArmState(
        connected=connected,
        excursion_deg=round(excursion_deg, 1),
        phase=_phase(signed, excursion_deg, usual_deg),
        moving=rate > MOVING_DEG_S,
        rate_deg_s=round(rate, 1),
        reps=_shown(track, repetitions),
        set_n=repetitions.account.sets,
        last_lowering_s=running.reps[-1].rep.lowering_s
        if running is not None and running.reps
        else None,
        fault=faults,
    )


def _speed_deg_s(track: Track) -> float:
    rate = track.rate(max(track.end - MEAN_POINTS, track.first), track.end).mean(axis=0)
    return float(np.rad2deg(np.sqrt((rate * rate).sum())))


def _excursion(track: Track, repetitions: Repetitions) -> tuple[float, float, float]:
    """(deg above the low posture, signed rate deg/s, usual range deg)."""
    running, chain = repetitions.running, repetitions.chain
    if running is None or chain is None or not chain.halves:
        return _from_first_posture(track, repetitions)
    low = running.low_seen(chain, track)
    last = chain.halves[-1]
    ends_low = len(chain.halves) % 2 == low
    since = max(last.end.k if ends_low else last.start.k, track.end - KEPT)
    turned = running.excursion.rate(track, since, track.end)
    usual = running.reps[-1].rep.range_deg if running.reps else 0.0
    return (
        float(turned.sum()) / GRID_HZ,
        float(turned[-MEAN_POINTS:].mean()) if len(turned) else 0.0,
        usual,
    )


def _from_first_posture(track: Track, repetitions: Repetitions) -> tuple[float, float, float]:
    """Outside sets: how far the arm is from where it rested after the last one."""
    turner, chain = repetitions.finder.turners[0], repetitions.finder.counters[0].chain
    if turner.at < 0:
        return 0.0, 0.0, 0.0
    first = np.array(chain.halves[0].start.value) if chain.halves else turner.anchor
    rested = _rested_k(track, round(repetitions.account.last_end_s * GRID_HZ))
    if rested >= 0:
        first = track.quat(rested, rested + 1)[0]
    here = turner.probe.values(track, max(track.end - MEAN_POINTS, track.first), track.end)
    apart = [turner.probe.distance(float(a)) for a in turner.probe.apart(here, first)]
    away_deg = float(np.rad2deg(apart[-1]))
    signed = float(np.rad2deg(apart[-1] - apart[0])) / max(len(apart) - 1, 1) * GRID_HZ
    return away_deg, signed, away_deg


def _rested_k(track: Track, after_k: int) -> int:
    """The middle of the first still second after a point, as far as it is kept; -1 for none."""
    a = max(after_k, track.first, track.end - KEPT)
    rate = track.rate(a, track.end)
    restless = np.cumsum((rate * rate).sum(axis=1) > np.deg2rad(STILL_DEG_S) ** 2)
    if len(restless) <= GRID_HZ:
        return -1
    still = np.flatnonzero(restless[GRID_HZ:] == restless[:-GRID_HZ])
    return a + int(still[0]) + GRID_HZ // 2 if len(still) else -1


def _phase(signed: float, excursion_deg: float, usual_deg: float) -> str:
    if abs(signed) > MOVING_DEG_S:
        return "lifting" if signed > 0 else "lowering"
    high = max(HIGH_SHARE * usual_deg, SMALLEST_DEG)
    return "hold" if usual_deg and excursion_deg > high else "rest"


def _shown(track: Track, repetitions: Repetitions) -> int:
    """Repetitions to show: those said and one just completed; before a set, what grows."""
    running, chain = repetitions.running, repetitions.chain
    if running is None or chain is None or not chain.halves:
        growing = _growing(track, repetitions)
        repetitions.shown = max(repetitions.shown, growing) if growing else 0
        return repetitions.shown
    open_lowering = ends_high(chain, running.low_seen(chain, track))
    passed = passed_k(chain, track, track.end) if open_lowering else -1
    over = passed >= 0 and _lowered(track, running)
    fresh = over and not running.has(tail(chain, passed))
    repetitions.shown = max(repetitions.shown, len(running.reps) + int(fresh))
    return repetitions.shown


def _lowered(track: Track, running: RunningSet) -> bool:
    """Has the lowering come to its end: slower than the threshold at which one ends?"""
    if not running.reps:
        return True
    last = running.reps[-1].rep
    usual_deg_s = last.range_deg / max(last.lowering_s, SHORTEST_LOWERING_S)
    rate = running.excursion.rate(track, max(track.end - MEAN_POINTS, track.first), track.end)
    return float(rate.mean()) > -THRESHOLD * usual_deg_s


def _growing(track: Track, repetitions: Repetitions) -> int:
    """There-and-backs of the finest counter, the one under way included once it is back."""
    counter = repetitions.finder.counters[0]
    halves = counter.chain.halves
    begun = max(int(repetitions.account.last_end_s * GRID_HZ), repetitions.done_k)
    halves = [h for h in halves if h.start.k >= begun]
    if not halves or counter.chain.range < SMALLEST_SHOWN_RAD:
        return 0
    here = counter.probe.values(track, track.end - 1, track.end)
    away = counter.probe.apart(here, np.array(halves[0].start.value))[0]
    back = away <= counter.probe.measure(ARRIVED * counter.chain.range)
    return min((len(halves) + int(bool(back))) // 2, MOST_PROVISIONAL)
