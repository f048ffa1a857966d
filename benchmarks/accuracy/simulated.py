"""Simulated wearers with exact truth: is every repetition counted, and how well is it timed?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.accuracy.workers import worked
from crossrep.engine import Engine
from crossrep.events import Confidence, Rep
from crossrep.inputs import Side
from crossrep.settings import Settings
from crossrep.simulate import Script, random_script, simulate

SEEDS = 8


@dataclass(frozen=True)
class Cell:
    """One line: several wearers of one kind."""

    name: str
    scripts: list[Script]


@dataclass(frozen=True)
class Result:
    """What came out of a cell; errors of lowering time in ms, of range in deg."""

    name: str
    wearers: int
    exact: int
    bias_ms: float
    p90_ms: float
    range_p90_deg: float
    low_share: float


def cells() -> Iterator[Cell]:
    """Tempo by range, sensors, exercises, loss."""
    for lowering_s in (1, 3, 6):
        for range_deg in (20, 40, 80, 120):
            name = f"curl, {range_deg} deg lowered in {lowering_s} s"
            yield _cell(name, range_deg=range_deg, lowering_s=lowering_s)
    for grade in ("good", "poor"):
        yield _cell(f"curl, 90 deg in 3 s, {grade} sensor", grade=grade)
    for exercise in ("lateral_raise", "overhead_extension", "forward_reach", "pronation"):
        yield _cell(f"{exercise.replace('_', ' ')}, 80 deg in 3 s", exercise=exercise, range_deg=80)
    yield _cell("curl, 90 deg in 3 s, 5 % of packets lost", loss_percent=5)


def _cell(name: str, **wanted: Any) -> Cell:  # noqa: ANN401
    usual = {"exercise": "biceps_curl", "range_deg": 90, "lowering_s": 3, "grade": "typical"}
    return Cell(name, [random_script(seed, **(usual | wanted)) for seed in range(SEEDS)])


def result_of(cell: Cell) -> Result:
    """Run a cell."""
    exact, errors_ms, ranges_deg, low = 0, [], [], 0
    for script in cell.scripts:
        reps, truth = _run(script)
        exact += len(reps) == len(truth)
        for rep, true in _pairs(reps, truth):
            errors_ms.append(1000 * (rep.lowering_s - true["lowering_s"]))
            ranges_deg.append(abs(rep.range_deg - true["true_range_deg"]))
            low += rep.confidence is Confidence.LOW
    return Result(
        cell.name,
        len(cell.scripts),
        exact,
        float(np.median(errors_ms)),
        float(np.percentile(np.abs(errors_ms), 90)),
        float(np.percentile(ranges_deg, 90)),
        low / max(len(errors_ms), 1),
    )


def _run(script: Script) -> tuple[list[Rep], list[dict[str, Any]]]:
    simulation = simulate(script)
    engine = Engine(Settings(Side(simulation.truth["settings"]["trained"])), block_s=5.0)
    said = [event for item in simulation.inputs for event in engine.feed(item)]
    said += engine.finish()
    true = [r for r in simulation.truth["reps"] if r["role"] == "trained" and not r["partial"]]
    return [event for event in said if isinstance(event, Rep)], true


def _pairs(reps: list[Rep], truth: list[dict[str, Any]]) -> Iterator[tuple[Rep, dict[str, Any]]]:
    for rep in reps:
        for true in truth:
            if true["start_s"] < rep.top_s < true["end_s"]:
                yield rep, true


def simulated_lines() -> list[str]:
    """The whole part."""
    results = worked("simulated wearers", result_of, list(cells()))
    lines = [
        "## Simulated wearers, any strap orientation",
        "",
        "Lowering time against the commanded one; `low` is the share of repetitions whose",
        "durations were marked as not to be trusted.",
        "",
        "| wearers | exact | median error, ms | 90 % within, ms | range, 90 % within, deg | low |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {r.name} | {r.exact} of {r.wearers} | {r.bias_ms:+.0f} | {r.p90_ms:.0f} "
        f"| {r.range_p90_deg:.1f} | {100 * r.low_share:.0f} % |"
        for r in results
    ]
    return [*lines, ""]
