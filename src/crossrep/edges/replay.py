"""A recording as a link: the same inputs in the same order, as fast as asked."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from crossrep.batch import COMMAND, InputBatch
from crossrep.edges.link import Pace
from crossrep.edges.recording_files import open_recording
from crossrep.errors import RecordingError
from crossrep.formats.recording import Recording
from crossrep.inputs import Command, CommandName, Input


class ReplayLink:
    """A link that reads a recording.

    Attributes:
        recording: header and, at the end, damage; known once the link is entered.
    """

    live = False
    start: Command
    recording: Recording

    def __init__(self, path: Path, speed: float) -> None:
        self._path = path
        self._pace = Pace(speed)
        self._open = ExitStack()
        self._batches: Iterator[InputBatch] = iter(())
        self._first: InputBatch

    async def __aenter__(self) -> Self:
        try:
            await asyncio.to_thread(self._enter)
        except BaseException:
            self._open.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    async def __aiter__(self) -> AsyncIterator[Input]:
        batch: InputBatch | None = self._first
        while batch is not None:
            for item in batch.inputs():
                await self._pace.until(item.t_host_ns)
                if self._pace.closed:
                    return
                yield item
            batch = await asyncio.to_thread(next, self._batches, None)

    def close(self) -> None:
        """End the replay here."""
        self._pace.close()

    def _enter(self) -> None:
        self.recording = self._open.enter_context(open_recording(self._path))
        self._batches = self.recording.batches()
        first = next(self._batches, None)
        if first is None:
            raise RecordingError(f"{self._path.name} holds no inputs.")
        self._first, self.start = first, start_of(first, self._path)


def start_of(batch: InputBatch, path: Path) -> Command:
    """The start of the session that this first batch holds.

    Raises:
        RecordingError: it does not begin with one.
    """
    if batch.kind[0] == COMMAND and isinstance(start := batch.others[0], Command):  # noqa: SIM102
        if start.name is CommandName.START:
            return start
    raise RecordingError(f"{path.name} does not begin with the start of a session.")
