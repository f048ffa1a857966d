"""A real Home Assistant finds everything by itself (tier `homeassistant`).

It needs a newer Python than ours, so it is a program of its own: `CROSSREP_HASS` names its `hass`
command (see docs/mqtt/home-assistant.md).
"""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mosquitto_broker import Mosquitto, free_port

from crossrep.edges.latest import Latest, Shown
from crossrep.edges.mqtt import BrokerAddress
from crossrep.edges.outbox import IN_MEMORY, Outbox
from crossrep.edges.publishing import ToOutbox, publishing
from crossrep.edges.session import Session
from crossrep.edges.showing import Showing
from crossrep.edges.simulated import SimulatedLink
from crossrep.engine import Engine
from crossrep.formats.home_assistant import discoveries
from crossrep.inputs import Side
from crossrep.settings import Settings
from crossrep.simulate import from_values

PROBE = Path(__file__).parent / "probe"
SETTINGS = Settings(Side.RIGHT, "biceps_curl", planned_reps=3)
ENTRY = {
    "created_at": "2026-01-01T00:00:00+00:00", "modified_at": "2026-01-01T00:00:00+00:00",
    "disabled_by": None, "discovery_keys": {}, "domain": "mqtt", "entry_id": "0" * 32,
    "minor_version": 1, "options": {}, "pref_disable_new_entities": False,
    "pref_disable_polling": False, "source": "user", "subentries": [], "title": "broker",
    "unique_id": None, "version": 1,
}  # fmt: skip


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Mosquitto]:
    running = Mosquitto(tmp_path)
    await running.start()
    yield running
    running.end()


def folder_for(tmp_path: Path, broker: Mosquitto) -> Path:
    folder = tmp_path / "hass"
    (folder / ".storage").mkdir(parents=True)
    shutil.copytree(PROBE, folder / "custom_components" / "probe")
    http = f"http:\n  server_host: 127.0.0.1\n  server_port: {free_port()}\n"
    (folder / "configuration.yaml").write_text(f"{http}logger:\n  default: warning\nprobe:\n")
    entry = ENTRY | {"data": {"broker": "127.0.0.1", "port": broker.port}}
    store = {"version": 1, "minor_version": 5, "key": "core.config_entries"}
    text = json.dumps(store | {"data": {"entries": [entry]}})
    (folder / ".storage" / "core.config_entries").write_text(text)
    return folder


class States:
    """What Home Assistant has written down so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def all_of(self, entity: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.path.read_text().splitlines()]
        return [line for line in lines if line["entity"] == entity]

    async def until(self, entity: str, state: str) -> None:
        while state not in [line["state"] for line in self.all_of(entity)]:  # noqa: ASYNC110
            await asyncio.sleep(0.2)  # another program's file


async def train(address: str, *, until_found: States) -> None:
    """A short session, begun when Home Assistant has found the devices."""
    latest = Latest()
    for found in discoveries("p1"):
        latest.show(Shown(found.topic, found.payload, 1, retain=True))
    rest = {"kind": "rest", "duration_s": 5}
    curls = {"kind": "set", "reps": 3, "lifting_s": 1, "lowering_s": 2}
    script = from_values({"seed": 5, "block": [rest, curls, rest]})
    showing = Showing(latest, "p1", SETTINGS.trained)
    with Outbox(IN_MEMORY) as outbox:
        async with publishing(BrokerAddress.parse(address), outbox, "p1", 10, latest):
            await until_found.until("event.crossrep_p1_repetition", "unknown")
            async with SimulatedLink(script, 4) as link:
                session = Session(
                    Engine(SETTINGS), screen=showing.state, watch=showing.input,
                    sinks={"outbox": ToOutbox(outbox, "p1"), "showing": showing.event},
                )  # fmt: skip
                await session.run(link)


async def test_it_finds_and_shows_a_session(tmp_path: Path, broker: Mosquitto) -> None:
    folder = folder_for(tmp_path, broker)
    states = States(tmp_path / "states.jsonl")
    log = (tmp_path / "hass.log").open("wb")
    process = await asyncio.create_subprocess_exec(
        os.environ["CROSSREP_HASS"], "-c", folder, "--skip-pip", stdout=log, stderr=log,
        env=os.environ | {"PROBE_OUT": str(states.path)},
    )  # fmt: skip
    try:
        async with asyncio.timeout(100):
            await train(broker.address, until_found=states)
            await states.until("sensor.crossrep_p1_session", "unavailable")
    finally:
        process.terminate()
        await process.wait()
        log.close()
    reps = [s for s in states.all_of("event.crossrep_p1_repetition") if s["state"] != "unknown"]
    assert [s["attributes"]["event_type"] for s in reps] == ["rep"] * 3
    assert all(1.5 < float(s["attributes"]["lowering_s"]) < 2.5 for s in reps)
    seen = {s["state"] for s in states.all_of("sensor.crossrep_p1_session")}
    assert {"running", "ended"} <= seen
    assert states.all_of("sensor.crossrep_p1_repetitions_in_the_session")[-1]["state"] == "3"
    battery = {s["state"] for s in states.all_of("sensor.trained_arm_sensor_p1_battery")}
    assert any(word.isdecimal() for word in battery)
    assert "on" in {
        s["state"] for s in states.all_of("binary_sensor.affected_arm_sensor_p1_connected")
    }
    complaints = [
        line for line in (tmp_path / "hass.log").read_text().splitlines() if ".mqtt" in line
    ]
    assert complaints == []
