"""Every page that looks gets the newest state only, at its own speed; whoever is slow misses some.

Policies: a view replaces an older one that was not sent yet, a live state an older live state; a
page that takes nothing for seconds is hung up; only so many pages at a time, the oldest goes; a
message that is no tap ends its connection. Nothing here waits for a page.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from crossrep.edges.screen.files import PageFile, page_files
from crossrep.edges.screen.moving import Moving
from crossrep.edges.screen.taps import tap_of
from crossrep.errors import BadInputError
from crossrep.events import Snapshot
from crossrep.guide.taps import Tap
from crossrep.guide.view import GuideView, SignKind, Step, plain

MOST_PAGES = 8
SLOW_S = 5.0
HEARTBEAT_S = 0.4
"""So seldom a live state is sent where no arm is drawn."""
ALIVE_S, ALIVE = 1.0, '{"alive":true}'
TAPS_S, MOST_TAPS = 2.0, 20
DRAWN = (Step.SET, Step.PRACTICE)
WEAKER = {"affected", "passive"}
TRY_LATER, POLICY_VIOLATION = 1013, 1008

logger = logging.getLogger(__name__)


class _Looker:
    """One page: what it was shown last, and that there is more."""

    def __init__(self, page: WebSocket) -> None:
        self.page = page
        self.more = asyncio.Event()
        self.view_n = self.live_n = 0


class Page:
    """The person's screen, on as many devices as look at it.

    Attributes:
        tapped: told each tap, in the order they come.
        touched: somebody has tapped.
    """

    def __init__(self, tapped: Callable[[Tap], None] = lambda _: None) -> None:
        self.tapped = tapped
        self.touched = asyncio.Event()
        self._lookers: list[_Looker] = []
        self._view: GuideView | None = None
        self._view_text = self._live_text = ""
        self._live: dict[str, Any] = {}
        self._view_n = self._live_n = 0
        self._live_s = -HEARTBEAT_S
        self._moving = Moving()
        self._signs: list[str] = []
        self._files = page_files()
        self.app = Starlette(
            routes=[
                WebSocketRoute("/live", self._looked_at),
                Route("/{path:path}", self._file, methods=["GET"]),
            ]
        )

    def __len__(self) -> int:
        """How many pages look."""
        return len(self._lookers)

    def __bool__(self) -> bool:
        return True

    @property
    def draws(self) -> bool:
        """Somebody looks at an arm that moves."""
        return bool(self._lookers) and self._view is not None and self._view.step in DRAWN

    def give(self, path: str, data: bytes, media: str) -> None:
        """One more file, at this path."""
        self._files = {**self._files, path.lstrip("/"): PageFile.of(media, data)}

    def show(self, view: GuideView) -> None:
        """From now on the guide's state is this."""
        if view == self._view:
            return
        self._signs = _signs(self._signs, self._view, view)
        self._view = view
        self._say({"view": plain(view), "signs": self._signs})

    def live(self, now: Snapshot) -> None:
        """How both arms are now."""
        drawn = self._moving.taken(now, by=_weaker_works(self._view))
        watched = self._view is not None and self._view.step in DRAWN
        loop_s = asyncio.get_running_loop().time()
        if watched or loop_s - self._live_s >= HEARTBEAT_S:
            self._live_s = loop_s
            self._live = drawn
            self._live_n += 1
            self._wake()

    def ended(self) -> None:
        """The session is over; pages that look keep their last picture."""
        self._say({"ended": True})

    def _say(self, said: dict[str, object]) -> None:
        self._view_text = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
        self._view_n += 1
        self._wake()

    def _wake(self) -> None:
        for looker in self._lookers:
            looker.more.set()

    async def _file(self, request: Request) -> Response:
        found = self._files.get(request.path_params["path"])
        return found.answer(request) if found else PlainTextResponse("Not here.", 404)

    async def _looked_at(self, page: WebSocket) -> None:
        await page.accept()
        looker = _Looker(page)
        self._lookers.append(looker)
        if len(self._lookers) > MOST_PAGES:
            await _hang_up(self._lookers.pop(0).page, TRY_LATER)
        looker.more.set()
        showing = asyncio.create_task(self._show(looker), name="page shows")
        hearing = asyncio.create_task(self._hear(page), name="page hears")
        try:
            await asyncio.wait({showing, hearing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (showing, hearing):
                task.cancel()
            with suppress(ValueError):
                self._lookers.remove(looker)
            await _hang_up(page)

    async def _show(self, looker: _Looker) -> None:
        """The newest, again and again, or that there is none; who takes nothing is let go."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(ALIVE_S):
                    await looker.more.wait()
            looker.more.clear()
            for text in self._news(looker) or [ALIVE]:
                async with asyncio.timeout(SLOW_S):
                    await looker.page.send_text(text)

    def _news(self, looker: _Looker) -> list[str]:
        news: list[str] = []
        if looker.view_n != self._view_n:
            looker.view_n = self._view_n
            news.append(self._view_text)
        if looker.live_n != self._live_n:
            looker.live_n = self._live_n
            news.append(self._live_said())
        return news

    def _live_said(self) -> str:
        """The live state as text, made once for all who look, and only when somebody does."""
        if self._live:
            self._live_text = json.dumps({"live": self._live}, separators=(",", ":"))
            self._live = {}
        return self._live_text

    async def _hear(self, page: WebSocket) -> None:
        """Taps, but not a storm of them."""
        loop = asyncio.get_running_loop()
        recent: list[float] = []
        while True:
            text = await page.receive_text()
            recent = [t for t in recent if t > loop.time() - TAPS_S] + [loop.time()]
            if len(recent) > MOST_TAPS:
                return
            try:
                self.tapped(tap_of(text))
                self.touched.set()
            except BadInputError:
                return


def _weaker_works(view: GuideView | None) -> int:
    """1: what is drawn is the affected arm; 0: it is the trained one."""
    return int(view is not None and bool({view.who, view.kind} & WEAKER))


def _signs(signs: list[str], before: GuideView | None, view: GuideView) -> list[str]:
    """The sign of each repetition of this set, for its pip; empty where there was none."""
    if before is None or (before.block_n, before.set_n) != (view.block_n, view.set_n):
        signs = []
    signs = [*signs, *[""] * (view.reps - len(signs))]
    seen = before.sign.n if before is not None and before.sign is not None else 0
    new = view.sign is not None and view.sign.n != seen
    if new and view.sign is not None and signs and view.sign.kind is not SignKind.SMALLER:
        signs[-1] = view.sign.kind.value
    return signs


async def _hang_up(page: WebSocket, code: int = POLICY_VIOLATION) -> None:
    if page.application_state is WebSocketState.CONNECTED:
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            async with asyncio.timeout(1):
                await page.close(code)
