"""How both sensors are, as the screen says it: from snapshots, without flicker."""

from dataclasses import dataclass, field

from crossrep.events import ArmState, FaultKind, Snapshot
from crossrep.guide.settled import Settled
from crossrep.guide.view import AffectedState, WristState, WristView
from crossrep.prescription import Prescription

BLIND = (FaultKind.LINK_LOST, FaultKind.SILENT, FaultKind.FROZEN)
"""Faults while which nothing is seen of an arm."""
STRAPS = (FaultKind.SIDE_MISMATCH, FaultKind.NOT_WORN, FaultKind.LOOSE)
"""Faults a person can put right at the wrist, the worst first."""


@dataclass
class Wrists:
    """Both sensors.

    Attributes:
        battery: charge by side, percent.
        seen: roles of which a sample has come.
    """

    battery: dict[str, int] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    faults: dict[str, tuple[str, ...]] = field(default_factory=dict)
    states: dict[str, Settled] = field(
        default_factory=lambda: {
            role: Settled(WristState.NEVER_SEEN.value) for role in ("trained", "affected")
        }
    )
    card: Settled = field(default_factory=lambda: Settled(AffectedState.NOT_OBSERVED.value))

    def take(self, snapshot: Snapshot) -> None:
        """How both stand now."""
        for role, arm in (("trained", snapshot.trained), ("affected", snapshot.affected)):
            now = self._state(role, arm)
            self.faults[role] = arm.fault
            self.states[role].take(now.value, snapshot.t_s)
        self.card.take(self._card(snapshot.affected).value, snapshot.t_s)

    def is_seen(self, role: str) -> bool:
        """It sends, as far as is known."""
        return self.states[role].shown not in (WristState.NEVER_SEEN, WristState.LOST)

    def is_lost(self, role: str) -> bool:
        """It was seen, and is not."""
        return self.states[role].shown == WristState.LOST

    def to_put_right(self) -> list[str]:
        """What a person can put right, as ``role:fault``."""
        return [
            f"{role}:{kind.value}"
            for role in ("trained", "affected")
            for kind in STRAPS
            if kind.value in self.faults.get(role, ())
        ]

    def views(self, prescription: Prescription) -> tuple[WristView, ...]:
        """Both, the trained one first."""
        sides = {"trained": prescription.trained, "affected": prescription.affected}
        return tuple(
            WristView(
                side.value,
                role,
                WristState(self.states[role].shown),
                self.battery.get(side.value),
            )
            for role, side in sides.items()
        )

    def _state(self, role: str, arm: ArmState) -> WristState:
        blind = not arm.connected or any(kind.value in arm.fault for kind in BLIND)
        if not blind and (arm.phase != "unknown" or role == "affected") and role not in self.seen:
            self.seen.append(role)
        if role not in self.seen:
            return WristState.NEVER_SEEN
        if blind:
            return WristState.LOST
        for kind in STRAPS:
            if kind.value in arm.fault:
                return WristState(kind.value)
        return WristState.SEEN

    def _card(self, arm: ArmState) -> AffectedState:
        unseen = "affected" not in self.seen or not arm.connected
        blind = (*BLIND, FaultKind.NOT_WORN, FaultKind.SIDE_MISMATCH)
        if unseen or any(kind.value in arm.fault for kind in blind):
            return AffectedState.NOT_OBSERVED
        return AffectedState.MOVING if arm.moving else AffectedState.QUIET
