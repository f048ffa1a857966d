"""The whole report as one self-contained page of HTML: no script, no outside address."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from crossrep import __version__
from crossrep.assessments import USUAL_CARE_CAVEAT, USUAL_CARE_SOURCE
from crossrep.events import BoutKind
from crossrep.prescription import Prescription
from crossrep.report import changes, evidence, plots, tables, words
from crossrep.report.figures import Sitting, kinds_together, other, together
from crossrep.report.flags import flags
from crossrep.report.overview import control, first_and_last, overview
from crossrep.report.set_drawing import SetRows, set_drawing, sets_of
from crossrep.report.story import Story

LARGEST = 1_000_000
"""Bytes of a report: it may be sent by e-mail. Lines are drawn more coarsely, then the sets of the
earliest sessions are left out, before it grows larger."""
COARSER = (1.0, 2.0, 4.0)
FAR = 1.3
"""The coarsest lines make a report smaller by a fifth at most."""
ROOM = 0.95
"""Of what is left for sets: sessions differ."""


@cache
def environment() -> Environment:
    """The templates of the report and of the therapist's page; everything is escaped."""
    made = Environment(
        loader=PackageLoader("crossrep.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(words=words, tables=tables, version=__version__)
    return made


def report_page(story: Story, *, drill_down: bool = True) -> str:
    """The report on one person's period.

    Args:
        story: the rows, in order.
        drill_down: every set with its trace and its table of repetitions.
    """
    if not drill_down or not story.sittings:
        return _rendered(replace(story, links=""), 0.0)
    for coarse in COARSER:
        html = _rendered(story, coarse)
        if (size := len(html.encode())) < LARGEST:
            return html
        if size > FAR * LARGEST:
            break  # coarser lines alone will not do
    while len(html.encode()) >= LARGEST and story.sets_from <= story.sittings[-1].n:
        story = replace(story, sets_from=_first_drawn(story, len(html.encode())))
        html = _rendered(story, COARSER[-1])
    return html


def _first_drawn(story: Story, size: int) -> int:
    """From which session on sets are drawn, when drawing those of now takes ``size`` bytes."""
    drawn = [one.n for one in story.sittings if one.n >= story.sets_from]
    rest = len(_rendered(story, 0.0).encode())
    share = ROOM * max(LARGEST - rest, 0) / max(size - rest, 1)
    return drawn[-1] + 1 - min(int(share * len(drawn)), len(drawn) - 1)


def _rendered(story: Story, coarse: float) -> str:
    """The page; with 0 for ``coarse`` without its sets."""
    template = "report.html.j2" if story.sittings else "empty.html.j2"
    values = context(story, drill_down=coarse > 0)
    if coarse:
        values["set_drawing"] = partial(set_drawing, coarse=coarse)
    return environment().get_template(template).render(values)


def timeline_page(story: Story) -> str:
    """The same on the therapist's page, with proposals to decide and ways to other pages."""
    template = "timeline.html.j2" if story.sittings else "timeline_empty.html.j2"
    return environment().get_template(template).render(context(story, drill_down=False))


def session_page(story: Story, one: Sitting) -> str:
    """The sets of one session on the therapist's page."""
    values = context(story, drill_down=False) | {
        "one": one,
        "title": f"Session {one.n}",
        "before": one.n - 1 if any(other.n == one.n - 1 for other in story.sittings) else 0,
        "after": one.n + 1 if any(other.n == one.n + 1 for other in story.sittings) else 0,
    }
    return environment().get_template("session_page.html.j2").render(values)


def message_page(said: str) -> str:
    """One sentence on why there is nothing else."""
    return environment().get_template("message.html.j2").render(title="CrossRep", said=said)


def context(story: Story, *, drill_down: bool = True) -> dict[str, Any]:
    """What the templates are handed."""
    marked = flags(story)
    affected = other(story.trained) if story.trained else None
    entered = changes.lines(story.rows.assessments, story.rows.person, affected)
    return {
        "story": story,
        "person": story.rows.person,
        "plan": story.newest,
        "simulated": all(one.told.session.session.startswith("sim-") for one in story.sittings),
        "title": title(story),
        "header": header(story),
        "plan_words": plan_words(story.newest),
        "lead": lead(story),
        "flags": marked,
        "overview": overview(story, marked) if story.sittings else "",
        "exercises": story.exercises,
        "parts": tables.halves(story),
        "by_repetition": plots.by_repetition,
        "tiring": plots.tiring,
        "control": control,
        "entered": entered,
        "never_entered": changes.never_entered(story.rows.assessments),
        "crossed": changes.cross_over(story.rows.assessments, affected),
        "strength": plots.strength(entered, affected) if _strengths(entered) else "",
        "usual_care": changes.usual_care(story.rows.person, story.today),
        "usual_care_words": (USUAL_CARE_SOURCE, USUAL_CARE_CAVEAT),
        "method": changes.METHOD,
        "entered_on": changes.entered_on,
        "evidence": evidence.lines(story),
        "affected": affected,
        "kinds": kinds_together(story.sittings),
        "all_kinds": list(BoutKind),
        "drill_down": drill_down,
        "rules": sorted({rep.lowering_rule for one in story.sittings for rep in one.told.reps}),
        "sets": lambda one: sets(story, one),
        "set_drawing": set_drawing,
        "proposals": [one for one in story.rows.proposals if not one.decided],
    }


def sets(story: Story, one: Sitting) -> list[SetRows]:
    """The sets of a session, ready to be drawn."""
    return sets_of(one.told, story.rows.traces, one.arm.floor_deg_s, one.bands_s)


def _strengths(entered: Sequence[changes.Line]) -> bool:
    return any(one.measure.strength and len(one.values) > 1 for one in entered)


def title(story: Story) -> str:
    """What was done, and when."""
    names = [words.exercise(name) for name in story.exercises]
    if not names and story.newest:
        names = [words.exercise(one.exercise) for one in story.newest.blocks if one.works]
    names = [*names[:1], *(name.lower() for name in names[1:])]
    what = ", ".join([*names[:-2], " and ".join(names[-2:])]) or "Exercise"
    return f"{what}, {words.span(story.first, story.last)}"


def header(story: Story) -> str:
    """Who trains which arm, and what was asked for."""
    trained, plan, person = story.trained, story.newest, story.rows.person
    said = []
    if trained is None:
        said.append("Which arm is trained was not told.")
    else:
        since = ""
        if person.stroke_on is not None:
            weeks = (story.last - person.stroke_on).days // 7
            since = f", stroke {words.count(weeks, 'week')} before the end of this period"
        said.append(f"Trained: {trained} arm. Affected: {other(trained)} arm{since}.")
    if plan is not None:
        said += [asked(plan)]
    return " ".join(said)


def asked(plan: Prescription) -> str:
    """A prescription in one line."""
    parts = []
    for block in (one for one in plan.blocks if one.works):
        weight = f", {block.weight_kg:g} kg" if block.weight_kg is not None else ""
        name = f"{words.exercise(block.exercise)} " if len(plan.blocks) > 1 else ""
        band = words.band(block.lowering_band_s)
        dose = f"{block.sets}\u00a0×\u00a0{block.reps}"
        parts.append(f"{name}{dose}, lowering {block.lowering_s:g} s ({band}){weight}")
    return f"{'; '.join(parts)}; {plan.sessions_per_week} days a week."


def plan_words(plan: Prescription | None) -> tuple[str, bool]:
    """Which prescription holds, and whether somebody stands behind it."""
    if plan is None:
        return "No prescription is known", False
    if not plan.confirmed or plan.confirmed_on is None:
        return f"Prescription {plan.revision}, {words.UNCONFIRMED}", False
    by = f"{plan.confirmed_by}, {words.day(plan.confirmed_on)} {plan.confirmed_on.year}"
    return f"Prescription {plan.revision}, confirmed by {by}", True


@dataclass(frozen=True, slots=True)
class Lead:
    """The first sentences: what matters most, and what follows from it."""

    strong: str
    rest: str


def lead(story: Story) -> Lead:
    """The period in three sentences."""
    if not story.sittings:
        planned = f"{story.due} were planned. " if story.planned else ""
        unknown = "Nothing is known about whether the exercise was done without sensors."
        return Lead("No session is recorded in this period.", planned + unknown)
    done = together(story.sittings)
    strong = [_sessions(story), words.count(done.reps, "repetition")]
    if done.lowering is not None:
        strong.append(f"lowering median {done.lowering.median:.1f} s")
    if done.in_band is not None:
        strong.append(f"{done.in_band:.0f} % of {done.judged:,} in the band asked for")
    return Lead(", ".join(strong) + ".", " ".join([*_change(story), *_arm(story), words.DESCRIBES]))


def _sessions(story: Story) -> str:
    n = len(story.sittings)
    if not story.planned:
        return words.count(n, "session")
    return (
        f"{n} of {story.due} planned sessions"
        if n <= story.due
        else f"{n} sessions, {story.due} planned"
    )


def _change(story: Story) -> list[str]:
    ends = first_and_last(story)
    if ends is None:
        return []
    return [
        f"Median of the first three sessions {ends[0]:.1f} s, of the last three {ends[1]:.1f} s."
    ]


def _arm(story: Story) -> list[str]:
    arm = f"{words.capital(other(story.trained))} arm" if story.trained else "Affected arm"
    found = kinds_together(story.sittings)
    if found is None:
        return [f"{arm}: {words.NOT_OBSERVED[:1].lower()}{words.NOT_OBSERVED[1:]}"]
    own, coupled = (
        found.get(BoutKind.INDEPENDENT.value, 0),
        found.get(BoutKind.TIME_LOCKED.value, 0),
    )
    trained = f"the {story.trained} arm" if story.trained else "the trained arm"
    moved = words.count(own, "movement")
    return [f"{arm}: {moved} not time-locked to {trained}, {coupled} time-locked."]


def settings_words(one: Sitting) -> str:
    """With which settings a session was measured."""
    if not one.told.analysis.settings:
        return "settings not told"
    values = json.loads(one.told.analysis.settings)
    return ", ".join(f"{name} {value}" for name, value in values.items())
