"""All counters of one wrist together: turning points in the order they became known, and sets."""

from dataclasses import dataclass, field

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.choice import choose, judge
from crossrep.movement.finding.counters import Counter
from crossrep.movement.finding.signals import BANK
from crossrep.movement.finding.turning import Turn, Turner
from crossrep.signal.track import Track


def _turners() -> list[Turner]:
    return [Turner(probe) for probe in BANK]


def _counters() -> list[Counter]:
    return [Counter(probe) for probe in BANK]


@dataclass
class Finder:
    """The bank, and which of its chains speak."""

    turners: list[Turner] = field(default_factory=_turners)
    counters: list[Counter] = field(default_factory=_counters)

    def turns(self, track: Track, end: int) -> list[tuple[int, int, Turn]]:
        """(known at, counter, turning point), in the order they became known."""
        found = [
            (turn.known_k, i, turn)
            for i, turner in enumerate(self.turners)
            for turn in turner.follow(track, end)
        ]
        return sorted(found, key=lambda item: item[:2])

    def take(self, track: Track, i: int, turn: Turn) -> bool:
        """Give a counter its turning point; True when what is believed may have changed."""
        counter = self.counters[i]
        before = (len(counter.sets), counter.chain.is_set)
        counter.take(track, turn)
        if counter.chain.is_set:
            judge(counter.chain)
        return counter.chain.is_set or before != (len(counter.sets), False)

    def chosen(self) -> list[Chain]:
        """The sets that are believed now, in time order."""
        return choose([chain for counter in self.counters for chain in counter.candidates()])

    def forget(self, before_k: int) -> None:
        """Sets up to this grid point are settled."""
        for counter in self.counters:
            counter.forget(before_k)
            for chain in counter.candidates():
                judge(chain)
