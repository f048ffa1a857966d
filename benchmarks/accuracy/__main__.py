"""How well does it count and time? ``python -m benchmarks.accuracy`` writes docs/accuracy.md.

Real recordings come from the folder named by CROSSREP_REALDATA; what needs them is left out
without it.
"""

import argparse
import sys

from benchmarks.accuracy import page
from benchmarks.accuracy.counters import PEERS, Counter, counter_named
from benchmarks.accuracy.latency import latency_lines
from benchmarks.accuracy.real import counted, list_lines, real_lines
from benchmarks.accuracy.simulated import simulated_lines, worn
from benchmarks.accuracy.thinned import thinned_lines
from crossrep.errors import BadInputError

PARTS = ("real", "thinned", "simulated", "latency")


def main() -> int:
    """Count, print, write."""
    asked = _asked()
    try:
        own = {place: counter_named(place) for place in asked.counter}
        if asked.list:
            found = counted(tuple(asked.sets), own)
            sys.stdout.write("\n".join(list_lines(found)) + "\n")
            return 0
        made = {part: _lines(part, own, asked) for part in _parts(asked.only)}
    except BadInputError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not (own or asked.sets):
        page.write_parts(made)
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description="Print the accuracy score card and write docs/accuracy.md.",
    )
    parser.add_argument(
        "--only", type=_words, default=[], metavar="PART,...", help=f"of {', '.join(PARTS)}"
    )
    parser.add_argument(
        "--sets",
        type=_words,
        default=[],
        metavar="FOLDER,...",
        help="only these folders of the real data; nothing is written",
    )
    parser.add_argument(
        "--list", action="store_true", help="only label and count of every real recording"
    )
    parser.add_argument(
        "--counter",
        action="append",
        default=[],
        metavar="MODULE:FUNCTION",
        help="a counter of your own, beside the others; nothing is written",
    )
    return parser.parse_args()


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def _parts(only: list[str]) -> list[str]:
    unknown = [part for part in only if part not in PARTS]
    if unknown:
        raise BadInputError(f"There is no part '{unknown[0]}'; the parts are {', '.join(PARTS)}.")
    return [part for part in PARTS if not only or part in only]


def _lines(part: str, own: dict[str, Counter], asked: argparse.Namespace) -> list[str]:
    counters = {**PEERS, **own}
    if part == "real":
        lines = real_lines(counted(tuple(asked.sets), counters), counters)
    elif part == "thinned":
        lines = thinned_lines()
    elif part == "latency":
        lines = latency_lines()
    else:
        lines = simulated_lines(worn(counters), counters)
    sys.stdout.write("\n".join(lines) + "\n")
    return lines


if __name__ == "__main__":
    sys.exit(main())
