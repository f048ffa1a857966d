"""Everything about a person, gone for good.

It goes from the tables, from the file's free pages, from the journal, and, if asked, with the
recordings.

The data base overwrites what it deletes (``secure_delete``), is rebuilt (``VACUUM``), and its
journal is cut to nothing. Backups and what was exported are beyond our reach; so is what a solid
state disk keeps of overwritten blocks.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from crossrep.edges.history.database import History
from crossrep.edges.history.reading import recordings_of
from crossrep.edges.history.writing import must_be_known
from crossrep.errors import BadInputError

_ORPHANS = "DELETE FROM recordings WHERE sha256 NOT IN (SELECT recording FROM analyses)"


@dataclass(frozen=True, slots=True)
class Deleted:
    """What went, and what could not go.

    Attributes:
        rows: of persons, sessions and recordings; everything below them went with them.
        files: recordings that were deleted.
        missing: recordings that are not where they were.
    """

    rows: int
    files: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()


def delete_person(history: History, person: str, *, recordings: bool) -> Deleted:
    """Delete; with ``recordings`` also the files the numbers came from.

    Raises:
        BadInputError: nobody of that id, or somebody reads the history meanwhile.
    """
    must_be_known(history, person)
    mine = [Path(one.path) for one in recordings_of(history, person)] if recordings else []
    there = [path for path in mine if path.is_file()]
    for path in there:  # first: when this fails, the history still knows what is left
        path.unlink()
    with history.transaction():
        rows = history.do("DELETE FROM sessions WHERE person = ?", (person,))
        rows += history.do("DELETE FROM persons WHERE person = ?", (person,))
        rows += history.do(_ORPHANS)
    scrub(history)
    return Deleted(rows, tuple(there), tuple(path for path in mine if path not in there))


def scrub(history: History) -> None:
    """Leave nothing of what was deleted in the file or its journal.

    Raises:
        BadInputError: somebody reads the history meanwhile.
    """
    try:
        history.do("VACUUM")
        busy = history.one("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        raise _in_use(history) from error
    if busy:
        raise _in_use(history)


def _in_use(history: History) -> BadInputError:
    return BadInputError(
        f"It is deleted, but another program has {history.path} open, so traces may be left in "
        "its journal: close it and run `crossrep history scrub`."
    )
