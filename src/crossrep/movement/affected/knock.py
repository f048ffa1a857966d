"""A knock of both wrists at the start puts their clocks together.

Each moment both wrists were shaken at tells how far the clocks are apart. Without a knock nothing
is shifted, and the uncertainty is carried along.
"""

from dataclasses import dataclass, field

from crossrep.inputs import Role
from crossrep.movement.affected.pair import Alignment
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.shakes import KNOWN_S
from crossrep.signal.track import Track

APART_S = 0.3
"""Farther apart are two different moments."""
TOGETHER_S = 1.5
"""Knocks within this time belong together; after it what they say is settled."""
OVER_S = APART_S + TOGETHER_S + KNOWN_S + 1.0
AGREE_S = 0.03
KNOCKED_S = 0.02
"""Uncertainty with a knock; with fewer than 50 samples a second it is their period."""
STEP = GRID_HZ // 2


@dataclass
class Knocks:
    """Both wrists' shakes, and what they say of the clocks.

    Attributes:
        shaken_s: times of each arm's shakes.
        period_s: of the slower unit's samples.
        at_k: settled up to here.
        known: what was settled, in order; the first is what is assumed without a knock.
    """

    shaken_s: dict[str, list[float]] = field(default_factory=lambda: {r.value: [] for r in Role})
    period_s: float = 0.0
    at_k: int = 0
    known: list[Alignment] = field(default_factory=lambda: [Alignment()])

    def shaken(self, role: Role, found_s: list[float], period_s: float) -> None:
        """All shakes of one wrist so far, and how often it is sampled."""
        self.shaken_s[role.value] = list(found_s)
        self.period_s = max(self.period_s, period_s)

    def doubt(self, uncertainty_s: float) -> None:
        """The clocks of these units may be as far apart as that."""
        assumed = self.known[0]
        self.known[0] = Alignment(0.0, max(assumed.uncertainty_s, uncertainty_s))

    def follow(self, affected: Track, trained: Track) -> None:
        """Settle what can be settled with the points both arms have, step by step."""
        end = min(affected.end, trained.end)
        last_s = [max(times_s, default=-1.0) for times_s in self.shaken_s.values()]
        if self.at_k > (min(last_s) + OVER_S) * GRID_HZ:
            self.at_k = max(end // STEP * STEP, self.at_k)  # nothing that could still say something
            return
        while self.at_k + STEP <= end:
            self.at_k += STEP
            self._settle()

    def holding(self, k: int) -> Alignment:
        """What is known at point ``k``."""
        return next((one for one in reversed(self.known) if one.known_k <= k), self.known[0])

    def _settle(self) -> None:
        pairs = self._pairs(self.at_k / GRID_HZ - KNOWN_S)
        if not pairs:
            return
        settled_k = int((max(max(pair) for pair in pairs) + TOGETHER_S) * GRID_HZ)
        if not self.at_k - STEP < settled_k <= self.at_k:
            return
        late_s = [mine - theirs for mine, theirs in pairs]
        usual_s = sum(late_s) / len(late_s)
        if all(abs(one - usual_s) <= AGREE_S for one in late_s):
            self.known.append(Alignment(usual_s, max(KNOCKED_S, self.period_s), self.at_k))

    def _pairs(self, until_s: float) -> list[tuple[float, float]]:
        """Moments both wrists felt, of the last knocks that belong together."""
        pairs: list[tuple[float, float]] = []
        mine_s, theirs_s = (
            [t for t in self.shaken_s[role.value] if t <= until_s]
            for role in (Role.AFFECTED, Role.TRAINED)
        )
        for mine in mine_s:
            near = [t for t in theirs_s if abs(t - mine) <= APART_S]
            if len(near) == 1:
                fresh = pairs and mine - pairs[-1][0] > TOGETHER_S
                pairs = [*([] if fresh else pairs), (mine, near[0])]
        return pairs
