"""Is the stream to be trusted? Frozen, gapped, silent or lost stretches are faults, never rest."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.events import FaultKind
from crossrep.samples import Bools, Floats, Ints, Samples, steps

FROZEN_S = 0.5
FROZEN_SAMPLES = 5
SILENT_S = 1.0
SHORTEST_HOLE_S = 0.1
HOLE_PERIODS = 3.5
SHORTEST_GAP_S = 0.5
GAP_PERIODS = 5.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A fault began (``end_s`` is NaN) or is over, known with input ``seq``."""

    seq: int
    kind: FaultKind
    start_s: float
    end_s: float = np.nan
    detail: str = ""


@dataclass
class Health:
    """Watches one wrist's samples and the ticks between them.

    Attributes:
        period_s: usual time between two samples.
        silence_s: nothing for so long is a silence; longer for wearables that send seldom.
    """

    period_s: float = 0.02
    silence_s: float = SILENT_S
    first_s: float = np.nan
    last_s: float = np.nan
    last_arrival_s: float = np.nan
    last_row: Floats = field(default_factory=lambda: np.full(6, np.nan))
    run_start_s: float = np.nan
    run_samples: int = 0
    frozen: bool = False
    silent_s: float = np.nan
    lost_s: float = np.nan

    def lost(self, seq: int, t_s: float) -> list[Mark]:
        """The link broke at session time ``t_s``."""
        marks = self._unsilence(seq, t_s)
        if np.isnan(self.lost_s):
            self.lost_s = t_s
            marks.append(Mark(seq, FaultKind.LINK_LOST, t_s))
        return marks

    def ticks(
        self, sample_seq: Ints, arrival_s: Floats, tick_seq: Ints, tick_s: Floats
    ) -> list[tuple[int, int]]:
        """Silences: (place of the tick that found one, how many of the new samples came before)."""
        known = np.concatenate([[self.last_arrival_s], arrival_s])
        before = np.searchsorted(sample_seq, tick_seq)
        silent = tick_s - known[before] > self.silence_s
        found: list[tuple[int, int]] = []
        for i in np.flatnonzero(silent).tolist():
            after = int(before[i])
            if (not found or found[-1][1] != after) and (after or np.isnan(self.silent_s)):
                found.append((int(tick_seq[i]), after))
        return found

    def check(
        self, samples: Samples, t_s: Floats, arrival_s: Floats, silences: list[tuple[int, int]]
    ) -> tuple[Bools, Bools, list[Mark]]:
        """(n,) frozen samples, (n,) samples after a hole, and what began or ended with them."""
        frozen, marks = self._frozen(samples, t_s)
        step_s = steps(t_s, self.last_s)
        hole = step_s > max(SHORTEST_HOLE_S, HOLE_PERIODS * self.period_s)
        waited_s = steps(arrival_s, self.last_arrival_s)
        stale = (
            waited_s <= self.silence_s
        )  # a frame from before a silence, completed by what came after
        marks += self._holes(samples.seq, t_s, step_s, stale, silences)
        if len(t_s):
            self.first_s = float(t_s[0]) if np.isnan(self.first_s) else self.first_s
            self.last_s, self.last_arrival_s = float(t_s[-1]), float(arrival_s[-1])
        return frozen, hole, marks

    def finish(self, seq: int, end_s: float) -> list[Mark]:
        """What is still open ends with the session."""
        marks = self._unsilence(seq, end_s) + self._found(seq, end_s)
        if self.frozen:
            marks.append(Mark(seq, FaultKind.FROZEN, self.run_start_s, self.last_s))
        return marks

    def _holes(
        self,
        seq: Ints,
        t_s: Floats,
        step_s: Floats,
        stale: Bools,
        silences: list[tuple[int, int]],
    ) -> list[Mark]:
        """Gaps, and silences opened by a tick and ended by the next sample."""
        marks: list[Mark] = []
        gap = step_s >= max(SHORTEST_GAP_S, GAP_PERIODS * self.period_s)
        opened = {after: tick for tick, after in silences}
        maybe = {*opened, *([0] if self._waiting() else [])}
        places = {*np.flatnonzero(gap).tolist(), *maybe, *(i + 1 for i in maybe)}
        for i in sorted(place for place in places if place <= len(t_s)):
            before_s = float(t_s[i - 1]) if i else self.last_s
            if i in opened and not np.isnan(before_s) and np.isnan(self.lost_s):
                self.silent_s = before_s
                marks.append(Mark(opened[i], FaultKind.SILENT, before_s))
            if i >= len(t_s) or (stale[i] and not np.isnan(self.silent_s)):
                continue
            here, known = int(seq[i]), self._waiting()
            marks += self._unsilence(here, float(t_s[i])) + self._found(here, float(t_s[i]))
            if not known and gap[i]:
                marks += [
                    Mark(here, FaultKind.GAP, before_s),
                    Mark(here, FaultKind.GAP, before_s, float(t_s[i])),
                ]
        return marks

    def _waiting(self) -> bool:
        return not (np.isnan(self.silent_s) and np.isnan(self.lost_s))

    def _unsilence(self, seq: int, t_s: float) -> list[Mark]:
        start_s, self.silent_s = self.silent_s, np.nan
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.SILENT, start_s, t_s)]

    def _found(self, seq: int, t_s: float) -> list[Mark]:
        start_s, self.lost_s = self.lost_s, np.nan
        end_s = max(start_s, t_s)
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.LINK_LOST, start_s, end_s)]

    def _frozen(self, samples: Samples, t_s: Floats) -> tuple[Bools, list[Mark]]:
        """All six axes identical for long enough; the run's own start is the fault's."""
        n = len(t_s)
        if not n:
            return np.zeros(0, bool), []
        rows = np.concatenate([samples.acc_ms2, samples.gyr_rads], axis=1)
        same = (rows == np.concatenate([self.last_row[None], rows[:-1]])).all(axis=1)
        if not (self.frozen or same.any()):
            self.last_row, self.run_start_s, self.run_samples = rows[-1].copy(), float(t_s[-1]), 1
            return same, []
        start = np.maximum.accumulate(np.where(same, -1, np.arange(n)))
        carried = start < 0
        start_s = np.where(carried, self.run_start_s, t_s[start])
        count = np.arange(n) - start + 1 + np.where(carried, self.run_samples - 1, 0)
        frozen = same & (t_s - start_s >= FROZEN_S - 1e-9) & (count >= FROZEN_SAMPLES)
        marks = self._frozen_marks(frozen, start_s, samples.seq, t_s)
        self.last_row, self.run_start_s = rows[-1].copy(), float(start_s[-1])
        self.run_samples, self.frozen = int(count[-1]), bool(frozen[-1])
        return frozen, marks

    def _frozen_marks(self, frozen: Bools, start_s: Floats, seq: Ints, t_s: Floats) -> list[Mark]:
        was = np.concatenate([[self.frozen], frozen[:-1]])
        starts = np.concatenate([[self.run_start_s], start_s[:-1]])
        marks = []
        for i in np.flatnonzero(frozen != was).tolist():
            here, kind = int(seq[i]), FaultKind.FROZEN
            begun = bool(frozen[i])
            marks.append(
                Mark(
                    here,
                    kind,
                    float(start_s[i] if begun else starts[i]),
                    np.nan if begun else float(t_s[i]),
                )
            )
        return marks
