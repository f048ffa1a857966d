"""What every source of inputs offers: a radio, a recording, a simulated wearer."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from math import inf
from types import TracebackType
from typing import Protocol, Self

from crossrep.edges.loop import now_ns
from crossrep.formats.recording import RecordingHeader
from crossrep.inputs import Command, CommandName, Input
from crossrep.settings import Settings


class Link(Protocol):
    """A source of inputs: enter it, iterate once, leave it.

    The first input is ``start``. `close` ends the iteration after what is already on its way;
    a link that comes to its own end just stops.

    Attributes:
        live: the inputs carry this computer's monotonic clock and no ticks: the session adds them.
        start: the session's first input; known once the link is entered.
    """

    live: bool
    start: Command

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def __aiter__(self) -> AsyncIterator[Input]: ...

    def close(self) -> None:
        """No more inputs, please; may be called at any time and more than once."""
        ...


def new_start(t_host_ns: int | None = None) -> Command:
    """The start of a session that begins now; without a stamp, on the running loop's clock."""
    at_ns = now_ns() if t_host_ns is None else t_host_ns
    arguments: dict[str, str | int | float] = {"session": secrets.token_hex(6)}
    arguments["utc_ns"] = time.time_ns()
    return Command(at_ns, CommandName.START, arguments)


def header_of(start: Command, settings: Settings) -> RecordingHeader:
    """What the recording of a session says about itself."""
    session, utc_ns = str(start.arguments["session"]), int(start.arguments["utc_ns"])
    return RecordingHeader(session, utc_ns, start.t_host_ns, settings)


class Pace:
    """Waits until an input is due: ``speed`` 1 as it happened, 8 times as fast, inf at once."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._closing = asyncio.Event()
        self._began: tuple[float, int] | None = None

    @property
    def closed(self) -> bool:
        """Nobody wants more inputs."""
        return self._closing.is_set()

    def close(self) -> None:
        """Wait no more."""
        self._closing.set()

    async def once(self, ready: asyncio.Event, most_s: float) -> None:
        """Return when somebody is ready, at `close`, or after so long."""
        waits = [asyncio.create_task(each.wait()) for each in (ready, self._closing)]
        await asyncio.wait(waits, timeout=most_s, return_when=asyncio.FIRST_COMPLETED)
        for task in waits:
            task.cancel()

    async def until(self, t_host_ns: int) -> None:
        """Return when it is time for an input of this stamp, or at `close`."""
        if self._speed == inf:
            return
        now_s = asyncio.get_running_loop().time()
        if self._began is None:
            self._began = (now_s, t_host_ns)
        began_s, first_ns = self._began
        wait_s = (t_host_ns - first_ns) / 1e9 / self._speed - (now_s - began_s)
        if wait_s > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._closing.wait()
