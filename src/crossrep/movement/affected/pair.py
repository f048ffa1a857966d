"""Both wrists over one stretch of time, joined with what is known of their clocks."""

from dataclasses import dataclass

from crossrep.movement.affected.activity import Stretch
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

COVERED = 0.5


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the affected wrist's clock stands to the trained wrist's.

    Attributes:
        late_s: what happens to both at once is dated so much later on the affected wrist.
        uncertainty_s: how far the true value may lie from that, either way.
        known_k: from this grid point on it holds.
    """

    late_s: float = 0.0
    uncertainty_s: float = 0.06
    known_k: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tracks; ``shift`` points lie between the same moment on the affected and the trained."""

    affected: Track
    trained: Track
    alignment: Alignment

    @property
    def shift(self) -> int:
        """Added to a grid point of the affected arm it gives the trained arm's of that moment."""
        return -round(self.alignment.late_s * GRID_HZ)

    @property
    def uncertainty_s(self) -> float:
        """Of the two clocks against each other."""
        return self.alignment.uncertainty_s

    def trained_seen(self, stretch: Stretch) -> bool:
        """Was the trained arm observed for most of that time?"""
        a, b = stretch.start_k + self.shift, stretch.end_k + self.shift
        track = self.trained
        if not track.end or track.end < b or track.first > a:
            return False
        seen = track.observed(a, b)
        return len(seen) > 0 and bool(seen.mean() > COVERED)

    def span(self, a: int, b: int) -> tuple[int, int]:
        """As much of a..b (affected arm's grid points) as both tracks hold."""
        shift = self.shift
        low = max(a, self.affected.held_k, self.trained.held_k - shift)
        high = min(b, self.affected.end, self.trained.end - shift)
        return low, max(low, high)

    def rates(self, a: int, b: int) -> tuple[Floats, Floats]:
        """(n, 3) rates of the affected and of the trained wrist at the same moments."""
        low, high = self.span(a, b)
        shift = self.shift
        return self.affected.rate(low, high), self.trained.rate(low + shift, high + shift)
