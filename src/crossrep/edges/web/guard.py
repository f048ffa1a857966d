"""Stands before every request: host, origin, secret, size; and puts safe headers on each answer."""

import logging
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crossrep.edges.web import entrance
from crossrep.edges.web.door import Door
from crossrep.edges.web.guests import Guests

BODY_BYTES = 65_536
SAFE_METHODS = frozenset({"GET", "HEAD"})
POLICY_VIOLATION = 1008

SAFE_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

logger = logging.getLogger(__name__)


class Guard:
    """The app, for those who may.

    Attributes:
        public: paths anybody who found the port may read (a certificate to trust; no health data).
    """

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        guests: Guests | None = None,
        *,
        public: Iterable[str] = (),
        inline_styles: bool = False,
    ) -> None:
        self._app, self._door = app, door
        self._guests = guests
        self.public = frozenset(public)
        self._inline_styles = inline_styles
        self._failed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or one page's connection."""
        if scope["type"] == "lifespan":
            return
        headers = Headers(scope=scope)
        answer = self._refusal(scope, headers)
        safely = self._with_headers(scope, headers, send)
        if answer is not None:
            await answer(scope, receive, safely)
        elif scope["path"] == entrance.ENTER and scope["type"] == "http":
            await entrance.enter(self._door, scope, receive, safely)
        elif self._door.knows(headers.get("cookie", "")):
            if self._guests is not None:
                self._guests.know(scope.get("client"))
            await self._served(scope, _limited(receive, scope), safely)
        else:
            await self._outside(scope, receive, safely)

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except _TooLongError:
            await _Closed(413, "Too long.")(scope, receive, send)
        except Exception:
            if not self._failed:
                self._failed = True
                logger.exception("The page has a fault, the session goes on")
            raise

    async def _outside(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await _Closed(403, "")(scope, receive, send)
        elif scope["path"] in self.public and scope["method"] in SAFE_METHODS:
            await self._served(scope, receive, send)
        else:
            await entrance.outside(scope["path"])(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        """What is wrong before anybody asks for the secret."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._door.address.hosts:
            return _Closed(421, "This address is not known here.")
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if changes and headers.getlist("origin") != [self._origin(hosts[0])]:
            return _Closed(403, "Not from here.")
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and (
            changes or headers.get("sec-fetch-mode") != "navigate"
        ):
            return _Closed(403, "Not from here.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_BYTES:
            return _Closed(413, "Too long.")
        return None

    def _origin(self, host: str) -> str:
        return f"{'https' if self._door.address.tls else 'http'}://{host.lower()}"

    def _policy(self, host: str) -> str:
        """No script, style, picture or word but our own."""
        talk = f"{'wss' if self._door.address.tls else 'ws'}://{host}"
        styles = "'self' 'unsafe-inline'" if self._inline_styles else "'self'"
        return (
            f"default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; "
            f"connect-src 'self' {talk}; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'"
        )

    def _with_headers(self, scope: Scope, headers: Headers, send: Send) -> Send:
        host = headers.get("host", "")
        known = host.lower() in self._door.address.hosts

        async def safely(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                said = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS.items():
                    said.setdefault(name, value)
                said.setdefault("content-security-policy", self._policy(host if known else ""))
                if scope["type"] == "http" and message["status"] >= 400:
                    said["connection"] = "close"
            await send(message)

        return safely


class _Closed:
    """A short refusal, of either kind of request."""

    def __init__(self, status: int, words: str) -> None:
        self._answer: Response = PlainTextResponse(words, status)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await self._answer(scope, receive, send)


class _TooLongError(Exception):
    pass


def _limited(receive: Receive, scope: Scope) -> Receive:
    """The body without a stated length is counted as it comes."""
    if scope["type"] != "http":
        return receive
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_BYTES:
            raise _TooLongError
        return message

    return counting
