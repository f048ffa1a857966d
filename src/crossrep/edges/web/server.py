"""Requests answered inside the running event loop, by a server that harms nobody when it fails.

Connections are accepted by ourselves, one in a turn of the loop: so a flood of them takes turns
with the session, and each is counted from its first byte, also while it still negotiates TLS.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from crossrep.edges.web.guests import Guests

FRAME_BYTES = 4096
"""Longest message of a page to us."""
HEADER_BYTES = 16_384
HANDSHAKE_S = 5.0
KEEP_OPEN_S = 5
PING_S, PONG_S = 5.0, 10.0
LEAVE_S = 2.0
SHORT_OF_HANDLES_S = 0.2

logger = logging.getLogger(__name__)


@asynccontextmanager
async def serving(
    app: ASGIApp,
    listener: socket.socket,
    guests: Guests | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[None]:
    """Serve while the block lasts. What goes wrong is logged and ends the page, not the block."""
    server = _Server(_config(app), listener, Guests() if guests is None else guests, tls)
    task = asyncio.create_task(server.serve(), name="page")
    task.add_done_callback(_say_why)
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait({task}, timeout=LEAVE_S)
        task.cancel()
        await asyncio.wait({task})
        listener.close()


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="websockets-sansio",
        ws_max_size=FRAME_BYTES,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PONG_S,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level="critical",  # what strangers send wrongly is no news; the guard tells the rest
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=HEADER_BYTES,
        timeout_keep_alive=KEEP_OPEN_S,
        timeout_graceful_shutdown=1,
    )


def _say_why(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("The page has failed, the session goes on: %s", error)


class _Server(uvicorn.Server):
    """uvicorn without its signals and with our door."""

    def __init__(
        self,
        config: uvicorn.Config,
        listener: socket.socket,
        guests: Guests,
        tls: ssl.SSLContext | None,
    ) -> None:
        super().__init__(config)
        self._listener, self._guests, self._tls = listener, guests, tls
        self._handshakes: set[asyncio.Task[None]] = set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C belongs to the session."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        """Accept from now on."""
        accepting = asyncio.create_task(self._accept(), name="page accepts")
        accepting.add_done_callback(_say_why)
        self.servers = [_Accepting(accepting)]  # type: ignore[list-item]
        self.started = True

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, peer = await loop.sock_accept(self._listener)
            except OSError:  # no handles left, or it hung up in the queue
                await asyncio.sleep(SHORT_OF_HANDLES_S)
                continue
            if not self._guests.admit(connection, (str(peer[0]), int(peer[1]))):
                connection.close()
                await asyncio.sleep(0)
                continue
            task = asyncio.create_task(self._greet(connection))
            self._handshakes.add(task)
            task.add_done_callback(self._handshakes.discard)
            await asyncio.sleep(0)  # others have their turn, however many wait at the door

    async def _greet(self, connection: socket.socket) -> None:
        limits = {"ssl_handshake_timeout": HANDSHAKE_S} if self._tls is not None else {}
        with suppress(OSError, ssl.SSLError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.get_running_loop().connect_accepted_socket(
                self._protocol, connection, ssl=self._tls, **limits
            )
            return
        connection.close()

    def _protocol(self) -> asyncio.Protocol:
        made: Any = self.config.http_protocol_class
        protocol: asyncio.Protocol = made(
            config=self.config, server_state=self.server_state, app_state={}
        )
        return protocol


class _Accepting:
    """What `uvicorn.Server` closes when it ends."""

    def __init__(self, task: "asyncio.Task[None]") -> None:
        self._task = task

    def close(self) -> None:
        """No more connections."""
        self._task.cancel()

    async def wait_closed(self) -> None:
        """Until it has ended."""
        await asyncio.wait({self._task})
