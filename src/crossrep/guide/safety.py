"""The safety rules, as data: what each looks at, its limit, where that comes from, what it does.

They work on this computer alone, without network. Every limit is the prescription's own field,
or stands here. `docs/safety.md` is drawn from this table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean, median

from crossrep.events import Confidence, Rep
from crossrep.guide.days import DAY, WEEK, best_week, trained_on, training_days, week_reps
from crossrep.guide.past import PastDay
from crossrep.prescription import Prescription
from crossrep.prescription_fields import FIELDS

LEFT_ALONE_S = 900.0
FATIGUE_LEAST_REPS = 5
FATIGUE_FIRST = FATIGUE_RECENT = 3
JERKY_AGAIN = 2
NOT_ITS_SPEED = ("sensor_disagrees", "scale", "gap", "loose")
"""Flags of a repetition whose speeds are not to be trusted."""


class Does(StrEnum):
    """What a rule does."""

    STOP_SET = "stop_set"
    """This set is over; the session goes on."""
    PAUSE = "pause"
    """The session pauses; the person decides."""
    END_SESSION = "end_session"
    LEAVE_OUT = "leave_out"
    """What would follow of the trained arm's work is left out today."""
    ADVISE = "advise"
    """It is said and kept for the therapist; nothing else changes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; its words on the screen are those of the key ``safety.<id>``.

    Attributes:
        id: as in the log, in the history and in reports.
        when: what makes it act, in words.
        limit: field of the prescription that holds its limit, empty for none.
        fixed: its limit where no field holds it; None for none.
        unit: of what it measures.
        does: what it does.
        source: where the limit comes from (of a field: the field's own).
    """

    id: str
    when: str
    does: Does
    limit: str = ""
    fixed: float | None = None
    unit: str = ""
    source: str = ""

    @property
    def words(self) -> str:
        """Key of its words."""
        return f"safety.{self.id}"

    @property
    def based_on(self) -> str:
        """Where the limit comes from."""
        return self.source or FIELDS[self.limit].ground

    def limit_in(self, prescription: Prescription) -> float | None:
        """Its limit for this person."""
        value = getattr(prescription, self.limit) if self.limit else self.fixed
        return None if value is None else float(value)


_ALL = (
    Rule("red_flags", "new weakness, speech or face signs, chest pain, dizziness: the person says "
         "yes; the page says to call emergency services", Does.END_SESSION,
         source="general safety; fixed"),
    Rule("pain_high", "pain of any side, asked at the start, at the end and when something hurts",
         Does.END_SESSION, "pain_stop", unit="of 10"),
    Rule("pain_rise", "pain has risen by so much since the start", Does.END_SESSION,
         "pain_rise_stop", unit="of 10"),
    Rule("stiffer", "the arm is stiffer than usual", Does.ADVISE,
         source="training did not raise spasticity in the trials; still asked"),
    Rule("fatigue_range", "the latest repetitions of a set are smaller than the first by more",
         Does.STOP_SET, "fatigue_drop_percent", unit="percent"),
    Rule("fatigue_lowering", "the latest lowerings of a set are shorter than the first by more",
         Does.STOP_SET, "fatigue_drop_percent", unit="percent"),
    Rule("effort_high", "effort given after a set: the exercise ends for today", Does.LEAVE_OUT,
         "effort_stop", unit="of 10"),
    Rule("daily_reps", "repetitions of one exercise today", Does.LEAVE_OUT, "daily_reps",
         unit="repetitions"),
    Rule("daily_exercises", "exercises of the trained arm today", Does.LEAVE_OUT,
         "daily_exercises", unit="exercises"),
    Rule("weekly_reps", "repetitions in seven days, against the best of the four weeks before",
         Does.LEAVE_OUT, "weekly_growth_percent", unit="percent"),
    Rule("consecutive_days", "the trained arm worked yesterday", Does.LEAVE_OUT,
         "consecutive_days"),
    Rule("rest_days", "fewer days of rest in any seven", Does.LEAVE_OUT, "rest_days",
         unit="days"),
    Rule("jerky", "a repetition's fastest moment is faster", Does.ADVISE, "jerky_deg_s",
         unit="deg/s"),
    Rule("jerky_again", "a second such repetition in the same set", Does.STOP_SET, "jerky_deg_s",
         unit="deg/s"),
    Rule("sudden", "the trained arm turns faster at any moment of a set", Does.PAUSE,
         "sudden_deg_s", unit="deg/s"),
    Rule("side_mismatch", "the affected arm works and the trained arm rests", Does.PAUSE,
         source="our choice: the sensors are exchanged, or the wrong arm works"),
    Rule("sensor_lost", "the trained wrist is not seen in a set", Does.PAUSE,
         source="our choice: what is not seen cannot be guarded"),
    Rule("sensor_lost_long", "the trained wrist is not seen for longer", Does.END_SESSION,
         "sensor_lost_s", unit="s"),
    Rule("left_alone", "no tap and no movement for longer", Does.END_SESSION, fixed=LEFT_ALONE_S,
         unit="s", source="our choice"),
)  # fmt: skip
RULES = {rule.id: rule for rule in _ALL}


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule acted: what was measured and what was allowed, None where there is no number."""

    rule: str
    measured: float | None = None
    limit: float | None = None

    @property
    def does(self) -> Does:
        """What it does."""
        return RULES[self.rule].does


def pain(prescription: Prescription, now: float | None, start: float | None) -> Fired | None:
    """The rule for pain of ``now`` (0-10), when ``start`` was given at the start."""
    if now is None:
        return None
    if now >= prescription.pain_stop:
        return Fired("pain_high", now, prescription.pain_stop)
    if start is not None and now - start >= prescription.pain_rise_stop:
        return Fired("pain_rise", now - start, prescription.pain_rise_stop)
    return None


def effort(prescription: Prescription, given: float | None) -> Fired | None:
    """The rule for an effort of 0-10 after a set."""
    if given is None or given < prescription.effort_stop:
        return None
    return Fired("effort_high", given, prescription.effort_stop)


def fatigue(prescription: Prescription, reps: Sequence[Rep]) -> Fired | None:
    """Has range or lowering time fallen within this set? Doubtful repetitions say nothing.

    The latest three (two, of five) must all lie below the median of the first three by more than
    the limit: one slip is no fatigue.
    """
    sure = [rep for rep in reps if rep.confidence is Confidence.HIGH]
    if len(sure) < FATIGUE_LEAST_REPS:
        return None
    limit = prescription.fatigue_drop_percent
    for rule, values in (
        ("fatigue_range", [rep.range_deg for rep in sure]),
        ("fatigue_lowering", [rep.lowering_s for rep in sure]),
    ):
        drop = drop_percent(values, limit)
        if drop is not None:
            return Fired(rule, drop, limit)
    return None


def drop_percent(values: list[float], limit: float) -> float | None:
    """How far the latest fell below the first, percent, if all did by more than ``limit``."""
    first = median(values[:FATIGUE_FIRST])
    recent = values[FATIGUE_FIRST:][-FATIGUE_RECENT:]
    if first <= 0 or any(value >= first * (1 - limit / 100) for value in recent):
        return None
    return 100 * (1 - fmean(recent) / first)


def jerky(prescription: Prescription, rep: Rep, before: int) -> Fired | None:
    """Was this repetition too fast at its fastest? ``before``: how many of this set were."""
    if any(flag in NOT_ITS_SPEED for flag in rep.flags):
        return None
    peak = max(rep.lifting_peak_deg_s or 0.0, rep.lowering_peak_deg_s or 0.0)
    if peak <= prescription.jerky_deg_s:
        return None
    rule = "jerky_again" if before + 1 >= JERKY_AGAIN else "jerky"
    return Fired(rule, peak, prescription.jerky_deg_s)


def day_rule(prescription: Prescription, past: Sequence[PastDay], today: date) -> Fired | None:
    """May the trained arm work today at all, by the days before?"""
    if not prescription.consecutive_days and trained_on(past, today - DAY):
        return Fired("consecutive_days")
    worked = training_days(past, today - DAY, WEEK - 1)
    if WEEK - (worked + 1) < prescription.rest_days:
        return Fired("rest_days", WEEK - (worked + 1), prescription.rest_days)
    if weekly_room(prescription, past, today) <= 0:
        return _weekly(prescription, past, today)
    return None


def weekly_room(prescription: Prescription, past: Sequence[PastDay], today: date) -> float:
    """Repetitions of the trained arm that are left of this week; inf where nothing limits them."""
    best = best_week(past, today)
    if best is None:
        return float("inf")
    allowed = int(best * (1 + prescription.weekly_growth_percent / 100))
    return allowed - week_reps(past, today)


def daily_room(prescription: Prescription, done_today: int) -> float:
    """Repetitions of one exercise that are left of today."""
    return prescription.daily_reps - done_today


def _weekly(prescription: Prescription, past: Sequence[PastDay], today: date) -> Fired:
    best = best_week(past, today) or 1
    grown = 100 * (week_reps(past, today) / best - 1)
    return Fired("weekly_reps", grown, prescription.weekly_growth_percent)
