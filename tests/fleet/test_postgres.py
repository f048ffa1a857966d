"""A history in PostgreSQL holds what one in SQLite holds."""

from pathlib import Path

import psycopg
import pytest
from postgres_server import Postgres

from crossrep.edges.history import History, told_of
from crossrep.edges.history.adding import add_recording_file
from crossrep.edges.history.postgres import PostgresHistory, without_password
from crossrep.edges.history.schema import VERSION
from crossrep.errors import BadInputError

RECORDINGS = Path(__file__).parents[2] / "recordings"
SOME = ("clean_curls", "mirror_movement", "loss_and_reconnect", "turning_palms")


@pytest.fixture(scope="module")
def database():
    server = Postgres()
    server.start()
    yield server
    server.end()


@pytest.mark.slow
def test_the_same_recordings_give_the_same_history(database, tmp_path):
    with PostgresHistory(database.address) as far, History(tmp_path / "h.sqlite") as near:
        for history in (far, near):
            for name in (*SOME, SOME[0]):
                add_recording_file(history, "P-1", RECORDINGS / f"{name}.mcap")
        ours, theirs = told_of(far, "P-1"), told_of(near, "P-1")
    assert len(ours) == len(SOME)
    for one, other in zip(ours, theirs, strict=True):
        assert one.reps == other.reps
        assert one.sets == other.sets
        assert one.bouts == other.bouts
        assert set(one.faults) == set(other.faults)
        assert one.ended == other.ended


def test_twice_changes_nothing(database):
    with PostgresHistory(database.address) as history:
        first = add_recording_file(history, "P-2", RECORDINGS / "slow_with_holds.mcap")
        again = add_recording_file(history, "P-2", RECORDINGS / "slow_with_holds.mcap")
    assert first.counted.new > 0
    assert (again.counted.new, again.counted.known) == (0, first.counted.new)


def test_a_newer_database_is_refused(database):
    with PostgresHistory(database.address):
        pass
    with psycopg.connect(database.address, autocommit=True) as raw:
        raw.execute("UPDATE about SET version = %s", (VERSION + 1,))
    try:
        with (
            pytest.raises(BadInputError, match="newer CrossRep"),
            PostgresHistory(database.address),
        ):
            pass
    finally:
        with psycopg.connect(database.address, autocommit=True) as raw:
            raw.execute("UPDATE about SET version = %s", (VERSION,))


def test_no_database_is_one_sentence_without_the_password():
    address = "postgresql://clinic:secret@127.0.0.1:9/crossrep"
    with pytest.raises(BadInputError) as told, PostgresHistory(address):
        pass
    assert "secret" not in str(told.value)
    assert without_password(address) == "postgresql://clinic@127.0.0.1:9/crossrep"
