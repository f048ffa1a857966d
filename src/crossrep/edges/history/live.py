"""A running session into the history: each event within moments, and never in the session's way.

Policies: the queue has no bound, as a session says a few events a minute; the disk is touched in a
thread; a history that fails is said once and costs itself only, because the recording holds
everything: `crossrep history add` brings it in later.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from crossrep.edges.history.adding import file_of
from crossrep.edges.history.database import History
from crossrep.edges.history.writing import (
    add_events,
    add_traces,
    analysis_of,
    attach_recording,
)
from crossrep.engine import Engine
from crossrep.errors import CrossRepError
from crossrep.events import Event, SessionStarted
from crossrep.inputs import Input
from crossrep.records import Analysis
from crossrep.settings import Settings, to_json
from crossrep.tracing import SetTrace, Tracer

LOOK_NS = 20_000_000_000
"""How often a drawing follows the engine where nothing is said."""

logger = logging.getLogger(__name__)


@asynccontextmanager
async def keeping(
    path: Path, person: str, settings: Settings, recording: Path | None = None
) -> AsyncIterator["Diary"]:
    """Keep a session that is held in the block; afterwards its numbers know their recording."""
    diary = Diary(path, person, settings)
    task = asyncio.create_task(diary.run(), name="history")
    try:
        yield diary
    finally:
        diary.close()
        await task
        if recording is not None:
            await asyncio.to_thread(diary.came_from, recording)


class Diary:
    """Writes what it is given. Made by `keeping`.

    Attributes:
        engine: whose sets are drawn; None: no drawings.
        fault: why nothing is kept any more, in one sentence; empty while all is well.
        kept: events that are on the disk.
    """

    def __init__(self, path: Path, person: str, settings: Settings) -> None:
        self.engine: Engine | None = None
        self.fault = ""
        self.kept = 0
        self._history = History(path)
        self._person = person
        self._settings = to_json(settings)
        self._queue: asyncio.Queue[Event | SetTrace | None] = asyncio.Queue()
        self._tracer = Tracer()
        self._looked_ns = 0
        self._analysis: Analysis | None = None

    def take(self, event: Event) -> None:
        """The next event of the session."""
        self._queue.put_nowait(event)
        self._draw([event])

    def watch(self, item: Input) -> None:
        """An input the engine has taken."""
        if item.t_host_ns - self._looked_ns > LOOK_NS:
            self._looked_ns = item.t_host_ns
            self._draw([])

    def close(self) -> None:
        """No more will come; `run` writes what it has and ends."""
        self._queue.put_nowait(None)

    async def run(self) -> None:
        """Write until `close`."""
        closing = False
        try:
            await self._safely(self._open)
            while not closing:
                items = [await self._queue.get()]
                while not self._queue.empty():
                    items.append(self._queue.get_nowait())
                closing = items[-1] is None
                await self._safely(self._write, [item for item in items if item is not None])
        finally:
            with suppress(sqlite3.Error, AttributeError):
                self._history.__exit__(None, None, None)

    def came_from(self, recording: Path) -> None:
        """The session's numbers came from this recording, which is whole now."""
        if self._analysis is None or self.fault:
            return
        try:
            with self._history as history:
                attach_recording(history, self._analysis.session, file_of(recording))
        except (CrossRepError, sqlite3.Error, OSError) as error:
            self._fail(error)

    async def _safely(self, work: object, *arguments: object) -> None:
        if self.fault or not callable(work):
            return
        try:
            await asyncio.to_thread(work, *arguments)
        except (CrossRepError, sqlite3.Error, OSError) as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.fault = (
            "The session is not kept in the history, it goes on and is recorded; "
            f"`crossrep history add` brings it in later: {error}"
        )
        logger.error(self.fault)

    def _open(self) -> None:
        self._history.__enter__()

    def _write(self, items: Sequence[Event | SetTrace]) -> None:
        events = [item for item in items if not isinstance(item, SetTrace)]
        for event in events:
            if isinstance(event, SessionStarted):
                self._analysis = analysis_of(event, "live", self._settings)
        if self._analysis is None:
            return
        add_events(self._history, self._person, self._analysis, events)
        traces = [item for item in items if isinstance(item, SetTrace)]
        add_traces(self._history, self._analysis.analysis, traces)
        self.kept += len(events)

    def _draw(self, events: list[Event]) -> None:
        if self.engine is not None:
            for trace in self._tracer.look(self.engine, events):
                self._queue.put_nowait(trace)
