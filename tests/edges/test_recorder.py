"""The recorder loses nothing, survives a kill but for the last second, and stops no session."""

import asyncio
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from full_disk import disk_with_room_for
from recording_inputs import HEADER, read_back, two_wrists

from crossrep.edges import recorder as recorder_module
from crossrep.edges.recorder import recording_to
from crossrep.edges.recording_files import open_recording
from crossrep.errors import BadInputError
from crossrep.inputs import Notification

RECORD_UNTIL_KILLED = """
import asyncio, sys, time
from pathlib import Path
from crossrep.edges.recorder import recording_to
from crossrep.formats.recording import RecordingHeader
from crossrep.inputs import Notification, Side
from crossrep.settings import Settings

async def main():
    header = RecordingHeader("killed", time.time_ns(), time.monotonic_ns(), Settings())
    async with recording_to(Path(sys.argv[1]), header) as recorder:
        n = 0
        while True:
            for side in Side:
                payload = n.to_bytes(4, "little") * 7
                await recorder.put(Notification(side, time.monotonic_ns(), "ffe4", payload))
            n += 1
            await asyncio.sleep(0.01)

asyncio.run(main())
"""


async def test_what_was_put_is_on_the_disk_when_the_block_ends(tmp_path: Path) -> None:
    path, inputs = tmp_path / "folder" / "a.mcap", two_wrists(5)
    async with recording_to(path, HEADER) as recorder:
        for item in inputs:
            await recorder.put(item)
    assert read_back(path.read_bytes()) == (inputs, False)
    assert recorder.written == len(inputs)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_an_empty_session_is_a_whole_recording(tmp_path: Path) -> None:
    async with recording_to(tmp_path / "a.mcap", HEADER):
        pass
    assert read_back((tmp_path / "a.mcap").read_bytes()) == ([], False)


async def test_a_full_queue_waits_and_drops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "QUEUE_INPUTS", 16)
    path, inputs = tmp_path / "a.mcap", two_wrists(3)
    async with recording_to(path, HEADER) as recorder:
        for item in inputs:
            await recorder.put(item)
    assert read_back(path.read_bytes()) == (inputs, False)


async def test_inputs_are_on_the_disk_within_a_second(tmp_path: Path) -> None:
    path, inputs = tmp_path / "a.mcap", two_wrists(1)
    async with recording_to(path, HEADER) as recorder:
        for item in inputs:
            await recorder.put(item)
        await asyncio.sleep(0.95)
        assert read_back(path.read_bytes()) == (inputs, True)


async def test_an_error_in_the_session_does_not_cost_the_recording(tmp_path: Path) -> None:
    path, inputs = tmp_path / "a.mcap", two_wrists(1)

    async def session() -> None:
        async with recording_to(path, HEADER) as recorder:
            for item in inputs:
                await recorder.put(item)
            raise KeyError

    with pytest.raises(KeyError):
        await session()
    assert read_back(path.read_bytes()) == (inputs, False)


async def test_an_existing_name_is_refused_before_the_session(tmp_path: Path) -> None:
    (tmp_path / "a.mcap").write_bytes(b"mine")
    with pytest.raises(BadInputError, match="choose another name"):
        async with recording_to(tmp_path / "a.mcap", HEADER):
            pass


async def test_a_full_disk_is_told_once_and_the_session_goes_on(tmp_path: Path) -> None:
    path, inputs, told = tmp_path / "a.mcap", two_wrists(30), list[str]()
    with disk_with_room_for(20_000):
        async with recording_to(path, HEADER, told.append) as recorder:
            for item in inputs:
                await recorder.put(item)
    assert path.stat().st_size <= 20_000
    assert told == [
        "Recording has stopped, the session goes on: "
        "a.mcap cannot be written because the disk is full."
    ]
    assert recorder.fault == told[0]
    assert recorder.unrecorded == len(inputs)
    with open_recording(path) as recording:
        read = [item for batch in recording.batches() for item in batch.inputs()]
    assert read == inputs[: len(read)] != []


async def test_a_disk_full_from_the_start_is_told_at_the_start(tmp_path: Path) -> None:
    with disk_with_room_for(10), pytest.raises(BadInputError, match="disk is full"):
        async with recording_to(tmp_path / "a.mcap", HEADER):
            pass


async def test_a_vanished_folder_is_told_once_and_the_session_goes_on(tmp_path: Path) -> None:
    path, inputs, told = tmp_path / "gone" / "a.mcap", two_wrists(2), list[str]()
    async with recording_to(path, HEADER, told.append) as recorder:
        path.unlink()
        path.parent.rmdir()
        for item in inputs:
            await recorder.put(item)
    assert len(told) == 1
    assert "deleted" in told[0]
    assert recorder.unrecorded == len(inputs)


@pytest.mark.slow
def test_a_kill_costs_at_most_the_last_second(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    process = subprocess.Popen([sys.executable, "-c", RECORD_UNTIL_KILLED, str(path)])
    while not path.exists():
        time.sleep(0.01)
    time.sleep(4)
    process.send_signal(signal.SIGKILL)
    killed_ns = time.monotonic_ns()
    process.wait()
    with open_recording(path) as recording:
        inputs = [item for batch in recording.batches() for item in batch.inputs()]
    assert recording.header.session == "killed"
    assert killed_ns - inputs[-1].t_host_ns < 1_000_000_000
    counters = [
        int.from_bytes(i.payload[:4], "little") for i in inputs if isinstance(i, Notification)
    ]
    assert counters == sorted(list(range(len(inputs) // 2)) * 2)[: len(inputs)]
    assert read_back(path.read_bytes()) == (inputs, False)
