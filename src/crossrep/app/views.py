"""What a person sees of a session while it lasts: a live screen, or plain lines without one."""

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from rich.live import Live

from crossrep.app.screen import Picture
from crossrep.app.tables import console
from crossrep.app.words import sentence
from crossrep.events import Event, Snapshot
from crossrep.inputs import Side

Note = Callable[[], str]
"""A line that changes, as the state of the broker."""


class View(Protocol):
    """A context that is told events and the latest state.

    Attributes:
        note: asked for at each picture.
    """

    note: Note

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def event(self, event: Event) -> None:
        """Something is sure."""

    def state(self, snapshot: Snapshot) -> None:
        """How it stands now."""

    def again(self) -> None:
        """Only the note has changed."""


def view(title: str, trained: Side) -> View:
    """A live screen on a terminal that can redraw, else plain lines."""
    plain = not sys.stdout.isatty() or console().is_dumb_terminal
    return Lines(title) if plain else Screen(title, trained)


def say(line: str) -> None:
    """A line at once; above the live screen where there is one."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Lines:
    """One line an event."""

    def __init__(self, title: str) -> None:
        self.note: Note = str
        self._title = title

    def __enter__(self) -> Self:
        say(self._title)
        return self

    def __exit__(self, *_: object) -> None: ...

    def event(self, event: Event) -> None:
        """Say it, when there is something to say."""
        if line := sentence(event):
            say(line)

    def state(self, snapshot: Snapshot) -> None:
        """Lines do not show what may still change."""

    def again(self) -> None:
        """The summary says it."""


class Screen:
    """Both arms, redrawn in place."""

    def __init__(self, title: str, trained: Side) -> None:
        self.note: Note = str
        self._picture = Picture(title, trained)
        self._last: Snapshot | None = None
        self._live = Live(console=console(), auto_refresh=False, transient=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def event(self, event: Event) -> None:
        """Remember it for the next picture."""
        self._picture.take(event)

    def state(self, snapshot: Snapshot) -> None:
        """Draw."""
        self._last = snapshot
        self._live.update(self._picture.drawn(snapshot, self.note()), refresh=True)

    def again(self) -> None:
        """Draw the last state once more, with the note of now."""
        if self._last is not None:
            self.state(self._last)
