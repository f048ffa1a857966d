"""What drawing an arm needs and a snapshot does not say: since when, and how far it goes."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from crossrep.events import ArmState, Snapshot
from crossrep.exercises import exercise_named

LEAST_DEG, RECENT = 15.0, 5
USUAL_SHARE = 0.75
"""Until a movement was seen it is drawn as far as this share of its exercise's widest range."""


@dataclass
class _Arm:
    """One arm's way: the tops of its latest movements."""

    phase: str = ""
    since_s: float = 0.0
    top_deg: float = 0.0
    tops_deg: list[float] = field(default_factory=list)

    def take(self, arm: ArmState, t_s: float) -> None:
        """The next state."""
        if arm.phase != self.phase:
            if self.phase == "lowering" and self.top_deg > LEAST_DEG:
                self.tops_deg = [*self.tops_deg, self.top_deg][-RECENT:]
            if arm.phase == "lifting":
                self.top_deg = 0.0
            self.phase, self.since_s = arm.phase, t_s
        self.top_deg = max(self.top_deg, arm.excursion_deg)

    def range_deg(self, expected_deg: float) -> float:
        """How far it usually goes; never less than it is just going."""
        usual = median(self.tops_deg) if self.tops_deg else expected_deg
        return max(usual, self.top_deg if self.phase in ("lifting", "hold") else 0.0, LEAST_DEG)


@dataclass
class Moving:
    """Both arms as they are to be drawn."""

    exercise: str = ""
    arms: tuple[_Arm, _Arm] = field(default_factory=lambda: (_Arm(), _Arm()))

    def taken(self, now: Snapshot, by: int = 0) -> dict[str, Any]:
        """The next state; ``by``: the arm that exercises, 0 trained, 1 affected."""
        if now.exercise != self.exercise:
            self.exercise, self.arms = now.exercise, (_Arm(), _Arm())
        for arm, state in zip(self.arms, (now.trained, now.affected), strict=True):
            arm.take(state, now.t_s)
        widest_deg = exercise_named(now.exercise).range_deg[1]
        return {
            "t": round(now.t_s, 3),
            "phase_s": round(now.t_s - self.arms[by].since_s, 3),
            "range": round(self.arms[by].range_deg(widest_deg * USUAL_SHARE), 1),
            "trained": _said(now.trained),
            "affected": _said(now.affected),
        }


def _said(arm: ArmState) -> dict[str, Any]:
    return {
        "deg": round(arm.excursion_deg, 2),
        "phase": arm.phase,
        "moving": arm.moving,
        "connected": arm.connected,
    }
