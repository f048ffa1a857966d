"""Old recordings through today's engine: beside what an older one said, equal to what it said."""

import shutil
from pathlib import Path

import pytest

from crossrep.app.reanalyzing import reanalyze
from crossrep.edges.history import History, analyses_of, sessions_of, told_of, told_session
from crossrep.edges.history.again import Outcome, again, sessions_again

PERSON = "P-0417"


@pytest.fixture
def old_numbers(own):
    """A history whose numbers an older engine made."""
    with History(own) as history:
        history.do("PRAGMA foreign_keys = OFF")
        for table in ("reps", "sets", "bouts", "answers", "steps", "safety", "couplings", "sums",
                      "faults", "rejected", "traces", "analyses"):  # fmt: skip
            history.do(f"UPDATE {table} SET analysis = 'old' || substr(analysis, 4)")  # noqa: S608
        history.do("UPDATE sessions SET analysis = 'old' || substr(analysis, 4)")
        history.do("UPDATE analyses SET engine = '0.0.9'")
        history.do("UPDATE reps SET lowering_s = lowering_s + 1")
        history.do("PRAGMA foreign_keys = ON")
        yield history


def test_new_numbers_stand_beside_the_old_once(old_numbers):
    history = old_numbers
    session = sessions_of(history, PERSON)[0]
    before = told_session(history, session.session)
    assert again(history, session, None, check=False).outcome is Outcome.NEW
    assert again(history, session, None, check=False).outcome is Outcome.KNOWN
    engines = [one.engine for one in analyses_of(history, session.session)]
    assert len(engines) == 2
    assert engines[0] == "0.0.9"
    after = told_session(history, session.session)
    assert after.analysis.source == "reanalysis"
    assert told_session(history, session.session, before.analysis.analysis).reps == before.reps
    pairs = zip(before.reps, after.reps, strict=True)
    slower = [rep.lowering_s - new.lowering_s for rep, new in pairs]
    assert slower == pytest.approx([1.0] * len(before.reps))


def test_what_the_new_numbers_say_otherwise_is_said(old_numbers, capsys):
    old_numbers.do(
        "DELETE FROM sessions WHERE session != ?", (sessions_of(old_numbers, PERSON)[0].session,)
    )
    assert reanalyze(old_numbers.path, PERSON, None, check=False) == 0
    said = capsys.readouterr().out
    assert "lowering median " in said
    assert "repetitions" not in said
    assert "1 session: analyzed by today's engine." in said


def test_today_s_numbers_recompute_to_the_last_bit(own):
    with History(own) as history:
        session = sessions_of(history, "P-0533")[2]
        assert again(history, session, None, check=True).outcome is Outcome.EQUAL
        history.do("UPDATE reps SET lowering_s = lowering_s * (1 + 1e-15) WHERE n IN (2, 3)")
        found = again(history, session, None, check=True)
        assert (found.outcome, found.unequal) == (Outcome.UNEQUAL, 2)


def test_a_recording_that_was_moved_is_found_by_its_content(own, tmp_path):
    with History(own) as history:
        session, other = sessions_again(history, PERSON)[:2]
        (path,) = history.rows(
            "SELECT path FROM recordings JOIN analyses ON recording = sha256 WHERE session = ?",
            (session.session,),
        )
        copy = Path(shutil.copy(path["path"], tmp_path / Path(path["path"]).name))
        history.do("UPDATE recordings SET path = '/nowhere' || path")
        assert again(history, session, None, check=True).outcome is Outcome.MISSING
        assert again(history, session, tmp_path, check=True).outcome is Outcome.EQUAL
        assert again(history, other, tmp_path, check=True).outcome is Outcome.MISSING
        told = told_of(history, PERSON)[0]
        assert told.recording is not None
        assert told.recording.path == str(copy)
        shutil.copy(told_of(history, "P-0533")[0].recording.path.removeprefix("/nowhere"), copy)
        assert again(history, session, None, check=True).outcome is Outcome.CHANGED
