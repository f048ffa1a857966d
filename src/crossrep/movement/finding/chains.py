"""Chains of half-cycles that resemble each other: what tells a set from the movement around it.

Holds and rests take no part in the comparison, so slow repetitions with holds and quick ones
without are the same to it. The strongest test is that the limb returns to the same two postures.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from crossrep.movement.finding.halves import Half
from crossrep.movement.finding.signals import Probe, Signal
from crossrep.signal.grid import GRID_HZ

SHORTEST_SET = 5
"""Half-cycles: three repetitions of which the two outer halves may still be open."""
RANGE_RATIO = 1.8
POSTURE_SHARE = 0.45
HEIGHT_TILT_COS = float(np.cos(np.deg2rad(25)))
MOVING_RATIO = 3.5
LONGEST_REST_S = 60.0
LONGEST_COUNTED_S = 4.0
"""A half-cycle is worth its time to a set, a long rest or hold no more than this."""
LONGEST_STEP_S = 1.0
"""An arm that swings with the steps turns at least so often; a slow walk's every 0.8 s."""
LOOSE_RANGE = (0.35, 2.2)
LOOSE_AXIS_COS = 0.8
ODD_RANGE = (0.5, 2.0)
LEAST_KEPT = 64
"""Half-cycles that a chain keeps however long it grows: more than any rule looks back at, but for
what the chain is worth in all and its usual moving times."""


def posture_apart(probe: Probe, a: Half, b: Half) -> float:
    """Distance of the postures two half-cycles end in; for height also the tilt must agree."""
    return _apart(probe, a.end.value, b.end.value, a.end.up, b.end.up)


def _apart(
    probe: Probe,
    a: tuple[float, ...],
    b: tuple[float, ...],
    up_a: tuple[float, ...],
    up_b: tuple[float, ...],
) -> float:
    if probe.signal is Signal.HEIGHT:
        tilt = up_a[0] * up_b[0] + up_a[1] * up_b[1] + up_a[2] * up_b[2]
        return 0.0 if tilt > HEIGHT_TILT_COS else float("inf")
    return probe.between(a, b)


@dataclass
class Chain:
    """Half-cycles in order, each beginning where the last one ended."""

    probe: Probe
    halves: list[Half] = field(default_factory=list)
    pending: list[Half] = field(default_factory=list)
    before: list[Half] = field(default_factory=list)
    closed: bool = False
    closed_k: int = 0
    worth_s: float = 0.0
    measured: int = 0
    score: float = float("nan")
    low: int = -1
    sure: int = -1
    gait: int = -1
    sure_at: int = 0
    gait_at: int = 0
    low_key: int = 0
    worths_s: list[float] = field(default_factory=list)
    ranges: list[float] = field(default_factory=list)
    moving_s: list[float] = field(default_factory=list)
    cycles_s: list[float] = field(default_factory=list)
    range_steps: list[float] = field(default_factory=list)
    posture_steps: list[float] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.halves)

    @property
    def is_set(self) -> bool:
        """Long enough to be a set."""
        return len(self.halves) >= SHORTEST_SET

    @property
    def start_k(self) -> int:
        """Where the limb first left the first posture."""
        return self.halves[0].leave_k

    @property
    def span_k(self) -> tuple[int, int]:
        """Where it ends, and where it begins."""
        return self.halves[-1].arrive_k, self.halves[0].leave_k

    @property
    def end_k(self) -> int:
        """Where the limb last arrived."""
        return self.halves[-1].arrive_k

    @property
    def range(self) -> float:
        """Usual range, rad or m."""
        return median(h.range for h in self.halves[-6:])

    def measure(self) -> None:
        """Bring what judges the chain up to its newest half-cycle."""
        for i in range(self.measured, len(self.halves)):
            half = self.halves[i]
            self.worths_s.append(_worth_s(half))
            self.worth_s += self.worths_s[-1]
            self.ranges.append(half.range)
            self.moving_s.append(half.moving_s)
            if i >= 1:
                self.cycles_s.append((half.end.k - self.halves[i - 1].start.k) / GRID_HZ)
            if i >= 2:
                self.range_steps.append(abs(half.range - self.halves[i - 2].range))
                apart = posture_apart(self.probe, half, self.halves[i - 2])
                self.posture_steps.append(0.0 if self.probe.signal is Signal.HEIGHT else apart)
        self.measured = len(self.halves)

    def _measure_anew(self) -> None:
        self.measured, self.worth_s, self.worths_s, self.ranges, self.moving_s = 0, 0.0, [], [], []
        self.cycles_s, self.range_steps, self.posture_steps = [], [], []
        self.low = self.sure = self.gait = -1

    def forget(self, before_k: int) -> None:
        """Drop the half-cycles that began before this grid point."""
        kept = [h for h in self.halves if h.start.k >= before_k]
        if len(kept) < len(self.halves):
            self.halves, self.pending, self.before = kept, [], []
            self._measure_anew()

    def shed(self, before_k: int) -> None:
        """Let go of the half-cycles that began before this grid point; what was found out stays.

        In pairs, so that the same turning points stay the low ones.
        """
        old = bisect_left(self.halves, before_k, key=lambda half: half.start.k)
        gone = min(old, len(self.halves) - LEAST_KEPT) // 2 * 2
        if gone <= 0:
            return
        self.measure()
        steps = (self.range_steps, self.posture_steps)
        each = (self.halves, self.worths_s, self.ranges, self.moving_s, self.cycles_s)
        for values in (*each, *steps):
            del values[:gone]
        self.measured = len(self.halves)
        self.worth_s = sum(self.worths_s)

    def fits(self, half: Half, halves: list[Half] | None = None) -> bool:
        """Is the half-cycle a continuation by all tests?"""
        known = self.halves if halves is None else halves
        if not known:
            return True
        if (half.leave_k - known[-1].arrive_k) / GRID_HZ >= LONGEST_REST_S:
            return False
        usual = median(h.range for h in known[-6:])
        if not 1 / RANGE_RATIO < half.range / usual < RANGE_RATIO:
            return False
        return self._returns(half, known, usual) and _same_tempo(half, known)

    def _returns(self, half: Half, known: list[Half], usual: float) -> bool:
        """Does it end in a posture that half-cycles of its parity ended (or began) in?"""
        same = [
            _apart(self.probe, half.end.value, h.end.value, half.end.up, h.end.up)
            for h in _same_parity(known)
        ]
        if len(same) < 4 and len(known) % 2 == 1:
            first = known[0].start
            same.append(_apart(self.probe, half.end.value, first.value, half.end.up, first.up))
        return not same or median(same) < POSTURE_SHARE * usual

    def add(self, half: Half) -> bool:
        """Take the half-cycle into the chain; False when the chain is over without it."""
        if self.gait > 0:
            return self._steps_on(half)
        if self.fits(half):
            self.halves += [*self._odd_rep(), half]
            self.pending = []
            return True
        if not self.is_set:
            self._restart(half)
            return True
        if self._rested(half):
            return False
        if not self.pending and self._loosely(half):
            self.halves.append(half)
            return True
        self.pending.append(half)
        return len(self.pending) <= 2

    def _steps_on(self, half: Half) -> bool:
        """A walk goes on with steps alone: what comes after it is of another chain."""
        slow = half.end.k - half.start.k > LONGEST_STEP_S * GRID_HZ
        if slow or not self.fits(half):
            return False
        self.halves.append(half)
        return True

    def _rested(self, half: Half) -> bool:
        return (half.leave_k - self.halves[-1].arrive_k) / GRID_HZ >= LONGEST_REST_S

    def _restart(self, half: Half) -> None:
        """Keep the longest suffix that goes on with this half-cycle."""
        for first in range(1, len(self.halves) + 1):
            if self.fits(half, self.halves[first:]):
                self.before = [*self.before, *self.halves[:first]][-8:]
                self.halves = [*self.halves[first:], half]
                return

    def _odd_rep(self) -> list[Half]:
        """A foreign pair of turning points was skipped: was it a repetition of odd shape?"""
        if len(self.pending) != 2:
            return []
        low, high = (share * self.range for share in ODD_RANGE)
        there_and_back = (
            posture_apart(self.probe, self.halves[-1], self.pending[1]) < POSTURE_SHARE * self.range
        )
        whole = all(low <= h.range <= high for h in self.pending)
        return self.pending if there_and_back and whole else []

    def _loosely(self, half: Half) -> bool:
        """Other size, same axis, one end in a known posture: '10 correct, 10 fast, 10 small'."""
        if self.probe.signal is Signal.HEIGHT:
            return False
        low, high = (share * self.range for share in LOOSE_RANGE)
        if not low <= half.range <= high or self._axis_cos(half) < LOOSE_AXIS_COS:
            return False
        ends = [posture_apart(self.probe, half, h) for h in self.halves[-2:-5:-2]]
        starts = [_start_apart(self.probe, half, h) for h in self.halves[-1:-4:-2]]
        return min([*ends, *starts]) < POSTURE_SHARE * self.range

    def _axis_cos(self, half: Half) -> float:
        """Cosine to the usual axis; directions alternate from half to half."""
        signs = [1.0 if i % 2 == 0 else -1.0 for i in range(min(6, len(self.halves)))]
        axes = np.array([h.axis for h in self.halves[::-1][:6]])
        mean = (axes * np.array(signs)[:, None]).sum(axis=0)
        length = float(np.sqrt((mean * mean).sum()))
        return -float((mean * np.array(half.axis)).sum()) / length if length > 0 else 0.0

    def reach_back(self) -> None:
        """Once, when the set is confirmed: earlier repetitions of other size."""
        while len(self.before) >= 2:
            pair = self.before[-2:]
            if pair[1].end.k != self.halves[0].start.k:
                return
            mirror = Chain(self.probe, _reversed(self.halves[:6]))
            first, second = _reversed(pair)
            if not mirror._loosely(first):
                return
            mirror.halves.append(first)
            if not mirror._loosely(second):
                return
            self.halves, self.before = [*pair, *self.halves], self.before[:-2]
            self._measure_anew()


def _worth_s(half: Half) -> float:
    return min((half.end.k - half.start.k) / GRID_HZ, LONGEST_COUNTED_S)


def _same_parity(known: list[Half]) -> list[Half]:
    """The last four half-cycles that go the way the next one will."""
    return [known[i] for i in range(len(known) - 2, max(len(known) - 10, -1), -2)]


def _same_tempo(half: Half, known: list[Half]) -> bool:
    same = [h.moving_s for h in _same_parity(known)]
    return not same or 1 / MOVING_RATIO < half.moving_s / median(same) < MOVING_RATIO


def _start_apart(probe: Probe, a: Half, b: Half) -> float:
    """Distance of the posture ``a`` begins in to the posture ``b`` ends in."""
    return _apart(probe, a.start.value, b.end.value, a.start.up, b.end.up)


def _reversed(halves: list[Half]) -> list[Half]:
    """The same way backwards in time (indices negated, so that order holds)."""
    return [
        Half(h.end, h.start, h.range, -h.arrive_k, -h.leave_k, (-h.axis[0], -h.axis[1], -h.axis[2]))
        for h in reversed(halves)
    ]
