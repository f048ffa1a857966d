"""A database that may be away for a while: what comes then waits, and is kept when it is back."""

import logging
import threading
from collections.abc import Sequence

from crossrep.edges.history.ingesting import Kept, Message, keep_messages
from crossrep.edges.history.postgres import Lost, PostgresHistory, without_password
from crossrep.errors import BadInputError, CrossRepError

FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 10.0

_log = logging.getLogger(__name__)


class SteadyPostgres:
    """A context that keeps batches. Nothing is given up but by `close`, and that is said.

    Raises:
        BadInputError: the database cannot be used at the start.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._closing = threading.Event()
        self._history: PostgresHistory | None = None

    def __enter__(self) -> "SteadyPostgres":
        self._history = PostgresHistory(self._address).__enter__()
        return self

    def __exit__(self, *of_error: object) -> None:
        self._leave()

    @property
    def id(self) -> str:
        """A random name that stays with this database."""
        return self._opened().id

    def close(self) -> None:
        """Wait for the database no longer."""
        self._closing.set()

    def keep(self, messages: Sequence[Message]) -> Kept:
        """One batch, in one transaction; the same batch again while the database is away.

        Raises:
            CrossRepError: closed meanwhile; nothing of the batch is kept.
        """
        wait_s, away = FIRST_WAIT_S, False
        while True:
            try:
                kept = keep_messages(self._opened(), messages)
            except (*Lost, BadInputError) as error:
                self._leave()
                away = away or self._say_away(error)
            else:
                if away:
                    _log.warning("The database is back.")
                return kept
            if self._closing.wait(wait_s):
                raise CrossRepError(
                    f"{len(messages)} messages could not be kept; the broker has them still."
                )
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    def _opened(self) -> PostgresHistory:
        if self._history is None:
            self._history = PostgresHistory(self._address).__enter__()
        return self._history

    def _leave(self) -> None:
        history, self._history = self._history, None
        if history is not None:
            history.__exit__(None, None, None)

    def _say_away(self, error: Exception) -> bool:
        words = without_password(str(error)).strip().splitlines()[0]
        _log.warning("The database does not take it (%s); trying again.", words)
        return True
