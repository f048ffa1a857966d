"""Practice with the affected arm, or with both: what is said of it, and how the arms compare."""

from dataclasses import dataclass, field
from statistics import median

import numpy as np

from crossrep.events import Event, PracticeClosed, PracticeRep, Rep, RepWithdrawn
from crossrep.movement.affected.activity import Activity
from crossrep.movement.affected.knock import Knocks
from crossrep.movement.affected.practice import Practice, There
from crossrep.settings import Arms
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

CLOSE = 20 * GRID_HZ
"""Points without a repetition after which a stretch of practice is over."""
PATIENCE = 2 * GRID_HZ
TOGETHER = 0.3
"""Share of the shorter one that two repetitions must have in common to be a pair."""
TEMPO = 0.2
TRAINED_KEPT = 200


@dataclass
class Practising:
    """The affected arm's repetitions, while a prescription says that it exercises.

    Attributes:
        arms: which arm exercises now.
        reps: of the running stretch.
        closing: (grid point of the close, its arms, its repetitions) of one that waits.
        trained: (grid point that decided it, repetition) of the trained arm's latest.
    """

    session: str
    arms: Arms = Arms.TRAINED
    practice: Practice = field(default_factory=Practice)
    set_n: int = 0
    n: int = 0
    reps: list[There] = field(default_factory=list)
    closing: list[tuple[int, int, Arms, list[There]]] = field(default_factory=list)
    trained: list[tuple[int, Rep]] = field(default_factory=list)

    @property
    def on(self) -> bool:
        """Does the affected arm exercise?"""
        return self.arms is not Arms.TRAINED

    def exercise(self, arms: Arms, k: int) -> None:
        """From this grid point on these arms exercise."""
        self.close(k)
        self.arms = arms
        self.practice.begin(k if self.on else -1)

    def hear(self, k: int, event: Event) -> None:
        """What the trained arm did."""
        if self.arms is Arms.BOTH and isinstance(event, Rep):
            self.trained = [*self.trained, (k, event)][-TRAINED_KEPT:]
        if isinstance(event, RepWithdrawn):
            self.trained = [(at, rep) for at, rep in self.trained if rep.id != event.id]

    def close(self, k: int) -> None:
        """The running stretch is over."""
        if self.reps:
            self.closing.append((k, self.set_n, self.arms, self.reps))
            self.reps = []

    def follow(self, affected: Track, activity: Activity) -> list[tuple[int, Event]]:
        """(place in the log, repetition) of what became known."""
        if not self.on or not affected.end:
            return []
        said: list[tuple[int, Event]] = []
        for one in self.practice.follow(affected, activity):
            if self.reps and one.known_k - self.reps[-1].known_k > CLOSE:
                self.close(self.reps[-1].known_k + CLOSE)
            said.append((affected.seq(one.known_k - 1), self._say(one)))
        if self.reps and self.practice.k - self.reps[-1].known_k > CLOSE:
            self.close(self.reps[-1].known_k + CLOSE)
        return said

    def closed(
        self, affected: Track, trained: Track, knocks: Knocks, *, over: bool = False
    ) -> list[tuple[int, Event]]:
        """(place in the log, event) of the stretches that are over and can be compared."""
        said: list[tuple[int, Event]] = []
        while self.closing:
            k, set_n, arms, reps = self.closing[0]
            place = _place(k, affected, trained, alone=arms is not Arms.BOTH)
            if place is None and not over:
                break
            self.closing.pop(0)
            late_s = knocks.holding(k).late_s
            said.append((place or 0, self._closed(k, set_n, arms, reps, late_s)))
        return said

    def _say(self, one: There) -> PracticeRep:
        if not self.reps:
            self.set_n, self.n = self.set_n + 1, 0
        self.reps.append(one)
        self.n += 1
        return PracticeRep(
            id=f"{self.session}-practice-{round(one.top_s * 1000)}",
            session=self.session,
            set_n=self.set_n,
            n=self.n,
            start_s=one.start_s,
            top_s=one.top_s,
            end_s=one.end_s,
            out_s=one.out_s - one.start_s,
            hold_s=one.back_from_s - one.out_s,
            back_s=one.end_s - one.back_from_s,
            range_deg=round(float(np.rad2deg(one.range_rad)), 2),
        )

    def _closed(
        self, k: int, set_n: int, arms: Arms, reps: list[There], late_s: float
    ) -> PracticeClosed:
        known = [rep for known_k, rep in self.trained if known_k <= k]
        pairs = _pairs(reps, known, late_s) if arms is Arms.BOTH else []
        lengths_s = [(a.end_s - a.start_s) / max(b.end_s - b.start_s, 1e-3) for a, b in pairs]
        alike = [abs(ratio - 1) <= TEMPO for ratio in lengths_s]
        ranges = [np.rad2deg(a.range_rad) / b.range_deg for a, b in pairs if b.range_deg > 0]
        return PracticeClosed(
            id=f"{self.session}-practice-set-{set_n}",
            session=self.session,
            set_n=set_n,
            arms=arms.value,
            start_s=reps[0].start_s,
            end_s=reps[-1].end_s,
            reps=len(reps),
            range_median_deg=round(float(np.rad2deg(median(r.range_rad for r in reps))), 2),
            rep_median_s=median(r.end_s - r.start_s for r in reps),
            pairs=len(pairs),
            range_ratio=round(float(median(ranges)), 3) if ranges else None,
            lag_s=round(median(a.start_s - late_s - b.start_s for a, b in pairs), 3)
            if pairs
            else None,
            tempo_agreement=round(sum(alike) / len(alike), 3) if alike else None,
        )


def _pairs(reps: list[There], known: list[Rep], late_s: float) -> list[tuple[There, Rep]]:
    """Repetitions of both arms that share most of their time; each is used once."""
    pairs, used = [], set()
    for one in reps:
        a_s, b_s = one.start_s - late_s, one.end_s - late_s
        shared = [(min(b_s, r.end_s) - max(a_s, r.start_s), i) for i, r in enumerate(known)]
        best_s, i = max(shared, default=(0.0, -1))
        shorter_s = min(b_s - a_s, known[i].end_s - known[i].start_s) if i >= 0 else 1.0
        if i >= 0 and i not in used and best_s > TOGETHER * shorter_s:
            used.add(i)
            pairs.append((one, known[i]))
    return pairs


def _place(k: int, affected: Track, trained: Track, *, alone: bool) -> int | None:
    """Place in the log where both arms were seen past ``k``, or patience ended; None: not yet."""
    here = affected.seq(k - 1) if affected.end >= k else None
    if alone:
        return here
    there = trained.seq(k - 1) if trained.end >= k else None
    limit = affected.seq(k + PATIENCE - 1) if affected.end >= k + PATIENCE else None
    if here is not None and there is not None and (limit is None or there <= limit):
        return max(here, there)
    return limit
