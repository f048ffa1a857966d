"""Every family of wearables on the same simulated wearer: the same counts, and the laws hold."""

from functools import cache

import pytest
from wearers import events_of, events_of_batches, inputs_of, reps_of, settings

from crossrep.drivers.profile import NO_GYROSCOPE, Profile
from crossrep.drivers.table import PROFILES
from crossrep.engine import Engine, restore, save
from crossrep.events import Bout, Event, FaultEnded, FaultKind, SessionEnded
from crossrep.inputs import Input, LinkState, Notification, Role, Side
from crossrep.simulate import from_toml
from wearable_families import each_family

SESSION = """
seed = {seed}
[sensor]
family = "{family}"
rate_hz = {rate_hz}
grade = "{grade}"
[radio]
loss_percent = {loss}
[[block]]
kind = "rest"
duration_s = 4
[[block]]
kind = "set"
reps = {reps}
range_deg = 90
lifting_s = 1
hold_s = 0.5
lowering_s = 2
rest_s = 0.8
[[block]]
kind = "rest"
duration_s = 9
also = [{{ kind = "own", at_s = 2, range_deg = 40, duration_s = 2, times = 1 }}]
{events}
"""
TOLERANCE_S = 0.02
GAP = (Role.TRAINED, FaultKind.GAP)
TIMED = [profile for profile in PROFILES if profile.gyroscope]
timed = pytest.mark.parametrize("family", [profile.driver for profile in TIMED])
cut = pytest.mark.parametrize("profile", each_family(TIMED))


@cache
def session(
    family: str,
    *,
    rate_hz: float = 100,
    loss: float = 0,
    events: str = "",
    grade: str = "typical",
    seed: int = 3,
    reps: int = 4,
) -> tuple[Input, ...]:
    return inputs_of(from_toml(SESSION.format(**locals())))


def faults(events: list[Event]) -> set[tuple[Role, FaultKind]]:
    return {(e.role, e.kind) for e in events if isinstance(e, FaultEnded)}


@timed
def test_a_family_says_what_the_wearer_did_as_witmotion_says_it(family: str):
    said, usual = events_of(session(family)), reps_of(events_of(session("witmotion")))
    reps = reps_of(said)
    assert len(reps) == len(usual) == 4
    for a, b in zip(reps, usual, strict=True):
        assert a.lowering_s == pytest.approx(b.lowering_s, abs=TOLERANCE_S)
        assert a.lifting_s == pytest.approx(b.lifting_s, abs=TOLERANCE_S)
        assert a.confidence == "high"
    profile = next(p for p in PROFILES if p.driver == family)
    expected = set() if profile.device_time else {(r, FaultKind.NO_DEVICE_TIME) for r in Role}
    assert faults(said) == (set() if family == "witmotion" else expected)
    assert len([e for e in said if isinstance(e, Bout)]) == 1


@cut
def test_laziness_batches_and_a_saved_state_say_the_same(profile: Profile):
    inputs = session(profile.driver, loss=4)
    whole = events_of(inputs)
    assert events_of_batches(inputs, [3, 700, 41, 500]) == whole
    engine, said = Engine(settings(), block_s=7.0), []
    for i, item in enumerate(inputs):
        said += engine.feed(item)
        if i in (20, len(inputs) // 2):
            engine = restore(save(engine))
    assert said + engine.finish() == whole


@cut
def test_lost_packets_leave_every_other_repetition_as_it_was(profile: Profile):
    """A lost packet of Polar's is half a second: a fault, and the repetition it is in is holed."""
    family = profile.driver
    loss, reps = (1.5, 9) if family == "polar_sense" else (3, 4)
    true = reps_of(events_of(session(family, reps=reps)))
    said = events_of(session(family, loss=loss, reps=reps))
    gaps = [e for e in said if isinstance(e, FaultEnded) and (e.role, e.kind) == GAP]
    whole = [
        r for r in reps_of(said) if all(r.end_s < g.start_s or r.start_s > g.end_s for g in gaps)
    ]
    assert len(whole) >= reps - 1
    for rep in whole:
        near = min(true, key=lambda other: abs(other.top_s - rep.top_s))
        exact_s = 0.12 if profile.device_time else 0.2
        assert rep.lowering_s == pytest.approx(near.lowering_s, abs=exact_s)


@timed
def test_packets_that_come_twice_count_once(family: str):
    if not next(p for p in PROFILES if p.driver == family).counter:
        return
    twice = [x for item in session(family) for x in ([item] * (1 + is_data(item)))]
    said = events_of(twice)
    told = [e for e in said if getattr(e, "kind", None) is FaultKind.DUPLICATES]
    assert [e for e in said if e not in told] == events_of(session(family))
    assert {e.role for e in told} == set(Role)
    assert all(int(e.detail.split()[0]) > 20 for e in told)


def is_data(item: Input) -> bool:
    return isinstance(item, Notification) and len(item.payload) > 16


@timed
def test_a_unit_that_lost_its_power_begins_anew(family: str):
    lost = '[[event]]\nkind = "power_lost"\narm = "trained"\nat_s = 23\nduration_s = 2'
    said = events_of(session(family, events=lost))
    assert len(reps_of(said)) == 4
    assert (Role.TRAINED, FaultKind.LINK_LOST) in faults(said)


@cut
def test_another_family_on_the_same_wrist_goes_on(profile: Profile):
    """The sensor is changed for one of another make between two sets."""
    family = profile.driver
    other = "witmotion" if family != "witmotion" else "movella_dot"
    before, after = session(other), session(family)
    last_ns = before[-1].t_host_ns - after[0].t_host_ns
    later = [moved(item, last_ns) for item in after[1:]]
    reps = reps_of(events_of([*before, *later]))
    assert len(reps) == 8


def moved(item: Input, by_ns: int) -> Input:
    return type(item)(
        **{
            name: getattr(item, name) + by_ns if name == "t_host_ns" else getattr(item, name)
            for name in item.__dataclass_fields__
        }
    )


def mixed(trained: str, affected: str, grade: str = "typical") -> list[Input]:
    """One family on the right wrist, which trains, another on the left."""
    right = [i for i in session(trained) if getattr(i, "side", Side.RIGHT) is Side.RIGHT]
    left = session(affected, rate_hz=50, grade=grade)
    both = [*right, *(i for i in left if getattr(i, "side", None) is Side.LEFT)]
    return sorted(both, key=lambda item: item.t_host_ns)


def test_without_a_gyroscope_nothing_is_timed_and_one_sentence_says_why():
    said = events_of(session("banglejs"))
    assert reps_of(said) == []
    refused = [e for e in said if isinstance(e, FaultEnded) and e.kind is FaultKind.REFUSED]
    assert [(e.role, e.detail) for e in refused] == [(Role.TRAINED, NO_GYROSCOPE)]


def test_without_a_gyroscope_an_affected_arm_is_watched():
    said = events_of(mixed("own", "banglejs"))
    assert len(reps_of(said)) == 4
    assert faults(said) == {(Role.AFFECTED, FaultKind.NO_GYROSCOPE)}
    alone = [e for e in said if isinstance(e, Bout) and e.start_s > 20]
    assert len(alone) == 1
    ended = said[-1]
    assert isinstance(ended, SessionEnded)
    assert ended.affected_observed_s > 20


def test_without_a_gyroscope_a_still_arm_does_nothing():
    still = SESSION.replace("also =", "# also =")
    said = events_of(
        inputs_of(
            from_toml(
                still.format(
                    family="banglejs", rate_hz=50, loss=0, events="", grade="poor", seed=3, reps=4
                )
            )
        ),
        trained="left",
    )
    assert [e for e in said if isinstance(e, Bout) and e.start_s > 22] == []


@pytest.mark.parametrize("block_s", [0.0, 3.0, 1000.0])
def test_tilt_is_the_same_however_it_was_handed_over(block_s: float):
    inputs = mixed("own", "banglejs")
    assert events_of(inputs, block_s=block_s) == events_of(inputs)


def test_a_link_that_begins_without_a_family_that_is_known_says_which_there_are():
    links = [i for i in session("own") if getattr(i, "state", None) is LinkState.CONNECTED]
    assert {link.driver for link in links} == {"own"}
