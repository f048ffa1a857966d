"""The demo on a terminal of 80 by 24, and on one that cannot redraw."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")  # not on Windows
import fcntl  # noqa: E402
import struct  # noqa: E402
import termios  # noqa: E402

CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COUNTS = re.compile(r"\d+ messages delivered, \d+ refused, \d+ waiting; \d+ received")


def on_a_terminal(term: str, *arguments: str | Path) -> str:
    """What a terminal of 80 by 24 is told."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "crossrep", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "TERM": term, "COLUMNS": "80", "LINES": "24"},
    )  # fmt: skip
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:
        pass  # how Linux says that nobody writes any more
    finally:
        os.close(ours)
    assert process.wait(timeout=30) == 0
    return said.decode().replace("\r\n", "\n")


def last_frame(said: str) -> list[str]:
    """The picture that stays, without colours."""
    picture = said.rpartition("CrossRep demo:")[2].partition("Summary")[0]
    return CODES.sub("", picture).strip().splitlines()


@pytest.mark.slow
def test_the_demo_on_80_by_24() -> None:
    said = on_a_terminal("xterm-256color", "demo", "--fast")
    frame = last_frame(said)
    assert len(frame) <= 23
    assert frame[1].count(" arm (") == 2
    assert "repetitions in set 2" in frame[2]
    assert "set 2 is over" in frame[4]
    assert sum("sensor ok" in line for line in frame) == 1
    assert frame[-2] == "- trained arm: set 2 is over, 4 repetitions"
    table = " ".join(re.sub(r"[│┃]", " ", CODES.sub("", said.rpartition("Summary")[2])).split())
    assert COUNTS.findall(frame[-1]) == COUNTS.findall(table) != []
    assert "-0 deg" not in said


@pytest.mark.slow
def test_a_terminal_that_cannot_redraw_gets_lines() -> None:
    said = on_a_terminal("dumb", "demo", "--fast")
    assert "\x1b" not in said
    assert said.count("trained arm: a repetition in set 1, lowering 3.") == 4
    assert "in the band 2.5 to 5 s" in said
    assert "affected arm is observed again (the connection was lost for 2.1 s)" in said
