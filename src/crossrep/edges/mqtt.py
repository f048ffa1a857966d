"""From the outbox to an MQTT broker, through whatever the network does.

Guarantees: at least once, in the order of the outbox for first arrivals; a row counts as
acknowledged only after the broker answered with success. A broker that is away never stops a
session: rows wait, one line is logged when the connection goes and one when it is back.

A broker that dies takes with it what it had acknowledged and not yet written down. So what it
acknowledged in the last moment before a connection broke is sent again: the ids are the same, and
who stores by id notices nothing.
"""

import asyncio
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.latest import Latest
from crossrep.edges.mqtt_client import (
    Connection,
    MqttError,
    OldBrokerError,
    connection,
    known_noise_at_debug_level,
)
from crossrep.edges.outbox import Outbox, Row
from crossrep.edges.publisher_log import PublisherLog
from crossrep.edges.trickle import Trickle
from crossrep.formats import topics
from crossrep.formats.payload_models import Status

__all__ = ["BrokerAddress", "Publisher"]

IN_FLIGHT = 10
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
SHORTEST_SHARE = 0.5
"""Waits are cut at random down to this share, so that many homes do not come back as one."""
DOUBTED_S = 15.0
"""What a broker acknowledged so shortly before its last word may not be on its disk: one that
writes every five seconds was perhaps killed while it wrote."""
SHOW_S = 0.1
"""Shortest time between two states of the same topic."""
LOOK_S = 5.0
"""Another process may have put rows into the outbox."""


class Publisher:
    """Empties an outbox into a broker. ``run()`` is the task, ``close()`` ends it.

    Attributes:
        connected: the broker took our last word.
    """

    def __init__(
        self, address: BrokerAddress, outbox: Outbox, person: str, latest: Latest | None = None
    ) -> None:
        self.connected = False
        self._address = address
        self._outbox = outbox
        self._latest = latest or Latest()
        self._status_topic = topics.topic(person, topics.STATUS)
        self._identifier = f"crossrep-{person}-{outbox.client}"
        self._mqtt5 = address.mqtt5
        self._spoke_5 = False  # once it did, a hang-up is an outage and no reason to know less
        self._wait_s = FIRST_WAIT_S
        self._log = PublisherLog(address)
        self._acknowledged_utc: datetime | None = None
        self._news, self._step, self._closing = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Publish until `close`; what then still waits stays in the outbox.

        Ends at once when connected or waiting, else with the connection attempt that is under way.
        """
        if not self._outbox.mine:
            self._log.somebody_else()
            return
        self._log.begins()
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
        self._latest.changed.set()

    async def drained(self, timeout_s: float) -> bool:
        """Whether nothing waits any more; logs how many still do after ``timeout_s``."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while self._outbox.pending(1):
                    self._step.clear()
                    await self._woken(self._step, LOOK_S)
        if waiting := self._outbox.waiting():
            self._log.waiting(waiting)
        return waiting == 0

    async def _connect_and_serve(self) -> None:
        broken: MqttError | None = None
        try:
            async with self._connection() as client:
                await self._serve(client)
        except MqttError as error:
            broken = error
        finally:
            self.connected = False
        if isinstance(broken, OldBrokerError) and self._mqtt5 and not self._spoke_5:
            self._mqtt5 = False
        elif broken is not None:
            self._mqtt5 = self._address.mqtt5
            self._log.down(broken)
            self._doubt()
            await self._pause()

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
                self._up()
                show = group.create_task(self._show_latest(client), name="mqtt-latest")
                await self._empty_outbox(client)
                await show
                await self._say_status(client, Status.OFFLINE)
                watch.cancel()
        except* MqttError as errors:
            lost = errors
        if lost is not None:
            raise MqttError(_first_of(lost))

    async def _empty_outbox(self, client: Connection) -> None:
        loop = asyncio.get_running_loop()
        trickle, waited = Trickle(loop.time()), self._outbox.last_row()
        while not self._closing.is_set():
            self._news.clear()
            rows = self._outbox.pending(IN_FLIGHT)
            if not rows:
                await self._woken(self._news, LOOK_S)
                continue
            async with asyncio.TaskGroup() as group:
                for row in rows:  # tasks start in this order, so the broker gets this order
                    group.create_task(self._deliver(client, row), name="mqtt-deliver")
            if rows[0].row <= waited:
                await self._woken(self._closing, trickle.sent(len(rows), loop.time()))

    async def _deliver(self, client: Connection, row: Row) -> None:
        refusal = await client.deliver(
            row.topic, row.payload, qos=row.qos, retain=row.retain, expiry_s=row.expiry_s
        )
        if refusal is None:
            self._outbox.acknowledged(row.row)
            self._acknowledged_utc = datetime.now(UTC)
        else:
            self._outbox.refused(row.row, refusal)
            self._log.refused(row.topic, refusal)
        self._step.set()

    async def _show_latest(self, client: Connection) -> None:
        while not self._closing.is_set():
            await self._show(client)
            await self._woken(self._closing, SHOW_S)
            await self._latest.changed.wait()
        await self._show(client)

    async def _show(self, client: Connection) -> None:
        for shown in self._latest.take():
            refusal = await client.deliver(
                shown.topic, shown.payload, qos=shown.qos, retain=shown.retain
            )
            if refusal is not None:
                self._log.refused(shown.topic, refusal)

    async def _say_status(self, client: Connection, status: Status) -> None:
        refusal = await client.deliver(self._status_topic, status.encode(), qos=1, retain=True)
        if refusal is not None:
            self._log.refused(self._status_topic, refusal)

    def _up(self) -> None:
        self.connected = True
        self._wait_s = FIRST_WAIT_S
        self._spoke_5 |= self._mqtt5
        self._latest.again()
        self._log.up(mqtt5=self._mqtt5)

    def _doubt(self) -> None:
        """What was acknowledged in the last moment of this connection waits again."""
        last_utc, self._acknowledged_utc = self._acknowledged_utc, None
        if last_utc is not None:
            self._outbox.doubt(last_utc - timedelta(seconds=DOUBTED_S))

    async def _pause(self) -> None:
        share = SHORTEST_SHARE + (1 - SHORTEST_SHARE) * secrets.randbelow(1000) / 1000
        await self._woken(self._closing, share * self._wait_s)
        self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)

    @staticmethod
    async def _woken(event: asyncio.Event, wait_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await event.wait()


def _first_of(errors: BaseExceptionGroup[MqttError]) -> str:
    first: BaseException = errors
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return str(first)
