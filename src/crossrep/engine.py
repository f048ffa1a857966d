"""The quiet middle: inputs in, events out. No I/O, no clock, no waiting.

The engine works lazily: it collects inputs and looks at them once ``block_s`` of host time has
passed. When an event is emitted may depend on that; which events, and in which order, may not.
Every event carries the place in the log of the input that decided it, and that is their order.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from vqf import VQF

from crossrep import __version__
from crossrep.batch import NOTIFICATION, SIDES, TICK, InputBatch
from crossrep.errors import BadInputError
from crossrep.events import (
    LASTED,
    ArmState,
    Bout,
    Event,
    FaultEnded,
    FaultKind,
    FaultStarted,
    SessionStarted,
    SetCoupled,
    Snapshot,
)
from crossrep.inbox import Inbox
from crossrep.inputs import Command, CommandName, Input, LinkChange, Notification, Role, Side, Tick
from crossrep.movement.session import Placed, Session
from crossrep.samples import Ints
from crossrep.settings import Settings, digest
from crossrep.signal.health import Mark
from crossrep.signal.orientation import Posture, filter_from_state, filter_state
from crossrep.signal.wrist import Wrist
from crossrep.state import Codec, Plain

LONGEST_LEAP_NS = 24 * 3_600_000_000_000
"""Inputs stamped further ahead than a day are not believed, until several in a row agree."""
LEAP_VOTES = 5
GARBAGE_BYTES = 64
KNOCK, KNOCK_S = "knock", 10.0
"""A mark of this name says: the wrists are knocked together within the next seconds."""


def _wrists() -> dict[Side, Wrist]:
    return {Side.LEFT: Wrist(), Side.RIGHT: Wrist()}


@dataclass
class Engine:
    """Two wrists in, events out.

    Attributes:
        settings: what may change a number and is not in the log.
        block_s: how long inputs may wait before they are looked at; never changes an event.
    """

    settings: Settings = field(default_factory=Settings)
    block_s: float = 0.1
    wrists: dict[Side, Wrist] = field(default_factory=_wrists)
    session: Session | None = None
    inbox: Inbox = field(default_factory=Inbox)
    seq: int = 0
    now_ns: int = 0
    t0_ns: int = 0
    looked_ns: int = 0
    finished: bool = False
    leaps: int = 0
    disbelieved: int = 0

    def feed(self, item: Input) -> list[Event]:
        """Take one input; the events that became sure."""
        if not self._believable(item.t_host_ns):
            return []
        begun = self._begin(item)
        if self.inbox.batches:
            self.inbox.settle()
        self.seq += 1
        if isinstance(item, Notification):
            pile = self.inbox.piles[item.side]
            pile.payloads.append(item.payload)
            pile.seqs.append(self.seq)
            pile.stamps.append(self.now_ns)
            pile.names.append(item.characteristic)
        elif isinstance(item, Tick):
            self.inbox.tick_seq.append(self.seq)
            self.inbox.tick_ns.append(self.now_ns)
        else:
            return begun + self._look() + self._obey(item)
        return begun + self._look_in_time()

    def feed_batch(self, batch: InputBatch) -> list[Event]:
        """Take many inputs; the same events as one by one, faster."""
        stamps = batch.t_host_ns
        plain = bool(((batch.kind == NOTIFICATION) | (batch.kind == TICK)).all())
        steady = len(stamps) > 1 and bool((stamps[1:] >= stamps[:-1]).all())
        if self.session is None or not plain or not steady or not self._near(stamps):
            return [event for item in batch.inputs() for event in self.feed(item)]
        self.inbox.put(batch, self.seq + 1)
        self.seq, self.now_ns = self.seq + len(batch), int(stamps[-1])
        return self._look_in_time()

    def snapshot(self) -> Snapshot:
        """What is going on now; may change with the next input."""
        if self.session is None:
            return Snapshot("", 0.0, self.settings.exercise, ArmState(), ArmState())
        connected = {role: self.wrists[self._side(role)].connected for role in Role}
        return self.session.snapshot((self.now_ns - self.t0_ns) / 1e9, connected)

    def finish(self) -> list[Event]:
        """No more inputs: everything that can still be said, and the sums."""
        if self.finished or self.session is None:
            self.finished = True
            return []
        events = self._look()
        self.finished = True
        end_s = max((self.now_ns - self.t0_ns) / 1e9, self._last_s())
        self.seq += 1
        events += [event for _, event in self._end(end_s)] + self.session.finish(end_s)
        events += [event for role in Role for event in self._judged(role, end_s)]
        skipped = {side.value: self.wrists[side].skipped_bytes for side in SIDES}
        return [*events, self.session.ended(end_s, skipped)]

    def _side(self, role: Role) -> Side:
        trained = self.settings.trained
        other = Side.LEFT if trained is Side.RIGHT else Side.RIGHT
        return trained if role is Role.TRAINED else other

    def _end(self, end_s: float) -> list[Placed]:
        """What the wrists still held, and their open faults."""
        if self.session is None:
            return []
        said: list[Placed] = []
        postures: dict[Role, Posture] = {}
        for role in Role:
            postures[role], marks = self.wrists[self._side(role)].finish(self.seq, end_s)
            said += [self.session.fault(role, _lasted(mark, end_s)) for mark in marks]
        return self._add(postures) + said

    def _judged(self, role: Role, end_s: float) -> list[Event]:
        """Faults that only the whole session shows: never nothing."""
        wrist = self.wrists[self._side(role)]
        if self.session is None:
            return []
        kinds: list[tuple[FaultKind, str]] = []
        if wrist.refused:
            kinds.append((FaultKind.REFUSED, wrist.refused))
        if wrist.was_connected and not wrist.seen:
            kinds.append((FaultKind.NEVER_SEEN, "the sensor was connected and sent no sample"))
        elif wrist.was_expected and not wrist.seen:
            kinds.append((FaultKind.NEVER_SEEN, "the sensor was looked for and not found"))
        if wrist.dropped or self.disbelieved:
            n = wrist.dropped + self.disbelieved
            kinds.append((FaultKind.CLOCK_JUMP, f"{n} inputs with impossible times were left out"))
        if wrist.duplicates:
            kinds.append(
                (FaultKind.DUPLICATES, f"{wrist.duplicates} packets came twice and were used once")
            )
        if wrist.skipped_bytes >= GARBAGE_BYTES:
            kinds.append(
                (FaultKind.GARBAGE, f"{wrist.skipped_bytes} bytes were no part of any sample")
            )
        return [
            e for kind, detail in kinds for e in self.session.whole_fault(role, kind, end_s, detail)
        ]

    def _last_s(self) -> float:
        """The last sample's time: imported data may run ahead of the stamps."""
        return max((w.health.last_s for w in self.wrists.values() if w.seen), default=0.0)

    def _believable(self, t_ns: int) -> bool:
        """Stamps never go back (an earlier one counts as now) and do not leap by days.

        A clock that really was set leaps in every input; then session time simply goes on.
        """
        if self.finished:
            return False
        if self.session is not None and t_ns - self.now_ns > LONGEST_LEAP_NS:
            self.leaps += 1
            if self.leaps < LEAP_VOTES:
                self.disbelieved += 1
                return False
            self.t0_ns += t_ns - self.now_ns
            self.looked_ns += t_ns - self.now_ns
        self.leaps = 0
        self.now_ns = max(self.now_ns, t_ns) if self.session is not None else t_ns
        return True

    def _near(self, stamps: Ints) -> bool:
        first, last = int(stamps[0]), int(stamps[-1])
        return not self.finished and self.now_ns <= first and last - self.now_ns <= LONGEST_LEAP_NS

    def _begin(self, item: Input) -> list[Event]:
        """The first input opens the session."""
        if self.session is not None:
            return []
        start = (
            item.arguments if isinstance(item, Command) and item.name is CommandName.START else {}
        )
        self.t0_ns = self.looked_ns = item.t_host_ns
        session, utc_ns = str(start.get("session", "session")), _whole(start.get("utc_ns", 0))
        self.session = Session(session, self.settings)
        return [SessionStarted(session, 0.0, utc_ns, __version__, digest(self.settings))]

    def _obey(self, item: LinkChange | Command) -> list[Event]:
        if self.session is None:
            return []
        t_s = (self.now_ns - self.t0_ns) / 1e9
        if isinstance(item, Command):
            if item.name is CommandName.MARK and item.arguments.get("label") == KNOCK:
                for wrist in self.wrists.values():
                    wrist.shakes.look(t_s, t_s + KNOCK_S)
            return self.session.obey(item, t_s)
        role = next(role for role in Role if self._side(role) is item.side)
        self.wrists[item.side].timing = role is Role.TRAINED
        posture, marks = self.wrists[item.side].link(item, self.seq, t_s)
        said = [self.session.fault(role, mark) for mark in marks]
        return _ordered(said + self._add({role: posture}))

    def _look_in_time(self) -> list[Event]:
        """Look, if what waits has waited long enough."""
        waited_ns = self.now_ns - self.looked_ns
        return self._look() if waited_ns >= self.block_s * 1e9 else []

    def _look(self) -> list[Event]:
        """Look at what was collected."""
        inbox, self.inbox = self.inbox, Inbox()
        inbox.settle()
        self.looked_ns = self.now_ns
        if self.session is None:
            return []
        tick_seq = np.array(inbox.tick_seq, np.int64)
        tick_s = (np.array(inbox.tick_ns, np.int64) - self.t0_ns) / 1e9
        said: list[Placed] = []
        postures: dict[Role, Posture] = {}
        for role in Role:
            side = self._side(role)
            chunk = inbox.piles[side].whole()
            postures[role], marks = self.wrists[side].take(chunk, self.t0_ns, tick_seq, tick_s)
            said += [self.session.fault(role, mark) for mark in marks]
        return _ordered(said + self._add(postures))

    def _add(self, postures: dict[Role, Posture]) -> list[Placed]:
        """Postures to the session, and what only the wrists know of their clocks."""
        if self.session is None:
            return []
        knocks = self.session.bouts.knocks
        for role in postures:
            wrist = self.wrists[self._side(role)]
            knocks.shaken(role, wrist.shakes.found_s, wrist.health.period_s)
            if wrist.seen:
                knocks.doubt(wrist.clock_doubt_s)
        return self.session.add(postures)


def _lasted(mark: Mark, end_s: float) -> Mark:
    """A fault that ends with the session did not end by itself."""
    return replace(mark, detail=mark.detail or LASTED) if mark.end_s == end_s else mark


def _whole(value: str | float) -> int:
    """A number from a log; 0, "unknown", where it is none."""
    try:
        return int(value)
    except (ValueError, OverflowError):
        return 0


def _ordered(said: list[Placed]) -> list[Event]:
    """In the order of the inputs that decided; what one input decided, in a fixed order.

    First faults, then what is known of one arm alone, each as it was found; then sets in time with
    the other arm, and bouts by their start.
    """
    return [event for _, event in sorted(said, key=_order)]


def _order(item: Placed) -> tuple[int, int, float]:
    place, event = item
    if isinstance(event, SetCoupled | Bout):
        return place, 2 + isinstance(event, Bout), event.start_s
    return place, int(not isinstance(event, FaultStarted | FaultEnded)), 0.0


def save(engine: Engine) -> Plain:
    """Everything the engine knows, as plain values for JSON; it can go on afterwards."""
    return _CODEC.plain(engine)


def restore(state: Plain) -> Engine:
    """An engine that continues where `save` was called.

    Raises:
        BadInputError: this is no saved state of this version.
    """
    engine = _CODEC.restore(state)
    if not isinstance(engine, Engine):
        raise BadInputError("This is a saved state of something else than an engine.")
    return engine


_CODEC = Codec({VQF: (filter_state, filter_from_state)})
