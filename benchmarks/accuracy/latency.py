"""The card's part ``latency``: how long after a repetition's end is it shown, and said?

Live-like: every input is fed at its own moment with the engine's own laziness, and the screen's
state is read after each. Both wrists, radio and all; against the commanded end of the lowering.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.grid import Cell, cells
from benchmarks.accuracy.intervals import of_quantile
from benchmarks.accuracy.oracle import TrueRep, true_reps
from benchmarks.accuracy.page import titles
from benchmarks.accuracy.workers import worked
from crossrep.engine import Engine
from crossrep.errors import BadInputError
from crossrep.events import Rep
from crossrep.inputs import Input, Side
from crossrep.settings import Settings
from crossrep.simulate import simulate

CELLS = {
    "80-120 deg, 1-4 s, typical sensor": 16,
    "such, poor sensor": 8,
    "holds at top and bottom of 3-6 s": 8,
    "no hold and no rest": 8,
    "lowered in 5-7 s": 8,
    "shape early": 8,
    "hesitations in half of the lowerings": 8,
    "brought up and put down along the path": 8,
    "three steps inside the lowering": 8,
    "2 deg of 5 Hz tremor": 8,
    "30-60 deg": 8,
    "forward reach, 60-90 deg": 8,
    "20-byte frames, 50 Hz": 8,
    "15 % lost, jitter 20 ms, late": 8,
}
WANTED_SHOWN_S, WANTED_SAID_S = 0.3, 0.8
INTRO = f"""\
Live-like: both wrists, every input at its moment, the state read after each; against the commanded
end of the lowering, for repetitions that ended after their set was confirmed. Wanted in 90 %: the
count is shown not later than {WANTED_SHOWN_S} s after the end,
the event comes within {WANTED_SAID_S} s.
*Never*: not even when the session ended. *Fell*: the number shown went down while the number of
the set stayed."""


@dataclass(frozen=True)
class Delays:
    """One wearer: seconds after a repetition's end until its number was shown, and it was said.

    Only repetitions that ended after their set was confirmed; infinite where it never was.

    Attributes:
        cell: line of the card.
        shown_s: by the state.
        said_s: by the event.
        confirmed_s: of each set, from the end of its third repetition to its first event.
        fell: how often the number shown fell within a set.
    """

    cell: str
    shown_s: tuple[float, ...]
    said_s: tuple[float, ...]
    confirmed_s: tuple[float, ...]
    fell: int


def latency_lines(wearers: int = 99, only: str = "") -> list[str]:
    """The whole part; at most so many wearers, of cells with this in their name."""
    items = [
        (cell, seed)
        for cell in cells()
        for seed in range(min(CELLS.get(cell.name, 0), wearers))
        if only in cell.name
    ]
    if not items:
        raise BadInputError(f"No cell of the latency part has '{only}' in its name.")
    named = [name for name in CELLS if only in name]
    found = worked("latency", delays_of, items)
    return [
        "## Latency",
        "",
        INTRO,
        "",
        titles(
            "wearers", "repetitions", "shown: median, 90 %, s", "shown before 0.3 s to the end",
            "said: median, 90 %, s", "never shown, said",
            "set confirmed after its 3rd: median, worst, s", "count fell",
        ),
        *(_line(name, [one for one in found if one.cell == name]) for name in named),
        _line("**all**", found),
        "",
    ]  # fmt: skip


def delays_of(item: tuple[Cell, int]) -> Delays:
    """Play one wearer to the engine as if it were live."""
    script = item[0].script(item[1])
    script = script.model_copy(
        update={"sensor": script.sensor.model_copy(update={"missing": None})}
    )
    simulation = simulate(script)
    truth = true_reps(script, simulation.truth)
    shown, said, fell = _played(simulation.inputs, Settings(Side(script.trained)))
    after_s: list[tuple[float, float]] = []
    confirmed: list[float] = []
    for set_n in sorted({rep.set_n for rep in truth}):
        reps = [rep for rep in truth if rep.set_n == set_n]
        from_s = min((at for at, top in said if _within(top, reps)), default=float("inf"))
        confirmed.append(from_s - reps[min(2, len(reps) - 1)].end_s)
        after_s += [
            (_shown_s(shown, reps, rep) - rep.end_s, _said_s(said, rep) - rep.end_s)
            for rep in reps
            if rep.end_s > from_s
        ]
    return Delays(
        item[0].name, tuple(a for a, _ in after_s), tuple(b for _, b in after_s),
        tuple(confirmed), fell,
    )  # fmt: skip


Shown = list[tuple[float, int]]
SaidAt = list[tuple[float, float]]


def _played(inputs: Sequence[Input], settings: Settings) -> tuple[Shown, SaidAt, int]:
    """(time, number shown) whenever it changed; (time, top) of every event; times it fell."""
    engine, t0_ns = Engine(settings), inputs[0].t_host_ns
    shown: Shown = [(0.0, 0)]
    said: SaidAt = []
    fell, set_n = 0, 0
    for item in inputs:
        at_s = (item.t_host_ns - t0_ns) / 1e9
        said += [(at_s, e.top_s) for e in engine.feed(item) if isinstance(e, Rep)]
        arm = engine.snapshot().trained
        if arm.reps != shown[-1][1]:
            fell += arm.reps < shown[-1][1] and arm.set_n == set_n
            shown.append((at_s, arm.reps))
        set_n = arm.set_n
    return shown, said, fell


def _within(top_s: float, reps: Sequence[TrueRep]) -> bool:
    return reps[0].start_s < top_s < reps[-1].end_s


def _shown_s(shown: Shown, reps: Sequence[TrueRep], rep: TrueRep) -> float:
    """When the number of this repetition was first shown in its set."""
    begin_s = reps[0].start_s
    return min((at for at, n in shown if at > begin_s and n >= rep.n), default=float("inf"))


def _said_s(said: SaidAt, rep: TrueRep) -> float:
    return min((at for at, top in said if rep.start_s < top < rep.end_s), default=float("inf"))


def _line(name: str, rows: Sequence[Delays]) -> str:
    shown = [s for row in rows for s in row.shown_s]
    said = [s for row in rows for s in row.said_s]
    confirmed = [s for row in rows for s in row.confirmed_s]
    never = f"{sum(np.isinf(shown))}, {sum(np.isinf(said))}"
    early = sum(delay < -WANTED_SHOWN_S for delay in shown) / max(len(shown), 1)
    return (
        f"| {name} | {len(shown)} | {_middle(shown, WANTED_SHOWN_S)} | {100 * early:.0f} % |"
        f" {_middle(said, WANTED_SAID_S)} | {never} |"
        f" {np.median(confirmed):+.2f}, {max(confirmed):+.2f} | {sum(row.fell for row in rows)} |"
    )


def _middle(delays_s: list[float], wanted_s: float) -> str:
    known = [min(delay, 99.0) for delay in delays_s]
    p90, low, high = of_quantile(known, 90)
    mark = "met" if p90 <= wanted_s else "**not met**"
    return f"{np.median(known):+.2f}, {p90:+.2f} [{low:.2f}-{high:.2f}] {mark}"
