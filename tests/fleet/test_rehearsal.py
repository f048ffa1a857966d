"""Simulated homes publish like real ones, and what they say they sent has arrived."""

import asyncio
import csv
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from mosquitto_broker import Mosquitto, reader

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.rehearsal import Home, Plan, told_by
from crossrep.events import Rep, SessionEnded, SessionStarted


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Mosquitto]:
    running = Mosquitto(tmp_path)
    await running.start()
    yield running
    running.end()


@pytest.fixture(scope="module")
def wearers():
    return [told_by(seed) for seed in range(2)]


@pytest.mark.slow
def test_a_wearer_is_what_the_engine_says(wearers):
    for events in wearers:
        assert isinstance(events[0], SessionStarted)
        assert isinstance(events[-1], SessionEnded)
        assert any(isinstance(event, Rep) for event in events)


@pytest.mark.slow
async def test_everything_arrives_through_outages_and_a_killed_broker(wearers, broker):
    plan = Plan(duration_s=6, speed=30)
    homes = [Home(number, wearers, plan) for number in range(6)]
    address = BrokerAddress.parse(broker.address)
    async with reader(broker) as heard:
        async with asyncio.timeout(90), asyncio.TaskGroup() as group:
            for home in homes:
                group.create_task(home.live(address))
            await asyncio.sleep(3)
            broker.kill()
            await broker.start()
        assert all(home.delivered for home in homes)
        sent = [each for home in homes for each in home.sent()]
        wanted = {(each.event_type, each.id) for each in sent}
        async with asyncio.timeout(20):
            while not wanted <= (found := ids(heard)).keys():
                await heard.more()
    assert len(wanted) == len(sent), "an id names one event"
    assert found.keys() == wanted
    assert max(found.values()) > 1, "duplicates are a part of the rehearsal"


def ids(heard) -> Counter:
    told = [json.loads(payload) for _, _, payload in heard.messages if payload.startswith("{")]
    return Counter((one["event_type"], one["id"]) for one in told)


@pytest.mark.slow
async def test_the_command_writes_what_was_delivered(broker, tmp_path):
    out = tmp_path / "sent.csv"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "crossrep", "rehearse", "--broker", broker.address, "--homes", "2",
        "--wearers", "1", "--seconds", "3", "--speed", "50", "-o", str(out),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert f"{len(rows)} events of 2 homes acknowledged." in said.decode()
    assert {row["person"] for row in rows} == {"home-00000", "home-00001"}
    assert all(row["sent_utc"] >= row["put_utc"] for row in rows)
