"""What changed between two runs over the same recordings, exercise by exercise.

A repetition of one run is the other's when their tops are nearer than half a second. Nothing here
says which run is right.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossrep.archive.rows import BOUT, ERROR, FAULT, RECORDING, REP
from crossrep.errors import BadInputError
from crossrep.samples import Floats

SAME_TOP_S = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One exercise in both runs.

    Attributes:
        exercise: its name.
        recordings: in both runs, by their content.
        same: of these, with every row equal.
        recounted: those with another number of repetitions, each with both numbers.
        reps: repetitions in each.
        matched: repetitions both runs have.
        lowering_s: change of the lowering time of each matched repetition, second minus first.
        range_deg: change of its range.
        doubted: repetitions of low confidence in each.
        bouts: affected-arm bouts by kind in each.
        faults: faults by kind in each.
    """

    exercise: str
    recordings: int
    same: int
    recounted: list[tuple[str, int, int]]
    reps: tuple[int, int]
    matched: int
    lowering_s: Floats
    range_deg: Floats
    doubted: tuple[int, int]
    bouts: tuple[dict[str, int], dict[str, int]]
    faults: tuple[dict[str, int], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs.

    Attributes:
        engines: version of each.
        only: recordings that only one has, or only one could read.
        changes: by exercise.
    """

    engines: tuple[str, str]
    only: tuple[int, int]
    changes: list[Change]


def compared(first: pa.Table, second: pa.Table) -> Comparison:
    """Two tables of `crossrep.archive.rows.SCHEMA`, joined on the recordings' content.

    Raises:
        BadInputError: they have no recording in common.
    """
    runs = _by_content(first), _by_content(second)
    both = sorted(runs[0].keys() & runs[1].keys())
    if not both:
        raise BadInputError("The two runs have no recording in common.")
    exercises = sorted({_exercise(runs[0][one]) for one in both})
    changes = [
        _change(name, [(runs[0][c], runs[1][c]) for c in both if _exercise(runs[0][c]) == name])
        for name in exercises
    ]
    only = len(runs[0]) - len(both), len(runs[1]) - len(both)
    return Comparison((_engines(first), _engines(second)), only, changes)


def _by_content(table: pa.Table) -> dict[str, pa.Table]:
    """Rows of each recording that could be read; a copy of a recording counts once."""
    found = {}
    for digest in pc.unique(table["recording_sha256"]).to_pylist():
        own = table.filter(pc.equal(table["recording_sha256"], digest))
        if digest is None or pc.any(pc.equal(own["status"], ERROR)).as_py():
            continue
        found[digest] = own.filter(pc.equal(own["recording"], own["recording"][0]))
    return found


def _exercise(table: pa.Table) -> str:
    return str(table["exercise"][0])


def _engines(table: pa.Table) -> str:
    return ", ".join(sorted(str(one) for one in pc.unique(table["engine"])))


def _rows(table: pa.Table, what: str) -> pa.Table:
    return table.filter(pc.equal(table["row"], what))


def _change(exercise: str, pairs: list[tuple[pa.Table, pa.Table]]) -> Change:
    counts = [(str(one["recording"][0]), _reps(one), _reps(two)) for one, two in pairs]
    joined = [_joined(_rows(one, REP), _rows(two, REP)) for one, two in pairs]
    lowering_s = np.concatenate([one for one, _ in joined])
    range_deg = np.concatenate([two for _, two in joined])
    return Change(
        exercise,
        recordings=len(pairs),
        same=sum(_figures(one).equals(_figures(two)) for one, two in pairs),
        recounted=[each for each in counts if each[1] != each[2]],
        reps=(sum(one for _, one, _ in counts), sum(two for _, _, two in counts)),
        matched=len(lowering_s),
        lowering_s=lowering_s,
        range_deg=range_deg,
        doubted=(_doubted(pairs, 0), _doubted(pairs, 1)),
        bouts=(_kinds(pairs, 0, BOUT), _kinds(pairs, 1, BOUT)),
        faults=(_kinds(pairs, 0, FAULT), _kinds(pairs, 1, FAULT)),
    )


def _reps(table: pa.Table) -> int:
    return int(_rows(table, RECORDING)["reps"][0].as_py())


def _figures(table: pa.Table) -> pa.Table:
    """What was measured, without where it lay and what was asked of which engine."""
    return table.drop_columns(["recording", "engine", "parameters", "exercise"])


def _joined(one: pa.Table, two: pa.Table) -> tuple[Floats, Floats]:
    """Changes of lowering time and range of the repetitions both have; NaN where not measured."""
    tops, others = _numbers(one, "top_s"), _numbers(two, "top_s")
    if not len(tops) or not len(others):
        return np.empty(0), np.empty(0)
    far_s = np.abs(tops[:, None] - others[None, :])
    nearest, back = far_s.argmin(1), far_s.argmin(0)
    mine = np.flatnonzero((back[nearest] == np.arange(len(tops))) & (far_s.min(1) < SAME_TOP_S))
    theirs = nearest[mine]
    lowering = _numbers(two, "lowering_s")[theirs] - _numbers(one, "lowering_s")[mine]
    return lowering, _numbers(two, "range_deg")[theirs] - _numbers(one, "range_deg")[mine]


def _numbers(table: pa.Table, name: str) -> Floats:
    values: Floats = np.asarray(table[name].to_numpy(), float)
    return values


def _doubted(pairs: list[tuple[pa.Table, pa.Table]], which: int) -> int:
    return sum(
        int(pc.sum(pc.equal(_rows(pair[which], REP)["confidence"], "low")).as_py() or 0)
        for pair in pairs
    )


def _kinds(pairs: list[tuple[pa.Table, pa.Table]], which: int, what: str) -> dict[str, int]:
    found = Counter(k for pair in pairs for k in _rows(pair[which], what)["kind"].to_pylist())
    return dict(sorted(found.items()))
