"""Commands that last: the demo, record and run, in processes of their own."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crossrep.edges.recording_files import open_recording

MODULE = [sys.executable, "-m", "crossrep.app.main"]
LONG = """
seed = 4
[[block]]
kind = "rest"
duration_s = 120
"""


def inputs_of(path: Path) -> int:
    with open_recording(path) as recording:
        inputs = sum(len(batch) for batch in recording.batches())
        assert not recording.cut
    return inputs


@pytest.mark.slow
def test_the_demo_ends_by_itself_with_everything_delivered(tmp_path: Path) -> None:
    ran = subprocess.run(
        [*MODULE, "demo", "--fast"], env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert ran.stderr == ""
    assert ran.stdout.count("4 repetitions; lowering median") == 2
    assert "in the band" in ran.stdout
    assert "quicker" in ran.stdout
    assert "movement not time-locked to the trained arm" in ran.stdout
    assert "the connection is lost" in ran.stdout
    assert "not a medical device" in ran.stdout
    (mqtt,) = [line for line in ran.stdout.splitlines() if "received by a subscriber" in line]
    numbers = [int(word) for word in mqtt.replace(",", " ").split() if word.isdecimal()]
    delivered, refused, waiting, received = numbers
    assert delivered == received > 10
    assert refused == waiting == 0
    report = tmp_path / "crossrep" / "demo-report.html"
    assert f"The report of this session: {report}" in ran.stdout
    assert "<svg" in report.read_text()
    assert list(report.parent.iterdir()) == [report]  # nothing in anybody's history


@pytest.mark.parametrize(("command", "wish"), [("record", signal.SIGTERM), ("run", signal.SIGINT)])
@pytest.mark.slow
def test_a_wish_to_end_leaves_a_whole_recording(
    tmp_path: Path, command: str, wish: signal.Signals
) -> None:
    script, out = tmp_path / "a.toml", tmp_path / "out.mcap"
    script.write_text(LONG)
    process = subprocess.Popen(
        [*MODULE, command, "--script", script, "-o", out],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_for_bytes(out, 6000)
    process.send_signal(wish)
    said, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, "")
    assert said.count(f"Recording to {out}; Ctrl-C ends.") == 1
    assert re.search(rf"^Recorded \d+ s in {re.escape(str(out))}\.$", said, re.MULTILINE)
    assert inputs_of(out) > 50


def wait_for_bytes(path: Path, size: int) -> None:
    """Until a session has begun to be written."""
    for _ in range(600):
        if path.exists() and path.stat().st_size > size:
            return
        time.sleep(0.05)
    raise AssertionError(f"{path} stayed empty")
