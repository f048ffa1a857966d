"""How one movement gets from 0 to 1: closed forms with exact first and second derivatives.

Every function returns an array of shape (3, n): value, its rate (1/s) and acceleration (1/s^2).
"""

import numpy as np

from crossrep.samples import Floats

RAMP_S = 0.25
"""Ramps of the "even" shape (the shape the lowering rule was tried on)."""
BEND = 0.6
DOUBLE_SHARE = 0.56


def bell(t_s: Floats, duration_s: float) -> Floats:
    """Minimum jerk: the speed is a bell, zero speed and acceleration at both ends."""
    u = t_s / duration_s
    value = u**3 * (10 - 15 * u + 6 * u**2)
    rate = 30 * u**2 * (1 - u) ** 2 / duration_s
    acceleration = 60 * u * (1 - 3 * u + 2 * u**2) / duration_s**2
    return np.stack([value, rate, acceleration])


def even(t_s: Floats, duration_s: float) -> Floats:
    """Constant speed between two raised-cosine ramps of 0.25 s (shorter if there is no room)."""
    ramp_s = min(RAMP_S, duration_s / 2)
    mirrored = t_s > duration_s / 2
    t_near_s = np.where(mirrored, duration_s - t_s, t_s)
    first = _first_half(t_near_s, ramp_s, 1 / (duration_s - ramp_s))
    second = np.stack([1 - first[0], first[1], -first[2]])
    return np.where(mirrored, second, first)


def _first_half(t_s: Floats, ramp_s: float, speed: float) -> Floats:
    angle = np.pi * np.minimum(t_s, ramp_s) / ramp_s
    after_s = np.maximum(t_s - ramp_s, 0.0)
    value = speed * ((np.minimum(t_s, ramp_s) - ramp_s / np.pi * np.sin(angle)) / 2 + after_s)
    rate = speed * (1 - np.cos(angle)) / 2
    acceleration = speed * np.pi / (2 * ramp_s) * np.sin(angle)
    return np.stack([value, rate, acceleration])


def _warped(t_s: Floats, duration_s: float, bend: float) -> Floats:
    """The bell run through too fast (positive) or too slowly at first: its peak is off centre."""
    u = t_s / duration_s
    pace, change = (1 + bend * (1 - 2 * u)) / duration_s, -2 * bend / duration_s**2
    value, rate, acceleration = bell(u + bend * u * (1 - u), 1.0)
    return np.stack([value, rate * pace, acceleration * pace**2 + rate * change])


def early(t_s: Floats, duration_s: float) -> Floats:
    """Fast at first, then slower and slower."""
    return _warped(t_s, duration_s, BEND)


def late(t_s: Floats, duration_s: float) -> Floats:
    """Hesitant at first, fast at the end, as when a weight is let go."""
    return _warped(t_s, duration_s, -BEND)


def double(t_s: Floats, duration_s: float) -> Floats:
    """Two bells one into the other: the speed has two bumps and nearly stops between them."""
    part_s = DOUBLE_SHARE * duration_s
    first = bell(np.minimum(t_s, part_s), part_s)
    second = bell(np.maximum(t_s - (duration_s - part_s), 0.0), part_s)
    return np.asarray((first + second) / 2)


SHAPES = {"bell": bell, "even": even, "early": early, "late": late, "double": double}
