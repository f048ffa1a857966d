"""What a radio link tells the person: facts, which the app puts into words."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from crossrep.inputs import Side


class NoticeKind(StrEnum):
    """What happened to one wrist."""

    SEEKING = "seeking"
    """It is looked for; ``value`` is for how long at most, in s."""
    CONNECTED = "connected"
    LOST = "lost"
    FAILED = "failed"
    """An attempt failed; ``detail`` says why."""
    GIVEN_UP = "given_up"
    """Looked for long enough; from now on only now and then. ``value`` in s."""
    SILENT = "silent"
    HEARD_AGAIN = "heard_again"
    BATTERY = "battery"
    """``value`` in percent."""
    WEAK = "weak"
    """The signal was weak when it was found; ``value`` in dBm."""
    SMALL_PACKETS = "small_packets"
    """This system carries packets too small for this wearable; ``value`` in bytes."""
    DUPLICATES = "duplicates"
    """``value`` packets came twice and were dropped."""
    OVERFLOW = "overflow"
    """``value`` inputs could not be taken, because this computer was too slow."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One fact about one wrist."""

    side: Side
    kind: NoticeKind
    value: float = 0.0
    detail: str = ""

    def label(self) -> str:
        """As it stands in the recording."""
        return " ".join(
            [f"radio {self.side} {self.kind}", *([f"{self.value:.12g}"] if self.value else [])]
        )


def told_in(label: str) -> tuple[Side, NoticeKind, int] | None:
    """Side, kind and whole value that a `Notice.label` tells; None for any other note."""
    words = label.split()
    if len(words) != 4 or words[0] != "radio":
        return None
    try:
        return Side(words[1]), NoticeKind(words[2]), int(float(words[3]))
    except (ValueError, OverflowError):
        return None


Tell = Callable[[Notice], None]
