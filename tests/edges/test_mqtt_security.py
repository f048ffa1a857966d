"""The shipped broker set-up, as people would run it: who may do what, and whom we trust."""

import asyncio
import getpass
import logging
import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from mosquitto_broker import PLACES, WRITER, Mosquitto, free_port, reader

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.latest import Latest, Shown
from crossrep.edges.mqtt import Publisher
from crossrep.edges.mqtt_commands import CommandReader
from crossrep.edges.outbox import IN_MEMORY, Counts, Outbox
from crossrep.errors import BadInputError
from crossrep.formats import topics
from crossrep.formats.channels import CHANNELS
from crossrep.formats.home_assistant import discoveries

RECIPE = Path(__file__).parents[2] / "docs" / "mqtt" / "mosquitto"
USERS = ("p1", "p2", "p3", "therapist", "homeassistant", "database")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    """A folder made by the shipped script, with its two ports."""
    folder, plain, tls = tmp_path_factory.mktemp("broker") / "b", free_port(), free_port()
    ports = {"MQTT_PORT": str(plain), "MQTTS_PORT": str(tls), "PATH": PLACES}
    subprocess.run(
        [RECIPE / "set_up.sh", folder, "localhost", *USERS],
        env=os.environ | ports, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    with (folder / "mosquitto.conf").open("a") as conf:
        conf.write(f"user {getpass.getuser()}\n")
    return folder, plain, tls


@pytest.fixture
async def broker(home: tuple[Path, int, int], tmp_path: Path) -> AsyncIterator[Mosquitto]:
    folder, plain, _ = home
    running = Mosquitto(tmp_path, conf=folder / "mosquitto.conf", port=plain)
    await running.start()
    yield running
    running.end()


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    with Outbox(IN_MEMORY) as opened:
        yield opened


def address_of(home: tuple[Path, int, int], user: str, **more: str) -> BrokerAddress:
    folder, _, tls = home
    files = {
        "CROSSREP_BROKER_PASSWORD_FILE": str(folder / "users" / f"{user}.password"),
        "CROSSREP_BROKER_CA": str(folder / "ca.crt"),
    }
    return BrokerAddress.parse(f"mqtts://{user}@localhost:{tls}", environ=files | more)


def password(home: tuple[Path, int, int], user: str) -> str:
    return (home[0] / "users" / f"{user}.password").read_text().strip()


@asynccontextmanager
async def publishing(
    address: BrokerAddress, outbox: Outbox, person: str, latest: Latest | None = None
) -> AsyncIterator[Publisher]:
    publisher = Publisher(address, outbox, person, latest)
    async with asyncio.TaskGroup() as group:
        group.create_task(publisher.run())
        try:
            yield publisher
        finally:
            publisher.close()


def one_on_every_topic(outbox: Outbox, person: str) -> int:
    outward = [channel for channel in CHANNELS.values() if not channel.inward]
    for channel in outward:
        where = topics.topic(person, channel.suffix)
        outbox.put(channel.suffix, where, b"{}", qos=1, retain=False, expiry_s=60)
    return len(outward)


async def test_a_home_writes_its_branch_and_its_therapist_reads_it(
    home: tuple[Path, int, int], broker: Mosquitto, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    therapist = ("-u", "therapist", "-P", password(home, "therapist"))
    latest = Latest()
    for found in discoveries("p1"):
        latest.show(Shown(found.topic, found.payload, 1, retain=True))
    number = one_on_every_topic(outbox, "p1")
    async with reader(broker, *therapist) as heard:
        async with publishing(address_of(home, "p1"), outbox, "p1", latest) as publisher:
            assert await publisher.drained(20)
        for channel in CHANNELS.values():
            if not channel.inward:
                await heard.until(channel.suffix)
    assert outbox.counts() == Counts(0, number, 0, 0)
    assert {name for name, _, _ in heard.messages} == {
        channel.suffix for channel in CHANNELS.values() if not channel.inward
    }
    assert not caplog.records


async def test_a_home_cannot_write_into_another_home_and_that_is_an_error(
    home: tuple[Path, int, int], broker: Mosquitto, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    number = one_on_every_topic(outbox, "p1")
    async with publishing(address_of(home, "p2"), outbox, "p1") as publisher:
        assert await publisher.drained(20)
    assert broker.port
    assert outbox.counts() == Counts(0, 0, number, 0)
    errors = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert len(errors) == number  # one line a topic, whatever the number of messages
    assert all("Not authorized" in line for line in errors)


async def test_a_therapist_hears_only_the_people_named(
    home: tuple[Path, int, int], broker: Mosquitto, outbox: Outbox
) -> None:
    therapist = ("-u", "therapist", "-P", password(home, "therapist"))
    outbox.put("k", topics.topic("p3", topics.REP), b"p3", qos=1, retain=False, expiry_s=60)
    async with reader(broker, *therapist) as heard:
        async with publishing(address_of(home, "p3"), outbox, "p3") as publisher:
            assert await publisher.drained(20)
        with Outbox(IN_MEMORY) as other:
            other.put("k", topics.topic("p1", topics.REP), b"p1", qos=1, retain=False, expiry_s=60)
            async with publishing(address_of(home, "p1"), other, "p1") as publisher:
                assert await publisher.drained(20)
        await heard.until("rep")  # that of p3 was first, and is not for these ears
    assert heard.on("rep") == ["p1"]


async def test_only_a_therapist_gives_commands_and_a_home_hears_its_own(
    home: tuple[Path, int, int], broker: Mosquitto
) -> None:
    heard: list[bytes] = []
    more = asyncio.Event()

    async def take(payload: bytes, *, retained: bool) -> None:
        assert not retained
        heard.append(payload)
        more.set()

    ears = CommandReader(address_of(home, "p1"), "p1", take)
    task = asyncio.create_task(ears.run())
    async with asyncio.timeout(20):
        await ears.listening.wait()
    for user, person in (("p1", "p1"), ("p2", "p1"), ("homeassistant", "p1"), ("therapist", "p2")):
        await write(home, broker, user, topics.topic(person, topics.COMMAND), f"{user} {person}")
    await write(home, broker, "therapist", topics.topic("p1", topics.COMMAND), "therapist p1")
    async with asyncio.timeout(10):
        await more.wait()
    task.cancel()
    await asyncio.wait({task})
    assert heard == [b"therapist p1"]


async def refusing(stream: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The two answers of a broker that lets us in and refuses the subscription (MQTT 5)."""
    for answer in (b"\x20\x03\x00\x00\x00", b"\x90\x04\x00\x01\x00\x87"):
        await stream.read(1000)
        writer.write(answer)
    await stream.read(-1)
    writer.close()


async def test_who_may_not_hear_commands_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """mosquitto takes every subscription and passes nothing on; other brokers say no."""

    async def take(payload: bytes, *, retained: bool) -> None:
        raise AssertionError((payload, retained))

    server = await asyncio.start_server(refusing, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with asyncio.timeout(20):
        await CommandReader(BrokerAddress(host, port), "p1", take).run()
    server.close()
    assert "does not let us hear commands on crossrep/v1/p1/command" in caplog.text


async def write(
    home: tuple[Path, int, int], broker: Mosquitto, user: str, topic: str, text: str
) -> None:
    assert WRITER is not None
    process = await asyncio.create_subprocess_exec(
        WRITER, "-p", str(broker.port), "-V", "5", "-q", "1", "-t", topic, "-m", text,
        "-u", user, "-P", password(home, user),
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await process.wait()


async def test_a_broker_that_asks_for_certificates_gets_ours(
    home: tuple[Path, int, int], tmp_path: Path, outbox: Outbox
) -> None:
    folder, plain, _ = home
    strict = tmp_path / "strict.conf"
    text = (folder / "mosquitto.conf").read_text()
    strict.write_text(text.replace("require_certificate false", "require_certificate true"))
    broker = Mosquitto(tmp_path, conf=strict, port=plain)
    await broker.start()
    outbox.put("k", topics.topic("p1", topics.REP), b"{}", qos=1, retain=False, expiry_s=60)
    ours = {
        "CROSSREP_BROKER_CERT": str(folder / "users" / "p1.crt"),
        "CROSSREP_BROKER_KEY": str(folder / "users" / "p1.key"),
    }
    try:
        async with publishing(address_of(home, "p1"), outbox, "p1") as publisher:
            assert not await publisher.drained(1)
        async with publishing(address_of(home, "p1", **ours), outbox, "p1") as publisher:
            assert await publisher.drained(20)
    finally:
        broker.end()


def expired(ca: trustme.CA) -> trustme.LeafCert:
    return ca.issue_cert("localhost", not_after=datetime.now(UTC) - timedelta(days=1))


@pytest.mark.parametrize(
    ("issue", "trusted", "said"),
    [
        (expired, True, "its certificate has expired"),
        (lambda ca: ca.issue_cert("clinic.example"), True, "its certificate is for another host"),
        (lambda ca: ca.issue_cert("localhost"), False, "nobody we trust signed its certificate"),
    ],
    ids=["expired", "other host", "unknown"],
)
async def test_a_certificate_that_is_not_right_is_said_in_plain_words(  # noqa: PLR0917
    issue: Callable[[trustme.CA], trustme.LeafCert],
    trusted: bool,
    said: str,
    tmp_path: Path,
    outbox: Outbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ca = trustme.CA()
    certificate = issue(ca)
    certificate.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "server.pem"))
    (ca if trusted else trustme.CA()).cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    broker = Mosquitto(
        tmp_path, "allow_anonymous true", f"certfile {tmp_path / 'server.pem'}",
        f"keyfile {tmp_path / 'server.pem'}",
    )  # fmt: skip
    await broker.start()
    environ = {"CROSSREP_BROKER_CA": str(tmp_path / "ca.pem")}
    address = BrokerAddress.parse(f"mqtts://localhost:{broker.port}", environ=environ)
    outbox.put("k", topics.topic("p1", topics.REP), b"{}", qos=1, retain=False, expiry_s=60)
    try:
        async with publishing(address, outbox, "p1") as publisher:
            assert not await publisher.drained(1.5)
    finally:
        broker.end()
    outages = [r.getMessage() for r in caplog.records if "No connection" in r.getMessage()]
    assert len(outages) == 1
    assert said in outages[0]
    assert not any(record.exc_info for record in caplog.records)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"CA": "nowhere.pem"}, "holds no certificates"),
        ({"CA": "rubbish"}, "holds no certificates"),
        ({"KEY": "rubbish"}, "without a certificate"),
        ({"CERT": "rubbish"}, "no matching pair"),
    ],
)
def test_certificate_files_that_are_no_use_are_said_before_a_session(
    names: dict[str, str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "rubbish").write_text("no PEM at all")
    environ = {f"CROSSREP_BROKER_{k}": str(tmp_path / v) for k, v in names.items()}
    with pytest.raises(BadInputError, match=said):
        BrokerAddress.parse("mqtts://broker", environ=environ)
    with pytest.raises(BadInputError, match="mqtt:// is not encrypted"):
        BrokerAddress.parse("mqtt://broker", environ=environ)


def test_the_access_list_knows_every_topic() -> None:
    lines = (RECIPE / "acl").read_text().splitlines()
    for channel in CHANNELS.values():
        verb = "read" if channel.inward else "write"
        assert f"pattern {verb} {topics.ROOT}/%u/{channel.suffix}" in lines
    for found in discoveries("xu"):
        assert f"pattern write {found.topic.replace('/xu/', '/%u/')}" in lines


def test_the_shipped_broker_writes_everything_down_and_lets_nobody_in_unasked() -> None:
    lines = (RECIPE / "mosquitto.conf").read_text().splitlines()
    for line in ("persistence true", "autosave_on_changes true", "autosave_interval 1",
                 "allow_anonymous false", "listener @MQTT_PORT@ 127.0.0.1"):  # fmt: skip
        assert line in lines
