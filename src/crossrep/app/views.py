"""What a person sees of a session while it lasts: a live screen, or plain lines without one."""

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

import typer
from rich.live import Live

from crossrep.app.screen import Picture
from crossrep.app.tables import console
from crossrep.app.words import sentence
from crossrep.events import Event, Rep, SessionStarted, Snapshot
from crossrep.inputs import Side

Note = Callable[[], str]
"""A line that changes, as the state of the broker."""


class View(Protocol):
    """A context that is told events and the latest state."""

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


def view(title: str, trained: Side, note: Note) -> View:
    """A live screen on a terminal, else plain lines."""
    return Screen(title, trained, note) if sys.stdout.isatty() else Lines(title)


class Lines:
    """One line an event."""

    def __init__(self, title: str) -> None:
        self._title = title

    def __enter__(self) -> Self:
        typer.echo(self._title)
        return self

    def __exit__(self, *_: object) -> None: ...

    def event(self, event: Event) -> None:
        """Say it, when there is something to say."""
        if line := sentence(event):
            typer.echo(line)
            sys.stdout.flush()

    def state(self, snapshot: Snapshot) -> None:
        """Lines do not show what may still change."""


class Screen:
    """Both arms, redrawn in place."""

    def __init__(self, title: str, trained: Side, note: Note) -> None:
        self._picture = Picture(title, trained)
        self._note = note
        self._live = Live(console=console(), auto_refresh=False, transient=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def event(self, event: Event) -> None:
        """Remember it for the next picture."""
        if isinstance(event, SessionStarted):
            self._picture.said.clear()
        if isinstance(event, Rep):
            self._picture.lowerings.append(event)
        elif line := sentence(event):
            self._picture.said.append(line)

    def state(self, snapshot: Snapshot) -> None:
        """Draw."""
        self._live.update(self._picture.drawn(snapshot, self._note()), refresh=True)
