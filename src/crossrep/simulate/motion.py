"""Trajectories of one angle (or one length) over the whole session, exact at any moment.

``at(t_s)`` takes increasing times and returns shape (3, n): value, rate, acceleration.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from crossrep.samples import Floats
from crossrep.simulate.shapes import SHAPES


class Trajectory(Protocol):
    """Anything that knows its value, rate and acceleration at every time."""

    def at(self, t_s: Floats) -> Floats:
        """Value, rate and acceleration, shape (3, n)."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """A posture."""

    value: float

    def at(self, t_s: Floats) -> Floats:
        """Value, rate and acceleration, shape (3, n)."""
        out = np.zeros((3, len(t_s)))
        out[0] = self.value
        return out


@dataclass(frozen=True, slots=True)
class Move:
    """From one value to another, in ``[start_s, end_s)``."""

    start_s: float
    end_s: float
    origin: float
    goal: float
    shape: str = "bell"

    def at(self, t_s: Floats) -> Floats:
        """Value, rate and acceleration inside the move."""
        part = SHAPES[self.shape](t_s - self.start_s, self.end_s - self.start_s)
        part *= self.goal - self.origin
        part[0] += self.origin
        return part


@dataclass(frozen=True, slots=True)
class Path:
    """Moves one after the other; between them the value stays where the last one left it."""

    moves: tuple[Move, ...]

    def at(self, t_s: Floats) -> Floats:
        """Value, rate and acceleration, shape (3, n)."""
        out = np.zeros((3, len(t_s)))
        if not self.moves:
            return out
        starts_s = [move.start_s for move in self.moves]
        ends_s = [move.end_s for move in self.moves]
        places = np.array([self.moves[0].origin, *(move.goal for move in self.moves)])
        out[0] = places[np.searchsorted(ends_s, t_s, side="right")]
        inside = zip(*np.searchsorted(t_s, [starts_s, ends_s]).tolist(), strict=True)
        for move, (first, last) in zip(self.moves, inside, strict=True):
            if first < last:
                out[:, first:last] = move.at(t_s[first:last])
        return out


@dataclass(frozen=True, slots=True)
class Wave:
    """A sine that fades in and out smoothly inside ``[start_s, end_s)``."""

    start_s: float
    end_s: float
    amplitude: float
    hz: float
    phase_rad: float = 0.0
    fade_s: float = 0.5

    def at(self, t_s: Floats) -> Floats:
        """Value, rate and acceleration, shape (3, n)."""
        fade_s = min(self.fade_s, (self.end_s - self.start_s) / 2)
        fade_in = Move(self.start_s, self.start_s + fade_s, 0.0, self.amplitude)
        fade_out = Move(self.end_s - fade_s, self.end_s, self.amplitude, 0.0)
        return product(Path((fade_in, fade_out)).at(t_s), self._sine(t_s))

    def _sine(self, t_s: Floats) -> Floats:
        turn_rads = 2 * np.pi * self.hz
        angle = turn_rads * (t_s - self.start_s) + self.phase_rad
        sine, cosine = np.sin(angle), np.cos(angle)
        return np.stack([sine, turn_rads * cosine, -(turn_rads**2) * sine])


@dataclass(frozen=True, slots=True)
class Follower:
    """Another trajectory, scaled and late: sway with the repetitions, mirror movement, help."""

    leader: Trajectory
    scale: float
    lag_s: float = 0.0

    def at(self, t_s: Floats) -> Floats:
        """Value, rate and acceleration, shape (3, n)."""
        return self.scale * self.leader.at(t_s - self.lag_s)


def product(a: Floats, b: Floats) -> Floats:
    """Two trajectories multiplied: value, rate and acceleration by the product rule."""
    rate = a[1] * b[0] + a[0] * b[1]
    return np.stack([a[0] * b[0], rate, a[2] * b[0] + 2 * a[1] * b[1] + a[0] * b[2]])


def total(parts: Iterable[Trajectory], t_s: Floats) -> Floats:
    """The sum of several trajectories, shape (3, n)."""
    out = np.zeros((3, len(t_s)))
    for part in parts:
        out += part.at(t_s)
    return out


def there_and_back(start_s: float, duration_s: float, goal: float, hold_s: float = 0.0) -> Path:
    """Out and back; ``duration_s`` is the whole way, without a pause ``hold_s`` at its far end."""
    middle_s = start_s + duration_s / 2
    out = Move(start_s, middle_s, 0.0, goal)
    return Path((out, Move(middle_s + hold_s, start_s + duration_s + hold_s, goal, 0.0)))


def through(times_s: Sequence[float], values: Sequence[float]) -> Path:
    """Bell-shaped moves from knot to knot."""
    legs = zip(times_s[:-1], times_s[1:], values[:-1], values[1:], strict=True)
    return Path(tuple(Move(start, end, origin, goal) for start, end, origin, goal in legs))
