"""Rows of one recording; what cannot be read is a row too."""

import json

import numpy as np
import pyarrow.compute as pc
import pytest
from copied import RECORDINGS, copies

from crossrep.app.analyzing import analysis_or_error
from crossrep.archive.analyse import Asked, analyse, run_digest
from crossrep.archive.batch import analyse_all
from crossrep.archive.compare import compared
from crossrep.archive.crews import serial
from crossrep.archive.places import recordings_at
from crossrep.archive.rows import SCHEMA
from crossrep.archive.store import run_at

ASKED = Asked()


def quiet(_done, _all):
    pass


@pytest.mark.parametrize("name", ["clean_curls", "loss_and_reconnect", "mirror_movement"])
def test_the_rows_are_what_analyze_says(name):
    url = str(RECORDINGS / f"{name}.mcap")
    table, said = analyse(url, ASKED), analysis_or_error(url, None, None)
    assert table.schema == SCHEMA
    reps = table.filter(pc.equal(table["row"], "rep"))
    told = [rep for one in said["sets"] for rep in one["reps"]]
    assert reps["lowering_s"].to_pylist() == [rep.get("lowering_s") for rep in told]
    assert reps["n"].to_pylist() == [rep["n"] for rep in told]
    assert table["reps"][0].as_py() == len(told)
    bouts = table.filter(pc.equal(table["row"], "bout"))
    assert bouts["kind"].to_pylist() == [one["kind"] for one in said["affected"]["bouts"]]
    faults = table.filter(pc.equal(table["row"], "fault"))
    assert faults["kind"].to_pylist() == [one["kind"] for one in said["faults"]]
    assert set(table["parameters"].to_pylist()) == {said["parameters"]}


def test_a_cut_and_a_foreign_file_become_rows_and_the_rest_is_done(tmp_path):
    folder = copies(tmp_path / "three", 3)
    whole = (folder / "home01.mcap").read_bytes()
    (folder / "home01.mcap").write_bytes(whole[: len(whole) // 2])
    (folder / "home02.mcap").write_bytes(b"no recording at all")
    places = recordings_at([str(folder)])
    outcome = analyse_all(places, ASKED, str(tmp_path / "out"), serial, quiet)
    assert (outcome.analysed, outcome.cut, outcome.errors) == (3, 1, 1)
    table = run_at(str(tmp_path / "out"))
    first = table.filter(pc.equal(table["row"], "recording"))
    assert first["status"].to_pylist() == ["whole", "cut", "error"]
    assert "not a recording made by CrossRep" in first["detail"][2].as_py()
    again = analyse_all(places, ASKED, str(tmp_path / "out"), serial, quiet)
    assert (again.analysed, again.kept, again.errors) == (1, 2, 1), "an error is tried again"


def page_of(told):
    """As HTML; what draws it is imported when it is wanted, not while tests are collected."""
    from crossrep.archive.compare_page import page  # noqa: PLC0415

    return page(told)


def test_a_recording_that_is_gone_becomes_a_row(tmp_path):
    table = analyse(str(tmp_path / "none.mcap"), ASKED)
    assert table["status"].to_pylist() == ["error"]


def test_the_digest_changes_with_what_is_asked():
    digests = {run_digest(Asked()), run_digest(Asked("unknown")), run_digest(Asked(None, "left"))}
    assert len(digests) == 3


def test_a_comparison_finds_what_was_changed_and_nothing_else(four, tmp_path):
    places = recordings_at([str(four)])
    analyse_all(places, ASKED, str(tmp_path / "a"), serial, quiet)
    first = run_at(str(tmp_path / "a"))
    same = compared(first, first)
    assert all(change.same == change.recordings for change in same.changes)
    assert "same to the last" in page_of(same)
    rows = first.to_pylist()
    changed = next(row for row in rows if row["row"] == "rep")
    changed["lowering_s"] += 0.125
    second = first.from_pylist(rows, SCHEMA)
    told = compared(first, second)
    moved = np.concatenate([change.lowering_s for change in told.changes])
    assert moved[moved != 0] == pytest.approx([0.125])
    assert sum(c.recordings - c.same for c in told.changes) == 1
    assert "<svg" in page_of(told)


def test_a_comparison_says_where_the_count_changed(four, tmp_path):
    places = recordings_at([str(four)])
    analyse_all(places, ASKED, str(tmp_path / "a"), serial, quiet)
    first = run_at(str(tmp_path / "a"))
    rows = first.to_pylist()
    at = next(n for n, row in enumerate(rows) if row["row"] == "rep")
    home = next(row for row in rows if row["recording"] == rows[at]["recording"])
    home["reps"] -= 1
    second = first.from_pylist([row for n, row in enumerate(rows) if n != at], SCHEMA)
    changes = [change for change in compared(first, second).changes if change.recounted]
    assert len(changes) == 1
    assert changes[0].recounted == [(home["recording"], home["reps"] + 1, home["reps"])]
    assert json.dumps(changes[0].recounted[0][0])[1:-1] in page_of(compared(first, second))
