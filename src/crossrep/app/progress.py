"""Progress of long work: on stderr, and only where somebody watches."""

from contextlib import AbstractContextManager, nullcontext

from rich.console import Console


def working(sentence: str) -> AbstractContextManager[object]:
    """A moving sign beside the sentence while the block lasts; print results after it."""
    console = Console(stderr=True)
    return console.status(sentence, spinner="line") if console.is_terminal else nullcontext()
