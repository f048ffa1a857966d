"""Two wrists over Bluetooth as a link: what they send, when they come and go, in one order."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from crossrep.edges.ble import Bluetooth
from crossrep.edges.keeper import Keeper
from crossrep.edges.link import new_start
from crossrep.edges.loop import now_ns
from crossrep.edges.notices import Notice, NoticeKind, Tell
from crossrep.edges.trouble import SEEK_S, RadioError, Trouble
from crossrep.edges.wrists import Wrists
from crossrep.inputs import Command, CommandName, Input, LinkChange, LinkState, Side

QUEUE_INPUTS = 65536
"""Some minutes of two wrists. When the program is so far behind, inputs are lost, and counted."""
NOBODY = (
    "No sensor was found in {seconds:.0f} seconds: switch both on, bring them within two metres, "
    "and start again; if they are new ones, run `crossrep pair` first."
)

logger = logging.getLogger(__name__)


class RadioLink:
    """A link to the wearables that are remembered.

    What the person should know is told, and stands in the recording as a mark.

    Attributes:
        overflowed: inputs lost because the program was too slow.
    """

    live = True
    start: Command

    def __init__(self, radio: Bluetooth, wrists: Wrists, tell: Tell = lambda _: None) -> None:
        self.overflowed = 0
        self._radio = radio
        self._wrists = wrists
        self._tell_person = tell
        self._items: deque[Input] = deque()
        self._more = asyncio.Event()
        self._over = False
        self._failure: BaseException | None = None
        self._keepers: dict[Side, Keeper] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._ending: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._radio.check()
        self.start = new_start()
        self._put(self.start)
        for side, known in self._wrists.known():
            self._put(LinkChange(side, now_ns(), LinkState.LOST))  # expected, and not there yet
            self._keepers[side] = Keeper(side, known, self._radio, self._put, self._tell)
        work = [keeper.run() for keeper in self._keepers.values()]
        self._tasks = [asyncio.create_task(each) for each in [*work, self._somebody()]]
        for task in self._tasks:
            task.add_done_callback(self._done)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if self._ending is not None:
            await self._ending

    async def __aiter__(self) -> AsyncIterator[Input]:
        while True:
            while self._items:
                yield self._items.popleft()
            if self._over:
                break
            self._more.clear()
            await self._more.wait()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Say goodbye to both; what is on its way still comes."""
        if self._ending is None:
            self._ending = asyncio.get_running_loop().create_task(self._end())

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        await self._radio.close()
        for side, keeper in self._keepers.items():
            if keeper.duplicates:
                self._tell(Notice(side, NoticeKind.DUPLICATES, keeper.duplicates))
            if self.overflowed:
                self._tell(Notice(side, NoticeKind.OVERFLOW, self.overflowed))
        self._over = True
        self._more.set()

    async def _somebody(self) -> None:
        """A session that never meets a sensor ends with a sentence."""
        await asyncio.sleep(SEEK_S)
        if not any(keeper.ever for keeper in self._keepers.values()):
            raise RadioError(Trouble.NOT_SEEN, NOBODY.format(seconds=SEEK_S))

    def _done(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failure = self._failure or error
            self.close()

    def _put(self, item: Input) -> None:
        if len(self._items) >= QUEUE_INPUTS:
            self.overflowed += 1
            return
        self._items.append(item)
        self._more.set()

    def _tell(self, notice: Notice) -> None:
        logger.info("%s", notice.label())
        self._put(Command(now_ns(), CommandName.MARK, {"label": notice.label()}))
        self._tell_person(notice)
