"""A guided live session: the guide between a session and whoever shows it.

The session's events and its clock go to the guide; what it orders goes into the session's inbox,
and so into the recording. Pages come and go: taps come from whichever is there, and the session
goes on without any. The guide sees the arms with the ticks of the log, never faster than it.
"""

import asyncio
import logging
from collections.abc import Callable

from crossrep.edges.charges import Charges
from crossrep.edges.link import Link
from crossrep.edges.session import Session
from crossrep.engine import Engine
from crossrep.events import Event
from crossrep.guide.guide import Guide
from crossrep.guide.orders import Order
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import GuideView
from crossrep.inputs import Input, Tick

Changed = Callable[[GuideView], None]

logger = logging.getLogger(__name__)


class Guiding:
    """One guided session. Make it, give `event` and `input` to the session, `run` it once.

    Attributes:
        view: what every page shows now.
        watchers: who is told each new view; one that fails is dropped.
        on_swap: takes each sensor for the other, where the link can; None: people exchange them.
    """

    def __init__(
        self, guide: Guide, engine: Engine, *, on_swap: Callable[[], None] | None = None
    ) -> None:
        self._guide = guide
        self._engine = engine
        self.on_swap = on_swap
        self.view = guide.view()
        self.watchers: list[Changed] = []
        self._session: Session | None = None
        self._link: Link | None = None
        self._charges = Charges()
        self._closed = asyncio.Event()

    async def run(self, session: Session, link: Link) -> None:
        """The session to its end; the link is closed when the guide says that it is over."""
        self._session, self._link = session, link
        session.sinks["guide"] = self.event
        await session.run(link)
        self._turn()

    async def closed(self) -> None:
        """Return when the last page was tapped away."""
        await self._closed.wait()

    def event(self, event: Event) -> None:
        """What the session said."""
        self._take(self._guide.event(event))

    def input(self, item: Input) -> None:
        """What the engine took: its ticks are the guide's time."""
        told = self._charges.input(item)
        if told is not None:
            self._guide.battery(*told)
        if isinstance(item, Tick):
            self._take(self._guide.snapshot(self._engine.snapshot()))
        if self._guide.over and self._session is not None and self._session.obeyed:
            self._link_closes()

    def tap(self, tap: Tap) -> None:
        """Somebody tapped, on whatever page."""
        swaps = tap.name is TapName.SWAP_WRISTS and tap.name.value in self.view.taps
        self._take(self._guide.tap(tap))
        if swaps and self.on_swap is not None:
            self.on_swap()
        if self._guide.closed:
            self._closed.set()

    def _link_closes(self) -> None:
        if self._link is not None:
            self._link.close()

    def _take(self, orders: list[Order]) -> None:
        if self._session is not None:
            for order in orders:
                self._session.order(order.name, order.arguments)
        self._turn()

    def _turn(self) -> None:
        """Tell a new view to all who watch."""
        view = self._guide.view()
        if view == self.view:
            return
        self.view = view
        for watcher in list(self.watchers):
            try:
                watcher(view)
            except Exception:
                logger.exception("A page could not be told, the session goes on.")
                self.watchers.remove(watcher)
