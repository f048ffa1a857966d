"""Killed at any moment: nothing that was said to be kept is lost, and the file opens."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crossrep.edges.history import History, told_session
from crossrep.errors import CrossRepError

HERE = Path(__file__).parent
KILLS = 40
KINDS = (
    "reps", "withdrawn", "withdrawals", "rejected", "holds", "sets", "couplings", "bouts",
    "practice_reps", "practices", "which_moved", "faults", "pauses", "steps", "answers", "safety",
)  # fmt: skip


@pytest.fixture
def writers(tmp_path):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(HERE.parent / "edges")])}
    command = [sys.executable, str(HERE / "writer.py"), str(tmp_path / "history.sqlite")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=env, text=True, bufsize=1, **pipes) as writers:
        yield writers
        writers.stdin.close()


def killed(writers: subprocess.Popen[str], first: int, lines: int, wait_s: float) -> list[str]:
    """What a writer said before it was killed, without a word of warning."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    writers.stdin.write(f"{first}\n")
    pid = int(writers.stdout.readline().split()[0])
    said = [writers.stdout.readline() for _ in range(lines)]
    time.sleep(wait_s)  # somewhere within what follows
    os.kill(pid, signal.SIGKILL)
    while (line := writers.stdout.readline()) != "over\n":
        said.append(line)
    return said


@pytest.mark.slow
def test_nothing_that_was_kept_is_lost(tmp_path, writers):
    chance = random.Random(5)
    said = [
        line.split()
        for n in range(KILLS)
        for line in killed(writers, n * 1000, chance.randint(0, 30), chance.uniform(0, 0.01))
    ]
    assert len(said) > 10 * KILLS
    with History(tmp_path / "history.sqlite") as history:
        assert history.one("PRAGMA integrity_check") == "ok"
        assert history.rows("PRAGMA foreign_key_check") == []
        for session in {line[0] for line in said}:
            told = told_session(history, f"session-{session}")
            kept = sum(len(getattr(told, name)) for name in KINDS)
            known = {line[1] for line in said if line[0] == session}
            assert kept >= len(known - {"SessionStarted", "SessionEnded", "FaultEnded"})
            assert (told.ended is not None) >= ("SessionEnded" in known)


def test_a_full_disk_leaves_nothing_half_and_says_so(tmp_path):
    """Full is: as many pages as SQLite may have."""
    with History(tmp_path / "history.sqlite") as history:
        history.do(f"PRAGMA max_page_count = {history.one('PRAGMA page_count') + 3}")
        rows = [(f"P-{n}", None, None, None, n) for n in range(10_000)]
        with pytest.raises(CrossRepError, match="cannot be written: database or disk is full"):
            put_all(history, rows)
        assert history.one("SELECT count(*) FROM persons") == 0


def put_all(history: History, rows: list[tuple[object, ...]]) -> None:
    with history.transaction():
        history.put("INSERT INTO persons VALUES (?, ?, ?, ?, ?)", rows)
