"""The repetitions of one arm as they become sure: confirmed, timed, counted once, closed.

Nothing here depends on how the samples were cut: every decision is made at a grid point, with
what was known at that point, in the order of those points.
"""

from dataclasses import dataclass, field

from crossrep.events import Event, RepWithdrawn
from crossrep.exercises import Exercise, exercise_named
from crossrep.inputs import Role
from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.choice import SMALL_RAD
from crossrep.movement.finding.finder import Finder
from crossrep.movement.finding.gait import STRIDE_S, walks_at
from crossrep.movement.finding.gates import may_be_set, may_begin
from crossrep.movement.finding.signals import Signal
from crossrep.movement.repetitions.early import Early
from crossrep.movement.repetitions.known import known_of
from crossrep.movement.repetitions.likeness import from_first, is_odd, size_of, without_odd_last
from crossrep.movement.repetitions.missed import finer_than, is_missed, may_miss, overlap
from crossrep.movement.repetitions.remembered import Remembered, learnt
from crossrep.movement.repetitions.reps import (
    Wanted,
    begins_high,
    cut_end,
    cut_lift,
    ends_high,
    opening,
    pace_of,
    passed_k,
    rests_low,
    settled_k,
    tail,
    tops,
    wanted,
)
from crossrep.movement.repetitions.running_set import (
    Counted,
    RunningSet,
    begin_known,
    begin_set,
    is_broken,
    is_partial,
)
from crossrep.movement.repetitions.say import Place, closed_event, rejected_event, rep_event
from crossrep.movement.timing.rep_figures import rep_figures
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

CLOSE_AFTER_S = 60.0
BROKEN_CLOSE_S = 20.0
PLANNED_STILL_S = 5.0

NEVER = 2**62
DOUBTS_KEPT = 50
STEPS_KEPT = 100
QUICKER = 0.7
SHORTEST = 3
"""Repetitions of which a chain makes a set."""

Decided = tuple[int, Event]
"""(grid point at which it was decided, event)."""


@dataclass
class Repetitions:
    """Watches one arm.

    Attributes:
        session: id of the session, part of every id.
        role: which arm this is.
        exercise: name put on repetitions and sets.
        planned: repetitions of a set by prescription, 0 for none.
        asked_s: lowering that was prescribed, shortest and longest; None: the exercise's own.
    """

    session: str
    role: Role
    exercise: str
    planned: int = 0
    asked_s: tuple[float, float] | None = None
    finder: Finder = field(default_factory=Finder)
    running: RunningSet | None = None
    chain: Chain | None = None
    done_k: int = -1
    sets: int = 0
    reps: int = 0
    shown: int = 0
    paused: bool = False
    last_end_s: float = 0.0
    remembered: Remembered | None = None
    early: Early = field(default_factory=Early)
    asked: bool = True
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

    def follow(self, track: Track, end: int) -> list[Decided]:
        """What became sure with the grid points up to ``end``."""
        out: list[Decided] = []
        for known_k, i, turn in self.finder.turns(track, end):
            self._pass_time(track, known_k, out)
            told = self.finder.take(track, i, turn)
            if self.paused:
                continue
            if i == self._early_counter():
                self._take_early(track, i, known_k + 1, out)
            if told:
                self._judge(track, known_k + 1, out)
        self._pass_time(track, end, out)
        return out

    def finish(self, track: Track, end: int) -> list[Decided]:
        """The session is over: what was completed counts, the set is closed."""
        out: list[Decided] = []
        for counter in self.finder.counters:
            counter.chain.closed = True
        if self.paused:
            return out
        self._judge(track, end, out)
        self._complete_passing(track, end, out)
        self._complete_cut(track, end, out)
        self.close(track, end, out)
        return out

    def _complete_cut(self, track: Track, end: int, out: list[Decided]) -> None:
        """A last lowering that the end of the recording cut off counts, with doubt."""
        running, chain = self.running, self.chain
        if running is None or chain is None or running.early:
            return
        if running.began_high:
            return  # its last lift belongs to its first lowering
        if ends_high(chain, running.low_of(chain, track)):
            cut = cut_end(chain, end)
        else:
            cut = cut_lift(chain, track, end)
        if cut is not None:
            self._say_tail(track, cut, end, out)

    def close(self, track: Track, now_k: int, out: list[Decided]) -> None:
        """The running set is over; what began before is settled."""
        self._withdraw_begun(track, now_k, out)
        running, self.running, self.chain, self.shown = self.running, None, None, 0
        self.early.chain = None
        if running is None:
            return
        self.done_k = max(self.done_k, running.last_k)
        self.finder.forget(self.done_k)
        if not running.reps:
            self.sets -= 1
            return
        self.remembered = learnt(running, self.exercise, self.remembered)
        self.early.learn(known_of(running, self.exercise, track))
        self.early.ask(self.exercise)
        out.append((now_k, closed_event(self.session, self.role, self.exercise, running)))

    def _withdraw_begun(self, track: Track, now_k: int, out: list[Decided]) -> None:
        """Begun at the top, it has as many repetitions as lifts.

        A last lowering that no lift and no rest follows is the weight put down, and the lift of
        the first repetition was never seen.
        """
        running, chain = self.running, self.chain
        if running is None or chain is None or not running.began_high or len(running.reps) < 2:
            return
        if not running.sure or chain.probe.signal is Signal.HEIGHT:
            return
        open_lowering = ends_high(chain, running.low_of(chain, track))
        if open_lowering or rests_low(chain, track, now_k) or passed_k(chain, track, now_k) >= 0:
            return
        self._withdraw(running, 0, now_k, "begun_at_top", out)

    def _withdraw(
        self, running: RunningSet, i: int, now_k: int, reason: str, out: list[Decided]
    ) -> None:
        """Take back a repetition that was said."""
        rep = running.reps.pop(i).rep
        self.reps -= 1
        t_s = now_k / GRID_HZ
        place = (rep.id, self.session, self.role, running.n)
        out.append((now_k, RepWithdrawn(*place, t_s, reason)))

    def end_set(self, track: Track, out: list[Decided]) -> None:
        """A person said that the set is over."""
        self._complete_passing(track, track.end, out)
        self.close(track, track.end, out)

    def pause(self, track: Track, out: list[Decided]) -> None:
        """The running set is over; what moves from here on is followed and not counted."""
        self.end_set(track, out)
        self.paused = True

    def resume(self, track: Track) -> None:
        """Repetitions count again; none reaches back into the pause."""
        self.paused = False
        self.begin_anew(track)

    def begin_anew(self, track: Track) -> None:
        """No repetition from here on has its top before this."""
        self.done_k = max(self.done_k, track.end)
        self.finder.forget(self.done_k)
        self.early.chain = None

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

    def _pass_time(self, track: Track, now_k: int, out: list[Decided]) -> None:
        """What needs no new turning point: an open lowering settles, a set grows old."""
        self._settle_early(track, now_k, out)
        while self.running is not None:
            settled = self._settled_k(track, now_k)
            deadline = self._deadline_k()
            if 0 <= settled <= min(deadline, now_k - 1) and self.chain is not None:
                if not self._say_tail(track, tail(self.chain, settled), settled + 1, out):
                    return
            elif deadline < now_k:
                self._complete_passing(track, deadline, out)
                self.close(track, deadline, out)
                if self.running is None:
                    self._judge(track, deadline, out)
            else:
                return

    def _early_counter(self) -> int:
        """Which counter is followed for a set that was seen before; -1 for none."""
        if not (self.planned and self.asked) or (
            self.running is not None and not self.running.early
        ):
            return -1
        if self.early.known is None or self.early.known.exercise != self.exercise:
            self.early.ask(self.exercise)
        return self.early.counter

    def _take_early(self, track: Track, i: int, now_k: int, out: list[Decided]) -> None:
        """The newest half-cycle of that counter: is it of a repetition as they were before?"""
        half = self.finder.counters[i].newest
        if half is None:
            return
        since_k = self.done_k if self.running is None else -1
        goes_on = self.early.take(half, track, since_k)
        chain = self.early.chain
        if not goes_on or chain is None:
            return
        if self.running is not None:
            self.chain = chain
            for one in self._wanted(track, chain, now_k):
                self._say_early(track, one, now_k, out)
        elif len(chain) > 1:
            self._begin_early(track, chain, wanted(chain, 1), now_k, out)

    def _settle_early(self, track: Track, now_k: int, out: list[Decided]) -> None:
        """A first lift as they were before, its lowering over and the limb at rest."""
        chain = self.early.chain
        if self.running is not None or self.paused or chain is None or self._early_counter() < 0:
            return
        settled = self.early.settled_k(track, now_k)
        if 0 <= settled < now_k:
            self._begin_early(track, chain, tail(chain, settled), settled + 1, out)

    def _begin_early(
        self, track: Track, chain: Chain, one: Wanted, now_k: int, out: list[Decided]
    ) -> None:
        """Confirm a set by its first repetition."""
        known = self.early.known
        if known is None:
            return
        self.sets += 1
        self.running = begin_known(
            self.sets, chain, track, now_k, known.excursion, seen=known.turned
        )
        self.chain = chain
        if not self._say_early(track, one, now_k, out):
            self.running, self.chain = None, None
            self.sets -= 1

    def _say_early(self, track: Track, one: Wanted, now_k: int, out: list[Decided]) -> bool:
        said = self._say(track, one, now_k, out)
        if said and self.running is not None:
            self.running.early.append(one)
        return said

    def _confirm_early(
        self, track: Track, fresh: list[Wanted], now_k: int, out: list[Decided]
    ) -> None:
        """A chain confirms the set: what was said before must be of it, or is taken back."""
        running = self.running
        if running is None or len(running.early) + len(fresh) < SHORTEST:
            return
        early, running.early = running.early, []
        kept = from_first(running, track, [*early, *fresh], now_k)
        for one in early:
            places = [i for i, said in enumerate(running.reps) if said.top_k == one.top_k]
            if kept and one not in kept and places:
                self._withdraw(running, places[0], now_k, "apart_from_set", out)
                self.shown = max(self.shown - 1, 0)

    def _settled_k(self, track: Track, now_k: int) -> int:
        running, chain = self.running, self.chain
        if running is None or chain is None or not ends_high(chain, running.low_of(chain, track)):
            return -1
        top_k = chain.halves[-1].end.k
        if (
            running.excursion.axis is None
            or top_k <= self.done_k
            or running.has(tail(chain, top_k + 1))
        ):
            return -1
        return settled_k(chain, track, running.excursion, now_k)

    def _deadline_k(self) -> int:
        running = self.running
        if running is None:
            return -1
        wait_s = CLOSE_AFTER_S
        if self.chain is not None and self.chain.closed:
            wait_s = BROKEN_CLOSE_S
        if self.planned and len(running.reps) >= self.planned:
            wait_s = PLANNED_STILL_S
        last_k = max(running.last_k, self.chain.end_k if self.chain else 0)
        known_k = max(running.said_k, self.chain.closed_k if self.chain else 0)
        return max(last_k + int(wait_s * GRID_HZ), known_k)

    def _complete_passing(self, track: Track, now_k: int, out: list[Decided]) -> None:
        """A last lowering that went on into the put-down still counts."""
        running, chain = self.running, self.chain
        if running is None or chain is None or not ends_high(chain, running.low_of(chain, track)):
            return
        if running.began_high:
            return
        passed = passed_k(chain, track, now_k)
        if passed >= 0 and not running.has(tail(chain, passed)):
            self._say_tail(track, tail(chain, passed), now_k, out)

    def _say_tail(self, track: Track, one: Wanted, now_k: int, out: list[Decided]) -> bool:
        """A repetition whose lowering has no turning point yet, and those that waited for it."""
        chain = self.chain
        if chain is None:
            return False
        fresh = [*self._wanted(track, chain, now_k), one]
        if self.running is None or is_odd(self.running, track, fresh, now_k):
            return False
        said = [self._say(track, each, now_k, out) for each in fresh]
        return said[-1]

    def _judge(self, track: Track, now_k: int, out: list[Decided]) -> None:
        """Say the repetitions of the believed sets that were not said yet."""
        for chain in self.finder.chosen():
            if chain.end_k <= self.done_k or not self._may_speak(chain, track, now_k):
                continue
            if self._is_another(chain, track):
                self._complete_passing(track, now_k, out)
                self.close(track, now_k, out)
                self._judge(track, now_k, out)  # settling the old set changes what is believed
                return
            if self.running is None:
                self._begin(track, chain, now_k, out)
                continue
            self._take_over(track, chain, now_k)
            fresh = self._wanted(track, chain, now_k)
            if self.running.early:
                self._confirm_early(track, fresh, now_k, out)
            for one in without_odd_last(self.running, track, fresh, now_k):
                self._say(track, one, now_k, out)

    def _begin(self, track: Track, chain: Chain, now_k: int, out: list[Decided]) -> None:
        """Confirm a set, once two of its repetitions resemble each other."""
        self.sets += 1
        self.running, self.chain = self._measured(chain, track, now_k), chain
        self.running.planned = self.planned
        fresh = from_first(self.running, track, self._wanted(track, chain, now_k), now_k)
        if not fresh:
            self.running, self.chain = None, None
            self.sets -= 1
            return
        self.running.began_high = fresh[0].cut and begins_high(chain, track)
        for one in without_odd_last(self.running, track, fresh, now_k):
            self._say(track, one, now_k, out)

    def _measured(self, chain: Chain, track: Track, now_k: int) -> RunningSet:
        """A set of this chain: small movement with the axis of a large one, where there was one."""
        known = self.remembered
        if known is not None and known.fits(chain, track, self.exercise):
            return begin_known(self.sets, chain, track, now_k, known.excursion, sure=known.sure)
        return begin_set(self.sets, chain, track, now_k, self.expected, after_k=self.done_k)

    def _may_speak(self, chain: Chain, track: Track, now_k: int) -> bool:
        """May this chain begin a set, or go on with the running one?"""
        if self.running is None:
            known = self.early.known if self.planned else None
            if known is not None and known.exercise == self.exercise and known.is_beside(chain):
                return False
            return may_begin(chain, track, self._asked(chain, track), now_k)
        if self.running.early and chain.probe.signal is Signal.HEIGHT:
            return False  # the angle was known, and spoke
        if chain is self.chain or chain.start_k < self.running.last_k:
            return True
        return may_be_set(chain, track, self._asked(chain, track), now_k)

    def _asked(self, chain: Chain, track: Track) -> str:
        """What is asked of a chain: nothing more where it goes about the remembered axis."""
        known = self.remembered is not None and self.remembered.fits(chain, track, self.exercise)
        return "unknown" if known else self.exercise

    def _is_another(self, chain: Chain, track: Track) -> bool:
        """Is this chain another set than the running one?"""
        running = self.running
        if running is None:
            return False
        inside = (chain.start_k + chain.end_k) // 2 < running.last_k
        if inside and len(running.reps) > SHORTEST:
            return False  # sooner the running one may have begun wrongly
        if running.early:
            return not running.explains(chain, track)
        return chain.start_k > self._over_k(chain)

    def _over_k(self, chain: Chain) -> int:
        """After this point a chain that starts is another set (the old one being closed)."""
        if self.chain is None or chain is self.chain or not self.chain.closed:
            return chain.start_k
        return self.chain.end_k - GRID_HZ

    def _take_over(self, track: Track, chain: Chain, now_k: int) -> None:
        better = chain is not self.chain and self._measures_better(chain, track)
        if better and self.running is not None:
            self.running.measure_with(self._measured(chain, track, now_k))
        self.chain = chain

    def _measures_better(self, chain: Chain, track: Track) -> bool:
        """A chain that takes over, of an angle the axis of the set does not explain."""
        running = self.running
        if running is None:
            return False
        if running.excursion.axis is None:
            return chain.probe.signal is not Signal.HEIGHT and chain.range >= SMALL_RAD
        return not running.explains(chain, track)

    def _wanted(self, track: Track, chain: Chain, now_k: int) -> list[Wanted]:
        running = self.running
        if running is None:
            return []
        low = running.low_of(chain, track)
        first = None if running.reps else opening(chain, track, low, now_k)
        seen = running.reps[-1].top_k if running.reps else self.done_k
        places = [i for i in tops(chain, low, seen) if not self._walks(track, chain, i, now_k)]
        fresh = [one for i in places if not running.has(one := wanted(chain, i))]
        fresh += self._smaller(track, chain, seen, fresh)
        fresh.sort(key=lambda one: one.top_k)
        return [*([first] if first is not None and first.low_k > self.done_k else []), *fresh]

    def _smaller(
        self, track: Track, chain: Chain, after_k: int, fresh: list[Wanted]
    ) -> list[Wanted]:
        """Repetitions of the set too small for the counter that speaks for it."""
        running = self.running
        if running is None or not running.reps or not may_miss(chain):
            return []
        found: list[Wanted] = []
        for finer in finer_than(chain, self.finder):
            low = running.low_of(finer, track)
            for i in tops(finer, low, after_k):
                if not is_missed(chain, finer, i):
                    continue
                one = wanted(finer, i)
                if not (running.has(one) or any(overlap(one, each) for each in [*fresh, *found])):
                    found.append(one)
        return found

    def _walks(self, track: Track, chain: Chain, i: int, now_k: int) -> bool:
        """Is this repetition of the running set a step? Decided once all around it is known."""
        running, top_k = self.running, chain.halves[i].start.k
        if running is None or not running.reps or top_k in running.steps:
            return running is not None and top_k in running.steps
        cycle_s = (chain.halves[i].end.k - chain.halves[i - 1].start.k) / GRID_HZ
        quick = cycle_s < min(STRIDE_S[1], QUICKER * running.usual_s)
        if not quick or not walks_at(chain, i, track, now_k):
            return False
        running.steps = [*running.steps, top_k][-STEPS_KEPT:]
        return True

    def _say(self, track: Track, one: Wanted, now_k: int, out: list[Decided]) -> bool:
        """Say a repetition, once; False when it was said before or is none."""
        running = self.running
        if running is None or running.has(one) or one.top_k <= self.done_k:
            return False
        if one.top_k <= self.last_end_s * GRID_HZ:
            return False
        running.learn(track, one)
        phases = running.timed(track, one, now_k, self.last_end_s)
        if is_partial(one):
            self._reject(one, phases.range_deg, now_k, out)
            return False
        if is_broken(track, phases):
            self._reject(one, phases.range_deg, now_k, out, "gap")
            return False
        running.note_still(track, phases, now_k)
        flags = [*running.doubts(track, phases, one, now_k), *self._marks(track, now_k)]
        self.reps += 1
        rest_s = phases.start_s - running.end_s if running.reps else 0.0
        place = Place(
            self.session, self.role, self.exercise, running.n, self.reps, rest_s, self.band_s
        )
        figures = rep_figures(track, phases, running.excursion, self.band_s, now_k)
        rep = rep_event(place, phases, figures, flags)
        self.last_end_s = rep.end_s
        end_k = max(one.down_k, one.top_k + 1)
        size = size_of(running, track, one, now_k)
        running.reps.append(
            Counted(
                one.low_k,
                one.top_k,
                end_k,
                now_k,
                rep,
                size,
                one.way.rise_k,
                one.way.fall_k,
                pace_of(one)[0],
            )
        )
        out.append((now_k, rep))
        return True

    def _reject(
        self, one: Wanted, range_deg: float, now_k: int, out: list[Decided], why: str = "partial"
    ) -> None:
        if one.top_k in self.rejected[-4:]:
            return
        self.rejected = [*self.rejected, one.top_k][-8:]
        out.append((now_k, rejected_event(self.session, self.role, one, range_deg, why)))
