"""Listening for commands at the broker, through whatever the network does.

A connection of its own, without a memory at the broker: what is sent while nobody listens is gone,
because a command is for now.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.mqtt_client import Connection, MqttError, OldBrokerError, connection
from crossrep.formats import topics

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0

_log = logging.getLogger(__name__)


class Take(Protocol):
    """What is done with a message."""

    def __call__(self, payload: bytes, *, retained: bool) -> Awaitable[None]:
        """Take one; never raises for what is in it."""
        ...


class CommandReader:
    """Hands every message of the command topic on. ``run()`` is the task; cancel it to end.

    Attributes:
        listening: the broker has taken our subscription.
    """

    def __init__(self, address: BrokerAddress, person: str, take: Take) -> None:
        self.listening = asyncio.Event()
        self._address = address
        self._topic = topics.topic(person, topics.COMMAND)
        self._identifier = f"crossrep-{person}-ears-{secrets.token_hex(4)}"
        self._take = take
        self._mqtt5 = address.mqtt5
        self._refused = False

    async def run(self) -> None:
        """Listen until cancelled, or until the broker says that we may not."""
        wait_s = FIRST_WAIT_S
        while not self._refused:
            try:
                await self._listen()
            except OldBrokerError:
                self._mqtt5 = not self._mqtt5
            except MqttError as error:
                _log.debug("No ear at the broker %s (%s).", self._address, error)
            if self.listening.is_set():
                wait_s = FIRST_WAIT_S
            self.listening.clear()
            await asyncio.sleep(0 if self._refused else wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    async def _listen(self) -> None:
        link = connection(
            self._address, identifier=self._identifier, status_topic=None, mqtt5=self._mqtt5
        )
        async with link as client:
            if refusal := await client.refused_subscription(self._topic):
                self._refused = True
                _log.error(
                    "The broker %s does not let us hear commands on %s (%s); none will be obeyed.",
                    self._address, self._topic, refusal,
                )  # fmt: skip
                return
            self.listening.set()
            await self._hear(client)

    async def _hear(self, client: Connection) -> None:
        async for message in client.messages:
            body = message.payload
            payload = body if isinstance(body, bytes) else b""
            await self._take(payload, retained=bool(message.retain))


async def while_listening(reader: CommandReader, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work, and listen meanwhile."""
    task = asyncio.create_task(reader.run(), name="commands")
    try:
        await work()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
