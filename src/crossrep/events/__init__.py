"""What the engine says: final facts, each emitted once. What goes on is state (`Snapshot`).

All times ``*_s`` are seconds from the start of the session (for a recording: of the recording).
Half-open intervals. Angles for people in degrees.
"""

from crossrep.events.affected import Bout, PracticeClosed, PracticeRep, SetCoupled
from crossrep.events.guided import Answered, SafetyFired, StepStarted
from crossrep.events.kinds import BoutKind, Confidence, FaultKind, Stop
from crossrep.events.repetitions import Hold, Rep, RepRejected, RepWithdrawn, SetClosed
from crossrep.events.session import (
    LASTED,
    FaultEnded,
    FaultStarted,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SessionStarted,
    WhichMoved,
)
from crossrep.events.shown import ArmState, Snapshot

Event = (
    SessionStarted
    | Rep
    | Hold
    | RepWithdrawn
    | RepRejected
    | SetClosed
    | SetCoupled
    | PracticeRep
    | PracticeClosed
    | WhichMoved
    | Bout
    | FaultStarted
    | FaultEnded
    | StepStarted
    | Answered
    | SafetyFired
    | SessionPaused
    | SessionResumed
    | SessionEnded
)

__all__ = [
    "LASTED",
    "Answered",
    "ArmState",
    "Bout",
    "BoutKind",
    "Confidence",
    "Event",
    "FaultEnded",
    "FaultKind",
    "FaultStarted",
    "Hold",
    "PracticeClosed",
    "PracticeRep",
    "Rep",
    "RepRejected",
    "RepWithdrawn",
    "SafetyFired",
    "SessionEnded",
    "SessionPaused",
    "SessionResumed",
    "SessionStarted",
    "SetClosed",
    "SetCoupled",
    "Snapshot",
    "StepStarted",
    "Stop",
    "WhichMoved",
]
