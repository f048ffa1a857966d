"""A whole session, from the first tap to the last page, through the real engine."""

import json
from dataclasses import replace

import pytest
from plans import CURLS, LAZY_S, LIVE_S, MONDAY, QUICK, SHORT, guided, one_block, only

from crossrep.engine import Engine
from crossrep.events import Answered, Rep, SafetyFired, StepStarted
from crossrep.guide.guide import Guide, restore, save
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import SignKind, Step, plain
from crossrep.inputs import Side
from crossrep.prescription import Block, Kind, Prescription, Who
from crossrep.settings import Settings
from crossrep.simulate import simulate
from crossrep.simulate.guided import Guided
from crossrep.simulate.guided_script import script_for
from crossrep.simulate.tapping import TappingPerson


@pytest.fixture(scope="module")
def session() -> Guided:
    return guided(block_s=LIVE_S)


def test_the_pages_come_in_their_order(session: Guided) -> None:
    pages = list(dict.fromkeys(view.step for _, view in session.pages))
    assert pages == [
        Step.START, Step.PAIN, Step.STIFFER, Step.WHICH_WRIST, Step.FLOOR, Step.WEIGHT,
        Step.SET, Step.REST, Step.EFFORT, Step.PRACTICE, Step.PAIN_END, Step.SUMMARY,
    ]  # fmt: skip
    assert session.guide.over


def test_the_last_page_says_what_was_measured(session: Guided) -> None:
    summary = session.guide.view().summary
    assert summary is not None
    reps = only(session.events, Rep)
    assert (summary.reps, summary.planned_reps) == (10, 10) == (len(reps), 10)
    assert summary.lowering_median_s == pytest.approx(2.8, abs=0.1)
    assert summary.in_band_reps == summary.judged_reps == 10
    assert summary.practice_reps >= 2
    assert (summary.pain_start, summary.pain_end, summary.effort_max) == (1.0, 1.0, 5.0)
    assert (summary.ended_by, summary.safety, summary.next_day) == ("plan", (), "2026-11-25")
    assert summary.affected_unobserved_s is not None


def test_the_log_alone_gives_the_same_events(session: Guided) -> None:
    engine = Engine(Settings(SHORT.trained, "biceps_curl"), block_s=5.0)
    said = [event for item in session.log for event in engine.feed(item)]
    assert said + engine.finish() == session.events


def test_every_answer_is_in_the_log_and_what_was_asked_before_it(session: Guided) -> None:
    asked = [(e.question, e.value, e.side) for e in only(session.events, Answered)]
    assert asked == [
        ("pain", 1.0, ""), ("pain_side", None, "left"), ("stiffer", 0.0, ""),
        ("weight_kg", 1.0, ""), ("effort", 4.0, ""), ("effort", 5.0, ""), ("pain_end", 1.0, ""),
    ]  # fmt: skip
    steps = only(session.events, StepStarted)
    assert [s.kind for s in steps if s.kind in ("set", "rest", "affected")] == [
        "set", "rest", "set", "affected",
    ]  # fmt: skip
    first = next(s for s in steps if s.kind == "set")
    assert (first.exercise, first.arms, first.set_n, first.sets) == (
        "biceps_curl", "trained", 1, 2,
    )  # fmt: skip
    assert (first.planned_reps, first.weight_kg, first.revision) == (5, 1.0, 1)


def test_the_count_never_falls_within_a_set_and_follows_the_arm(session: Guided) -> None:
    sets: dict[int, list[int]] = {}
    for _, view in session.pages:
        if view.step is Step.SET:
            sets.setdefault(view.set_n, []).append(view.reps)
    assert set(sets) == {1, 2}
    for counts in sets.values():
        assert counts == sorted(counts)
        assert counts[-1] == 5
    ends = [rep.end_s for rep in only(session.events, Rep)]
    first = [t for t, view in session.pages if view.step is Step.SET and view.reps == 1]
    assert first[0] >= ends[0] - 0.6, "a count before its repetition"


def test_each_repetition_has_one_sign(session: Guided) -> None:
    signs = {view.sign.n: view.sign for _, view in session.pages if view.sign is not None}
    assert max(signs) == 10
    assert {sign.kind for sign in signs.values()} == {SignKind.ON_PACE}
    assert all(sign.seconds == pytest.approx(2.8, abs=0.4) for sign in signs.values())


def test_a_view_is_plain_json_in_every_page(session: Guided) -> None:
    for _, view in session.pages:
        values = json.loads(json.dumps(plain(view), allow_nan=False))
        assert values["step"] == view.step
        assert set(values["taps"]) <= set(TapName)
        assert "stop" in values["taps"] or view.over


def test_saved_anywhere_it_goes_on_the_same() -> None:
    """The guide is put away and taken up again at every tenth look."""
    looks = 0
    person = TappingPerson(QUICK)
    held: Guided

    def look(view, t_s):
        nonlocal looks
        looks += 1
        if looks % 10 == 0:
            held.guide = restore(json.loads(json.dumps(save(held.guide), allow_nan=False)))
        return person.look(view, t_s)

    prescription = one_block(replace(CURLS, sets=1))
    engine = Engine(Settings(Side.RIGHT, "biceps_curl"), LAZY_S)
    held = Guided(engine, Guide(prescription, [], MONDAY))
    held.run(simulate(script_for(prescription)).inputs, look)
    whole = guided(prescription)
    assert held.events == whole.events
    assert held.guide.view() == whole.guide.view()


def test_what_cannot_be_said_is_not_given_and_not_zero() -> None:
    habits = replace(QUICK, pain=None, pain_end=None, stiffer=None, effort=(None,))
    session = guided(one_block(replace(CURLS, sets=1)), habits)
    given = {e.question: (e.value, e.side) for e in only(session.events, Answered)}
    assert given == {
        "pain": (None, ""), "stiffer": (None, ""), "weight_kg": (1.0, ""), "effort": (None, ""),
        "pain_end": (None, ""),
    }  # fmt: skip
    summary = session.guide.view().summary
    assert summary is not None
    assert (summary.pain_start, summary.pain_end, summary.effort_max) == (None, None, None)
    assert only(session.events, SafetyFired) == []


@pytest.mark.parametrize(
    ("block", "counted"),
    [
        (Block(exercise="biceps_curl", who=Who.AFFECTED, sets=1, reps=5, lowering_s=2.8), 5),
        (Block(exercise="biceps_curl", who=Who.BOTH, sets=1, reps=5, lifting_s=1), 5),
        (Block(kind=Kind.BILATERAL, exercise="biceps_curl", minutes=0.5), 4),
        (Block(kind=Kind.FUNCTIONAL, task="fold_towel", minutes=0.2), 0),
        (Block(kind=Kind.MENTAL, exercise="biceps_curl", minutes=0.2), 0),
    ],
    ids=["affected", "both", "bilateral", "functional", "mental"],
)
def test_every_kind_of_block_comes_to_its_end(block: Block, counted: int) -> None:
    session = guided(one_block(block))
    summary = session.guide.view().summary
    assert summary is not None
    assert summary.ended_by == "plan"
    counts = [v.reps for _, v in session.pages if v.step in (Step.SET, Step.PRACTICE)]
    assert max(counts) >= counted
    works = block.who is Who.BOTH
    assert summary.reps == (5 if works else 0), "only the trained arm's sets are its repetitions"
    steps = [s for s in only(session.events, StepStarted) if s.kind in (*Kind, "set")]
    assert [s.kind for s in steps] == ["set" if block.kind is Kind.EXERCISE else block.kind.value]
    if block.kind is not Kind.EXERCISE:
        assert summary.practice_minutes == pytest.approx(block.minutes, abs=0.06)


def test_a_left_trained_person_is_guided_in_the_mirror() -> None:
    prescription = replace(one_block(replace(CURLS, sets=1)), trained=Side.LEFT)
    session = guided(prescription)
    view = session.guide.view()
    assert view.trained_side == "left"
    assert view.summary is not None
    assert view.summary.reps == 5


def test_the_weight_may_be_less_never_more() -> None:
    guide = Guide(SHORT, [], MONDAY)
    guide.course.block_i = 0
    guide.course.turn_to(Step.WEIGHT)
    for kg, taken in ((2.0, False), (-1.0, False), (float("nan"), False), (0.5, True)):
        guide.tap(Tap(TapName.ANSWER, "weight_kg", kg))
        assert (guide.view().step is not Step.WEIGHT) is taken, kg
    assert guide.view().weight_kg == 0.5


def test_an_unconfirmed_plan_says_so_everywhere_and_a_confirmed_one_too() -> None:
    view = Guide(SHORT, [], MONDAY).view()
    assert not view.confirmed
    confirmed = replace(SHORT, confirmed_by="therapist-2", confirmed_on=MONDAY)
    view = Guide(confirmed, [], MONDAY).view()
    assert (view.confirmed, view.confirmed_on) == (True, "2026-11-23")


def test_without_blocks_there_is_nothing_to_do_today() -> None:
    guide = Guide(Prescription("p1", Side.RIGHT), [], MONDAY)
    guide.tap(Tap(TapName.GO))
    assert guide.view().step is Step.REST_DAY
    assert guide.over
