"""The repetitions of one arm as they become sure: confirmed, timed, counted once, closed.

Nothing here depends on how the samples were cut: every decision is made at a grid point, with
what was known at that point, in the order of those points.
"""

from dataclasses import dataclass, field

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.finder import Finder
from crossrep.movement.finding.gates import may_be_set, may_begin
from crossrep.movement.finding.signals import Signal
from crossrep.movement.repetitions.account import Account, Decided
from crossrep.movement.repetitions.belonging import SHORTEST, is_another, measures_better
from crossrep.movement.repetitions.due import deadline_k, due, lowered_k
from crossrep.movement.repetitions.early import Early
from crossrep.movement.repetitions.first import from_first
from crossrep.movement.repetitions.known import known_of
from crossrep.movement.repetitions.likeness import (
    is_odd,
    without_odd_last,
    without_strangers,
)
from crossrep.movement.repetitions.remembered import Remembered, learnt
from crossrep.movement.repetitions.reps import (
    Wanted,
    begins_high,
    cut_end,
    cut_lift,
    ends_high,
    passed_k,
    rests_low,
    tail,
    wanted,
)
from crossrep.movement.repetitions.running_set import RunningSet, begin_known, begin_set
from crossrep.movement.repetitions.steps import said_steps
from crossrep.signal.track import KEPT, Track


@dataclass
class Repetitions:
    """Watches one arm.

    Attributes:
        account: what was said, and as what.
        planned: repetitions of a set by prescription, 0 for none.
        running: the set in progress; ``chain`` is what speaks for it.
        done_k: no repetition from here on has its top before this grid point.
        shown: the count on the screen, which never falls within a set.
        asked: a set was asked for and not ended by a person.
    """

    account: Account
    planned: int = 0
    finder: Finder = field(default_factory=Finder)
    running: RunningSet | None = None
    chain: Chain | None = None
    done_k: int = -1
    shown: int = 0
    paused: bool = False
    remembered: Remembered | None = None
    early: Early = field(default_factory=Early)
    asked: bool = True

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
            self.account.sets -= 1
            return
        self.remembered = learnt(running, self.account.exercise, self.remembered)
        self.early.learn(known_of(running, self.account.exercise, track))
        self.early.ask(self.account.exercise)
        self.account.close(running, now_k, out)

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
        self.account.withdraw(running, 0, now_k, "begun_at_top", out)

    def _withdraw_steps(self, track: Track, chain: Chain, now_k: int, out: list[Decided]) -> None:
        """The first steps after a set are known to be such only with those that follow."""
        running = self.running
        if running is None or running.early:
            return
        for place in reversed(said_steps(running, chain, track, now_k)):
            self._take_back(running, place, now_k, "walking", out)
        if not running.reps:
            self._unbegin()

    def _take_back(
        self, running: RunningSet, place: int, now_k: int, reason: str, out: list[Decided]
    ) -> None:
        """Withdraw a repetition of a set that goes on: the count on the screen follows."""
        self.account.withdraw(running, place, now_k, reason, out)
        self.shown = max(self.shown - 1, 0)

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

    def _pass_time(self, track: Track, now_k: int, out: list[Decided]) -> None:
        """What needs no new turning point: an open lowering settles, a set grows old."""
        self._settle_early(track, now_k, out)
        while self.running is not None:
            settled = self._settled_k(track, now_k)
            deadline = deadline_k(self.running, self.chain, self.planned)
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
        if self.early.known is None or self.early.known.exercise != self.account.exercise:
            self.early.ask(self.account.exercise)
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
            for one in self._due(track, chain, now_k):
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
        self.account.sets += 1
        self.running = begin_known(
            self.account.sets, chain, track, now_k, known.excursion, seen=known.turned
        )
        self.chain = chain
        if not self._say_early(track, one, now_k, out):
            self._unbegin()

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
                self._take_back(running, places[0], now_k, "apart_from_set", out)

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
        fresh = [*self._due(track, chain, now_k), one]
        if self.running is None:
            return False
        fresh = without_strangers(self.running, track, fresh, now_k)
        if is_odd(self.running, track, fresh, now_k):
            return False
        said = [self._say(track, each, now_k, out) for each in fresh]
        return said[-1]

    def _judge(self, track: Track, now_k: int, out: list[Decided]) -> None:
        """Say the repetitions of the believed sets that were not said yet."""
        over_k = max(self.done_k, now_k - KEPT)  # settled, or nothing of it can be looked at
        for chain in self.finder.chosen(over_k):
            if self.running and self.running.begins_after(chain):
                continue
            self._withdraw_steps(track, chain, now_k, out)
            if not self._may_speak(chain, track, now_k):
                continue
            if self.running and is_another(self.running, self.chain, chain, track):
                self._complete_passing(track, now_k, out)
                self.close(track, now_k, out)
                self._judge(track, now_k, out)  # settling the old set changes what is believed
                return
            if self.running is None:
                self._begin(track, chain, now_k, out)
                continue
            self._take_over(track, chain, now_k)
            fresh = self._due(track, chain, now_k)
            if self.running.early:
                self._confirm_early(track, fresh, now_k, out)
            for one in without_odd_last(self.running, track, fresh, now_k):
                self._say(track, one, now_k, out)

    def _begin(self, track: Track, chain: Chain, now_k: int, out: list[Decided]) -> None:
        """Confirm a set, once two of its repetitions resemble each other."""
        self.account.sets += 1
        self.running, self.chain = self._measured(chain, track, now_k), chain
        self.running.planned = self.planned
        fresh = from_first(self.running, track, self._due(track, chain, now_k), now_k)
        if fresh:
            self.running.began_high = fresh[0].cut and begins_high(chain, track)
        for one in without_odd_last(self.running, track, fresh, now_k):
            self._say(track, one, now_k, out)
        if not self.running.reps:
            self._unbegin()

    def _unbegin(self) -> None:
        """Nothing of the set could be said, or stayed: it has not begun."""
        if self.chain is not None:
            self.chain.low = -1
        self.running, self.chain = None, None
        self.account.sets -= 1

    def _measured(self, chain: Chain, track: Track, now_k: int) -> RunningSet:
        """A set of this chain: small movement with the axis of a large one, where there was one."""
        known = self.remembered
        if known is not None and known.fits(chain, track, self.account.exercise):
            return begin_known(
                self.account.sets, chain, track, now_k, known.excursion, sure=known.sure
            )
        return begin_set(
            self.account.sets, chain, track, now_k, self.account.expected, after_k=self.done_k
        )

    def _may_speak(self, chain: Chain, track: Track, now_k: int) -> bool:
        """May this chain begin a set, or go on with the running one?"""
        if self.running is None:
            known = self.early.known if self.planned else None
            if (
                known is not None
                and known.exercise == self.account.exercise
                and known.is_beside(chain)
            ):
                return False
            if chain.probe.signal is Signal.HEIGHT and self.finder.walks_in(chain):
                return False
            return may_begin(chain, track, self._asked(chain, track), now_k)
        if self.running.early and chain.probe.signal is Signal.HEIGHT:
            return False  # the angle was known, and spoke
        if chain is self.chain or chain.start_k < self.running.last_k:
            return True
        return may_be_set(chain, track, self._asked(chain, track), now_k)

    def _asked(self, chain: Chain, track: Track) -> str:
        """What is asked of a chain: nothing more where it goes about the remembered axis."""
        known = self.remembered is not None and self.remembered.fits(
            chain, track, self.account.exercise
        )
        return "unknown" if known else self.account.exercise

    def _take_over(self, track: Track, chain: Chain, now_k: int) -> None:
        running = self.running
        if running and chain is not self.chain and measures_better(running, chain, track):
            running.measure_with(self._measured(chain, track, now_k))
        self.chain = chain

    def _due(self, track: Track, chain: Chain, now_k: int) -> list[Wanted]:
        running = self.running
        if running is None:
            return []
        return due(running, chain, self.finder, track, now_k, done_k=self.done_k)

    def _say(self, track: Track, one: Wanted, now_k: int, out: list[Decided]) -> bool:
        if self.running is None or one.top_k <= self.done_k:
            return False
        return self.account.say(self.running, one, track, now_k, out)

    def _settled_k(self, track: Track, now_k: int) -> int:
        running, chain = self.running, self.chain
        if running is None or chain is None or not ends_high(chain, running.low_of(chain, track)):
            return -1
        return lowered_k(running, chain, self.done_k, track, now_k)
