"""Stretches in which a sensor repeats one sample: each is a fault, nothing is counted in it."""

import numpy as np

from benchmarks.accuracy.recordings import Recording, recordings
from benchmarks.accuracy.said import said_of
from benchmarks.accuracy.workers import worked
from crossrep.events import FaultKind
from crossrep.formats.samples_csv import SampleColumns

LONGEST_STILL_S, FEWEST = 0.5, 5
"""What the design calls frozen: identical for at least so long and in so many samples."""

Found = tuple[str, int, int, int, float]


def lines(sources: list[str]) -> list[str]:
    """A table of the recordings that hold such stretches."""
    found = [f for f in worked("frozen stretches", _looked_at, recordings(tuple(sources))) if f[1]]
    table = [
        "### Frozen stretches",
        "",
        "| recording | stretches | longest, s | said | tops inside |",
    ]
    table.append("| --- | --- | --- | --- | --- |")
    for name, n, said, inside, longest_s in found:
        mark = "" if said == n else " **not all**"
        table.append(f"| {name} | {n} | {longest_s:.1f} | {said}{mark} | {inside} |")
    total, said = sum(f[1] for f in found), sum(f[2] for f in found)
    table += ["", f"In all {total} stretches, {said} said, {sum(f[3] for f in found)} tops inside."]
    return [*table, ""]


def _looked_at(recording: Recording) -> Found:
    """(name, stretches, of these said, tops of repetitions inside, longest)."""
    columns = recording.columns()
    stretches = frozen_stretches(columns)
    if not stretches:
        return recording.name, 0, 0, 0, 0.0
    said = said_of(columns)
    faults = [(a, b) for kind, a, b in said.faults if kind is FaultKind.FROZEN]
    first_s = float(columns.t_s[0])
    at = [(a - first_s, b - first_s) for a, b in stretches]
    met = sum(any(a < end and start < b for start, end in faults) for a, b in at)
    tops = sum(any(a < rep.top_s < b for a, b in at) for rep in said.reps)
    return recording.name, len(at), met, tops, max(b - a for a, b in at)


def frozen_stretches(columns: SampleColumns) -> list[tuple[float, float]]:
    """Begin and end (s) of all stretches of identical samples that are long enough."""
    rows = columns.rows()[:, 1:]
    same = np.concatenate([[False], (np.diff(rows, axis=0) == 0).all(axis=1), [False]])
    edges = np.flatnonzero(np.diff(same.astype(np.int8)))
    spans = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    t_s = columns.t_s
    return [
        (float(t_s[a]), float(t_s[b]))
        for a, b in spans
        if b - a + 1 >= FEWEST and t_s[b] - t_s[a] >= LONGEST_STILL_S
    ]
