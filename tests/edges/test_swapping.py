"""Sensors on the wrong wrists are exchanged by one tap, and the log says what happened."""

from datetime import date
from math import inf

import pytest

from crossrep.edges.link import Link
from crossrep.edges.simulated import SimulatedLink
from crossrep.edges.swapping import Exchange, SwappableLink
from crossrep.engine import Engine
from crossrep.events import FaultKind, FaultStarted, Rep
from crossrep.guide.guide import Guide
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import GuideView, Step
from crossrep.inputs import Input, LinkChange, LinkState, Notification, Side
from crossrep.prescription import Block, Prescription
from crossrep.settings import Settings
from crossrep.simulate import simulate
from crossrep.simulate.guided import Guided
from crossrep.simulate.guided_script import script_for
from crossrep.simulate.script import Script, from_values
from crossrep.simulate.tapping import Habits, TappingPerson

ONE = Block(exercise="biceps_curl", sets=1, reps=5, rest_s=60, lifting_s=1, lowering_s=2.5)
PLAN = Prescription("p1", Side.RIGHT, blocks=(ONE,))
SETTINGS = Settings(Side.RIGHT, "biceps_curl")


def exchanged() -> Script:
    """The right arm trains, with the sensor that is known as the left one; it is shown twice."""
    made = script_for(PLAN).model_dump()
    shows = made["block"][1]
    blocks = [*made["block"][:2], {"kind": "rest", "duration_s": 4.0}, shows, *made["block"][2:]]
    return from_values(made | {"trained": "left", "block": blocks})


def test_one_tap_puts_exchanged_sensors_right() -> None:
    exchange, held = Exchange(), Guided(Engine(SETTINGS), Guide(PLAN, [], date(2026, 11, 23)))
    person, moved = TappingPerson(Habits(rest_s=3)), list[str]()

    def look(view: GuideView, t_s: float) -> Tap | None:
        moved.append(view.moved)
        if view.step is Step.WHICH_WRIST and view.moved == "affected":
            exchange.swap()
            return Tap(TapName.SWAP_WRISTS)
        return person.look(view, t_s)

    inputs = simulate(exchanged()).inputs
    held.run((said for item in inputs for said in exchange.take(item)), look)
    alone = [role for role in dict.fromkeys(moved) if role in ("affected", "trained")]
    assert alone == ["affected", "trained"]
    assert sum(isinstance(event, Rep) for event in held.events) == 5
    kinds = {event.kind for event in held.events if isinstance(event, FaultStarted)}
    assert FaultKind.SIDE_MISMATCH not in kinds
    again = Engine(SETTINGS, block_s=5.0)
    said = [event for item in held.log for event in again.feed(item)]
    assert said + again.finish() == held.events


@pytest.mark.parametrize("times", [0, 1, 2])
async def test_swapped_left_is_right_until_it_is_swapped_back(times: int) -> None:
    plain: Link = SimulatedLink(script_for(PLAN), inf)
    async with plain:
        before = [item async for item in plain]
    link, after = SwappableLink(SimulatedLink(script_for(PLAN), inf)), list[Input]()
    async with link:
        async for item in link:
            after.append(item)
            if len(after) == 300:
                for _ in range(times):
                    link.swap()
    said = [i for i in after if isinstance(i, LinkChange) and i.state is LinkState.LOST]
    assert len(said) == (2 if times == 1 else 0)
    assert before[1:200] == after[1:200]
    for one, other in zip(before[-50:], after[-50:], strict=True):
        if isinstance(one, Notification) and isinstance(other, Notification):
            assert (one.side is other.side) is (times != 1)
