"""The people of the radio tests, and their wearables."""

from crossrep.events import Rep
from crossrep.inputs import Role
from crossrep.simulate import Script, from_values
from crossrep.simulate.witmotion_unit import WitMotionUnit

FIRST_S, REP_S = 6.0, 5.5
"""Rest, and then repetitions: lift 1 s, hold 0.5 s, lower 3 s, rest 1 s."""


def person(reps: int, **more: object) -> Script:
    """Six seconds of rest, curls, ten seconds of rest; always the same tempo."""
    curls = {"kind": "set", "reps": reps, "variability_percent": 0}
    rests = [{"kind": "rest", "duration_s": seconds} for seconds in (FIRST_S, 10)]
    return from_values({"block": [rests[0], curls, rests[1]], **more})


def end_s(reps: int) -> float:
    """The last repetition is over, and some rest too."""
    return FIRST_S + REP_S * reps + 7


def clocked() -> dict[Role, WitMotionUnit]:
    """WitMotion units whose frames carry their clock."""
    return {role: WitMotionUnit(with_clock=True) for role in Role}


def seen_reps(reps: int, *gaps: tuple[float, float]) -> list[int]:
    """Which of the true repetitions touch none of the gaps (s since the wearables were put on)."""
    spans = [(FIRST_S + REP_S * k, FIRST_S + REP_S * (k + 1) - 1) for k in range(reps)]
    return [
        k
        for k, (start, end) in enumerate(spans)
        if all(end < gap_start or start > gap_end for gap_start, gap_end in gaps)
    ]


def which(rep: Rep) -> int:
    """The true repetition a counted one is: the one whose top is nearest."""
    return round((rep.top_s - FIRST_S - 1.25) / REP_S)
