"""An event loop whose clock jumps ahead whenever nothing is left to do now.

Ten minutes of radio take as long as their work takes. Threads and sockets still run in real time:
while a thread is at work the clock stands still.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
BEGIN_S = 1000.0


class VirtualLoop(asyncio.SelectorEventLoop):
    """A selector loop on virtual time."""

    def __init__(self) -> None:
        self.now_s = BEGIN_S
        self.threads = 0
        super().__init__(_Jumping(self))  # type: ignore[arg-type]

    def time(self) -> float:
        """Virtual seconds."""
        return self.now_s

    def run_in_executor(
        self, executor: Any, func: Callable[..., T], *args: Any
    ) -> "asyncio.Future[T]":
        """As always, and no time passes until it is done."""
        self.threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._joined)
        return future

    def _joined(self, _: object) -> None:
        self.threads -= 1


class _Jumping(selectors.BaseSelector):
    """Waits for nothing but threads and sockets that are at work."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._real = selectors.DefaultSelector()

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._real.select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None or self._loop.threads:
            return self._real.select(1.0)  # woken by the thread; nobody else can be waited for
        self._loop.now_s += timeout
        return []

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Like `asyncio.run`, on virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
