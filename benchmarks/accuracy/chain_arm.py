"""A second arm, made without a look at `crossrep.simulate`: joint angles in, wrist motion out.

Segments hang along -z of a world with x forward, y left, z up. Angles are sums of moves on a fine
grid; the wrist's acceleration is its position differentiated twice, no lever-arm formula.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.spatial.transform import Rotation
from scipy.special import betainc

from crossrep.samples import Floats

FINE_HZ = 400.0
UPPER_M, FORE_M, SKIN_M = 0.30, 0.24, 0.028
SHOULDER_M = (0.0, -0.18, 0.45)
_X, _Y, _Z = np.eye(3)

Profile = Callable[[Floats], Floats]
"""Share of the way at a share of the time, both 0 to 1."""


def min_jerk(u: Floats) -> Floats:
    """The smoothest way there is."""
    return u**3 * (10 - 15 * u + 6 * u * u)


def drawn_profile(chance: np.random.Generator) -> Profile:
    """Smooth, even, skewed, in two pieces, or a little too far and back."""
    kind = int(chance.choice(5, p=[0.3, 0.25, 0.25, 0.1, 0.1]))
    if kind == 0:
        return min_jerk
    if kind == 1:
        return _even(chance.uniform(0.08, 0.35))
    if kind == 2:
        a, b = chance.uniform(1.8, 4, 2)
        return lambda u: np.asarray(betainc(a, b, u))
    if kind == 3:
        return _pieces((0.0, 0.4), (0.6, 0.6), (0.5, 0.5))
    far, until = chance.uniform(0.02, 0.06), chance.uniform(0.75, 0.85)
    return _pieces((0.0, until), (until, 1 - until), (1 + far, -far))


def stepped(stop_share: float) -> Profile:
    """Four equal steps with a stop of this share of the time after each but the last."""
    step = (1 - 3 * stop_share) / 4
    return _pieces([k * (step + stop_share) for k in range(4)], [step] * 4, [0.25] * 4)


def _even(ramp: float) -> Profile:
    u = np.linspace(0, 1, 2001)
    way = np.cumsum(np.clip(np.minimum(u, 1 - u) / ramp, 0, 1))
    return lambda at: np.asarray(np.interp(at, u, way / way[-1]))


def _pieces(
    begins: tuple[float, ...] | list[float],
    lasts: tuple[float, ...] | list[float],
    sizes: tuple[float, ...] | list[float],
) -> Profile:
    parts = list(zip(begins, lasts, sizes, strict=True))
    return lambda u: np.sum(
        [size * min_jerk(np.clip((u - a) / d, 0, 1)) for a, d, size in parts], axis=0
    )


def noise(chance: np.random.Generator, t_s: Floats, hz: float) -> Floats:
    """(n,) of root mean square one, without anything above ``hz``."""
    waves = [
        np.sin(2 * np.pi * chance.uniform(0.02, 1) * hz * t_s + chance.uniform(0, 6.3))
        for _ in range(20)
    ]
    return np.asarray(np.sum(waves, axis=0) / np.sqrt(10))


@dataclass
class Body:
    """Joint angles, deg (``bx``, ``bz``: the trunk's place, m), on the fine grid."""

    lasts_s: float
    angles: dict[str, Floats] = field(default_factory=dict)

    @property
    def t_s(self) -> Floats:
        """(n,) the grid's times."""
        return np.arange(round(self.lasts_s * FINE_HZ)) / FINE_HZ

    def angle(self, joint: str) -> Floats:
        """(n,) of one joint."""
        return self.angles.get(joint, np.zeros(len(self.t_s)))

    def add(self, joint: str, values: Floats | float) -> None:
        """On top of what the joint does."""
        self.angles[joint] = self.angle(joint) + values

    def move(
        self, joint: str, at_s: float, lasts_s: float, by: float, way: Profile = min_jerk
    ) -> None:
        """From then on another angle."""
        self.add(joint, by * way(np.clip((self.t_s - at_s) / lasts_s, 0, 1)))

    def there_and_back(self, joint: str, at_s: float, lasts_s: float, by: float) -> None:
        """Reach for something."""
        self.move(joint, at_s, 0.4 * lasts_s, by)
        self.move(joint, at_s + 0.6 * lasts_s, 0.4 * lasts_s, -by)

    def cut(self, end_s: float) -> "Body":
        """The same up to then."""
        n = round(end_s * FINE_HZ)
        return Body(end_s, {joint: values[:n] for joint, values in self.angles.items()})

    def wrist(self) -> tuple[Rotation, Floats]:
        """(turn from sensor bone to world, (n, 3) place in m)."""

        def about(axis: Floats, joint: str) -> Rotation:
            return Rotation.from_rotvec(np.outer(np.deg2rad(self.angle(joint)), axis))

        trunk = about(_Z, "turn") * about(_Y, "pitch") * about(_X, "roll")
        upper = trunk * about(_Z, "across") * about(-_X, "abduct") * about(-_Y, "flex")
        upper *= about(_Z, "rotate")
        fore = upper * about(-_Y, "elbow") * about(_Z, "twist")
        base = np.column_stack([self.angle("bx"), np.zeros(len(self.t_s)), self.angle("bz")])
        place = base + trunk.apply(SHOULDER_M) - UPPER_M * upper.apply(_Z)
        return fore, place - FORE_M * fore.apply(_Z) + SKIN_M * fore.apply(_X)
