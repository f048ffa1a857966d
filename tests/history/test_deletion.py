"""Who is deleted is gone from every byte, and everybody else stays."""

import shutil
from pathlib import Path

import pytest

from crossrep.edges.history import History, person_lines, recordings_of, sessions_of, told_of
from crossrep.edges.history.deleting import delete_person, scrub
from crossrep.edges.outbox import Outbox
from crossrep.errors import BadInputError

GONE, STAYS = "P-0417", "P-0533"


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_no_byte_of_the_person_is_left(own):
    with History(own) as history:
        marks = [GONE, *(one.session for one in sessions_of(history, GONE))]
        marks += [one.sha256 for one in recordings_of(history, GONE)]
        kept = told_of(history, STAYS)
        before = bytes_of(own.parent)
        assert [mark for mark in marks if mark.encode() not in before] == []
        delete_person(history, GONE, recordings=False)
        after = bytes_of(own.parent)
        assert [mark for mark in marks if mark.encode() in after] == []
        assert told_of(history, STAYS) == kept
        assert [line.person.person for line in person_lines(history, 0)] == [STAYS]
        for table in ("reps", "answers", "traces", "sums"):
            known = "(SELECT analysis FROM analyses)"
            orphans = f"SELECT count(*) FROM {table} WHERE analysis NOT IN {known}"  # noqa: S608
            assert history.one(orphans) == 0


def test_recordings_go_only_when_asked(made, own, tmp_path):
    copies = shutil.copytree(made / "recordings", tmp_path / "recordings")
    with History(own) as history:
        moved = "UPDATE recordings SET path = replace(path, ?, ?)"
        history.do(moved, (str(made / "recordings"), str(copies)))
        history.do("UPDATE recordings SET path = path || 'x' WHERE path LIKE '%20260824T09%'")
        gone = delete_person(history, GONE, recordings=True)
    assert (len(gone.files), len(gone.missing)) == (5, 1)
    assert len(list((copies / GONE).iterdir())) == 1
    assert len(list((copies / STAYS).iterdir())) == 6


def test_a_reader_in_the_way_is_said(own):
    with History(own) as history, History(own, write=False) as reader:
        reader.do("BEGIN")
        reader.rows("SELECT count(*) FROM reps")
        history.do("PRAGMA busy_timeout = 50")
        with pytest.raises(BadInputError, match=r"another program has .* open"):
            delete_person(history, GONE, recordings=False)
        reader.do("COMMIT")
        scrub(history)
        assert GONE.encode() not in bytes_of(own.parent)


def test_mail_about_the_person_goes_too(tmp_path):
    with Outbox(tmp_path / "outbox.sqlite") as outbox:
        for person in (GONE, STAYS):
            topic = f"crossrep/v1/{person}/rep"
            outbox.put(person, topic, b"{}", qos=1, retain=False, expiry_s=0)
        assert outbox.forget_topics(f"crossrep/v1/{GONE}/") == 1
        assert outbox.waiting() == 1
        assert GONE.encode() not in bytes_of(tmp_path)
