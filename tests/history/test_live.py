"""A live session is in the history while it goes on, and afterwards knows its recording."""

from pathlib import Path

import pytest

from crossrep.app.holding import hold
from crossrep.edges.history import History, told_of, told_session, traces_of
from crossrep.edges.history.adding import add_recording_file, file_of
from crossrep.edges.history.database import VERSION
from crossrep.edges.history.live import keeping
from crossrep.edges.simulated import SimulatedLink
from crossrep.events import Rep, SessionEnded
from crossrep.settings import Settings
from crossrep.simulate import from_values

SCRIPT = from_values(
    {
        "block": [
            {"kind": "rest", "duration_s": 4},
            {"kind": "set", "reps": 4, "lowering_s": 2.0},
            {"kind": "rest", "duration_s": 9},
        ]
    }
)


async def lived(path: Path, recording: Path, person: str = "P-1"):
    settings = Settings(SCRIPT.trained, SCRIPT.exercise, planned_reps=4)
    async with (
        SimulatedLink(SCRIPT, float("inf")) as link,
        keeping(path, person, settings, recording) as diary,
    ):
        held = await hold(link, settings, recording=recording, diary=diary)
    return held, diary


async def test_live_numbers_are_those_of_the_recording(tmp_path):
    path, recording = tmp_path / "history.sqlite", tmp_path / "a.mcap"
    held, diary = await lived(path, recording)
    assert (diary.kept, diary.fault) == (len(held.events), "")
    with History(path) as history:
        (told,) = told_of(history, "P-1")
        assert [e for e in held.events if isinstance(e, Rep)] == list(told.reps)
        assert isinstance(held.events[-1], SessionEnded)
        assert told.ended == held.events[-1]
        assert told.recording is not None
        assert told.recording.sha256 == file_of(recording).sha256
        live = {n: one.to_bytes() for n, one in traces_of(history, told.analysis.analysis).items()}
        again = add_recording_file(history, "P-1", recording)
        assert (again.analysis, again.counted.new) == (told.analysis.analysis, 0)
        assert told_of(history, "P-1") == [told]
        history.do("DELETE FROM traces")
        add_recording_file(history, "P-1", recording)
        drawn = traces_of(history, told.analysis.analysis)
        assert {n: one.to_bytes() for n, one in drawn.items()} == live
        assert len(live) == 1


async def test_a_history_that_cannot_be_used_costs_nobody_the_session(tmp_path, caplog):
    path, recording = tmp_path / "history.sqlite", tmp_path / "a.mcap"
    with History(path) as history:
        history.do(f"PRAGMA user_version = {VERSION + 1}")
    held, diary = await lived(path, recording)
    assert held.whole
    assert "newer CrossRep" in diary.fault
    assert [record.message for record in caplog.records if "history" in record.message] == [
        diary.fault
    ]


async def test_a_session_that_was_cut_is_completed_by_its_recording(tmp_path):
    path, recording = tmp_path / "history.sqlite", tmp_path / "a.mcap"
    await lived(path, recording)
    with History(path) as history:
        (told,) = told_of(history, "P-1")
        history.do("DELETE FROM sums")
        history.do("DELETE FROM reps WHERE n > 2")
        history.do("UPDATE analyses SET recording = ''")
        assert told_session(history, told.session.session).ended is None
        add_recording_file(history, "P-1", recording)
        assert told_of(history, "P-1") == [told]


@pytest.mark.parametrize("person", ["no such/id", ""])
async def test_no_opaque_id_no_history(tmp_path, person):
    held, diary = await lived(tmp_path / "h.sqlite", tmp_path / "a.mcap", person)
    assert held.whole
    assert "person id" in diary.fault
