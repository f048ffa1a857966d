"""A history that is to be filled, and is not there when nothing came in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crossrep.edges.history import History, persons


@contextmanager
def filled(path: Path) -> Iterator[History]:
    """A history to write to; where there was none, there is one afterwards only with somebody in.

    Raises:
        BadInputError: it cannot be made, or is none.
    """
    new, somebody = not path.exists(), False
    try:
        with History(path) as history:
            try:
                yield history
            finally:
                somebody = bool(persons(history))
    finally:
        if new and not somebody:
            path.unlink(missing_ok=True)
