"""The card's part ``second``: the same questions to a simulator of another make.

`crossrep.simulate` grew beside the engine; this one was written from the mechanics by somebody who
had not read it. Where the two lines of the card differ, the engine has learnt our simulator.
"""

from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from benchmarks.accuracy.chain_arm import FINE_HZ
from benchmarks.accuracy.chain_wearers import Done, Line, Wearer, wearer
from benchmarks.accuracy.intervals import of_quantile, wilson
from benchmarks.accuracy.oracle import DECIDED_S
from benchmarks.accuracy.page import titles
from benchmarks.accuracy.said import said_of
from benchmarks.accuracy.workers import worked
from crossrep.errors import BadInputError
from crossrep.events import Confidence
from crossrep.movement.timing.lowering import SMOOTH_S, smoothed, time_lowering, window_points

WEARERS = 20
MUST_DOUBT_S, CLOSE_S = 0.3, 0.5
LINES = (
    Line("80-120 deg, 1-4 s, typical sensor"),
    Line("such, poor sensor", poor=True),
    Line("2 deg of 5 Hz tremor", tremor_deg=2),
    Line("three steps inside the lowering", steps=True, lowering_s=(2.5, 5)),
    Line("30-60 deg", range_deg=(30, 60)),
    Line("20 deg, calibrated", range_deg=(20, 20), calibrated=True),
    Line("reach, 60-90 deg", range_deg=(60, 90), exercises=("reach",)),
    Line("pronation, 60-90 deg", range_deg=(60, 90), exercises=("pronation",)),
    Line("lowered in 5-7 s", lowering_s=(5, 7)),
    Line("0.5-0.9 s both ways", lowering_s=(0.5, 0.9), lifting_s=(0.5, 0.9)),
    Line("uneven by 25 %", uneven=0.25),
    Line("walk to the weight and back", walks=True),
    Line("such, 40-70 deg", walks=True, range_deg=(40, 70)),
    Line("25 Hz", rate_hz=25),
    Line("5 % lost, poor sensor", loss=0.05, poor=True),
)
INTRO = f"""\
A second simulator, of another make: an arm of two segments, uneven profiles, other postures, a
strap that rings at 6 to 12 Hz, joints that go along not quite in time. Exercise not named. A
lowering is found where ours overlaps its middle within {CLOSE_S} s; errors are against the rule on
the true angle of the driven joint, without tremor. What the other joints do is error here."""


@dataclass(frozen=True)
class Found:
    """One wearer: errors of lowering time, s, of range, deg, and which were of low confidence."""

    line: str
    seed: int
    true: int
    extra: int
    error_s: tuple[float, ...]
    range_error_deg: tuple[float, ...]
    low: tuple[bool, ...]

    @property
    def exact(self) -> bool:
        """Every repetition, and nothing else."""
        return len(self.error_s) == self.true and not self.extra


def second_lines(wearers: int = WEARERS, only: str = "") -> list[str]:
    """The whole part; at most so many wearers, of lines with this in their name."""
    items = [(line, seed) for line in LINES if only in line.name for seed in range(wearers)]
    if not items:
        raise BadInputError(f"No line of the second simulator has '{only}' in its name.")
    found = worked("second simulator", judged, items)
    rows = [_row(name, list(group)) for name, group in groupby(found, key=lambda one: one.line)]
    names = (
        "wearers", "exact", "missed, too many, of", "median, ms", "90 % within, ms",
        "range: 90 % within, deg", "doubted", "undoubted",
    )  # fmt: skip
    return ["## Second simulator", "", INTRO, "", titles(*names), *rows, ""]


def judged(item: tuple[Line, int]) -> Found:
    """What the engine says about one wearer, beside the truth."""
    line, seed = item
    person = wearer(line, seed)
    first_s = float(person.samples.t_s[0])
    begin_s = person.done[0].start_s - first_s - 1
    said = [rep for rep in said_of(person.samples).reps if rep.top_s > begin_s or line.walks]
    left, hits = list(said), []
    for (a_s, b_s), done in zip(_true_lowerings(person), person.done, strict=True):
        middle_s = (a_s + b_s) / 2 - first_s
        near = [
            rep
            for rep in left
            if rep.lowering_start_s - CLOSE_S < middle_s < rep.lowering_end_s + CLOSE_S
        ]
        if near:
            left.remove(near[0])
            hits.append((near[0], b_s - a_s, done.range_deg))
    return Found(
        line.name, seed, len(person.done), len(left),
        tuple(rep.lowering_s - true_s for rep, true_s, _ in hits),
        tuple(rep.range_deg - deg for rep, _, deg in hits),
        tuple(rep.confidence is Confidence.LOW for rep, _, _ in hits),
    )  # fmt: skip


def _true_lowerings(person: Wearer) -> list[tuple[float, float]]:
    """(begin, end) of each by the rule on the true angle, s of the grid."""
    rate = np.gradient(person.angle_deg) * FINE_HZ
    far = Done(np.inf, np.inf, np.inf, np.inf, 0.0)
    points = window_points(SMOOTH_S, FINE_HZ)
    found = []
    for one, after in pairwise([*person.done, far]):
        until_s = one.end_s + DECIDED_S
        if after.start_s < until_s:
            until_s = (after.start_s + after.top_s) / 2
        a = round((one.start_s + one.top_s) / 2 * FINE_HZ) - points // 2
        b = round(until_s * FINE_HZ) + points // 2
        timing = time_lowering(smoothed(rate[a:b], points), FINE_HZ, SMOOTH_S)
        if timing is None:
            raise ValueError(f"the lowering that begins at {one.lowering_s} s does not fall")
        zero_s = (a + points // 2) / FINE_HZ
        found.append((zero_s + timing.start_s, zero_s + timing.end_s))
    return found


def _row(name: str, rows: list[Found]) -> str:
    exact, n = sum(row.exact for row in rows), len(rows)
    low, high = (100 * share for share in wilson(exact, n))
    true, extra = sum(row.true for row in rows), sum(row.extra for row in rows)
    errors_ms = 1000 * np.array([e for row in rows for e in row.error_s])
    doubted = np.array([d for row in rows for d in row.low], bool)
    ranges_deg = np.abs([e for row in rows for e in row.range_error_deg])
    p90 = of_quantile(np.abs(errors_ms), 90)
    silent = int(np.count_nonzero((np.abs(errors_ms) > 1000 * MUST_DOUBT_S) & ~doubted))
    return (
        f"| {name} | {exact} of {n} [{low:.0f}-{high:.0f} %] |"
        f" {true - len(errors_ms)}, {extra}, {true} | {np.median(errors_ms):+.0f} |"
        f" {p90[0]:.0f} [{p90[1]:.0f}-{p90[2]:.0f}] | {of_quantile(ranges_deg, 90)[0]:.1f} |"
        f" {100 * doubted.mean():.0f} % | {silent} |"
    )
