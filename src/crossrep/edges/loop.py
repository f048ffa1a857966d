"""The event loop CrossRep runs on."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def now_ns() -> int:
    """The running loop's monotonic clock, which stamps every input of a live session."""
    return round(asyncio.get_running_loop().time() * 1e9)


def run_async(main: Coroutine[Any, Any, T]) -> T:
    """Like `asyncio.run`; on Windows on a selector loop, because aiomqtt watches sockets itself."""
    if sys.platform == "win32":
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            return runner.run(main)
    return asyncio.run(main)
