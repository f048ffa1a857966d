"""The terminal's picture of a session: a pure drawing of state that fits 80 columns, 24 lines."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from crossrep.app import words
from crossrep.app.panels import (
    BOUTS,
    LOWERINGS,
    Counted,
    affected_lines,
    knows_angle,
    trained_lines,
)
from crossrep.events import Bout, Event, Rep, SessionStarted, SetClosed, Snapshot
from crossrep.inputs import Side

PANEL_COLUMNS, WIDEST_PANEL = 39, 60
SIDE_BY_SIDE = 2 * PANEL_COLUMNS + 1
FULL_ROWS = 18
"""Fewer lines, or panels one above the other, and less is said about each arm."""
TRAINED_STYLE, AFFECTED_STYLE = "blue", "green"
LEAST_FULL_DEG = 30.0
MESSAGES = 4


@dataclass(slots=True)
class Picture:
    """What is drawn, and the little that must be remembered between two pictures."""

    title: str
    trained: Side
    full_deg: float = LEAST_FULL_DEG
    closed: SetClosed | None = None
    lowerings: deque[Rep] = field(default_factory=lambda: deque(maxlen=LOWERINGS))
    bouts: deque[Bout] = field(default_factory=lambda: deque(maxlen=BOUTS))
    said: deque[str] = field(default_factory=lambda: deque(maxlen=MESSAGES))

    def take(self, event: Event) -> None:
        """Remember it for the next picture."""
        match event:
            case SessionStarted():
                self.said.clear()
            case Rep():
                self.lowerings.appendleft(event)
                return
            case SetClosed():
                self.closed = event
            case Bout():
                self.bouts.appendleft(event)
        if line := words.sentence(event):
            self.said.append(line)

    def drawn(self, now: Snapshot, note: str) -> RenderableType:
        """The whole picture."""
        if knows_angle(now.trained):
            self.full_deg = max(self.full_deg, now.trained.excursion_deg)
        head = f"{self.title}   {words.exercise(now.exercise)}, {now.t_s:.0f} s"
        panels = {short: self._panels(now, short=short) for short in (False, True)}
        said = [Text(f"- {line}") for line in self.said]
        return Frame(Text(head, style="bold"), panels[False], panels[True], said, Text(note))

    def _panels(self, now: Snapshot, *, short: bool) -> tuple[Panel, Panel]:
        counted = Counted.of(now.trained, self.closed)
        lowerings, bouts = list(self.lowerings), list(self.bouts)
        trained = trained_lines(now.trained, counted, self.full_deg, lowerings, short=short)
        affected = affected_lines(now.affected, bouts, short=short)
        other = Side.LEFT if self.trained is Side.RIGHT else Side.RIGHT
        return (
            _panel(f"Trained arm ({self.trained.value})", trained, TRAINED_STYLE),
            _panel(f"Affected arm ({other.value})", affected, AFFECTED_STYLE),
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """Lays out a picture in the room there is; the newest messages and the note always show."""

    head: Text
    full: tuple[Panel, Panel]
    short: tuple[Panel, Panel]
    said: list[Text]
    note: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As rich asks for it."""
        wide, rows = options.max_width >= SIDE_BY_SIDE, options.size.height
        panels = self.full if wide and rows >= FULL_ROWS else self.short
        top = Group(self.head, _beside(panels) if wide else _stacked(panels, options.max_width))
        room = rows - 1 - _rows(console, options, [top, self.note])
        said = self.said
        while len(said) > 1 and _rows(console, options, said) > room:
            said = said[1:]
        yield Group(top, *said, *([self.note] if self.note else []))


def _panel(title: str, lines: list[Text], style: str) -> Panel:
    return Panel(Group(*lines), title=title, width=PANEL_COLUMNS, border_style=style)


def _beside(panels: tuple[Panel, Panel]) -> Table:
    both = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
    both.add_row(*panels)
    return both


def _stacked(panels: tuple[Panel, Panel], columns: int) -> Group:
    for panel in panels:
        panel.width = min(columns, WIDEST_PANEL)
    return Group(*panels)


def _rows(console: Console, options: ConsoleOptions, parts: Iterable[RenderableType]) -> int:
    return len(console.render_lines(Group(*parts), options.update(height=None), pad=False))
