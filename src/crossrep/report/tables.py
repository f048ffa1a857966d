"""The numbers of the drawings as tables: a session, a repetition, a sensor in a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from crossrep.events import BoutKind, Confidence, FaultEnded, PracticeClosed, Rep, SetCoupled
from crossrep.report import words
from crossrep.report.figures import Done, Sitting, Spread, kinds_together, spread, together
from crossrep.report.set_drawing import SetRows, unseen
from crossrep.report.story import Story
from crossrep.tracing import TRACE_HZ

FEW_BOUTS_HOURS = 0.05


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure in two periods; nothing is judged."""

    label: str
    unit: str
    values: tuple[str, ...]


def halves(story: Story) -> list[tuple[str, list[Sitting]]]:
    """The period cut where asked, else in the middle at the begin of a week: (words, sessions)."""
    weeks = ((story.last - story.first).days + 1) // 7
    cut = story.second_from or story.first + timedelta(days=7 * max(weeks // 2, 1))
    first = [one for one in story.timed if one.day and one.day < cut]
    second = [one for one in story.timed if one.day and one.day >= cut]
    before = cut - timedelta(days=1)
    return [(words.span(story.first, before), first), (words.span(cut, story.last), second)]


def compared(parts: Sequence[Sequence[Sitting]], exercise: str) -> list[Compared]:
    """Two periods side by side."""
    done = [together(these, exercise) for these in parts]
    rows: list[tuple[str, str, Callable[[int], str]]] = [
        ("sessions", "", lambda k: str(sum(exercise in one.by_exercise for one in parts[k]))),
        ("repetitions", "", lambda k: f"{done[k].reps}"),
        ("lowering, median (middle half)", "s", lambda k: _middle(done[k].lowering, 1)),
        ("10–90 % of range (t90), median", "s", lambda k: _middle(done[k].t90, 1)),
        ("lifting, median", "s", lambda k: _middle(done[k].lifting, 1)),
        ("hold at the top, median", "s", lambda k: _middle(done[k].hold, 1)),
        ("in the band asked for", "", lambda k: _of(done[k].in_band, done[k].judged)),
        ("lowering at the asked-for speed", "% of time", lambda k: words.number(done[k].pace, 0)),
        ("range, median (middle half); ± 8", "°", lambda k: _middle(done[k].range_deg, 0)),
        ("tempo spread within a set", "%", lambda k: words.number(done[k].cv, 0)),
        ("repetitions with a stop on the way down", "%", lambda k: _rate(done[k].stopped, done[k])),
        ("lowering, change a repetition", "s", lambda k: _slope(done[k].lowering_slope_s, 2)),
        ("range, change a repetition", "°", lambda k: _slope(done[k].range_slope_deg, 1)),
        (
            "duration uncertain, left out",
            "of all",
            lambda k: f"{done[k].uncertain} of {done[k].reps}",
        ),
        ("weight, median of sessions", "kg", lambda k: _weight(parts[k])),
        ("highest effort of a session, median", "of 10", lambda k: _effort(parts[k])),
    ]
    return [
        Compared(label, unit, tuple(say(k) for k in range(len(parts)))) for label, unit, say in rows
    ]


def compared_arm(parts: Sequence[Sequence[Sitting]], story: Story) -> list[Compared]:
    """What the affected arm did, an hour of observation, two periods side by side."""
    said = words.kinds(story.trained)
    rows = [
        Compared(said[kind], "an hour observed", tuple(_hourly(these, kind) for these in parts))
        for kind in BoutKind
    ]
    return [*rows, Compared("observed", "% of the sessions", tuple(map(_seen, parts)))]


def _middle(found: Spread | None, digits: int) -> str:
    if found is None:
        return "–"
    return f"{found.median:.{digits}f} ({found.low:.{digits}f}–{found.high:.{digits}f})"


def _of(percent: float | None, n: int) -> str:
    return "–" if percent is None else f"{percent:.0f} % of {n}"


def _rate(part: int, done: Done) -> str:
    sure = done.reps - done.uncertain
    return f"{100 * part / sure:.0f}" if sure else "–"


def _slope(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:+.{digits}f}".replace("-", "−")


def _weight(these: Sequence[Sitting]) -> str:
    found = spread(one.weight_kg for one in these)
    return f"{found.median:g}" if found else "not entered"


def _effort(these: Sequence[Sitting]) -> str:
    found = spread(one.effort for one in these)
    return f"{found.median:g}" if found else "not given"


def _hourly(these: Sequence[Sitting], kind: BoutKind) -> str:
    """Stretches an hour of observation: what was not seen does not count as quiet."""
    found = kinds_together(these)
    hours = sum(one.arm.observed_s for one in these if one.arm.kinds is not None) / 3600
    if found is None or hours < FEW_BOUTS_HOURS:
        return "not observed"
    return f"{found.get(kind.value, 0) / hours:.0f}"


def _seen(these: Sequence[Sitting]) -> str:
    seen, unseen = (
        sum(getattr(one.arm, f"{name}_s") for one in these) for name in ("observed", "unobserved")
    )
    return f"{100 * seen / (seen + unseen):.0f}" if seen + unseen else "–"


@dataclass(frozen=True, slots=True)
class RepRow:
    """One repetition as text; its place in the recording is where its numbers come from."""

    n: str
    at_s: str
    lifting: str
    hold: str
    lowering: str
    t90: str
    rest: str
    range_deg: str
    remarks: str
    unsure: bool
    outside: bool
    id: str


def rep_rows(rows: SetRows) -> list[RepRow]:
    """A set's repetitions, and what was seen and not counted, in order of time."""
    counted = [(rep.start_s, _rep_row(n, rep, rows)) for n, rep in enumerate(rows.reps, 1)]
    others = [
        (one.start_s, RepRow("–", f"{one.start_s:.1f}", "", "", "", "", "", f"{one.range_deg:.0f}",
                             _not_counted(one.reason), unsure=True, outside=False, id=one.id))
        for one in rows.rejected
    ]  # fmt: skip
    taken_back = [(rep.start_s, _taken_back(rep)) for rep in rows.withdrawn]
    every = sorted([*counted, *others, *taken_back], key=lambda pair: pair[0])
    return [row for _, row in every]


def _taken_back(rep: Rep) -> RepRow:
    return RepRow(
        "–", f"{rep.start_s:.1f}", "", "", "", "", "", f"{rep.range_deg:.0f}",
        "counted at first and taken back: it was no repetition after all",
        unsure=True, outside=False, id=rep.id,
    )  # fmt: skip


def _not_counted(reason: str) -> str:
    return {
        "partial": "partial movement, not counted: came back less than half of the way",
        "gap": "not counted: more than two seconds of it were not seen",
    }.get(reason, f"not counted: {reason.replace('_', ' ')}")


def _outside(lowering_s: float, low_s: float, high_s: float) -> str:
    """Which way; exactly, where one decimal would show the limit itself."""
    word, limit_s = ("quicker", low_s) if lowering_s < low_s else ("slower", high_s)
    exactly = f": {lowering_s:.2f} s" if f"{lowering_s:.1f}" == f"{limit_s:.1f}" else ""
    return f"{word} than {limit_s:g} s{exactly}"


def _rep_row(n: int, rep: Rep, rows: SetRows) -> RepRow:
    sure = rep.confidence is Confidence.HIGH
    remarks = [words.FLAGS.get(name, name.replace("_", " ")) for name in rep.flags]
    remarks += [
        f"stop {stop.end_s - stop.start_s:.1f} s at {100 * stop.share:.0f} %" for stop in rep.stops
    ]
    if sure and rep.in_band is False:
        remarks.append(_outside(rep.lowering_s, *rows.band_s))
    return RepRow(
        n=str(n),
        at_s=f"{rep.start_s:.1f}",
        lifting=f"{rep.lifting_s:.1f}",
        hold=f"{rep.hold_s:.1f}",
        lowering=f"{rep.lowering_s:.1f}" + ("" if sure else "?"),
        t90=words.number(rep.lowering_t90_s),
        rest=f"{rep.rest_s:.1f}",
        range_deg=f"{rep.range_deg:.0f}",
        remarks="; ".join(remarks),
        unsure=not sure,
        outside=sure and rep.in_band is False,
        id=rep.id,
    )


def set_words(rows: SetRows) -> str:
    """What stands above a set."""
    sure = [rep for rep in rows.reps if rep.confidence is Confidence.HIGH]
    judged = [rep for rep in rows.reps if rep.in_band is not None]
    said = [words.count(len(rows.reps), "repetition")]
    if rows.closed.holds:
        said.append(
            f"{words.count(rows.closed.holds, 'hold')}, {rows.closed.held_total_s:.0f} s in all"
        )
    if rows.rejected:
        said.append(f"{words.count(len(rows.rejected), 'movement')} not counted")
    found = spread(rep.lowering_s for rep in sure)
    if found is not None:
        said.append(f"lowering median {found.median:.1f} s of {found.n}")
    if judged:
        inside = sum(bool(rep.in_band) for rep in judged)
        said.append(f"{inside} of {len(judged)} in the band of {words.band(rows.band_s)} s")
    if len(sure) < len(rows.reps):
        said.append(f"{len(rows.reps) - len(sure)} uncertain and left out")
    return ", ".join(said) + "."


def arm_words(rows: SetRows, couplings: Sequence[SetCoupled]) -> str:
    """What the affected arm did in a set; never more than was seen."""
    if rows.floor_deg_s is None:
        return words.NOT_OBSERVED
    blind = _blind(rows)
    if not rows.bouts:
        return f"No movement seen; from {rows.floor_deg_s:.1f} °/s on it could have been.{blind}"
    counts: dict[BoutKind, int] = {}
    for bout in rows.bouts:
        counts[bout.kind] = counts.get(bout.kind, 0) + 1
    said = ", ".join(f"{n} {words.SHORT_KINDS[kind]}" for kind, n in counts.items()) + "."
    for one in couplings:
        if one.start_s < rows.closed.end_s and one.end_s > rows.closed.start_s:
            chance = f"{one.p_value:.2f}" if one.p_value >= 0.01 else "less than 0.01"
            said += f" In the whole set together with the trained arm: p = {chance} by chance."
    return said + blind


def _blind(rows: SetRows) -> str:
    """How much of the set the affected arm was not observed."""
    if rows.trace is None:
        return ""
    lost_s = sum(b - a for a, b in unseen(rows.trace, rows.trace.affected_deg_s))
    whole_s = len(rows.trace.affected_deg_s) / TRACE_HZ
    return f" Not observed: {lost_s:.1f} s of {whole_s:.0f} s." if lost_s else ""


def sensor_words(one: Sitting) -> str:
    """What was wrong with the sensors of a session, one stretch after the other."""
    said = []
    for fault in one.told.faults:
        what = words.FAULTS.get(fault.kind, str(fault.kind))
        if isinstance(fault, FaultEnded):
            lasted_s = fault.end_s - fault.start_s
            if lasted_s < 1:
                continue
            what += f", {lasted_s:.0f} s"
        said.append(f"{fault.role} arm: {what}")
    return "; ".join(dict.fromkeys(said)) or "nothing"


@dataclass(frozen=True, slots=True)
class Practised:
    """One stretch of practice of the affected arm, or of both, as text."""

    session: int
    day: str
    arms: str
    reps: str
    lasted: str
    range_deg: str
    compared: str


def practices(story: Story) -> list[Practised]:
    """What the affected arm, or both, practised because somebody asked for it."""
    return [
        Practised(
            session=one.n,
            day=words.day(one.day) if one.day else "not told",
            arms="both arms" if done.arms == "both" else "affected arm",
            reps=str(done.reps),
            lasted=f"{(done.end_s - done.start_s) / 60:.1f}",
            range_deg=f"{done.range_median_deg:.0f}",
            compared=_both(done),
        )
        for one in story.sittings
        for done in one.told.practices
    ]


def _both(done: PracticeClosed) -> str:
    """How the two arms compare in what they did together; nothing without pairs."""
    if not done.pairs:
        return "no pairs" if done.arms == "both" else ""
    parts = [words.count(done.pairs, "pair")]
    if done.range_ratio is not None:
        parts.append(f"range {100 * done.range_ratio:.0f} % of the trained arm's")
    if done.lag_s is not None:
        parts.append(f"{done.lag_s:+.1f} s later".replace("-", "−"))
    if done.tempo_agreement is not None:
        parts.append(f"alike in tempo {100 * done.tempo_agreement:.0f} %")
    return ", ".join(parts)
