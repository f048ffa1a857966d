"""Every state of the person's screen, made up: for pictures, layout and accessibility tests."""

from dataclasses import dataclass, replace

from crossrep.events import ArmState, Snapshot
from crossrep.guide.view import (
    AffectedState,
    GuideView,
    PlanLine,
    Question,
    SafetyView,
    Sign,
    SignKind,
    Step,
    Summary,
    WristState,
    WristView,
)


@dataclass(frozen=True)
class State:
    """One picture.

    Attributes:
        view: what the guide says.
        live: states of the arms one after the other, the last one stays.
        signs: of the repetitions before.
    """

    view: GuideView
    live: tuple[Snapshot, ...] = ()
    signs: tuple[str, ...] = ()


WRISTS = (
    WristView("left", "affected", WristState.SEEN, 80),
    WristView("right", "trained", WristState.SEEN, 45),
)
PLAN = (
    PlanLine("exercise", "biceps_curl", "", "trained", 3, 10, 0, 2.0),
    PlanLine("exercise", "wrist_extension", "", "trained", 3, 10, 0, None),
    PlanLine("bilateral", "biceps_curl", "", "both", 0, 0, 10, None),
)
LONG_PLAN = (
    *PLAN,
    PlanLine("functional", "", "pour_water", "both", 0, 0, 5, None),
    PlanLine("mental", "biceps_curl", "", "trained", 0, 0, 5, None),
    PlanLine("exercise", "overhead_extension", "", "trained", 3, 10, 0, 1.5, "daily_exercises"),
)
BASE = GuideView(
    Step.START,
    trained_side="right",
    wrists=WRISTS,
    affected=AffectedState.QUIET,
    confirmed=True,
    confirmed_on="2026-10-05",
    plan=PLAN,
    today="planned",
    next_day="2026-11-27",
)
SET = replace(
    BASE,
    step=Step.SET,
    taps=("pause", "stop", "end_set"),
    exercise="biceps_curl",
    kind="exercise",
    who="trained",
    block_n=1,
    blocks=3,
    set_n=2,
    sets=3,
    reps=6,
    planned_reps=10,
    weight_kg=2.0,
)
SIX = ("on_pace", "on_pace", "quicker", "on_pace", "on_pace", "on_pace")
PERIOD_S = 0.02


def arms(
    phase: str, deg: float, t_s: float, exercise: str = "biceps_curl", other_deg: float = 2.0
) -> Snapshot:
    """Both arms at one time."""
    trained = ArmState(
        connected=True, excursion_deg=deg, phase=phase, moving=phase in ("lifting", "lowering")
    )
    affected = ArmState(connected=True, excursion_deg=other_deg, phase="rest")
    return Snapshot("s", t_s, exercise, trained, affected)


def moving(
    phase: str, from_deg: float, to_deg: float, seconds: float, exercise: str = "biceps_curl"
) -> tuple[Snapshot, ...]:
    """The trained arm on its way: it was at rest, and then goes so long."""
    n = max(2, round(seconds / PERIOD_S))
    way = [from_deg + (to_deg - from_deg) * i / (n - 1) for i in range(n)]
    going = tuple(
        arms(phase, deg, 10 + i * PERIOD_S, exercise, deg * 0.7) for i, deg in enumerate(way)
    )
    return (arms("rest", 2, 9.8, exercise), *going)


def after(kind: SignKind, seconds: float | None, way: tuple[Snapshot, ...]) -> State:
    """The sign of the seventh repetition."""
    view = replace(SET, reps=7 - (kind is SignKind.SMALLER), sign=Sign(kind, seconds, 9))
    signs = SIX if kind is SignKind.SMALLER else (*SIX, kind.value)
    last = way[-1]
    done = (arms("rest", 1, last.t_s + PERIOD_S), arms("rest", 1, last.t_s + 2 * PERIOD_S))
    return State(view, way + done, signs)


def question(
    step: Step,
    name: str,
    *taps: str,
    least: float | None = None,
    most: float | None = None,
    value: float | None = None,
) -> GuideView:
    """A page that asks."""
    asked = Question(name, (), least, most, value)
    return replace(BASE, step=step, taps=(*taps, "answer", "skip"), question=asked)


def _stop_on_the_way() -> tuple[Snapshot, ...]:
    first = moving("lowering", 112, 60, 1.5)
    halt = tuple(arms("lowering", 60 - i * 0.05, 11.5 + i * PERIOD_S) for i in range(45))
    rest = tuple(arms("lowering", 58 - i * 0.72, 12.4 + i * PERIOD_S) for i in range(80))
    return first + halt + rest


LOWERING = moving("lowering", 112, 55, 1.65)
HOLDING = moving("hold", 108, 110, 0.6)
WRIST_LOWERING = moving("lowering", 68, 34, 1.65, "wrist_extension")
SUMMARY = Summary(
    reps=56, planned_reps=60, lowering_median_s=3.1, judged_reps=54, in_band_reps=50,
    practice_reps=24, practice_minutes=10, affected_independent=4, affected_time_locked=11,
    affected_unobserved_s=118, pain_start=1, pain_end=1, effort_max=5, ended_by="plan",
    next_day="2026-11-27",
)  # fmt: skip
LEFT_TRAINED = (replace(WRISTS[0], role="trained"), replace(WRISTS[1], role="affected"))
NOT_OBSERVED = replace(
    SUMMARY, affected_unobserved_s=None, lowering_median_s=None, pain_end=None, effort_max=None,
    ended_by="pain_high", reps=12,
)  # fmt: skip
HIGH_PAIN = SafetyView("pain_high", "end_session", 5, 4)
HOW_HARD = Question("effort", least=0, most=10)
WHERE = ("arm", "other", "nothing")
NO_SIGNAL = (WRISTS[0], replace(WRISTS[1], state=WristState.LOST))


def _set(**changes: object) -> GuideView:
    return replace(SET, **changes)  # type: ignore[arg-type]


def exercise(name: str, phase: str = "lifting") -> State:
    """The middle of a movement of any exercise."""
    deg = {"lifting": 60.0, "lowering": 45.0}[phase]
    return State(_set(exercise=name), moving(phase, 90 - deg, deg, 1.2, name), SIX)


STATES: dict[str, State] = {
    "start": State(replace(BASE, taps=("go",))),
    "start-unconfirmed": State(replace(BASE, taps=("go",), confirmed=False)),
    "start-long": State(replace(BASE, taps=("go",), plan=LONG_PLAN, today="unplanned")),
    "pain": State(question(Step.PAIN, "pain", "stop")),
    "pain-side": State(question(Step.PAIN, "pain_side")),
    "stiffer": State(question(Step.STIFFER, "stiffer", "yes", "no")),
    "sensors": State(
        replace(BASE, step=Step.SENSORS, taps=("stop",), wrists=(
            replace(WRISTS[0], state=WristState.NEVER_SEEN, battery_percent=None), WRISTS[1]))
    ),
    "sensors-move": State(replace(BASE, step=Step.WHICH_WRIST, taps=("stop", "again"))),
    "sensors-confirm": State(
        replace(BASE, step=Step.WHICH_WRIST, taps=("yes", "no"), moved="trained",
                question=Question("which_wrist", ("yes", "no")))
    ),
    "sensors-other": State(
        replace(BASE, step=Step.WHICH_WRIST, taps=("again", "swap_wrists"), moved="affected")
    ),
    "straps": State(
        replace(BASE, step=Step.STRAPS, taps=("again", "go"), wrists=(
            replace(WRISTS[0], state=WristState.LOOSE), WRISTS[1]))
    ),
    "straps-swapped": State(
        replace(BASE, step=Step.STRAPS, taps=("again", "go", "swap_wrists"), wrists=(
            replace(WRISTS[0], state=WristState.SIDE_MISMATCH), WRISTS[1]))
    ),
    "floor": State(replace(BASE, step=Step.FLOOR, taps=("stop",))),
    "weight": State(
        replace(SET, step=Step.WEIGHT, taps=("answer", "stop"),
                question=Question("weight_kg", least=0, most=50, value=2.0))
    ),
    "ready": State(_set(reps=0, set_n=1), (arms("rest", 1, 9), arms("rest", 1, 9.1))),
    "lifting": State(SET, moving("lifting", 4, 60, 1.0), SIX),
    "two-digits": State(_set(reps=12, planned_reps=15), LOWERING, SIX),
    "three-digits": State(_set(reps=118, planned_reps=150, set_n=12, sets=15), LOWERING),
    "hold": State(_set(hold_s=1.0), (arms("lifting", 100, 9.5), *HOLDING[1:]), SIX),
    "lowering": State(SET, LOWERING, SIX),
    "lowering-left-moving": State(_set(affected=AffectedState.MOVING), LOWERING, SIX),
    "lowering-left-not-observed": State(_set(affected=AffectedState.NOT_OBSERVED), LOWERING, SIX),
    "lowering-unconfirmed": State(_set(confirmed=False), LOWERING, SIX),
    "lowering-left-trained": State(
        _set(trained_side="left", wrists=LEFT_TRAINED), LOWERING, SIX),
    "lowering-wrist": State(_set(exercise="wrist_extension"), WRIST_LOWERING, SIX),
    "after-on-pace": after(SignKind.ON_PACE, 3.1, moving("lowering", 112, 2, 3.1)),
    "after-quicker": after(SignKind.QUICKER, 1.4, moving("lowering", 112, 2, 1.4)),
    "after-stop-on-the-way": after(SignKind.STOP, 4.0, _stop_on_the_way()),
    "after-longer": after(SignKind.LONGER, 5.8, moving("lowering", 112, 2, 5.8)),
    "after-counted": after(SignKind.COUNTED, None, moving("lowering", 112, 2, 2.6)),
    "after-smaller": after(SignKind.SMALLER, None, moving("lowering", 46, 2, 1.9)),
    "rest": State(
        _set(step=Step.REST, taps=("go", "stop", "answer", "skip"), reps=10, seconds_left=72,
             seconds_total=120, question=HOW_HARD)
    ),
    "rest-answered": State(
        _set(step=Step.REST, taps=("go", "stop"), reps=10, seconds_left=40, seconds_total=120)
    ),
    "rest-tired": State(
        _set(step=Step.REST, taps=("go", "stop"), reps=8, seconds_left=110, seconds_total=120,
             safety=SafetyView("fatigue_range", "stop_set", 24, 20))
    ),
    "effort": State(
        _set(step=Step.EFFORT, taps=("answer", "skip"), question=HOW_HARD)
    ),
    "practice-both": State(
        _set(step=Step.PRACTICE, kind="bilateral", who="", taps=("go", "pause", "stop"),
             seconds_left=431, seconds_total=600, set_n=0, sets=0, reps=0, planned_reps=0),
        moving("lifting", 10, 80, 1.0),
    ),
    "practice-affected": State(
        _set(step=Step.PRACTICE, kind="affected", who="", taps=("go", "pause", "stop"),
             seconds_left=252, seconds_total=600, set_n=0, sets=0, reps=12, planned_reps=0,
             affected=AffectedState.MOVING),
        moving("lifting", 10, 80, 1.0),
    ),
    "practice-task": State(
        _set(step=Step.PRACTICE, kind="functional", task="pour_water", exercise="", who="",
             taps=("go", "pause", "stop"), seconds_left=300, seconds_total=300, set_n=0, sets=0)
    ),
    "practice-mind": State(
        _set(step=Step.PRACTICE, kind="mental", taps=("go", "pause", "stop"), seconds_left=150,
             seconds_total=300, set_n=0, sets=0)
    ),
    "paused": State(_set(step=Step.PAUSED, taps=("resume", "hurts", "stop"), paused=True)),
    "paused-sudden": State(
        _set(step=Step.PAUSED, taps=("resume", "hurts", "stop"), paused=True,
             safety=SafetyView("sudden", "pause", 810, 700))
    ),
    "hurts": State(
        _set(step=Step.HURTS, taps=("where",), question=Question("where", WHERE))
    ),
    "hurts-pain": State(
        _set(step=Step.HURTS, taps=("answer", "skip"), question=Question("pain", least=0, most=10))
    ),
    "sensor-lost": State(_set(step=Step.SENSOR_LOST, taps=("stop", "again"), wrists=NO_SIGNAL)),
    "red-flags": State(question(Step.RED_FLAGS, "red_flags", "yes", "no")),
    "emergency": State(replace(BASE, step=Step.EMERGENCY, taps=("close",))),
    "rest-day": State(
        replace(BASE, step=Step.REST_DAY, taps=("close",), safety=HIGH_PAIN)
    ),
    "summary": State(
        replace(BASE, step=Step.SUMMARY, taps=("close",), summary=SUMMARY, over=True)
    ),
    "summary-not-observed": State(
        replace(BASE, step=Step.SUMMARY, taps=("close",), over=True, confirmed=False,
                summary=NOT_OBSERVED)
    ),
}  # fmt: skip
