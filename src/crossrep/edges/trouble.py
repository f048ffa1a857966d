"""What can go wrong with a radio, and how long to wait before the next attempt."""

from dataclasses import dataclass
from enum import StrEnum

from crossrep.errors import CrossRepError


class Trouble(StrEnum):
    """Kinds of failure; each has its own patience."""

    OFF = "off"
    """No Bluetooth here, or switched off, or not allowed."""
    NOT_SEEN = "not_seen"
    NO_ANSWER = "no_answer"
    """Something took longer than it may."""
    BROKEN = "broken"
    """The connection, or the way to it, broke."""
    REFUSED = "refused"
    """The sensor does not take a command, or is not what it should be."""
    SILENT = "silent"
    """Connected, and nothing arrives."""


class RadioError(CrossRepError):
    """A failure of the radio, of one kind, in one sentence."""

    def __init__(self, trouble: Trouble, sentence: str) -> None:
        super().__init__(sentence)
        self.trouble = trouble


FIRST_WAIT_S: dict[Trouble, float] = {
    Trouble.OFF: 2.0,
    Trouble.NOT_SEEN: 0.25,
    Trouble.NO_ANSWER: 0.5,
    Trouble.BROKEN: 0.25,
    Trouble.REFUSED: 2.0,
    Trouble.SILENT: 0.25,
}
LONGEST_WAIT_S: dict[Trouble, float] = {
    Trouble.OFF: 10.0,
    Trouble.NOT_SEEN: 0.5,
    Trouble.NO_ANSWER: 4.0,
    Trouble.BROKEN: 4.0,
    Trouble.REFUSED: 30.0,
    Trouble.SILENT: 4.0,
}
SEEK_S = 120.0
"""So long a wrist is looked for eagerly; after that now and then."""
SELDOM_S = 15.0


@dataclass
class Patience:
    """Waits that double with every failure of the same kind in a row."""

    trouble: Trouble | None = None
    wait_s: float = 0.0

    def after(self, trouble: Trouble, sought_s: float) -> float:
        """How long to wait now; ``sought_s`` is how long it has been looked for already."""
        again = trouble is self.trouble
        self.wait_s = self.wait_s * 2 if again else FIRST_WAIT_S[trouble]
        self.trouble = trouble
        self.wait_s = min(self.wait_s, LONGEST_WAIT_S[trouble])
        return self.wait_s if sought_s < SEEK_S else max(self.wait_s, SELDOM_S)

    def good(self) -> None:
        """It worked: the next failure is a first one."""
        self.trouble = None
