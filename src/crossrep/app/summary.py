"""A session summed up in plain words."""

import statistics
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from crossrep.app import words
from crossrep.app.tables import console
from crossrep.events import Event, SessionEnded
from crossrep.exercises import LOWERING_BAND_S
from crossrep.formats.analysis import Analysis, analysis_of


def print_summary(events: Sequence[Event], name: str, exercise: str, *notes: str) -> None:
    """A table, further notes, and what this is not; a session without an end has no sums."""
    if not events or not isinstance(events[-1], SessionEnded):
        return
    analysis = analysis_of(events, name, exercise)
    table = Table(title="Summary", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(overflow="fold")  # a long path is never cut
    table.add_row("Exercise", exercise.replace("_", " "))
    for number, one in enumerate(analysis["sets"], 1):
        table.add_row(f"Set {number}", _set(one["reps"]))
    if not analysis["sets"]:
        table.add_row("Sets", "none")
    if analysis["rejected"]:
        table.add_row("Not counted", words.count(len(analysis["rejected"]), "movement"))
    table.add_row("Affected arm", _affected(analysis["affected"], events[-1].t_s))
    for fault in analysis["faults"]:
        table.add_row("Not observed", _fault(fault))
    for note in notes:
        table.add_row("MQTT", note)
    out = console()
    out.print(table)
    out.print(Text(words.NOT_MEDICAL))


def _set(reps: Sequence[Analysis]) -> str:
    times = [rep["lowering_s"] for rep in reps if rep["confidence"] == "high"]
    said = words.count(len(reps), "repetition")
    if not times:
        return f"{said}; lowering not timed"
    least_s, most_s = LOWERING_BAND_S
    inside = sum(least_s <= time <= most_s for time in times)
    return (
        f"{said}; lowering median {statistics.median(times):.1f} s, "
        f"{inside} of {len(times)} in the band {least_s:g} to {most_s:g} s"
    )


def _affected(affected: Analysis, whole_s: float) -> str:
    if not affected.get("observed_s"):
        return "not observed"
    said = f"observed {affected['observed_s']:.0f} of {whole_s:.0f} s"
    said += f", active {affected.get('active_s', 0.0):.1f} s"
    for kind, meaning in words.BOUTS.items():
        if n := sum(bout["kind"] == kind for bout in affected["bouts"]):
            said += f"; {n} x {meaning}"
    return said


def _fault(fault: Analysis) -> str:
    seconds = fault["end_s"] - fault["start_s"]
    return f"{fault['role']} arm, {seconds:.1f} s: {words.fault(fault['kind'])}"
