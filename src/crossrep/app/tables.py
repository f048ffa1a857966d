"""Metrics as tables for people."""

import sys
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crossrep.app.words import BOUTS, count, fault, pace
from crossrep.formats.analysis import Analysis

PIPE_COLUMNS = 110


def console() -> Console:
    """Where tables go; wide enough when nobody's terminal says how wide."""
    width = None if sys.stdout.isatty() else PIPE_COLUMNS
    return Console(file=sys.stdout, width=width, highlight=False, emoji=False)


def print_analysis(analysis: Analysis) -> None:
    """One recording: its sets, what was not counted, the affected arm, the faults."""
    out = console()
    reps = sum(len(one["reps"]) for one in analysis["sets"])
    said = f"{count(reps, 'repetition')} in {count(len(analysis['sets']), 'set')}"
    out.print(Text(f"{analysis['recording']}: {analysis['exercise']}, {said}", style="bold"))
    for number, one in enumerate(analysis["sets"], 1):
        out.print(_set_table(number, one))
    for line in _lines(analysis):
        out.print(Text(line))
    out.print()


def _set_table(number: int, one: Analysis) -> Table:
    title = f"Set {number}, {one['start_s']:.1f} to {one['end_s']:.1f} s"
    table = Table(title=title, title_justify="left", title_style="")
    for name in ("n", "start s", "lifting s", "hold s", "lowering s", "rest s", "range deg"):
        table.add_column(name, justify="right")
    table.add_column("lowering")
    table.add_column("remarks")
    for rep in one["reps"]:
        table.add_row(*_cells(rep))
    return table


def _cells(rep: Analysis) -> list[str]:
    times = ("start_s", "lifting_s", "hold_s", "lowering_s", "rest_s")
    remarks = list(rep["flags"])
    if rep["stops"]:
        remarks.append(count(len(rep["stops"]), "stop"))
    return [
        str(rep["n"]),
        *(_number(rep.get(name), 2) for name in times),
        _number(rep.get("range_deg"), 0),
        _pace(rep),
        ", ".join(remarks),
    ]


def _pace(rep: Analysis) -> str:
    if rep["confidence"] == "low" or "lowering_s" not in rep:
        return "time not sure"
    return pace(rep["lowering_s"])


def _number(value: Any, places: int) -> str:  # noqa: ANN401  a number or nothing
    return "-" if value is None else f"{value:.{places}f}"


def _lines(analysis: Analysis) -> list[str]:
    lines = [_not_counted(one) for one in analysis["rejected"]]
    lines.append(_affected(analysis["affected"]))
    for one in analysis["faults"]:
        detail = f" ({one['detail']})" if "detail" in one else ""
        span = f"{one['start_s']:.1f} to {one['end_s']:.1f} s"
        lines.append(f"Not well observed, {one['role']} arm, {span}: {fault(one['kind'])}{detail}")
    return lines


def _not_counted(one: Analysis) -> str:
    range_deg = _number(one.get("range_deg"), 0)
    return f"Not counted at {one['start_s']:.1f} s: {one['reason']}, {range_deg} deg"


def _affected(affected: Analysis) -> str:
    if not affected.get("observed_s"):
        return "Affected arm: not observed"
    active_s, observed_s = affected.get("active_s", 0.0), affected["observed_s"]
    kinds = [str(bout["kind"]) for bout in affected["bouts"]]
    said = [f"{kinds.count(kind)} x {words}" for kind, words in BOUTS.items() if kind in kinds]
    what = f": {'; '.join(said)}" if said else ""
    return f"Affected arm: active {active_s:.1f} s of {observed_s:.0f} s observed{what}"
