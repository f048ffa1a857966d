"""What reading and writing need of a data base: SQLite and PostgreSQL can both be one."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from crossrep.edges.history.columns import Value


class Store(Protocol):
    """A data base with the tables of `schema`; a value's place in a statement is ``?``."""

    def rows(self, query: str, values: Sequence[Value] = ()) -> list[dict[str, Any]]:
        """What a query finds, by column."""
        ...

    def one(self, query: str, values: Sequence[Value] = ()) -> Any:  # noqa: ANN401  any value
        """The first value of the first row; None where there is none."""
        ...

    def put(self, statement: str, rows: Iterable[Sequence[Value]]) -> int:
        """One statement for many rows; how many rows changed or came."""
        ...

    def do(self, statement: str, values: Sequence[Value] = ()) -> int:
        """One statement; how many rows it touched."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All of the block or nothing; when it has ended it is on the disk."""
        ...

    def one_moment(self) -> AbstractContextManager[None]:
        """All queries of the block see the same moment."""
        ...
