"""One history file: opened with care, brought to today's schema, closed again.

Policies:
    Durability: a transaction that has ended is on the disk (WAL, synchronous=FULL).
    Many readers: they see the last ended transaction, also while somebody writes.
    One writer at a time: another waits up to `PATIENCE_S`.
    Versions: an older file is migrated when it is opened, each step in one transaction; a newer
        one is refused.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crossrep.edges.files import OWNER_FILE, cannot_write, make_folders
from crossrep.edges.history.columns import Value
from crossrep.edges.history.schema import APPLICATION_ID, VERSION, statements
from crossrep.errors import BadInputError, CrossRepError

PATIENCE_S = 20.0
CLUSTERED, BYTES = "WITHOUT ROWID", "BLOB"
CACHE_KIB = 32 * 1024


class History:
    """A context. ``write=False`` for readers: nothing can be changed, nothing is created.

    Raises:
        BadInputError: no such history, a foreign file, or one from a newer CrossRep.
    """

    def __init__(self, path: Path, *, write: bool = True) -> None:
        self.path = path
        self._write = write
        self._db: sqlite3.Connection

    def __enter__(self) -> Self:
        if self._write:
            _make_private(self.path)
        elif not self.path.is_file():
            raise BadInputError(
                f"There is no history at {self.path}: `crossrep run` and `crossrep history add` "
                "write one."
            )
        try:
            self._open()
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def rows(self, query: str, values: Sequence[Value] = ()) -> list[dict[str, Any]]:
        """What a query finds, by column."""
        found = self._db.execute(query, values)
        columns = [each[0] for each in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found]

    def one(self, query: str, values: Sequence[Value] = ()) -> Any:  # noqa: ANN401  any value
        """The first value of the first row; None where there is none."""
        found = self._db.execute(query, values).fetchone()
        return None if found is None else found[0]

    def put(self, statement: str, rows: Iterable[Sequence[Value]]) -> int:
        """One statement for many rows; how many rows changed or came."""
        return max(self._db.executemany(statement, rows).rowcount, 0)

    def do(self, statement: str, values: Sequence[Value] = ()) -> int:
        """One statement; how many rows it touched."""
        return max(self._db.execute(statement, values).rowcount, 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing; when it has ended it is on the disk.

        Raises:
            CrossRepError: the disk is full or fails, or another program writes for too long.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise CrossRepError(f"The history {self.path} cannot be written: {error}.") from error
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """All queries of the block see the history as it was at the first of them."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("COMMIT")

    @property
    def id(self) -> str:
        """A random name that stays with this file."""
        return str(self.one("SELECT history FROM about"))

    def _open(self) -> None:
        mode = "rw" if self._write else "ro"
        self._db = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            timeout=PATIENCE_S,
            isolation_level=None,
            check_same_thread=False,  # used by one thread at a time
            uri=True,
        )
        try:
            self._check_whose()
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            if self._write:
                self._prepare()
            elif self._version() < VERSION:  # of an earlier CrossRep; readers see today's tables
                with History(self.path):
                    pass
        except BaseException:
            self._db.close()
            raise

    def _check_whose(self) -> None:
        empty = self.one("SELECT count(*) FROM sqlite_master") == 0
        if not empty and self.one("PRAGMA application_id") != APPLICATION_ID:
            raise BadInputError(f"{self.path} is not a history of CrossRep; name another file.")
        if (version := self._version()) > VERSION:
            raise BadInputError(
                f"The history {self.path} was written by a newer CrossRep (format {version}, this "
                f"one reads up to {VERSION}): update CrossRep."
            )

    def _prepare(self) -> None:
        self.path.chmod(OWNER_FILE)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")
        while self._version() < VERSION:
            self._migrate()

    def _migrate(self) -> None:
        """One version further; another process may just have done it."""
        with self.transaction():
            version = self._version() + 1
            if version > VERSION:
                return
            for statement in statements(version, CLUSTERED, BYTES):
                self._db.execute(statement)
            if version == 1:
                self._db.execute("INSERT INTO about VALUES (?)", (secrets.token_hex(4),))
                self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version = {version}")

    def _version(self) -> int:
        return int(self.one("PRAGMA user_version"))

    def _unusable(self, error: sqlite3.Error) -> BadInputError:
        if "locked" in str(error):
            return BadInputError(f"The history {self.path} is being written to; try again.")
        if isinstance(error, sqlite3.OperationalError):  # the disk; what is in it raises others
            return BadInputError(f"The history {self.path} cannot be opened: {error}.")
        return BadInputError(f"{self.path} is not a history of CrossRep, or damaged ({error}).")


def _make_private(path: Path) -> None:
    """Only this user may read what people did; SQLite gives its side files the same rights."""
    try:
        make_folders(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, OWNER_FILE))
    except OSError as error:
        raise cannot_write(path, error) from error
