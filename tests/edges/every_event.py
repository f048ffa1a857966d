"""One of every event there is, of one session."""

from crossrep.events import (
    Answered,
    Bout,
    BoutKind,
    Confidence,
    Event,
    FaultEnded,
    FaultKind,
    FaultStarted,
    Hold,
    PracticeClosed,
    PracticeRep,
    Rep,
    RepRejected,
    RepWithdrawn,
    SafetyFired,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SessionStarted,
    SetClosed,
    SetCoupled,
    StepStarted,
    Stop,
    WhichMoved,
)
from crossrep.inputs import Role

STARTED = SessionStarted("s1", 0.0, 1_795_255_200_123_456_789, "0.1.0", "abcdef012345")
REP = Rep(
    "s1-12.5", "s1", Role.TRAINED, "biceps_curl", 1, 3, 10.0, 12.5, 16.0, 2.0, 0.5, 3.5, 1.0,
    12.6, 15.9, "lower-v1", 12.55, 15.2, 95.0, Confidence.LOW, ("gap", "no_device_time"),
    (Stop(13.0, 13.25, 0.2), Stop(14.0, 14.5, 0.6)),
)  # fmt: skip
ENDED = SessionEnded("s1", 90.0, 1, 8, 80.0, 3.0, 1.5, {"left": 3, "right": 4})
EVERY: tuple[Event, ...] = (
    STARTED,
    FaultStarted("f1", "s1", Role.AFFECTED, FaultKind.FROZEN, 5.0, ""),
    FaultEnded("f1", "s1", Role.AFFECTED, FaultKind.FROZEN, 5.0, 7.0),
    REP,
    Hold("h1", "s1", Role.TRAINED, "plank", 2, 1, 40.0, 70.0, 30.0, 12.0, 1.5, Confidence.HIGH),
    RepWithdrawn(REP.id, "s1", Role.TRAINED, 1, 20.0, "not_alternating"),
    RepRejected("r1", "s1", Role.TRAINED, 1.0, 2.0, "partial", 20.0),
    SetClosed("t1", "s1", Role.TRAINED, "row", 1, 1.0, 30.0, 8, 3.25, 0),
    Bout("b1", "s1", 3.0, 4.0, BoutKind.TREMOR, 2.0, Confidence.HIGH),
    SetCoupled("c1", "s1", 1, 1.0, 30.0, 0.0067, 0.12, 0.02, 8),
    SessionPaused("s1-pause-80000", "s1", 80.0),
    SessionResumed("s1-pause-80000", "s1", 85.0),
    PracticeRep("p1", "s1", 1, 1, 50.0, 51.5, 53.0, 1.0, 0.5, 1.5, 12.0),
    PracticeClosed("p2", "s1", 1, "both", 50.0, 70.0, 8, 12.5, 3.0, 7, 0.4, 0.1, 0.9),
    WhichMoved("w1", "s1", 12.0, "trained"),
    StepStarted("s1-step-1", "s1", 13.0, "set", "row", "", "trained", 1, 3, 10, 1.5, None, 2),
    Answered("s1-answer-2", "s1", 14.0, "pain", 2.0),
    SafetyFired("s1-safety-3", "s1", 15.0, "pain_high", "end_session", 5.0, 4.0, "row", 1),
    ENDED,
)
