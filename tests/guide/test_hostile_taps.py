"""Any order of taps, events, snapshots and time: help is always in reach, and nothing raises."""

import json
import math
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import CURLS, MONDAY, SHORT

from crossrep.engine import Engine
from crossrep.events import (
    ArmState,
    Confidence,
    Event,
    FaultKind,
    PracticeRep,
    Rep,
    RepRejected,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SessionStarted,
    SetClosed,
    Snapshot,
    StepStarted,
    Stop,
    WhichMoved,
)
from crossrep.guide.guide import Guide, restore, save
from crossrep.guide.orders import Order
from crossrep.guide.past import PastDay
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import GuideView, Step, plain
from crossrep.inputs import CommandName, Role, Side
from crossrep.prescription import Block, Kind, Prescription, Who
from crossrep.settings import Settings
from crossrep.simulate import simulate
from crossrep.simulate.guided import Guided
from crossrep.simulate.guided_script import script_for

BLOCKS = (
    replace(CURLS, sets=2), replace(CURLS, who=Who.AFFECTED, sets=1, weight_kg=None),
    replace(CURLS, who=Who.BOTH, exercise="row", sets=1), Block(kind=Kind.MENTAL, minutes=0.5),
    Block(kind=Kind.FUNCTIONAL, task="carry_tray", minutes=0.2), Block(kind=Kind.BILATERAL),
)  # fmt: skip
PLANS = st.builds(
    lambda blocks, stiff, cap: replace(
        SHORT, blocks=tuple(blocks), ask_stiffer=stiff, daily_reps=cap
    ),
    st.lists(st.sampled_from(BLOCKS), max_size=3), st.booleans(), st.sampled_from([5, 8, 60]),
)  # fmt: skip
PAST = st.lists(
    st.builds(
        lambda ago, reps, name: PastDay(MONDAY - timedelta(days=ago), {name: reps}),
        st.integers(0, 30), st.integers(0, 80), st.sampled_from(["biceps_curl", "row"]),
    ),
    max_size=6,
)  # fmt: skip
NUMBER = st.none() | st.floats() | st.integers(-1, 11).map(float)
TAPS = st.builds(
    Tap,
    st.sampled_from(TapName),
    st.sampled_from(["", "pain", "effort", "weight_kg", "pain_side", "where", "nonsense"]),
    NUMBER,
    st.sampled_from(["", "left", "arm", "other", "nothing", "x" * 200]),
)
FAULTS = st.lists(st.sampled_from([kind.value for kind in FaultKind]), max_size=2).map(tuple)
ARMS = st.builds(
    ArmState, st.booleans(), st.floats(0, 150), st.sampled_from(["unknown", "rest", "lifting"]),
    st.booleans(), st.floats(0, 2000), st.integers(0, 12), st.integers(0, 3), st.none(),
    st.floats(0, 10), FAULTS,
)  # fmt: skip
REPS = st.builds(
    Rep, st.integers(0, 99).map(str), st.just("s"), st.sampled_from(Role),
    st.sampled_from(["biceps_curl", "row"]), st.integers(1, 3), st.integers(1, 30),
    *[st.floats(0, 100)] * 3, st.floats(0.2, 3), st.floats(0, 1), st.floats(0.1, 9),
    *[st.floats(0, 100)] * 3, st.just("lower-v3"), st.none(), st.none(), st.floats(0, 150),
    st.sampled_from(Confidence), st.sampled_from([(), ("gap",)]),
    st.sampled_from([(), (Stop(1.0, 2.0, 0.5),)]), st.none(), st.floats(0, 900) | st.none(),
    st.floats(0, 900) | st.none(), in_band=st.none() | st.booleans(),
)  # fmt: skip
EVENTS = st.one_of(
    REPS,
    st.builds(PracticeRep, *[st.just("p")] * 2, *[st.integers(1, 9)] * 2, *[st.just(1.0)] * 7),
    st.builds(RepRejected, st.just("r"), st.just("s"), st.sampled_from(Role), st.just(1.0),
              st.just(2.0), st.just("partial"), st.just(20.0)),
    st.builds(SetClosed, st.just("c"), st.just("s"), st.just(Role.TRAINED), st.just("row"),
              st.integers(1, 3), st.just(0.0), st.floats(0, 100), st.integers(1, 9), st.none(),
              st.just(0)),
    st.builds(WhichMoved, st.just("w"), st.just("s"), st.just(1.0),
              st.sampled_from(["trained", "affected", "both", "none", "?"])),
    st.just(SessionStarted("s", 0.0, 0, "", "")),
    st.just(SessionPaused("p", "s", 1.0)), st.just(SessionResumed("p", "s", 1.0)),
)  # fmt: skip
STEPS = st.one_of(
    TAPS, TAPS, ARMS.flatmap(lambda a: ARMS.map(lambda b: (a, b))), EVENTS,
    st.just("seen"), st.floats(0, 200), st.sampled_from([float("nan"), float("inf"), -5.0]),
    st.just("on"), st.just("on"),
)  # fmt: skip
PAGES = st.integers(0, 24)
ALONG = {
    Step.START: Tap(TapName.GO), Step.STIFFER: Tap(TapName.NO), Step.SENSORS: Tap(TapName.GO),
    Step.STRAPS: Tap(TapName.GO), Step.WEIGHT: Tap(TapName.YES), Step.SET: Tap(TapName.END_SET),
    Step.REST: Tap(TapName.GO), Step.EFFORT: Tap(TapName.GO), Step.PRACTICE: Tap(TapName.GO),
    Step.PAUSED: Tap(TapName.RESUME), Step.PAIN: Tap(TapName.SKIP),
    Step.WHICH_WRIST: Tap(TapName.YES), Step.PAIN_END: Tap(TapName.SKIP),
}  # fmt: skip
OK = ArmState(connected=True, phase="rest")


def orders_of(guide: Guide, step: object, t_s: float) -> list[Order]:
    """One thing that happens at that time."""
    match step:
        case float():
            return guide.tick(t_s if math.isfinite(step) else step)
        case Tap():
            return guide.tap(step)
        case "on":
            return along(guide, t_s)
        case "seen":
            later = [t_s - 5.0 + 0.1 * n for n in range(1, 51)]
            return [o for at in later for o in guide.snapshot(Snapshot("s", at, "row", OK, OK))]
        case tuple():
            return guide.snapshot(Snapshot("s", t_s, "row", *step))
        case _:
            return guide.event(step)  # type: ignore[arg-type]


def along(guide: Guide, t_s: float) -> list[Order]:
    """What brings this page to the next one."""
    page = guide.view().step
    orders = []
    if page is Step.WHICH_WRIST:
        orders = guide.event(WhichMoved("w", "s", t_s, "trained"))
    return [*orders, *(guide.tap(ALONG[page]) if page in ALONG else [])]


def do(guide: Guide, step: object, t_s: float) -> tuple[float, list[Order]]:
    """The same, and what was ordered comes back as events, as from an engine."""
    if isinstance(step, float) and 0 <= step < 1e6:
        t_s += step
    t_s += {"seen": 5.0}.get(step, 0.1) if isinstance(step, str | tuple) else 0.0
    orders = orders_of(guide, step, t_s)
    said = list(orders)
    while orders:
        order, *orders = orders
        event = echo(order, t_s)
        more = guide.event(event) if event is not None else []
        orders, said = [*orders, *more], [*said, *more]
    return t_s, said


def echo(order: Order, t_s: float) -> Event | None:
    match order.name:
        case CommandName.STEP:
            kind, arms = str(order.arguments["kind"]), str(order.arguments.get("arms", ""))
            return StepStarted("x", "s", t_s, kind, arms=arms)
        case CommandName.PAUSE:
            return SessionPaused("p", "s", t_s)
        case CommandName.RESUME:
            return SessionResumed("p", "s", t_s)
        case _:
            return None


def begun(plan: Prescription, past: list[PastDay], pages: int) -> tuple[Guide, float]:
    """A session some pages on."""
    guide, t_s = Guide(plan, past, MONDAY), 0.0
    for n in range(pages):
        t_s, _ = do(guide, ("on", "seen")[n % 2], t_s)
    return guide, t_s


def copy_of(guide: Guide) -> Guide:
    return restore(json.loads(json.dumps(save(guide), allow_nan=False)))


def tapped(guide: Guide, *names: TapName) -> GuideView:
    other = copy_of(guide)
    for name in names:
        do(other, Tap(name), other.course.now_s)
    return other.view()


def check_help_is_in_reach(guide: Guide) -> None:
    view = guide.view()
    json.dumps(plain(view), allow_nan=False)
    if view.over:
        assert set(view.taps) <= {"close"}
        return
    assert "stop" in view.taps
    assert {"pause", "resume"} & set(view.taps)
    assert tapped(guide, TapName.STOP).step in (Step.PAIN_END, Step.SUMMARY)
    assert tapped(guide, TapName.STOP, TapName.STOP).over
    assert tapped(guide, TapName.PAUSE).step is Step.PAUSED
    assert tapped(guide, TapName.PAUSE).paused
    assert tapped(guide, TapName.HURTS).step is Step.HURTS
    assert tapped(guide, TapName.RED_FLAGS).step is Step.RED_FLAGS
    assert tapped(guide, TapName.RED_FLAGS, TapName.YES).step is Step.EMERGENCY


@given(PLANS, PAST, PAGES, st.lists(STEPS, max_size=50))
@settings(max_examples=150)
def test_any_order_of_anything(
    plan: Prescription, past: list[PastDay], pages: int, steps: list[object]
) -> None:
    guide, t_s = begun(plan, past, pages)
    counts: dict[tuple[int, int], int] = {}
    for step in steps:
        was_over = guide.over
        t_s, orders = do(guide, step, t_s)
        assert not (was_over and orders), "an order after the end"
        view = guide.view()
        if view.step in (Step.SET, Step.PAUSED, Step.SENSOR_LOST) and view.set_n:
            place = (view.block_n, view.set_n)
            assert view.reps >= counts.get(place, 0), "the count fell"
            counts[place] = view.reps
    check_help_is_in_reach(guide)


@given(PLANS, PAGES, st.lists(STEPS, max_size=20), st.lists(STEPS, max_size=20))
@settings(max_examples=100)
def test_put_away_and_taken_up_again_it_goes_on_the_same(
    plan: Prescription, pages: int, before: list[object], after: list[object]
) -> None:
    guide, t_s = begun(plan, [], pages)
    for step in before:
        t_s, _ = do(guide, step, t_s)
    other, other_s = copy_of(guide), t_s
    for step in after:
        (t_s, said), (other_s, also) = do(guide, step, t_s), do(other, step, other_s)
        assert said == also
    assert guide.view() == other.view()


@given(PLANS, st.lists(TAPS, max_size=80))
@settings(max_examples=150)
def test_the_engine_is_paused_when_the_page_says_so(plan: Prescription, taps: list[Tap]) -> None:
    guide, paused, t_s = Guide(plan, [], MONDAY), False, 0.0
    for tap in taps:
        t_s, orders = do(guide, tap, t_s)
        t_s, more = do(guide, "on", t_s)
        for order in (*orders, *more):
            if order.name in (CommandName.PAUSE, CommandName.RESUME):
                assert paused is (order.name is CommandName.RESUME), "asked twice"
                paused = not paused
        assert guide.view().paused is paused


def test_from_the_first_to_the_last_page_help_is_in_reach() -> None:
    guide, t_s, seen = Guide(SHORT, [], MONDAY), 0.0, set()
    for n in range(40):
        t_s, _ = do(guide, ("on", "seen")[n % 2], t_s)
        check_help_is_in_reach(guide)
        seen.add(guide.view().step)
    others = {Step.PAUSED, Step.HURTS, Step.RED_FLAGS, Step.EMERGENCY, Step.REST_DAY}
    assert set(Step) - seen == others | {Step.SENSOR_LOST, Step.STRAPS, Step.START}


def test_what_ended_stays_ended() -> None:
    guide = Guide(SHORT, [], MONDAY)
    guide.event(SessionEnded("s", 3.0, 0, 0, 0.0, 0.0, 0.0))
    assert guide.over
    for name in TapName:
        assert guide.tap(Tap(name)) == []
    assert guide.view().step is Step.SUMMARY
    assert guide.closed


@pytest.mark.parametrize("seed", [1])
def test_a_wild_person_at_a_real_engine_leaves_a_log_that_replays(seed: int) -> None:
    """Taps of every kind, many a second: the log alone still gives the same events."""
    chance, names = random.Random(seed), list(TapName)

    def look(view: GuideView, _: float) -> Tap | None:
        if chance.random() < 0.5:
            return None
        asked = view.question.name if view.question else ""
        name = TapName(chance.choice(view.taps)) if view.taps else chance.choice(names)
        if name is TapName.STOP and chance.random() < 0.95:
            return None
        value, choice = chance.choice([0.0, 1.0, 3.0]), chance.choice(["arm", "nothing", "left"])
        return Tap(name, asked, value, choice)

    settings_ = Settings(Side.RIGHT, "biceps_curl")
    held = Guided(Engine(settings_), Guide(SHORT, [], MONDAY))
    held.run(simulate(script_for(SHORT)).inputs, look)
    engine = Engine(settings_, block_s=5.0)
    said = [event for item in held.log for event in engine.feed(item)]
    assert said + engine.finish() == held.events
