"""All counters of one wrist together: turning points in the order they became known, and sets."""

from dataclasses import dataclass, field

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.choice import choose, judge
from crossrep.movement.finding.counters import Counter
from crossrep.movement.finding.signals import BANK
from crossrep.movement.finding.turning import Turn, Turner, Views
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

REMEMBERED_S, SHED_EVERY_S = 600.0, 60.0
"""What lies farther back has no say in which counter speaks, and is let go of this often: memory
and time stay bounded. Hardly anybody goes on for ten minutes without a rest of one; where somebody
does, all counters lose the same past, so that none gains by it."""


def _turners() -> list[Turner]:
    return [Turner(probe) for probe in BANK]


def _counters() -> list[Counter]:
    return [Counter(probe) for probe in BANK]


@dataclass
class Finder:
    """The bank, and which of its chains speak."""

    turners: list[Turner] = field(default_factory=_turners)
    counters: list[Counter] = field(default_factory=_counters)
    shed_k: int = 0

    def turns(self, track: Track, end: int) -> list[tuple[int, int, Turn]]:
        """(known at, counter, turning point), in the order they became known."""
        views: Views = {}
        found = [
            (turn.known_k, i, turn)
            for i, turner in enumerate(self.turners)
            for turn in turner.follow(track, end, views)
        ]
        return sorted(found, key=lambda item: item[:2])

    def take(self, track: Track, i: int, turn: Turn) -> bool:
        """Give a counter its turning point; True when what is believed may have changed."""
        self._shed(turn.known_k)
        counter = self.counters[i]
        before = (len(counter.sets), counter.chain.is_set)
        signal = counter.probe.signal
        known = (other.newest for other in self.counters if other.probe.signal is signal)
        counter.take(track, turn, known)
        if counter.chain.is_set:
            judge(counter.chain)
        return counter.chain.is_set or before != (len(counter.sets), False)

    def chosen(self, since_k: int) -> list[Chain]:
        """The sets that are believed now and ended after a grid point, in time order."""
        chains = [chain for counter in self.counters for chain in counter.candidates()]
        return [chain for chain in choose(chains, since_k) if chain.end_k > since_k]

    def walks_in(self, chain: Chain) -> bool:
        """Is most of this chain a walk to a counter of angles?"""
        least = (chain.end_k - chain.start_k) / 2
        return any(
            other.gait > 0
            and min(other.end_k, chain.end_k) - max(other.start_k, chain.start_k) > least
            for counter in self.counters
            for other in counter.candidates()
        )

    def _shed(self, now_k: int) -> None:
        """Let go, now and then, of what lies too far back."""
        if now_k < self.shed_k + SHED_EVERY_S * GRID_HZ:
            return
        self.shed_k = now_k
        for counter in self.counters:
            counter.shed(now_k - int(REMEMBERED_S * GRID_HZ))
            if counter.chain.is_set:
                judge(counter.chain)

    def forget(self, before_k: int) -> None:
        """Sets up to this grid point are settled."""
        for counter in self.counters:
            counter.forget(before_k)
            for chain in counter.candidates():
                judge(chain)
