"""How fast is it? One command: ``python -m benchmarks.speed`` prints, and writes docs/speed.md.

Ratios, in one run on one machine: to real time, and to the orientation filter alone on the same
samples. An hour of two wrists at 100 Hz by the simulated wearer (``--minutes`` for a shorter one).
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from vqf import VQF

from crossrep.app.analyzing import analysis_or_error
from crossrep.app.holding import UNWATCHED_BLOCK_S, WATCHED_BLOCK_S
from crossrep.batch import InputBatch
from crossrep.drivers.witmotion import WitMotion
from crossrep.edges.recording_files import new_recording
from crossrep.engine import Engine
from crossrep.formats.recording import RecordingHeader, batches_of, read_recording
from crossrep.inputs import Input, Notification, Side
from crossrep.offline import BLOCK_S
from crossrep.samples import Chunk, Samples
from crossrep.settings import Settings
from crossrep.simulate import from_toml, simulate

RATE_HZ = 100
MINUTE = """
[[block]]
kind = "set"
reps = 8
range_deg = 100
lifting_s = 1.5
hold_s = 0.5
lowering_s = 3
rest_s = 1
[[block]]
kind = "rest"
duration_s = 12
also = [{ kind = "own", at_s = 3, range_deg = 12, duration_s = 2, times = 2 }]
"""
OUT = Path(__file__).parent.parent / "docs" / "speed.md"


@dataclass(frozen=True)
class Row:
    """One measured line: seconds for the whole session."""

    what: str
    seconds: float


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--memory-of", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.memory_of:
        _print_memory(asked.memory_of)
        return
    text = _report(asked.minutes)
    print(text)
    if asked.minutes >= 60:
        OUT.write_text(text, encoding="utf-8")


def _report(minutes: int) -> str:
    inputs = _session(minutes)
    real_s = (inputs[-1].t_host_ns - inputs[0].t_host_ns) / 1e9
    rows, filter_s = _rows(inputs), _filter_alone_s(inputs)
    lines = [
        "# Speed",
        "",
        f"{real_s / 60:.0f} minutes of two wrists at {RATE_HZ} Hz by the simulated wearer, one",
        "process, processor time, best of three runs; made by `python -m benchmarks.speed`.",
        f"Where nothing else is said the engine looks at its inputs every {BLOCK_S:.0f} s, as",
        "`analyze` does. Compare ratios.",
        "",
        "| what | seconds | times real time | times the filter alone |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {r.what} | {r.seconds:.2f} | {real_s / r.seconds:.0f} | {r.seconds / filter_s:.1f} |"
        for r in [Row("orientation filter (vqf) alone on the same samples", filter_s), *rows]
    ]
    return "\n".join([*lines, "", *_load_lines(), *_memory_lines(minutes), *_start_lines(), ""])


def _load_lines() -> list[str]:
    """How busy the computer was: others' work makes processor time longer too."""
    waiting, processors = os.getloadavg()[2], os.cpu_count()
    return [f"Load while this was measured: {waiting:.1f} on {processors} processors.", ""]


def _session(minutes: int) -> list[Input]:
    head = f'seed = 5\n[sensor]\nrate_hz = {RATE_HZ}\n[[block]]\nkind = "rest"\nduration_s = 6\n'
    inputs = simulate(from_toml(head + MINUTE * minutes)).inputs
    end_ns = inputs[0].t_host_ns + minutes * 60 * 10**9
    return [item for item in inputs if item.t_host_ns <= end_ns]


def _rows(inputs: list[Input]) -> list[Row]:
    batches = list(batches_of(inputs, 10**9))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.mcap"
        _write(path, inputs)
        return [
            Row("engine, inputs in memory, one by one (`feed`)", _best(lambda: _feed(inputs))),
            Row(
                "engine, inputs in memory, by the second (`feed_batch`)",
                _best(lambda: _feed_batches(batches)),
            ),
            Row(
                "engine as lazy as where nobody watches live (5 s), by the second",
                _best(lambda: _feed_batches(batches, UNWATCHED_BLOCK_S)),
            ),
            Row(
                "engine as lazy as live (0.1 s), one by one",
                _best(lambda: _feed(inputs, WATCHED_BLOCK_S), 1),
            ),
            Row("reading the recording into inputs", _best(lambda: _read(path))),
            Row(
                "`analyze`, from file to table",
                _best(lambda: analysis_or_error(str(path), None, None)),
            ),
        ]


def _best(run: Callable[[], object], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = _cpu_s()
        run()
        taken.append(_cpu_s() - start)
    return min(taken)


def _cpu_s() -> float:
    """Processor time of this process and of those it waited for: others' work does not count."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _feed(inputs: list[Input], block_s: float = BLOCK_S) -> None:
    engine = Engine(Settings(), block_s)
    for item in inputs:
        engine.feed(item)
    engine.finish()


def _feed_batches(batches: list[InputBatch], block_s: float = BLOCK_S) -> None:
    engine = Engine(Settings(), block_s)
    for batch in batches:
        engine.feed_batch(batch)
    engine.finish()


def _write(path: Path, inputs: list[Input]) -> None:
    header = RecordingHeader("speed", 0, inputs[0].t_host_ns, Settings())
    with new_recording(path, header) as writer:
        for batch in batches_of(inputs, 10**9):
            writer.write(batch)


def _read(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(len(batch) for batch in read_recording(stream).batches())


def _filter_alone_s(inputs: list[Input]) -> float:
    """Both wrists' samples through vqf in one call each: the least anybody could do."""
    wrists = [_samples(inputs, side) for side in Side]
    return _best(lambda: [VQF(1 / RATE_HZ).updateBatch(w.gyr_rads, w.acc_ms2) for w in wrists])


def _samples(inputs: list[Input], side: Side) -> Samples:
    payloads = [i.payload for i in inputs if isinstance(i, Notification) and i.side is side]
    ends = np.cumsum([len(p) for p in payloads])
    return WitMotion().decode(Chunk(b"".join(payloads), ends, ends, ends))


def _memory_lines(minutes: int) -> list[str]:
    """Peak memory of a process that feeds a session made on the fly, for two lengths."""
    rows = []
    for length in (max(minutes // 6, 1), minutes):
        command = [sys.executable, "-m", "benchmarks.speed", "--memory-of", str(length)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append(f"{length} minutes: {float(done.stdout):.1f} MB")
    return [f"Growth of memory while the engine is fed: {', '.join(rows)}.", ""]


def _print_memory(minutes: int) -> None:
    """How much the process grows while one engine is fed the same minute again and again."""
    inputs = _session(2)
    span_ns = inputs[-1].t_host_ns - inputs[0].t_host_ns + 10**7
    engine = Engine(Settings(), block_s=5.0)
    for item in inputs:
        engine.feed(item)
    before = _resident_mb()
    for turn in range(1, max(minutes // 2, 1)):
        for item in inputs[3:]:
            engine.feed(_later(item, turn * span_ns))
    print(_resident_mb() - before)


def _later(item: Input, by_ns: int) -> Input:
    return replace(item, t_host_ns=item.t_host_ns + by_ns)


def _resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _start_lines() -> list[str]:
    code = "from crossrep.app.main import main; main()"
    help_s = _best(lambda: _run([sys.executable, "-c", code, "--help"]))
    bare_s = _best(lambda: _run([sys.executable, "-c", "pass"]))
    return [f"`crossrep --help`: {help_s:.2f} s (the bare interpreter: {bare_s:.2f} s)."]


def _run(command: list[str]) -> None:
    subprocess.run(command, capture_output=True, check=True)


if __name__ == "__main__":
    main()
