"""Sensors on the wrong wrists are exchanged by one tap, and the recording says what happened."""

from datetime import date
from math import inf
from pathlib import Path

import pytest

from crossrep.edges.guiding import Guiding
from crossrep.edges.link import header_of
from crossrep.edges.recorder import recording_to
from crossrep.edges.recording_files import open_recording
from crossrep.edges.session import Session
from crossrep.edges.simulated import SimulatedLink
from crossrep.edges.swapping import SwappableLink
from crossrep.engine import Engine
from crossrep.events import Event, FaultKind, FaultStarted, Rep
from crossrep.guide.guide import Guide
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import GuideView, Step
from crossrep.inputs import Input, LinkChange, LinkState, Notification, Side
from crossrep.prescription import Block, Prescription
from crossrep.settings import Settings
from crossrep.simulate.guided_script import script_for
from crossrep.simulate.script import Script, from_values
from crossrep.simulate.tapping import Habits, TappingPerson

ONE = Block(exercise="biceps_curl", sets=1, reps=5, rest_s=60, lifting_s=1, lowering_s=2.5)
PLAN = Prescription("p1", Side.RIGHT, blocks=(ONE,))
SETTINGS = Settings(Side.RIGHT, "biceps_curl")


def exchanged() -> Script:
    """The right arm trains, with the sensor that is known as the left one."""
    made = script_for(PLAN).model_dump()
    shows = made["block"][1]
    blocks = [*made["block"][:2], {"kind": "rest", "duration_s": 4.0}, shows, *made["block"][2:]]
    return from_values(made | {"trained": "left", "block": blocks})


async def test_one_tap_puts_exchanged_sensors_right(tmp_path: Path) -> None:
    engine, live, path = Engine(SETTINGS), list[Event](), tmp_path / "a.mcap"
    link = SwappableLink(SimulatedLink(exchanged(), 20.0))
    guiding = Guiding(Guide(PLAN, [], date(2026, 11, 23)), engine, on_swap=link.swap)
    person, moved = TappingPerson(Habits(rest_s=3)), list[str]()

    def look(view: GuideView, t_s: float) -> Tap | None:
        if view.step is Step.WHICH_WRIST and view.moved:
            moved.append(view.moved)
        if view.step is Step.WHICH_WRIST and view.moved == "affected":
            return Tap(TapName.SWAP_WRISTS)
        return person.look(view, t_s)

    def watch(item: Input) -> None:
        guiding.input(item)
        tap = look(guiding.view, engine.snapshot().t_s)
        if tap is not None:
            guiding.tap(tap)

    async with link, recording_to(path, header_of(link.start, SETTINGS)) as recorder:
        session = Session(engine, recorder=recorder, sinks={"live": live.append}, watch=watch)
        await guiding.run(session, link)
    assert [role for role in dict.fromkeys(moved) if role != "none"] == ["affected", "trained"]
    assert link.swapped
    assert sum(isinstance(event, Rep) for event in live) == 5
    kinds = {event.kind for event in live if isinstance(event, FaultStarted)}
    assert FaultKind.SIDE_MISMATCH not in kinds
    with open_recording(path) as recording:
        again = Engine(recording.header.settings, block_s=5.0)
        said = [event for batch in recording.batches() for event in again.feed_batch(batch)]
    assert said + again.finish() == live


@pytest.mark.parametrize("times", [0, 1, 2])
async def test_swapped_left_is_right_until_it_is_swapped_back(times: int) -> None:
    plain = SimulatedLink(script_for(PLAN), inf)
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
    for one, other in zip(before[1:200], after[1:200], strict=True):
        assert one == other
    last, first = after[-50:], before[-50:]
    for one, other in zip(first, last, strict=True):
        if isinstance(one, Notification) and isinstance(other, Notification):
            assert (one.side is other.side) is (times != 1)
