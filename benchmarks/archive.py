"""An archive at full size: ``python -m benchmarks.archive`` writes docs/archive-speed.md.

A thousand simulated sessions of twenty minutes, two wrists (a few different ones under many
names), by one process, by two, and by dask with two workers of which one is killed; before
and after each plain `analyze` on some of the same files. CPU seconds, so that a busy machine
counts little.
"""

import argparse
import resource
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pyarrow as pa

from crossrep.app.analyzing import analysis_or_error
from crossrep.app.simulating import write_simulation
from crossrep.archive.analyse import Asked
from crossrep.archive.batch import analyse_all
from crossrep.archive.crews import Crew, processes, serial
from crossrep.archive.dask_crew import dask_crew
from crossrep.archive.places import recordings_at
from crossrep.archive.store import run_at
from crossrep.simulate import from_toml

DIFFERENT = 4
RECORDINGS, MINUTES = 1000, 20
MB = 1e6
OUT = Path(__file__).parent.parent / "docs" / "archive-speed.md"
HEAD = """
seed = {seed}
trained = "right"
exercise = "biceps_curl"
[sensor]
rate_hz = 100
"""
SET = """
[[block]]
kind = "set"
reps = 10
range_deg = 100
lifting_s = 1.5
hold_s = 0.5
lowering_s = 3
rest_s = 1
[[block]]
kind = "rest"
duration_s = 60
"""


@dataclass
class Watch:
    """What the workers weigh while they work, and one killed on the way if wished."""

    kill: bool = False
    weights_mb: list[float] = field(default_factory=list)
    killed: int = 0

    def told(self, done: int, total: int) -> None:
        """Called after each recording."""
        mine = psutil.Process()
        workers = [one for one in mine.children(recursive=True) if _works(one)]
        if not self.kill:
            workers = [mine]
        if workers:  # for a moment after one was killed there may be none
            self.weights_mb.append(max(one.memory_info().rss for one in workers) / MB)
        if self.kill and workers and not self.killed and done >= total // 3:
            workers[0].kill()
            self.killed = done

    def grown(self) -> float:
        """Heaviest in the last tenth to the heaviest in the second tenth."""
        tenth = max(1, len(self.weights_mb) // 10)
        return max(self.weights_mb[-tenth:]) / max(self.weights_mb[tenth : 2 * tenth])


def main() -> None:
    """Make the archive, do it three ways, compare; write after each, because it takes hours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=int, default=RECORDINGS)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    wished = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        archive = _archive(Path(room) / "archive", wished.recordings, wished.minutes)
        print(_measured(archive, Path(room), wished.recordings, wished.minutes))


def _archive(folder: Path, number: int, minutes: float) -> Path:
    folder.mkdir()
    for seed in range(min(DIFFERENT, number)):
        sets = max(1, round(minutes * 60 / 120))
        write_simulation(
            from_toml(HEAD.format(seed=seed) + SET * sets), folder / f"{seed:04d}.mcap"
        )
        (folder / f"{seed:04d}.truth.json").unlink()
        print(f"simulated {seed + 1} of {DIFFERENT}", flush=True)
    for n in range(DIFFERENT, number):
        (folder / f"{n:04d}.mcap").hardlink_to(folder / f"{n % DIFFERENT:04d}.mcap")
    return folder


def _measured(archive: Path, room: Path, number: int, minutes: float) -> str:
    some = sorted(archive.glob("*.mcap"))[: max(DIFFERENT, number // 20)]
    rows: list[str] = []
    tables: list[pa.Table] = []
    for name, crew, kill in (
        ("one process", serial, False),
        ("dask, two workers, one killed", dask_crew("local", 2), True),
        ("two processes, one killed", processes(2), True),
    ):
        watch, before_s = Watch(kill), _plain_s(some)
        table, cpu_s = _run(archive, room / name.replace(" ", "-"), crew, watch)
        plain_s = (before_s + _plain_s(some)) / 2
        tables.append(table)
        same = "yes" if table.equals(tables[0]) else "NO"
        rows.append(
            f"| {name} | {cpu_s / number:.2f} | {plain_s:.2f} | {cpu_s / number / plain_s:.2f} "
            f"| {same} | "
            f"{max(watch.weights_mb):.0f} | {watch.grown():.2f} |"
        )
        print(rows[-1], flush=True)
        text = _page(rows, tables[0], number, minutes)
        OUT.write_text(text, encoding="utf-8")
    return text


def _plain_s(some: list[Path]) -> float:
    """CPU seconds that `analyze` takes for a recording at this moment."""
    return _cpu_s(lambda: [analysis_or_error(str(one), None, None) for one in some]) / len(some)


def _run(archive: Path, out: Path, crew: Crew, watch: Watch) -> tuple[pa.Table, float]:
    places = recordings_at([str(archive)])
    seconds = _cpu_s(lambda: analyse_all(places, Asked(), str(out), crew, watch.told))
    return run_at(str(out)), seconds


def _cpu_s(work: Callable[[], object]) -> float:
    before = _used_s()
    work()
    return _used_s() - before


def _used_s() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def _works(one: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(one.cmdline()) and not one.children()
    except psutil.Error:
        return False


def _page(rows: list[str], table: pa.Table, number: int, minutes: float) -> str:
    reps = table.filter(pa.compute.equal(table["row"], "rep")).num_rows
    return "\n".join(
        [
            "# An archive at full size",
            "",
            f"`python -m benchmarks.archive --recordings {number} --minutes {minutes:g}`:",
            "simulated sessions of two wrists at 100 Hz, all ways in one run on one computer with",
            f"two cores; {reps:,} repetitions in the table.",
            "",
            "| way | CPU s a recording | `analyze` just before and after, s | ratio "
            "| same table | heaviest worker, MB | heaviest at the end to at the beginning |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
