"""The one loop: link, bounded inbox, engine, and events to whoever listens.

Policies: the inbox waits, so a fast source slows down and nothing is dropped; the recorder takes
every input in the order the engine takes it, and waits; sinks take every event; the screen gets
the latest state only, at most ten times a second. A sink that fails is said once and costs
nobody else anything.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress

from crossrep.edges.link import Link
from crossrep.edges.loop import now_ns
from crossrep.edges.recorder import Recorder
from crossrep.engine import Engine
from crossrep.errors import CrossRepError
from crossrep.events import Event, Snapshot
from crossrep.inputs import Command, CommandName, Input, Tick

INBOX_INPUTS = 1024
TICK_S = 0.1
SCREEN_S = 0.1

Sink = Callable[[Event], None]
Screen = Callable[[Snapshot], None]
Watch = Callable[[Input], None]
Arguments = Mapping[str, str | int | float]

logger = logging.getLogger(__name__)


class Session:
    """One session of one person. ``run`` it once; it ends when its link ends.

    Attributes:
        sinks: who is told each event, by a name for the log.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        recorder: Recorder | None = None,
        sinks: Mapping[str, Sink] | None = None,
        screen: Screen | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._engine = engine
        self._recorder = recorder
        self.sinks = dict(sinks or {})
        self._screen = screen
        self._watch = watch
        self._inbox: asyncio.Queue[Input | None] = asyncio.Queue(INBOX_INPUTS)
        self._no_more = asyncio.Event()
        self._failed: set[str] = set()
        self._stamp_ns = 0
        self._fed_ns = 0
        self._ordered: deque[tuple[CommandName, Arguments]] = deque()

    async def run(self, link: Link) -> None:
        """Everything from the entered link to the last event.

        What a link raises ends the session like any end, and is raised when all is told.

        Raises:
            CrossRepError: of the link, or what the engine will not take.
        """
        refused: CrossRepError | None = None
        try:
            async with asyncio.TaskGroup() as group:
                receiving = group.create_task(self._receive(link), name="receive")
                group.create_task(self._think(), name="think")
                if link.live:
                    group.create_task(self._tick(), name="tick")
                if self._screen is not None:
                    group.create_task(self._show(), name="show")
        except* CrossRepError as errors:
            refused = next(each for each in errors.exceptions if isinstance(each, CrossRepError))
        if (error := refused or receiving.result()) is not None:
            raise error

    async def ask(self, name: CommandName, arguments: Arguments) -> None:
        """Put a command into the log, after everything that has arrived."""
        await self._inbox.put(Command(self._stamp_ns, name, dict(arguments)))

    def order(self, name: CommandName, arguments: Arguments) -> None:
        """Put a command into the log right after the input the engine has just taken.

        For who decides by what the engine said: it does not wait behind what has arrived since.
        """
        self._ordered.append((name, arguments))

    @property
    def obeyed(self) -> bool:
        """Every order is in the log."""
        return not self._ordered

    async def _receive(self, link: Link) -> Exception | None:
        failure: Exception | None = None
        try:
            async for item in link:
                self._stamp_ns = item.t_host_ns
                await self._inbox.put(item)
        except Exception as error:  # noqa: BLE001  raised by `run`, after a proper end
            failure = error
        self._no_more.set()
        await self._inbox.put(None)
        return failure

    async def _tick(self) -> None:
        while not await self._ended_within(TICK_S):
            self._stamp_ns = now_ns()
            await self._inbox.put(Tick(self._stamp_ns))

    async def _think(self) -> None:
        while (item := await self._inbox.get()) is not None:
            self._fed_ns = item.t_host_ns
            await self._take(item)
            await self._obey()
        await self._obey()
        self._tell(self._engine.finish())
        self._show_now()

    async def _take(self, item: Input) -> None:
        if self._recorder is not None:
            await self._recorder.put(item)
        self._tell(self._engine.feed(item))
        if self._watch is not None:
            with self._said_once("watch"):
                self._watch(item)

    async def _obey(self) -> None:
        while self._ordered:
            name, arguments = self._ordered.popleft()
            await self._take(Command(self._fed_ns, name, dict(arguments)))

    async def _show(self) -> None:
        while not await self._ended_within(SCREEN_S):
            self._show_now()

    async def _ended_within(self, wait_s: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._no_more.wait()
        return self._no_more.is_set()

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            for name, sink in self.sinks.items():
                with self._said_once(name):
                    sink(event)

    def _show_now(self) -> None:
        if self._screen is not None:
            with self._said_once("screen"):
                self._screen(self._engine.snapshot())

    def _said_once(self, name: str) -> "_SaidOnce":
        return _SaidOnce(name, self._failed)


class _SaidOnce:
    """Whatever goes wrong in the block is logged the first time; the session goes on."""

    def __init__(self, name: str, failed: set[str]) -> None:
        self._name = name
        self._failed = failed

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        if self._name not in self._failed:
            self._failed.add(self._name)
            logger.error("The %s has failed, the session goes on: %s", self._name, error)
        return True
