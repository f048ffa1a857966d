"""State for the broker: only the newest of each topic, never a queue.

Policies: a newer state replaces an older one that was not sent yet; the same state again is not
sent again; retained states are sent again on every new connection, because the broker may have
forgotten them.
"""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as it is to stand at the broker."""

    topic: str
    payload: bytes
    qos: int
    retain: bool


class Latest:
    """What is to be shown.

    Attributes:
        changed: set while there is something that was not taken yet.
    """

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self._newest: dict[str, Shown] = {}
        self._unsaid: dict[str, None] = {}

    def show(self, shown: Shown) -> None:
        """From now on this is the state of its topic."""
        if self._newest.get(shown.topic) != shown:
            self._newest[shown.topic] = shown
            self._unsaid[shown.topic] = None
            self.changed.set()

    def take(self) -> list[Shown]:
        """What was not said yet, in the order of the first change."""
        unsaid, self._unsaid = self._unsaid, {}
        self.changed.clear()
        return [self._newest[topic] for topic in unsaid]

    def again(self) -> None:
        """A new connection: every retained state is to be said; old news is dropped."""
        kept = [shown.topic for shown in self._newest.values() if shown.retain]
        self._unsaid = dict.fromkeys(kept)
        if kept:
            self.changed.set()
