"""From events to the broker: a sink that fills the outbox, and the publisher beside it."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.latest import Latest
from crossrep.edges.mqtt import Publisher
from crossrep.edges.outbox import Outbox
from crossrep.events import Event, SessionStarted
from crossrep.formats import topics
from crossrep.formats.payloads import message_of

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class ToOutbox:
    """A sink: every event becomes a message that waits in the outbox."""

    outbox: Outbox
    person: str
    started: SessionStarted | None = None

    def __call__(self, event: Event) -> None:
        """Put one event."""
        if isinstance(event, SessionStarted):
            self.started = event
        if self.started is None:
            return  # nothing can be said about a session that has not begun
        message = message_of(event, self.started)
        self.outbox.put(
            message.key,
            topics.topic(self.person, message.suffix),
            message.payload,
            qos=message.qos,
            retain=message.retain,
            expiry_s=message.expiry_s,
        )


@asynccontextmanager
async def publishing(
    address: BrokerAddress,
    outbox: Outbox,
    person: str,
    wait_s: float,
    latest: Latest | None = None,
) -> AsyncIterator[Publisher]:
    """Publish while the block lasts, then up to ``wait_s`` more; then the broker hears goodbye."""
    publisher = Publisher(address, outbox, topics.checked_person(person), latest)
    task = asyncio.create_task(_said(publisher), name="publisher")
    try:
        yield publisher
        draining = asyncio.create_task(publisher.drained(wait_s), name="drain")
        await asyncio.wait({task, draining}, return_when=asyncio.FIRST_COMPLETED)
        draining.cancel()  # only when the publisher itself is gone
        await asyncio.wait({draining})
    finally:
        publisher.close()
        await task


async def _said(publisher: Publisher) -> None:
    """A publisher whose outbox fails must not take the session with it."""
    try:
        await publisher.run()
    except* (sqlite3.Error, OSError) as errors:
        logger.error("Publishing has stopped, the session goes on: %s", errors.exceptions[0])  # noqa: TRY400
