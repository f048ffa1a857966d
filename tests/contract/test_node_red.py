"""The shipped Node-RED flow, as it is, in a real Node-RED without a screen (tier `node`)."""

import asyncio
import csv
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from every_event import EVERY, REP, STARTED
from mosquitto_broker import Mosquitto, free_port

from crossrep.edges.mqtt import BrokerAddress
from crossrep.edges.outbox import IN_MEMORY, Outbox
from crossrep.edges.publishing import ToOutbox, publishing

FLOW = Path(__file__).parents[2] / "docs" / "mqtt" / "node-red" / "flow.json"
SETTINGS = "module.exports = {{ uiPort: {port}, uiHost: '127.0.0.1', httpAdminRoot: false, \
flowFile: 'flow.json', telemetry: {{ enabled: false }} }};"


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Mosquitto]:
    running = Mosquitto(tmp_path)
    await running.start()
    yield running
    running.end()


def folder_for(tmp_path: Path, broker: Mosquitto) -> Path:
    """A user folder with the flow; only the broker's port is another."""
    folder = tmp_path / "node-red"
    folder.mkdir()
    flow = json.loads(FLOW.read_text())
    next(node for node in flow if node["type"] == "mqtt-broker")["port"] = str(broker.port)
    (folder / "flow.json").write_text(json.dumps(flow))
    (folder / "settings.js").write_text(SETTINGS.format(port=free_port()))
    return folder


async def told(process: asyncio.subprocess.Process, word: str) -> list[str]:
    """What it says, up to a word."""
    assert process.stdout is not None
    lines = []
    while line := (await process.stdout.readline()).decode():
        lines.append(line)
        if word in line:
            return lines
    raise AssertionError("".join(lines))


def test_the_flow_has_no_function_node() -> None:
    kinds = {node["type"] for node in json.loads(FLOW.read_text())}
    assert kinds == {"tab", "mqtt-broker", "mqtt in", "switch", "template", "file", "debug"}


@pytest.mark.slow
async def test_repetitions_arrive_with_their_fields(tmp_path: Path, broker: Mosquitto) -> None:
    folder = folder_for(tmp_path, broker)
    program = Path(os.environ["CROSSREP_NODE"]) / "node_modules" / ".bin" / "node-red"
    node = shutil.which("node")
    assert node is not None
    process = await asyncio.create_subprocess_exec(
        program, "--userDir", folder, cwd=folder,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        async with asyncio.timeout(90):
            await told(process, "Connected to broker")
            row = await published_until_written(broker.address, folder / "repetitions.csv")
            said = await told(process, "3.5")
    finally:
        process.terminate()
        await process.wait()
    assert any("[debug:lowering time]" in line for line in said)
    (values,) = csv.reader([row])
    assert values[1:] == [
        "s1", REP.id, "biceps_curl", "1", "3", "2", "0.5", "3.5", "95", "low",
    ]  # fmt: skip
    assert values[0] == "2026-11-21T10:00:12.623456Z"


async def published_until_written(address: str, path: Path) -> str:
    """Its first row; it says that it is connected a moment before it has subscribed."""
    while not (path.exists() and path.read_text().endswith("\n")):  # noqa: ASYNC240  not ours
        with Outbox(IN_MEMORY) as outbox:
            async with publishing(BrokerAddress.parse(address), outbox, "p1", 10):
                sink = ToOutbox(outbox, "p1", STARTED)
                for event in EVERY:
                    sink(event)
        await asyncio.sleep(0.5)
    return path.read_text().splitlines()[0]  # noqa: ASYNC240
