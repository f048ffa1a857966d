"""Turning points without axis, sign or period: come back far enough from the farthest posture."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from crossrep.movement.finding.signals import Probe, Signal
from crossrep.samples import Floats, Ints
from crossrep.signal.track import KEPT, Track

SCAN = 256
"""Points looked at in one step; memory and time only, never the result."""
NONE: Ints = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: where (grid index), the values there, and when it was known."""

    k: int
    known_k: int
    value: tuple[float, ...]
    up: tuple[float, ...]
    quat: tuple[float, ...]


@dataclass
class View:
    """Points as all turners of a signal see them that left the same posture; knows no threshold.

    Attributes:
        values: (n, m) postures.
        apart: (n,) how far from where the turner left.
        row: of the farthest of these.
        most: how far that is.
        far: (m,) the farthest posture before these points.
        far_apart: how far that is.
    """

    probe: Probe
    values: Floats
    apart: Floats
    row: int
    most: float
    far: Floats
    far_apart: float

    @cached_property
    def back(self) -> Floats:
        """(n,) how far the limb is from the farthest posture before these points."""
        return self.probe.apart(self.values, self.far)

    @cached_property
    def records(self) -> tuple[Floats, Ints, Floats]:
        """At each point: how far it was at most, in which row (-1: before), and how far from it."""
        known = np.concatenate([[self.far_apart], self.apart])
        np.maximum.accumulate(known, out=known)
        rows = np.where(self.apart > known[:-1], np.arange(len(self.apart)), -1)
        np.maximum.accumulate(rows, out=rows)
        farthest = self.values[rows]
        farthest[rows < 0] = self.far
        return known[1:], rows, self.probe.apart(self.values, farthest)


Views = dict[tuple[Signal, int, int, int, bytes], View]
"""By signal, first and last point, farthest point before, and posture left."""


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

    def follow(self, track: Track, end: int, views: Views | None = None) -> list[Turn]:
        """The turning points that became known with the points up to ``end``.

        ``views``: what other turners have seen of this track on their way to ``end``.
        """
        found: list[Turn] = []
        if self.at < 0:
            if end <= track.first:
                return found
            found.append(self._begin(track, track.first, track.first))
        views = {} if views is None else views
        while self.at < end:
            known_k = self._scan(self._view(track, min(end, self.at + SCAN), views))
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

    def _view(self, track: Track, to: int, views: Views) -> View:
        """The next points; seen once by the turners that left the same posture."""
        key = (self.probe.signal, self.at, to, self.far_k, self.anchor.tobytes())
        if key not in views:
            values = self.probe.values(track, self.at, to)
            apart = self.probe.apart(values, self.anchor)
            row = int(apart.argmax())
            seen = (values, apart, row, float(apart[row]))
            views[key] = View(self.probe, *seen, self.far, self.far_apart)
        return views[key]

    def _scan(self, view: View) -> int:
        """Advance past these points, or return the one at which a turn became known."""
        limit, most = self.probe.limit, view.most
        turned: Ints = NONE
        if most <= limit and self.far_apart <= limit:  # not far enough to come back from
            self._farther(view, view.row, most)
        elif most <= self.far_apart:  # it goes no farther
            turned = (view.back > limit).nonzero()[0]
        else:
            turned = self._turned_within(view, limit)
        if len(turned):
            return self.at + int(turned[0])
        self.at += len(view.values)
        return -1

    def _turned_within(self, view: View, limit: float) -> Ints:
        """Rows in which a turn is known, where the limb goes farther before it comes back."""
        known, rows, back = view.records
        turned: Ints = ((known > limit) & (back > limit)).nonzero()[0]
        last = int(turned[0]) if len(turned) else len(known) - 1
        self._farther(view, int(rows[last]), float(known[last]))
        return turned

    def _farther(self, view: View, row: int, apart: float) -> None:
        """The farthest posture may now be that of a row."""
        if row >= 0 and apart > self.far_apart:
            self.far_k, self.far_apart = self.at + row, apart
            self.far = view.values[row].copy()


def turn_at(probe: Probe, track: Track, k: int, known_k: int) -> Turn:
    """The posture at point ``k`` as a turning point."""
    value = tuple(probe.values(track, k, k + 1)[0].tolist())
    tilt, whole = probe.signal is Signal.TILT, probe.signal is Signal.TURN
    up = value if tilt else tuple(track.up(k, k + 1)[0].tolist())
    quat = value if whole else tuple(track.quat(k, k + 1)[0].tolist())
    return Turn(k, known_k, value, up, quat)
