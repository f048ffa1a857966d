"""Simulated homes at a real broker: what the hub of many homes has to take, made to order.

Each home is a person with an outbox and a publisher of its own, as `crossrep run` has them. What
happens in it was said by the real engine about a simulated wearer; many homes share a few wearers.
Homes begin at random moments, lose their network, send again what they are not sure of, and some
have a clock that is wrong.
"""

import asyncio
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.mqtt import DOUBTED_S
from crossrep.edges.outbox import IN_MEMORY, Outbox
from crossrep.edges.publishing import ToOutbox, publishing
from crossrep.engine import Engine
from crossrep.events import Event, SessionEnded, SessionStarted
from crossrep.settings import Settings
from crossrep.simulate import random_session, simulate

BETWEEN_S = 30.0
"""Longest pause between two sessions of a home."""
CLOCK_S, WRONG_CLOCK_S = 2.0, 5 * 3600.0
"""Standard deviation of the clocks' errors, and what one clock in `WRONG_CLOCKS` is wrong by."""
WRONG_CLOCKS = 50
OUTAGE_EVERY_S, OUTAGE_S = 180.0, 15.0
"""Mean time between two outages of a home's network, and their mean length."""
AGAIN_SHARE = 0.2
"""Share of the outages after which a home sends the last minute again."""
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One message the broker acknowledged.

    Attributes:
        person: which home.
        id: the event's.
        put_utc: it happened.
        sent_utc: the broker had it, the last time it was sent.
    """

    person: str
    id: str
    event_type: str
    put_utc: str
    sent_utc: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What all homes have in common.

    Attributes:
        duration_s: how long sessions begin.
        speed: how much faster than life.
        outages: homes lose their network now and then.
    """

    duration_s: float
    speed: float = 1.0
    outages: bool = True


def told_by(seed: int) -> list[Event]:
    """What the engine says of a simulated wearer's session."""
    script = random_session(seed)
    settings = Settings(script.trained, script.exercise)
    engine = Engine(settings, block_s=1.0)
    session = simulate(script, f"wearer{seed}")
    return [event for item in session.inputs for event in engine.feed(item)] + engine.finish()


class Home:
    """One home; `live` in it until its time is over, then ask what it `sent`."""

    def __init__(self, number: int, wearers: Sequence[list[Event]], plan: Plan) -> None:
        self.person = f"home-{number:05d}"
        self._wearers = wearers
        self._plan = plan
        self._chance = random.Random(number)  # noqa: S311  no secret: a repeatable rehearsal
        wrong = self._chance.randrange(WRONG_CLOCKS) == 0
        self._late = timedelta(seconds=self._chance.gauss(WRONG_CLOCK_S if wrong else 0.0, CLOCK_S))
        self._sent: list[Sent] = []
        self.delivered = False

    async def live(self, address: BrokerAddress) -> None:
        """Sessions and outages until the plan's time is over; then what still waits goes."""
        with Outbox(IN_MEMORY) as outbox:
            sessions = asyncio.create_task(self._sessions(outbox))
            try:
                while self._plan.outages and not sessions.done():
                    await self._connected(address, outbox, sessions)
                await sessions
                async with publishing(address, outbox, self.person, PATIENCE_S):
                    pass
            finally:
                sessions.cancel()
            self.delivered = outbox.waiting() == 0
            self._sent = list(self._told(outbox))

    def sent(self) -> list[Sent]:
        """What the broker acknowledged."""
        return self._sent

    async def _connected(
        self, address: BrokerAddress, outbox: Outbox, sessions: asyncio.Task[None]
    ) -> None:
        """Up for a while, then away for a while."""
        async with publishing(address, outbox, self.person, 0.0):
            await self._while(sessions, self._chance.expovariate(1 / OUTAGE_EVERY_S))
        broken_utc = datetime.now(UTC)
        await self._while(sessions, self._chance.expovariate(1 / OUTAGE_S))
        outbox.doubt(broken_utc - timedelta(seconds=DOUBTED_S))  # as after every broken connection
        if self._chance.random() < AGAIN_SHARE:
            now = datetime.now(UTC)
            outbox.again(now - timedelta(minutes=1), now)

    async def _while(self, sessions: asyncio.Task[None], wait_s: float) -> None:
        await asyncio.wait({sessions}, timeout=wait_s / self._plan.speed)

    async def _sessions(self, outbox: Outbox) -> None:
        loop, sink = asyncio.get_running_loop(), ToOutbox(outbox, self.person)
        end_s, number = loop.time() + self._plan.duration_s, 0
        while True:
            pause_s = self._chance.uniform(0, BETWEEN_S)
            if loop.time() + pause_s / self._plan.speed > end_s:
                return
            await asyncio.sleep(pause_s / self._plan.speed)
            await self._session(sink, f"{self.person}-{number}", end_s)
            number += 1

    async def _session(self, sink: ToOutbox, session: str, end_s: float) -> None:
        """One wearer's session, each event at its time.

        At the plan's end it ends, without what was to come: all homes at once is no life.
        """
        loop = asyncio.get_running_loop()
        begin_s, utc = loop.time(), datetime.now(UTC) + self._late
        for event in self._chance.choice(self._wearers):
            at_s = begin_s + _said_s(event) / self._plan.speed
            if at_s > end_s and not isinstance(event, SessionEnded):
                continue
            await asyncio.sleep(min(at_s, end_s) - loop.time())
            sink(_of(event, session, utc))

    def _told(self, outbox: Outbox) -> Iterator[Sent]:
        for payload, put_utc, done_utc in outbox.deliveries():
            told = json.loads(payload)
            yield Sent(self.person, told["id"], told["event_type"], put_utc, done_utc)


def _said_s(event: Event) -> float:
    """About when the engine says it: at the end of what it is about."""
    return max(float(getattr(event, name, 0.0)) for name in ("t_s", "start_s", "end_s"))


def _of(event: Event, session: str, utc: datetime) -> Event:
    """The same event of another session."""
    own: dict[str, Any] = {"session": session}
    if isinstance(event, SessionStarted):
        own["utc_ns"] = int(utc.timestamp() * 1e9)
    elif not isinstance(event, SessionEnded):
        own["id"] = event.id.replace(event.session, session, 1)
    return replace(event, **own)
