"""A guided live session: orders in the recording, pages that come, fail and go, and its own end."""

import asyncio
import logging
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
from crossrep.engine import Engine
from crossrep.events import Answered, Event, Rep, SessionEnded, StepStarted
from crossrep.guide.guide import Guide
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import GuideView, Step
from crossrep.inputs import Side
from crossrep.prescription import Block, Prescription
from crossrep.settings import Settings
from crossrep.simulate.guided_script import script_for
from crossrep.simulate.tapping import Habits, TappingPerson

SETTINGS = Settings(Side.RIGHT, "biceps_curl")
LAZY_S = 0.4
"""How long inputs may wait in the engine; never changes an event."""
ONE = Block(
    exercise="biceps_curl", sets=1, reps=5, weight_kg=1.0, rest_s=60, lifting_s=1, lowering_s=2.5
)
PLAN = Prescription("p1", Side.RIGHT, blocks=(ONE,))


def guiding(engine: Engine) -> Guiding:
    return Guiding(Guide(PLAN, [], date(2026, 11, 23)), engine)


def tapped_by(person: TappingPerson, guided: Guiding, engine: Engine) -> None:
    """A person at a page: looks at the view ten times a second of the session."""
    before = guided.input

    def look(item: object) -> None:
        before(item)  # type: ignore[arg-type]
        tap = person.look(guided.view, engine.snapshot().t_s)
        if tap is not None:
            guided.tap(tap)

    guided.input = look  # type: ignore[method-assign]


async def held(path: Path, *, page: bool, watcher: object = None) -> tuple[list[Event], Guiding]:
    engine, live = Engine(SETTINGS, LAZY_S), []
    guided = guiding(engine)
    if page:
        tapped_by(TappingPerson(Habits(rest_s=3)), guided, engine)
    if watcher is not None:
        guided.watchers.append(watcher)  # type: ignore[arg-type]
    async with (
        SimulatedLink(script_for(PLAN), inf) as link,
        recording_to(path, header_of(link.start, SETTINGS)) as recorder,
    ):
        sinks = {"live": live.append}
        session = Session(
            engine,
            recorder=recorder,
            sinks=sinks,
            watch=guided.input,
        )
        await guided.run(session, link)
    return live, guided


async def test_it_guides_to_the_end_and_its_recording_needs_no_guide(tmp_path: Path) -> None:
    seen: list[Step] = []
    path = tmp_path / "a.mcap"
    live, guided = await held(path, page=True, watcher=lambda view: seen.append(view.step))
    assert guided.view.step is Step.SUMMARY
    assert guided.view.summary is not None
    assert guided.view.summary.reps == sum(isinstance(e, Rep) for e in live) == 5
    assert {Step.SET, Step.EFFORT, Step.PAIN_END} <= set(seen)
    assert isinstance(live[-1], SessionEnded)
    asked = [(e.kind, e.t_s) for e in live if isinstance(e, StepStarted)]
    assert any(isinstance(e, Answered) and e.question == "effort" for e in live), asked
    with open_recording(path) as recording:
        engine = Engine(recording.header.settings, block_s=5.0)
        again = [event for batch in recording.batches() for event in engine.feed_batch(batch)]
    assert again + engine.finish() == live


async def test_without_any_page_the_session_and_the_recording_go_on(tmp_path: Path) -> None:
    """Nobody taps: nothing is asked further, and the movements are measured all the same."""
    live, guided = await held(tmp_path / "a.mcap", page=False)
    assert sum(isinstance(e, Rep) for e in live) == 7, "two that show the arm, and five"
    assert [e.kind for e in live if isinstance(e, StepStarted)] == ["start"]
    assert guided.view.step is Step.SUMMARY
    assert guided.view.summary is not None
    assert guided.view.summary.ended_by == "closed"


async def test_a_page_that_fails_is_dropped_and_harms_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: GuideView) -> None:
        raise ConnectionError("gone")

    with caplog.at_level(logging.ERROR):
        live, guided = await held(tmp_path / "a.mcap", page=True, watcher=broken)
    assert sum("could not be told" in record.message for record in caplog.records) == 1
    assert guided.watchers == []
    assert sum(isinstance(e, Rep) for e in live) == 5


async def test_closing_the_last_page_is_told_and_swapping_is_passed_on() -> None:
    engine = Engine(SETTINGS, LAZY_S)
    swapped: list[bool] = []
    guided = guiding(engine)
    guided.on_swap = lambda: swapped.append(True)
    guided.tap(Tap(TapName.SWAP_WRISTS))
    assert swapped == [], "not offered here"
    async with SimulatedLink(script_for(PLAN), inf) as link:
        session = Session(engine, watch=guided.input)
        await guided.run(session, link)
    waiting = asyncio.create_task(guided.closed())
    guided.tap(Tap(TapName.CLOSE))
    await asyncio.wait_for(waiting, 30)
