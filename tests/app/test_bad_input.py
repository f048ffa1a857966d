"""Bad input: one clear sentence, a non-zero exit, and nothing half-written."""

import io
import json
import math
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from full_disk import disk_with_room_for
from ran_command import Crossrep

from crossrep.edges.recording_files import open_recording

Row = tuple[float, ...]
HEAD = "t_s,ax,ay,az,gx,gy,gz"
G = 9.80665


def curls(seconds: int = 30, rate_hz: int = 50) -> list[Row]:
    """A forearm that swings 100 degrees up and down every four seconds."""
    rows = []
    for n in range(seconds * rate_hz):
        t_s = n / rate_hz
        angle = math.radians(50) * (1 - math.cos(math.pi * t_s / 2))
        rate = math.radians(50) * math.pi / 2 * math.sin(math.pi * t_s / 2)
        rows.append((t_s, G * math.sin(angle), 0.0, G * math.cos(angle), 0.0, -rate, 0.0))
    return rows


def write(path: Path, rows: list[Row], head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *(",".join(map(str, row)) for row in rows), ""]))
    return path


def scaled(rows: list[Row], acc: float = 1.0, gyr: float = 1.0) -> list[Row]:
    return [(r[0], *(acc * a for a in r[1:4]), *(gyr * g for g in r[4:7])) for r in rows]


def with_row(rows: list[Row], at: int, row: Row) -> list[Row]:
    return [*rows[:at], row, *rows[at:]]


ROWS = curls()
BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing columns": (
        lambda path: write(path, [row[:5] for row in ROWS], "t_s,ax,ay,az,gx"),
        "lacks gy, gz",
    ),
    "not a number": (
        lambda path: write(path, with_row(ROWS, 10, (0.19, math.nan, 0, 0, 0, 0, 0))),
        "not a number",
    ),
    "time goes back": (
        lambda path: write(path, with_row(ROWS, 10, (0.0, 0, 0, G, 0, 0, 0))),
        "goes back",
    ),
    "accelerations in g": (lambda path: write(path, scaled(ROWS, acc=1 / G)), "looks like g"),
    "rates in deg/s": (
        lambda path: write(path, scaled(ROWS, gyr=180 / math.pi)),
        "looks like deg/s",
    ),
    "empty": (lambda path: write(path, [], ""), "is empty"),
    "foreign": (lambda path: path.write_bytes(b"\x89PNG\xff\xfe") and path, "not a text file"),
    "absent": (lambda path: path, "no file"),
}


@pytest.mark.parametrize("name", BAD)
def test_import_refuses(crossrep: Crossrep, tmp_path: Path, name: str) -> None:
    make, why = BAD[name]
    samples = make(tmp_path / "samples.csv")
    before = sorted(tmp_path.iterdir())
    sentence = crossrep("import", "--trained", samples, "-o", "out.mcap").refused()
    assert why in sentence
    assert "samples.csv" in sentence
    assert sorted(tmp_path.iterdir()) == before


def test_import_refuses_an_affected_arm_that_is_wrong(crossrep: Crossrep, tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", ROWS)
    bad = write(tmp_path / "bad.csv", scaled(ROWS, acc=1 / G))
    ran = crossrep("import", "--trained", good, "--affected", bad, "-o", "out.mcap")
    assert "bad.csv" in ran.refused()
    assert not (tmp_path / "out.mcap").exists()


def test_import_keeps_the_time_it_is_told(crossrep: Crossrep, tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", ROWS)
    for out, told in (("a.mcap", []), ("b.mcap", ["--start", "2026-11-20T12:00:00+02:00"])):
        assert crossrep("import", "--trained", good, "-o", out, *told).code == 0
    with open_recording(tmp_path / "a.mcap") as a, open_recording(tmp_path / "b.mcap") as b:
        assert a.header.start_utc_ns == 0
        assert b.header.start_utc_ns == 1_795_168_800_000_000_000
        assert a.header.session == b.header.session


@pytest.mark.parametrize("told", ["yesterday", "2026-11-20T10:00:00", "1969-01-01T00:00:00Z"])
def test_import_refuses_a_start_that_is_no_time(
    crossrep: Crossrep, tmp_path: Path, told: str
) -> None:
    good = write(tmp_path / "good.csv", ROWS)
    refused = crossrep("import", "--trained", good, "--start", told, "-o", "a.mcap").refused()
    assert told in refused


def test_analyze_puts_wrong_units_into_the_row(crossrep: Crossrep, tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", ROWS)
    bad = write(tmp_path / "bad.csv", scaled(ROWS, acc=1 / G))
    ran = crossrep("analyze", bad, f"{good}+{bad}", good, "--json")
    in_g, half_wrong, right = (json.loads(line) for line in ran.out.splitlines())
    assert [(f["role"], f["kind"]) for f in in_g["faults"]] == [("trained", "scale")]
    assert [(f["role"], f["kind"]) for f in half_wrong["faults"]] == [("affected", "scale")]
    assert in_g["sets"] == half_wrong["sets"] == []
    assert in_g["faults"][0]["end_s"] == pytest.approx(30, abs=0.1)
    assert len(right["sets"]) == 1


@pytest.mark.parametrize("command", ["analyze", "replay", "recover"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 something else", None])
def test_what_is_no_recording(
    crossrep: Crossrep, tmp_path: Path, command: str, content: bytes | None
) -> None:
    path = tmp_path / "a.mcap"
    if content is not None:
        path.write_bytes(content)
    assert "a.mcap" in crossrep(command, path).refused()
    assert (path.read_bytes() if content is not None else None) == content
    assert len(list(tmp_path.iterdir())) == (content is not None)


@pytest.mark.parametrize("toml", ["block = 3", "= no", "[[block]]\nkind = 'dance'\n", ""])
def test_scripts_nobody_can_follow(crossrep: Crossrep, tmp_path: Path, toml: str) -> None:
    (tmp_path / "a.toml").write_text(toml)
    assert "a.toml" in crossrep("simulate", "a.toml", "-o", "out.mcap").refused()
    assert "a.toml" in crossrep("simulate", "--all", ".").refused()
    assert "a.toml" in crossrep("record", "--script", "a.toml", "-o", "out.mcap").refused()
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]


def test_a_folder_without_scripts(crossrep: Crossrep) -> None:
    assert "holds no scripts" in crossrep("simulate", "--all", ".").refused()


@pytest.mark.parametrize(
    "command",
    [
        ("simulate",),
        ("import", "--trained", "../good.csv"),
        ("record", "--script", "a.toml"),
        ("run", "--script", "a.toml"),
    ],
)
def test_a_name_that_is_no_recording(
    crossrep: Crossrep, tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert "must end in .mcap" in crossrep(*command, "-o", "out.txt").refused()
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_a_folder_is_said_with_the_name_that_was_asked_for(
    crossrep: Crossrep, tmp_path: Path
) -> None:
    (tmp_path / "letter").touch()
    sentence = crossrep("prescription", "new", "--trained", "left", "-o", "letter/a.toml").refused()
    assert sentence.endswith("letter/a.toml cannot be written: not a directory.")


@pytest.mark.parametrize("file", ["absent.mcap", "letter.txt"])
@pytest.mark.parametrize("command", [("history", "add", "--person", "P-1"), ("ingest",)])
def test_where_nothing_comes_in_no_history_begins(
    crossrep: Crossrep, tmp_path: Path, command: tuple[str, ...], file: str
) -> None:
    (tmp_path / "letter.txt").write_text("Dear all, this is a letter.")
    crossrep(*command, file, "--history", "h.sqlite").refused()
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "command", [("pair",), ("history", "delete", "P-0417", "--history", "kept.sqlite")]
)
def test_a_question_nobody_can_answer_is_said(
    crossrep: Crossrep,
    made: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    shutil.copy(made / "history.sqlite", tmp_path / "kept.sqlite")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert "Nobody is here to answer" in crossrep(*command).refused()


def test_what_is_wrong_with_an_option_is_a_sentence(crossrep: Crossrep) -> None:
    ran = crossrep("simulate", "--programme", "x", "--weeks", "1")
    assert "equal to 2. `crossrep simulate" in ran.err
    ran = crossrep("analyze", "a.mcap", "--trained", "up")
    assert "'--trained': 'up' is not one of" in ran.err


def test_what_the_system_refuses_is_said_with_the_file(
    crossrep: Crossrep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> bool:
        raise PermissionError(13, "Permission denied", "secret/history.sqlite")

    monkeypatch.setattr(Path, "is_file", refused)  # root may read everything
    sentence = crossrep("history", "--history", "secret/history.sqlite").refused()
    assert "secret/history.sqlite: Permission denied." in sentence


def test_a_full_disk_leaves_nothing_half_written(crossrep: Crossrep, tmp_path: Path) -> None:
    samples = write(tmp_path / "samples.csv", ROWS)
    with disk_with_room_for(10_000):
        imported = crossrep("import", "--trained", samples, "-o", "out.mcap")
        simulated = crossrep("simulate", "-o", "out.mcap")
    assert "the disk is full" in imported.refused()
    assert "the disk is full" in simulated.refused()
    assert list(tmp_path.iterdir()) == [samples]


def test_a_full_disk_leaves_a_folder_of_recordings_as_it_was(
    crossrep: Crossrep, tmp_path: Path
) -> None:
    crossrep("simulate", "-o", "short.mcap")
    (tmp_path / "short.toml").write_text("[[block]]\nkind = 'rest'\nduration_s = 60\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with disk_with_room_for(10_000):
        assert "the disk is full" in crossrep("simulate", "--all", ".").refused()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("command", ["run", "record"])
def test_without_a_paired_sensor_one_sentence_says_what_to_do(
    crossrep: Crossrep, tmp_path: Path, command: str
) -> None:
    sentence = crossrep(command, "-o", "out.mcap").refused()
    assert "crossrep pair" in sentence
    assert "--script" in sentence
    assert list(tmp_path.iterdir()) == []


RADIO_COMMANDS = [
    ("scan",),
    ("pair", "--trained", "left"),
    ("capture", "-o", "out.json", "--name", "x"),
    ("record", "-o", "out.mcap"),
    ("run", "-o", "out.mcap"),
]


@pytest.mark.parametrize("command", RADIO_COMMANDS if sys.platform == "linux" else [])
def test_without_bluetooth_one_sentence_says_what_to_do(
    crossrep: Crossrep, tmp_path: Path, command: tuple[str, ...]
) -> None:
    known = tmp_path / "config" / "crossrep" / "wrists.json"
    known.parent.mkdir(parents=True)
    known.write_text('{"left": {"driver": "witmotion", "address": "A"}, "trained": "left"}')
    sentence = crossrep(*command).refused()
    assert "Bluetooth cannot be used" in sentence
    assert {path.name for path in tmp_path.iterdir()} == {"config"}


@pytest.mark.parametrize("command", ["run", "record"])
def test_a_damaged_memory_of_the_wrists_is_said(
    crossrep: Crossrep, tmp_path: Path, command: str
) -> None:
    known = tmp_path / "config" / "crossrep" / "wrists.json"
    known.parent.mkdir(parents=True)
    known.write_text("{")
    assert "crossrep pair" in crossrep(command, "-o", "out.mcap").refused()


@pytest.mark.parametrize(
    ("option", "why"),
    [
        (("--broker", "http://a"), "no broker address"),
        (("--broker", "mqtt://a:b@c"), "password"),
        (("--broker", "localhost", "--person", "Ann Smith"), "person id"),
    ],
)
def test_broker_addresses_and_persons_that_cannot_be(
    crossrep: Crossrep, recording: Path, option: tuple[str, ...], why: str
) -> None:
    assert why in crossrep("replay", recording, *option).refused()


def test_a_broker_that_is_not_there_does_not_stop_the_replay(
    crossrep: Crossrep, recording: Path
) -> None:
    ran = crossrep("replay", recording, "--broker", "127.0.0.1:9", "--wait", "0.3")
    first, *_, last = ran.err.splitlines()
    assert ran.code == 1
    assert "No connection to the broker mqtt://127.0.0.1:9" in first
    assert "Not everything was delivered within 0.3 s" in last
    assert "the same replay again sends them." in last
    assert "5 repetitions" in ran.out
    assert "Traceback" not in ran.err


def test_a_session_without_its_broker_says_where_the_messages_wait(
    crossrep: Crossrep, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text("[[block]]\nkind = 'rest'\nduration_s = 2\n")
    options = ("--broker", "127.0.0.1:9", "--wait", "0.1")
    ran = crossrep("run", "--script", "a.toml", "-o", "out.mcap", *options)
    assert ran.code == 0
    said = "".join(letter for letter in ran.out if letter not in "│\n ")
    assert "outbox.sqliteandgoeswiththenextsession" in said


def test_a_disk_that_fills_up_in_a_session_costs_the_recording_only(
    crossrep: Crossrep, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text("[[block]]\nkind = 'rest'\nduration_s = 2\n")
    with disk_with_room_for(5_000):
        ran = crossrep("run", "--script", "a.toml", "-o", "out.mcap")
    kept, recorded = ran.err.splitlines()
    assert ran.code == 1
    assert "not kept in the history, it goes on and is recorded" in kept
    assert "Recording has stopped, the session goes on" in recorded
    assert "the disk is full" in ran.err
    assert "Summary" in ran.out
    assert "Recorded" not in ran.out


def test_the_demo_without_its_broker_says_how_to_install_it(
    crossrep: Crossrep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "amqtt.broker", None)  # as where it is not installed
    assert "pip install 'crossrep[demo]'" in crossrep("demo", "--fast").refused()
