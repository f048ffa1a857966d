"""Two sensors on one movement: wrist against upper arm in a lateral raise (ptx)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.intervals import of_quantile
from benchmarks.accuracy.page import picture
from benchmarks.accuracy.recordings import Recording, recordings
from benchmarks.accuracy.said import said_of
from benchmarks.accuracy.workers import worked
from crossrep.events import Rep

EXERCISE = "lateral_arm_raise_dumbbell"
WANTED_EDGE_S, WANTED_LOWERING_S = 0.05, 0.08


@dataclass(frozen=True)
class Pair:
    """One repetition as two sensors timed it."""

    session: str
    wrist: Rep
    upper_arm: Rep

    @property
    def swapped(self) -> bool:
        """Does what the wrist calls lowering lie rather in what the upper arm calls lifting?"""
        w, u = self.wrist, self.upper_arm
        as_lowering = _common(
            w.lowering_start_s, w.lowering_end_s, u.lowering_start_s, u.lowering_end_s
        )
        as_lifting = _common(
            w.lowering_start_s, w.lowering_end_s, u.start_s, u.start_s + u.lifting_s
        )
        return as_lifting > as_lowering


@dataclass(frozen=True)
class Session:
    """One session: wrist and upper arm, the labelled number, what each counted, and the pairs."""

    name: str
    both: tuple[Recording, Recording]
    counts: tuple[int, int]
    pairs: list[Pair]

    @property
    def labelled(self) -> int:
        """How many there were."""
        return self.both[0].reps


def sessions(sources: Sequence[str] = ()) -> list[Session]:
    """All lateral raises with both sensors; none if other folders were asked for."""
    if sources and "ptx" not in sources:
        return []
    given = {one.path.name: one for one in recordings(("ptx",)) if one.exercise == EXERCISE}
    both = [
        (one, given[name.replace("wrist", "upper_arm")])
        for name, one in given.items()
        if "_wrist_" in name
    ]
    return worked("wrist and upper arm", _session, both)


def two_sensor_lines(found: Sequence[Session]) -> list[str]:
    """The table, with and without the unit whose sensors disagree."""
    if not found:
        return []
    sound = [one for one in found if one.name.startswith("s1")]
    lines = [
        "### Two sensors on one movement",
        "",
        "Lateral raise, wrist against upper arm, all repetitions both saw. Wanted: mean absolute",
        f"difference at most {WANTED_EDGE_S} s from edge to edge (`lowering_edge_s`) and at most",
        f"{WANTED_LOWERING_S} s for `lowering_s`; lifting and lowering never swapped. The unit on",
        "the upper arm of s2 and s3 is the one whose gyroscope and accelerometer disagree.",
        "",
        "| sessions | repetitions, wrist, upper arm, pairs | edge to edge: mean, 90 %, worst, s |"
        " lowering_s: mean, 90 %, worst, s | swapped |",
        "| --- | --- | --- | --- | --- |",
        *(_row(one.name, [one]) for one in found),
        _row("**sound sensors (s1)**", sound),
        _row("all", found),
        "",
        picture("two-sensors.svg", "Lowering time by wrist and by upper arm: difference over mean"),
    ]
    return lines


def _session(both: tuple[Recording, Recording]) -> Session:
    wrist, upper = (said_of(one.columns()).reps for one in both)
    name = both[0].path.name.removesuffix(".csv.gz").replace("_wrist_R", "")
    counts = (len(wrist), len(upper))
    return Session(name, both, counts, list(_pairs(name, wrist, upper)))


def _pairs(name: str, wrist: tuple[Rep, ...], upper: tuple[Rep, ...]) -> Iterator[Pair]:
    for one in wrist:
        near = [two for two in upper if abs(two.top_s - one.top_s) < (one.end_s - one.start_s) / 2]
        if near:
            yield Pair(name, one, min(near, key=lambda two: abs(two.top_s - one.top_s)))


def _row(name: str, chosen: Sequence[Session]) -> str:
    pairs = [pair for one in chosen for pair in one.pairs]
    counts = [sum(n) for n in zip(*(one.counts for one in chosen), strict=True)]
    labelled = sum(one.labelled for one in chosen)
    edge = [
        p.wrist.lowering_edge_s - p.upper_arm.lowering_edge_s
        for p in pairs
        if p.wrist.lowering_edge_s is not None and p.upper_arm.lowering_edge_s is not None
    ]
    whole = [p.wrist.lowering_s - p.upper_arm.lowering_s for p in pairs]
    swapped = sum(p.swapped for p in pairs)
    seen = f"{labelled}, {counts[0]}, {counts[1]}, {len(pairs)}"
    return f"| {name} | {seen} | {_spread(edge)} | {_spread(whole)} | {swapped} |"


def _spread(differences: list[float]) -> str:
    if not differences:
        return ""
    size = np.abs(differences)
    p90, _, _ = of_quantile(size, 90)
    return f"{size.mean():.3f}, {p90:.3f}, {size.max():.2f}"


def _common(a: float, b: float, c: float, d: float) -> float:
    return max(min(b, d) - max(a, c), 0.0)
