"""What was said of one arm: repetitions with their numbers, each once; what was taken back."""

from dataclasses import dataclass, field

from crossrep.events import Event, RepWithdrawn
from crossrep.exercises import Exercise, exercise_named
from crossrep.inputs import Role
from crossrep.movement.repetitions.likeness import size_of
from crossrep.movement.repetitions.reps import Wanted, away_s, pace_of
from crossrep.movement.repetitions.running_set import (
    Counted,
    RunningSet,
    is_beside,
    is_broken,
    is_partial,
)
from crossrep.movement.repetitions.say import Place, closed_event, rejected_event, rep_event
from crossrep.movement.timing.phases import Phases
from crossrep.movement.timing.rep_figures import rep_figures
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

NEVER = 2**62
DOUBTS_KEPT = 50
REJECTED_KEPT = 8
REJECTED_ASKED = 4

Decided = tuple[int, Event]
"""(grid point at which it was decided, event)."""


@dataclass
class Account:
    """The running account of one arm.

    Attributes:
        session: id of the session, part of every id.
        role: which arm this is.
        exercise: name put on repetitions and sets.
        asked_s: lowering that was prescribed, shortest and longest; None: the exercise's own.
        sets: confirmed so far.
        reps: said so far and not taken back.
        last_end_s: where the last repetition ended.
        rejected: tops of movements that were seen and did not count, as grid points.
        doubted: faults of the sensor: name, and from and to which place in the log.
    """

    session: str
    role: Role
    exercise: str
    asked_s: tuple[float, float] | None = None
    sets: int = 0
    reps: int = 0
    last_end_s: float = 0.0
    rejected: list[int] = field(default_factory=list)
    doubted: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def expected(self) -> Exercise:
        """What is known of the exercise."""
        return exercise_named(self.exercise)

    @property
    def band_s(self) -> tuple[float, float]:
        """The lowering that is asked for."""
        return self.asked_s or self.expected.lowering_band_s

    def doubt(self, name: str, seq: int, *, begins: bool) -> None:
        """A fault of the sensor begins or ends at this place in the log."""
        if begins:
            self.doubted.append((name, seq, NEVER))
            return
        self.doubted = [
            (n, a, min(b, seq) if n == name else b) for n, a, b in self.doubted[-DOUBTS_KEPT:]
        ]

    def _marks(self, track: Track, now_k: int) -> list[str]:
        """The sensor's faults at the place in the log where something is decided."""
        here = track.seq(now_k - 1)
        return sorted({name for name, begin, end in self.doubted if begin <= here < end})

    def say(
        self, running: RunningSet, one: Wanted, track: Track, now_k: int, out: list[Decided]
    ) -> bool:
        """Say a repetition of the set, once; False when it was said before or is none."""
        if running.has(one) or one.top_k <= self.last_end_s * GRID_HZ:
            return False
        running.learn(track, one)
        phases = running.timed(track, one, now_k, self.last_end_s)
        partial = is_partial(one) or is_beside(running, phases)
        why = "partial" if partial else "gap" if is_broken(track, phases) else ""
        if why:
            self._reject(one, phases.range_deg, now_k, why, out)
            return False
        running.note_still(track, phases, now_k)
        self._count(running, one, phases, track, now_k)
        out.append((now_k, running.reps[-1].rep))
        return True

    def _count(
        self, running: RunningSet, one: Wanted, phases: Phases, track: Track, now_k: int
    ) -> None:
        """It is one of the set from here on."""
        flags = [*running.doubts(track, phases, one, now_k), *self._marks(track, now_k)]
        self.reps += 1
        figures = rep_figures(track, phases, running.excursion, self.band_s, now_k)
        rep = rep_event(self._place(running, phases), phases, figures, flags)
        self.last_end_s = rep.end_s
        size, lift_s = size_of(running, track, one, now_k), pace_of(one)[0]
        spans = (one.low_k, one.top_k, max(one.down_k, one.top_k + 1), now_k)
        middles = (one.way.rise_k, one.way.fall_k)
        running.reps.append(Counted(*spans, rep, size, *middles, lift_s, away_s(one)))

    def _place(self, running: RunningSet, phases: Phases) -> Place:
        rest_s = phases.start_s - running.end_s if running.reps else 0.0
        of = (self.session, self.role, self.exercise)
        return Place(*of, running.n, self.reps, rest_s, self.band_s)

    def _reject(
        self, one: Wanted, range_deg: float, now_k: int, why: str, out: list[Decided]
    ) -> None:
        if one.top_k in self.rejected[-REJECTED_ASKED:]:
            return
        self.rejected = [*self.rejected, one.top_k][-REJECTED_KEPT:]
        out.append((now_k, rejected_event(self.session, self.role, one, range_deg, why)))

    def withdraw(
        self, running: RunningSet, i: int, now_k: int, reason: str, out: list[Decided]
    ) -> None:
        """Take back a repetition that was said."""
        rep = running.reps.pop(i).rep
        self.reps -= 1
        t_s = now_k / GRID_HZ
        out.append((now_k, RepWithdrawn(rep.id, self.session, self.role, running.n, t_s, reason)))

    def close(self, running: RunningSet, now_k: int, out: list[Decided]) -> None:
        """The set is over."""
        out.append((now_k, closed_event(self.session, self.role, self.exercise, running)))
