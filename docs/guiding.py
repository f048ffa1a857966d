"""What docs/safety.md and docs/prescription.toml show of the code: ``python docs/guiding.py``.

A test compares both with what this makes.
"""

import re
import sys
from datetime import date
from pathlib import Path

from crossrep.formats.prescription_toml import to_toml
from crossrep.guide.safety import RULES, Rule
from crossrep.inputs import Side
from crossrep.prescription import Block, Kind, Prescription, SetBy
from crossrep.prescription_fields import FIELDS

HERE = Path(__file__).parent
PAGE, FILE = HERE / "safety.md", HERE / "prescription.toml"
DOES = {
    "stop_set": "the set is over",
    "pause": "the session pauses",
    "end_session": "the session ends",
    "leave_out": "what would follow is left out today",
    "advise": "it is said and kept",
}


def rules() -> str:
    """The table of the rules."""
    names = "rule|acts on|limit|does|based on"
    rule = "|".join(["---"] * len(names.split("|")))
    return "\n".join([f"|{names}|", f"|{rule}|", *(_row(one) for one in RULES.values())])


def _row(one: Rule) -> str:
    cells = [f"`{one.id}`", one.when, _limit(one), DOES[one.does], one.based_on]
    return f"| {' | '.join(cells)} |"


def _limit(one: Rule) -> str:
    unit = f" {one.unit}" if one.unit else ""
    if one.fixed is not None:
        return f"{one.fixed:g}{unit}, fixed"
    if not one.limit:
        return "none"
    about, default = FIELDS[one.limit], Prescription.__dataclass_fields__[one.limit].default
    if isinstance(default, bool):
        return f"`{about.name}` {'allows' if default else 'forbids'} it"
    return f"`{about.name}`: {default:g} ({about.least:g} to {about.most:g}){unit}"


def drawn(page: str) -> str:
    """The page with its table drawn anew."""
    begin, end = "<!-- rules: begin -->", "<!-- rules: end -->"
    return re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n{rules()}\n{end}", page, flags=re.DOTALL)


def prescription() -> Prescription:
    """A made-up person's plan that nobody has confirmed yet."""
    on = date(2026, 11, 21)
    curl = Block(
        exercise="biceps_curl", weight_kg=1.5, set_by=(SetBy("weight_kg", "therapist-1", on),)
    )
    wrist = Block(exercise="wrist_extension", sets=2, weight_kg=0.5)
    both = Block(kind=Kind.BILATERAL, exercise="biceps_curl")
    task = Block(kind=Kind.FUNCTIONAL, task="fold_towel", minutes=5)
    lower = SetBy("pain_stop", "therapist-1", on, "sore shoulder in October")
    return Prescription(
        "p1", Side.RIGHT, weeks_since=30, pain_stop=3, blocks=(curl, wrist, both, task),
        set_by=(lower,),
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    FILE.write_text(to_toml(prescription()), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} and {FILE.name} are drawn.\n")
