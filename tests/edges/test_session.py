"""The loop: live equals replayed, sinks that fail, links that end, ticks at the edge."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from math import inf
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from crossrep.edges.link import header_of, new_start
from crossrep.edges.recorder import recording_to
from crossrep.edges.recording_files import open_recording
from crossrep.edges.replay import ReplayLink
from crossrep.edges.session import Session
from crossrep.edges.simulated import SimulatedLink
from crossrep.engine import Engine
from crossrep.errors import BadInputError, RecordingError
from crossrep.events import Event, Rep, SessionEnded, SessionStarted, Snapshot
from crossrep.inputs import Command, Input, LinkChange, LinkState, Side, Tick
from crossrep.settings import Settings
from crossrep.simulate import Script, from_values

SETTINGS = Settings(Side.RIGHT, "biceps_curl")
SPEED = 25.0


def script(reps: int = 4, seed: int = 5) -> Script:
    rest = {"kind": "rest", "duration_s": 5}
    own = [{"kind": "own", "at_s": 1.5, "range_deg": 15, "duration_s": 2}]
    repetitions = {"kind": "set", "reps": reps, "lowering_s": 3}
    lost = {"kind": "link_lost", "arm": "affected", "at_s": 12, "duration_s": 2}
    blocks = [rest, repetitions, rest | {"also": own}]
    return from_values({"seed": seed, "block": blocks, "event": [lost]})


class OpenLink:
    """A link whose inputs are given; then it stays open, ends, or fails."""

    def __init__(self, inputs: Iterable[Input] = (), *, failure: Exception | None = None) -> None:
        self.live = True
        self.start = new_start()
        self._inputs = list(inputs)
        self._failure = failure
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def __aiter__(self) -> AsyncIterator[Input]:
        yield self.start
        for item in self._inputs:
            yield item
        if self._failure is not None:
            raise self._failure
        await self._closing.wait()

    def close(self) -> None:
        self._closing.set()


async def test_a_live_session_replayed_gives_equal_events_in_equal_order(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    live: list[Event] = []
    replayed: list[Event] = []
    async with (
        SimulatedLink(script(), SPEED) as link,
        recording_to(path, header_of(link.start, SETTINGS)) as recorder,
    ):
        await Session(Engine(SETTINGS), recorder=recorder, sinks={"live": live.append}).run(link)
    async with ReplayLink(path, inf) as again:
        settings = again.recording.header.settings
        await Session(Engine(settings, block_s=5.0), sinks={"again": replayed.append}).run(again)
    assert settings == SETTINGS
    assert sum(isinstance(event, Rep) for event in live) == 4
    assert replayed == live


async def test_a_replay_keeps_the_time_it_was_given() -> None:
    began_s = asyncio.get_running_loop().time()
    async with SimulatedLink(script(reps=1), SPEED) as link:
        inputs = [item async for item in link]
    took_s = asyncio.get_running_loop().time() - began_s
    span_s = (inputs[-1].t_host_ns - inputs[0].t_host_ns) / 1e9
    assert span_s / SPEED <= took_s < span_s / SPEED + 1.5


async def test_a_session_of_today_has_its_own_id() -> None:
    async with SimulatedLink(script(), inf) as one, SimulatedLink(script(), inf) as two:
        ids = {one.start.arguments["session"], two.start.arguments["session"]}
        assert len(ids) == 2
        assert await anext(aiter(one)) == one.start


async def test_closing_ends_with_all_sums_told() -> None:
    told: list[Event] = []
    async with SimulatedLink(script(), 1.0) as link:
        asyncio.get_running_loop().call_later(0.3, link.close)
        await Session(Engine(SETTINGS), sinks={"told": told.append}).run(link)
    assert isinstance(told[0], SessionStarted)
    assert isinstance(told[-1], SessionEnded)
    assert 0.1 < told[-1].t_s < 2.0


async def test_a_sink_that_fails_is_said_once_and_harms_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[Event] = []

    def full(_: Event) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    def blind(_: Snapshot) -> None:
        raise OSError("no terminal")

    sinks = {"outbox": full, "told": told.append}
    async with SimulatedLink(script(reps=3), SPEED) as link:
        await Session(Engine(SETTINGS), sinks=sinks, screen=blind).run(link)
    assert isinstance(told[-1], SessionEnded)
    said = sorted(record.message for record in caplog.records if record.levelno >= logging.ERROR)
    assert said == [
        "The outbox has failed, the session goes on: database or disk is full",
        "The screen has failed, the session goes on: no terminal",
    ]


async def test_the_screen_gets_the_latest_state_at_most_ten_times_a_second() -> None:
    shown: list[Snapshot] = []
    began_s = time.monotonic()
    async with SimulatedLink(script(reps=2), SPEED) as link:
        await Session(Engine(SETTINGS), screen=shown.append).run(link)
    took_s = time.monotonic() - began_s
    assert 1 <= len(shown) <= 10 * took_s + 1  # a busy computer shows only where it stands
    assert [one.t_s for one in shown] == sorted(one.t_s for one in shown)


async def test_a_live_link_gets_ticks_and_they_are_recorded(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    async with OpenLink() as link:
        asyncio.get_running_loop().call_later(0.65, link.close)
        async with recording_to(path, header_of(link.start, SETTINGS)) as recorder:
            await Session(Engine(SETTINGS), recorder=recorder).run(link)
    with open_recording(path) as recording:
        inputs = [item for batch in recording.batches() for item in batch.inputs()]
    assert inputs[0] == link.start
    assert 4 <= sum(isinstance(item, Tick) for item in inputs) <= 7


async def test_a_link_that_fails_ends_the_session_properly_and_says_why() -> None:
    told: list[Event] = []
    async with OpenLink(failure=OSError("the adapter is gone")) as link:
        with pytest.raises(OSError, match="adapter"):
            await Session(Engine(SETTINGS), sinks={"told": told.append}).run(link)
    assert isinstance(told[-1], SessionEnded)


async def test_what_the_engine_will_not_take_is_one_error() -> None:
    start = new_start()
    foreign = LinkChange(Side.LEFT, start.t_host_ns + 1, LinkState.CONNECTED, "sundial")
    async with OpenLink([foreign]) as link:
        with pytest.raises(BadInputError, match="sundial"):
            await asyncio.wait_for(Session(Engine(SETTINGS)).run(link), 30)


async def test_a_recording_without_a_start_is_no_session(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    start = replace(new_start(), arguments={"session": "a", "utc_ns": 0})
    async with recording_to(path, header_of(start, SETTINGS)) as recorder:
        await recorder.put(Tick(5))
    with pytest.raises(RecordingError, match=r"a\.mcap"):
        await ReplayLink(path, inf).__aenter__()


async def test_a_start_says_which_session_and_when() -> None:
    start = new_start()
    header = header_of(start, SETTINGS)
    assert isinstance(start, Command)
    assert header.session == start.arguments["session"]
    assert abs(header.start_utc_ns - time.time_ns()) < 5e9
