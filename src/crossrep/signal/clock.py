"""When was a sample taken? Session seconds from the wearable's clock (or, imported, from its file).

A unit's clock runs wrong by up to 0.7 % and its zero means nothing, so a slowly bending line
maps it to the host's clock: the line under all arrivals of the last minute that is nearest to
them (a radio can only be late). It bends once every `ENVELOPE_SAMPLES` samples, so how the
samples were cut into blocks cannot matter. Source of the estimator: Moon, Skelly, Towsley,
"Estimation and removal of clock skew from network delay measurements" (INFOCOM 1999), by the
lower convex hull; why and how well: docs/decisions/0003-sample-times.md.
Wearables without a clock: `crossrep.signal.arrival`.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.samples import Floats, Samples, steps
from crossrep.signal.envelope import Envelope

ENVELOPE_SAMPLES = 32
FIRST_S = 3.0
FIRST_PULL_S, PULL_S = 1.0, 5.0
FIRST_LARGEST_PULL, LARGEST_PULL = 0.1, 0.001
"""A new line finds its height within its first seconds; from then on it hardly bends."""
JUMP_S = 2.0
JUMP_VOTES = 3
LONGEST_HOLE_S = 86400.0
"""Times that jump ahead by more are no times."""


@dataclass
class Line:
    """Device seconds to session seconds; continuous, bends at multiples of the envelope block."""

    device_s: float = 0.0
    session_s: float = 0.0
    rate: float = 1.0
    anchored: bool = False
    counted: int = 0
    best_s: float = np.inf
    best_device_s: float = 0.0
    said_s: float = -np.inf
    envelope: Envelope = field(default_factory=Envelope)

    def anchor(self, device_s: float, arrival_s: float) -> None:
        """Begin (again): this device time is this arrival, but never before what was said."""
        self.device_s, self.session_s = device_s, max(arrival_s, self.said_s + 1e-3, 0.0)
        self.rate, self.anchored, self.counted, self.best_s = 1.0, True, 0, np.inf
        self.envelope = Envelope()

    def map(self, device_s: Floats, arrival_s: Floats) -> Floats:
        """(n,) session times of (n,) increasing device times."""
        out, late_s = np.empty(len(device_s)), arrival_s - device_s
        at = 0
        while at < len(device_s):
            to = min(len(device_s), at + ENVELOPE_SAMPLES - self.counted)
            here_s = device_s[at:to]
            out[at:to] = self.session_s + (here_s - self.device_s) * self.rate
            self._see(here_s, late_s[at:to])
            if self.counted == ENVELOPE_SAMPLES:
                self._bend(float(here_s[-1]), float(out[to - 1]))
            at = to
        self.said_s = float(out[-1]) if len(out) else self.said_s
        return out

    def _see(self, device_s: Floats, late_s: Floats) -> None:
        first = int(late_s.argmin())
        least_s = float(late_s[first])
        if least_s < self.best_s:
            self.best_s, self.best_device_s = least_s, float(device_s[first])
        self.counted += len(device_s)

    def _bend(self, device_s: float, session_s: float) -> None:
        self.envelope.take((self.best_device_s, self.best_s))
        self.counted, self.best_s = 0, np.inf
        slope, late_s = self.envelope.under(device_s)
        self.rate = 1.0 + slope + self._pull(device_s, device_s + late_s - session_s)
        self.device_s, self.session_s = device_s, session_s

    def _pull(self, device_s: float, off_s: float) -> float:
        """How much faster to run until the height is right."""
        young = device_s - self.envelope.points[0][0] < FIRST_S
        time_s = FIRST_PULL_S if young else PULL_S
        most = FIRST_LARGEST_PULL if young else LARGEST_PULL
        return min(max(off_s / time_s, -most), most)


@dataclass
class DeviceClock:
    """Samples with the wearable's own time: jumps are voted on, single strays dropped."""

    line: Line = field(default_factory=Line)
    last_device_s: float = np.nan
    last_arrival_s: float = np.nan
    strays: list[tuple[float, float]] = field(default_factory=list)
    dropped: int = 0
    jumps: int = 0
    jumped: bool = False
    jumped_at: list[int] = field(default_factory=list)
    """Which of the samples given last came right after the clock was set."""

    def map(self, samples: Samples, arrival_s: Floats) -> tuple[Samples, Floats]:
        """The samples that have a believable time, and (n,) session times."""
        device_s, self.jumped_at = samples.t_device_s, []
        if self._plausible(device_s, arrival_s).all():
            return samples, self._accept(device_s, arrival_s)
        return self._one_by_one(samples, arrival_s)

    def _plausible(self, device_s: Floats, arrival_s: Floats) -> np.ndarray:
        step_s = steps(device_s, self.last_device_s)
        waited_s = steps(arrival_s, self.last_arrival_s)
        return (step_s > 0) & (step_s - waited_s < JUMP_S) & (not self.strays)

    def _accept(self, device_s: Floats, arrival_s: Floats) -> Floats:
        """(n,) session times of samples that are believed."""
        if len(device_s):
            self.last_device_s, self.last_arrival_s = float(device_s[-1]), float(arrival_s[-1])
        return self.line.map(device_s, arrival_s)

    def _one_by_one(self, samples: Samples, arrival_s: Floats) -> tuple[Samples, Floats]:
        kept: list[int] = []
        times: list[Floats] = []
        for i in range(len(samples)):
            rest_s = samples.t_device_s[i:], arrival_s[i:]
            if i == 1 and self._plausible(*rest_s).all():  # only the very first was new
                kept += range(i, len(samples))
                times.append(self._accept(*rest_s))
                break
            device_s, here_s = rest_s[0][:1], rest_s[1][:1]
            if self._believe(float(device_s[0]), float(here_s[0]), _ahead_s(samples, i)):
                if self.jumped:
                    self.jumped_at.append(len(kept))
                kept.append(i)
                times.append(self._accept(device_s, here_s))
            else:
                self.dropped += 1
        return samples.rows(np.array(kept, np.int64)), np.concatenate([np.empty(0), *times])

    def _believe(self, device_s: float, arrival_s: float, ahead_s: float) -> bool:
        step_s, waited_s = device_s - self.last_device_s, arrival_s - self.last_arrival_s
        self.jumped = False
        if step_s > 0 and step_s - waited_s < JUMP_S:
            self.strays = []
            return True
        self.strays = [*self.strays, (device_s, arrival_s)][-JUMP_VOTES:]
        if not np.isnan(self.last_device_s) and not self._agree():
            return False
        self.jumped = self.line.anchored
        self.jumps += int(self.jumped)
        self.line.anchor(device_s, arrival_s - ahead_s)
        self.strays = []
        return True

    def _agree(self) -> bool:
        """Enough strays in a row that go on from one another: the clock was really set."""
        steps = np.diff([device_s for device_s, _ in self.strays])
        return len(self.strays) == JUMP_VOTES and bool(((steps > 0) & (steps < JUMP_S)).all())


def _ahead_s(samples: Samples, i: int) -> float:
    """How much before the last sample of its packet a sample was taken: only that one is fresh."""
    last = int(np.searchsorted(samples.seq, samples.seq[i], side="right")) - 1
    ahead_s = float(samples.t_device_s[last] - samples.t_device_s[i])
    return ahead_s if 0 < ahead_s < JUMP_S else 0.0


@dataclass
class SessionClock:
    """Imported samples: their time is session time; only increasing times from 0 are taken."""

    last_s: float = -np.inf
    dropped: int = 0

    def map(self, samples: Samples, arrival_s: Floats) -> tuple[Samples, Floats]:  # noqa: ARG002
        """The samples that come after all earlier ones, and (n,) session times."""
        t_s = samples.t_device_s
        believed_s = np.where(t_s >= 0, t_s, -np.inf)
        highest = np.maximum.accumulate(np.concatenate([[self.last_s], believed_s]))
        later = believed_s > highest[:-1]
        if (np.diff(highest[np.isfinite(highest)]) > LONGEST_HOLE_S).any():
            return self._one_by_one(samples)
        self.last_s = float(highest[-1])
        self.dropped += int(np.count_nonzero(~later))
        return (samples, t_s) if later.all() else (samples.rows(later), t_s[later])

    def _one_by_one(self, samples: Samples) -> tuple[Samples, Floats]:
        later = np.zeros(len(samples), bool)
        for i, t_s in enumerate(samples.t_device_s.tolist()):
            first = self.last_s < 0
            near = self.last_s < t_s <= self.last_s + LONGEST_HOLE_S
            later[i] = t_s >= 0 and (first or near)
            self.last_s = t_s if later[i] else self.last_s
        self.dropped += int(np.count_nonzero(~later))
        return samples.rows(later), samples.t_device_s[later]
