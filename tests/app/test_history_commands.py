"""The commands around the history, as people call them."""

import json
import shutil
from pathlib import Path

import pytest
from ran_command import Crossrep

from crossrep.edges.history import History, told_of

PRESCRIPTION = Path(__file__).parents[2] / "docs" / "prescription.toml"


@pytest.fixture
def kept(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made / "history.sqlite", tmp_path / "kept.sqlite"))


def test_a_session_that_was_run_is_in_the_history(crossrep: Crossrep, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[[block]]\nkind = 'rest'\nduration_s = 2\n")
    assert crossrep("run", "--script", "a.toml", "--person", "P-7", "-o", "a.mcap").code == 0
    said = crossrep("history", "--person", "P-7", "--json")
    row = json.loads(said.out)
    assert row["recording"] == str(tmp_path / "a.mcap")
    assert (row["reps"], row["ended"]) == (0, True)
    again = crossrep("history", "add", "a.mcap", "--person", "P-7")
    assert "0 rows added" in again.out
    assert crossrep("history", "add", "a.mcap", "--person", "P-8").code == 1
    assert "P-7" in crossrep("history").out


def test_the_list_and_one_person(crossrep: Crossrep, kept: Path) -> None:
    people = crossrep("history", "--history", kept).out
    assert "2 persons in" in people
    assert "P-0417" in people
    rows = crossrep("history", "--history", kept, "--person", "P-0417", "--json").out.splitlines()
    assert [json.loads(row)["sets"] for row in rows] == [2] * 5 + [1]  # pain ended the last


@pytest.mark.slow
def test_out_and_in_again(crossrep: Crossrep, kept: Path, tmp_path: Path) -> None:
    whose = ("--history", kept, "--person", "P-0533")
    out = crossrep("export", "person", "-o", "p.zip", *whose)
    assert out.code == 0
    assert "6 recordings" in out.out
    elsewhere = ("--history", tmp_path / "elsewhere" / "h.sqlite")
    assert "6 sessions, 6 recordings" in crossrep("ingest", "p.zip", *elsewhere).out
    assert "0 rows new" in crossrep("ingest", "p.zip", *elsewhere).out
    checked = crossrep("reanalyze", "--check", *elsewhere)
    assert checked.code == 0
    assert "6 sessions: recomputed: every number equal." in checked.out
    assert crossrep("export", "csv", "-o", "csv", *whose).code == 0
    tables = sorted(Path("csv").glob("*.csv"))
    assert " 0 rows new" not in crossrep("ingest", *tables, "--history", tmp_path / "c.sqlite").out
    assert crossrep("export", "mcap", "-o", "out", *whose).code == 0
    assert len(list(Path("out/P-0533").glob("*.mcap"))) == 6


def test_a_person_is_deleted_after_a_question(crossrep: Crossrep, kept: Path) -> None:
    asked = crossrep("history", "delete", "P-0417", "--history", kept)
    assert asked.code != 0
    assert "P-0417" in crossrep("history", "--history", kept).out
    gone = crossrep("history", "delete", "P-0417", "--yes", "--history", kept)
    assert "Deleted P-0417 with 6 sessions" in gone.out
    assert "P-0417" not in crossrep("history", "--history", kept).out
    assert crossrep("history", "scrub", "--history", kept).code == 0


def test_somebody_is_known(crossrep: Crossrep, kept: Path) -> None:
    said = crossrep("history", "person", "P-0533", "--stroke-on", "2026-01-31", "--history", kept)
    assert said.out == (
        "P-0533: trains the left arm, wrote with the right hand, stroke on 2026-01-31.\n"
    )


def test_a_prescription_is_kept(crossrep: Crossrep, kept: Path) -> None:
    for _ in range(2):
        said = crossrep("history", "prescribe", PRESCRIPTION, "--history", kept)
        assert (said.code, said.out.count("prescription 1")) == (0, 1), said.err


def test_a_session_follows_a_prescription_and_keeps_it(crossrep: Crossrep, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[[block]]\nkind = 'rest'\nduration_s = 2\n")
    plan = Path(shutil.copy(PRESCRIPTION, tmp_path / "plan.toml"))
    live = ("run", "--script", "a.toml", "--prescription", plan)
    ran = crossrep(*live, "-o", "a.mcap")
    assert ran.code == 0, ran.err
    row = json.loads(crossrep("history", "--json").out)
    assert (row["person"], row["prescription"], row["confirmed"]) == ("p1", 1, False)
    asked = crossrep(*live, "--person", "P-9", "-o", "b.mcap")
    assert "is of person p1, not of P-9" in asked.refused()
    plan.write_text(plan.read_text().replace("\nreps = 10", "\nreps = 9"))
    assert "give the changed one the revision 2" in crossrep(*live, "-o", "c.mcap").refused()
    assert not (tmp_path / "c.mcap").exists()
    kept = crossrep("run", "--script", "a.toml", "--person", "p1", "--page", "-o", "d.mcap")
    assert kept.code == 0, kept.err
    with History(tmp_path / "data" / "crossrep" / "history.sqlite") as history:
        told = told_of(history, "p1")
    assert [{step.revision for step in one.steps} for one in told] == [{1}, {1}]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("history",), "There is no history at"),
        (("history", "--history", "letter.txt"), "is not a history of CrossRep"),
        (("history", "--person", "bob", "--history", "kept.sqlite"), "knows no person 'bob'"),
        (("history", "person", "a b", "--history", "kept.sqlite"), "person id 'a b'"),
        (("history", "person", "P-1", "--stroke-on", "2999-01-01"), "is still to come"),
        (("history", "person", "P-1", "--stroke-on", "May"), "is no day: write it as 2026-05-30"),
        (("history", "prescribe", "letter.txt", "--history", "kept.sqlite"), "it is no TOML"),
        (("history", "delete", "bob", "--history", "kept.sqlite"), "knows no person 'bob'"),
        (("history", "add", "letter.txt", "--person", "P-1"), "not a recording made by CrossRep"),
        (("export", "csv", "-o", "x", "--history", "kept.sqlite", "--person", "bob"), "no person"),
        (("export", "csv", "-o", "letter.txt", "--history", "kept.sqlite"), "exists already"),
        (("export", "fhir", "-o", "x", "--history", "kept.sqlite"), "is of one person"),
        (("export", "person", "-o", "x", "--person", "P-0417", "--history", "kept.sqlite"),
         "must end in .zip"),
        (("ingest", "letter.txt"), "letter.txt is no export of CrossRep"),
        (("ingest", "none.zip"), "There is no file none.zip"),
        (("reanalyze", "--person", "bob", "--history", "kept.sqlite"), "knows no person 'bob'"),
        (("reanalyze",), "There is no history at"),
        (("simulate", "--programme", "."), "exists already"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_clear_sentence(
    crossrep: Crossrep, kept: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    Path("letter.txt").write_text("Dear all, this is a letter.")
    Path("history.sqlite").touch()
    assert kept.exists()
    assert sentence in crossrep(*arguments).refused()
