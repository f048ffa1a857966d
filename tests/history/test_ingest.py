"""Homes' data over a real broker: each event stored once, whoever dies, and strangers counted."""

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from every_event import EVERY, STARTED
from mosquitto_broker import Mosquitto

from crossrep.app.ingesting import InFile, Tally
from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.history import History, add_events, analysis_of, told_of
from crossrep.edges.history.ingesting import OTHERS, keep_messages
from crossrep.edges.ingest import Ingest
from crossrep.edges.mqtt_client import connection
from crossrep.formats.payload_events import Refusal
from crossrep.formats.payloads import message_of
from crossrep.records import Told

HERE = Path(__file__).parent
RETAINED = 2
"""The last session is shown to whoever subscribes, and ours subscribes again."""


@pytest.fixture
async def mosquitto(tmp_path):
    broker = Mosquitto(tmp_path)
    await broker.start()
    yield broker
    broker.end()


def messages(sessions: int) -> list[tuple[str, bytes]]:
    """All that a home says of so many sessions."""
    said = []
    for n in range(sessions):
        started = replace(STARTED, session=f"s{n}")
        for event in (replace(e, session=started.session) for e in EVERY):
            message = message_of(event, started)
            said.append((f"crossrep/v1/P-1/{message.suffix}", message.payload))
    return said


async def publish(broker: Mosquitto, said: list[tuple[str, bytes]]) -> None:
    address = BrokerAddress.parse(broker.address)
    link = connection(address, identifier="home", status_topic=None, mqtt5=True)
    async with link as client:
        for topic, payload in said:
            retain = topic.endswith("/session")
            assert await client.deliver(topic, payload, qos=1, retain=retain) is None


@asynccontextmanager
async def ingesting(broker: Mosquitto, history: History):
    tally = Watched(InFile(history))
    ingest = Ingest(BrokerAddress.parse(broker.address), "clinic", tally.keep)
    task = asyncio.create_task(ingest.run())
    await ingest.listening.wait()
    yield ingest, tally
    ingest.close()
    await task


class Watched(Tally):
    """Says when more is kept."""

    def __init__(self, history: History) -> None:
        super().__init__(history)
        self._loop = asyncio.get_running_loop()
        self._more = asyncio.Event()

    def keep(self, messages) -> None:
        super().keep(messages)
        self._loop.call_soon_threadsafe(self._more.set)

    async def until(self, enough) -> None:
        async with asyncio.timeout(20):
            while not enough():
                self._more.clear()
                await self._more.wait()

    async def until_known(self, number: int) -> None:
        await self.until(lambda: self.kept.counted.new + self.kept.counted.known >= number)


def as_kept(told: list[Told]) -> list[object]:
    """What a message carries of a session: not its settings, nor whose bytes were skipped."""
    return [
        (one.session.start_utc_ns // 1000, one.reps, one.withdrawn, one.sets, one.bouts, one.faults,
         one.pauses, one.answers, one.steps, one.safety, one.couplings, one.practices,
         replace(one.ended, skipped_bytes={}) if one.ended else None)
        for one in told
    ]  # fmt: skip


def sizes(told: Told) -> tuple[int, ...]:
    return tuple(
        len(value) for name in Told.__slots__ if isinstance(value := getattr(told, name), tuple)
    )


async def test_a_clinic_holds_what_the_home_holds(mosquitto, tmp_path):
    said = messages(3)
    with History(tmp_path / "clinic.sqlite") as clinic, History(tmp_path / "home.sqlite") as home:
        for n in range(3):
            started = replace(STARTED, session=f"s{n}")
            events = [started, *(replace(e, session=f"s{n}") for e in EVERY[1:])]
            add_events(home, "P-1", analysis_of(started, "live"), events)
        async with ingesting(mosquitto, clinic) as (_, tally):
            await publish(mosquitto, [*reversed(said), *said])
            await tally.until_known(2 * (len(said) - 3))
        assert tally.kept.refused.total() == 0
        assert tally.kept.counted.known > len(said) - 3
        assert as_kept(told_of(clinic, "P-1")) == as_kept(told_of(home, "P-1"))


async def run_dying(broker: Mosquitto, path: Path, moment: str, batches: int) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(HERE / "dying_ingest.py"), str(path), broker.address]
    ran = await asyncio.create_subprocess_exec(*command, moment, str(batches), env=env)
    async with asyncio.timeout(60):
        assert await ran.wait() == -9


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.slow
async def test_killed_before_or_after_keeping_nothing_is_lost_nor_twice(
    mosquitto, tmp_path, moment
):
    path, said = tmp_path / "clinic.sqlite", messages(6)
    with History(path) as history:
        async with ingesting(mosquitto, history):
            pass  # the broker knows us from now on
    await publish(mosquitto, said)
    await run_dying(mosquitto, path, moment, batches=3)
    with History(path) as history, History(path, write=False) as reader:
        before = reader.one("SELECT count(*) FROM reps")
        async with ingesting(mosquitto, history) as (_, tally):
            await publish(mosquitto, messages(7)[-len(EVERY) :])
            whole = "SELECT count(*) FROM sums"
            await tally.until(lambda: reader.one(whole) == 7)
        told = told_of(history, "P-1")
        assert before < 6
        assert [len(one.withdrawn) for one in told] == [1] * 7
        assert len({sizes(one) for one in told}) == 1
        again = tally.kept.counted.known - RETAINED
        assert again > 0 or moment == "before"


async def test_while_nobody_listens_the_broker_keeps_it_even_if_it_dies(mosquitto, tmp_path):
    said = messages(2)
    with History(tmp_path / "clinic.sqlite") as history:
        async with ingesting(mosquitto, history):
            pass
        await publish(mosquitto, said)
        await asyncio.sleep(1.2)  # the broker writes within a second
        mosquitto.kill()
        await mosquitto.start()
        async with ingesting(mosquitto, history) as (_, tally):
            await tally.until_known(len(said) - 2)
        assert len(told_of(history, "P-1")) == 2


def test_strangers_are_counted_by_reason_and_stored_by_nobody(tmp_path):
    said = messages(1)
    with History(tmp_path / "clinic.sqlite") as history:
        keep_messages(history, said)
        told = told_of(history, "P-1")
        kept = keep_messages(
            history,
            [
                ("crossrep/v1/P-1/rep", b"hello"),
                ("crossrep/v1/P-1/rep", said[3][1].replace(b'"schema":1', b'"schema":9')),
                (said[3][0].replace("P-1", "P-2"), said[3][1]),
                (said[3][0].replace("P-1", "a name"), said[3][1].replace(b'"s0"', b'"s9"')),
                *said,
            ],
        )
        assert kept.refused == {Refusal.NOT_JSON: 1, Refusal.SCHEMA: 1, OTHERS: 2}
        assert kept.counted.new == 0
        assert told_of(history, "P-1") == told
        assert history.rows("SELECT person FROM persons") == [{"person": "P-1"}]


def test_two_hundred_sessions_of_fifty_homes_go_in_at_once(tmp_path):
    """Order of homes and of their events does not matter."""
    with History(tmp_path / "a.sqlite") as one, History(tmp_path / "b.sqlite") as other:
        said = [(topic.replace("P-1", f"P-{n % 50}"), body) for n in range(200) for topic, body in
                [(t, b.replace(b'"s0"', f'"s{n}"'.encode())) for t, b in messages(1)]]  # fmt: skip
        keep_messages(one, said)
        for first in range(0, len(said), 97):
            keep_messages(other, list(reversed(said[first : first + 97])))
        persons = [f"P-{n}" for n in range(50)]
        assert [told_of(one, p) for p in persons] == [told_of(other, p) for p in persons]
