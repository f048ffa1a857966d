"""The session's figures: how long and how much each arm moved, and what could not be decided.

Ratios as in the accelerometer literature (time and magnitude beside the other arm's), but on bouts
above each sensor's own floor instead of counts: docs/measurement.md.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.events import BoutKind
from crossrep.movement.affected.activity import Activity, Stretch
from crossrep.signal.grid import GRID_HZ

CREDITED = (BoutKind.INDEPENDENT, BoutKind.TIME_LOCKED)
"""What counts as the affected arm's activity."""
LARGEST_LOG = 7.0
"""The logarithm of the magnitude ratio is cut off here, either way (as Bailey 2015 does)."""


@dataclass
class Sums:
    """Sums over the bouts that were said.

    Attributes:
        bouts: how many of each kind.
        credited_s: time of the affected arm's own activity.
        credited_rad: way turned in it.
        rest_s: activity of its own or of unclear kind while the trained arm rested.
        undecided_s: `ambiguous` while the trained arm moved or was not seen.
        trained_s: time the trained arm moved, by the same rule.
        trained_rad: way it turned.
        distrusted: the sensors were exchanged for a while; the arms cannot be compared.
    """

    bouts: dict[str, int] = field(default_factory=lambda: {kind.value: 0 for kind in BoutKind})
    credited_s: float = 0.0
    credited_rad: float = 0.0
    rest_s: float = 0.0
    undecided_s: float = 0.0
    trained_s: float = 0.0
    trained_rad: float = 0.0
    distrusted: bool = False

    def distrust(self) -> None:
        """The sensors were exchanged: what was credited so far may be the other arm's."""
        if not self.distrusted:
            self.distrusted = True
            self.credited_s = self.credited_rad = self.rest_s = self.undecided_s = 0.0

    def affected(self, stretch: Stretch, kind: BoutKind, *, quiet: bool, credited: bool) -> None:
        """A bout was said; ``credited`` is False when it may be the other arm's."""
        seconds = (stretch.end_k - stretch.start_k) / GRID_HZ
        self.bouts[kind.value] += 1
        if not credited:
            return
        if kind in CREDITED:
            self.credited_s += seconds
            self.credited_rad += stretch.turned_rad
        if quiet and kind in (BoutKind.INDEPENDENT, BoutKind.AMBIGUOUS):
            self.rest_s += seconds
        elif kind is BoutKind.AMBIGUOUS:
            self.undecided_s += seconds

    def trained(self, stretches: list[Stretch]) -> None:
        """The trained arm moved."""
        for stretch in stretches:
            self.trained_s += (stretch.end_k - stretch.start_k) / GRID_HZ
            self.trained_rad += stretch.turned_rad

    def use_ratio(self, affected: Activity, trained: Activity) -> float | None:
        """Active share of the affected arm's observed time to the trained arm's; None: unknown."""
        if self.distrusted or not affected.observed * trained.observed * self.trained_s:
            return None
        ratio = self.credited_s / affected.observed * trained.observed / self.trained_s
        return round(ratio, 4)

    def magnitude_ratio(self, affected: Activity, trained: Activity) -> float | None:
        """Natural logarithm of the ways turned in observed time, cut off at 7; None: unknown."""
        if self.distrusted or not affected.observed * trained.observed * self.trained_rad:
            return None
        ratio = self.credited_rad / affected.observed * trained.observed / self.trained_rad
        least = float(np.exp(-LARGEST_LOG))
        return round(min(float(np.log(max(ratio, least))), LARGEST_LOG), 4)
