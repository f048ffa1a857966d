"""The publisher and a real mosquitto in bad weather: kills, a full disk, a day offline."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mosquitto_broker import FORM, Mosquitto, reader

from crossrep.edges.mqtt import BrokerAddress, Publisher
from crossrep.edges.outbox import IN_MEMORY, Outbox
from crossrep.edges.trickle import AT_ONCE_S, PER_S
from crossrep.events import Bout, BoutKind, Confidence, Event, SessionStarted
from crossrep.formats.payloads import message_of
from crossrep.formats.topics import topic

NOW_NS = 1_795_255_200_000_000_000
STARTED = SessionStarted("s1", 0.0, NOW_NS, "0.1.0", "abcdef012345")
NOTICED_ONE_LINE = "No connection to the broker"
PUBLISH_AND_DIE = """
import os, signal, sys
from crossrep.edges.loop import run_async
from crossrep.edges.mqtt import BrokerAddress, Publisher
from crossrep.edges.outbox import Outbox

class Dying(Outbox):
    answered = 0
    def acknowledged(self, row):
        Dying.answered += 1
        if Dying.answered == 6:
            os.kill(os.getpid(), signal.SIGKILL)
        super().acknowledged(row)

async def main():
    with Dying(sys.argv[2]) as outbox:
        await Publisher(BrokerAddress.parse(sys.argv[1]), outbox, "home1").run()

run_async(main())
"""


def bout(n: int) -> Bout:
    return Bout(f"b{n}", "s1", n, n + 0.5, BoutKind.INDEPENDENT, 5.0, Confidence.HIGH)


def tell(outbox: Outbox, event: Event, at_utc: datetime | None = None) -> None:
    m = message_of(event, STARTED)
    outbox.put(
        m.key, topic("home1", m.suffix), m.payload,
        qos=m.qos, retain=m.retain, expiry_s=m.expiry_s, created_utc=at_utc,
    )  # fmt: skip


def ids(payloads: list[str]) -> list[str]:
    return [json.loads(payload)["id"] for payload in payloads]


def names(number: int) -> list[str]:
    return [f"b{n}" for n in range(number)]


@asynccontextmanager
async def publishing(address: str, outbox: Outbox) -> AsyncIterator[Publisher]:
    publisher = Publisher(BrokerAddress.parse(address), outbox, "home1")
    async with asyncio.TaskGroup() as group:
        group.create_task(publisher.run())
        try:
            yield publisher
        finally:
            publisher.close()


async def connected(publisher: Publisher, *, is_it: bool = True) -> None:
    async with asyncio.timeout(10):
        while publisher.connected is not is_it:  # noqa: ASYNC110  a broker is waited for, not a task
            await asyncio.sleep(0.02)


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Mosquitto]:
    running = Mosquitto(tmp_path)
    await running.start()
    yield running
    running.end()


@pytest.mark.slow
async def test_ten_kills_in_a_thousand_events_lose_nothing_and_keep_the_order(
    tmp_path: Path, broker: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with Outbox(tmp_path / "outbox.sqlite") as outbox:
        async with reader(broker) as heard, publishing(broker.address, outbox) as publisher:
            await heard.until("status", word="online")
            for n in range(1000):
                tell(outbox, bout(n))
                if n % 100 == 60:
                    broker.kill()
                if n % 100 == 90:
                    await connected(publisher, is_it=False)  # or there is nothing to notice
                    await broker.start()
                    await connected(publisher)
                await asyncio.sleep(0.004)
            assert await publisher.drained(20)
            await heard.until("affected", different=1000)
        stored = dict.fromkeys(ids(heard.on("affected")))
        assert list(stored) == names(1000)
        assert outbox.counts().acknowledged == 1000
    lines = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
    assert sum(NOTICED_ONE_LINE in line for line in lines) == len(lines) == 10
    assert not any(record.exc_info for record in caplog.records)


async def test_what_the_broker_acknowledged_just_before_it_died_is_sent_again(
    broker: Mosquitto,
) -> None:
    """Its files are lost with it: what it had acknowledged was worth nothing."""
    with Outbox(IN_MEMORY) as outbox:
        async with publishing(broker.address, outbox) as publisher:
            await connected(publisher)
            tell(outbox, STARTED)
            tell(outbox, bout(0))
            assert await publisher.drained(30)
            broker.kill()
            broker.forget()
            await broker.start()
            async with reader(broker) as heard:
                await heard.until("session")
                await heard.until("status", word="online")
    assert ids(heard.on("session")) == ["s1"]


@pytest.mark.slow
async def test_a_broker_whose_disk_is_full_still_gets_and_gives_everything(
    tmp_path: Path, broker: Mosquitto
) -> None:
    async with reader(broker, name="absent"):
        pass  # the broker keeps everything for it, as far as there is room
    broker.end()
    await broker.start(room=32 * 1024)
    with Outbox(IN_MEMORY) as outbox:
        async with reader(broker) as heard, publishing(broker.address, outbox) as publisher:
            await heard.until("status", word="online")
            for n in range(200):
                tell(outbox, bout(n))
            assert await publisher.drained(30)
            await heard.until("affected", different=200)
            broker.kill()  # what it could not write is gone; we still have it
            broker.forget()  # it would not start with a file cut short
            await broker.start()
            async with reader(broker, name="other") as other:
                await other.until("status", word="online")
                begin = datetime.now(UTC) - timedelta(minutes=5)
                outbox.again(begin, datetime.now(UTC))  # what is not doubted and waits already
                assert await publisher.drained(30)
                await other.until("affected", different=200)
    assert ids(heard.on("affected"))[:200] == names(200)
    assert set(ids(other.on("affected"))) == set(names(200))
    assert "File too large" in (tmp_path / "mosquitto.log").read_text()


@pytest.mark.slow
async def test_after_a_day_offline_everything_comes_in_order_and_as_a_trickle(
    tmp_path: Path, broker: Mosquitto
) -> None:
    """A day's events waited in the file; the broker is back while a new session runs."""
    begin = datetime.now(UTC) - timedelta(hours=24)
    with Outbox(tmp_path / "outbox.sqlite") as yesterday:
        for n in range(400):
            tell(yesterday, bout(n), begin + timedelta(seconds=216 * n))
    loop, came_s = asyncio.get_running_loop(), []
    with Outbox(tmp_path / "outbox.sqlite") as outbox:
        async with reader(broker) as heard, publishing(broker.address, outbox) as publisher:
            await heard.until("status", word="online")
            began_s = loop.time()
            for n in range(400, 430):
                tell(outbox, bout(n))
            for number in range(25, 430, 25):
                await heard.until("affected", different=number)
                came_s.append((number, loop.time() - began_s))
            assert await publisher.drained(20)
    assert ids(heard.on("affected")) == names(430)
    for number, after_s in came_s:
        assert number <= PER_S * (after_s + AT_ONCE_S) + 50


@pytest.mark.slow
async def test_we_are_killed_between_the_answer_and_our_note_of_it(
    tmp_path: Path, broker: Mosquitto
) -> None:
    path = tmp_path / "outbox.sqlite"
    with Outbox(path) as outbox:
        for n in range(30):
            tell(outbox, bout(n))
    async with reader(broker) as heard:
        arguments = [sys.executable, "-c", PUBLISH_AND_DIE, broker.address, str(path)]
        died = await asyncio.to_thread(subprocess.run, arguments, check=False, timeout=30)
        assert died.returncode < 0
        with Outbox(path) as outbox:
            assert outbox.counts().acknowledged == 5
            async with publishing(broker.address, outbox) as publisher:
                assert await publisher.drained(30)
                await heard.until("affected", different=30)
    arrived = heard.on("affected")
    assert list(dict.fromkeys(ids(arrived))) == names(30)
    assert len(arrived) > 30  # some came twice, byte for byte the same
    assert len(set(arrived)) == 30


@pytest.mark.slow
async def test_a_message_nobody_fetched_expires_at_the_broker(broker: Mosquitto) -> None:
    async with reader(broker):
        pass
    with Outbox(IN_MEMORY) as outbox:
        async with publishing(broker.address, outbox) as publisher:
            for key, expiry_s in (("short", 1), ("long", 3600)):
                body = json.dumps({"id": key}).encode()
                outbox.put(key, topic("home1", "rep"), body, qos=1, retain=False, expiry_s=expiry_s)
            assert await publisher.drained(30)
    await asyncio.sleep(2.1)
    async with reader(broker, form=FORM) as heard:
        await heard.until("rep")
        await asyncio.sleep(0.2)
    assert ids(heard.on("rep")) == ["long"]


@pytest.mark.slow
async def test_two_processes_on_one_outbox_do_not_throw_each_other_out(
    tmp_path: Path, broker: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "outbox.sqlite"
    with Outbox(path) as first:
        async with reader(broker) as heard, publishing(broker.address, first):
            await heard.until("status", word="online")
            with Outbox(path) as second:
                assert (first.mine, second.mine) == (True, False)
                tell(second, bout(1))
                async with publishing(broker.address, second) as publisher:
                    assert await publisher.drained(30)
            await heard.until("affected")
    assert caplog.text.count("Another crossrep publishes") == 1
    assert heard.on("status").count("online") == 1
