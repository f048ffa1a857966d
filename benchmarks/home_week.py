"""A week at home with bad radio: ``python -m benchmarks.home_week`` prints, and writes docs.

Forty sessions of twenty minutes over the virtual radio of tests/virtual_ble, on a virtual clock.
What happens is drawn as tests/virtual_ble/week.py says. It takes about twenty minutes of one
core; what is done is kept (``--keep FILE``), so that a run that was stopped goes on.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME / "tests"))

from virtual_ble.week import FAMILIES, Lived, live  # noqa: E402

OUT = HOME / "docs" / "home-week.md"
SESSIONS, MINUTES = 40, 20.0
WANTED_PERCENT = 99.5


def main() -> None:
    """Live, add up, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="results so far, one session a line")
    wished = parser.parse_args()
    done = _kept(wished.keep, wished.minutes)
    missing = [number for number in range(wished.sessions) if number not in done]
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wished.jobs, fresh) as pool:
        waiting = {pool.submit(_lived, number, wished.minutes): number for number in missing}
        for one in as_completed(waiting):
            done[waiting[one]] = one.result()
            print(_row(waiting[one], one.result()), flush=True)
            _keep(wished.keep, wished.minutes, waiting[one], one.result())
    lived = [done[number] for number in range(wished.sessions)]
    text = _page(lived, wished.minutes)
    if (wished.sessions, wished.minutes) == (SESSIONS, MINUTES):
        OUT.write_text(text, encoding="utf-8")
    print(text)


def _lived(number: int, minutes: float) -> Lived:
    with tempfile.TemporaryDirectory() as folder:
        return live(number, minutes, Path(folder))


def _kept(path: Path | None, minutes: float) -> dict[int, Lived]:
    """Sessions of this length that an earlier run has done."""
    if path is None or not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["number"]: Lived(**row["lived"]) for row in rows if row["minutes"] == minutes}


def _keep(path: Path | None, minutes: float, number: int, lived: Lived) -> None:
    if path is None:
        return
    row = {"number": number, "minutes": minutes, "lived": asdict(lived)}
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"{json.dumps(row)}\n")


def _share(some: list[Lived]) -> float:
    recorded_s = sum(one.recorded_s for one in some)
    return float(100 * recorded_s / sum(one.contact_s for one in some))


def _row(number: int, one: Lived) -> str:
    cells = [
        number,
        FAMILIES[number % len(FAMILIES)],
        one.troubles,
        f"{_share([one]):.2f}",
        one.reps,
        one.judged,
        one.missed,
        one.invented,
        "yes" if one.same else "NO",
    ]
    return _line(cells)


def _line(cells: list[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _sums(lived: list[Lived]) -> list[str]:
    """The results, each beside what was wanted."""
    worst = min(_share([one]) for one in lived)
    recorded = f"{_share(lived):.3f} % (worst session {worst:.2f} %)"
    missed, judged = sum(one.missed for one in lived), sum(one.judged for one in lived)
    same = f"{sum(one.same for one in lived)} of {len(lived)}"
    return [
        _line(["of the time with radio contact, recorded", recorded, f"{WANTED_PERCENT} %"]),
        _line(
            [
                "repetitions seen whole, three or more in a row, and not counted",
                f"{missed} of {judged}",
                0,
            ]
        ),
        _line(["repetitions counted that never were", sum(one.invented for one in lived), 0]),
        _line(["recordings that replay to the same events", same, "all"]),
    ]


def _page(lived: list[Lived], minutes: float) -> str:
    hours = sum(one.contact_s for one in lived) / 3600
    troubles, reps = sum(one.troubles for one in lived), sum(one.reps for one in lived)
    touched = reps - sum(one.judged for one in lived)
    heads = ["session", "family", "troubles", "recorded, %", "repetitions", "seen whole", "missed"]
    heads += ["invented", "same"]
    lines = [
        "# A week at home with bad radio",
        "",
        "Made by `python -m benchmarks.home_week`; what is drawn stands in",
        f"`tests/virtual_ble/week.py`. {len(lived)} sessions of {minutes:g} minutes, two wrists",
        f"each, over the virtual radio: {hours:.1f} hours of radio contact, both wrists together;",
        f"{troubles} times something happened to it.",
        "",
        "| what | result | wanted |",
        "| --- | --- | --- |",
        *_sums(lived),
        "",
        f"Of {reps} true repetitions {touched} touch a time without samples, or a second before or",
        "after one, or stand there as one or two of a set: they are counted when enough was seen,",
        "and then say so.",
        "",
        _line([*heads]),
        _line(["---" for _ in heads]),
        *(_row(number, one) for number, one in enumerate(lived)),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
