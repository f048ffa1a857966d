"""Words on a card that must not flicker: a change must last, and what is shown stays a while."""

from dataclasses import dataclass

LAST_S = 0.3
"""A change is shown when it has lasted so long ..."""
STAY_S = 1.0
"""... and what is shown now has stood so long."""


@dataclass
class Settled:
    """One word, shown calmly.

    Attributes:
        shown: what is shown.
        shown_s: since when.
        next: what it is about to become.
        next_s: since when that has been so.
    """

    shown: str
    shown_s: float = float("-inf")
    next: str = ""
    next_s: float = 0.0

    def take(self, value: str, t_s: float) -> str:
        """What is to be shown now that it is ``value``."""
        if value == self.shown:
            self.next = ""
        elif value != self.next:
            self.next, self.next_s = value, t_s
        if self.next and t_s - self.next_s >= LAST_S and t_s - self.shown_s >= STAY_S:
            self.shown, self.shown_s, self.next = self.next, t_s, ""
        return self.shown
