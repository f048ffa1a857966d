"""The outbox: order, one row a key, private, bounded, and still there after a kill."""

import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crossrep.edges.outbox import IN_MEMORY, Counts, Outbox
from crossrep.errors import BadInputError

PUT_UNTIL_KILLED = """
import sys
from crossrep.edges.outbox import Outbox
with Outbox(sys.argv[1]) as outbox:
    for n in range(1_000_000):
        outbox.put(f"k{n}", "t", b"x" * 500, qos=1, retain=False, expiry_s=60)
        print(n, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "outbox.sqlite"


@pytest.fixture
def outbox(path: Path) -> Iterator[Outbox]:
    with Outbox(path) as opened:
        yield opened


def put(outbox: Outbox, *keys: str) -> list[bool]:
    return [outbox.put(key, "t", b"{}", qos=1, retain=False, expiry_s=60) for key in keys]


def keys(outbox: Outbox) -> list[str]:
    return [row.key for row in outbox.pending(1000)]


def test_rows_leave_in_order_and_a_key_is_put_once(outbox: Outbox) -> None:
    assert put(outbox, "b", "a", "b", "c") == [True, True, False, True]
    assert keys(outbox) == ["b", "a", "c"]
    assert [row.key for row in outbox.pending(2)] == ["b", "a"]


def test_what_is_acknowledged_or_refused_no_longer_waits_and_is_not_put_again(
    outbox: Outbox,
) -> None:
    put(outbox, "a", "b", "c")
    first, second, _ = outbox.pending(3)
    outbox.acknowledged(first.row)
    outbox.refused(second.row, "Not authorized")
    assert put(outbox, "a", "b") == [False, False]
    assert keys(outbox) == ["c"]
    assert outbox.counts() == Counts(waiting=1, acknowledged=1, refused=1, dropped=0)


def test_a_row_comes_back_as_it_was_put(outbox: Outbox) -> None:
    outbox.put("k", "a/b", b"\x00{}", qos=1, retain=True, expiry_s=7)
    (row,) = outbox.pending(1)
    assert (row.topic, row.payload, row.qos, row.retain, row.expiry_s) == (
        "a/b", b"\x00{}", 1, True, 7,
    )  # fmt: skip


def test_the_file_and_its_side_files_are_private(path: Path, outbox: Outbox) -> None:
    put(outbox, "a")
    rights = {item.name: stat.S_IMODE(item.stat().st_mode) for item in path.parent.iterdir()}
    assert len(rights) == 4
    assert set(rights.values()) == {0o600}


def test_a_killed_process_loses_nothing_it_had_put(path: Path) -> None:
    arguments = [sys.executable, "-c", PUT_UNTIL_KILLED, str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 200:
                break
        process.send_signal(signal.SIGKILL)
        said = [int(line) for line in process.stdout if line.endswith("\n")]
    with Outbox(path) as outbox:
        kept = [row.key for row in outbox.pending(1_000_000)]
    assert kept == [f"k{n}" for n in range(len(kept))]
    assert len(kept) > max(said, default=200)


def test_finished_rows_are_kept_for_days_and_waiting_ones_for_ever(outbox: Outbox) -> None:
    put(outbox, "done", "waits")
    outbox.acknowledged(outbox.pending(1)[0].row)
    outbox.thin_out(datetime.now(UTC) + timedelta(days=29))
    assert outbox.counts().acknowledged == 1
    outbox.thin_out(datetime.now(UTC) + timedelta(days=31))
    assert outbox.counts() == Counts(waiting=1, acknowledged=0, refused=0, dropped=0)


def test_when_full_the_finished_go_first_then_the_oldest_and_that_is_counted(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Outbox(path, max_rows=10) as outbox:
        put(outbox, *(f"done{n}" for n in range(4)))
        for row in outbox.pending(4):
            outbox.acknowledged(row.row)
        put(outbox, *(f"w{n}" for n in range(10)))
        outbox.thin_out()
        assert outbox.counts() == Counts(waiting=10, acknowledged=0, refused=0, dropped=0)
        assert not caplog.records
        put(outbox, "w10", "w11")
        outbox.thin_out()
        assert keys(outbox) == [f"w{n}" for n in range(2, 12)]
        assert outbox.counts().dropped == 2
    assert "never sent" in caplog.text


def test_in_memory_works_the_same_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Outbox(IN_MEMORY) as outbox:
        put(outbox, "a")
        assert keys(outbox) == ["a"]
    assert not list(tmp_path.iterdir())


def test_the_client_name_stays_with_the_file(path: Path) -> None:
    names = set()
    for _ in range(2):
        with Outbox(path) as outbox:
            names.add(outbox.client)
    assert len(names) == 1
    assert len(names.pop()) == 8


def test_who_listens_is_told_of_new_rows_only(outbox: Outbox) -> None:
    told: list[str] = []
    outbox.on_put = lambda: told.append("new")
    put(outbox, "a", "a")
    assert told == ["new"]


def test_a_file_that_is_no_outbox_is_one_clear_sentence(tmp_path: Path) -> None:
    foreign = tmp_path / "notes.txt"
    foreign.write_text("not a database, only some text that is long enough " * 20)
    with pytest.raises(BadInputError, match=r"notes\.txt cannot be used"), Outbox(foreign):
        pass


def test_an_outbox_of_another_version_is_refused(path: Path) -> None:
    with Outbox(path):
        pass
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(BadInputError, match="another version"), Outbox(path):
        pass
