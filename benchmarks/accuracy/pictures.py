"""The pictures of the score card, remade with its parts; needs matplotlib (extra ``benchmark``)."""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import signal

from benchmarks.accuracy.counters import OURS
from benchmarks.accuracy.intervals import wilson
from benchmarks.accuracy.page import DOCS
from benchmarks.accuracy.real import Counted, scored
from benchmarks.accuracy.simulated import Worn
from benchmarks.accuracy.two_sensors import Session

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FOLDER = DOCS / "pictures"
HAVE_MATPLOTLIB = find_spec("matplotlib") is not None
STYLE: Any = {
    "svg.hashsalt": "crossrep",
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}
OURS_COLOUR, DOUBT_COLOUR, GREY = "#1b6ca8", "#d1495b", "#9a9a9a"
PEER_COLOURS = ("#e09f3e", "#2a9d8f", "#9a9a9a", "#7b4b94", "#d1495b")
BEYOND_S = 1.0
WORST = 8
DRAWN_HZ = 5.0
DPI = 90

Draw = Callable[["Figure"], None]


def save(name: str, size: tuple[float, float], draw: Draw) -> None:
    """Make one picture: the same numbers give the same file."""
    from matplotlib import rc_context  # noqa: PLC0415 - only who draws has it
    from matplotlib.figure import Figure  # noqa: PLC0415

    FOLDER.mkdir(exist_ok=True)
    with rc_context(STYLE):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        unsaid = {"Date": None} if name.endswith(".svg") else {"Software": None}
        figure.savefig(FOLDER / name, metadata=unsaid, dpi=DPI)


def counts(found: Sequence[Counted], names: Sequence[str]) -> Draw:
    """Exactly counted shares with intervals, every counter, every line."""
    rows = [(name, list(group)) for name, group in groupby(scored(found), lambda one: one.group)]

    def draw(figure: "Figure") -> None:
        axes = figure.subplots()
        for k, name in enumerate(names):
            hits = [sum(o.counts[name] == o.recording.reps for o in group) for _, group in rows]
            sizes = [len(group) for _, group in rows]
            colour = OURS_COLOUR if name == OURS else PEER_COLOURS[k % len(PEER_COLOURS) - 1]
            _bars(axes, k - (len(names) - 1) / 2, hits, sizes, label=name, colour=colour)
        axes.set_yticks(range(len(rows)), [f"{name} ({len(group)})" for name, group in rows])
        axes.invert_yaxis()
        axes.set(xlabel="recordings counted exactly, % (95 % interval)", xlim=(-1, 101))
        axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.12), ncols=2)

    return draw


def _bars(
    axes: "Axes", offset: float, hits: list[int], sizes: list[int], *, label: str, colour: str
) -> None:
    shares = np.array([100 * hit / size for hit, size in zip(hits, sizes, strict=True)])
    ends = 100 * np.array([wilson(hit, size) for hit, size in zip(hits, sizes, strict=True)])
    spread = np.abs(ends.T - shares)
    axes.errorbar(
        shares, np.arange(len(shares)) + 0.16 * offset, xerr=spread, fmt="o",
        color=colour, markersize=6 if colour == OURS_COLOUR else 3, elinewidth=1, label=label,
    )  # fmt: skip


def residue(found: Sequence[Counted]) -> Draw:
    """The recordings that are off most: the acceleration that tells most, and what was counted."""
    worst = sorted(_worst_of_each(scored(found)), key=lambda one: -abs(one.error))[:WORST]

    def draw(figure: "Figure") -> None:
        for axes, one in zip(
            figure.subplots(len(worst), 1, squeeze=False)[:, 0], worst, strict=True
        ):
            _residue(axes, one)
        figure.supxlabel("time, s; shaded: repetitions counted, darker while lowering")

    return draw


def _worst_of_each(found: Sequence[Counted]) -> Iterator[Counted]:
    """One of a line."""
    for _, group in groupby(found, lambda one: one.group):
        wrong = sorted((one for one in group if one.error), key=lambda one: -abs(one.error))
        yield from wrong[:1]


def _residue(axes: "Axes", one: Counted) -> None:
    active = "given" in one.group
    columns = one.recording.active_columns() if active else one.recording.columns()
    t_s = columns.t_s - columns.t_s[0]
    rate_hz = 1 / float(np.median(np.diff(t_s)))
    low_pass = signal.butter(2, 1.5, fs=rate_hz, output="sos")
    some = slice(None, None, max(round(rate_hz / DRAWN_HZ), 1))
    tilt = signal.sosfiltfilt(low_pass, columns.acc_ms2, axis=0)[some]
    widest = int(np.argmax(tilt.std(axis=0)))
    axes.plot(t_s[some], tilt[:, widest], linewidth=0.8)
    for rep in one.said.reps:
        axes.axvspan(rep.start_s, rep.end_s, color=OURS_COLOUR, alpha=0.15, linewidth=0)
        axes.axvspan(rep.lowering_start_s, rep.lowering_end_s, color=OURS_COLOUR, alpha=0.2, lw=0)
    title = f"{one.recording.name}{', active part' if active else ''}: "
    axes.set_title(f"{title}label {one.recording.reps}, counted {one.counts[OURS]}", fontsize=8)
    axes.set(xlim=(t_s[0], t_s[-1]), ylabel="m/s$^2$")


def agreement(sessions: Sequence[Session]) -> Draw:
    """Wrist and upper arm: difference of the lowering times over their mean."""
    pairs = [pair for one in sessions for pair in one.pairs]
    sound = [pair.session.startswith("s1") for pair in pairs]

    def draw(figure: "Figure") -> None:
        left, right = figure.subplots(1, 2, sharey=True)
        edges = [
            (p.wrist.lowering_edge_s or np.nan, p.upper_arm.lowering_edge_s or np.nan)
            for p in pairs
        ]
        _agreement(left, np.array(edges), np.array(sound), "edge to edge")
        whole = [(p.wrist.lowering_s, p.upper_arm.lowering_s) for p in pairs]
        _agreement(right, np.array(whole), np.array(sound), "lowering_s")
        left.set_ylabel("wrist minus upper arm, s")
        right.legend(loc="lower right")

    return draw


def _agreement(axes: "Axes", both: np.ndarray, sound: np.ndarray, title: str) -> None:
    mean_s, apart_s = both.mean(axis=1), both[:, 0] - both[:, 1]
    for chosen, colour, label in (
        (~sound, GREY, "s2, s3: the upper arm's sensors disagree"),
        (sound, OURS_COLOUR, "s1"),
    ):
        axes.plot(mean_s[chosen], apart_s[chosen], ".", color=colour, label=label)
    middle, spread = np.nanmean(apart_s[sound]), 1.96 * np.nanstd(apart_s[sound])
    for level in (middle - spread, middle, middle + spread):
        axes.axhline(level, color=OURS_COLOUR, linewidth=0.8, linestyle="--")
    beyond = int((np.abs(apart_s) > BEYOND_S).sum())
    said = f"{title} ({beyond} of {len(apart_s)} pairs are beyond)" if beyond else title
    axes.set(title=said, xlabel="mean of both, s", ylim=(-BEYOND_S, BEYOND_S), xlim=(0, 4))


def simulated_errors(found: Sequence[Worn]) -> Draw:
    """Error of the lowering time over range and over tempo, doubted ones apart."""
    timed = [one for row in found for one in row.timed]
    low = np.array([one.low for one in timed])
    error_ms = np.maximum([1000 * abs(one.error_s) for one in timed], 1.0)

    def draw(figure: "Figure") -> None:
        left, right = figure.subplots(1, 2, sharey=True)
        for axes, x, label in (
            (left, np.array([one.range_deg for one in timed]), "range, deg"),
            (right, np.array([one.lowering_s for one in timed]), "true lowering time, s"),
        ):
            for chosen, colour, name in (
                (low, DOUBT_COLOUR, "doubted"),
                (~low, OURS_COLOUR, "trusted"),
            ):
                axes.plot(
                    x[chosen], error_ms[chosen], ".", color=colour, ms=3, alpha=0.5, label=name,
                    rasterized=True,
                )  # fmt: skip
            axes.set(xlabel=label, yscale="log")
        left.set_ylabel("error of lowering time, ms")
        right.legend(loc="upper right")

    return draw
