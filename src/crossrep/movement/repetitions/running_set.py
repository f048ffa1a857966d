"""A set in progress: the joint axis and the smoothing it is measured with, and its repetitions."""

from dataclasses import dataclass, field, replace
from itertools import accumulate
from statistics import median

import numpy as np

from crossrep.events import Rep
from crossrep.exercises import Exercise
from crossrep.movement.finding.axis import Turned, turned, turned_in
from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.direction import LONGEST_HOLE_S, direction
from crossrep.movement.finding.signals import Signal
from crossrep.movement.repetitions.reps import Wanted
from crossrep.movement.timing.excursions import disagree
from crossrep.movement.timing.lowering import HOLD_SHARE, REST_SHARE, SMOOTH_S, Timing
from crossrep.movement.timing.phases import Excursion, Phases, time_phases
from crossrep.movement.timing.rep_figures import TREMOR_HZ, tremor_band
from crossrep.movement.timing.stillness import Stillness
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

AXIS_HALVES = 8
AXIS_TURN_DEG = 60.0
EXPLAINED = 0.5
"""Share of the turning that must be about the axis (half the range lies outside leave..arrive)."""
SMALLEST_TURN_DEG = 5.0
"""A press that turns less about the axis, from leaving to arriving, is timed on its height."""
TREMOR_DEG_S = 1.5
TREMOR_SMOOTH_S = (0.30, 0.55)
STILL_DEG_S, STILL_SMOOTH_POINTS, STILL_ENOUGH_S = 6.0, 41, 1.0
STILL_MARGIN = 21
"""Points that must be calm around a point: a reversal is slow too, and is no stillness."""
LOW_KAPPA, LOW_KAPPA_PER_S = 1.0, 0.7
"""Smallest threshold over stillness, and the same for each second of the lowering."""
LEFT_OUT = 0.05
BLURRED = 1.3
LOW_THRESHOLD_DEG_S = 2.5
PARTIAL_RETURN = 0.5
DISAGREES = 0.6
FEWEST_USUAL, BESIDE = 3, 0.15
LOSS_SHARE = 0.1
BROKEN_S = LONGEST_HOLE_S
RECENT = 8


Size = tuple[float, float]
"""How far the limb went up and came down about the axis of the set, deg."""
Pace = tuple[float, float]
"""How long it moved up and down, s; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A repetition that was said."""

    low_k: int
    top_k: int
    end_k: int
    said_k: int
    rep: Rep
    size: Size
    rise_k: int
    fall_k: int
    lift_s: float
    away_s: float


@dataclass
class RunningSet:
    """One set of one arm.

    Attributes:
        n: number of the set in the session.
        excursion: what is timed.
        sure: lifting and lowering were told apart by gravity.
        reps: said so far.
        measured: how many excursions it was measured with.
        stillness: what this arm does in its holds and rests.
        began_high: the recording began at the top of its first repetition.
        steps: tops that were steps of a walk, as grid points.
        planned: repetitions that were asked for, 0 where nobody did.
        early: what was said before a chain confirmed the set, by likeness to an earlier one.
        turned: what its axis is learnt from; None where that is not learnt.
        turned_k: up to this grid point.
    """

    n: int
    excursion: Excursion
    sure: bool
    axis_known: bool
    reps: list[Counted] = field(default_factory=list)
    measured: int = 1
    stillness: Stillness = field(default_factory=Stillness)
    began_high: bool = False
    steps: list[int] = field(default_factory=list)
    planned: int = 0
    early: list[Wanted] = field(default_factory=list)
    turned: Turned | None = None
    turned_k: int = -1

    @property
    def usual_away_s(self) -> float:
        """How long its repetitions are usually away from the low posture."""
        return median(c.away_s for c in self.reps[-RECENT:])

    @property
    def end_s(self) -> float:
        """End of the last repetition."""
        return self.reps[-1].rep.end_s

    @property
    def last_k(self) -> int:
        """Where the last repetition ended, -1 before the first."""
        return self.reps[-1].end_k if self.reps else -1

    def begins_after(self, chain: Chain) -> bool:
        """Did this chain lead to the set: over before it, or a walk? Then it speaks for others."""
        if not self.reps:
            return False
        low_k = self.reps[0].low_k
        return chain.end_k <= low_k or (chain.gait > 0 and chain.start_k < low_k)

    def measure_with(self, better: "RunningSet") -> None:
        """From now on measure with another excursion (an angle took over from the height)."""
        self.excursion, self.sure = better.excursion, better.sure
        self.axis_known = better.axis_known
        self.turned, self.turned_k = better.turned, better.turned_k
        self.measured += 1
        self.stillness = Stillness()

    def explains(self, chain: Chain, track: Track) -> bool:
        """Does the limb turn about the axis of the set in this chain?"""
        recent = chain.halves[-AXIS_HALVES:]
        enough = SMALLEST_TURN_DEG * len(recent)
        if chain.probe.signal is not Signal.HEIGHT:
            enough = EXPLAINED * float(np.rad2deg(sum(h.range for h in recent)))
        turned = (
            abs(float(self.excursion.rate(track, h.leave_k, h.arrive_k + 1).sum())) for h in recent
        )
        return any(about / GRID_HZ >= enough for about in accumulate(turned))

    def low_of(self, chain: Chain, track: Track) -> int:
        """Which turning points of this chain are low; decided once for a chain in a set."""
        key = 1000 * self.n + self.measured
        if chain.low < 0 or chain.low_key != key:
            chain.low, chain.low_key = self._low_of(chain, track), key
        return chain.low

    def low_seen(self, chain: Chain, track: Track) -> int:
        """The same for those who only look: nothing is decided by looking."""
        known = chain.low >= 0 and chain.low_key == 1000 * self.n + self.measured
        return chain.low if known else self._low_of(chain, track)

    def _low_of(self, chain: Chain, track: Track) -> int:
        """By the turns about the axis of the set."""
        height = chain.probe.signal is Signal.HEIGHT
        if self.excursion.axis is None or height:
            return direction(chain, track, chain.halves[-1].end.known_k + 1).low
        recent = range(max(0, len(chain.halves) - AXIS_HALVES), len(chain.halves))
        up = 0.0
        for i in recent:
            half = chain.halves[i]
            turned = float(self.excursion.rate(track, half.leave_k, half.arrive_k + 1).sum())
            up += turned if i % 2 == 0 else -turned
        return 0 if up > 0 else 1

    @property
    def said_k(self) -> int:
        """Where the last repetition was said."""
        return self.reps[-1].said_k if self.reps else -1

    def has(self, wanted: Wanted) -> bool:
        """Was this repetition said already (perhaps as another counter saw it)?"""
        return any(
            wanted.low_k < said.top_k < wanted.down_k or said.low_k < wanted.top_k < said.end_k
            for said in self.reps[-8:]
        )

    def learn(self, track: Track, wanted: Wanted) -> None:
        """A better axis with every whole repetition, once however often it is tried."""
        if self.turned is None or wanted.cut or is_partial(wanted):
            return
        if wanted.down_k <= self.turned_k:
            return
        lift, lower = wanted.lift, wanted.lower
        spans = [(lift.leave_k, lift.arrive_k, True)] if lift else []
        down = (lower.leave_k, lower.arrive_k) if lower else (wanted.top_k, wanted.down_k)
        self.turned = self.turned.then(turned(track, [*spans, (*down, False)]))
        self.turned_k = wanted.down_k
        self.excursion = replace(self.excursion, axis=self.turned.axis, along=self.turned.along)

    def timed(self, track: Track, wanted: Wanted, now_k: int, after_s: float) -> Phases:
        """Edges of the repetition; it begins after the one before it ended."""
        from_k = min(max(wanted.way.from_k, int(after_s * GRID_HZ)), wanted.way.rise_k)
        way = replace(wanted.way, from_k=from_k)
        return time_phases(track, way, self.excursion, now_k, after_s)

    def note_still(self, track: Track, phases: Phases, now_k: int) -> None:
        """Remember how much the arm moves while it should be still: holds, and the rest before."""
        ended_s = self.end_s if self.reps else None
        self.stillness.note(track, self.excursion, phases, ended_s, now_k)

    def doubts(self, track: Track, phases: Phases, wanted: Wanted, now_k: int) -> list[str]:
        """Reasons why the durations of this repetition are of low confidence."""
        reasons = {
            "no_fast_stretch": phases.lowering is None or phases.lifting is None,
            "height_only": self.excursion.axis is None,
            "axis_unsure": self.excursion.axis is not None and not self.axis_known,
            "direction_unsure": not self.sure,
            "tremor": self.excursion.smooth_s > SMOOTH_S,
            "blurred": self._blurred(phases.lowering),
            "gap": _has_gap(track, phases),
            "cut": wanted.cut,
            "axis_disagrees": self._disagrees(phases, wanted),
            "excursions_disagree": not wanted.cut
            and disagree(track, phases, self.excursion, now_k),
            "slow_for_this_arm": phases.lowering is not None and self._too_slow(phases.lowering),
            "stop_at_edge": phases.lowering is not None and _stop_at_edge(phases.lowering),
        }
        return [name for name, holds in reasons.items() if holds]

    def _blurred(self, lowering: Timing | None) -> bool:
        """Is the window long for this lowering?"""
        if lowering is None:
            return False
        return self.excursion.smooth_s > BLURRED * (lowering.edge_end_s - lowering.edge_start_s)

    def _too_slow(self, lowering: Timing) -> bool:
        """Is the threshold close to what this arm does when it should be still (kappa)?"""
        level = self.stillness.level_deg_s
        if level is None:
            return lowering.threshold < LOW_THRESHOLD_DEG_S
        lasted_s = lowering.edge_end_s - lowering.edge_start_s
        return lowering.threshold < max(LOW_KAPPA, LOW_KAPPA_PER_S * lasted_s) * level

    def _disagrees(self, phases: Phases, wanted: Wanted) -> bool:
        """Did the limb turn much more than it turned about the axis?"""
        if self.excursion.axis is None or wanted.cut:
            return False
        return phases.range_deg < DISAGREES * float(np.rad2deg(wanted.lift_range))


def _has_gap(track: Track, phases: Phases) -> bool:
    """Is too much missing of the repetition, or of its lowering, or one of its edges?"""
    spans = ((phases.start_s, phases.end_s), (phases.lowering_start_s, phases.end_s))
    seen = [track.observed(*(round(t * GRID_HZ) for t in span)) for span in spans]
    edges_k = [round(t * GRID_HZ) for t in (*spans[0], phases.lowering_start_s)]
    hidden = not all(track.observed(k - 1, k + 2).all() for k in edges_k)
    return hidden or any(len(part) and float(part.mean()) < 1 - LOSS_SHARE for part in seen)


def is_broken(track: Track, phases: Phases) -> bool:
    """Is there a hole in it so long that its two halves may belong to two repetitions?"""
    seen = track.observed(round(phases.start_s * GRID_HZ), round(phases.end_s * GRID_HZ))
    seen_k = np.flatnonzero(np.concatenate([[True], seen, [True]]))
    return int(np.diff(seen_k).max()) > BROKEN_S * GRID_HZ


def is_beside(running: RunningSet, phases: Phases) -> bool:
    """Did the limb move as far as in the set, and hardly about its axis?"""
    if running.excursion.axis is None or len(running.reps) < FEWEST_USUAL:
        return False
    usual_deg = median(c.rep.range_deg for c in running.reps[-RECENT:])
    return phases.range_deg < BESIDE * usual_deg


def _stop_at_edge(lowering: Timing) -> bool:
    """Could what was taken for a hold or rest be a stop, or the other way round?"""
    stopped = any(s.share < HOLD_SHARE or s.share > REST_SHARE for s in lowering.stops)
    return stopped or lowering.left_out >= LEFT_OUT


def begin_set(
    n: int, chain: Chain, track: Track, now_k: int, exercise: Exercise, *, after_k: int
) -> RunningSet:
    """Confirm a set: fix its direction, its axis and its smoothing from what was seen of it.

    ``after_k``: what left before belongs to the set before.
    """
    found = direction(chain, track, now_k, exercise, after_k)
    if chain.probe.signal is Signal.HEIGHT:
        return RunningSet(n, Excursion(None, SMOOTH_S), found.sure, axis_known=False)
    halves = chain.halves[-AXIS_HALVES:]
    lifting = (found.low + max(0, len(chain.halves) - AXIS_HALVES)) % 2
    known = np.rad2deg(sum(h.range for h in halves)) >= AXIS_TURN_DEG
    seen = turned_in(track, halves, lifting)
    excursion = _smoothed(Excursion(seen.axis, SMOOTH_S, seen.along), chain, track, now_k)
    end_k = chain.halves[-1].end.k + 1
    return RunningSet(n, excursion, found.sure, axis_known=bool(known), turned=seen, turned_k=end_k)


def begin_known(
    n: int,
    chain: Chain,
    track: Track,
    now_k: int,
    known: Excursion,
    *,
    seen: Turned | None = None,
    sure: bool = True,
) -> RunningSet:
    """The same with an axis, and so a direction, that is known from before.

    ``seen``: what it was learnt from, where it may be learnt on. ``sure``: which way is up.
    """
    excursion = _smoothed(known, chain, track, now_k)
    return RunningSet(n, excursion, sure, axis_known=True, turned=seen)


def _smoothed(excursion: Excursion, chain: Chain, track: Track, now_k: int) -> Excursion:
    a = max(chain.start_k - 4 * GRID_HZ, now_k - KEPT)
    return replace(excursion, smooth_s=_smoothing_s(track, excursion, a, now_k))


def _smoothing_s(track: Track, excursion: Excursion, a: int, now_k: int) -> float:
    """0.25 s, or two periods of the tremor that shows while the arm should be still."""
    rate = excursion.rate(track, max(a, track.first), now_k)
    if len(rate) < 2 * STILL_SMOOTH_POINTS:
        return SMOOTH_S
    slow = np.convolve(rate, np.full(STILL_SMOOTH_POINTS, 1 / STILL_SMOOTH_POINTS), mode="same")
    band = tremor_band(rate)
    calm = (np.abs(slow) < STILL_DEG_S).astype(np.float64)
    still = np.convolve(calm, np.ones(STILL_MARGIN), mode="same") > STILL_MARGIN - 0.5
    if still.sum() < STILL_ENOUGH_S * GRID_HZ:
        return SMOOTH_S
    power = float((band[still] ** 2).mean())
    if power < TREMOR_DEG_S**2:
        return SMOOTH_S
    change = float((np.diff(band)[still[1:]] ** 2).mean()) * GRID_HZ**2
    tremor_hz = float(np.clip(np.sqrt(change / power) / (2 * np.pi), *TREMOR_HZ))
    return float(np.clip(2 / tremor_hz, *TREMOR_SMOOTH_S))


def is_partial(wanted: Wanted) -> bool:
    """Did the limb come back less than half of the way it went?"""
    return 0 < wanted.lower_range < PARTIAL_RETURN * wanted.lift_range
