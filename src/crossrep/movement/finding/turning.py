"""Turning points without axis, sign or period: come back far enough from the farthest posture."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.movement.finding.signals import Probe, Signal
from crossrep.samples import Floats
from crossrep.signal.track import KEPT, Track

SCAN = 256
"""Points looked at in one step; memory and time only, never the result."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: where (grid index), the values there, and when it was known."""

    k: int
    known_k: int
    value: tuple[float, ...]
    up: tuple[float, ...]
    quat: tuple[float, ...]


@dataclass
class Turner:
    """Finds the turning points of one probe.

    From the last turning posture, remember the posture farthest from it; once the limb has
    come back from there by more than the threshold, that was the next turning point.
    """

    probe: Probe
    at: int = -1
    anchor: Floats = field(default_factory=lambda: np.empty(0))
    far_k: int = -1
    far: Floats = field(default_factory=lambda: np.empty(0))
    far_apart: float = 0.0

    def follow(self, track: Track, end: int) -> list[Turn]:
        """The turning points that became known with the points up to ``end``."""
        found: list[Turn] = []
        if self.at < 0:
            if end <= track.first:
                return found
            found.append(self._begin(track, track.first, track.first))
        while self.at < end:
            known_k = self._scan(track, min(end, self.at + SCAN))
            if known_k >= 0:
                found.append(self._begin(track, self.far_k, known_k))
        return found

    def _begin(self, track: Track, k: int, known_k: int) -> Turn:
        """Start again from the turning point at ``k``: what came after it is looked at anew."""
        k = max(k, known_k - KEPT + 1)
        turn = turn_at(self.probe, track, k, known_k)
        self.anchor = self.far = np.array(turn.value)
        self.far_k, self.far_apart = k, 0.0
        self.at = k + 1
        return turn

    def _scan(self, track: Track, to: int) -> int:
        """Advance to ``to``, or return the point at which a turn became known."""
        values = self.probe.values(track, self.at, to)
        apart = self.probe.apart(values, self.anchor)
        farthest = int(apart.argmax())
        most = float(apart[farthest])
        limit = self.probe.measure(self.probe.threshold)
        if most <= limit and self.far_apart <= limit:  # not far enough to come back from
            self._farther(values, farthest, most)
            self.at = to
            return -1
        if most <= self.far_apart:
            return self._come_straight_back(values, to, limit)
        return self._come_back(values, apart, to, limit)

    def _come_straight_back(self, values: Floats, to: int, limit: float) -> int:
        """A stretch in which the limb goes no farther."""
        turned = (self.probe.apart(values, self.far) > limit).nonzero()[0]
        if len(turned):
            return self.at + int(turned[0])
        self.at = to
        return -1

    def _come_back(self, values: Floats, apart: Floats, to: int, limit: float) -> int:
        """The same for a stretch in which the limb may come back from the farthest posture."""
        record = np.maximum.accumulate(np.concatenate([[self.far_apart], apart]))
        newest = np.maximum.accumulate(np.where(apart > record[:-1], np.arange(len(apart)), -1))
        farthest = np.where(newest[:, None] < 0, self.far, values[newest])
        back = self.probe.apart(values, farthest)
        turned = ((record[1:] > limit) & (back > limit)).nonzero()[0]
        last = int(turned[0]) if len(turned) else len(apart) - 1
        self._farther(values, int(newest[last]), float(record[last + 1]))
        if len(turned):
            return self.at + last
        self.at = to
        return -1

    def _farther(self, values: Floats, i: int, apart: float) -> None:
        """The farthest posture may now be that of row ``i``."""
        if i >= 0 and apart > self.far_apart:
            self.far_k, self.far, self.far_apart = self.at + i, values[i].copy(), apart


def turn_at(probe: Probe, track: Track, k: int, known_k: int) -> Turn:
    """The posture at point ``k`` as a turning point."""
    value = tuple(probe.values(track, k, k + 1)[0].tolist())
    tilt, whole = probe.signal is Signal.TILT, probe.signal is Signal.TURN
    up = value if tilt else tuple(track.up(k, k + 1)[0].tolist())
    quat = value if whole else tuple(track.quat(k, k + 1)[0].tolist())
    return Turn(k, known_k, value, up, quat)
