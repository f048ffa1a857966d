"""How well does it count and time? ``python -m benchmarks.accuracy`` writes docs/accuracy.md.

Recordings of people come from the folder named by CROSSREP_REALDATA; what needs them is left out
without it. Everything else anybody can run.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.accuracy import page, pair_pictures, pictures, two_sensors
from benchmarks.accuracy.counters import OURS, PEERS, Counter, counter_named
from benchmarks.accuracy.grid import WEARERS
from benchmarks.accuracy.latency import latency_lines
from benchmarks.accuracy.pictures import Draw
from benchmarks.accuracy.real import counted, list_lines, real_lines
from benchmarks.accuracy.recordings import recordings
from benchmarks.accuracy.second import second_lines
from benchmarks.accuracy.simulated import simulated_lines, worn
from benchmarks.accuracy.steady import steady_lines
from benchmarks.accuracy.thinned import thinned_lines
from benchmarks.accuracy.watch import watch_lines
from crossrep.errors import BadInputError

Asked = argparse.Namespace


@dataclass(frozen=True)
class Made:
    """A part: its lines, and its pictures by name with their size in inches."""

    lines: list[str]
    pictures: dict[str, tuple[tuple[float, float], Draw]] = field(default_factory=dict)


Part = Callable[[Asked, dict[str, Counter]], Made]


def _real(asked: Asked, counters: dict[str, Counter]) -> Made:
    found, sessions = counted(tuple(asked.sets), counters), two_sensors.sessions(asked.sets)
    drawn: dict[str, tuple[tuple[float, float], Draw]] = {
        "counts.svg": ((8, 6), pictures.counts(found, [OURS, *counters])),
        "residue.svg": ((9, 12), pictures.residue(found)),
        "two-sensors.svg": ((8, 3.5), pictures.agreement(sessions)),
        "two-sensors-worst.svg": ((8, 5), pair_pictures.worst_pairs(sessions)),
    }
    return Made(real_lines(found, sessions, counters), drawn)


def _thinned(_asked: Asked, _counters: dict[str, Counter]) -> Made:
    return Made(thinned_lines())


def _steady(_asked: Asked, _counters: dict[str, Counter]) -> Made:
    return Made(steady_lines())


def _watch(_asked: Asked, counters: dict[str, Counter]) -> Made:
    return Made(watch_lines(counters))


def _simulated(asked: Asked, counters: dict[str, Counter]) -> Made:
    found = worn(counters, asked.wearers, asked.cells)
    drawn = {"simulated-errors.svg": ((8.0, 3.5), pictures.simulated_errors(found))}
    return Made(simulated_lines(found, counters), drawn)


def _second(asked: Asked, _counters: dict[str, Counter]) -> Made:
    return Made(second_lines(asked.wearers, asked.cells))


def _latency(asked: Asked, _counters: dict[str, Counter]) -> Made:
    return Made(latency_lines(asked.wearers, asked.cells))


PARTS: dict[str, Part] = {
    "real": _real,
    "thinned": _thinned,
    "steady": _steady,
    "watch": _watch,
    "simulated": _simulated,
    "second": _second,
    "latency": _latency,
}
NEED_FOLDER = ("real", "thinned", "steady")
PUBLIC = ("watch", "simulated", "second")


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, print, write; 1 when something asked for cannot be."""
    asked = _parser().parse_args(arguments)
    try:
        own = {place: counter_named(place) for place in asked.counter}
        if asked.list:
            _print(list_lines(counted(tuple(asked.sets), own)))
            return 0
        for part in _parts(asked.only):
            made = PARTS[part](asked, {**PEERS, **own})
            _print(made.lines)
            fewer = asked.wearers != WEARERS and not asked.write
            if not (own or asked.sets or asked.cells or fewer):
                _write(part, made)
    except BadInputError as error:
        sys.stderr.write(f"{error}\n")
        return 1
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
    add("--write", action="store_true", help="write the page with fewer wearers too")
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


def _write(part: str, made: Made) -> None:
    """At once: what was made stays, whatever becomes of the next part."""
    page.write_part(part, made.lines)
    if made.pictures and not pictures.HAVE_MATPLOTLIB:
        sys.stderr.write(
            "The pictures stay as they are: pip install -e '.[benchmark]' draws them.\n"
        )
        return
    for name, (size, draw) in made.pictures.items():
        pictures.save(name, size, draw)


def _print(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
