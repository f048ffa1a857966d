"""Page by page: what is asked, what a tap does, what a pause keeps, what must not flicker."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import CURLS, MONDAY, QUICK, SHORT, guided, one_block, only
from test_hostile_taps import OK, do

from crossrep.events import (
    ArmState,
    Confidence,
    Rep,
    SessionPaused,
    SessionResumed,
    SetClosed,
    Snapshot,
    StepStarted,
    Stop,
)
from crossrep.guide.guide import Guide
from crossrep.guide.settled import LAST_S, STAY_S, Settled
from crossrep.guide.signs import sign_of
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import SignKind, Step, WristState
from crossrep.inputs import CommandName, Role
from crossrep.prescription import Block, Kind, Prescription
from crossrep.simulate.guided_script import script_for
from crossrep.simulate.script import from_values
from crossrep.simulate.tapping import TappingPerson

MOVING = replace(OK, moving=True, phase="lifting")
REP = Rep(
    "r", "s", Role.TRAINED, "biceps_curl", 1, 1, 0.0, 1.0, 5.0, 1.0, 0.0, 3.0, 0.0, 2.0, 5.0,
    "lower-v3", 2.9, 2.5, 90.0, Confidence.HIGH, in_band=True,
)  # fmt: skip


class Held:
    """A guide and what happens to it."""

    def __init__(self, plan: Prescription = SHORT) -> None:
        self.guide, self.t_s, self.orders = Guide(plan, [], MONDAY), 0.0, []

    def do(self, *steps: object) -> "Held":
        for step in steps:
            self.t_s, orders = do(self.guide, step, self.t_s)
            self.orders += orders
        return self

    def look(self, trained: ArmState = OK, affected: ArmState = OK, seconds: float = 0.1) -> "Held":
        for _ in range(max(round(seconds * 10), 1)):
            self.do((trained, affected))
        return self

    def tap(self, name: TapName, **more: object) -> "Held":
        return self.do(Tap(name, **more))

    def to(self, step: Step) -> "Held":
        for n in range(60):
            if self.view.step is step:
                return self
            self.do(("on", "seen")[n % 2])
        raise AssertionError(f"{step} never came, it is {self.view.step}")

    @property
    def view(self):
        return self.guide.view()

    def names(self) -> list[CommandName]:
        return [order.name for order in self.orders]


def test_a_loose_strap_is_shown_before_the_set_and_goes_by_itself_when_it_is_firm() -> None:
    loose = replace(OK, fault=("loose",))
    held = Held().to(Step.WHICH_WRIST).look(loose, seconds=2).do("on")
    assert held.view.step is Step.STRAPS
    assert held.view.wrists[0].state is WristState.LOOSE
    assert {"go", "again", "swap_wrists"} <= set(held.view.taps)
    held.look(OK, seconds=0.2)
    assert held.view.step is Step.FLOOR


def test_who_goes_on_with_a_loose_strap_is_not_asked_again() -> None:
    loose = replace(OK, fault=("loose",))
    held = Held().to(Step.WHICH_WRIST).look(loose).do("on")
    held.tap(TapName.GO).look(loose, seconds=4).tap(TapName.YES)
    assert held.view.step is Step.SET
    held.tap(TapName.END_SET).look(replace(OK, fault=("loose", "not_worn")), seconds=1)
    held.tap(TapName.GO)
    assert held.view.step is Step.STRAPS, "another fault is asked about"


def test_both_arms_still_for_three_seconds_is_the_floor_and_a_tremor_does_not_hold_it_up() -> None:
    held = Held().to(Step.FLOOR).look(MOVING, seconds=2).look(seconds=1.5)
    assert held.view.step is Step.FLOOR
    assert held.view.seconds_left in (1, 2)
    held.look(seconds=2)
    assert held.view.step is Step.WEIGHT
    trembling = Held().to(Step.FLOOR).look(OK, MOVING, seconds=14)
    assert trembling.view.step is Step.FLOOR
    assert trembling.look(OK, MOVING, seconds=2).view.step is Step.WEIGHT


def test_a_pause_keeps_the_count_and_tells_the_engine_what_is_left() -> None:
    held = Held().to(Step.SET).look(replace(MOVING, reps=3))
    assert held.view.reps == 3
    held.orders.clear()
    held.tap(TapName.PAUSE).look(replace(OK, reps=0), seconds=30)
    assert (held.view.step, held.view.reps, held.view.paused) == (Step.PAUSED, 3, True)
    held.tap(TapName.RESUME)
    told = [o.arguments for o in held.orders if o.name is CommandName.EXERCISE]
    assert told[-1]["planned_reps"] == 2
    assert held.names().count(CommandName.PAUSE) == held.names().count(CommandName.RESUME) == 1
    held.look(replace(MOVING, reps=2))
    assert held.view.reps == 5


def test_the_count_of_the_last_set_does_not_begin_the_next() -> None:
    held = Held().to(Step.SET).look(replace(OK, reps=5)).tap(TapName.END_SET).tap(TapName.GO)
    assert (held.view.step, held.view.set_n, held.view.reps) == (Step.SET, 2, 0)
    guide = Guide(SHORT, [], MONDAY)
    guide.course.turn_to(Step.SET)
    guide.course.counting.planned = 5
    guide.snapshot(Snapshot("s", 1.0, "x", replace(OK, reps=5), OK))
    assert guide.view().reps == 0, "its own step has not come back from the log"


def test_a_rest_stands_still_in_a_pause_and_ends_by_itself() -> None:
    held = Held().to(Step.REST).do(20.0)
    left = held.view.seconds_left
    assert left is not None
    assert 39 <= left <= 41
    held.tap(TapName.PAUSE).do(100.0)
    assert held.view.seconds_left == left
    held.tap(TapName.RESUME).do(float(left - 1))
    assert held.view.step is Step.REST
    held.do(2.0)
    assert (held.view.step, held.view.set_n) == (Step.SET, 2)


def test_a_second_tap_of_a_trembling_hand_is_for_the_page_before() -> None:
    plan = replace(SHORT, blocks=(replace(CURLS, sets=1), Block(kind=Kind.MENTAL, minutes=1)))
    held = Held(plan).to(Step.EFFORT).tap(TapName.GO).do(0.1).tap(TapName.GO)
    assert held.view.step is Step.PRACTICE
    held.do(0.4).tap(TapName.GO)
    assert held.view.step is Step.PAIN_END


def test_an_effort_nobody_gave_is_in_the_log_as_not_given() -> None:
    held = Held().to(Step.REST)
    held.orders.clear()
    held.do(61.0)
    answers = [o.arguments for o in held.orders if o.name is CommandName.ANSWER]
    assert [(a["question"], a.get("value")) for a in answers] == [("effort", None)]


def test_a_practice_lasts_its_minutes_without_its_pauses() -> None:
    plan = one_block(Block(kind=Kind.MENTAL, minutes=1.0))
    held = Held(plan).to(Step.PRACTICE).do(20.0).tap(TapName.PAUSE).do(300.0).tap(TapName.RESUME)
    assert held.view.seconds_left == 40
    held.do(20.0).tap(TapName.STOP).tap(TapName.STOP)
    summary = held.view.summary
    assert summary is not None
    assert summary.practice_minutes == pytest.approx(40 / 60, abs=0.06)
    assert summary.ended_by == "person"


@pytest.mark.parametrize(
    ("late_s", "reps", "step"),
    [(1.0, 3, Step.SET), (20.0, 3, Step.REST), (1.0, 5, Step.REST)],
    ids=["the chain changed", "a long rest", "enough"],
)
def test_the_engines_set_and_the_persons_are_not_the_same(
    late_s: float, reps: int, step: Step
) -> None:
    held = Held().to(Step.SET).look(replace(MOVING, reps=reps))
    closed = SetClosed("c", "s", Role.TRAINED, "x", 1, 0.0, held.t_s - late_s, reps, 3.0, 0)
    held.do(closed)
    assert held.view.step is step
    assert held.view.reps == reps


def test_what_was_shown_and_is_said_in_the_engines_next_set_counts_once() -> None:
    held = Held().to(Step.SET).look(MOVING).do(REP, REP).look(replace(MOVING, reps=3))
    assert held.view.reps == 3
    held.do(SetClosed("c", "s", Role.TRAINED, "x", 1, 0.0, held.t_s - 1.0, 2, 3.0, 0))
    held.look(replace(MOVING, reps=1)).do(REP)
    assert held.view.reps == 3
    assert held.look(replace(MOVING, reps=2)).view.reps == 4


def test_a_set_that_the_engine_did_not_confirm_ends_by_itself() -> None:
    held = Held().to(Step.SET).look(replace(OK, reps=5), seconds=6.5)
    assert held.view.step is Step.SET
    assert held.look(replace(OK, reps=5), seconds=1).view.step is Step.REST


@pytest.mark.parametrize(
    ("rep", "kind"),
    [
        (REP, SignKind.ON_PACE),
        (replace(REP, lowering_s=1.4, in_band=False), SignKind.QUICKER),
        (replace(REP, lowering_s=6.0, in_band=False), SignKind.LONGER),
        (replace(REP, stops=(Stop(3.0, 3.4, 0.5),)), SignKind.STOP),
        (replace(REP, stops=(Stop(3.0, 3.2, 0.5),)), SignKind.ON_PACE),
        (replace(REP, confidence=Confidence.LOW, in_band=None), SignKind.COUNTED),
    ],
)
def test_a_sign_says_what_was_measured(rep: Rep, kind: SignKind) -> None:
    assert sign_of(rep, (2.5, 5.0)) is kind


def test_a_sign_is_large_for_two_seconds() -> None:
    held = Held().to(Step.SET).look().do(REP)
    assert held.view.sign is not None
    assert (held.view.sign.shown, held.view.sign.seconds) == (True, 3.0)
    held.do(1.9)
    assert held.view.sign.shown
    held.do(0.2)
    assert not held.view.sign.shown
    assert held.view.sign.kind is SignKind.ON_PACE


def test_the_affected_arms_card_changes_calmly() -> None:
    held = Held().to(Step.SET).look(seconds=3)
    assert held.view.affected == "quiet"
    assert held.look(OK, MOVING, seconds=0.2).view.affected == "quiet"
    assert held.look(OK, MOVING, seconds=0.3).view.affected == "moving"
    assert held.look(OK, OK, seconds=0.6).view.affected == "moving"
    assert held.look(OK, OK, seconds=0.6).view.affected == "quiet"
    gone = replace(OK, connected=False, fault=("link_lost",))
    assert held.look(OK, gone, seconds=1.5).view.affected == "not_observed"
    assert held.view.step is Step.SET


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.01, 0.5)), max_size=60))
def test_what_is_shown_stays_and_what_is_new_has_lasted(changes: list[tuple[str, float]]) -> None:
    settled, t_s, shown = Settled("a"), 0.0, [("a", float("-inf"))]
    since: dict[str, float] = {}
    for word, wait_s in changes:
        t_s += wait_s
        since = {word: since.get(word, t_s)}
        now = settled.take(word, t_s)
        if now != shown[-1][0]:
            assert t_s - since[now] >= LAST_S
            assert t_s - shown[-1][1] >= STAY_S
            shown.append((now, t_s))


def test_someone_elses_pause_is_shown_and_their_word_ends_it() -> None:
    held = Held().to(Step.SET)
    held.orders.clear()
    held.do(SessionPaused("p", "s", 1.0))
    assert held.view.step is Step.PAUSED
    assert CommandName.PAUSE not in held.names(), "it is paused already"
    held.do(SessionResumed("p", "s", 2.0))
    assert held.view.step is Step.SET
    assert CommandName.RESUME not in held.names()


def test_a_set_ends_after_a_minutes_rest_through_the_engine() -> None:
    """Three of five, then nothing: the set is over, and the effort is asked."""
    script = script_for(one_block(replace(CURLS, sets=1, weight_kg=None)))
    blocks = [block.model_dump() for block in script.block]
    blocks[3] |= {"reps": 3}
    blocks[4] = {"kind": "rest", "duration_s": 66.0}
    held = guided(
        one_block(replace(CURLS, sets=1, weight_kg=None)),
        script=from_values(script.model_dump() | {"block": blocks}),
    )
    last = max(rep.end_s for rep in only(held.events, Rep))
    effort = next(s for s in only(held.events, StepStarted) if s.kind == "effort")
    assert effort.t_s - last == pytest.approx(60.0, abs=1.5)
    assert held.guide.view().reps in (0, 3)


def test_a_pause_in_mid_set_through_the_engine_adds_up() -> None:
    """Two, a pause, and the others: every repetition outside the pause counts once."""
    plan = one_block(replace(CURLS, sets=1, reps=8, weight_kg=None))
    person, since = TappingPerson(QUICK), [0.0]

    def look(view, t_s):
        if view.step is Step.SET and view.reps == 4 and not since[0]:
            since[0] = t_s
            return Tap(TapName.PAUSE)
        if view.step is Step.PAUSED:
            return Tap(TapName.RESUME) if t_s - since[0] > 0.3 else None
        return person.look(view, t_s)

    held = guided(plan, look=look)
    counts = [view.reps for _, view in held.pages if view.step in (Step.SET, Step.PAUSED)]
    assert counts == sorted(counts)
    assert counts[-1] == 8
    assert len(only(held.events, Rep)) == 8
