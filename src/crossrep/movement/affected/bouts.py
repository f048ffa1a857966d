"""Affected-arm bouts: each stretch of activity is named once both arms have been seen past it.

Most are named half a second after their end. What is small beside a working trained arm, and like
it, waits for the end of the set: only the test over all its repetitions can say more.
"""

from dataclasses import dataclass, field

from crossrep.events import Bout, BoutKind, Confidence, Event, SetCoupled
from crossrep.inputs import Role
from crossrep.movement.affected.activity import Activity, Stretch
from crossrep.movement.affected.coupling import SIGNIFICANT, SetTest
from crossrep.movement.affected.floor import BIN
from crossrep.movement.affected.kinds import Named, name_stretch
from crossrep.movement.affected.knock import Knocks
from crossrep.movement.affected.pair import Pair
from crossrep.movement.affected.set_watch import PATIENCE, SetWatch, Watched, coupled_event
from crossrep.movement.affected.sums import Sums
from crossrep.movement.wearing.sides import Sides
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.health import Mark
from crossrep.signal.track import Track

AFTER = GRID_HZ // 2
HELD = 40 * GRID_HZ
"""So long a bout waits for a set to be confirmed around it."""
LOCKED_S, CARRIED_S = (0.04, 0.32), (-0.17, 0.055)
"""Lags, uncertainty included, of movement in time with the trained arm, and of one carried body."""

Placed = tuple[int, Event]


@dataclass
class Bouts:
    """Watches the affected arm, and asks the trained arm what it did meanwhile.

    Attributes:
        activity: the affected arm's; ``other`` the trained arm's, for the ratios.
        waiting: stretches that ended and are not named yet.
        held: named but for the test over their set.
    """

    session: str
    activity: Activity = field(default_factory=Activity)
    other: Activity = field(default_factory=Activity)
    waiting: list[Stretch] = field(default_factory=list)
    held: list[tuple[Stretch, Named]] = field(default_factory=list)
    knocks: Knocks = field(default_factory=Knocks)
    sets: SetWatch = field(default_factory=SetWatch)
    sides: Sides = field(default_factory=Sides)
    sums: Sums = field(default_factory=Sums)

    def exchanged(self, end_s: float) -> int:
        """Grid points of which it is not known which arm they show."""
        sides = self.sides
        return 0 if sides.found_k < 0 else min(sides.settled_k, int(end_s * GRID_HZ))

    def watch(self, affected: Track) -> None:
        """Follow the affected arm to the end of its track."""
        self.waiting += self.activity.follow(affected, affected.end)

    def watch_trained(self, trained: Track) -> None:
        """Follow the trained arm by half seconds: only its sums are asked for, at the end."""
        self.sums.trained(self.other.follow(trained, trained.end // BIN * BIN))

    def froze(self, role: Role, mark: Mark) -> None:
        """A wrist's sensor repeats itself."""
        arm = self.activity if role is Role.AFFECTED else self.other
        arm.froze(mark.start_s, mark.seq)

    def follow(self, affected: Track, trained: Track) -> list[Placed]:
        """(place in the log, event) of what can be said now."""
        if self.sides.found_k >= 0:
            self.sums.distrust()
        self.knocks.follow(affected, trained)
        self.sets.follow(affected, trained, self.knocks)
        said = self._named(affected, trained)
        for place, one in self.sets.settled(affected, trained, self.knocks):
            said += [(place, event) for event in self._decided(one)]
        return said + self._expired(affected, trained)

    def finish(self, affected: Track, trained: Track) -> list[Event]:
        """The session is over: what waits is named with what was seen."""
        self.sums.trained(self.other.follow(trained, trained.end) + self.other.finish())
        said: list[Event] = []
        for stretch in [*self.waiting, *self.activity.finish()]:
            said += self._name(stretch, affected, trained, seen=True)
        self.waiting = []
        self.sets.rest(affected, trained, self.knocks)
        for _, one in self.sets.settled(affected, trained, self.knocks, over=True):
            said += self._decided(one)
        said += [self._bout(stretch, named) for stretch, named in self.held]
        self.held = []
        return said

    def _named(self, affected: Track, trained: Track) -> list[Placed]:
        said: list[Placed] = []
        while self.waiting:
            place = self._place(self.waiting[0], affected, trained)
            if place is None:
                break
            seq, seen = place
            bouts = self._name(self.waiting.pop(0), affected, trained, seen=seen)
            said += [(seq, bout) for bout in bouts]
        return said

    def _place(self, stretch: Stretch, affected: Track, trained: Track) -> tuple[int, bool] | None:
        """When a stretch is named: (place in the log, was the trained arm seen); None: not yet."""
        due = stretch.end_k + AFTER
        late = due + PATIENCE
        other = due + Pair(affected, trained, self.knocks.holding(due)).shift
        here = affected.seq(due - 1) if affected.end >= due else None
        there = trained.seq(other - 1) if trained.end >= other else None
        limit = affected.seq(late - 1) if affected.end >= late else None
        if here is not None and there is not None and (limit is None or there <= limit):
            return max(here, there), True
        return None if limit is None else (limit, False)

    def _name(
        self, stretch: Stretch, affected: Track, trained: Track, *, seen: bool
    ) -> list[Event]:
        """Name a stretch; nothing is said yet of one that waits for its set."""
        pair = Pair(affected, trained, self.knocks.holding(stretch.end_k + AFTER))
        named = name_stretch(stretch, pair, seen=seen)
        if named.coupled:
            self.held.append((stretch, named))
            return []
        return [self._bout(stretch, named)]

    def _decided(self, one: Watched) -> list[Event]:
        """A set was tested: its answer, and the bouts that waited for it."""
        alignment = self.knocks.holding(one.settled_k)
        event = coupled_event(self.session, one, alignment.uncertainty_s)
        one.test = SetTest()  # it has answered, and is large
        said: list[Event] = [event] if event is not None else []
        kind = _kind_of(event)
        for stretch, named in list(self.held):
            a_s = stretch.start_k / GRID_HZ - alignment.late_s
            b_s = stretch.end_k / GRID_HZ - alignment.late_s
            inside = one.spans(a_s, b_s)
            if inside or stretch.end_k + HELD <= one.settled_k:
                self.held.remove((stretch, named))
                said.append(self._bout(stretch, named, kind if inside else named.kind))
        return said

    def _expired(self, affected: Track, trained: Track) -> list[Placed]:
        """What waited for a set that never was."""
        said: list[Placed] = []
        for stretch, named in list(self.held):
            due = stretch.end_k + HELD
            there = trained.seq(due - 1) if trained.end >= due else None
            late = due + PATIENCE
            limit = affected.seq(late - 1) if affected.end >= late else None
            if there is None or (limit is not None and there > limit):
                there = limit
            elif self.sets.open_at(due):
                continue
            if there is not None:
                self.held.remove((stretch, named))
                said.append((there, self._bout(stretch, named)))
        return said

    def _bout(self, stretch: Stretch, named: Named, kind: BoutKind | None = None) -> Bout:
        kind = named.kind if kind is None else kind
        told = kind is not named.kind
        due = stretch.end_k + AFTER
        kind = BoutKind.AMBIGUOUS if self.sides.exchanged(due) else kind
        sure = not self.sides.distrusted(due)
        self.sums.affected(stretch, kind, quiet=named.quiet, credited=sure)
        return Bout(
            id=f"{self.session}-bout-{round(stretch.start_k * 1000 / GRID_HZ)}",
            session=self.session,
            start_s=stretch.start_k / GRID_HZ,
            end_s=stretch.end_k / GRID_HZ,
            kind=kind,
            range_deg=named.range_deg,
            confidence=Confidence.HIGH if told and sure else named.confidence,
        )


def _kind_of(event: SetCoupled | None) -> BoutKind:
    """What the set says of its small bouts: a lag that spans two kinds says nothing."""
    if event is None or event.p_value > SIGNIFICANT:
        return BoutKind.AMBIGUOUS
    first_s, last_s = event.lag_s - event.lag_uncertainty_s, event.lag_s + event.lag_uncertainty_s
    if LOCKED_S[0] <= first_s and last_s <= LOCKED_S[1]:
        return BoutKind.TIME_LOCKED
    if CARRIED_S[0] <= first_s and last_s <= CARRIED_S[1]:
        return BoutKind.CARRIED
    return BoutKind.AMBIGUOUS
