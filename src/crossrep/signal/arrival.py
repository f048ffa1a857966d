"""When was a sample taken that carries no time and no counter? Counted, and held to the arrivals.

Samples are counted at the wearable's rate. A radio can only be late, so if even the least late
sample of half a second is later than the count allows, samples are missing: the count goes on
by as much. Fewer than expected may also mean a slower wearable than announced; both are the same
to a duration. docs/decisions/0003-sample-times.md.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from crossrep.samples import Floats, Ints, Samples, steps
from crossrep.signal.clock import FIRST_S, Line

STALL_S = 0.3
SETTLE_S = 0.15
LATE_S = 0.1
RATE_SAMPLES = 64
RATE_S = 3.0
"""A rate is found from so many samples, or, where one was told, from those of so long."""
OTHER_RATE = 0.25
"""Both halves of those off by more, in one direction, are another rate than the one told."""
WINDOW_S, QUICK_WINDOW_S = 0.5, 0.2
SLIP_S, QUICK_SLIP_S = 0.03, 0.02
SLIP_PERIODS, QUICK_SLIP_PERIODS = 1.5, 0.75
"""The count is behind if the least late sample of a window is later than this; quicker and finer
while samples are known to go missing. A period more or less is the beat of samples against
connection events."""
YOUNG_S = 10.0
"""Before, a line may lean by more than that, and only `LATE_S` is too late."""
SLOWEST = 0.1
"""Where more samples come than were told, each may count for as little as this."""
LOSS_S = 10.0
LOSS_QUICK, LOSS_BEGINS, LOSS_ENDS = 0.002, 0.02, 0.005
"""Share of the samples of about so long that are missing: look quicker, say it, it is over."""


@dataclass
class Slip:
    """How far the count of one window was behind the arrivals, and what is added for it.

    Attributes:
        base: periods counted before this window.
        seen: samples of this window so far.
        least_s: how late the least late of them is.
        share: periods added for each sample of this window, beyond its own.
        size: samples of this window when it is full; 0 before the first.
        lost: share of samples that were missing lately.
    """

    base: float = 0.0
    seen: int = 0
    least_s: float = np.inf
    share: float = 0.0
    size: int = 0
    lost: float = 0.0


@dataclass
class ArrivalClock:
    """Samples without any time of their own: counted at the wearable's rate, tied to arrival.

    After a stall the samples wait until it is clear whether the radio was only late (a burst
    catches up) or samples are missing (it does not).

    Attributes:
        period_s: time between two samples; 0 while unknown.
        checked: the first samples came about as often as was told.
        lossy: samples are missing all the time.
        turned_at: which of the samples given last made that begin or end.
    """

    period_s: float = 0.0
    line: Line = field(default_factory=Line)
    slip: Slip = field(default_factory=Slip)
    checked: bool = False
    lossy: bool = False
    turned_at: list[int] = field(default_factory=list)
    given: int = 0
    last_arrival_s: float = np.nan
    stall_end_s: float = np.nan
    held: list[tuple[Samples, Floats]] = field(default_factory=list)

    def map(self, samples: Samples, arrival_s: Floats) -> tuple[Samples, Floats]:
        """Samples whose time is decided, and (n,) session times."""
        self.turned_at, self.given = [], 0
        out: list[tuple[Samples, Floats]] = []
        stalls = np.flatnonzero(steps(arrival_s, self.last_arrival_s) > STALL_S)
        at = 0
        while at < len(arrival_s):
            to = self._to(at, stalls, len(arrival_s))
            self._take(samples.rows(slice(at, to)), arrival_s[at:to], out)
            at = to
        return Samples.joined([s for s, _ in out]), np.concatenate(
            [np.empty(0), *(t for _, t in out)]
        )

    def at_rate(self, rate_hz: float) -> "ArrivalClock":
        """The same wrist at another rate: counted anew, never before what was said."""
        if abs(rate_hz * self.period_s - 1.0) < 1e-6:
            return self
        return ArrivalClock(1.0 / rate_hz, Line(said_s=self.line.said_s))

    def finish(self) -> tuple[Samples, Floats]:
        """What still waits, as it is."""
        if not self.held:
            return Samples.empty(), np.empty(0)
        return self._release(int(self.held[-1][0].seq[-1]))

    def _to(self, at: int, stalls: Ints, n: int) -> int:
        """How far to take at once: alone at and after a stall, so that blocks cannot matter."""
        if self.held or not self.checked or np.isnan(self.last_arrival_s):
            return at + 1
        ahead = int(np.searchsorted(stalls, at))
        if ahead == len(stalls):
            return n
        return at + 1 if stalls[ahead] == at else int(stalls[ahead])

    def _take(self, samples: Samples, arrival_s: Floats, out: list[tuple[Samples, Floats]]) -> None:
        if not len(samples):
            return
        if arrival_s[0] - self.last_arrival_s > STALL_S and self.checked:
            if self.held:
                out.append(self._release(int(samples.seq[0])))
            self.stall_end_s = float(arrival_s[0])
        self.last_arrival_s = float(arrival_s[-1])
        waiting = not self.checked or arrival_s[0] < self.stall_end_s + SETTLE_S
        if waiting or self.held:
            self.held.append((samples, arrival_s))
        if not self.held:
            out.append((samples, self._count(arrival_s)))
        elif self._settled(float(arrival_s[-1])):
            out.append(self._release(int(samples.seq[-1])))

    def _settled(self, arrival_s: float) -> bool:
        if self.checked:
            return not arrival_s < self.stall_end_s + SETTLE_S
        long_enough = bool(self.period_s) and arrival_s - self.held[0][1][0] >= RATE_S
        return long_enough or sum(len(s) for s, _ in self.held) >= RATE_SAMPLES

    def _release(self, seq: int) -> tuple[Samples, Floats]:
        samples = Samples.joined([s for s, _ in self.held]).known_at(seq)
        arrival_s = np.concatenate([t for _, t in self.held])
        self.held = []
        if not self.checked:
            self.period_s, self.checked = _found_period_s(arrival_s, self.period_s), True
            return samples, self._begin(arrival_s)
        if self.line.anchored:
            self.slip.base += self._missing(arrival_s)
        return samples, self._count(arrival_s, settled=True)

    def _begin(self, arrival_s: Floats) -> Floats:
        """(n,) times of the first samples; many units send slowly until a rate is set."""
        n, due_s = len(arrival_s), np.arange(len(arrival_s)) * self.period_s
        soonest_s = np.minimum.accumulate((arrival_s - due_s)[::-1])[::-1]
        sure = max(int(np.searchsorted(arrival_s, arrival_s[-1] - SETTLE_S)), 1)
        late_s = np.minimum(soonest_s, soonest_s[sure - 1]) - soonest_s[0]
        missing = np.rint(late_s / self.period_s) if late_s[-1] > LATE_S else np.zeros(n)
        steps = np.diff(missing, prepend=0.0)
        edges = [0, *(np.flatnonzero(steps[1:]) + 1).tolist(), n]
        times = []
        for a, b in pairwise(edges):
            self.slip.base += float(steps[a])
            times.append(self._count(arrival_s[a:b], settled=len(edges) > 2))
        return np.concatenate(times)

    def _missing(self, arrival_s: Floats) -> int:
        """Whole periods that never arrived: how late even the earliest of the burst is."""
        due_s = self._due_s(len(arrival_s))
        line = self.line
        late_s = float(np.min(arrival_s - (line.session_s + (due_s - line.device_s) * line.rate)))
        return round(late_s / self.period_s) if late_s > LATE_S else 0

    def _count(self, arrival_s: Floats, *, settled: bool = False) -> Floats:
        """(n,) session times; ``settled``: how late the whole burst was is dealt with."""
        if not self.line.anchored:
            self.line.anchor(float(self._due_s(1)[0]), float(arrival_s[0]))
            self.slip.size = self._window(quick=False)
        out = np.empty(len(arrival_s))
        at = 0
        while at < len(arrival_s):
            to = min(len(arrival_s), at + self.slip.size - self.slip.seen)
            out[at:to] = self.line.map(self._due_s(to - at), arrival_s[at:to])
            late_s = np.zeros(1) if settled else arrival_s[at:to] - out[at:to]
            self.slip.least_s = min(self.slip.least_s, float(late_s.min()))
            self.slip.seen += to - at
            self.given += to - at
            if self.slip.seen == self.slip.size:
                self._judge()
            at = to
        return out

    def _due_s(self, n: int) -> Floats:
        """(n,) times of the next samples, counted so that blocks cannot matter."""
        slip = self.slip
        count = np.arange(slip.seen + 1.0, slip.seen + n + 1.0) * (1.0 + slip.share)
        due_s: Floats = (slip.base + count) * self.period_s
        return due_s

    def _window(self, *, quick: bool) -> int:
        """Samples of a window."""
        if quick:
            return max(round(QUICK_WINDOW_S / self.period_s), 4)
        return max(round(WINDOW_S / self.period_s), 12)

    def _judge(self) -> None:
        """How much was missing in this window: the count goes on by so much."""
        slip, full = self.slip, self.slip.size
        behind_s, least_s = slip.least_s, self._tolerated_s()
        slip.base += full * (1.0 + slip.share)
        ahead = behind_s < -LATE_S and least_s < np.inf
        slip.share = max(behind_s / self.period_s / full, SLOWEST - 1) if ahead else 0.0
        missing = max(round(behind_s / self.period_s), 1) if behind_s > least_s else 0
        slip.base += missing
        slip.lost += (missing / (full + missing) - slip.lost) * full * self.period_s / LOSS_S
        slip.seen, slip.least_s = 0, np.inf
        slip.size = self._window(quick=slip.lost > LOSS_QUICK)
        self._say()

    def _tolerated_s(self) -> float:
        """How late the least late sample may be without anything missing."""
        points = self.line.envelope.points
        aged_s = self.slip.base * self.period_s - points[0][0] if points else 0.0
        if aged_s < FIRST_S:
            return np.inf
        if self.slip.lost > LOSS_QUICK:
            return max(QUICK_SLIP_S, QUICK_SLIP_PERIODS * self.period_s)
        least_s = max(SLIP_S, SLIP_PERIODS * self.period_s)
        return least_s if aged_s > YOUNG_S else max(least_s, LATE_S)

    def _say(self) -> None:
        lost = self.slip.lost
        if lost < LOSS_ENDS if self.lossy else lost > LOSS_BEGINS:
            self.lossy = not self.lossy
            self.turned_at.append(self.given - 1)


def _found_period_s(arrival_s: Floats, told_s: float) -> float:
    """The period that was told, unless the first arrivals are those of another."""
    n = len(arrival_s)
    found_s = _usual_period_s(float(arrival_s[-1] - arrival_s[0]) / max(n - 1, 1))
    if not told_s:
        return found_s
    halves = (arrival_s[: n // 2 + 1], arrival_s[n // 2 :])
    slower = [float(half[-1] - half[0]) / max(len(half) - 1, 1) / told_s for half in halves]
    other = min(slower) > 1 + OTHER_RATE or max(slower) < 1 / (1 + OTHER_RATE)
    return found_s if other and n > RATE_SAMPLES // 4 else told_s


def _usual_period_s(period_s: float) -> float:
    """Arrivals of two seconds tell a rate to a tenth; wearables have one of a few."""
    usual_hz = np.array([10.0, 20.0, 25.0, 50.0, 100.0, 200.0])
    off = np.abs(usual_hz * period_s - 1.0)
    return float(1.0 / usual_hz[np.argmin(off)]) if off.min() < 0.2 else max(period_s, 1e-3)
