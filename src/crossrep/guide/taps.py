"""What a person can do at the screen: one tap (or key, or switch) at a time."""

from dataclasses import dataclass
from enum import StrEnum


class TapName(StrEnum):
    """The taps; which of them do something now stands in `GuideView.taps`."""

    GO = "go"
    """Begin; go on now; end a rest early; the practice is done."""
    ANSWER = "answer"
    """Answers the question that is asked: ``question`` with ``value`` or ``choice``."""
    SKIP = "skip"
    """Cannot say: not given, never zero."""
    YES = "yes"
    NO = "no"
    AGAIN = "again"
    """Try again: which wrist, straps, a sensor that was lost."""
    SWAP_WRISTS = "swap_wrists"
    """The sensors are exchanged: take each for the other."""
    END_SET = "end_set"
    """This set is over."""
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    """Enough for today."""
    HURTS = "hurts"
    """Something hurts."""
    WHERE = "where"
    """What hurts: ``choice`` is ``arm``, ``other`` or ``nothing``."""
    RED_FLAGS = "red_flags"
    """Show the signs of an emergency."""
    CLOSE = "close"
    """The last page was read."""


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap.

    Attributes:
        question: the question an answer belongs to; an answer to another one does nothing.
        value: a number, of `ANSWER`.
        choice: a word, of `ANSWER` and `WHERE`.
    """

    name: TapName
    question: str = ""
    value: float | None = None
    choice: str = ""
