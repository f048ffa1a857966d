"""The recorder: takes the engine's inputs in order, loses none, and never stops the session."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO

from crossrep.edges.files import cannot_write, claim, create, sync
from crossrep.formats.recording import RecordingHeader, RecordingWriter, batches_of
from crossrep.inputs import Input

logger = logging.getLogger(__name__)

QUEUE_INPUTS = 8192
"""About half a minute of two wrists. When it is full, `Recorder.put` waits: nothing is dropped."""

WRITE_PERIOD_S = 0.8
"""With the time the disk takes, what a crash can cost stays below one second."""


@asynccontextmanager
async def recording_to(
    path: Path, header: RecordingHeader, on_fault: Callable[[str], None] = lambda _: None
) -> AsyncIterator["Recorder"]:
    """Record to a new file until the block ends; then what was put is written, and the file whole.

    A disk that fails later does not end the block: ``on_fault`` is called once with one sentence
    for the person, and what is written stays readable.

    Raises:
        BadInputError: the name is taken, or nothing can be written there.
    """
    stream = await asyncio.to_thread(create, path)
    try:
        claim(stream)
        writer = await asyncio.to_thread(_started, stream, header)
    except OSError as error:
        with suppress(OSError):
            stream.close()
        raise cannot_write(path, error) from error
    recorder = Recorder(path, stream, writer, on_fault)
    task = asyncio.create_task(recorder.run(), name="recorder")
    try:
        yield recorder
    finally:
        await recorder.close()
        await task


class Recorder:
    """Writes what it is given. Made by `recording_to`.

    Attributes:
        fault: why nothing is recorded any more, in one sentence; empty while all is well.
        written: inputs that are safe on the disk.
        unrecorded: inputs that came with or after the fault.
    """

    def __init__(
        self,
        path: Path,
        stream: IO[bytes],
        writer: RecordingWriter,
        on_fault: Callable[[str], None],
    ) -> None:
        self.fault = ""
        self.written = 0
        self.unrecorded = 0
        self._path = path
        self._stream = stream
        self._writer = writer
        self._on_fault = on_fault
        self._queue: asyncio.Queue[Input | None] = asyncio.Queue(QUEUE_INPUTS)

    async def put(self, item: Input) -> None:
        """Record an input; waits while the disk is behind."""
        await self._queue.put(item)

    async def close(self) -> None:
        """No more inputs will come; `run` writes what it has and ends."""
        await self._queue.put(None)

    async def run(self) -> None:
        """Write until `close`, once a period and whenever the queue is full."""
        closing = False
        while not closing:
            items = await self._gathered()
            inputs = [item for item in items if item is not None]
            closing = len(inputs) < len(items)
            await self._save(inputs, closing)
        with suppress(OSError):
            await asyncio.to_thread(self._stream.close)

    async def _gathered(self) -> list[Input | None]:
        """Inputs of one period, or as many as the queue holds, or up to the end."""
        items = [await self._queue.get()]
        with suppress(TimeoutError):
            async with asyncio.timeout(WRITE_PERIOD_S):
                while items[-1] is not None and len(items) < QUEUE_INPUTS:
                    items.append(await self._queue.get())
        return items

    async def _save(self, inputs: Sequence[Input], closing: bool) -> None:
        """In a thread; a failing disk is told once and costs the recording only."""
        if not self.fault:
            try:
                await asyncio.to_thread(self._write, inputs, closing)
            except OSError as error:
                self._fail(error)
            else:
                self.written += len(inputs)
                return
        self.unrecorded += len(inputs)

    def _write(self, inputs: Sequence[Input], closing: bool) -> None:
        for batch in batches_of(inputs):
            self._writer.write(batch)
        if closing:
            self._writer.finish()
        sync(self._stream)

    def _fail(self, error: OSError) -> None:
        reason = cannot_write(self._path, error)
        self.fault = f"Recording has stopped, the session goes on: {reason}"
        logger.error(self.fault)
        self._on_fault(self.fault)


def _started(stream: IO[bytes], header: RecordingHeader) -> RecordingWriter:
    writer = RecordingWriter(stream, header)
    sync(stream)
    return writer
