"""The card's part ``thinned``: the same recordings slower, with uneven times and with losses."""

import zlib
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np

from benchmarks.accuracy.intervals import wilson
from benchmarks.accuracy.recordings import Recording, recordings
from benchmarks.accuracy.said import said_of
from benchmarks.accuracy.workers import worked
from crossrep.formats.samples_csv import SampleColumns

RATES_HZ = (25.0, 15.0)
JITTER = 0.3
"""A sample is taken at most this share of the interval early or late."""
STAMP_S = 0.004
"""Standard deviation of what its time says beside the truth."""
PACKET_S = 0.12
LOST = 0.05
WANTED = 95.0


@dataclass(frozen=True)
class Thinned:
    """One recording at one rate: what was counted there, and at its full rate."""

    group: str
    name: str
    rate_hz: float
    whole: int
    thin: int

    @property
    def near(self) -> bool:
        """Within one of the count at full rate."""
        return abs(self.whole - self.thin) <= 1


def thinned_lines() -> list[str]:
    """The whole part."""
    given = [one for one in recordings() if one.reps >= 0 and "disagree" not in one.group]
    given = [one for one in given if "scaled" not in one.group]
    found = [rows for of_one in worked("thinned", _thinned, given) for rows in of_one]
    lines = [
        "## The same recordings thinned",
        "",
        f"Samples taken up to {JITTER:.0%} of the interval early or late, times off by"
        f" {STAMP_S * 1e3:g} ms, {LOST:.0%} of",
        f"packets of {PACKET_S:g} s lost. Wanted: within one of our own count at full rate in"
        f" {WANTED:g} % of files.",
        "Files that are slower to begin with keep their rate.",
        "",
        "| recordings | "
        + " | ".join(f"{rate:g} Hz: same / within one, %" for rate in RATES_HZ)
        + " |",
        "| --- |" + " --- |" * len(RATES_HZ),
    ]
    found.sort(key=lambda one: one.group)
    for group, rows in groupby(found, key=lambda one: one.group):
        lines.append(f"| {group} | {_cells(list(rows))} |")
    return [*lines, f"| **all** | {_cells(found)} |", "", *_failures(found)]


def _cells(rows: list[Thinned]) -> str:
    return " | ".join(_cell([one for one in rows if one.rate_hz == rate]) for rate in RATES_HZ)


def _cell(rows: list[Thinned]) -> str:
    near, n = sum(one.near for one in rows), len(rows)
    low, high = wilson(near, n)
    same = 100 * sum(one.whole == one.thin for one in rows) / n
    mark = "" if 100 * near / n >= WANTED else " **not met**"
    return f"{same:.0f} / {100 * near / n:.0f} [{100 * low:.0f}-{100 * high:.0f}]{mark}"


def _failures(found: list[Thinned]) -> list[str]:
    lines = ["Further off than one (file, rate: at full rate, thinned):", ""]
    off = [one for one in found if not one.near]
    for group, rows in groupby(off, key=lambda one: one.group):
        said = (
            f"{one.name.split('/')[1]} {one.rate_hz:g} Hz: {one.whole} {one.thin}" for one in rows
        )
        lines.append(f"- {group}: {'; '.join(said)}.")
    return [*lines, ""]


def _thinned(recording: Recording) -> list[Thinned]:
    columns = recording.columns()
    whole = len(said_of(columns).reps)
    thin = partial(Thinned, recording.group, recording.name)
    return [
        thin(rate, whole, len(said_of(thin_out(columns, rate, recording.name)).reps))
        for rate in RATES_HZ
    ]


def thin_out(columns: SampleColumns, rate_hz: float, seed: str) -> SampleColumns:
    """About ``rate_hz`` samples a second out of more, their times uneven, packets missing."""
    chance = np.random.default_rng([zlib.crc32(seed.encode()), int(rate_hz)])
    taken = np.arange(len(columns))
    if np.median(np.diff(columns.t_s)) < 0.8 / rate_hz:
        wanted_s = np.arange(columns.t_s[0], columns.t_s[-1], 1 / rate_hz)
        wanted_s += chance.uniform(-JITTER, JITTER, len(wanted_s)) / rate_hz
        taken = np.unique(np.searchsorted(columns.t_s, wanted_s).clip(max=len(columns) - 1))
    packet = np.floor(columns.t_s[taken] / PACKET_S).astype(int)
    lost = chance.uniform(size=packet.max() + 1) < LOST
    taken = taken[~lost[packet]]
    t_s = columns.t_s[taken] + np.clip(chance.normal(0, STAMP_S, len(taken)), -0.01, 0.01)
    t_s = np.maximum.accumulate(t_s) + 1e-6 * np.arange(len(t_s))
    return SampleColumns(t_s, columns.acc_ms2[taken], columns.gyr_rads[taken])
