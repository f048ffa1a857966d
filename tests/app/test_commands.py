"""The commands, as people call them."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from ran_command import Crossrep

from crossrep import __version__

RECORDINGS = Path(__file__).parents[2] / "recordings"
COMMANDS = ("demo", "run", "record", "replay", "import", "analyze", "simulate", "recover")
MODULE = [sys.executable, "-m", "crossrep.app.main"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(crossrep: Crossrep, command: str) -> None:
    ran = crossrep(command, "--help")
    assert ran.code == 0
    assert f"crossrep {command}" in ran.out
    assert ran.err == ""


def test_the_help_lists_every_command() -> None:
    ran = subprocess.run([*MODULE, "--help"], capture_output=True, text=True, check=True)
    assert all(f"\n  {command} " in ran.stdout for command in COMMANDS)


def test_the_list_of_commands_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = subprocess.run([*MODULE, "--help"], capture_output=True, text=True, check=True)
    assert "..." not in ran.stdout.partition("Commands:")[2]


def test_alone_it_prints_the_help(crossrep: Crossrep) -> None:
    alone = crossrep()
    assert alone == crossrep("--help")
    assert alone.code == 0
    module = [sys.executable, "-m", "crossrep", "--version"]
    ran = subprocess.run(module, capture_output=True, text=True, check=True)
    assert ran.stdout == f"crossrep {__version__}\n"


def test_speeds_are_told_from_slow_to_fast(crossrep: Crossrep) -> None:
    assert "<1|8|max>" in crossrep("replay", "--help").out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("bicep_curls", "did you mean biceps_curl?"), ("Row", "did you mean row?"), ("dance", "")],
)
def test_an_exercise_nobody_knows_is_refused(crossrep: Crossrep, typed: str, meant: str) -> None:
    ran = crossrep("analyze", "a.mcap", "--exercise", typed)
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert meant in ran.err
    assert "`crossrep analyze --help`" in ran.err
    imported = crossrep("import", "--trained", "a.csv", "--exercise", typed, "-o", "b.mcap")
    assert imported.err == ran.err
    assert "hammer_curl" in crossrep("analyze", "--help").out


def test_the_help_loads_nothing_heavy() -> None:
    """What makes it quick; how quick it is, benchmarks/speed measures."""
    code = (
        "import sys; from crossrep.app.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for heavy in ("numpy", "scipy", "pandas", "pydantic", "aiomqtt", "bleak", "vqf", "mcap"):
        assert f"'{heavy}'" not in ran.stdout


def test_version(crossrep: Crossrep) -> None:
    assert crossrep("--version").out == f"crossrep {__version__}\n"


def test_a_wrong_option_is_one_line_and_says_where_help_is(crossrep: Crossrep) -> None:
    ran = crossrep("analyze", "--jsn", "a.mcap")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert "`crossrep analyze --help`" in ran.err


def test_analyze_tells_the_five_curls_in_three_forms(crossrep: Crossrep, recording: Path) -> None:
    plain = crossrep("analyze", recording)
    assert "5 repetitions in 1 set" in plain.out
    found = json.loads(crossrep("analyze", recording, "--json").out)
    assert found["recording"] == str(recording)
    assert found["exercise"] == "biceps_curl"
    assert [len(one["reps"]) for one in found["sets"]] == [5]
    rows = list(csv.DictReader(io.StringIO(crossrep("analyze", recording, "--csv").out)))
    assert [row["n"] for row in rows] == ["1", "2", "3", "4", "5"]


def test_analyze_takes_an_exercise_and_a_side(crossrep: Crossrep, recording: Path) -> None:
    was = json.loads(crossrep("analyze", recording, "--json").out)
    options = ("--exercise", "hammer_curl", "--trained", "left", "--json")
    now = json.loads(crossrep("analyze", recording, *options).out)
    assert now["exercise"] == "hammer_curl"
    assert now["sets"] == []
    assert now["parameters"] != was["parameters"]


def test_analyze_goes_on_after_a_file_it_cannot_read(
    crossrep: Crossrep, recording: Path, tmp_path: Path
) -> None:
    (tmp_path / "foreign.mcap").write_text("nothing of ours")
    ran = crossrep("analyze", "foreign.mcap", recording, "absent.csv", "--json")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 1
    assert [row["recording"] for row in rows] == ["foreign.mcap", str(recording), "absent.csv"]
    assert ["error" in row for row in rows] == [True, False, True]
    assert ran.err == ""


def test_simulate_and_import_keep_what_is_there(
    crossrep: Crossrep, recording: Path, tmp_path: Path
) -> None:
    truth = recording.with_suffix(".truth.json")
    before = recording.read_bytes(), truth.read_bytes()
    assert "exists already" in crossrep("simulate", "-o", recording).refused()
    samples = tmp_path / "a.csv"
    samples.write_text("t_s\n")
    refused = crossrep("import", "--trained", samples, "-o", recording).refused()
    assert "exists already" in refused
    assert (recording.read_bytes(), truth.read_bytes()) == before


def test_a_folder_of_scripts_is_remade_byte_for_byte(crossrep: Crossrep, tmp_path: Path) -> None:
    names = ("clean_curls", "plain_frames", "loss_and_reconnect")
    for name in names:
        (tmp_path / f"{name}.toml").write_bytes((RECORDINGS / f"{name}.toml").read_bytes())
    assert crossrep("simulate", "--all", tmp_path).code == 0
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert crossrep("simulate", "--all", tmp_path).code == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    assert len(first) == 3 * len(names)


def test_replay_sums_up_in_plain_words(crossrep: Crossrep, recording: Path) -> None:
    ran = crossrep("replay", recording)
    assert ran.code == 0
    assert "5 repetitions; lowering median 3." in ran.out
    assert "not a medical device" in ran.out


def test_recover_repairs_a_cut_recording(
    crossrep: Crossrep, recording: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(recording.read_bytes()[:-20_000])
    assert "is repaired" in crossrep("recover", cut).out
    assert "is whole" in crossrep("recover", cut).out
    assert crossrep("analyze", cut).code == 0


def test_a_cut_recording_that_is_opened_is_repaired_and_one_line_says_so(
    crossrep: Crossrep, recording: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(recording.read_bytes()[:-20_000])
    first, second = crossrep("analyze", cut), crossrep("analyze", cut)
    assert first.err == "crossrep: cut.mcap was cut by a crash and has been repaired\n"
    assert (second.out, second.err) == (first.out, "")


def test_recover_says_where_the_original_is_when_its_middle_was_damaged(
    crossrep: Crossrep, recording: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mcap"
    whole = bytearray(recording.read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 64] = bytes(64)
    broken.write_bytes(whole)
    ran = crossrep("recover", broken)
    assert "is repaired" in ran.out
    assert "kept as broken.mcap.damaged" in ran.err
    assert (tmp_path / "broken.mcap.damaged").read_bytes() == whole


def test_logs_as_json(crossrep: Crossrep, recording: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(recording.read_bytes()[:-20_000])
    ran = crossrep("--log-json", "analyze", "--json", cut)
    logged = json.loads(ran.err.splitlines()[0])
    assert logged["level"] == "warning"
    assert "has been repaired" in logged["event"]


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_trouble(recording: Path) -> None:
    process = subprocess.Popen(
        [*MODULE, "analyze", "--json", recording], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate()
    assert said == b""
