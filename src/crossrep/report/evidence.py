"""Where the numbers of a report come from: what was prescribed and why, what was measured how."""

from crossrep.prescription_fields import BLOCK_FIELDS, FIELDS, provenance
from crossrep.report import words
from crossrep.report.figures import together
from crossrep.report.story import Story

Line = tuple[str, str]
"""(what, where it comes from)"""


def lines(story: Story) -> list[Line]:
    """In the order in which a reader meets them."""
    found = _planned(story)
    found.append((
        "Cross-education after stroke:",
        "5 small controlled studies, certainty low (Smyth 2023). Strength and function are "
        "different things.",
    ))  # fmt: skip
    if story.sittings:
        found += [*_measured(story), *_seen(story), *_made(story)]
    return found


def _planned(story: Story) -> list[Line]:
    plan = story.newest
    if plan is None:
        return []
    found: list[Line] = []
    block = next((one for one in plan.blocks if one.works), None)
    if block is not None:
        band = words.band(block.lowering_band_s)
        found.append((f"Lowering {band} s:", _source(block, "lowering_band_s", plan)))
        dose = f"{block.sets} × {block.reps}, {block.rest_s:g} s rest:"
        found.append((dose, _source(block, "reps", plan)))
    found.append((f"{plan.sessions_per_week} a week:", _source(plan, "sessions_per_week", plan)))
    found.append((f"{plan.block_weeks} weeks:", _source(plan, "block_weeks", plan)))
    found.append((f"Pain stop at {plan.pain_stop:g}:", _source(plan, "pain_stop", plan)))
    return found


def _source(what: object, name: str, plan: object) -> str:
    said = provenance(what, name, plan)  # type: ignore[arg-type]
    about = BLOCK_FIELDS.get(name) or FIELDS[name]
    return f"{said.source or about.ground}."


def _measured(story: Story) -> list[Line]:
    done = together(story.sittings)
    return [
        ("Range ± 8°:", "upper-arm motion reads into it."),
        (
            "Uncertain:",
            f"{done.uncertain} of {words.count(done.reps, 'duration')}: small range, slow, tremor, "
            "lost samples or a doubt named in the set. Counted, hatched, and in no median.",
        ),
        (
            "At asked-for speed:",
            "share of the lowering's time at speeds between range / longest and range / shortest "
            "time of the band. A usual smoothness score would punish the even, slow pace that was "
            "asked for.",
        ),
    ]


def _seen(story: Story) -> list[Line]:
    seen = sum(one.arm.observed_s for one in story.sittings)
    whole = seen + sum(one.arm.unobserved_s for one in story.sittings)
    arm = "Affected arm:"
    return [
        (
            arm,
            f"observed {seen / 60:.0f} of {whole / 60:.0f} min. Kinds come from timing and "
            "direction, not from intention. “Cannot be told” is an answer.",
        )
    ]


def _made(story: Story) -> list[Line]:
    engines = sorted({one.told.analysis.engine for one in story.sittings})
    digests = sorted({one.told.analysis.parameters[:6] for one in story.sittings})
    kept = sum(one.told.recording is not None for one in story.sittings)
    some = ", ".join(digests[:4]) + (" …" if len(digests) > 4 else "")
    return [
        (
            f"crossrep {', '.join(engines)}",
            f"parameters {some}; {kept} of {len(story.sittings)} recordings known by SHA-256. "
            "Every number can be followed to sets, repetitions and seconds of a recording.",
        )
    ]
