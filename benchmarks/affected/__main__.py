"""The affected arm's score card: ``python -m benchmarks.affected`` writes docs/affected.md.

Real recordings come from the folder named by CROSSREP_REALDATA; without it nothing is written.
"""

import argparse
import os
import sys
from pathlib import Path

from benchmarks.accuracy.workers import worked
from benchmarks.affected import cells, page, recorded
from benchmarks.affected.plots import draw

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Run, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wearers", type=int, default=40, help="simulated wearers a line")
    wearers = parser.parse_args().wearers
    seen = worked("small movements", cells.small_movements, range(wearers))
    quiet = worked("quiet hours", cells.quiet_hours, range(max(wearers // 10, 1)))
    kinds = worked("kinds", cells.kinds, range(wearers))
    tested = worked("sets in time", cells.in_time, range(wearers))
    lags = worked("lags", cells.by_lag, range(wearers // 2))
    folder = os.environ.get("CROSSREP_REALDATA", "")
    both = _recorded(Path(folder)) if folder else []
    real = worked("recordings", recorded.said, both)
    lines = [
        page.HEAD,
        "![One session](affected/session.svg)\n",
        *page.seen_lines(seen),
        *page.quiet_lines(quiet),
        *page.kind_lines("What kind it was: bouts by truth", kinds, KINDS_NOTE),
        *page.test_lines(tested),
        *page.kind_lines("Bouts of coupled sets (3 % of the curl), by lag", lags, LAGS_NOTE),
        *page.recorded_lines(real),
    ]
    text = "\n".join(lines)
    sys.stdout.write(text)
    if real:
        draw(DOCS / "affected", seen, tested)
        (DOCS / "affected.md").write_text(text, encoding="utf-8")


KINDS_NOTE = """A movement that is held in the middle gives two bouts. Small movement during a set
is `ambiguous` on purpose: two wrists cannot tell it from being taken along."""
LAGS_NOTE = """Clocks up to 60 ms apart. Without a knock the uncertainty (0.1 s for files) spans two
kinds, and the answer is `ambiguous`."""


def _recorded(folder: Path) -> list[recorded.Both]:
    return [*recorded.still_limbs(folder), *recorded.both_wrists(folder)]


if __name__ == "__main__":
    main()
