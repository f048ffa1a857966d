"""A prescription's file, and the prescription in a few lines for a terminal."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from crossrep.edges.files import read_text
from crossrep.errors import BadInputError
from crossrep.formats.prescription_toml import from_toml
from crossrep.prescription import Block, Kind, Prescription


def read_prescription(path: Path) -> Prescription:
    """The prescription in a file.

    Raises:
        BadInputError: it cannot be read.
        PrescriptionError: it cannot be used; all that is wrong is in it.
    """
    return from_toml(read_text(path))


def page_words(language: str) -> dict[str, str]:
    """The words of the person's page in a language.

    Raises:
        BadInputError: there are none.
    """
    there = (files("crossrep.screen") / "words").iterdir()
    known = {each.name.removesuffix(".json"): each for each in there}
    if language not in known:
        some = " or ".join(sorted(known))
        raise BadInputError(f"There are no words in {language!r}; choose {some}.")
    words: dict[str, str] = json.loads(known[language].read_text("utf-8"))
    return words


def told(made: Prescription) -> Iterator[str]:
    """What it prescribes."""
    yield f"Person {made.person}, revision {made.revision}, trained arm: {made.trained}."
    for block in made.blocks:
        yield f"  {_line(block)}"
    days = ", ".join(made.planned_days) or "no fixed days"
    yield f"{made.sessions_per_week} sessions a week ({days}), {made.block_weeks} weeks."
    if made.confirmed:
        yield f"Confirmed by {made.confirmed_by} on {made.confirmed_on}."
    else:
        yield "No therapist has confirmed this plan yet; every screen and report says so."


def _line(block: Block) -> str:
    what = (block.exercise or block.task or "free").replace("_", " ")
    if block.kind is not Kind.EXERCISE:
        return f"{block.kind}: {what}, {block.minutes:g} minutes"
    weight = f", {block.weight_kg:g} kg" if block.weight_kg is not None else ""
    band = f"{block.lowering_band_s[0]:g} to {block.lowering_band_s[1]:g} s"
    return f"{what} ({block.who}): {block.sets} x {block.reps}{weight}, lowering {band}"
