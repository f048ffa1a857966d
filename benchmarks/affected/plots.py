"""Pictures of the page, as SVG beside it."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.patches import Patch

from benchmarks.affected import wearers
from benchmarks.affected.cells import Found, bouts_of
from benchmarks.affected.page import numbers, shares
from crossrep.inputs import Role
from crossrep.simulate import from_values

mpl.use("svg")
mpl.rcParams.update({"svg.hashsalt": "crossrep", "font.size": 9, "axes.spines.top": False})
mpl.rcParams.update({"axes.spines.right": False, "figure.constrained_layout.use": True})
COLOURS = {
    "independent": "#1b9e77",
    "time_locked": "#7570b3",
    "assisted": "#d95f02",
    "carried": "#a6761d",
    "tremor": "#e7298a",
    "ambiguous": "#999999",
}


def draw(folder: Path, seen: list[Found], tested: list[Found]) -> None:
    """All pictures."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    for name, paint, data in (
        ("seen", _seen, seen),
        ("coupling", _coupling, tested),
        ("session", _session, seen),
    ):
        figure = plt.figure(figsize=(7.2, 3.0))
        paint(figure, data)
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        plt.close(figure)


def _seen(figure: Any, found: list[Found]) -> None:  # noqa: ANN401  matplotlib's
    """Share seen, a group of bars a movement, a panel a sensor."""
    hits = shares(found)
    methods = list(dict.fromkeys(name.partition("|")[0] for name in hits))
    for axes, grade in zip(figure.subplots(1, 2, sharey=True), ("typical", "poor"), strict=True):
        moved = list(dict.fromkeys(name.partition("|")[2] for name in hits if grade in name))
        moved.sort(key=lambda name: name.startswith("nothing"))
        for i, method in enumerate(methods):
            values = [100 * float(np.mean(hits[f"{method}|{name}"])) for name in moved]
            places = np.arange(len(moved)) + (i - (len(methods) - 1) / 2) * 0.2
            axes.bar(places, values, 0.18, label=method, color=f"C{i}")
        short = [name.partition(",")[0] for name in moved]
        short = [name.replace(" in ", "\nin ").replace(" for ", "\nfor ") for name in short]
        axes.set_xticks(range(len(moved)), short)
        axes.set_title(f"{grade} sensor", fontsize=9)
    figure.axes[0].set_ylabel("seen, %")
    figure.axes[0].legend(frameon=False, fontsize=7, loc="center right")


def _coupling(figure: Any, found: list[Found]) -> None:  # noqa: ANN401
    """How often coupling is found, and how well its lag is known."""
    hits, lags = shares(found), numbers(found)
    left, right = figure.subplots(1, 2)
    for grade, colour in (("typical", "C0"), ("poor", "C1")):
        rows = [
            (float(name.split(" %")[0]), 100 * float(np.mean(values)))
            for name, values in hits.items()
            if name.endswith(f"{grade} sensor")
        ]
        left.plot(*zip(*rows, strict=True), "o-", color=colour, label=f"{grade} sensor")
        errors = [1000 * e for n, v in lags.items() if n.endswith(f"{grade} sensor") for e in v]
        right.hist(np.clip(errors, -200, 200), np.arange(-205, 206, 10), color=colour, alpha=0.6)
    left.axhline(5, color="grey", lw=0.8, ls=":")
    left.set(xlabel="coupling, % of the curl", ylabel="sets found, %", ylim=(-3, 103))
    left.legend(frameon=False)
    right.set(xlabel="error of the lag, ms (beyond 200 at the edge)", ylabel="sets")


def _session(figure: Any, _: list[Found]) -> None:  # noqa: ANN401
    """One session: the affected wrist's rate, the floor, and what the bouts were called."""
    sway = {"kind": "sway", "at_s": 2, "duration_s": 9, "deg": 3, "hz": 0.3}
    tremor = {"kind": "tremor", "at_s": 14, "duration_s": 6, "hz": 5, "deg": 0.3}
    own = {"kind": "own", "at_s": 24, "range_deg": 5, "duration_s": 4}
    helped = {"kind": "assisted", "percent": 90, "lag_ms": 20}
    work = {"kind": "set", "reps": 3, "range_deg": 60, "also": [helped]}
    blocks = [wearers.rest(6), wearers.rest(31, sway, tremor, own), work, wearers.rest(4)]
    script = from_values({"seed": 5, "exercise": "biceps_curl", "block": blocks})
    columns = wearers.samples_of(script, Role.AFFECTED)
    events = wearers.events_of(script)
    axes = figure.subplots()
    resting = columns.gyr_rads[columns.t_s < 5].mean(axis=0)
    speed = np.degrees(np.linalg.norm(columns.gyr_rads - resting, axis=1))
    axes.semilogy(columns.t_s, speed, color="black", lw=0.4)
    for bout in bouts_of(events):
        axes.axvspan(bout.start_s, bout.end_s, color=COLOURS[bout.kind], alpha=0.35, lw=0)
    shown = dict.fromkeys(bout.kind for bout in bouts_of(events))
    patches = [Patch(color=COLOURS[kind], alpha=0.35, label=kind.value) for kind in shown]
    axes.legend(handles=patches, ncols=6, frameon=False, loc="upper left", fontsize=8)
    floor = getattr(events[-1], "affected_floor_deg_s", 1.0)
    axes.axhline(floor, color="C3", lw=0.8)
    axes.text(0.2, floor * 1.1, "floor", color="C3", fontsize=7)
    axes.set(xlabel="s", ylabel="rate of the affected wrist, deg/s", ylim=(0.03, 900))
