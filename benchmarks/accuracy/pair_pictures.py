"""The lowerings of which two sensors on one movement disagree most, as each of them turned."""

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.accuracy.pictures import DOUBT_COLOUR, OURS_COLOUR, Draw
from benchmarks.accuracy.two_sensors import Pair, Session
from crossrep.events import Rep
from crossrep.formats.samples_csv import SampleColumns
from crossrep.movement.timing.lowering import SMOOTH_S, smoothed, window_points
from crossrep.samples import Floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORST = 4
AROUND_S = 0.8
HEADROOM = 1.35
"""Room for the legend."""


def worst_pairs(sessions: "Sequence[Session]") -> Draw:
    """Rate of turn, whatever the axis, around the lowering; upright lines: begin and end said."""
    sound = [(one, pair) for one in sessions if one.name.startswith("s1") for pair in one.pairs]
    worst = sorted(sound, key=lambda both: -_apart_s(both[1]))[:WORST]

    def draw(figure: "Figure") -> None:
        for axes, (session, pair) in zip(
            figure.subplots(2, 2, squeeze=False).ravel(), worst, strict=False
        ):
            _pair(axes, session, pair)
        figure.supxlabel("time from the wrist's top, s")
        figure.supylabel("rate of turn, deg/s")

    return draw


def _apart_s(pair: Pair) -> float:
    edges = [rep.lowering_edge_s or 0.0 for rep in (pair.wrist, pair.upper_arm)]
    return abs(edges[0] - edges[1])


def _pair(axes: "Axes", session: Session, pair: Pair) -> None:
    named = zip(("wrist", "upper arm"), (pair.wrist, pair.upper_arm), session.both, strict=True)
    for colour, (name, rep, recording) in zip((OURS_COLOUR, DOUBT_COLOUR), named, strict=True):
        t_s, rate_deg_s = _turning(recording.columns(), rep)
        said = f"{name} {rep.lowering_s:.2f} s, edge to edge {rep.lowering_edge_s:.2f} s"
        axes.plot(t_s - pair.wrist.top_s, rate_deg_s, color=colour, linewidth=1, label=said)
        for edge_s in (rep.lowering_start_s, rep.lowering_end_s):
            axes.axvline(edge_s - pair.wrist.top_s, color=colour, linewidth=0.8, linestyle="--")
    axes.set(ylim=(0, HEADROOM * axes.get_ylim()[1]))
    axes.set_title(f"{session.name}, at {pair.wrist.top_s:.0f} s", fontsize=8)
    axes.legend(loc="upper left", fontsize=7)


def _turning(columns: SampleColumns, rep: Rep) -> tuple[Floats, Floats]:
    """Times and rate of turn, smoothed as the rule smooths."""
    t_s = columns.t_s - columns.t_s[0]
    points = window_points(SMOOTH_S, 1 / float(np.median(np.diff(t_s))))
    rate = np.stack([smoothed(axis, points) for axis in columns.gyr_rads.T], axis=1)
    t_s = t_s[points // 2 : points // 2 + len(rate)]
    near = (t_s > rep.lowering_start_s - AROUND_S) & (t_s < rep.lowering_end_s + AROUND_S)
    return t_s[near], np.rad2deg(np.sqrt((rate[near] ** 2).sum(axis=1)))
