"""What stands at the end of a set, or between two pauses: is it of the set?"""

import numpy as np
import pytest

from crossrep.inputs import Role
from crossrep.movement.repetitions.account import Account
from crossrep.movement.repetitions.likeness import is_odd
from crossrep.movement.repetitions.reps import Wanted
from crossrep.movement.repetitions.trained import Repetitions
from crossrep.movement.timing.phases import Way
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.orientation import Posture
from crossrep.signal.track import Track

Step = tuple[float, float]
"""(turned, deg; within, s)."""
SIX: list[Step] = [(0, 1), *[(70.0, 1.0), (-70.0, 2.0), (0.0, 0.3)] * 6]
SMALL: list[Step] = [(25, 0.6), (-30, 1.0), (0, 1.0)]


def turning(steps: list[Step]) -> Track:
    """A limb that turns about one level axis, each step as smoothly as can be."""
    deg = np.zeros(1)
    for by_deg, within_s in steps:
        x = np.linspace(0, 1, int(within_s * GRID_HZ))
        deg = np.concatenate([deg, deg[-1] + by_deg * (10 * x**3 - 15 * x**4 + 6 * x**5)])
    angle, zero, n = np.deg2rad(deg), np.zeros(len(deg)), len(deg)
    up = np.stack([-np.sin(angle), zero, np.cos(angle)], axis=1)
    quat = np.stack([np.cos(angle / 2), zero, np.sin(angle / 2), zero], axis=1)
    rate = np.stack([zero, np.gradient(angle) * GRID_HZ, zero], axis=1)
    track, seen = Track(), np.ones(n, bool)
    track.append(Posture(0, np.arange(n), quat, up, rate, zero, 9.81 * up, seen))
    return track


def last_two(steps: list[Step]) -> list[Wanted]:
    """The two movements of six steps (up, down, rest; twice) that end the track."""
    k = np.cumsum([int(within_s * GRID_HZ) for _, within_s in steps])
    places = [(k[i - 1], k[i], k[i + 1]) for i in (len(k) - 6, len(k) - 3)]
    return [
        Wanted(low, top, down, Way(low, (low + top) // 2, (top + down) // 2, down), 1.0, 1.0)
        for low, top, down in (tuple(map(int, place)) for place in places)
    ]


@pytest.mark.parametrize(("back_deg", "odd"), [(-6, True), (-30, True), (-60, False), (-67, False)])
def test_only_who_comes_back_speaks_for_the_odd_one_before(back_deg, odd):
    """A small movement waits; a large one that does not come back is the weight put away."""
    steps = [*SIX, *SMALL, (72, 1.2), (back_deg, 2.0), (0, 2)]
    track = turning(steps)
    watched = Repetitions(Account("s", Role.TRAINED, "unknown"))
    watched.follow(track, sum(int(s * GRID_HZ) for _, s in SIX) + GRID_HZ // 2)
    running = watched.running
    assert running is not None
    assert len(running.reps) == 6
    fresh = last_two(steps)
    assert is_odd(running, track, fresh[:1], track.end)
    assert is_odd(running, track, fresh, track.end) == odd
