"""The page docs/accuracy.md: one section a part, so that one part can be made again alone."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy.intervals import wilson
from crossrep import __version__

ROOT = Path(__file__).parents[2]
ENGINE = ("engine.py", "exercises.py", "drivers", "signal", "movement")
"""What a count or a time depends on, under src/crossrep."""
DOCS = ROOT / "docs"
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


def engine() -> str:
    """Version of the engine, and the commit in which it last changed where that is known."""
    paths = [f"src/crossrep/{name}" for name in ENGINE]
    commit = _git("log", "-1", "--format=%h", "--", *paths)
    changed = _git("status", "--porcelain", "--", *paths)
    at = f", commit {commit}{', with changes' if changed else ''}" if commit else ""
    return f"*Engine {__version__}{at}.*"


def _git(*words: str) -> str:
    """What git says of this folder; nothing where it is no clone, or there is no git."""
    try:
        said = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.stdout.strip()


def write_part(part: str, lines: list[str]) -> None:
    """Put this section into the page with the engine that made it, and the head above."""
    lines = [lines[0], "", engine(), *lines[1:]]
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
