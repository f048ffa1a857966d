"""A guide that leads a held session: between engine, page and, in a demo, a tapping person."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial

from crossrep.edges.guiding import Guiding
from crossrep.edges.link import Link
from crossrep.edges.screen import Page
from crossrep.edges.session import Session
from crossrep.engine import Engine
from crossrep.guide.guide import Guide
from crossrep.guide.taps import Tap
from crossrep.guide.view import GuideView
from crossrep.inputs import Input, Tick

PAGE_BLOCK_S = 0.005
"""How lazily the engine may work while an arm is drawn somewhere; it never changes an event."""
SUMMARY_S = 180.0

Look = Callable[[GuideView, float], Tap | None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Led:
    """What a guided session needs besides the rest.

    Attributes:
        look: a simulated person who looks at the page and taps.
        summary_s: so long the last page may be read before the program ends by itself.
        swapped: told when a person says that the sensors are exchanged: for the next time.
    """

    guide: Guide
    page: Page | None = None
    look: Look | None = None
    summary_s: float = SUMMARY_S
    swapped: Callable[[], None] | None = None


class Leading:
    """Leads one session. Give its `input` to the session, then `run`."""

    def __init__(
        self,
        guide: Guide,
        engine: Engine,
        page: Page | None = None,
        look: Look | None = None,
        on_swap: Callable[[], None] | None = None,
    ) -> None:
        self._engine, self._page, self._look = engine, page, look
        self._guiding = Guiding(guide, engine, on_swap=on_swap)
        self._usual_block_s = engine.block_s
        self._looked_ns = 0
        self._left = asyncio.Event()
        if page is not None:
            page.tapped = self._guiding.tap
            page.show(self._guiding.view)
            self._guiding.watchers.append(page.show)

    def leads(self, session: Session) -> Callable[[Link], Coroutine[None, None, None]]:
        """What runs the session to its end, guided."""
        return partial(self._guiding.run, session)

    def input(self, item: Input) -> None:
        """What the engine took."""
        self._guiding.input(item)
        if isinstance(item, Tick) and self._look is not None:
            tap = self._look(self._guiding.view, self._engine.snapshot().t_s)
            if tap is not None:
                self._guiding.tap(tap)
        if self._page is not None:
            self._draw(self._page)

    def _draw(self, page: Page) -> None:
        """Each time the engine has looked; a page that fails is left alone from then on."""
        if self._engine.looked_ns == self._looked_ns:
            return
        self._looked_ns = self._engine.looked_ns
        try:
            self._engine.block_s = PAGE_BLOCK_S if page.draws else self._usual_block_s
            page.live(self._engine.snapshot())
        except Exception:
            logger.exception("The page cannot be drawn any more, the session goes on")
            self._page = None

    async def read(self, most_s: float) -> None:
        """Until the last page was tapped away, or its time is over, when somebody looks at it."""
        if self._page is None or not len(self._page):
            return
        waits = [asyncio.create_task(each()) for each in (self._guiding.closed, self._left.wait)]
        await asyncio.wait(waits, timeout=most_s, return_when=asyncio.FIRST_COMPLETED)
        for task in waits:
            task.cancel()

    def leave(self) -> None:
        """Somebody wants the program to end now."""
        self._left.set()
