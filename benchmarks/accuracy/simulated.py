"""The card's part ``simulated``: is every repetition counted, and how well is it timed?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np

from benchmarks.accuracy.counters import OURS, Counter, Lowering, lowerings, number
from benchmarks.accuracy.grid import WEARERS, Cell, cells
from benchmarks.accuracy.intervals import of_quantile, wilson
from benchmarks.accuracy.oracle import TrueRep, pairs_of, true_reps
from benchmarks.accuracy.page import picture, titles
from benchmarks.accuracy.said import Said, said_about
from benchmarks.accuracy.simulated_samples import trained_samples
from benchmarks.accuracy.workers import worked
from crossrep.errors import BadInputError
from crossrep.events import Confidence, Rep
from crossrep.inputs import Side
from crossrep.settings import Settings
from crossrep.simulate import simulate

MUST_DOUBT_S = 0.3
INTRO = f"""\
Any strap orientation, upper arm swaying by 2 to 8 deg; five lifting exercises, 80-120 deg, lifted
in 0.8-3 s, held 0-3 s, lowered in 1-4 s, 0.3-3 s of rest, unless a line says other. Error of
lowering time against *the same rule on the true joint angle*. *Exact*: wearers of whom every
repetition and nothing else was counted. *Doubted*: share of low confidence. *Undoubted*:
repetitions off by more than {MUST_DOUBT_S} s that were not."""


@dataclass(frozen=True)
class Timed:
    """One repetition that was counted; errors are ours minus the truth.

    Attributes:
        range_deg: commanded.
        lowering_s: by the rule on the true angle.
        error_s: ours minus that.
        command_error_s: ours minus the commanded time.
        range_error_deg: ours minus the commanded one.
        low: of low confidence.
    """

    range_deg: float
    lowering_s: float
    error_s: float
    command_error_s: float
    range_error_deg: float
    low: bool


@dataclass(frozen=True)
class Worn:
    """One wearer.

    Attributes:
        cell: line of the card.
        seed: which wearer.
        exercise: what was done.
        true: repetitions that there were.
        counts: what everybody counted; ours with the exercise named is `NAMED`.
        missed: true ones without one of ours.
        extra: ours without a true one.
        timed: the others.
        others: errors of lowering time, s, of counters that say when it was lowered.
    """

    cell: str
    seed: int
    exercise: str
    true: int
    counts: dict[str, int]
    missed: int
    extra: int
    timed: tuple[Timed, ...]
    others: dict[str, tuple[float, ...]]

    @property
    def exact(self) -> bool:
        """Every repetition, and nothing else."""
        return not self.missed and not self.extra


NAMED = "CrossRep, exercise named"


def worn(counters: dict[str, Counter], wearers: int = WEARERS, only: str = "") -> list[Worn]:
    """Everybody on every wearer of every cell (whose name has ``only`` in it)."""
    items = [(cell, seed) for cell in cells() if only in cell.name for seed in range(wearers)]
    if not items:
        raise BadInputError(f"No cell of the grid has '{only}' in its name.")
    return worked("simulated wearers", partial(_worn, counters), items)


def _worn(counters: dict[str, Counter], item: tuple[Cell, int]) -> Worn:
    cell, seed = item
    script = cell.script(seed)
    simulation = simulate(script)
    truth = true_reps(script, simulation.truth)
    begin_s = -1.0
    if cell.last_set_only:
        truth = [rep for rep in truth if rep.set_n == truth[-1].set_n]
        begin_s = truth[0].start_s - 1.0
    side = Side(script.trained)
    said = _after(said_about(simulation.inputs, Settings(side)), begin_s)
    named = _after(said_about(simulation.inputs, Settings(side, script.exercise)), begin_s)
    counts = {OURS: len(said), NAMED: len(named)}
    others: dict[str, tuple[float, ...]] = {}
    if not cell.last_set_only:
        samples = trained_samples(script)
        found = {name: count(samples) for name, count in counters.items()}
        counts |= {name: number(one) for name, one in found.items()}
        others = {name: _errors_s(lowerings(one), truth) for name, one in found.items()}
    pairs = pairs_of([rep.top_s for rep in said], truth)
    timed = tuple(_timed(said[i], rep) for i, rep in zip(pairs, truth, strict=True) if i >= 0)
    missed, extra = pairs.count(-1), len(said) - len(timed)
    return Worn(cell.name, seed, script.exercise, len(truth), counts, missed, extra, timed, others)


def _errors_s(said: Sequence[Lowering], truth: Sequence[TrueRep]) -> tuple[float, ...]:
    """Somebody's lowering times minus those of the repetitions that their middles lie in."""
    pairs = pairs_of([(a + b) / 2 for a, b in said], truth)
    return tuple(
        said[i][1] - said[i][0] - rep.lowering_s
        for i, rep in zip(pairs, truth, strict=True)
        if i >= 0
    )


def _after(said: Said, begin_s: float) -> list[Rep]:
    return [rep for rep in said.reps if rep.top_s > begin_s]


def _timed(rep: Rep, true: TrueRep) -> Timed:
    return Timed(
        true.range_deg,
        true.lowering_s,
        rep.lowering_s - true.lowering_s,
        rep.lowering_s - true.commanded_s,
        rep.range_deg - true.range_deg,
        rep.confidence is Confidence.LOW,
    )


def simulated_lines(found: Sequence[Worn], counters: dict[str, Counter]) -> list[str]:
    """The whole part."""
    wants = {cell.name: cell for cell in cells()}
    lines = [
        "## Simulated wearers",
        "",
        INTRO,
        "",
        titles(
            "wearers",
            "exact",
            "missed, too many, of",
            "median, ms",
            "90 % within, ms",
            "against the command: median, 90 % within, ms",
            "range: 90 % within, deg",
            "doubted",
            "undoubted",
            "wanted",
        ),
        *(_cell_line(wants[name], list(rows)) for name, rows in _by_cell(found)),
        "",
        picture("simulated-errors.svg", "Error of lowering time over range and over tempo"),
        "Wearers not counted exactly (number of the wearer: repetitions, counted):",
        "",
        *_failures(found),
        "",
        *_peer_lines(found, counters),
        *_timing_lines(found, counters),
        *_exercise_lines(found),
    ]
    return lines


def _by_cell(found: Sequence[Worn]) -> Iterator[tuple[str, Iterator[Worn]]]:
    return groupby(found, key=lambda one: one.cell)


def _cell_line(cell: Cell, rows: list[Worn]) -> str:
    timed = [one for row in rows for one in row.timed]
    exact, n = sum(row.exact for row in rows), len(rows)
    low, high = (100 * share for share in wilson(exact, n))
    errors_ms = [1000 * one.error_s for one in timed]
    median, p90 = float(np.median(errors_ms)), of_quantile(np.abs(errors_ms), 90)
    range_deg, _, _ = of_quantile([abs(one.range_error_deg) for one in timed], 90)
    missed, extra = sum(row.missed for row in rows), sum(row.extra for row in rows)
    of = sum(row.true for row in rows)
    command = _spread([one.command_error_s for one in timed]).partition(", ")[2]
    doubted = sum(one.low for one in timed) / len(timed)
    silent = sum(abs(one.error_s) > MUST_DOUBT_S and not one.low for one in timed)
    got = (exact == n, median, p90[0], range_deg)
    return (
        f"| {cell.name} | {exact} of {n} [{low:.0f}-{high:.0f} %] | {missed}, {extra}, {of} |"
        f" {median:+.0f} | {p90[0]:.0f} [{p90[1]:.0f}-{p90[2]:.0f}] |"
        f" {command} | {range_deg:.1f} |"
        f" {100 * doubted:.0f} % | {silent} | {_verdict(cell, *got)} |"
    )


def _verdict(cell: Cell, exact: bool, median: float, p90: float, range_deg: float) -> str:
    want = cell.want
    checks = [("exact", exact)] if want.exact else []
    if want.median_ms is not None:
        checks.append((f"median {want.median_ms:g} ms", abs(median) < want.median_ms))
    if want.p90_ms is not None:
        checks.append((f"90 % {want.p90_ms:g} ms", p90 < want.p90_ms))
    if want.range_deg is not None:
        checks.append((f"range {want.range_deg:g} deg", range_deg < want.range_deg))
    return ", ".join(f"{said} {'met' if met else '**not met**'}" for said, met in checks)


def _failures(found: Sequence[Worn]) -> list[str]:
    lines = []
    for name, rows in _by_cell([one for one in found if not one.exact]):
        said = (f"{one.seed}: {one.true} {one.counts[OURS]}" for one in rows)
        lines.append(f"- {name}: {', '.join(said)}.")
    return lines


def _peer_lines(found: Sequence[Worn], counters: dict[str, Counter]) -> list[str]:
    """Exact counts of everybody, without the cells that only count a last set."""
    names = [OURS, NAMED, *counters]
    lines = [
        "### Wearers counted exactly, beside others, %",
        "",
        titles("wearers", *names),
    ]
    rows = [one for one in found if set(names) <= set(one.counts)]
    for cell, inside in _by_cell(rows):
        lines.append(f"| {cell} | {_exact_cells(list(inside), names)} |")
    return [*lines, f"| **all** | {_exact_cells(rows, names)} |", ""]


def _exact_cells(rows: list[Worn], names: Iterable[str]) -> str:
    shares = (sum(row.counts[name] == row.true for row in rows) / len(rows) for name in names)
    return " | ".join(f"{100 * share:.0f}" for share in shares)


def _timing_lines(found: Sequence[Worn], counters: dict[str, Counter]) -> list[str]:
    """Lowering times of others, for those that say any."""
    names = [name for name in counters if any(row.others.get(name) for row in found)]
    if not names:
        return []
    lines = [
        "### Lowering time by others: repetitions, median, 90 % within, ms",
        "",
        titles("wearers", OURS, *names),
    ]
    for cell, inside in _by_cell(found):
        rows = list(inside)
        ours = [one.error_s for row in rows for one in row.timed]
        theirs = [[e for row in rows for e in row.others.get(name, ())] for name in names]
        lines.append(f"| {cell} | {' | '.join(_spread(errors) for errors in (ours, *theirs))} |")
    return [*lines, ""]


def _spread(errors_s: list[float]) -> str:
    if not errors_s:
        return ""
    p90_ms = 1000 * np.percentile(np.abs(errors_s), 90)
    return f"{len(errors_s)}, {1000 * np.median(errors_s):+.0f}, {p90_ms:.0f}"


def _exercise_lines(found: Sequence[Worn]) -> list[str]:
    lines = [
        "### By exercise",
        "",
        titles(
            "exercise",
            "wearers",
            "exact, %",
            "exact when named, %",
            "median, ms",
            "90 % within, ms",
            "doubted",
        ),
    ]
    for name, group in groupby(sorted(found, key=_exercise), key=_exercise):
        rows = list(group)
        timed = [one for row in rows for one in row.timed]
        errors_ms = np.array([1000 * one.error_s for one in timed])
        low = 100 * sum(one.low for one in timed) / len(timed)
        lines.append(
            f"| {name.replace('_', ' ')} | {len(rows)} | "
            f"{_exact_cells(rows, [OURS, NAMED])} | {np.median(errors_ms):+.0f} |"
            f" {np.percentile(np.abs(errors_ms), 90):.0f} | {low:.0f} % |"
        )
    return [*lines, ""]


def _exercise(one: Worn) -> str:
    return one.exercise
