"""One small counter a probe: its turning points, its open chain, and the sets it believes in."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.halves import Half, half_between
from crossrep.movement.finding.signals import Probe
from crossrep.movement.finding.turning import Turn
from crossrep.signal.track import Track


@dataclass
class Counter:
    """Grows chains from turning points; a closed chain that is a set is kept until it is judged."""

    probe: Probe
    last: Turn | None = None
    newest: Half | None = None
    chain: Chain = field(init=False)
    sets: list[Chain] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chain = Chain(self.probe)

    def take(self, track: Track, turn: Turn, known: Iterable[Half | None] = ()) -> None:
        """The next turning point; ``known``: what other counters of the signal measured last."""
        self.newest = None
        if self.last is not None and turn.k > self.last.k:
            self.newest = self._half(track, self.last, turn, known)
            self._grow(self.newest)
        self.last = turn

    def _half(self, track: Track, start: Turn, end: Turn, known: Iterable[Half | None]) -> Half:
        """The way between two turning points, measured once where several counters see it."""
        for half in known:
            if half is not None and half.is_between(start, end):
                return replace(half, start=start, end=end)
        return half_between(self.probe, track, start, end)

    def _grow(self, half: Half) -> None:
        was_set = self.chain.is_set
        if not self.chain.add(half):
            self._close(half)
        elif self.chain.is_set and not was_set:
            self.chain.reach_back()

    def _close(self, half: Half) -> None:
        """The chain is over; what did not fit begins the next one."""
        over = self.chain
        over.closed, over.closed_k = True, half.end.known_k
        self.sets.append(over)
        begin = over.pending if over.pending else [half]
        self.chain = Chain(self.probe)
        for foreign in begin:
            self.chain.add(foreign)

    def candidates(self) -> list[Chain]:
        """The chains that are sets, the open one included."""
        return [*self.sets, *([self.chain] if self.chain.is_set else [])]

    def shed(self, before_k: int) -> None:
        """Let go of what ended, and of the part of the open chain that began, before this."""
        self.sets = [s for s in self.sets if s.end_k > before_k]
        self.chain.shed(before_k)

    def forget(self, before_k: int) -> None:
        """Half-cycles that began before this grid point belong to sets already settled."""
        self.sets = [s for s in self.sets if s.halves[-1].end.k > before_k]
        for chain in [*self.sets, self.chain]:
            chain.forget(before_k)
        self.sets = [s for s in self.sets if s.is_set]
