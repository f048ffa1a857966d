"""Events in calm, plain words: they describe the exercise and promise nothing."""

import math

from crossrep.events import (
    LASTED,
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
    SessionPaused,
    SessionResumed,
    SetClosed,
    WhichMoved,
)
from crossrep.exercises import LOWERING_BAND_S
from crossrep.inputs import Role
from crossrep.movement.session import DOUBTED

BAND = f"{LOWERING_BAND_S[0]:g} to {LOWERING_BAND_S[1]:g} s"

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
MOVED = {
    BoutKind.INDEPENDENT: "moved by itself (not in time with the trained arm)",
    BoutKind.TIME_LOCKED: "moved in time with the trained arm",
    BoutKind.ASSISTED: "both wrists moved together",
    BoutKind.CARRIED: "was carried along by the body",
    BoutKind.TREMOR: "tremor",
    BoutKind.AMBIGUOUS: "moved, and how is not clear",
}
"""The same while it lasts; reports keep the exact terms of `BOUTS`."""
MOVED_BRIEFLY = {
    BoutKind.INDEPENDENT: "moved by itself",
    BoutKind.TIME_LOCKED: "moved with the other",
    BoutKind.ASSISTED: "both wrists together",
    BoutKind.CARRIED: "carried by the body",
    BoutKind.TREMOR: "tremor",
    BoutKind.AMBIGUOUS: "moved, not clear how",
}
FAULTS: dict[str, str] = {
    FaultKind.FROZEN: "the sensor repeats itself",
    FaultKind.GAP: "samples are missing",
    FaultKind.SILENT: "connected, but nothing arrives",
    FaultKind.LINK_LOST: "the connection is lost",
    FaultKind.NEVER_SEEN: "this sensor was never seen",
    FaultKind.NO_DEVICE_TIME: "the sensor sends no time, so loss cannot be excluded",
    FaultKind.LOSSY: "many samples are missing, so durations are less exact",
    FaultKind.DUPLICATES: "packets came twice and were used once",
    FaultKind.NO_GYROSCOPE: "no gyroscope: only tilting is seen",
    FaultKind.SENSOR_DISAGREES: "gyroscope and accelerometer disagree",
    FaultKind.SCALE: "the acceleration at rest is not gravity",
    FaultKind.GARBAGE: "bytes that are no measurement",
    FaultKind.CLOCK_JUMP: "the sensor's clock jumped",
    FaultKind.REFUSED: "another kind of device",
    FaultKind.NOT_WORN: "the sensor seems not to be worn",
    FaultKind.LOOSE: "the sensor sits loose",
    FaultKind.SIDE_MISMATCH: "the sensors seem to be on the wrong wrists",
}
PAST_FAULTS: dict[str, str] = {
    FaultKind.FROZEN: "the sensor repeated itself",
    FaultKind.GAP: "samples were missing",
    FaultKind.LOSSY: "many samples were missing",
    FaultKind.SILENT: "nothing arrived",
    FaultKind.LINK_LOST: "the connection was lost",
    FaultKind.CLOCK_JUMP: "the sensor's clock jumped",
    FaultKind.NOT_WORN: "the sensor was not worn",
    FaultKind.SIDE_MISMATCH: "the other arm worked",
}
"""Faults after which an arm is observed again; the others hold for a whole session."""
FLAGS: dict[str, str] = {
    "no_fast_stretch": "no plain beginning or end of the movement was seen, so its times are rough",
    "height_only": "measured by height only; the limb hardly turned",
    "axis_unsure": "the limb turned too little to know well about which axis",
    "direction_unsure": "which way is lifting was not sure; lifting and lowering may be exchanged",
    "tremor": "a tremor was smoothed",
    "gap": "samples are missing inside",
    "cut": "the recording ends before the lowering does",
    "axis_disagrees": "the limb turned another way than in the rest of the set",
    "excursions_disagree": "gyroscope and gravity tell different ranges",
    "blurred": "smoothed over longer than the lowering took, for the tremor",
    "slow_for_this_arm": "hardly faster than this arm moves while it is held still",
    "stop_at_edge": "a stop near the begin or end, which may be a hold or a rest",
    "loose": "the sensor sits loose",
    "scale": "the acceleration at rest is not gravity",
    "sensor_disagrees": "gyroscope and accelerometer tell different movements",
    "no_gyroscope": "the sensor has no gyroscope, so only tilting is seen",
    "no_device_time": "the sensor sends no time, so lost samples may go unnoticed",
    "lossy": "samples without a time went missing, so its times are less exact",
}
"""Remarks on repetitions."""
REASONS: dict[str, str] = {
    "partial": "the limb came back less than half of the way",
    "gap": "more than two seconds of it were not seen",
    "withdrawn": "it was counted at first and was no repetition after all",
}
PLAIN: dict[type, str] = {
    SessionPaused: "the session is paused; no repetition counts until it is over",
    SessionResumed: "the session goes on",
}
MOVED_ARM = {
    "trained": "the trained arm moved",
    "affected": "the affected arm moved, not the trained one: are the sensors exchanged?",
    "both": "both arms moved; please move one alone",
    "none": "neither arm moved",
}
"""Answers to "which arm moves?"."""
PHASES = {
    "rest": "· resting",
    "lifting": "↑ lifting",
    "hold": "■ holding",
    "lowering": "↓ lowering",
}


def count(n: int, thing: str) -> str:
    """A number with its noun."""
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"


def exercise(name: str) -> str:
    """An exercise as people say it."""
    return "exercise not named" if name == "unknown" else name.replace("_", " ")


def pace(lowering_s: float) -> str:
    """How a lowering compares with the band."""
    least_s, most_s = LOWERING_BAND_S
    if lowering_s < least_s:
        return "quicker"
    return "in the band" if lowering_s <= most_s else "slow"


def lowering(rep: Rep) -> str:
    """A repetition's lowering; a time that cannot be trusted is not judged."""
    if not math.isfinite(rep.lowering_s):
        return "not timed"
    if rep.confidence is Confidence.LOW:
        return f"about {rep.lowering_s:.1f} s"
    return f"{rep.lowering_s:.1f} s, {pace(rep.lowering_s)}"


def lowering_and_band(rep: Rep) -> str:
    """The same, where nothing else says which band."""
    said = lowering(rep)
    return f"{said} {BAND}" if said.endswith("in the band") else said


def fault(kind: str) -> str:
    """A kind of fault in words."""
    return FAULTS.get(kind, kind.replace("_", " "))


def flag(name: str) -> str:
    """A remark on a repetition in words."""
    return FLAGS.get(name, name.replace("_", " "))


def reason(name: str) -> str:
    """Why a movement was not counted."""
    return REASONS.get(name, name.replace("_", " "))


def arm(role: Role) -> str:
    """Which arm."""
    return f"{role.value} arm"


def _asked_of_it(event: PracticeRep | PracticeClosed | WhichMoved) -> str:
    """What the affected arm did because it was asked to."""
    match event:
        case PracticeRep():
            return f"affected arm: a repetition of {event.range_deg:.0f} deg"
        case PracticeClosed():
            return f"affected arm: practice is over, {count(event.reps, 'repetition')}"
        case WhichMoved():
            return MOVED_ARM.get(event.moved, "")


def _fault_began(event: FaultStarted) -> str:
    if event.kind is FaultKind.DUPLICATES:
        return f"{arm(event.role)}: {event.detail}"
    how = "measured with doubt" if event.kind in DOUBTED else "not observed"
    return f"{arm(event.role)}, {how}: {fault(event.kind)}"


def sentence(event: Event) -> str:  # noqa: C901, PLR0911  one line a kind
    """One event as a line for a person; empty for what is said elsewhere."""
    match event:
        case Rep():
            said = lowering_and_band(event)
            return f"{arm(event.role)}: a repetition in set {event.set_n}, lowering {said}"
        case Hold():
            return f"{arm(event.role)}: held for {event.held_s:.1f} s in set {event.set_n}"
        case RepWithdrawn():
            return f"{arm(event.role)}: one repetition of set {event.set_n} was none after all"
        case RepRejected():
            return f"{arm(event.role)}: a movement not counted ({reason(event.reason)})"
        case SetClosed():
            return (
                f"{arm(event.role)}: set {event.set_n} is over, {count(event.reps, 'repetition')}"
            )
        case PracticeRep() | PracticeClosed() | WhichMoved():
            return _asked_of_it(event)
        case Bout():
            seconds = event.end_s - event.start_s
            return f"affected arm: {MOVED[event.kind]}, {seconds:.1f} s"
        case FaultStarted():
            return _fault_began(event)
        case SafetyFired():
            return f"safety rule {event.rule.replace('_', ' ')}: {event.does.replace('_', ' ')}"
        case FaultEnded() if event.kind in PAST_FAULTS and event.detail != LASTED:
            was = f"{PAST_FAULTS[event.kind]} for {event.end_s - event.start_s:.1f} s"
            return f"{arm(event.role)} is observed again ({was})"
        case _:
            return PLAIN.get(type(event), "")
