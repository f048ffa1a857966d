"""How well does it count and time? ``python -m benchmarks.accuracy`` writes docs/accuracy.md.

Recordings of people come from the folder named by CROSSREP_REALDATA; what needs them is left out
without it. Everything else anybody can run.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from benchmarks.accuracy import page
from benchmarks.accuracy.counters import PEERS, Counter, counter_named
from benchmarks.accuracy.grid import WEARERS
from benchmarks.accuracy.latency import latency_lines
from benchmarks.accuracy.real import counted, list_lines, real_lines
from benchmarks.accuracy.recordings import recordings
from benchmarks.accuracy.simulated import simulated_lines, worn
from benchmarks.accuracy.thinned import thinned_lines
from benchmarks.accuracy.watch import watch_lines
from crossrep.errors import BadInputError

Asked = argparse.Namespace
Part = Callable[[Asked, dict[str, Counter]], list[str]]


def _real(asked: Asked, counters: dict[str, Counter]) -> list[str]:
    return real_lines(counted(tuple(asked.sets), counters), counters)


def _thinned(_asked: Asked, _counters: dict[str, Counter]) -> list[str]:
    return thinned_lines()


def _watch(_asked: Asked, counters: dict[str, Counter]) -> list[str]:
    return watch_lines(counters)


def _simulated(asked: Asked, counters: dict[str, Counter]) -> list[str]:
    return simulated_lines(worn(counters, asked.wearers, asked.cells), counters)


def _latency(asked: Asked, _counters: dict[str, Counter]) -> list[str]:
    return latency_lines(asked.wearers, asked.cells)


PARTS: dict[str, Part] = {
    "real": _real,
    "thinned": _thinned,
    "watch": _watch,
    "simulated": _simulated,
    "latency": _latency,
}
NEED_FOLDER = ("real", "thinned")
PUBLIC = ("watch", "simulated")


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, print, write; 1 when something asked for cannot be."""
    asked = _parser().parse_args(arguments)
    try:
        own = {place: counter_named(place) for place in asked.counter}
        if asked.list:
            _print(list_lines(counted(tuple(asked.sets), own)))
            return 0
        made = {part: _made(part, asked, {**PEERS, **own}) for part in _parts(asked.only)}
    except BadInputError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not (own or asked.sets or asked.cells or asked.wearers != WEARERS):
        page.write_parts(made)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description="Print the accuracy score card and write docs/accuracy.md.",
    )
    add = parser.add_argument
    parts = ", ".join((*PARTS, "public"))
    add(
        "--only",
        type=_words,
        default=[],
        metavar="PART,...",
        help=f"of {parts}; public needs no folder",
    )
    add("--sets", type=_words, default=[], metavar="FOLDER,...", help="these folders of recordings")
    add("--list", action="store_true", help="only label and count of every recording")
    add("--wearers", type=int, default=WEARERS, help="simulated wearers in a cell")
    add("--cells", default="", metavar="TEXT", help="only cells with this in their name")
    add(
        "--counter", action="append", default=[], metavar="MODULE:FUNCTION",
        help="a counter of your own beside the others; see docs/own-algorithm.md",
    )  # fmt: skip
    parser.epilog = (
        "The page is written only when whole parts were made without a counter of yours."
    )
    return parser


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def _parts(only: list[str]) -> list[str]:
    unknown = [part for part in only if part not in (*PARTS, "public")]
    if unknown:
        raise BadInputError(f"There is no part '{unknown[0]}'; the parts are {', '.join(PARTS)}.")
    if only:
        asked = [*only, *(PUBLIC if "public" in only else ())]
        return [part for part in PARTS if part in asked]
    here = recordings()
    return [part for part in PARTS if here or part not in NEED_FOLDER]


def _made(part: str, asked: Asked, counters: dict[str, Counter]) -> list[str]:
    lines = PARTS[part](asked, counters)
    _print(lines)
    return lines


def _print(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
