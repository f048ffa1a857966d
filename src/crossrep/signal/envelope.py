"""The line under the least late arrivals of the last minute, kept from point to point.

Of all lines with no point below them, the edge of the lower convex hull beneath the points' mean
has the least sum of distances (Moon, Skelly, Towsley, INFOCOM 1999). A new point comes last and the
oldest goes first, so only the corners at the two ends of the hull change (Andrew 1979).
"""

from dataclasses import dataclass, field
from itertools import pairwise

ENVELOPE_POINTS = 80
SLOPE_AFTER_S = 1.5
LARGEST_SLOPE = 0.02

Point = tuple[float, float]
"""Device time of a sample and how late it arrived, s."""


@dataclass
class Envelope:
    """The latest points, their times alone, and the corners of the hull below them."""

    points: list[Point] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    corners: list[Point] = field(default_factory=list)

    def take(self, point: Point) -> None:
        """One more point, later than all before."""
        if len(self.points) == ENVELOPE_POINTS:
            self._forget_first()
        self.points.append(point)
        self.times_s.append(point[0])
        _extend(self.corners, [point])

    def under(self, device_s: float) -> tuple[float, float]:
        """Slope of the line under the points that is nearest to them, and its height at a time.

        The slope is limited to what a crystal can be off.
        """
        times_s = self.times_s
        if times_s[-1] - times_s[0] < SLOPE_AFTER_S:
            return 0.0, min(late_s for _, late_s in self.points)
        mean_s = sum(times_s) / len(times_s)
        (x1, y1), (x2, y2) = next((a, b) for a, b in pairwise(self.corners) if b[0] >= mean_s)
        slope = min(max((y2 - y1) / (x2 - x1), -LARGEST_SLOPE), LARGEST_SLOPE)
        return slope, y1 + slope * (device_s - x1)

    def _forget_first(self) -> None:
        """The oldest point is a corner; up to the next one new corners come out behind it."""
        del self.points[0], self.times_s[0]
        second = self.corners[1]
        freed: list[Point] = []
        _extend(freed, self.points[: self.points.index(second) + 1])
        self.corners[:2] = freed


def _extend(corners: list[Point], points: list[Point]) -> None:
    """The hull goes on to later points: corners that lie above the way to one are none."""
    for x, y in points:
        while len(corners) > 1:
            (x1, y1), (x2, y2) = corners[-2:]
            if (x2 - x1) * (y - y1) > (y2 - y1) * (x - x1):
                break
            corners.pop()
        corners.append((x, y))
