"""Everything the page draws beside the live arm: frozen, made of JSON's own kinds.

Words are keys (``exercise`` names, step and sign names); the page has them in its languages.
"""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    """Where the session stands: one page each."""

    START = "start"
    PAIN = "pain"
    """0 to 10; then, above 0, which side (`Question.name` says which)."""
    STIFFER = "stiffer"
    SENSORS = "sensors"
    """Both on, and seen."""
    WHICH_WRIST = "which_wrist"
    """Move the stronger arm; then: was it that one?"""
    STRAPS = "straps"
    """A strap is loose, a sensor is not worn, or the two are exchanged."""
    FLOOR = "floor"
    """Both arms rest for three seconds."""
    WEIGHT = "weight"
    SET = "set"
    EFFORT = "effort"
    """After the last set; between sets it is asked on the page of the rest."""
    REST = "rest"
    PRACTICE = "practice"
    """Minutes of both arms, the affected arm, a task for two hands, or imagining."""
    PAIN_END = "pain_end"
    SUMMARY = "summary"
    PAUSED = "paused"
    HURTS = "hurts"
    """What hurts? Then, for the arm, 0 to 10."""
    SENSOR_LOST = "sensor_lost"
    RED_FLAGS = "red_flags"
    EMERGENCY = "emergency"
    """Call this number."""
    REST_DAY = "rest_day"
    """No training today, and why (`GuideView.safety`)."""


class SignKind(StrEnum):
    """What is said of a repetition: all of equal weight, and all but `SMALLER` count."""

    ON_PACE = "on_pace"
    QUICKER = "quicker"
    STOP = "stop"
    """It stopped on the way down."""
    LONGER = "longer"
    """It took longer than planned."""
    COUNTED = "counted"
    """Its time cannot be trusted, so nothing is said of it."""
    SMALLER = "smaller"
    """A smaller movement, noted; the count stays."""


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of the last repetition.

    Attributes:
        seconds: of the way down, None where it cannot be trusted.
        n: how many signs there were in this session; changes with every new one.
        shown: it is to be shown large now (for two seconds).
    """

    kind: SignKind
    seconds: float | None
    n: int
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked now.

    Attributes:
        name: ``pain``, ``pain_side``, ``stiffer``, ``which_wrist``, ``weight_kg``, ``effort``,
            ``where`` (what hurts), ``red_flags``.
        choices: words to choose from; none for a number.
        least: smallest number.
        most: largest.
        value: the number that is proposed (the weight).
        skippable: "cannot say" is offered.
    """

    name: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    value: float | None = None
    skippable: bool = True


@dataclass(frozen=True, slots=True)
class SafetyView:
    """The rule that acted last; see `crossrep.guide.safety.RULES`."""

    rule: str
    does: str
    measured: float | None = None
    limit: float | None = None


class WristState(StrEnum):
    """How one sensor is."""

    NEVER_SEEN = "never_seen"
    SEEN = "seen"
    LOST = "lost"
    LOOSE = "loose"
    NOT_WORN = "not_worn"
    SIDE_MISMATCH = "side_mismatch"


class AffectedState(StrEnum):
    """The card of the affected arm."""

    QUIET = "quiet"
    MOVING = "moving"
    NOT_OBSERVED = "not_observed"


@dataclass(frozen=True, slots=True)
class WristView:
    """One wrist's sensor; ``battery_percent`` None until it said."""

    side: str
    role: str
    state: WristState
    battery_percent: int | None = None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of today's plan.

    Attributes:
        kind: as `crossrep.prescription.Kind`.
        left_out: the rule for which it is left out today, empty when it is not.
        done: nothing of it is to come.
    """

    kind: str
    exercise: str
    task: str
    who: str
    sets: int
    reps: int
    minutes: float
    weight_kg: float | None
    left_out: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What was done: plain facts. Nothing here measures strength or recovery.

    Attributes:
        reps: repetitions of the trained arm that were measured.
        planned_reps: of today's sets of the trained arm (without what was left out by a rule).
        lowering_median_s: of those whose time can be trusted, None when none can.
        judged_reps: repetitions compared with the band.
        in_band_reps: of them, as planned.
        practice_reps: repetitions of the affected arm.
        practice_minutes: practice that was done, of whatever kind.
        affected_independent: movements of the affected arm with their own timing.
        affected_time_locked: in time with the trained arm.
        affected_unobserved_s: time in which the affected arm was not observed; None until known.
        pain_start: None: not given.
        pain_end: None: not given.
        effort_max: None: not given.
        ended_by: ``plan``, ``person``, ``left_alone``, ``closed``, or the id of a rule.
        safety: ids of the rules that acted.
        next_day: the next planned day as ``2026-11-23``, empty when none is planned.
    """

    reps: int = 0
    planned_reps: int = 0
    lowering_median_s: float | None = None
    judged_reps: int = 0
    in_band_reps: int = 0
    practice_reps: int = 0
    practice_minutes: float = 0.0
    affected_independent: int = 0
    affected_time_locked: int = 0
    affected_unobserved_s: float | None = None
    pain_start: float | None = None
    pain_end: float | None = None
    effort_max: float | None = None
    ended_by: str = ""
    safety: tuple[str, ...] = ()
    next_day: str = ""


@dataclass(frozen=True, slots=True)
class GuideView:
    """One state of the guide.

    Attributes:
        step: which page.
        taps: names of the taps that do something now.
        exercise: name of the exercise at hand, empty for none.
        task: of a functional block.
        kind: of the block at hand (`crossrep.prescription.Kind`), empty for none.
        who: which arm does it (`trained`, `affected`, `both`, `passive`), empty for none.
        trained_side: ``left`` or ``right``.
        block_n: number of the block at hand, 0 before the first.
        set_n: number of the set within its block, 0 outside sets.
        reps: repetitions of this set; never falls within a set.
        weight_kg: today's, as confirmed; None for none.
        lowering_s: the way down that is aimed at; ``band_s`` shortest and longest.
        seconds_left: of a rest or practice, whole seconds; None where nothing runs out.
        moved: what moved when asked which wrist (`trained`, `affected`, `both`, `none`), or empty.
        today: ``planned``, ``rest_day`` (rest is prescribed) or ``unplanned``.
        next_day: the next planned day, empty when none is planned.
        placement: where the trained limb's sensor sits today: ``wrist``, ``hand``, ``ankle``,
            ``foot``.
        paused: the engine does not count now.
        under: the page to which a pause returns, empty outside pauses.
        over: the session is over; only `close` is left.
    """

    step: Step
    taps: tuple[str, ...] = ()
    exercise: str = ""
    task: str = ""
    kind: str = ""
    who: str = ""
    trained_side: str = "right"
    block_n: int = 0
    blocks: int = 0
    set_n: int = 0
    sets: int = 0
    reps: int = 0
    planned_reps: int = 0
    weight_kg: float | None = None
    lifting_s: float = 2.0
    hold_s: float = 0.0
    lowering_s: float = 3.0
    band_s: tuple[float, float] = (2.5, 5.0)
    slow_way: str = "with_gravity"
    metronome: bool = True
    seconds_left: int | None = None
    seconds_total: int | None = None
    sign: Sign | None = None
    question: Question | None = None
    safety: SafetyView | None = None
    wrists: tuple[WristView, ...] = ()
    affected: AffectedState = AffectedState.NOT_OBSERVED
    moved: str = ""
    confirmed: bool = False
    confirmed_on: str = ""
    plan: tuple[PlanLine, ...] = ()
    today: str = "unplanned"
    next_day: str = ""
    emergency_number: str = "112"
    placement: str = "wrist"
    paused: bool = False
    under: str = ""
    over: bool = False
    summary: Summary | None = field(default=None)


def plain(view: GuideView) -> dict[str, Any]:
    """The view as JSON's own kinds (tuples become lists)."""
    made: dict[str, Any] = json.loads(json.dumps(asdict(view)))
    return made
