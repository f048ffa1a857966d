"""Every safety rule acts in a session made for it, through the real engine; the log tells it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from plans import CURLS, LIVE_S, MONDAY, QUICK, SHORT, guided, happens, one_block, only

from crossrep.engine import Engine
from crossrep.events import Rep, SafetyFired, StepStarted
from crossrep.guide.guide import Guide
from crossrep.guide.past import PastDay
from crossrep.guide.safety import RULES
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import GuideView, Step
from crossrep.inputs import Command, CommandName, Side, Tick
from crossrep.prescription import Kind, Prescription
from crossrep.settings import Settings
from crossrep.simulate.guided import Guided
from crossrep.simulate.guided_script import script_for
from crossrep.simulate.script import Script, from_values
from crossrep.simulate.tapping import Habits, TappingPerson

ONE = one_block(replace(CURLS, sets=1, weight_kg=None))
TWO = one_block(replace(CURLS, weight_kg=None))
Look = Callable[[GuideView, float], Tap | None]


def days_ago(*days: int, reps: int = 30) -> list[PastDay]:
    return [PastDay(MONDAY - timedelta(days=n), {"biceps_curl": reps}) for n in days]


def tapping(when: Callable[[GuideView], bool], *taps: Tap, habits: Habits = QUICK) -> Look:
    """A person who does these taps, one a look, from the first page that is so."""
    person, left = TappingPerson(habits), list(taps)
    begun = False

    def look(view: GuideView, t_s: float) -> Tap | None:
        nonlocal begun
        begun = begun or when(view)
        return left.pop(0) if begun and left else person.look(view, t_s)

    return look


def after_first(view: GuideView) -> bool:
    return view.step is Step.SET and view.reps >= 3


def with_block(script: Script, n: int, **values: Any) -> Script:
    """The script with another ``n``-th block (0 is the wait, 1 shows the arm, 3 the first set)."""
    blocks = [block.model_dump() for block in script.block]
    blocks[n] |= values
    return happens(script, block=blocks)


def slower_then_quicker() -> Script:
    script = script_for(ONE, seed=3, variability_percent=1.0)
    blocks = [block.model_dump() for block in script.block]
    blocks[3] |= {"reps": 4, "lowering_s": 3.6, "rest_s": 0.8}
    more = blocks[3] | {"lowering_s": 2.2}
    return from_values(script.model_dump() | {"block": [*blocks[:4], more, blocks[4]]})


def other_arm_works() -> Script:
    script = script_for(ONE)
    own = {"kind": "own", "at_s": 3.0, "range_deg": 70.0, "duration_s": 3.0, "times": 6}
    blocks = [block.model_dump() for block in script.block]
    blocks[3] = {"kind": "rest", "duration_s": 32.0, "also": [own]}
    return from_values(script.model_dump() | {"block": blocks})


def lost(at_s: float, lasts_s: float) -> Script:
    event = {"kind": "link_lost", "arm": "trained", "at_s": at_s, "duration_s": lasts_s}
    return happens(script_for(ONE), event=[event])


HURTS = (Tap(TapName.HURTS), Tap(TapName.WHERE, choice="arm"), Tap(TapName.ANSWER, "pain", 3.0))
SESSIONS: dict[str, Callable[[], Guided]] = {
    "red_flags": lambda: guided(
        look=tapping(lambda _: True, Tap(TapName.RED_FLAGS), Tap(TapName.YES))
    ),
    "pain_high": lambda: guided(habits=replace(QUICK, pain=4.0)),
    "pain_rise": lambda: guided(ONE, look=tapping(after_first, *HURTS)),
    "stiffer": lambda: guided(
        habits=replace(QUICK, stiffer=True),
        look=tapping(lambda v: v.step is Step.WHICH_WRIST, Tap(TapName.STOP),
                     habits=replace(QUICK, stiffer=True)),
    ),
    "fatigue_range": lambda: guided(
        one_block(replace(CURLS, sets=1, reps=10)),
        script=script_for(one_block(replace(CURLS, sets=1, reps=10)), variability_percent=2.0,
                          habits={"fatigue_percent": 45.0}),
    ),
    "fatigue_lowering": lambda: guided(
        one_block(replace(CURLS, sets=1, reps=10)), script=slower_then_quicker()
    ),
    "effort_high": lambda: guided(TWO, replace(QUICK, effort=(8.0,))),
    "daily_reps": lambda: guided(TWO, past=[PastDay(MONDAY, {"biceps_curl": 55})]),
    "daily_exercises": lambda: guided(TWO, past=[PastDay(MONDAY, {"row": 10, "pronation": 8})]),
    "weekly_reps": lambda: guided(TWO, past=days_ago(21, 19, 17) + days_ago(5, 3, reps=60)),
    "consecutive_days": lambda: guided(TWO, past=days_ago(1)),
    "rest_days": lambda: guided(
        replace(TWO, consecutive_days=True, weekly_growth_percent=50.0),
        past=days_ago(1, 2, 3, 4, 5, 6),
    ),
    "jerky": lambda: guided(
        ONE, script=with_block(script_for(ONE), 3, lifting_s=0.4, range_deg=110.0)
    ),
    "sudden": lambda: guided(
        ONE, script=with_block(script_for(ONE), 3, lifting_s=0.22, range_deg=140.0, reps=2),
        block_s=LIVE_S,  # the rule reads what is seen at each look
    ),
    "side_mismatch": lambda: guided(ONE, script=other_arm_works()),
    "sensor_lost": lambda: guided(ONE, script=lost(28.0, 6.0)),
    "sensor_lost_long": lambda: guided(
        replace(ONE, sensor_lost_s=20.0), script=lost(28.0, 40.0)
    ),
}  # fmt: skip
SESSIONS["jerky_again"] = SESSIONS["jerky"]
_held: dict[str, Guided] = {}


def session(rule: str) -> Guided:
    if rule not in _held:
        _held[rule] = (
            _held.get("jerky") or SESSIONS[rule]() if "jerky" in rule else SESSIONS[rule]()
        )
    return _held[rule]


def fired(rule: str) -> list[SafetyFired]:
    return [e for e in only(session(rule).events, SafetyFired) if e.rule == rule]


@pytest.mark.parametrize("rule", sorted(SESSIONS))
def test_it_acts_once_with_what_was_measured_and_allowed(rule: str) -> None:
    (event,) = fired(rule)[:1]
    assert event.does == RULES[rule].does
    limit = RULES[rule].limit_in(SHORT)
    if event.measured is not None and event.limit is not None and rule not in ("rest_days",):
        assert event.measured >= event.limit
    assert (limit is None) or event.limit in (None, limit, 20.0, 50.0)
    summary = session(rule).guide.view().summary
    assert summary is not None
    assert rule in summary.safety


def test_there_is_a_session_for_every_rule() -> None:
    assert set(SESSIONS) | {"left_alone"} == set(RULES)


def test_left_alone_the_session_ends() -> None:
    engine, start = Engine(Settings()), 10**12
    held = Guided(engine, Guide(SHORT, [], MONDAY))
    held.feed(Command(start, CommandName.START, {"session": "s", "utc_ns": 0}))
    held.run((Tick(start + n * 10**9) for n in range(2000)), lambda *_: None)
    (event,) = only(held.events, SafetyFired)
    assert (event.rule, event.does, event.limit) == ("left_alone", "end_session", 900.0)
    assert held.guide.view().summary is not None
    assert event.t_s < 905


@pytest.mark.parametrize("rule", ["consecutive_days", "rest_days", "weekly_reps", "pain_high"])
def test_a_day_without_training_says_why_and_ends(rule: str) -> None:
    view = session(rule).guide.view()
    assert view.step is Step.REST_DAY
    assert view.safety is not None
    assert view.safety.rule == rule
    assert view.over
    assert only(session(rule).events, Rep) == []


def test_help_is_called_for_and_nothing_else_is_asked() -> None:
    view = session("red_flags").guide.view()
    assert view.step is Step.EMERGENCY
    assert view.emergency_number == "112"
    assert (view.over, view.taps) == (True, ("close",))


@pytest.mark.parametrize("rule", ["fatigue_range", "fatigue_lowering", "jerky_again"])
def test_a_stopped_set_is_over_before_its_time_and_the_session_goes_on(rule: str) -> None:
    held = session(rule)
    (event,) = fired(rule)
    steps = [s.kind for s in only(held.events, StepStarted) if s.t_s >= event.t_s]
    assert steps[0] in ("rest", "effort")
    assert "pain_end" in steps
    counts = [view.reps for _, view in held.pages if view.step is Step.SET]
    assert max(counts) < 10


def test_too_much_effort_leaves_the_other_sets_out() -> None:
    held = session("effort_high")
    assert sum(s.kind == "set" for s in only(held.events, StepStarted)) == 1
    summary = held.guide.view().summary
    assert summary is not None
    assert (summary.reps, summary.planned_reps) == (5, 5)


def test_what_is_left_of_a_day_is_done_and_no_more() -> None:
    held = session("daily_reps")
    assert sum(s.kind == "set" for s in only(held.events, StepStarted)) == 1
    (event,) = fired("daily_reps")
    assert (event.measured, event.limit) == (60.0, 60.0)


def test_an_exercise_too_many_is_left_out() -> None:
    held = session("daily_exercises")
    assert not any(s.kind == "set" for s in only(held.events, StepStarted))
    (event,) = fired("daily_exercises")
    assert (event.measured, event.limit) == (3.0, 2.0)


def test_pain_in_a_set_ends_the_session_without_more_questions() -> None:
    held = session("pain_rise")
    (event,) = fired("pain_rise")
    assert (event.measured, event.limit) == (2.0, 2.0)
    summary = held.guide.view().summary
    assert summary is not None
    assert (summary.ended_by, summary.pain_end) == ("pain_rise", 3.0)
    assert "pain_end" not in [s.kind for s in only(held.events, StepStarted)]


def test_a_lost_wrist_pauses_keeps_the_count_and_comes_back_into_the_pause() -> None:
    held = session("sensor_lost")
    pages = [(view.step, view.reps) for _, view in held.pages]
    at = next(i for i, (step, _) in enumerate(pages) if step is Step.SENSOR_LOST)
    before = pages[at - 1][1]
    assert before >= 1
    assert pages[at][1] == before
    steps = list(dict.fromkeys(step for step, _ in pages[at:]))
    assert steps[:3] == [Step.SENSOR_LOST, Step.PAUSED, Step.SET]
    assert all(reps >= before for step, reps in pages[at:] if step is Step.SET)


def test_a_wrist_lost_for_too_long_ends_the_session() -> None:
    summary = session("sensor_lost_long").guide.view().summary
    assert summary is not None
    assert summary.ended_by == "sensor_lost_long"


def test_the_affected_wrist_may_be_lost_and_only_its_card_changes() -> None:
    event = {"kind": "link_lost", "arm": "affected", "at_s": 24.0, "duration_s": 8.0}
    held = guided(ONE, script=happens(script_for(ONE), event=[event]))
    assert Step.SENSOR_LOST not in {view.step for _, view in held.pages}
    assert only(held.events, SafetyFired) == []
    cards = {view.affected.value for _, view in held.pages if view.step is Step.SET}
    assert "not_observed" in cards


def test_without_the_affected_wrist_the_session_goes_on_when_asked() -> None:
    script = happens(script_for(ONE), sensor={"missing": "affected"})
    blocks = [block.model_dump() for block in script.block]
    blocks[:3] = [{"kind": "rest", "duration_s": 45.0}]
    held = guided(
        ONE, script=happens(script, block=blocks),
        look=tapping(lambda v: v.step is Step.SENSORS and "go" in v.taps, Tap(TapName.GO)),
    )  # fmt: skip
    summary = held.guide.view().summary
    assert summary is not None
    assert summary.reps == 5
    assert {view.affected.value for _, view in held.pages} == {"not_observed"}


def test_the_affected_arms_practice_is_not_left_out_by_the_trained_arms_caps() -> None:
    held = guided(past=days_ago(1))
    assert [s.kind for s in only(held.events, StepStarted) if s.kind in (*Kind, "set")] == [
        "affected"
    ]
    view = held.pages[0][1]
    assert [line.left_out for line in view.plan] == ["consecutive_days", ""]
    assert view.today == "rest_day"


@pytest.mark.parametrize("seed", [11, 12])
def test_none_acts_in_an_ordinary_session(seed: int) -> None:
    held = guided(TWO, seed=seed, variability_percent=8.0)
    assert only(held.events, SafetyFired) == []
    summary = held.guide.view().summary
    assert summary is not None
    assert summary.ended_by == "plan"
    assert summary.reps == 10


def test_nothing_stops_for_lack_of_a_prescribed_side() -> None:
    """Both sides may be trained; the rules know roles."""
    assert Prescription("p1", Side.LEFT).affected is Side.RIGHT
