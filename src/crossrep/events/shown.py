"""State, not facts: what a screen shows between two events."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArmState:
    """What one arm is doing now, for the screen; may change with the next sample.

    Attributes:
        connected: the link is up and samples arrive.
        excursion_deg: angle from the rest posture, now.
        phase: ``"rest" | "lifting" | "hold" | "lowering"``; ``"unknown"`` before the first sample.
        moving: rate above this sensor's floor, now.
        rate_deg_s: rate of turn, now.
        reps: repetitions of the running set, provisional ones included; never falls within a set.
        set_n: number of the running or last set, 0 before the first.
        last_lowering_s: of the last timed repetition, ``None`` before the first.
        active_s: activity so far (affected arm).
        fault: kinds of the faults that are open.
    """

    connected: bool = False
    excursion_deg: float = 0.0
    phase: str = "unknown"
    moving: bool = False
    rate_deg_s: float = 0.0
    reps: int = 0
    set_n: int = 0
    last_lowering_s: float | None = None
    active_s: float = 0.0
    fault: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """State, not fact: what a screen shows between two events."""

    session: str
    t_s: float
    exercise: str
    trained: ArmState
    affected: ArmState
