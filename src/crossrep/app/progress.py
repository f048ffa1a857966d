"""Progress of long work: on stderr, and only where somebody watches."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")


def with_progress(items: Sequence[T], doing: str) -> Iterator[T]:
    """The items one by one, with a bar when there are several and stderr is a terminal."""
    console = Console(stderr=True)
    if len(items) < 2 or not console.is_terminal:
        yield from items
    else:
        yield from track(items, doing, console=console, transient=True)
