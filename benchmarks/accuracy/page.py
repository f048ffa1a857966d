"""The page docs/accuracy.md: one section a part, so that one part can be made again alone."""

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy.intervals import wilson

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "accuracy.md"
HEAD = """# Accuracy

Made by `python -m benchmarks.accuracy`: every counter on the same recordings in the same run.
Nobody is told the exercise, or where a set begins and ends, unless a line says so. In brackets:
95 % intervals (of shares: Wilson). No recording is of a stroke survivor. The engine's rules were
written while looking at these recordings, so expect a little less on others.
"""


def with_part(page: str, part: str, lines: list[str]) -> str:
    """The page with this section put in its place, or added at the end."""
    section = f"<!-- {part}: begin -->\n" + "\n".join(lines).rstrip() + f"\n<!-- {part}: end -->\n"
    old = re.compile(f"<!-- {part}: begin -->.*?<!-- {part}: end -->\n", re.DOTALL)
    if old.search(page):
        return old.sub(lambda _: section, page)
    return f"{page.rstrip()}\n\n{section}"


def write_part(part: str, lines: list[str]) -> None:
    """Put this section into the page, and the head above."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _, begin, sections = page.partition("<!-- ")
    PAGE.write_text(with_part(f"{HEAD}\n{begin}{sections}", part, lines), encoding="utf-8")


def titles(*names: str) -> str:
    """First two lines of a table."""
    return "| " + " | ".join(names) + " |\n|" + " --- |" * len(names)


def share(errors: Sequence[int]) -> str:
    """Exact and within one, in percent with their intervals."""
    n = len(errors)
    exact, near = sum(e == 0 for e in errors), sum(abs(e) <= 1 for e in errors)
    return " / ".join(_percent(hits, n) for hits in (exact, near))


def _percent(hits: int, n: int) -> str:
    low, high = (100 * part for part in wilson(hits, n))
    return f"{100 * hits / n:.0f} [{low:.0f}-{high:.0f}]"


def picture(name: str, shows: str) -> str:
    """A picture and the empty line after it."""
    return f"![{shows}](pictures/{name})\n"
