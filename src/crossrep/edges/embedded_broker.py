"""A small MQTT broker inside this process, for the demo and for tests. Reachable from here only."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from crossrep.edges.broker_address import BrokerAddress
from crossrep.errors import BadInputError

LOOPBACK = "127.0.0.1"
LISTENER = "default"

_Take = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def embedded_broker(port: int = 0) -> AsyncIterator[BrokerAddress]:
    """A broker on loopback while the context lasts; port 0 takes a free one. Speaks MQTT 3.1.1.

    The listening socket is ours and handed to the broker: so the address is certain.

    Raises:
        BadInputError: the broker is not installed, or the port is taken.
    """
    broker, take = _make_broker()
    doors = _Doors(take)
    await broker.start()
    try:
        server = await _listen(doors, port)
        try:
            yield BrokerAddress(LOOPBACK, server.sockets[0].getsockname()[1], mqtt5=False)
        finally:
            server.close()
            await doors.close()
    finally:
        await broker.shutdown()


class _Doors:
    """The open connections. The broker forgets to close those that never said a right word."""

    def __init__(self, take: _Take) -> None:
        self._take = take
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer), name="embedded-broker")
        self._open[task] = writer
        task.add_done_callback(self._open.pop)

    async def close(self) -> None:
        """Close every connection and wait until the broker has noticed."""
        for writer in self._open.values():
            writer.close()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            await self._take(reader, writer)
        writer.close()


async def _listen(doors: _Doors, port: int) -> asyncio.Server:
    try:
        return await asyncio.start_server(doors, LOOPBACK, port)
    except OSError as error:
        raise BadInputError(
            f"The embedded broker cannot use port {port}: {error.strerror}."
        ) from error


def _make_broker() -> tuple[Any, _Take]:
    """The broker, and what takes one connection into it."""
    try:
        from amqtt.adapters import StreamReaderAdapter, StreamWriterAdapter  # noqa: PLC0415
        from amqtt.broker import Broker  # noqa: PLC0415
        from amqtt.contexts import BrokerConfig, ListenerConfig, ListenerType  # noqa: PLC0415
    except ImportError as error:
        raise BadInputError(
            "The embedded broker is not installed: run pip install 'crossrep[demo]'."
        ) from error
    for name in ("amqtt", "transitions"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    listener = ListenerConfig(type=ListenerType.EXTERNAL, bind=f"{LOOPBACK}:0")
    anonymous = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    broker = Broker(BrokerConfig(listeners={LISTENER: listener}, plugins=anonymous))

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await broker.external_connected(
            StreamReaderAdapter(reader), StreamWriterAdapter(writer), LISTENER
        )

    return broker, take
