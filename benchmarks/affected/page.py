"""The page docs/affected.md: tables of what was found."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from benchmarks.accuracy.intervals import wilson
from benchmarks.affected.cells import Found
from benchmarks.affected.recorded import Said

HEAD = """# The affected arm

Made by `python -m benchmarks.affected`. Simulated wearers with exact truth (nobody's rules were
tuned on these seeds), and real recordings. In brackets: 95 % intervals (Wilson). Definitions:
[measurement.md](measurement.md). The simulator is one rigid arm with healthy-looking movement; the
recordings are of healthy wearers. **No stroke survivor, no spasticity, no clinical tremor stands
behind any number here.** "In time with the trained arm" is nerves *or* trunk, bench and chair.
"""
KINDS = ("independent", "time_locked", "assisted", "carried", "tremor", "ambiguous")


def shares(found: Iterable[Found]) -> dict[str, list[bool]]:
    """All hits and misses by name."""
    out: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        for name, hit in one.hits:
            out[name].append(hit)
    return out


def numbers(found: Iterable[Found]) -> dict[str, list[float]]:
    """All numbers by name."""
    out: dict[str, list[float]] = defaultdict(list)
    for one in found:
        for name, value in one.numbers:
            out[name].append(value)
    return out


def _share(hits: Sequence[bool]) -> str:
    low, high = (100 * part for part in wilson(sum(hits), len(hits)))
    return f"{100 * sum(hits) / len(hits):.0f} % [{low:.0f}-{high:.0f}]"


def _table(*names: str) -> list[str]:
    return ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]


def seen_lines(found: list[Found]) -> list[str]:
    """Which single movements are seen, and by whom."""
    hits, starts = shares(found), numbers(found)
    methods = list(dict.fromkeys(name.partition("|")[0] for name in hits))
    moved = list(dict.fromkeys(name.partition("|")[2] for name in hits))
    lines = [
        "## Single small movements while all is quiet",
        "",
        f"One way out, three seconds, and back; {len(found)} wearers a sensor,",
        f"{len(hits[f'CrossRep|{moved[0]}'])} movements a line. The others are said to see one",
        "when any second of it shows more than the loudest second of the rest before, which is",
        "kinder than their published thresholds; GMAC is told the axis of the forearm. What is",
        "seen where nothing was is chance.",
        "",
        *_table("movement", *methods, "bout begins late by, median and 95 % within"),
    ]
    for name in moved:
        late_s = np.array(starts.get(f"start|{name}", [np.nan]))
        cells = [_share(hits[f"{method}|{name}"]) for method in methods]
        begin = f"{np.median(late_s):+.2f} s, {np.percentile(np.abs(late_s), 95):.2f} s"
        begin = "" if np.isnan(late_s).any() else begin
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {begin} |")
    return [*lines, "", "![Share of small movements seen](affected/seen.svg)", ""]


def quiet_lines(found: list[Found]) -> list[str]:
    """False bouts."""
    lines = ["## Hours in which nothing happens (typical sensor)", "", *_table("hour", "bouts")]
    for name, values in numbers(found).items():
        said = ", ".join(f"{value:.0f}" for value in values)
        lines.append(f"| {name} | {said} (one number an hour) |")
    return [*lines, ""]


def kind_lines(title: str, found: list[Found], note: str) -> list[str]:
    """What was said, by what was true."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for name, values in numbers(found).items():
        truth, _, kind = name.rpartition("|")
        said[truth][kind] += int(sum(values))
    shown = [kind for kind in KINDS if any(counts[kind] for counts in said.values())]
    lines = [f"## {title}", "", note, "", *_table("truth", *(f"`{k}`" for k in shown))]
    for truth, counts in said.items():
        lines.append(f"| {truth} | " + " | ".join(str(counts[kind]) for kind in shown) + " |")
    return [*lines, ""]


def test_lines(found: list[Found]) -> list[str]:
    """The test of a set."""
    hits, lags = shares(found), numbers(found)
    lines = [
        "## In time with the trained arm: sets of ten curls of 110 deg",
        "",
        "The affected arm does a share of each curl 120 ms late; the wrists are knocked together",
        "at the start and their clocks are up to 80 ms apart. Found: p at most 0.02, with or",
        "without a bout. In the lines without coupling it is the share of false alarms.",
        "",
        *_table("coupling", "found", "lag: median error, 90 % within"),
    ]
    for name, values in hits.items():
        errors = np.array(lags.get(f"lag|{name}", []))
        lag = (
            f"{1000 * np.median(errors):+.0f} ms, {1000 * np.percentile(np.abs(errors), 90):.0f} ms"
            if len(errors)
            else ""
        )
        lines.append(f"| {name} | {_share(values)} | {lag} |")
    return [*lines, "", "![How coupling is found](affected/coupling.svg)", ""]


def recorded_lines(found: list[Said]) -> list[str]:
    """Real limbs told to keep still, and both wrists at work."""
    still = [one for one in found if one.group == "ptx"]
    both = [one for one in found if one.group == "gymbud"]
    if not found:
        return ["## Real recordings", "", "None here (CROSSREP_REALDATA is not set).", ""]
    hours = sum(one.hours for one in still)
    kinds = sum((one.kinds for one in still), Counter[str]())
    calm = [one for one in still if one.calm]
    floors = sorted(one.floor_deg_s for one in still)
    small, tested = sum(one.small_p for one in still), sum(one.tested for one in still)
    lines = [
        "## Limbs told to keep still, beside one that exercises (`ptx`)",
        "",
        f"{len(still)} recordings, {hours:.1f} h; floors {floors[0]:.1f} to {floors[-1]:.1f}",
        f"deg/s, median {floors[len(floors) // 2]:.1f}. These limbs do move, by trunk and bench.",
        "",
        *_table("said", "bouts", "an hour"),
        *(f"| `{k}` | {kinds[k]} | {kinds[k] / hours:.1f} |" for k in KINDS if kinds[k]),
        "",
        f"Called `independent` in the {len(calm)} recordings with at most 3 s above 0.2 rad/s:",
        f"{sum(one.kinds['independent'] for one in calm)}. Sets in time with the other limb by the",
        f"test: {small} of {tested}; that is the bench, and no finding about nerves.",
        "",
        "Seconds of the same limbs called active by their usual thresholds: "
        + ", ".join(
            f"{name} {sum(one.peers_s[name] for one in still):.0f} s" for name in still[0].peers_s
        )
        + "; nobody but CrossRep says what kind it was.",
        "",
        "## Both wrists at work (`gymbud`)",
        "",
        "Each wrist once as the affected one. Both arms actively together look as helped ones do:",
        "`assisted` means moved together. One wrist of the squats was frozen throughout.",
        "",
        *_table("wrist", "floor, deg/s", "observed, s", "frozen, s", *(f"`{k}`" for k in KINDS)),
    ]
    for one in both:
        cells = " | ".join(str(one.kinds[kind]) for kind in KINDS)
        row = f"{one.floor_deg_s:.1f} | {one.observed_s:.0f} | {one.frozen_s:.0f}"
        lines.append(f"| {one.name} | {row} | {cells} |")
    return [*lines, ""]
