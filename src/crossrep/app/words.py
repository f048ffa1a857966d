"""Events in calm, plain words: they describe the exercise and promise nothing."""

import math

from crossrep.events import (
    Bout,
    BoutKind,
    Confidence,
    Event,
    FaultEnded,
    FaultKind,
    FaultStarted,
    Rep,
    RepRejected,
    RepWithdrawn,
    SetClosed,
)
from crossrep.inputs import Role

LOWERING_BAND_S = (2.5, 5.0)
"""For control and safety; an engineering choice, not a finding."""

NOT_MEDICAL = (
    "CrossRep is not a medical device. It describes exercise; it estimates no clinical scores, "
    "and it does not measure strength or recovery."
)
BOUTS = {
    BoutKind.INDEPENDENT: "movement not time-locked to the trained arm",
    BoutKind.TIME_LOCKED: "movement in time with the trained arm",
    BoutKind.ASSISTED: "both wrists moved together",
    BoutKind.CARRIED: "carried along by the body",
    BoutKind.TREMOR: "tremor",
    BoutKind.AMBIGUOUS: "movement of an unclear kind",
}
FAULTS: dict[str, str] = {
    FaultKind.FROZEN: "the sensor repeats itself",
    FaultKind.GAP: "samples are missing",
    FaultKind.SILENT: "connected, but nothing arrives",
    FaultKind.LINK_LOST: "the connection is lost",
    FaultKind.NEVER_SEEN: "this sensor was never seen",
    FaultKind.NO_DEVICE_TIME: "the sensor sends no time, so loss cannot be excluded",
    FaultKind.SENSOR_DISAGREES: "gyroscope and accelerometer disagree",
    FaultKind.SCALE: "the acceleration at rest is not gravity",
    FaultKind.GARBAGE: "bytes that are no measurement",
    FaultKind.CLOCK_JUMP: "the sensor's clock jumped",
    FaultKind.REFUSED: "another kind of device",
}
PHASES = {
    "rest": "· resting",
    "lifting": "↑ lifting",
    "hold": "■ holding",
    "lowering": "↓ lowering",
}


def count(n: int, thing: str) -> str:
    """A number with its noun."""
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"


def pace(lowering_s: float) -> str:
    """How a lowering compares with the band."""
    least_s, most_s = LOWERING_BAND_S
    if lowering_s < least_s:
        return "too fast"
    return "in the band" if lowering_s <= most_s else "slow"


def lowering(rep: Rep) -> str:
    """A repetition's lowering; a time that cannot be trusted is not judged."""
    if not math.isfinite(rep.lowering_s):
        return "not timed"
    if rep.confidence is Confidence.LOW:
        return f"about {rep.lowering_s:.1f} s"
    return f"{rep.lowering_s:.1f} s, {pace(rep.lowering_s)}"


def fault(kind: str) -> str:
    """A kind of fault in words."""
    return FAULTS.get(kind, kind.replace("_", " "))


def arm(role: Role) -> str:
    """Which arm."""
    return f"{role.value} arm"


def sentence(event: Event) -> str:  # noqa: PLR0911  one line a kind
    """One event as a line for a person; empty for what is said elsewhere."""
    match event:
        case Rep():
            return (
                f"{arm(event.role)}: a repetition in set {event.set_n}, lowering {lowering(event)}"
            )
        case RepWithdrawn():
            return f"{arm(event.role)}: one repetition of set {event.set_n} was none after all"
        case RepRejected():
            return f"{arm(event.role)}: a movement not counted ({event.reason})"
        case SetClosed():
            return (
                f"{arm(event.role)}: set {event.set_n} is over, {count(event.reps, 'repetition')}"
            )
        case Bout():
            seconds = event.end_s - event.start_s
            return f"affected arm: {BOUTS[event.kind]}, {seconds:.1f} s"
        case FaultStarted():
            return f"{arm(event.role)}, not observed: {fault(event.kind)}"
        case FaultEnded():
            seconds = event.end_s - event.start_s
            return f"{arm(event.role)}, observed again after {seconds:.1f} s: {fault(event.kind)}"
        case _:
            return ""
