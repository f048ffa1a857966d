"""Homes' events from a broker into whatever keeps them, through whatever the network does.

Guarantees: a message is acknowledged to the broker only after it is kept (on the disk). What was
kept and not yet acknowledged when we die comes again, and is known by its id. The broker remembers
us for `REMEMBERED_S`, and with us what was not acknowledged.

aiomqtt acknowledges before anybody has seen a message; `Connection` takes that over from it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.mqtt_client import Connection, Got, MqttError, OldBrokerError, connection
from crossrep.errors import CrossRepError
from crossrep.formats import topics
from crossrep.formats.payload_events import SUFFIXES

REMEMBERED_S = 7 * 24 * 3600
BATCH = 500
"""Messages kept at one go; a broker sends only so many before it wants an answer."""
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0

_log = logging.getLogger(__name__)


Keep = Callable[[Sequence[tuple[str, bytes]]], object]
"""Keeps topics and payloads: when it returns they are on the disk. Called in a thread."""


class Ingest:
    """Takes every event of every home (or of one person). ``run()`` is the task.

    Attributes:
        listening: set while the broker has taken our subscriptions.
        taken: messages that are kept and acknowledged.
        last_s: when the last of them came, on the event loop's clock.
    """

    def __init__(
        self,
        address: BrokerAddress,
        identifier: str,
        keep: Keep,
        *,
        person: str = "+",
        share: str = "",
    ) -> None:
        self.listening = asyncio.Event()
        self.taken = 0
        self.last_s = 0.0
        self._address = address
        self._identifier = identifier
        self._keep = keep
        group = f"$share/{share}/" if share else ""
        self._topics = [f"{group}{topics.ROOT}/{person}/{suffix}" for suffix in SUFFIXES]
        self._mqtt5 = address.mqtt5
        self._closing = asyncio.Event()

    def close(self) -> None:
        """End after what is being kept; the broker keeps the rest for us."""
        self._closing.set()

    async def run(self) -> None:
        """Until `close`.

        Raises:
            CrossRepError: what came cannot be kept, or the broker does not let us listen.
        """
        wait_s = FIRST_WAIT_S
        self.last_s = asyncio.get_running_loop().time()
        while not self._closing.is_set():
            try:
                await self._listen()
            except OldBrokerError:
                self._mqtt5 = not self._mqtt5
            except MqttError as error:
                _log.warning("No connection to %s (%s); trying again.", self._address, error)
            wait_s = FIRST_WAIT_S if self.listening.is_set() else min(2 * wait_s, LONGEST_WAIT_S)
            self.listening.clear()
            await self._closed_within(wait_s)

    async def _listen(self) -> None:
        link = connection(
            self._address,
            identifier=self._identifier,
            status_topic=None,
            mqtt5=self._mqtt5,
            remembered_s=REMEMBERED_S,
            acknowledge=False,
        )
        async with link as client:
            for topic in self._topics:
                if refusal := await client.refused_subscription(topic):
                    raise CrossRepError(
                        f"The broker {self._address} does not let us hear {topic} ({refusal}); "
                        "its list of who may read what must allow it."
                    )
            self.listening.set()
            await self._take(client)

    async def _take(self, client: Connection) -> None:
        """Keep, then acknowledge, batch after batch."""
        closing = asyncio.create_task(self._closing.wait())
        try:
            while not self._closing.is_set():
                batch = await client.batch(BATCH, closing)
                if batch:
                    await asyncio.to_thread(self._keep, [(m.topic, m.payload) for m in batch])
                    self._done(client, batch)
        finally:
            closing.cancel()

    def _done(self, client: Connection, batch: Sequence[Got]) -> None:
        for message in batch:
            client.acknowledge(message)
        self.taken += len(batch)
        self.last_s = asyncio.get_running_loop().time()

    async def _closed_within(self, wait_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._closing.wait()
