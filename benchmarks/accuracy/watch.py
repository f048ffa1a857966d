"""The card's part ``watch``: recordings that anybody can install.

The package seglearn (BSD-3-Clause, Burns et al. 2018, doi:10.1088/1361-6579/aacfd9) carries 140
recordings of shoulder exercises with a watch: 10 people, 7 exercises, both sides, 20 repetitions
by protocol. They are trimmed, and hold 18 to 22 cycles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.accuracy.counters import OURS, Counter, number
from benchmarks.accuracy.page import share, titles
from benchmarks.accuracy.said import said_of
from benchmarks.accuracy.workers import worked
from crossrep.errors import BadInputError
from crossrep.formats.samples_csv import SampleColumns

RATE_HZ = 50.0
GRAVITY_MS2 = 9.80665
BY_PROTOCOL = 20
SEEN_PEOPLE = 5
"""The first five people are also the folder ``spar`` of the recordings the rules were written on,
sample for sample; the other five were never looked at, and are not listed here by file.
"""


@dataclass(frozen=True)
class Watched:
    """One recording of the package."""

    person: int
    exercise: str
    columns: SampleColumns


def watch_lines(counters: dict[str, Counter]) -> list[str]:
    """The whole part.

    Raises:
        BadInputError: seglearn is not installed.
    """
    found = watched(_loaded())
    counts = worked("watch recordings", partial(_counted, counters), found)
    rows = list(zip(found, counts, strict=True))
    names = [OURS, *counters]
    seen = [row for row in rows if row[0].person <= SEEN_PEOPLE]
    unseen = [row for row in rows if row[0].person > SEEN_PEOPLE]
    by_exercise = {
        name: [row for row in rows if row[0].exercise == name]
        for name in sorted({one.exercise for one in found})
    }
    return [
        "## Watch recordings that anybody can install",
        "",
        INTRO,
        "",
        titles("people", "files", *names),
        _line("1-5, also in `spar`", seen, names),
        _line("6-10, never looked at", unseen, names),
        *(_line(f"all, {name}", chosen, names) for name, chosen in by_exercise.items()),
        "",
    ]


INTRO = """\
Exactly 20 / within one, %. 140 recordings of shoulder exercises from the package seglearn (`pip
install -e '.[benchmark]'`); the label is the number of the protocol, the recordings hold 18 to 22
cycles, so *within one* is what counts. People 1-5 are the recordings called spar above, sample for
sample. Nobody looked at people 6-10 while writing the rules, and nobody should: so they are not
listed by file."""


def watched(data: Mapping[str, Any]) -> list[Watched]:
    """The recordings of seglearn's ``load_watch()``, in SI units and with the usual sign.

    Its acceleration is in g and has Apple's sign (-1 on the axis that points up at rest).
    """
    return [
        Watched(int(person), str(data["y_labels"][label]), _columns(np.asarray(samples)))
        for samples, label, person in zip(data["X"], data["y"], data["subject"], strict=True)
    ]


def _loaded() -> Mapping[str, Any]:
    if find_spec("seglearn") is None:
        raise BadInputError(
            "The watch recordings come with the package seglearn: pip install -e '.[benchmark]'."
        )
    data: Mapping[str, Any] = import_module("seglearn.datasets").load_watch()
    return data


def _columns(samples: np.ndarray) -> SampleColumns:
    t_s = np.arange(len(samples)) / RATE_HZ
    return SampleColumns(t_s, -GRAVITY_MS2 * samples[:, :3], samples[:, 3:].astype(np.float64))


def _counted(counters: dict[str, Counter], one: Watched) -> dict[str, int]:
    counts = {OURS: len(said_of(one.columns).reps)}
    return counts | {name: number(count(one.columns)) for name, count in counters.items()}


Row = tuple[Watched, dict[str, int]]


def _line(name: str, rows: Sequence[Row], names: Sequence[str]) -> str:
    cells = (share([counts[who] - BY_PROTOCOL for _, counts in rows]) for who in names)
    return f"| {name} | {len(rows)} | {' | '.join(cells)} |"
