"""What is put into a history comes out of it, whole, once, and for its owner only."""

import sqlite3
import stat
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from every_event import ENDED, EVERY, REP, STARTED
from hypothesis import given, settings
from hypothesis import strategies as st

from crossrep.edges.history import (
    Counted,
    History,
    add_events,
    analyses_of,
    analysis_of,
    person_lines,
    told_of,
    told_session,
)
from crossrep.edges.history.schema import VERSION
from crossrep.edges.history.tables import OF_EVENTS, OF_PEOPLE
from crossrep.errors import BadInputError
from crossrep.events import Event, FaultEnded, SessionStarted


@pytest.fixture
def history(tmp_path: Path):
    with History(tmp_path / "kept" / "history.sqlite") as opened:
        yield opened


def columns(history: History, table: str) -> set[str]:
    return {row["name"] for row in history.rows(f"PRAGMA table_info({table})")}


def test_every_event_and_every_field_has_a_place(history):
    assert set(OF_EVENTS) == set(get_args(Event)) - {SessionStarted}
    for table in (*OF_EVENTS.values(), *OF_PEOPLE):
        assert set(table.columns) <= columns(history, table.name)


def test_what_is_told_comes_back_the_same(history):
    add_events(history, "P-1", analysis_of(STARTED, "live"), EVERY)
    told = told_of(history, "P-1")[0]
    back = [
        *told.reps, *told.withdrawn, *told.withdrawals, *told.rejected, *told.holds, *told.sets,
        *told.couplings, *told.bouts, *told.practice_reps, *told.practices, *told.which_moved,
        *told.faults, *told.pauses, *told.steps, *told.answers, *told.safety, told.ended,
    ]  # fmt: skip
    missing = [event for event in EVERY if event not in back]
    assert [type(event).__name__ for event in missing] == ["SessionStarted", "FaultStarted"]
    assert told.session.start_utc_ns == STARTED.utc_ns
    assert (told.withdrawn, told.reps) == ((REP,), ())
    assert told_session(history, "s1") == told


def test_the_same_twice_or_in_any_order_is_once(history, tmp_path):
    analysis = analysis_of(STARTED, "live")
    assert add_events(history, "P-1", analysis, EVERY) == Counted(len(EVERY) - 1, 0)
    assert add_events(history, "P-1", analysis, EVERY) == Counted(0, len(EVERY) - 1)
    with History(tmp_path / "other.sqlite") as other:
        for event in (*reversed(EVERY), *EVERY):
            add_events(other, "P-1", analysis, [event])
        assert told_of(other, "P-1") == told_of(history, "P-1")


def test_a_fault_that_never_ended_stays_open(history):
    open_ended = [event for event in EVERY if not isinstance(event, FaultEnded)]
    add_events(history, "P-1", analysis_of(STARTED, "live"), open_ended)
    assert told_of(history, "P-1")[0].faults == (EVERY[1],)


def test_another_engine_s_numbers_stand_beside_the_first(history):
    first = analysis_of(STARTED, "live")
    add_events(history, "P-1", first, EVERY[:4])
    again = replace(STARTED, engine="9.9.9")
    better = replace(REP, lowering_s=3.25)
    second = analysis_of(again, "reanalysis")
    add_events(history, "P-1", second, [again, better])
    assert [one.analysis for one in analyses_of(history, "s1")] == [first.analysis, second.analysis]
    assert told_session(history, "s1").reps == (better,)
    assert told_session(history, "s1", first.analysis).reps == (REP,)


def test_a_session_has_one_person(history):
    add_events(history, "P-1", analysis_of(STARTED, "live"), EVERY)
    with pytest.raises(BadInputError, match="is of person P-1 in this history, not of P-2"):
        add_events(history, "P-2", analysis_of(STARTED, "live"), EVERY)
    assert [line.person.person for line in person_lines(history, 0)] == ["P-1"]


def test_the_list_says_how_the_last_session_went(history):
    add_events(history, "P-1", analysis_of(STARTED, "live"), EVERY)
    line = person_lines(history, since_utc_ns=STARTED.utc_ns)[0]
    assert (line.sessions, line.lately, line.last_ended) == (1, 1, True)
    assert (line.last_reps, line.last_faults) == (ENDED.reps, ("frozen",))
    assert person_lines(history, since_utc_ns=STARTED.utc_ns + 1)[0].lately == 0


def test_only_the_owner_may_read(history):
    modes = [stat.S_IMODE(path.stat().st_mode) for path in history.path.parent.iterdir()]
    assert set(modes) == {0o600}
    assert stat.S_IMODE(history.path.parent.stat().st_mode) == 0o700


def test_readers_read_while_somebody_writes(history):
    add_events(history, "P-1", analysis_of(STARTED, "live"), EVERY[:3])
    with History(history.path, write=False) as reader, history.transaction():
        history.do("DELETE FROM persons")
        assert len(told_of(reader, "P-1")) == 1


def test_a_newer_file_is_refused_in_one_sentence(history):
    history.do(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(BadInputError, match=r"written by a newer CrossRep \(format .*: update"):
        History(history.path).__enter__()


@pytest.mark.parametrize("write", [True, False])
def test_a_foreign_file_is_refused_and_left_alone(tmp_path, write):
    text, other = tmp_path / "letter.txt", tmp_path / "other.sqlite"
    text.write_text("Dear all, this is a letter and no data base at all. " * 9)
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE birds (name TEXT)")
    db.close()
    for path in (text, other):
        before = path.read_bytes(), path.stat().st_mode
        with pytest.raises(BadInputError, match="is not a history of CrossRep"):
            History(path, write=write).__enter__()
        assert (path.read_bytes(), path.stat().st_mode) == before


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.integers(1, 7))
def test_however_it_comes_it_is_the_same_history(chance, most):
    """Shuffled, doubled, and in pieces of any size."""
    events = [*EVERY, *EVERY]
    chance.shuffle(events)
    analysis = analysis_of(STARTED, "live")
    with TemporaryDirectory() as folder, History(Path(folder) / "history.sqlite") as history:
        while events:
            n = chance.randint(1, most)
            piece, events = events[:n], events[n:]
            add_events(history, "P-1", analysis, piece, STARTED.utc_ns)
        told = told_of(history, "P-1")[0]
        counts = (len(told.withdrawn), len(told.pauses), len(told.faults), len(told.answers))
        assert counts == (1, 2, 1, 1)
        assert told.faults[0] == EVERY[2]
        assert told.ended == ENDED
        assert told.session.start_utc_ns == STARTED.utc_ns
