"""Are the sensors on the right wrists? The arm that is to work must be the one that works.

Before the trained arm's first set: three large repetitions of the affected arm alone mean that the
sensors, or the sides in the prescription, are exchanged. And on request: which one moved in the
last two seconds?
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.events import FaultKind
from crossrep.inputs import Role
from crossrep.movement.finding.signals import Probe, Signal
from crossrep.movement.finding.turning import Turn, Turner
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.health import Mark
from crossrep.signal.track import Track

BUSY_RAD = float(np.deg2rad(40.0))
"""A half-cycle of an exercise is at least so large."""
BUSY_HALVES = 6
IDLE_SHARE = 0.2
"""What the trained arm turned meanwhile, to what the affected arm turned."""
WITHIN_S = 60.0
CHECK_S = 2.0
CHECK = int(CHECK_S * GRID_HZ)
NEVER = 2**62
MOVED_RAD = float(np.deg2rad(15.0))
PLAINLY = 3.0
MISMATCH = (
    "the arm that is to be trained rests, and the other one works: are the sensors exchanged?"
)


@dataclass
class Sides:
    """Watches the affected arm's large turns until the trained arm has done a set.

    Attributes:
        wanted: a set of the affected arm is no mistake.
        turns: the affected arm's latest turning points.
        wrong_s: where the exchanged work began, NaN while nothing is wrong.
        found_k: grid point at which that was known, -1 before.
        settled_k: grid point at which the trained arm's first set was known.
        asked: grid points from which somebody asked which arm moves.
    """

    wanted: bool = False
    turner: Turner = field(default_factory=lambda: Turner(Probe(Signal.TURN, BUSY_RAD)))
    turns: list[Turn] = field(default_factory=list)
    wrong_s: float = np.nan
    found_k: int = -1
    settled_k: int = NEVER
    asked: list[int] = field(default_factory=list)

    def settle(self, k: int) -> None:
        """At this point the trained arm had done a set."""
        self.settled_k = min(self.settled_k, k)

    def exchanged(self, k: int) -> bool:
        """Was it known at point ``k`` that the wrong arm works?"""
        return 0 <= self.found_k <= k < self.settled_k

    def distrusted(self, k: int) -> bool:
        """May what the affected arm did before ``k`` be the other arm's?"""
        return self.found_k >= 0 and k < self.settled_k

    def follow(self, affected: Track, trained: Track) -> list[Mark]:
        """What the turning points of the affected arm say, seen with the trained arm's."""
        end = min(affected.end, trained.end)
        marks = self._look(affected, trained) if self.found_k < 0 and not self.wanted else []
        if not np.isnan(self.wrong_s) and self.settled_k <= end:
            place = max(affected.seq(self.settled_k - 1), trained.seq(self.settled_k - 1))
            marks += self.finish(place, self.settled_k / GRID_HZ)
        return marks

    def finish(self, seq: int, t_s: float) -> list[Mark]:
        """Nothing is wrong from here on, or the session is over."""
        start_s, self.wrong_s = self.wrong_s, np.nan
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.SIDE_MISMATCH, start_s, t_s)]

    def answers(self, affected: Track, trained: Track) -> list[tuple[int, float, str]]:
        """(place in the log, when, role of the arm that moved) for each who asked."""
        found = []
        while self.asked and min(affected.end, trained.end) >= self.asked[0] + CHECK:
            a = self.asked.pop(0)
            b = a + CHECK
            place = max(affected.seq(b - 1), trained.seq(b - 1))
            found.append((place, b / GRID_HZ, which_moved(affected, trained, a, b)))
        return found

    def wrong(self, a_s: float, found_k: int, seq: int) -> list[Mark]:
        """The other arm works: from ``a_s`` on, known at a point and a place."""
        if self.found_k >= 0 or found_k >= self.settled_k:
            return []
        self.wrong_s, self.found_k = a_s, found_k
        return [Mark(seq, FaultKind.SIDE_MISMATCH, a_s, detail=MISMATCH)]

    def _look(self, affected: Track, trained: Track) -> list[Mark]:
        if not affected.end or affected.first >= self.settled_k:
            return []
        self.turns += self.turner.follow(affected, min(affected.end, self.settled_k))
        while len(self.turns) > BUSY_HALVES:
            recent = self.turns[: BUSY_HALVES + 1]
            known_k = recent[-1].known_k
            if known_k >= min(trained.end, self.settled_k):
                return []
            self.turns = self.turns[1:]
            if _exchanged(recent, affected, trained):
                seq = max(affected.seq(known_k), trained.seq(known_k))
                return self.wrong(recent[0].k / GRID_HZ, known_k, seq)
        return []


def _exchanged(recent: list[Turn], affected: Track, trained: Track) -> bool:
    a, b = recent[0].k, recent[-1].known_k
    held = max(affected.held_k, trained.held_k)
    if (b - a) / GRID_HZ > WITHIN_S or a < held or not trained.observed(a, b).all():
        return False
    return turned_rad(trained, a, b) < IDLE_SHARE * turned_rad(affected, a, b)


def turned_rad(track: Track, a: int, b: int) -> float:
    """The way an arm turned."""
    rate = track.rate(a, b)
    return float(np.sqrt((rate * rate).sum(axis=1)).sum()) / GRID_HZ


def which_moved(affected: Track, trained: Track, a: int, b: int) -> str:
    """The role of the arm that moved alone; ``"both"`` or ``"none"``."""
    mine, theirs = turned_rad(affected, a, b), turned_rad(trained, a, b)
    moved = [
        role.value
        for role, way, other in ((Role.TRAINED, theirs, mine), (Role.AFFECTED, mine, theirs))
        if way >= MOVED_RAD and way > other / PLAINLY
    ]
    return {0: "none", 1: (moved or [""])[0]}.get(len(moved), "both")
