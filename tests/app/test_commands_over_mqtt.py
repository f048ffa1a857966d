"""A live session under somebody else's hands: commands and republishing through a real broker."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mosquitto_broker import WRITER, Heard, Mosquitto, reader

from crossrep.edges.recording_files import open_recording
from crossrep.events import SessionEnded, SessionPaused, SessionResumed
from crossrep.inputs import Command, CommandName
from crossrep.offline import events_of

MODULE = (sys.executable, "-m", "crossrep.app.main")
SCRIPT = "seed = 4\n[[block]]\nkind = 'rest'\nduration_s = 300\n"


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Mosquitto]:
    running = Mosquitto(tmp_path)
    await running.start()
    yield running
    running.end()


async def crossrep(*arguments: str | Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *MODULE, *map(str, arguments),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def send(broker: Mosquitto, **values: object) -> None:
    assert WRITER is not None
    process = await asyncio.create_subprocess_exec(
        WRITER, "-p", str(broker.port), "-q", "1", "-t", "crossrep/v1/p7/command",
        "-m", json.dumps(values),
    )  # fmt: skip
    assert await process.wait() == 0


async def answered(heard: Heard, command_id: str) -> dict[str, str]:
    async with asyncio.timeout(30):
        while True:
            for text in heard.on("answer"):
                answer: dict[str, str] = json.loads(text)
                if answer["id"] == command_id:
                    return answer
            await heard.more()


async def obeyed(broker: Mosquitto, heard: Heard, **values: object) -> None:
    """A command is for now: it is sent again, with another id, until somebody listens."""
    for attempt in range(60):
        await send(broker, id=f"{values['command']}-{attempt}", **values)
        try:
            async with asyncio.timeout(1.0):
                answer = await answered(heard, f"{values['command']}-{attempt}")
        except TimeoutError:
            continue
        assert answer["event_type"] == "command_taken", answer
        return
    raise AssertionError(values)


@pytest.mark.slow
async def test_a_session_is_begun_paused_marked_and_stopped_and_replays(
    tmp_path: Path, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    script, out = tmp_path / "a.toml", tmp_path / "out.mcap"
    script.write_text(SCRIPT)
    async with reader(broker) as heard:
        process = await crossrep(
            "run", "--script", script, "-o", out, "--broker", broker.address,
            "--person", "p7", "--await-start",
        )  # fmt: skip
        await obeyed(broker, heard, command="start")
        await heard.until("session", timeout_s=30)
        await obeyed(broker, heard, command="pause")
        await heard.until("session", different=2)
        await send(broker, id="late", command="pause")
        refused = await answered(heard, "late")
        await obeyed(broker, heard, command="resume")
        await obeyed(broker, heard, command="prescribe", exercise="row", planned_reps=6)
        await obeyed(broker, heard, command="stop")
        said, complaints = await asyncio.wait_for(process.communicate(), 40)
        await heard.until("status", word="offline")
    assert (process.returncode, complaints.decode()) == (0, "")
    assert (refused["event_type"], refused["detail"]) == (
        "command_refused", "The session is paused already.",
    )  # fmt: skip
    states = [json.loads(text)["state"] for text in heard.on("session")]
    assert states == ["running", "paused", "running", "ended"]
    with open_recording(out) as recording:
        batches = list(recording.batches())
        again = list(events_of(batches, recording.header.settings))
    commands = [i for batch in batches for i in batch.inputs() if isinstance(i, Command)]
    assert [c.name for c in commands] == [
        CommandName.START, CommandName.PAUSE, CommandName.RESUME, CommandName.EXERCISE,
    ]  # fmt: skip
    assert commands[-1].arguments == {"name": "row", "planned_reps": 6}
    kinds = (SessionPaused, SessionResumed, SessionEnded)
    assert [type(event) for event in again if isinstance(event, kinds)] == list(kinds)
    assert b"Recorded" in said


@pytest.mark.slow
async def test_without_the_option_nobody_listens(
    tmp_path: Path, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    script = tmp_path / "a.toml"
    script.write_text("[[block]]\nkind = 'rest'\nduration_s = 3\n")
    async with reader(broker) as heard:
        process = await crossrep(
            "run", "--script", script, "--broker", broker.address, "--person", "p7"
        )
        await heard.until("session", timeout_s=30)
        await send(broker, id="c1", command="stop")
        await asyncio.wait_for(process.wait(), 40)
        await heard.until("status", word="offline")
    assert heard.on("answer") == []
    assert json.loads(heard.on("session")[-1])["t_s"] >= 3


@pytest.mark.slow
async def test_republish_sends_again_what_was_sent(
    tmp_path: Path, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    script = tmp_path / "a.toml"
    script.write_text("[[block]]\nkind = 'rest'\nduration_s = 2\n")
    options = ("--broker", broker.address, "--person", "p7")
    async with reader(broker) as heard:
        await (await crossrep("run", "--script", script, *options)).wait()
        await heard.until("session", different=2)
        begin = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
        again = await crossrep("republish", "--from", begin, *options)
        said, complaints = await again.communicate()
        later = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
        empty = await crossrep("republish", "--from", later, "--to", f"{later[:4]}-12-31", *options)
        _, none = await empty.communicate()
    assert (again.returncode, complaints.decode()) == (0, "")
    assert b"2 messages sent again" in said
    first, second = heard.on("session")[:2], heard.on("session")[2:]
    assert first == second
    assert b"Nothing of that time is kept" in none
