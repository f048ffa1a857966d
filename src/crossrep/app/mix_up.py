"""Notices when the sensors seem to be on the wrong wrists. It says so once, and changes nothing."""

from collections.abc import Callable

from crossrep.events import Bout, BoutKind, Confidence, Event, Rep
from crossrep.inputs import Role, Side

MOVEMENTS = 3
LARGE_DEG = 40.0
"""Our choice: so many large movements of one arm alone, before the other did anything."""


class MixUp:
    """A sink that watches which arm moves first."""

    def __init__(self, trained: Side, say: Callable[[str], None]) -> None:
        self._trained = trained
        self._say = say
        self._movements = 0
        self._settled = False

    def take(self, event: Event) -> None:
        """See whether the arm that should rest does the exercise."""
        if isinstance(event, Rep) and event.role is Role.TRAINED:
            self._settled = True
        if self._settled or not isinstance(event, Bout) or event.kind is not BoutKind.INDEPENDENT:
            return
        if event.confidence is Confidence.HIGH and event.range_deg >= LARGE_DEG:
            self._movements += 1
        if self._movements >= MOVEMENTS:
            self._settled = True
            self._say(self.words())

    def words(self) -> str:
        """What to do about it."""
        other = Side.LEFT if self._trained is Side.RIGHT else Side.RIGHT
        return (
            f"So far only the sensor of the {other} arm moves, and the {self._trained} arm is the "
            "one that is trained. If your trained arm is moving, the sensors are on the wrong "
            "wrists: exchange them, or run `crossrep pair`."
        )
