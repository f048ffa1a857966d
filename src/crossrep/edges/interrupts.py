"""Ctrl-C and SIGTERM as a wish to end, not as an accident."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

WISHES = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ending_on_signals(close: Callable[[], None]) -> Iterator[None]:
    """In the block the first signal calls ``close`` in the event loop; a second one ends hard."""
    loop = asyncio.get_running_loop()
    before = {wish: signal.getsignal(wish) for wish in WISHES}

    def end(number: int, _: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])
        loop.call_soon_threadsafe(close)

    for wish in WISHES:
        signal.signal(wish, end)
    try:
        yield
    finally:
        for wish, handler in before.items():
            signal.signal(wish, handler)
