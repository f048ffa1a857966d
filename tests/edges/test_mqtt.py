"""The publisher against a real mosquitto: kills, refusals, wills, retained flags."""

import asyncio
import json
import logging
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from mosquitto_broker import PASSWORDS, Mosquitto, free_port, reader

from crossrep.edges.mqtt import BrokerAddress, Publisher
from crossrep.edges.outbox import IN_MEMORY, Outbox
from crossrep.events import Bout, BoutKind, Confidence, Event, SessionEnded, SessionStarted
from crossrep.formats.payloads import message_of
from crossrep.formats.topics import topic

STARTED = SessionStarted("s1", 0.0, 1_795_255_200_000_000_000, "0.1.0", "abcdef012345")
ENDED = SessionEnded("s1", 60.0, 1, 8, 60.0, 2.0, 1.0)
SECRET = "correct-horse-7"  # noqa: S105  of a broker that lives for a second
RUN_UNTIL_KILLED = """
import asyncio, sys
from crossrep.edges.loop import run_async
from crossrep.edges.mqtt import BrokerAddress, Publisher
from crossrep.edges.outbox import Outbox

async def main():
    with Outbox(":memory:") as outbox:
        await Publisher(BrokerAddress.parse(sys.argv[1]), outbox, "home1").run()

run_async(main())
"""


def bout(n: int) -> Bout:
    return Bout(f"b{n}", "s1", n, n + 0.5, BoutKind.INDEPENDENT, 5.0, Confidence.HIGH)


def tell(outbox: Outbox, *events: Event) -> None:
    for event in events:
        m = message_of(event, STARTED)
        where = topic("home1", m.suffix)
        outbox.put(m.key, where, m.payload, qos=m.qos, retain=m.retain, expiry_s=m.expiry_s)


def ids(payloads: list[str]) -> list[str]:
    return [json.loads(payload)["id"] for payload in payloads]


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[Mosquitto]:
    broker = Mosquitto(tmp_path)
    await broker.start()
    yield broker
    broker.end()


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    with Outbox(IN_MEMORY) as opened:
        yield opened


@asynccontextmanager
async def publishing(address: str | BrokerAddress, outbox: Outbox) -> AsyncIterator[Publisher]:
    before = asyncio.all_tasks()
    parsed = BrokerAddress.parse(address) if isinstance(address, str) else address
    publisher = Publisher(parsed, outbox, "home1")
    async with asyncio.TaskGroup() as group:
        group.create_task(publisher.run())
        try:
            yield publisher
        finally:
            publisher.close()
    await asyncio.sleep(0.05)
    left = {task.get_coro().__qualname__ for task in asyncio.all_tasks() - before}
    assert left == set()


@pytest.mark.slow
async def test_every_event_arrives_in_order_through_two_kills_of_the_broker(
    mosquitto: Mosquitto, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with Outbox(tmp_path / "outbox.sqlite") as outbox:
        async with reader(mosquitto) as heard, publishing(mosquitto.address, outbox) as publisher:
            await heard.until("status", word="online")
            for n in range(150):
                tell(outbox, bout(n))
                if n in (50, 100):
                    mosquitto.kill()
                if n in (60, 110):
                    await mosquitto.start()
                await asyncio.sleep(0.02)
            assert await publisher.drained(30)
            await heard.until("affected", different=150)
        arrived = ids(heard.on("affected"))
        assert list(dict.fromkeys(arrived)) == [f"b{n}" for n in range(150)]
        doubted = 51 + 101  # put before each kill, all within the time that is doubted
        assert len(arrived) <= 2 * (150 + doubted)  # a broker that died may deliver again, too
        assert outbox.counts().acknowledged == 150
    lines = [r.getMessage() for r in caplog.records if r.levelno >= logging.INFO]
    assert [line.split(" the broker")[0].split(" to")[0] for line in lines] == [
        "Connected", "No connection", "Connected again", "No connection", "Connected again",
    ]  # fmt: skip
    assert not any(record.exc_info for record in caplog.records)


async def test_what_is_retained_and_what_is_not(mosquitto: Mosquitto, outbox: Outbox) -> None:
    async with publishing(mosquitto.address, outbox) as publisher:
        tell(outbox, STARTED, bout(1), ENDED)
        assert await publisher.drained(30)
        async with reader(mosquitto) as heard:
            await heard.until("status", word="online")
            tell(outbox, bout(2))
            await heard.until("affected")
            publisher.close()
            await heard.until("status", word="offline")
    assert sorted(heard.messages[:2]) == [
        ("session", True, heard.on("session")[0]),
        ("status", True, "online"),
    ]
    assert [(name, retained) for name, retained, _ in heard.messages[2:]] == [
        ("affected", False),
        ("status", False),
    ]
    assert json.loads(heard.on("session")[0])["event_type"] == "session_ended"
    assert ids(heard.on("affected")) == ["b2"]


async def test_a_refused_publish_is_an_error_and_never_delivered(
    tmp_path: Path, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    rights = tmp_path / "acl"
    rights.write_text("topic readwrite crossrep/v1/home1/status\n"
                      "topic readwrite crossrep/v1/home1/session\n")  # fmt: skip
    rights.chmod(0o600)
    broker = Mosquitto(tmp_path, "allow_anonymous true", f"acl_file {rights}")
    await broker.start()
    async with publishing(broker.address, outbox) as publisher:
        tell(outbox, STARTED, bout(1), bout(2), ENDED)
        assert await publisher.drained(30)
    broker.end()
    assert (outbox.counts().refused, outbox.counts().acknowledged) == (2, 2)
    errors = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "crossrep/v1/home1/affected (Not authorized)" in errors[0]


async def test_the_will_tells_that_the_publisher_was_killed(mosquitto: Mosquitto) -> None:
    async with reader(mosquitto) as heard:
        arguments = [sys.executable, "-c", RUN_UNTIL_KILLED, mosquitto.address]
        process = subprocess.Popen(arguments)  # noqa: ASYNC220
        await heard.until("status", word="online")
        process.send_signal(signal.SIGKILL)
        process.wait()
        await heard.until("status", word="offline")


async def test_a_cancelled_publisher_does_not_stay_online(
    mosquitto: Mosquitto, outbox: Outbox
) -> None:
    async with reader(mosquitto) as heard:
        publisher = Publisher(BrokerAddress.parse(mosquitto.address), outbox, "home1")
        task = asyncio.create_task(publisher.run())
        await heard.until("status", word="online")
        task.cancel()
        await heard.until("status", word="offline")
        assert task.cancelled()


async def test_a_broker_that_comes_later_gets_everything(
    tmp_path: Path, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    broker = Mosquitto(tmp_path)
    await broker.start()
    async with reader(broker) as heard:
        await asyncio.sleep(0.2)
        broker.end()
        async with publishing(broker.address, outbox) as publisher:
            tell(outbox, *(bout(n) for n in range(30)))
            assert not await publisher.drained(0.2)
            assert "30 messages wait" in caplog.text
            await broker.start()
            assert await publisher.drained(30)
        await heard.until("affected", different=30)
    broker.end()
    assert ids(heard.on("affected")) == [f"b{n}" for n in range(30)]


async def test_closing_while_the_broker_is_away_is_quick_and_keeps_what_waits(
    outbox: Outbox,
) -> None:
    async with asyncio.timeout(2):
        async with publishing(f"127.0.0.1:{free_port()}", outbox):
            tell(outbox, bout(1))
            await asyncio.sleep(0.1)
    assert outbox.waiting() == 1


async def test_no_password_in_any_log_line_wrong_or_right(
    tmp_path: Path, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert PASSWORDS is not None
    users = tmp_path / "users"
    subprocess.run([PASSWORDS, "-c", "-b", users, "ann", SECRET], check=True)  # noqa: ASYNC221
    broker = Mosquitto(tmp_path, "allow_anonymous false", f"password_file {users}")
    await broker.start()
    tell(outbox, bout(1))
    for password, delivered in ((f"{SECRET}-not", False), (SECRET, True)):
        environ = {"CROSSREP_BROKER_PASSWORD": password}
        address = BrokerAddress.parse(f"mqtt://ann@{broker.address}", environ=environ)
        async with publishing(address, outbox) as publisher:
            assert await publisher.drained(1 if not delivered else 30) is delivered
    broker.end()
    assert "Not authorized" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("hangs_up", [False, True])
async def test_a_broker_that_takes_the_call_and_never_answers_is_an_outage(
    hangs_up: bool,
    outbox: Outbox,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("crossrep.edges.mqtt_client.ANSWER_S", 0.3)

    async def silent(stream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await stream.read(1 if hangs_up else -1)
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with publishing(f"127.0.0.1:{port}", outbox) as publisher:
        tell(outbox, bout(1))
        assert not await publisher.drained(1)
    server.close()
    assert sum("No connection" in r.getMessage() for r in caplog.records) == 1
