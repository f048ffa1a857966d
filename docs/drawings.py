"""What docs/ shows of the code's own tables: ``python docs/drawings.py`` writes it.

That is two places of measurement.md, and the ready prescription. Tests compare them with this.
"""

import re
import sys
from pathlib import Path

from crossrep.exercises import EXERCISES, Exercise
from crossrep.formats.prescription_toml import from_toml, to_toml
from crossrep.movement.timing.phases import PHASES

PAGE = Path(__file__).with_name("measurement.md")
PRESCRIPTION = Path(__file__).with_name("prescription.toml")
WIDTHS = {"lifting": 11, "hold": 8, "lowering": 15}
REST = 12


def phases() -> str:
    """A repetition with its phases, as text."""
    lift, hold, lower = (WIDTHS[name] for name, _, _ in PHASES)
    top, end = REST + lift, REST + lift + hold + lower
    half = lift // 2
    picture = [
        " " * top + "_" * hold,
        " " * (top - half) + "/" + " " * (half + hold + lower // 2 - 2) + "\\",
        " " * REST + "/" + " " * (end - REST - 2) + "\\",
        "_" * REST + " " * (end - REST) + "_" * REST,
    ]
    names = [("rest_s", REST), *((f"{name}_s", WIDTHS[name]) for name, _, _ in PHASES)]
    bars = "|" + "|".join(name.center(width - 1) for name, width in names) + "|"
    edges = [(PHASES[0][1], REST), (PHASES[-1][1], top + hold), (PHASES[-1][2], end)]
    marks = [" " * at + f"^ {name}" for name, at in edges]
    sums = " + ".join(f"{name}_s" for name, _, _ in PHASES)
    total = f"{sums} = {PHASES[-1][2]} - {PHASES[0][1]}, exactly; top_s lies in the hold"
    return "\n".join(["```text", *picture, bars, *marks, total, "```"])


def exercises() -> str:
    """The table of exercises."""
    names = "exercise|lifting is|seen by|works against|sensor at|usual range, deg|lowering, s"
    rule = "|".join(["---"] * len(names.split("|")))
    return "\n".join([f"|{names}|", f"|{rule}|", *(_row(one) for one in EXERCISES.values())])


def _row(one: Exercise) -> str:
    low, high = one.range_deg
    shortest_s, longest_s = one.lowering_band_s
    cells = [
        f"`{one.name}`",
        one.lifting or "not known",
        one.seen.value,
        one.load.value,
        one.placement.value,
        f"{low:g} to {high:g}",
        f"{shortest_s:g} to {longest_s:g}",
    ]
    return f"| {' | '.join(cells)} |"


def drawn(page: str) -> str:
    """The page with what is made here put in its places."""
    for name, made in (("phases", phases()), ("exercises", exercises())):
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        pattern = f"{re.escape(begin)}.*?{re.escape(end)}"
        whole = f"{begin}\n{made}\n{end}"
        page = re.sub(pattern, lambda _, whole=whole: whole, page, flags=re.DOTALL)
    return page


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    PRESCRIPTION.write_text(to_toml(from_toml(PRESCRIPTION.read_text("utf-8"))), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} and {PRESCRIPTION.name} are written.\n")
