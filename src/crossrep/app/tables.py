"""Metrics as tables for people."""

import sys
from string import ascii_lowercase
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crossrep.app import words
from crossrep.events import Confidence, FaultKind
from crossrep.exercises import Load, exercise_named
from crossrep.formats.analysis import Analysis
from crossrep.inputs import Role
from crossrep.movement.affected.coupling import SIGNIFICANT

PIPE_COLUMNS = 110

SEEN_ALL_THE_SAME = (FaultKind.NO_DEVICE_TIME, FaultKind.LOSSY, FaultKind.DUPLICATES)
"""Faults that leave an arm observed."""


def console() -> Console:
    """Where tables go; wide enough when nobody's terminal says how wide."""
    width = None if sys.stdout.isatty() else PIPE_COLUMNS
    return Console(file=sys.stdout, width=width, highlight=False, emoji=False)


def print_analysis(analysis: Analysis) -> None:
    """One recording: its sets, what was not counted, the affected arm, the faults."""
    out = console()
    out.print(Text(_title(analysis), style="bold"))
    letters = _letters(analysis)
    for number, one in enumerate(analysis["sets"], 1):
        out.print(_set_table(number, one, letters))
    for flag, letter in letters.items():
        out.print(Text(f"{letter}: {words.flag(flag)}"))
    for line in [*_why_nothing(analysis), *_lines(analysis)]:
        out.print(Text(line))
    out.print()


def _title(analysis: Analysis) -> str:
    reps = sum(len(one["reps"]) for one in analysis["sets"])
    said = f"{words.count(reps, 'repetition')} in {words.count(len(analysis['sets']), 'set')}"
    return f"{analysis['recording']}: {said} ({words.exercise(analysis['exercise'])})"


def _letters(analysis: Analysis) -> dict[str, str]:
    """A letter for each remark that occurs, in the order of `words.FLAGS`."""
    found = {flag for one in analysis["sets"] for rep in one["reps"] for flag in rep["flags"]}
    known = [flag for flag in words.FLAGS if flag in found]
    return dict(zip([*known, *sorted(found - {*known})], ascii_lowercase, strict=False))


def _set_table(number: int, one: Analysis, letters: dict[str, str]) -> Table:
    title = f"Set {number}, {one['start_s']:.1f} to {one['end_s']:.1f} s"
    table = Table(title=title, title_justify="left", title_style="")
    for name in ("n", "lifting", "hold"):
        table.add_column(name, justify="right")
    table.add_column(f"lowering\n(band {words.BAND})")
    for name in ("range", "rest\nbefore"):
        table.add_column(name, justify="right")
    table.add_column("notes")
    for rep in one["reps"]:
        table.add_row(*_cells(rep, letters))
    return table


def _cells(rep: Analysis, letters: dict[str, str]) -> list[str]:
    notes = [letters.get(flag, flag) for flag in rep["flags"]]
    if rep["stops"]:
        notes.append(words.count(len(rep["stops"]), "stop"))
    return [
        str(rep["n"]),
        _seconds(rep.get("lifting_s")),
        _seconds(rep.get("hold_s")),
        _lowering(rep),
        f"{_number(rep.get('range_deg'), 0)} deg",
        _seconds(rep.get("rest_s")) if rep["n"] > 1 else "-",
        ", ".join(sorted(notes, key=len)),
    ]


def _lowering(rep: Analysis) -> str:
    if "lowering_s" not in rep:
        return "not timed"
    said = _seconds(rep["lowering_s"])
    low = rep["confidence"] == Confidence.LOW
    return f"about {said}" if low else f"{said}, {words.pace(rep['lowering_s'])}"


def _seconds(value: Any) -> str:  # noqa: ANN401  a number or nothing
    return f"{_number(value, 1)} s"


def _number(value: Any, places: int) -> str:  # noqa: ANN401  a number or nothing
    return "-" if value is None else f"{value:.{places}f}"


def _why_nothing(analysis: Analysis) -> list[str]:
    """What may be the reason when no repetition was counted."""
    if analysis["sets"]:
        return []
    trained = [one for one in analysis["faults"] if one["role"] == Role.TRAINED]
    if any(one["kind"] not in SEEN_ALL_THE_SAME for one in trained):
        return ["Nothing was counted; the trained arm was not well observed, as said below."]
    if analysis["rejected"]:
        return ["Nothing was counted; what was seen were no whole repetitions, as said below."]
    if exercise_named(analysis["exercise"]).load is Load.GRAVITY:
        named = words.exercise(analysis["exercise"])
        return [
            f"Nothing was counted as {named}. Movement that is not this exercise is left out; "
            "try --exercise unknown."
        ]
    return ["Nothing was counted; no movement that repeats often enough was seen."]


def _lines(analysis: Analysis) -> list[str]:
    lines = [_not_counted(one) for one in analysis["rejected"]]
    lines += [_affected(analysis["affected"]), *_affected_more(analysis["affected"])]
    lines += _in_time(analysis["sets"])
    for one in analysis["faults"]:
        detail = f" ({one['detail']})" if "detail" in one else ""
        span = f"{one['start_s']:.1f} to {one['end_s']:.1f} s"
        lines.append(
            f"Not well observed, {one['role']} arm, {span}: {words.fault(one['kind'])}{detail}"
        )
    return lines


def _not_counted(one: Analysis) -> str:
    range_deg = _number(one.get("range_deg"), 0)
    return f"Not counted at {one['start_s']:.1f} s: {words.reason(one['reason'])}, {range_deg} deg"


def _affected_more(affected: Analysis) -> list[str]:
    """What could have been seen, what could not be decided, and practice."""
    lines = []
    if affected.get("observed_s") and "floor_deg_s" in affected:
        rests_s, unsure_s = affected.get("rest_active_s", 0.0), affected.get("undecided_s", 0.0)
        lines += [
            f"The slowest its sensor could have seen today: {affected['floor_deg_s']:.1f} deg/s",
            f"Active while the other arm rested: {rests_s:.1f} s; while it moved, not clear what"
            f" moved it: {unsure_s:.1f} s",
        ]
    for one in affected.get("practice", []):
        said = f"{words.count(len(one['reps']), 'repetition')} of {one['range_median_deg']:.0f} deg"
        span = f"{one['start_s']:.1f} to {one['end_s']:.1f} s"
        both = ""
        if "range_ratio" in one:
            both = f"; {100 * one['range_ratio']:.0f} % of the other's range"
        lines.append(f"Affected arm's practice, {span}: {said}{both}")
    return lines


def _in_time(sets: list[Analysis]) -> list[str]:
    """Sets in time with the trained arm, by the test over the whole set."""
    found = []
    for number, one in enumerate(sets, 1):
        coupling = one.get("coupling", {"p_value": 1.0})
        if coupling["p_value"] <= SIGNIFICANT:
            ms = 1000 * coupling["lag_s"]
            when = f"{abs(ms):.0f} ms {'later' if ms >= 0 else 'earlier'}"
            found.append(
                f"Set {number}: the affected arm moved in time with the trained arm, {when}"
                f" (by nerves, trunk or chair; p {coupling['p_value']:.3f})"
            )
    return found


def _affected(affected: Analysis) -> str:
    if not affected.get("observed_s"):
        return "Affected arm: not observed"
    active_s, observed_s = affected.get("active_s", 0.0), affected["observed_s"]
    kinds = [str(bout["kind"]) for bout in affected["bouts"]]
    said = [f"{kinds.count(kind)} x {term}" for kind, term in words.BOUTS.items() if kind in kinds]
    what = f": {'; '.join(said)}" if said else ""
    return f"Affected arm: active {active_s:.1f} s of {observed_s:.0f} s observed{what}"
