"""The terminal's picture of a session: a pure drawing of state, readable without colour."""

from collections import deque
from dataclasses import dataclass, field

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from crossrep.app import words
from crossrep.events import ArmState, Rep, Snapshot
from crossrep.inputs import Side

PANEL_COLUMNS, BAR_COLUMNS = 42, 24
TRAINED_STYLE, AFFECTED_STYLE, FAULT_STYLE = "blue", "green", "yellow"
LEAST_FULL_DEG = 30.0
DIGITS = {
    "0": ("█▀█", "█ █", "▀▀▀"),
    "1": (" █ ", " █ ", " ▀ "),
    "2": ("▀▀█", "█▀▀", "▀▀▀"),
    "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"),
    "5": ("█▀▀", "▀▀█", "▀▀▀"),
    "6": ("█▀▀", "█▀█", "▀▀▀"),
    "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"),
    "9": ("█▀█", "▀▀█", "▀▀▀"),
}


@dataclass(slots=True)
class Picture:
    """What is drawn, and the little that must be remembered between two pictures."""

    title: str
    trained: Side
    full_deg: float = LEAST_FULL_DEG
    lowerings: deque[Rep] = field(default_factory=lambda: deque(maxlen=3))
    said: deque[str] = field(default_factory=lambda: deque(maxlen=4))

    def drawn(self, now: Snapshot, note: str) -> RenderableType:
        """The whole picture."""
        if _known(now.trained):
            self.full_deg = max(self.full_deg, now.trained.excursion_deg)
        exercise = now.exercise.replace("_", " ")
        head = Text(f"{self.title}   {exercise}, {now.t_s:.0f} s", style="bold")
        arms = Columns([self._trained(now.trained), self._affected(now.affected)])
        said = [Text(f"- {line}") for line in self.said]
        return Group(head, arms, *said, Text(note))

    def _trained(self, arm: ArmState) -> Panel:
        lines = [
            *_big(arm.reps, f"repetitions in set {arm.set_n}" if _known(arm) else "repetitions"),
            Text(words.PHASES.get(arm.phase, "· ready"), style="bold"),
            Text(_bar(arm, self.full_deg)),
            Text("last lowerings"),
            *self._last_lowerings(),
            _state(arm),
        ]
        side = self.trained.value
        return _panel(f"Trained arm ({side})", lines, TRAINED_STYLE)

    def _last_lowerings(self) -> list[Text]:
        """The newest first."""
        shown = [Text(f"  {words.lowering(rep)}") for rep in reversed(self.lowerings)]
        return shown + [Text("")] * (3 - len(shown))

    def _affected(self, arm: ArmState) -> Panel:
        side = Side.LEFT if self.trained is Side.RIGHT else Side.RIGHT
        observed = arm.connected and not arm.fault
        moving = "● moving" if arm.moving else "○ quiet"
        lines = [
            Text(moving if observed else "╌ not observed", style="bold"),
            Text(f"{arm.rate_deg_s:4.0f} deg/s now" if observed else ""),
            Text(f"active {arm.active_s:.1f} s so far"),
            *[Text("")] * 6,
            _state(arm),
        ]
        return _panel(f"Affected arm ({side.value})", lines, AFFECTED_STYLE)


def _panel(title: str, lines: list[Text], style: str) -> Panel:
    return Panel(Group(*lines), title=title, width=PANEL_COLUMNS, border_style=style)


def _big(number: int, what: str) -> list[Text]:
    rows = [" ".join(DIGITS[digit][row] for digit in str(number)) for row in range(3)]
    return [Text(f" {rows[0]}"), Text(f" {rows[1]}  {what}"), Text(f" {rows[2]}")]


def _known(arm: ArmState) -> bool:
    """A set runs, so its movement and its resting posture are known."""
    return arm.phase in words.PHASES


def _bar(arm: ArmState, full_deg: float) -> str:
    """How far the arm is lifted; the arrow is where it is going."""
    if not _known(arm):
        return "╌" * (BAR_COLUMNS + 1) + "   - deg"
    filled = round(BAR_COLUMNS * min(max(arm.excursion_deg / full_deg, 0.0), 1.0))
    tip = {"lifting": "▶", "lowering": "◀"}.get(arm.phase, "│")
    bar = "█" * filled + tip + "·" * (BAR_COLUMNS - filled)
    return f"{bar} {arm.excursion_deg:4.0f} deg"


def _state(arm: ArmState) -> Text:
    """Whether this arm can be believed, in words."""
    if arm.fault:
        return Text(f"! {'; '.join(words.fault(kind) for kind in arm.fault)}", style=FAULT_STYLE)
    return Text("sensor well" if arm.connected else "no sensor yet")
