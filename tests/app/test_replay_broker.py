"""`crossrep replay` to a real mosquitto, counted by a plain subscriber."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from mosquitto_broker import Mosquitto, reader

from crossrep.app.analyzing import events_of
from crossrep.edges.recording_files import open_recording
from crossrep.events import Rep, SetClosed

RECORDINGS = Path(__file__).parents[2] / "recordings"
MODULE = (sys.executable, "-m", "crossrep.app.main")


async def run(*arguments: str | Path) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *MODULE, *map(str, arguments),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.mark.slow
async def test_a_subscriber_counts_what_the_replay_says(tmp_path: Path, recording: Path) -> None:
    broker = Mosquitto(tmp_path)
    await broker.start()
    try:
        async with reader(broker) as heard:
            code, out, err = await run("replay", recording, "--broker", broker.address)
            await heard.until("status", word="offline")
    finally:
        broker.end()
    assert (code, err) == (0, "")
    reps = [json.loads(payload) for payload in heard.on("rep")]
    assert [rep["n"] for rep in reps] == [1, 2, 3, 4, 5]
    assert [json.loads(text)["event_type"] for text in heard.on("session")] == [
        "session_started", "session_ended",
    ]  # fmt: skip
    sent = len(heard.messages) - len(heard.on("status"))
    assert f"{sent} messages delivered, 0 refused, 0 waiting" in out


@pytest.mark.slow
async def test_a_replay_through_two_kills_of_the_broker_loses_nothing(tmp_path: Path) -> None:
    recorded = RECORDINGS / "clean_curls.mcap"
    with open_recording(recorded) as recording:
        said = list(events_of(recording.batches(), recording.header.settings))
    broker = Mosquitto(tmp_path)
    await broker.start()
    try:
        async with reader(broker) as heard:
            replay = asyncio.create_task(
                run("replay", recorded, "--speed", "8", "--broker", broker.address)
            )
            for _ in range(2):
                await asyncio.sleep(2.5)
                broker.kill()
                await asyncio.sleep(0.4)
                await broker.start()
            code, out, _ = await replay
            await heard.until("status", word="offline")
    finally:
        broker.end()
    assert code == 0
    assert "0 refused, 0 waiting" in out
    heard_ids = {json.loads(text)["id"] for text in (*heard.on("rep"), *heard.on("set"))}
    assert heard_ids == {event.id for event in said if isinstance(event, Rep | SetClosed)}


@pytest.mark.slow
async def test_what_a_broker_refuses_fails_the_replay(tmp_path: Path, recording: Path) -> None:
    rules = tmp_path / "rules"
    rules.write_text("topic read #\ntopic write crossrep/v1/home/session\n")
    broker = Mosquitto(tmp_path, "allow_anonymous true", f"acl_file {rules}")
    await broker.start()
    try:
        code, out, err = await run("replay", recording, "--broker", broker.address)
    finally:
        broker.end()
    assert code == 1
    assert "2 messages delivered" in out
    assert "Not everything was delivered" in err.splitlines()[-1]


@pytest.mark.slow
async def test_a_live_session_publishes_and_says_goodbye(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    script = tmp_path / "a.toml"
    script.write_text("[[block]]\nkind = 'rest'\nduration_s = 2\n")
    broker = Mosquitto(tmp_path)
    await broker.start()
    try:
        async with reader(broker) as heard:
            options = ("--broker", broker.address, "--person", "p7")
            code, out, err = await run("run", "--script", script, *options)
            await heard.until("status", word="offline")
    finally:
        broker.end()
    assert (code, err) == (0, "")
    assert "2 messages delivered, 0 refused, 0 waiting" in out
    assert len(heard.on("session")) == 2
    assert len(list((tmp_path / "data" / "crossrep" / "recordings").glob("*.mcap"))) == 1
