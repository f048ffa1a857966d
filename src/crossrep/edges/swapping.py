"""A link whose two wrists can be taken for each other in mid-session: the straps were exchanged.

What is said in the log is what a radio would say whose wrists were paired the other way round:
both are lost, and connected again on the other side. So a recording replays it like any other.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from types import TracebackType
from typing import Self

from crossrep.edges.link import Link
from crossrep.inputs import Command, Input, LinkChange, LinkState, Notification, Side

OTHER = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}


class Exchange:
    """Inputs of two wrists, each of which may be taken for the other.

    Attributes:
        swapped: they are, from the last input on.
    """

    def __init__(self) -> None:
        self._connected: dict[Side, LinkChange] = {}
        self._asked = False
        self.swapped = False

    def swap(self) -> None:
        """From the next input on, left is right."""
        self._asked = not self._asked

    def take(self, item: Input) -> list[Input]:
        """The input as it is to be told, after what had to be told before it."""
        said: list[Input] = [*self._exchange(item.t_host_ns)]
        if isinstance(item, LinkChange):
            self._note(item)
        return [*said, self._turned(item)]

    def _note(self, item: LinkChange) -> None:
        """How the wearables really are connected, whichever wrist they are taken for."""
        if item.state is LinkState.CONNECTED:
            self._connected[item.side] = item
        else:
            self._connected.pop(item.side, None)

    def _exchange(self, t_host_ns: int) -> list[LinkChange]:
        """Both lost, and connected again on the other side; nothing, unless that was asked."""
        if not self._asked:
            return []
        self._asked, known = False, list(self._connected.values())
        lost = [LinkChange(self._side(one.side), t_host_ns, LinkState.LOST) for one in known]
        self.swapped = not self.swapped
        return lost + [
            replace(one, side=self._side(one.side), t_host_ns=t_host_ns) for one in known
        ]

    def _turned(self, item: Input) -> Input:
        if self.swapped and isinstance(item, Notification | LinkChange):
            return replace(item, side=OTHER[item.side])
        return item

    def _side(self, side: Side) -> Side:
        return OTHER[side] if self.swapped else side


class SwappableLink:
    """Another link, through an `Exchange`; one that was entered already needs not be again."""

    start: Command

    def __init__(self, link: Link) -> None:
        self._link = link
        self.live = link.live
        self.exchange = Exchange()

    async def __aenter__(self) -> Self:
        await self._link.__aenter__()
        self.start = self._link.start
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._link.__aexit__(kind, error, trace)

    async def __aiter__(self) -> AsyncIterator[Input]:
        async for item in self._link:
            for said in self.exchange.take(item):
                yield said

    def close(self) -> None:
        """No more inputs, please."""
        self._link.close()

    def swap(self) -> None:
        """From the next input on, left is right."""
        self.exchange.swap()
