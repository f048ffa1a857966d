"""The card's part ``steady``: the same recordings as somebody else might have made them.

Nobody tuned a rule on these, and the labels hold for them too: another tempo, more noise, an
offset, a scale that is off. A count that stands on an edge falls here.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.random import Generator

from benchmarks.accuracy.page import titles
from benchmarks.accuracy.recordings import Recording, recordings
from benchmarks.accuracy.said import said_of
from benchmarks.accuracy.workers import worked
from crossrep.formats.samples_csv import SampleColumns
from crossrep.samples import Floats

Change = Callable[[SampleColumns, Generator], SampleColumns]
NOISE_DEG_S, NOISE_MS2 = 1.0, 0.1
OFFSET_DEG_S, OFFSET_MS2 = 1.0, 0.2
MUCH = 2
"""Off its own count as it is by so much, a recording is named."""


def _as_it_is(columns: SampleColumns, _chance: Generator) -> SampleColumns:
    return columns


def _tempo(times: float) -> Change:
    """Everything lasts so many times as long (of a limb ``times`` squared as long)."""

    def change(columns: SampleColumns, _chance: Generator) -> SampleColumns:
        since_s = columns.t_s - columns.t_s[0]
        t_s = columns.t_s[0] + times * since_s
        return SampleColumns(t_s, columns.acc_ms2, columns.gyr_rads / times)

    return change


def _scale(times: float) -> Change:
    def change(columns: SampleColumns, _chance: Generator) -> SampleColumns:
        return SampleColumns(columns.t_s, columns.acc_ms2, columns.gyr_rads * times)

    return change


def _noise(columns: SampleColumns, chance: Generator) -> SampleColumns:
    shape = columns.acc_ms2.shape
    acc_ms2 = columns.acc_ms2 + chance.normal(0, NOISE_MS2, shape)
    gyr_rads = columns.gyr_rads + chance.normal(0, np.deg2rad(NOISE_DEG_S), shape)
    return SampleColumns(columns.t_s, acc_ms2, gyr_rads)


def _offset(columns: SampleColumns, chance: Generator) -> SampleColumns:
    acc_ms2 = columns.acc_ms2 + OFFSET_MS2 * _any_way(chance)
    gyr_rads = columns.gyr_rads + np.deg2rad(OFFSET_DEG_S) * _any_way(chance)
    return SampleColumns(columns.t_s, acc_ms2, gyr_rads)


def _any_way(chance: Generator) -> Floats:
    vector = chance.normal(size=3)
    return np.asarray(vector / np.sqrt((vector * vector).sum()))


CHANGES: dict[str, Change] = {
    "as it is": _as_it_is,
    "0.8 times as long": _tempo(0.8),
    "0.9 times": _tempo(0.9),
    "1.1 times": _tempo(1.1),
    "1.25 times": _tempo(1.25),
    "noise": _noise,
    "offset": _offset,
    "gyroscope 4 % less": _scale(0.96),
    "4 % more": _scale(1.04),
}


@dataclass(frozen=True)
class Told:
    """One recording, its label, and what was counted by the name of the change."""

    group: str
    name: str
    reps: int
    counts: dict[str, int]


def steady_lines() -> list[str]:
    """The whole part."""
    found = worked("steady", _told, _given())
    found.sort(key=lambda one: one.group)
    lines = [
        "## The same recordings as somebody else might have made them",
        "",
        "Everything slower or quicker (of a limb that is longer or shorter by the square), noise of"
        f" {NOISE_DEG_S:g} deg/s and {NOISE_MS2:g} m/s^2",
        f"on every sample, an offset of {OFFSET_DEG_S:g} deg/s and {OFFSET_MS2:g} m/s^2 in some"
        " direction, a gyroscope's scale. No rule was tuned on",
        "these; the labels hold. Exact / within one of the label, %.",
        "",
        titles("recordings", "files", *CHANGES, "all that were changed"),
    ]
    for group, rows in groupby(found, key=lambda one: one.group):
        lines.append(_row(group, list(rows)))
    return [*lines, "", *_unsteady(found)]


def _given() -> list[tuple[Recording, bool]]:
    """Recordings with a label of sensors that are sound; gymimu's active parts as well."""
    given = [(one, False) for one in recordings() if one.reps >= 0]
    given = [(one, part) for one, part in given if not _unsound(one.group)]
    active = [(one, True) for one, _ in given if one.segment_s and one.group == "gymimu"]
    return [*given, *active]


def _unsound(group: str) -> bool:
    return "disagree" in group or "scaled" in group


def _told(item: tuple[Recording, bool]) -> Told:
    recording, active = item
    columns = recording.active_columns() if active else recording.columns()
    group = f"{recording.group}, active part given" if active else recording.group
    counts = {
        name: len(said_of(change(columns, _chance(recording.name, name))).reps)
        for name, change in CHANGES.items()
    }
    return Told(group, recording.name, recording.reps, counts)


def _chance(recording: str, change: str) -> Generator:
    return np.random.default_rng(zlib.crc32(f"{recording} {change}".encode()))


def _row(group: str, rows: list[Told]) -> str:
    errors = {name: [one.counts[name] - one.reps for one in rows] for name in CHANGES}
    first, *others = errors
    changed = [error for name in others for error in errors[name]]
    cells = [_cell(errors[name]) for name in (first, *others)]
    return f"| {group} | {len(rows)} | {' | '.join(cells)} | {_cell(changed)} |"


def _cell(errors: list[int]) -> str:
    exact, near = sum(e == 0 for e in errors), sum(abs(e) <= 1 for e in errors)
    return f"{100 * exact / len(errors):.0f} / {100 * near / len(errors):.0f}"


def _unsteady(found: list[Told]) -> list[str]:
    lines = [f"Changed by {MUCH} and more (label, as it is, changed):", ""]
    for group, rows in groupby(found, key=lambda one: one.group):
        named = [text for one in rows if (text := _named(one))]
        if named:
            lines.append(f"- {group}: {'; '.join(named)}.")
    return [*lines, ""]


def _named(one: Told) -> str:
    as_it_is, *changed = one.counts.values()
    off = [str(count) for count in changed if abs(count - as_it_is) >= MUCH]
    return f"{one.name.split('/')[1]} {one.reps} {as_it_is}, {' '.join(off)}" if off else ""
