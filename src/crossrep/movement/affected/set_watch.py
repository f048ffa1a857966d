"""The trained arm's sets as the affected arm sees them: which are open, what their test says."""

from dataclasses import dataclass, field

from crossrep.events import Rep, SetClosed, SetCoupled
from crossrep.movement.affected.coupling import SetTest, ready_k
from crossrep.movement.affected.knock import Knocks
from crossrep.movement.affected.pair import Pair
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

PATIENCE = 2 * GRID_HZ
"""One arm's samples are waited for this long, counted in the other's."""
KEPT = 8
BESIDE_S = 0.5


@dataclass
class Watched:
    """One set.

    Attributes:
        opened_k: grid point at which it was confirmed.
        reps: (start, end) grid points of repetitions not taken yet.
        needed_k: both arms must have been seen up to here.
        closed: its closing event, once there is one.
        settled_k: grid point at which the test was made, -1 before.
    """

    set_n: int
    opened_k: int
    reps: list[tuple[int, int]] = field(default_factory=list)
    needed_k: int = 0
    test: SetTest = field(default_factory=SetTest)
    closed: SetClosed | None = None
    settled_k: int = -1

    def spans(self, a_s: float, b_s: float) -> bool:
        """Did most of that time lie in the set?"""
        if self.closed is None:
            return False
        start_s, end_s = self.closed.start_s - BESIDE_S, self.closed.end_s + BESIDE_S
        return min(b_s, end_s) - max(a_s, start_s) > 0.5 * (b_s - a_s)


@dataclass
class SetWatch:
    """Follows the trained arm's events."""

    sets: list[Watched] = field(default_factory=list)

    def hear(self, k: int, event: object) -> None:
        """The trained arm's repetitions and closed sets, with the grid point that decided them."""
        if isinstance(event, Rep):
            if not self.sets or self.sets[-1].set_n != event.set_n:
                self.sets = [*self.sets, Watched(event.set_n, k)][-KEPT:]
            span = (int(event.start_s * GRID_HZ), int(event.end_s * GRID_HZ))
            self.sets[-1].reps.append(span)
            self.sets[-1].needed_k = max(self.sets[-1].needed_k, ready_k(*span), k)
        elif isinstance(event, SetClosed):
            for one in self.sets:
                if one.set_n == event.set_n:
                    one.closed, one.needed_k = event, max(one.needed_k, k)

    def open_at(self, k: int) -> bool:
        """Was, as far as is known, a set open and not yet tested at that point?"""
        return any(
            one.opened_k <= k and (one.settled_k < 0 or one.settled_k > k) for one in self.sets
        )

    def follow(self, affected: Track, trained: Track, knocks: Knocks) -> None:
        """Take the repetitions both arms have been seen past."""
        for one in self.sets:
            while one.reps and self._seen_past(ready_k(*one.reps[0]), affected, trained, knocks):
                due = ready_k(*one.reps[0])
                pair = Pair(affected, trained, knocks.holding(due))
                one.test.take(pair, *one.reps.pop(0))

    def rest(self, affected: Track, trained: Track, knocks: Knocks) -> None:
        """The session is over: repetitions at its very end, as far as they were seen."""
        self.follow(affected, trained, knocks)
        for one in self.sets:
            pair = Pair(affected, trained, knocks.known[-1])
            for span in one.reps:
                one.test.take(pair, *span)
            one.reps = []

    def settled(
        self, affected: Track, trained: Track, knocks: Knocks, *, over: bool = False
    ) -> list[tuple[int, Watched]]:
        """(place in the log, set) of the closed sets whose test can be made now."""
        done = []
        for one in self.sets:
            if one.closed is None or one.settled_k >= 0:
                continue
            place = self._place(one.needed_k, affected, trained, knocks)
            if place is None and over:
                place = 0
            if place is not None:
                one.settled_k = one.needed_k
                done.append((place, one))
        return done

    def _seen_past(self, k: int, affected: Track, trained: Track, knocks: Knocks) -> bool:
        shift = Pair(affected, trained, knocks.holding(k)).shift
        return trained.end >= k and affected.end >= k - shift

    def _place(self, k: int, affected: Track, trained: Track, knocks: Knocks) -> int | None:
        """Place in the log where both arms were seen past ``k``, or patience ended."""
        shift = Pair(affected, trained, knocks.holding(k)).shift
        there = trained.seq(k - 1) if trained.end >= k else None
        here = affected.seq(k - shift - 1) if affected.end >= k - shift else None
        limit = trained.seq(k + PATIENCE - 1) if trained.end >= k + PATIENCE else None
        if here is not None and there is not None and (limit is None or here <= limit):
            return max(here, there)
        return limit


def coupled_event(session: str, one: Watched, clocks_s: float) -> SetCoupled | None:
    """What the test says of a closed set; None where it could not be made."""
    found = one.test.result(clocks_s)
    if found is None or one.closed is None:
        return None
    return SetCoupled(
        id=f"{session}-coupling-{one.set_n}",
        session=session,
        set_n=one.set_n,
        start_s=one.closed.start_s,
        end_s=one.closed.end_s,
        p_value=round(found.p_value, 6),
        lag_s=round(found.lag_s, 4),
        lag_uncertainty_s=found.lag_uncertainty_s,
        reps=found.reps,
    )
