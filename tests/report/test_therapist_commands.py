"""`crossrep report` and `assess`: one sentence for what cannot be, and nothing half-written."""

import shutil
import stat
from pathlib import Path

import pytest

from crossrep.app.main import main
from crossrep.edges.history import History

RECORDINGS = Path(__file__).parents[2] / "recordings"


@pytest.fixture
def crossrep(capsys, tmp_path, monkeypatch):
    """Run a command in a folder of its own: (code, what it said, what it complained)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def history(programme: Path, tmp_path: Path) -> Path:
    with History(programme) as opened:
        opened.do("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(programme, tmp_path / "history.sqlite"))


def test_one_recording_and_one_person_become_files_only_the_owner_reads(
    crossrep, history, tmp_path
):
    recording = RECORDINGS / "clean_curls.mcap"
    assert crossrep("report", "--recording", recording, "-o", "one.html")[0] == 0
    assert crossrep("report", "P-0417", "--history", history, "-o", "anna.html")[0] == 0
    for name in ("one.html", "anna.html"):
        mode = stat.S_IMODE((tmp_path / name).stat().st_mode)
        assert mode == 0o600
    assert "10 repetitions" in (tmp_path / "one.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say of whom, or `--recording FILE`"),
        (["P-0417", "--recording", "x.mcap"], "not both"),
        (["P-9"], "The history knows no person 'P-9'"),
        (["P-0417", "--from", "yesterday"], "'yesterday' is no day"),
        (["P-0417", "--from", "2026-09-02", "--to", "2026-09-01"], "is after the last"),
        (["P-0417", "--compare", "1990-01-01"], "divides nothing"),
        (["P-0417", "-o", "r.pdf"], "name it r.html and add --pdf"),
        (["--recording", "nothing.mcap"], "nothing.mcap"),
    ],
)
def test_what_cannot_be_reported_gets_one_sentence_and_no_file(
    crossrep, history, tmp_path, arguments, said
):
    code, out, complained = crossrep("report", "-o", "r.html", *arguments, "--history", history)
    assert (code, out) == (1, "")
    assert said in complained
    assert complained.count("\n") == 1
    assert not list(tmp_path.glob("r.*"))


def test_a_report_is_never_written_over_another_file(crossrep, history, tmp_path):
    (tmp_path / "r.html").write_text("mine")
    code, _, complained = crossrep("report", "P-0417", "--history", history, "-o", "r.html")
    assert code == 1
    assert "r.html" in complained
    assert (tmp_path / "r.html").read_text() == "mine"


def test_a_foreign_file_is_no_history(crossrep, tmp_path):
    (tmp_path / "notes.sqlite").write_text("not a database")
    code, _, complained = crossrep("report", "P-1", "--history", "notes.sqlite")
    assert code == 1
    assert complained.count("\n") == 1


def test_values_are_entered_listed_corrected_and_refused(crossrep, history):
    add = ("assess", "add", "P-0417", "--history", history, "--by", "therapist-7")
    grip = ("--measure", "grip", "--side", "left")
    code, said, _ = crossrep(*add, *grip, "--value", "11,5", "--on", "2026-09-01")
    assert (code, said) == (0, "2026-09-01  left Grip: 11.5 kg  (therapist-7)\n")
    listed = crossrep("assess", "list", "P-0417", "--history", history)[1]
    (line,) = [line for line in listed.splitlines() if "11.5" in line]
    number = line.split("id ")[1]
    assert crossrep(*add, *grip, "--value", "12", "--replaces", number)[0] == 0
    assert "11.5" not in crossrep("assess", "list", "P-0417", "--history", history)[1]
    for more, complaint in (
        ((*grip, "--value", "1", "--replaces", number), "no standing assessment"),
        ((*grip, "--value", "151"), "Grip goes from 0 to 150 kg, not 151."),
        ((*grip, "--value", "1", "--on", "2999-01-01"), "is in the future"),
        (("--measure", "grip", "--value", "1"), "Grip needs a side"),
        (("--measure", "mas_elbow", "--value", "5"), "is one of 0, 1, 1+, 2, 3, 4"),
        (("--measure", "hope", "--value", "5"), "There is no measure 'hope'"),
    ):
        code, out, complained = crossrep(*add, *more)
        assert (code, out) == (1, "")
        assert complaint in complained
    assert "MCID 9 to 10, subacute: Arya 2011" in crossrep("assess", "measures")[1]


def test_nobodys_history_is_begun_for_an_assessment(crossrep, tmp_path):
    code, _, complained = crossrep(
        "assess", "add", "P-1", "--measure", "fma_ue", "--value", "3", "--by", "t"
    )
    assert code == 1
    assert "There is no history" in complained
    assert not (tmp_path / "data").exists()
