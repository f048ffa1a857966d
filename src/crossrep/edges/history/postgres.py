"""The same history in PostgreSQL, for the hub of many homes: the same tables, the same SQL.

Several may write at once; each row has a key, so whoever comes second changes nothing. Passwords
belong into PGPASSFILE or the environment, as for every PostgreSQL program, not into an address.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import psycopg

from crossrep.edges.history.columns import Value
from crossrep.edges.history.schema import VERSION, statements
from crossrep.errors import BadInputError

PATIENCE_S = 10
MIGRATING = 0x43525831
"""Number of the lock that a migration holds, so that two programs do not make the same table."""

Lost = (psycopg.OperationalError, psycopg.InterfaceError)
"""What is raised when the database is away, restarts, or two writers stood in each other's way."""


class PostgresHistory:
    """A context and a `Store`; ``address`` as ``postgresql://user@host/database``.

    Raises:
        BadInputError: no such database, no right to use it, or one from a newer CrossRep.
    """

    def __init__(self, address: str, *, write: bool = True) -> None:
        self.name = without_password(address)
        self._address = address
        self._write = write
        self._pg: psycopg.Connection[Any]

    def __enter__(self) -> Self:
        try:
            self._pg = psycopg.connect(self._address, autocommit=True, connect_timeout=PATIENCE_S)
        except psycopg.Error as error:
            why = _words(error)
            raise BadInputError(f"The database {self.name} cannot be used: {why}.") from error
        try:
            self._bring_up_to_date()
        except BaseException:
            self._pg.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pg.close()

    def rows(self, query: str, values: Sequence[Value] = ()) -> list[dict[str, Any]]:
        """What a query finds, by column."""
        found = self._pg.execute(_placed(query), values)
        columns = [each.name for each in found.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in found]

    def one(self, query: str, values: Sequence[Value] = ()) -> Any:  # noqa: ANN401  any value
        """The first value of the first row; None where there is none."""
        found = self._pg.execute(_placed(query), values).fetchone()
        return None if found is None else found[0]

    def put(self, statement: str, rows: Iterable[Sequence[Value]]) -> int:
        """One statement for many rows; how many rows changed or came."""
        with self._pg.cursor() as cursor:
            cursor.executemany(_placed(statement), list(rows))
            return max(cursor.rowcount, 0)

    def do(self, statement: str, values: Sequence[Value] = ()) -> int:
        """One statement; how many rows it touched."""
        return max(self._pg.execute(_placed(statement), values).rowcount, 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing; when it has ended the database has it on its disk."""
        with self._pg.transaction():
            yield

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """All queries of the block see the history as it was at the first of them."""
        if self._pg.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS:
            yield
            return
        with self._pg.transaction():
            self._pg.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield

    @property
    def id(self) -> str:
        """A random name that stays with this database."""
        return str(self.one("SELECT history FROM about"))

    def _bring_up_to_date(self) -> None:
        if (version := self._version()) > VERSION:
            raise BadInputError(
                f"The history at {self.name} was written by a newer CrossRep (format {version}, "
                f"this one reads up to {VERSION}): update CrossRep."
            )
        if version == VERSION:
            return
        if not self._write:
            raise BadInputError(f"The history at {self.name} is not up to date: write to it once.")
        with self.transaction():
            self._pg.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATING,))
            for step in range(self._version() + 1, VERSION + 1):
                self._step(step)

    def _step(self, version: int) -> None:
        """One version further."""
        for statement in statements(version, "", "BYTEA"):
            self._pg.execute(_placed(statement))
        if version == 1:
            self._pg.execute("ALTER TABLE about ADD COLUMN version BIGINT")
            self._pg.execute("INSERT INTO about VALUES (%s, 0)", (secrets.token_hex(4),))
        self._pg.execute("UPDATE about SET version = %s", (version,))

    def _version(self) -> int:
        there = self.one("SELECT to_regclass('about') IS NOT NULL")
        return int(self.one("SELECT version FROM about")) if there else 0


def without_password(address: str) -> str:
    """The address as it may stand in a log."""
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1@", address)


def _placed(statement: str) -> Any:  # noqa: ANN401  psycopg's own type for constants
    """A value's place is ``?`` in our SQL and ``%s`` in psycopg's."""
    return statement.replace("%", "%%").replace("?", "%s")


def _words(error: psycopg.Error) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return without_password(lines[-1]).rstrip(".")
