"""From the outbox to an MQTT broker, through whatever the network does.

Guarantees: at least once, in the order of the outbox for first arrivals; a row counts as
acknowledged only after the broker answered with success. A broker that is away never stops a
session: rows wait, one line is logged when the connection goes and one when it is back.
"""

import asyncio
import logging
from contextlib import suppress

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.mqtt_client import (
    Connection,
    MqttError,
    OldBrokerError,
    connection,
    known_noise_at_debug_level,
)
from crossrep.edges.outbox import Outbox, Row
from crossrep.formats import topics
from crossrep.formats.payload_models import Status

__all__ = ["BrokerAddress", "Publisher"]

IN_FLIGHT = 10
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0

_log = logging.getLogger(__name__)


class Publisher:
    """Empties an outbox into a broker. ``run()`` is the task, ``close()`` ends it.

    Attributes:
        connected: the broker took our last word.
    """

    def __init__(self, address: BrokerAddress, outbox: Outbox, person: str) -> None:
        self.connected = False
        self._address = address
        self._outbox = outbox
        self._status_topic = topics.topic(person, topics.STATUS)
        self._identifier = f"crossrep-{person}-{outbox.client}"
        self._mqtt5 = address.mqtt5
        self._spoke_5 = False  # once it did, a hang-up is an outage and no reason to know less
        self._down = False
        self._wait_s = FIRST_WAIT_S
        self._said: set[tuple[str, str]] = set()
        self._news, self._step, self._closing = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Publish until `close`; what then still waits stays in the outbox.

        Ends at once when connected or waiting, else with the connection attempt that is under way.
        """
        if (warning := self._address.warning()) is not None:
            _log.warning("%s", warning)
        self._outbox.on_put = self._news.set
        try:
            with known_noise_at_debug_level():
                while not self._closing.is_set():
                    await self._connect_and_serve()
        finally:
            self._outbox.on_put = None

    def close(self) -> None:
        """End after the messages in flight: say ``offline``, disconnect."""
        self._closing.set()
        self._news.set()

    async def drained(self, timeout_s: float) -> bool:
        """Whether nothing waits any more; logs how many still do after ``timeout_s``."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while self._outbox.pending(1):
                    self._step.clear()
                    await self._step.wait()
        if waiting := self._outbox.waiting():
            _log.warning(
                "%d messages wait in the outbox for the broker %s.", waiting, self._address
            )
        return waiting == 0

    async def _connect_and_serve(self) -> None:
        try:
            async with self._connection() as client:
                await self._serve(client)
        except MqttError as error:
            if isinstance(error, OldBrokerError) and self._mqtt5 and not self._spoke_5:
                self._mqtt5 = False
                return
            self._mqtt5 = self._address.mqtt5
            self._say_down(error)
            await self._pause()
        finally:
            self.connected = False

    def _connection(self) -> Connection:
        return connection(
            self._address,
            identifier=self._identifier,
            status_topic=self._status_topic,
            mqtt5=self._mqtt5,
        )

    async def _serve(self, client: Connection) -> None:
        lost: ExceptionGroup[MqttError] | None = None
        try:
            async with asyncio.TaskGroup() as group:
                watch = group.create_task(client.lost(), name="mqtt-watch")
                await self._say_status(client, Status.ONLINE)
                self._say_up()
                await self._empty_outbox(client)
                await self._say_status(client, Status.OFFLINE)
                watch.cancel()
        except* MqttError as errors:
            lost = errors
        if lost is not None:
            raise MqttError(_first_of(lost))

    async def _empty_outbox(self, client: Connection) -> None:
        while not self._closing.is_set():
            self._news.clear()
            rows = self._outbox.pending(IN_FLIGHT)
            if rows:
                async with asyncio.TaskGroup() as group:
                    for row in rows:  # tasks start in this order, so the broker gets this order
                        group.create_task(self._deliver(client, row), name="mqtt-deliver")
            else:
                await self._news.wait()

    async def _deliver(self, client: Connection, row: Row) -> None:
        refusal = await client.deliver(
            row.topic, row.payload, qos=row.qos, retain=row.retain, expiry_s=row.expiry_s
        )
        if refusal is None:
            self._outbox.acknowledged(row.row)
        else:
            self._outbox.refused(row.row, refusal)
            self._say_refused(row.topic, refusal)
        self._step.set()

    async def _say_status(self, client: Connection, status: Status) -> None:
        refusal = await client.deliver(self._status_topic, status.encode(), qos=1, retain=True)
        if refusal is not None:
            self._say_refused(self._status_topic, refusal)

    def _say_refused(self, topic: str, refusal: str) -> None:
        if (topic, refusal) not in self._said:  # one line, not one a repetition
            self._said.add((topic, refusal))
            _log.error(
                "The broker %s refused what we published to %s (%s). It is not delivered; check "
                "which topics this user may write.", self._address, topic, refusal,
            )  # fmt: skip

    def _say_up(self) -> None:
        self.connected = True
        self._wait_s = FIRST_WAIT_S
        self._spoke_5 |= self._mqtt5
        again = "again " if self._down else ""
        self._down = False
        _log.info("Connected %sto the broker %s.", again, self._address)
        if not self._mqtt5 and ("", "3.1.1") not in self._said:
            self._said.add(("", "3.1.1"))
            _log.warning(
                "The broker %s speaks only MQTT 3.1.1: if it refuses a message, nobody can see it.",
                self._address,
            )

    def _say_down(self, error: MqttError) -> None:
        if not self._down:
            self._down = True
            _log.warning(
                "No connection to the broker %s (%s). The session goes on, messages wait in the "
                "outbox.", self._address, error,
            )  # fmt: skip

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._wait_s):
                await self._closing.wait()
        self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)


def _first_of(errors: BaseExceptionGroup[MqttError]) -> str:
    first: BaseException = errors
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return str(first)
