"""A set that was asked for and resembles an earlier one: its first repetition is enough."""

from dataclasses import dataclass, field

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.halves import Half
from crossrep.movement.finding.signals import BANK
from crossrep.movement.repetitions.known import Known
from crossrep.movement.repetitions.reps import settled_k
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

KEPT_EXERCISES = 20
RESTED_S = 1.0
"""Before a first lift, from arriving at the posture it begins in to leaving it."""


@dataclass
class Early:
    """Follows the half-cycles of one counter while no chain of five has confirmed a set.

    Attributes:
        learnt: usual repetitions, the exercise of the newest set last.
        known: the one that is looked for; None where nothing known is asked for.
        chain: lifts and lowerings like it, one after the other; a lift may be the last.
        before: the newest half-cycle of the counter.
    """

    learnt: list[Known] = field(default_factory=list)
    known: Known | None = None
    chain: Chain | None = None
    before: Half | None = None

    def learn(self, known: Known | None) -> None:
        """A set is over."""
        if known is not None:
            others = [one for one in self.learnt if one.exercise != known.exercise]
            self.learnt = [*others[-KEPT_EXERCISES:], known]

    def ask(self, exercise: str) -> None:
        """A set of this exercise is asked for; of none where the name is empty."""
        self.chain = None
        self.known = next((one for one in self.learnt if one.exercise == exercise), None)

    @property
    def counter(self) -> int:
        """Which counter of the bank is followed; -1 for none."""
        return -1 if self.known is None else self.known.counter

    def take(self, half: Half, track: Track, since_k: int) -> bool:
        """The newest half-cycle of that counter; True where it goes on with a lift or is one.

        ``since_k``: a first lift leaves later; -1 where a set has begun.
        """
        known, chain, before = self.known, self.chain, self.before
        self.before, self.chain = half, None
        if known is None:
            return False
        follows = chain is not None and chain.halves[-1].end.k == half.start.k
        done = chain.halves if chain is not None and follows else []
        if len(done) % 2 == 1:
            fits = known.lowered_by(half, track)
        elif done or since_k >= 0:
            fits = self._lifts(before, half, track, since_k)
        else:
            fits = False  # something lies between: the set needs a chain like any other
        if fits:
            self.chain = Chain(BANK[known.counter], [*done, half])
        return fits

    def _lifts(self, before: Half | None, half: Half, track: Track, since_k: int) -> bool:
        """Such a lift; a first one, from rest after ``since_k``, follows none that went unsaid."""
        if self.known is None or not self.known.lifted_by(half, track, first=since_k >= 0):
            return False
        if since_k < 0:
            return True
        before = before if before is not None and before.end.k == half.start.k else None
        came_k = half.start.k if before is None else before.arrive_k
        if half.leave_k < since_k or half.leave_k - came_k < RESTED_S * GRID_HZ:
            return False
        return before is None or came_k <= since_k or not self.known.comes_down(before, track)

    def settled_k(self, track: Track, now_k: int) -> int:
        """Where the lowering after a single such lift was over, or -1."""
        known, chain = self.known, self.chain
        if known is None or chain is None or len(chain.halves) != 1:
            return -1
        settled = settled_k(chain, track, known.excursion, now_k)
        return settled if settled >= 0 and known.is_low(track, settled) else -1
