"""A simulated wearer as a link: a person who trains now, as fast as asked."""

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from crossrep.edges.link import Pace, new_start
from crossrep.inputs import Command, Input
from crossrep.simulate import Script, simulate


class SimulatedLink:
    """A link that plays a script. It is a session of today, so it has its own id and date.

    Attributes:
        ready: when set, the wearer waits for it before the first movement, but only ``ready_s``.
    """

    live = False  # the wearer's clock may run fast, so its ticks come with it
    start: Command

    def __init__(self, script: Script, speed: float = 1.0) -> None:
        self._script = script
        self._pace = Pace(speed)
        self._inputs: list[Input] = []
        self.ready: asyncio.Event | None = None
        self.ready_s = 0.0

    async def __aenter__(self) -> Self:
        simulated = await asyncio.to_thread(simulate, self._script)
        self.start = new_start(simulated.inputs[0].t_host_ns)
        self._inputs = [self.start, *simulated.inputs[1:]]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._inputs = []

    async def __aiter__(self) -> AsyncIterator[Input]:
        for n, item in enumerate(self._inputs):
            if n == 1 and self.ready is not None:
                await self._pace.once(self.ready, self.ready_s)
            if n:
                await self._pace.until(item.t_host_ns)
            if self._pace.closed:
                return
            yield item

    def close(self) -> None:
        """The person stops here."""
        self._pace.close()
