"""The card's part ``real``: every counter on recordings of people, and what the engine doubted."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from benchmarks.accuracy import frozen
from benchmarks.accuracy.counters import OURS, Counter, number
from benchmarks.accuracy.page import picture, share, titles
from benchmarks.accuracy.recordings import NAMES, Recording, recordings
from benchmarks.accuracy.said import Said, said_of
from benchmarks.accuracy.targets import COUNTS, Target
from benchmarks.accuracy.two_sensors import Session, two_sensor_lines
from benchmarks.accuracy.workers import worked
from crossrep.events import FaultKind


@dataclass(frozen=True)
class Counted:
    """One recording, or its active part, and what everybody counted.

    Attributes:
        group: line of the card.
        recording: where it comes from.
        said: what the engine said.
        named: how many it counted when told the exercise; -1 where ours has no name for it.
        counts: repetitions by the counter's name.
    """

    group: str
    recording: Recording
    said: Said
    named: int
    counts: dict[str, int]

    @property
    def error(self) -> int:
        """Ours minus the label."""
        return self.counts[OURS] - self.recording.reps


def counted(sources: tuple[str, ...], counters: dict[str, Counter]) -> list[Counted]:
    """Everybody on every labelled recording of these folders, lines in order of their names."""
    items = [(one, False) for one in recordings(sources) if one.reps >= 0]
    items += [(one, True) for one, _ in items if one.segment_s and one.group == "gymimu"]
    found = worked("recordings", partial(_counted, counters), items)
    return sorted(found, key=lambda one: one.group)


def _counted(counters: dict[str, Counter], item: tuple[Recording, bool]) -> Counted:
    recording, active = item
    columns = recording.active_columns() if active else recording.columns()
    said = said_of(columns)
    counts = {OURS: len(said.reps)}
    counts |= {name: number(count(columns)) for name, count in counters.items()}
    group = f"{recording.group}, active part given" if active else recording.group
    exercise = NAMES.get(recording.exercise)
    named = len(said_of(columns, exercise).reps) if exercise else -1
    return Counted(group, recording, said, named, counts)


def list_lines(found: Sequence[Counted]) -> list[str]:
    """One line a file: label, ours, low ones, faults; wrong ones marked."""
    return [
        f"{'  ' if not one.error else '! '}{one.group:42} {one.recording.name:55} "
        f"label {one.recording.reps:3} ours {one.counts[OURS]:3} low {one.said.low:3} "
        + " ".join(sorted({kind.value for kind, *_ in one.said.faults}))
        for one in found
    ]


def real_lines(
    found: Sequence[Counted], sessions: Sequence[Session], counters: dict[str, Counter]
) -> list[str]:
    """The whole part."""
    if not found:
        return ["No recordings here: the variable CROSSREP_REALDATA names no folder.", ""]
    names = [OURS, *counters]
    return [
        "## Real recordings",
        "",
        *_table(found, names),
        picture("counts.svg", "Recordings counted exactly, every counter"),
        *_failures(found),
        picture("residue.svg", "The recordings that are off most, and what was counted in them"),
        *_fault_lines(found),
        *frozen.lines(sorted({one.recording.source for one in found})),
        *two_sensor_lines(sessions),
        *_low_lines(found),
        *_exercise_lines(found),
        *_named_lines(found),
    ]


def _table(found: Sequence[Counted], names: list[str]) -> list[str]:
    lines = [
        "### Count: exactly right / within one, %",
        "",
        "| recordings | files | wanted | " + " | ".join(names) + " |",
        "| --- | --- | --- |" + " --- |" * len(names),
    ]
    for group, rows in groupby(scored(found), key=lambda one: one.group):
        inside = list(rows)
        errors = {name: [one.counts[name] - one.recording.reps for one in inside] for name in names}
        cells = [share(errors[name]) for name in names]
        wanted = _wanted(COUNTS.get(group), errors[OURS])
        lines.append(f"| {group} | {len(inside)} | {wanted} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def scored(found: Sequence[Counted]) -> list[Counted]:
    """Without the recordings of sensors that are wrong: those have lines of their own."""
    return [one for one in found if one.group not in ("ptx, sensors that disagree", SCALED)]


SCALED = "gymimu, scaled by g twice"


def _wanted(target: Target | None, errors: list[int]) -> str:
    if target is None:
        return ""
    got = [100 * sum(abs(e) <= off for e in errors) / len(errors) for off in (0, 1)]
    met = all(want is None or has >= want for want, has in zip(target, got, strict=True))
    said = " / ".join("-" if want is None else f"{want:g}" for want in target)
    return f"{said} {'met' if met else '**not met**'}"


def _failures(found: Sequence[Counted]) -> list[str]:
    lines = ["Not exact, by file (label, counted):", ""]
    for group, rows in groupby(scored(found), key=lambda one: one.group):
        off = [one for one in rows if one.error]
        if off:
            files = ", ".join(
                f"{one.recording.name.split('/')[1]} {one.recording.reps} {one.counts[OURS]}"
                for one in off
            )
            lines.append(f"- {group}: {files}.")
    return [*lines, ""]


def _fault_lines(found: Sequence[Counted]) -> list[str]:
    lines = ["### Sensors that are wrong", "", "| recording | fault said | repetitions | low |"]
    lines.append("| --- | --- | --- | --- |")
    wrong = [one for one in found if one.group in ("ptx, sensors that disagree", SCALED)]
    for one in wrong:
        kind = FaultKind.SCALE if one.group == SCALED else FaultKind.SENSOR_DISAGREES
        yes = f"`{kind.value}`" if one.said.has(kind) else "**none**"
        reps = f"{len(one.said.reps)} of {one.recording.reps}"
        lines.append(f"| {one.recording.name} | {yes} | {reps} | {one.said.low} |")
    return [*lines, ""] if wrong else []


def _low_lines(found: Sequence[Counted]) -> list[str]:
    """Healthy wearers: their durations should seldom be doubted."""
    lines = ["### Repetitions of low confidence", "", "| recordings | repetitions | low | why |"]
    lines.append("| --- | --- | --- | --- |")
    for group, rows in groupby(scored(found), key=lambda one: one.group):
        reps = [rep for one in rows for rep in one.said.reps]
        low = [rep for rep in reps if rep.confidence == "low"]
        if reps:
            why = _most(flag for rep in low for flag in rep.flags)
            lines.append(f"| {group} | {len(reps)} | {100 * len(low) / len(reps):.0f} % | {why} |")
    return [*lines, ""]


def _exercise_lines(found: Sequence[Counted]) -> list[str]:
    lines = [
        "### By exercise (whole recordings)",
        "",
        "| exercise | files | exact / within one, % | repetitions low |",
        "| --- | --- | --- | --- |",
    ]
    rows = [one for one in scored(found) if "given" not in one.group and one.recording.reps]
    rows.sort(key=_exercise)
    for name, group in groupby(rows, key=_exercise):
        inside = list(group)
        reps, low = sum(len(o.said.reps) for o in inside), sum(o.said.low for o in inside)
        doubted = f"{100 * low / reps:.0f} %" if reps else ""
        lines.append(f"| {name} | {len(inside)} | {share([o.error for o in inside])} | {doubted} |")
    return [*lines, ""]


def _named_lines(found: Sequence[Counted]) -> list[str]:
    """Does it help to say what is done?"""
    rows = [one for one in scored(found) if one.named >= 0]
    lines = ["### Exercise named", "", titles("recordings", "files", "not named", "named")]
    for group, inside in groupby(rows, key=lambda one: one.group):
        both = list(inside)
        named = share([one.named - one.recording.reps for one in both])
        lines.append(f"| {group} | {len(both)} | {share([o.error for o in both])} | {named} |")
    return [*lines, ""] if rows else []


def _exercise(one: Counted) -> str:
    return f"{one.recording.source}, {one.recording.exercise}"


def _most(words: Iterable[str]) -> str:
    """The three most frequent words with their numbers."""
    return ", ".join(f"`{word}` {n}" for word, n in Tally(words).most_common(3))
