"""Older files come forward with everything in them; what a version was, it stays."""

import hashlib
import sqlite3
import threading

import pytest
from every_event import EVERY, REP, STARTED

from crossrep.edges.history import History, add_events, analysis_of, told_of
from crossrep.edges.history.database import BYTES, CLUSTERED
from crossrep.edges.history.schema import APPLICATION_ID, VERSION, VERSIONS, statements
from crossrep.edges.history.tables import ANALYSES, PERSONS, REPS, SESSIONS, table_of
from crossrep.events import Answered, SafetyFired, SessionStarted, StepStarted
from crossrep.records import Person, Session

WRITTEN = ("b430", "5dcc")
"""Beginnings of the digests of what each version adds: a file on a disk somewhere has these."""
LATER = (SessionStarted, StepStarted, Answered, SafetyFired)


@pytest.fixture
def first(tmp_path):
    """A history of the first version, with one session in it."""
    path = tmp_path / "history.sqlite"
    analysis = analysis_of(STARTED, "live")
    with sqlite3.connect(path) as db:
        for statement in statements(1, CLUSTERED, BYTES):
            db.execute(statement)
        db.execute("INSERT INTO about VALUES ('abcd')")
        db.execute(PERSONS.insert, PERSONS.row(Person("P-1", added_utc_ns=5)))
        session = Session("s1", "P-1", STARTED.utc_ns, analysis.analysis)
        db.execute(SESSIONS.insert, SESSIONS.row(session))
        db.execute(ANALYSES.insert, ANALYSES.row(analysis))
        for event in EVERY:
            if not isinstance(event, LATER):
                table = table_of(event)
                assert table is not None
                db.execute(table.insert, table.row(event, analysis.analysis))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
    db.close()
    return path


@pytest.mark.parametrize("write", [True, False])
def test_the_first_version_comes_forward_with_all_it_holds(first, write):
    with History(first, write=write) as history:
        assert history.one("PRAGMA user_version") == VERSION
        assert history.id == "abcd"
        told = told_of(history, "P-1")[0]
        assert (told.withdrawn, told.answers, len(told.bouts)) == ((REP,), (), 1)
        assert told.ended is not None
    with History(first) as history:
        add_events(history, "P-1", analysis_of(STARTED, "live"), EVERY)
        assert len(told_of(history, "P-1")[0].answers) == 1


def test_two_programs_bring_it_forward_at_once(first):
    failures = []

    def opened() -> None:
        try:
            with History(first) as history:
                assert len(told_of(history, "P-1")) == 1
        except BaseException as error:  # noqa: BLE001  told below
            failures.append(error)

    programs = [threading.Thread(target=opened) for _ in range(4)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert failures == []


def test_a_step_that_fails_leaves_the_version_that_was(first, monkeypatch):
    broken = (*VERSIONS[1], "CREATE TABLE nonsense (")
    monkeypatch.setattr("crossrep.edges.history.schema.VERSIONS", (VERSIONS[0], broken))
    with pytest.raises(Exception, match="cannot be"):
        History(first).__enter__()
    with sqlite3.connect(first) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        assert "steps" not in names
        assert len(db.execute("SELECT * FROM reps").fetchall()) == 1
    db.close()


def test_a_version_that_was_written_never_changes():
    digests = [hashlib.sha256(repr(one).encode()).hexdigest()[:4] for one in VERSIONS]
    assert tuple(digests) == WRITTEN


def test_a_row_of_reps_has_every_figure():
    assert len(REPS.columns) == len(REP.__slots__)
