"""What the screen says about one arm: lines of text, readable without colour."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from crossrep.app import words
from crossrep.events import ArmState, Bout, Rep, SetClosed

BAR_COLUMNS = 24
FAULT_STYLE = "yellow"
LOWERINGS, BOUTS = 2, 3
"""Lines of what was last; with them both arms have equally many."""
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


@dataclass(frozen=True, slots=True)
class Counted:
    """The number shown large: of the set that runs, or of the one that is over."""

    reps: int
    set_n: int
    over: bool

    @classmethod
    def of(cls, arm: ArmState, closed: SetClosed | None) -> "Counted":
        """A set that is over stays until the next one shows its first repetition."""
        running = closed is None or arm.set_n > closed.set_n
        if closed is not None and not running and not arm.reps:
            return cls(closed.reps, closed.set_n, over=True)
        return cls(arm.reps, max(arm.set_n, 1) if running else arm.set_n + 1, over=False)


def trained_lines(
    arm: ArmState, counted: Counted, full_deg: float, lowerings: Sequence[Rep], *, short: bool
) -> list[Text]:
    """The trained arm: count, phase, angle, and how it was lowered; ``lowerings`` newest first."""
    over = f"set {counted.set_n} is over" if counted.over else ""
    noun = "repetition" if counted.reps == 1 else "repetitions"
    beside = (f"{noun} in set {counted.set_n}", _phase(arm), over)
    lines = [*_big(counted.reps, beside), Text(_bar(arm, full_deg))]
    if short:
        last = words.lowering_and_band(lowerings[0]) if lowerings else "none yet"
        return [*lines, Text(f"last lowering: {last}"), _state(arm)]
    heading = Text(f"last lowerings (band {words.BAND})")
    return [*lines, heading, *_list([words.lowering(r) for r in lowerings], LOWERINGS), _state(arm)]


def affected_lines(arm: ArmState, bouts: Sequence[Bout], *, short: bool) -> list[Text]:
    """The affected arm: whether it moves, and what it did; ``bouts`` newest first."""
    seen = arm.connected and not arm.fault
    now = ("● moving" if arm.moving else "○ quiet") if seen else "╌ not observed"
    rate = f"{arm.rate_deg_s:.0f} deg/s now" if seen else "- deg/s now"
    active = f"active {arm.active_s:.1f} s so far"
    last = [f"{words.MOVED_BRIEFLY[b.kind]}, {b.end_s - b.start_s:.1f} s" for b in bouts]
    if short:
        latest = last[0] if last else "none yet"
        return [Text(f"{now}, {active}"), Text(f"last movement: {latest}"), _state(arm)]
    lines = [Text(now, style="bold"), Text(rate), Text(active), Text("last movements")]
    return [*lines, *_list(last, BOUTS), _state(arm)]


def knows_angle(arm: ArmState) -> bool:
    """Its movement and its resting posture are known."""
    return arm.phase in words.PHASES and math.isfinite(arm.excursion_deg)


def _list(said: Sequence[str], length: int) -> list[Text]:
    shown = [*said[:length]] or ["none yet"]
    return [Text(f"  {line}") for line in [*shown, *["·"] * (length - len(shown))]]


def _big(number: int, beside: tuple[str, str, str]) -> list[Text]:
    rows = [" ".join(DIGITS[digit][row] for digit in str(number)) for row in range(3)]
    return [Text(f"{row}  {said}") for row, said in zip(rows, beside, strict=True)]


def _phase(arm: ArmState) -> str:
    if not arm.connected:
        return "╌ not observed"
    return words.PHASES.get(arm.phase, "· watching" if arm.moving else "· ready")


def _bar(arm: ArmState, full_deg: float) -> str:
    """How far the arm is lifted; the arrow is where it is going."""
    if not knows_angle(arm):
        return "╌" * (BAR_COLUMNS + 1) + "   - deg"
    filled = round(BAR_COLUMNS * min(max(arm.excursion_deg / full_deg, 0.0), 1.0))
    tip = {"lifting": "▶", "lowering": "◀"}.get(arm.phase, "│")
    bar = "█" * filled + tip + "·" * (BAR_COLUMNS - filled)
    return f"{bar} {round(arm.excursion_deg):4d} deg"


def _state(arm: ArmState) -> Text:
    """Whether this arm can be believed, in words."""
    if arm.fault:
        return Text(f"! {'; '.join(words.fault(kind) for kind in arm.fault)}", style=FAULT_STYLE)
    return Text("sensor ok" if arm.connected else "no sensor yet")
