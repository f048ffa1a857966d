"""Work through a list on two cores, leaving the computer usable, and say how far it got."""

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

WORKERS = 2
NICENESS = 5

Item = TypeVar("Item")
Result = TypeVar("Result")


def worked(what: str, do: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """``do`` for every item, in order; ``do`` must be a module's own function."""
    results = []
    with ProcessPoolExecutor(WORKERS, initializer=os.nice, initargs=(NICENESS,)) as pool:
        for n, result in enumerate(pool.map(do, items, chunksize=2), 1):
            results.append(result)
            _show(f"{what}: {n} of {len(items)}")
    _show("")
    return results


def _show(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()
