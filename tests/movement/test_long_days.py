"""However long somebody goes on, in whatever way: memory stays flat, and the old says nothing."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields

import numpy as np
import pytest

from crossrep.engine import Engine
from crossrep.events import Rep, SetClosed
from crossrep.inputs import Input
from crossrep.movement.finding import chains, finder
from crossrep.movement.finding.chains import LEAST_KEPT, Chain
from crossrep.movement.finding.choice import RECENT, judge
from crossrep.movement.finding.direction import direction
from crossrep.movement.finding.halves import Half
from crossrep.movement.finding.signals import BANK
from crossrep.movement.finding.turning import Turn
from crossrep.movement.repetitions import due, trained
from crossrep.settings import Settings
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.orientation import Posture
from crossrep.signal.track import KEPT, Track
from crossrep.simulate import from_toml, simulate
from crossrep.state import Codec

SET = """
[[block]]
kind = "set"
reps = {reps}
range_deg = {deg}
lifting_s = 1
hold_s = 0.3
lowering_s = 1.5
rest_s = 0.5
"""
OTHER = '[[block]]\nkind = "{kind}"\nduration_s = {s}\n'


def endless(_: int) -> str:
    return SET.format(reps=12, deg=90) + OTHER.format(kind="rest", s=9)


def circuit(n: int) -> str:
    """Sets of every size, and something else for a moment between them."""
    other = ("drink", "walk", "pick_up")[n % 3]
    return SET.format(reps=7, deg=(110, 35, 60)[n % 3]) + OTHER.format(kind=other, s=12)


def everyday(n: int) -> str:
    return OTHER.format(kind=("walk", "handle", "drink")[n % 3], s=40)


def still(_: int) -> str:
    return OTHER.format(kind="rest", s=40)


def inputs_of(day: Callable[[int], str], minutes: float) -> Iterator[Input]:
    """So many minutes of it, 25 samples a second."""
    begin = 'seed = 4\n[sensor]\nrate_hz = 25\n[[block]]\nkind = "rest"\nduration_s = 5\n'
    text = begin + "".join(day(n) for n in range(round(minutes * 1.6) + 1))
    inputs = simulate(from_toml(text)).inputs
    end_ns = inputs[0].t_host_ns + int(minutes * 60e9)
    assert inputs[-1].t_host_ns > end_ns
    return (item for item in inputs if item.t_host_ns <= end_ns)


def size(engine: Engine) -> int:
    """Of all that the engine knows, but for the last minutes' samples, whose room is fixed."""
    parts = [getattr(engine.session, f.name) for f in fields(engine.session) if f.name != "tracks"]
    return len(json.dumps(Codec({}).plain([*parts, *(w.health for w in engine.wrists.values())])))


@pytest.mark.parametrize(
    "day",
    [circuit, *(pytest.param(day, marks=pytest.mark.slow) for day in (endless, everyday, still))],
)
def test_what_is_known_does_not_grow(day, monkeypatch):
    """The same as hours with the true limits, which are longer."""
    monkeypatch.setattr(finder, "REMEMBERED_S", 40.0)
    monkeypatch.setattr(finder, "SHED_EVERY_S", 10.0)
    monkeypatch.setattr(chains, "LEAST_KEPT", 8)
    monkeypatch.setattr(due, "MOST_REPS", 12)
    engine, sizes, due_s = Engine(Settings(), 5.0), [], 0.0
    for item in inputs_of(day, 7):
        engine.feed(item)
        if (engine.now_ns - engine.t0_ns) / 1e9 >= due_s:
            due_s += 15.0
            sizes.append(size(engine))
    half = len(sizes) // 2
    assert np.mean(sizes[half:]) < 1.3 * np.mean(sizes[4:half]), sizes


def test_only_what_is_still_held_is_measured(monkeypatch):
    """A chain that ended two minutes before took the set over again and again, of no samples."""
    ages_s = []
    begin_set = trained.begin_set

    def watched(n, chain, track, now_k, *known, **more):
        ages_s.append((now_k - chain.end_k) / GRID_HZ)
        return begin_set(n, chain, track, now_k, *known, **more)

    monkeypatch.setattr(trained, "begin_set", watched)
    engine = Engine(Settings(), 5.0)
    for item in inputs_of(circuit, 6):
        engine.feed(item)
    assert len(ages_s) >= 2
    assert max(ages_s) < KEPT / GRID_HZ


def test_a_set_without_end_is_closed_now_and_then_and_loses_no_repetition(monkeypatch):
    monkeypatch.setattr(due, "MOST_REPS", 6)
    engine = Engine(Settings(), 5.0)
    events = [event for item in inputs_of(endless, 1.5) for event in engine.feed(item)]
    events += engine.finish()
    tops_s = [event.top_s for event in events if isinstance(event, Rep)]
    whole = Engine(Settings(), 5.0)
    monkeypatch.setattr(due, "MOST_REPS", 500)
    usual = [event for item in inputs_of(endless, 1.5) for event in whole.feed(item)]
    usual += whole.finish()
    assert tops_s == pytest.approx([e.top_s for e in usual if isinstance(e, Rep)], abs=0.1)
    assert [e.reps for e in events if isinstance(e, SetClosed)][:2] == [6, 6]


def turn(k: int) -> Turn:
    high = (k // 150) % 2
    quat = (float(np.cos(0.8 * high)), float(np.sin(0.8 * high)), 0.0, 0.0)
    return Turn(k, k + 30, quat, (0.0, float(np.sin(1.6 * high)), float(np.cos(1.6 * high))), quat)


def half(k: int, lasts: int = 150) -> Half:
    way = 1.6 + 0.02 * ((k // 150) % 7)
    return Half(turn(k), turn(k + lasts), way, k + 20, k + lasts - 20, (1.0, 0.0, 0.0))


def test_a_chain_that_let_go_of_its_past_is_judged_as_before():
    chain = Chain(BANK[0], [half(150 * n) for n in range(201)])
    judge(chain)
    worth_s, alike = chain.worth_s, chain.score / chain.worth_s
    chain.low = 1
    assert LEAST_KEPT >= RECENT + 2, "the medians look back so far"
    chain.shed(150 * 120)
    assert chain.halves[0].start.k == 150 * 120
    judge(chain)
    anew = Chain(BANK[0], list(chain.halves), low=1)
    judge(anew)
    assert chain == anew
    assert (chain.low, chain.score / chain.worth_s) == (1, pytest.approx(alike, rel=1e-12))
    assert chain.worth_s < worth_s
    chain.shed(10**9)
    assert len(chain) in (LEAST_KEPT, LEAST_KEPT + 1), "in pairs, and never all"


def test_the_direction_of_what_began_before_anything_held_is_unsure_and_no_error():
    """A lift so slow that its beginning is forgotten at its end."""
    track, n = Track(), 4 * KEPT
    for a in range(0, n, 1000):
        rest = np.zeros((1000, 3))
        up = np.tile([0.0, 0.0, 1.0], (1000, 1))
        quat, seq = np.tile([1.0, 0.0, 0.0, 0.0], (1000, 1)), np.arange(1000) + a
        track.append(Posture(a, seq, quat, up, rest, np.zeros(1000), 9.81 * up, seq >= 0))
    chain = Chain(BANK[0], [*(half(150 * k) for k in range(4)), half(600, n - 700)])
    assert not direction(chain, track, n).sure
