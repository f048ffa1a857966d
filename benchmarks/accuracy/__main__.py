"""How well does it count and time? ``python -m benchmarks.accuracy`` writes docs/accuracy.md.

Real recordings come from the folder named by CROSSREP_REALDATA; without it only the simulated
wearers are run, and nothing is written.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from math import sqrt
from pathlib import Path

from benchmarks.accuracy.counters import COUNTERS
from benchmarks.accuracy.pieces import Piece, pieces
from benchmarks.accuracy.simulated import Result, cells, result_of

OUT = Path(__file__).parents[2] / "docs" / "accuracy.md"
HEAD = """# Accuracy

Made by `python -m benchmarks.accuracy`: every counter on the same recordings in the same run.
Nobody is told the exercise, or where a set begins and ends. In brackets: 95 % interval of the share
(Wilson). No recording is of a stroke survivor. The engine's rules were written while looking at
these recordings, so expect a little less on others.
"""


def main() -> None:
    """Count, print, write."""
    with ProcessPoolExecutor() as pool:
        real = pieces()
        counts = list(pool.map(_counted, real, chunksize=2))
        simulated = list(pool.map(result_of, cells()))
    text = "\n".join([HEAD, *_real_lines(real, counts), *_simulated_lines(simulated)])
    sys.stdout.write(text)
    if real:
        OUT.write_text(text, encoding="utf-8")


def _counted(piece: Piece) -> dict[str, int]:
    columns = piece.columns()
    return {name: count(columns) for name, count in COUNTERS.items()}


def _real_lines(real: Sequence[Piece], counts: Sequence[dict[str, int]]) -> list[str]:
    if not real:
        return ["Real recordings: none here (CROSSREP_REALDATA is not set).", ""]
    lines = ["## Real recordings: exactly right / within one, %", ""]
    lines += ["| recordings | files | " + " | ".join(COUNTERS) + " |"]
    lines += ["| --- | --- |" + " --- |" * len(COUNTERS)]
    rows = sorted(zip(real, counts, strict=True), key=lambda row: row[0].group)
    for group, found in groupby(rows, key=lambda row: row[0].group):
        inside = list(found)
        cells_ = [_share([c[name] - p.reps for p, c in inside]) for name in COUNTERS]
        lines.append(f"| {group} | {len(inside)} | " + " | ".join(cells_) + " |")
    return [*lines, "", *_failures(rows)]


def _share(errors: list[int]) -> str:
    n = len(errors)
    exact, near = sum(e == 0 for e in errors), sum(abs(e) <= 1 for e in errors)
    low, high = _wilson(exact, n)
    return f"{100 * exact / n:.0f} [{low:.0f}-{high:.0f}] / {100 * near / n:.0f}"


def _wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share, in percent."""
    p, zz = hits / n, z * z / n
    middle, half = p + zz / 2, z * sqrt(p * (1 - p) / n + zz / (4 * n))
    return 100 * max(middle - half, 0.0) / (1 + zz), 100 * (middle + half) / (1 + zz)


def _failures(rows: list[tuple[Piece, dict[str, int]]]) -> list[str]:
    off = [(p, c["CrossRep"]) for p, c in rows if c["CrossRep"] != p.reps]
    lines = [f"Not exact ({len(off)} of {len(rows)} files; label, counted):", ""]
    return [*lines, ", ".join(f"{p.name} {p.reps} {n}" for p, n in off) + ".", ""]


def _simulated_lines(results: list[Result]) -> list[str]:
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


if __name__ == "__main__":
    main()
