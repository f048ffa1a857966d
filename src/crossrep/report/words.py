"""How numbers, days and kinds are said on the report and the therapist's page."""

from collections.abc import Sequence
from datetime import date, datetime

from crossrep.events import BoutKind, FaultKind
from crossrep.guide.progression import Proposal
from crossrep.inputs import Side

DESCRIBES = "These describe the exercise done. They do not measure strength or recovery."
NOT_OBSERVED = "Not observed. This is not the same as no movement."
UNCONFIRMED = "not confirmed by a therapist"
MADE_UP = "Simulated: no person did this."

EXERCISES = {
    "biceps_curl": "Arm curl",
    "unknown": "Exercise not named",
}
FAULTS = {
    FaultKind.FROZEN: "repeated the same values",
    FaultKind.GAP: "samples lost",
    FaultKind.SILENT: "connected and silent",
    FaultKind.LINK_LOST: "connection lost",
    FaultKind.NEVER_SEEN: "never seen",
    FaultKind.NO_DEVICE_TIME: "sends no time: loss cannot be excluded",
    FaultKind.LOSSY: "samples lost all the time: durations scatter more",
    FaultKind.DUPLICATES: "packets came twice and were used once",
    FaultKind.NO_GYROSCOPE: "has no gyroscope: only tilting was seen",
    FaultKind.SENSOR_DISAGREES: "gyroscope and accelerometer disagreed",
    FaultKind.SCALE: "acceleration at rest was not gravity",
    FaultKind.GARBAGE: "sent bytes that are no measurement",
    FaultKind.CLOCK_JUMP: "its clock jumped",
    FaultKind.NOT_WORN: "seemed not to be worn",
    FaultKind.LOOSE: "sat loose",
    FaultKind.SIDE_MISMATCH: "the affected arm worked, the trained arm rested: sensors exchanged?",
    FaultKind.REFUSED: "another kind of device",
}
FLAGS = {
    "no_fast_stretch": "no plain begin or end of the movement",
    "height_only": "measured by height only",
    "axis_unsure": "turned too little to know the axis",
    "direction_unsure": "lifting and lowering may be exchanged",
    "tremor": "a tremor was smoothed",
    "gap": "samples lost inside",
    "cut": "the recording ends before the lowering does",
    "axis_disagrees": "turned another way than the rest of the set",
    "excursions_disagree": "gyroscope and gravity tell different ranges",
    "blurred": "smoothed over longer than the lowering took",
    "slow_for_this_arm": "hardly faster than this arm moves when held still",
    "stop_at_edge": "a stop near the begin or end",
    "loose": "the sensor sat loose",
    "scale": "acceleration at rest is not gravity",
    "sensor_disagrees": "gyroscope and accelerometer disagree",
    "no_gyroscope": "no gyroscope",
    "no_device_time": "sensor sends no time",
    "lossy": "samples without a time went missing: durations scatter more",
}


RULES = {
    "red_flags": "Emergency sign reported, emergency page shown; what followed is not known",
    "pain_high": "Pain {} of 10",
    "pain_rise": "Pain rose by {}",
    "stiffer": "Arm stiffer than usual",
    "fatigue_range": "Range fell by {} % within a set",
    "fatigue_lowering": "Lowering quickened by {} % within a set",
    "effort_high": "Effort {} of 10",
    "daily_reps": "Daily repetitions reached, {}",
    "daily_exercises": "Daily exercises reached, {}",
    "weekly_reps": "Weekly growth reached, {} %",
    "consecutive_days": "Trained on the day before",
    "rest_days": "Too few days of rest",
    "jerky": "Jerky repetition, {} deg/s",
    "jerky_again": "Second jerky repetition in a set, {} deg/s",
    "sudden": "Sudden movement, {} deg/s",
    "side_mismatch": "Affected arm worked, trained arm rested",
    "sensor_lost": "Trained wrist not seen",
    "sensor_lost_long": "Trained wrist not seen for {} s",
    "left_alone": "No tap and no movement for {} s",
}
"""Safety rules as they are told to a therapist; the braces are what was measured."""
DOES = {
    "stop_set": "the set was stopped",
    "pause": "the session paused",
    "end_session": "the session was ended",
    "leave_out": "what would follow was left out",
    "advise": "told only",
}


def rule(name: str, measured: float | None, limit: float | None) -> str:
    """A rule that acted, with what was found and what was allowed."""
    said = RULES.get(name, name.replace("_", " ").capitalize())
    said = said.format("–" if measured is None else f"{measured:g}")
    return said if limit is None else f"{said}, limit {limit:g}"


CHANGED = {
    "reps": "repetitions a set",
    "weight_kg": "kg",
    "sets": "sets",
}
BECAUSE = {
    "all_in_band": "all planned sets done, all in band, effort not above what is aimed at",
    "tired": "stopped for fatigue or effort",
}


def proposed(one: Proposal) -> str:
    """A proposed change with what it rests on."""
    changes = [
        f"{change.now:g} → {change.then:g} {CHANGED.get(change.field, change.field)}"
        for change in one.changes
    ]
    why = BECAUSE.get(one.because, one.because.replace("_", " "))
    return f"{', '.join(changes)}, {exercise(one.exercise).lower()}. {days(one.days)}: {why}."


def kinds(trained: Side | None) -> dict[str, str]:
    """The kinds of movement of the affected arm, by the trained arm's side."""
    arm = f"the {trained} arm" if trained else "the trained arm"
    return {
        BoutKind.INDEPENDENT: f"not time-locked to {arm}",
        BoutKind.TIME_LOCKED: f"time-locked to {arm}",
        BoutKind.ASSISTED: "both wrists together",
        BoutKind.CARRIED: "carried along by the trunk",
        BoutKind.TREMOR: "tremor, 3 to 10 Hz",
        BoutKind.AMBIGUOUS: "cannot be told",
    }


SHORT_KINDS = {
    BoutKind.INDEPENDENT: "not time-locked",
    BoutKind.TIME_LOCKED: "time-locked",
    BoutKind.ASSISTED: "together",
    BoutKind.CARRIED: "carried",
    BoutKind.TREMOR: "tremor",
    BoutKind.AMBIGUOUS: "cannot be told",
}


def exercise(name: str) -> str:
    """An exercise as people say it."""
    return EXERCISES.get(name) or name.replace("_", " ").capitalize()


def day(when: date) -> str:
    """``5 Oct``."""
    return f"{when.day} {when:%b}"


def days(when: Sequence[date]) -> str:
    """``5 Oct``, or ``5, 7 Oct and 2 Nov``."""
    months: dict[str, list[str]] = {}
    for one in when:
        months.setdefault(f"{one:%b}", []).append(str(one.day))
    parts = [f"{', '.join(those)} {month}" for month, those in months.items()]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def long_day(when: date) -> str:
    """``5 October 2026``."""
    return f"{when.day} {when:%B} {when.year}"


def weekday(when: date) -> str:
    """``Thursday``."""
    return f"{when:%A}"


def share(part: float, whole: float) -> str:
    """Percent; of nothing there is none."""
    return f"{100 * part / whole:.0f}" if whole else ""


def span(first: date, last: date) -> str:
    """Two days as one stretch; what they share is said once."""
    if first == last:
        return long_day(first)
    if first.year != last.year:
        return f"{long_day(first)} – {long_day(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} – {long_day(last)}"
    return f"{first.day} – {long_day(last)}"


def moment(when: datetime) -> str:
    """``Mon 5 Oct 2026, 10:42``."""
    return f"{when:%a} {when.day} {when:%b %Y, %H:%M}"


def number(value: float | None, digits: int = 1) -> str:
    """A number, or a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"


def plain(value: float | None) -> str:
    """As few digits as it has."""
    return "–" if value is None else f"{value:g}"


def count(n: int, thing: str) -> str:
    """A number with its noun."""
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"


def minutes(seconds: float) -> str:
    """Seconds as whole minutes; less than one is said so."""
    return f"{seconds / 60:.0f}" if seconds >= 30 else ("<1" if seconds > 0 else "0")


def band(seconds: tuple[float, float]) -> str:
    """``2.5–5``."""
    return f"{seconds[0]:g}–{seconds[1]:g}"


def capital(said: str) -> str:
    """The first letter large, the others as they are."""
    return said[:1].upper() + said[1:]
