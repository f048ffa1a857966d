"""A thousand homes and their hub: ``python -m benchmarks.fleet`` writes docs/fleet/figures.md.

mosquitto, PostgreSQL and two workers as tests/fleet/hub.py starts them; homes as
`crossrep rehearse` makes them, for ten minutes. On the way the broker is killed, the database
stopped hard and one worker killed. Then every id the broker acknowledged to a home is looked for
in the database. Figures of a worker hold its start, some seconds.
"""

import argparse
import asyncio
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import psutil
import psycopg

HERE = Path(__file__).parent.parent
sys.path += [str(HERE / "tests" / "edges"), str(HERE / "tests" / "fleet")]

from hub import Hub, latencies_s, name_of, now_utc  # noqa: E402
from mosquitto_broker import READER  # noqa: E402

HOMES, SECONDS, WEARERS = (250, 1000), 600.0, 60
AFTER_S = 30
"""After a disturbance homes and workers come back; so long their messages are late."""
OUT = HERE / "docs" / "fleet" / "figures.md"


@dataclass
class Measured:
    """What one run gave."""

    homes: int
    seconds: float
    missing: int = 0
    twice: int = 0
    foreign: int = 0
    sent: int = 0
    reps: int = 0
    hurt: list[datetime] = field(default_factory=list)
    wire_bytes: int = 0
    stored_bytes: int = 0
    cpu_s: dict[str, float] = field(default_factory=dict)
    latency_s: list[float] = field(default_factory=list)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homes", type=int, nargs="+", default=HOMES, help="one run each")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--wearers", type=int, default=WEARERS)
    wished = parser.parse_args()
    runs = []
    for homes in wished.homes:
        with tempfile.TemporaryDirectory() as room:
            runs.append(asyncio.run(_run(Path(room), homes, wished.seconds, wished.wearers)))
        print(_page(runs[-1]), flush=True)
    text = _page(runs[-1]) + _growth(runs)
    OUT.write_text(text, encoding="utf-8")
    print(text)


async def _run(room: Path, homes: int, seconds: float, wearers: int) -> Measured:
    hub, found = Hub(room), Measured(homes, seconds)
    try:
        await hub.start()
        empty = _database_bytes(hub)
        living = hub.rehearse(homes, wearers, seconds, 1.0)
        while not hub.stored():
            await asyncio.sleep(1)
        print("homes live", flush=True)
        await _hurt(hub, found, seconds)
        while living.poll() is None:
            await asyncio.sleep(1)
        print("homes have ended", flush=True)
        found.wire_bytes += _wire_bytes(hub)
        await hub.all_stored(300)
        _compare(hub, found)
        _weigh(hub, found, empty)
    finally:
        hub.end()
    return found


async def _hurt(hub: Hub, found: Measured, seconds: float) -> None:
    """The broker, the database and a worker, a quarter of the time apart."""
    await asyncio.sleep(seconds / 4)
    found.wire_bytes += _wire_bytes(hub)
    found.cpu_s["broker"] = _cpu_s(_broker())
    found.hurt.append(now_utc())
    hub.broker.kill()
    await asyncio.sleep(2)
    await hub.broker.start()
    await asyncio.sleep(seconds / 4)
    found.hurt.append(now_utc())
    found.cpu_s["database"] = _database_cpu_s(hub)
    hub.database.stop("immediate")
    await asyncio.sleep(2)
    hub.database.start()
    await asyncio.sleep(seconds / 4)
    found.hurt.append(now_utc())
    name = hub.names[0]
    hub.fire(name, signal.SIGKILL)
    await asyncio.sleep(2)
    hub.employ(name)


def _compare(hub: Hub, found: Measured) -> None:
    rows, stored = hub.sent(), hub.stored()
    wanted = [name_of(row) for row in rows]
    found.sent = len(wanted)
    found.reps = sum(row["event_type"] == "rep" for row in rows)
    found.missing = sum(stored[name] == 0 for name in wanted)
    found.twice = sum(number > 1 for number in stored.values())
    found.foreign = len(stored.keys() - set(wanted))
    every = [datetime.fromisoformat(row["sent_utc"]) for row in rows]
    found.latency_s = list(latencies_s(hub, _quiet(found, min(every), max(every))))


def _quiet(found: Measured, first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    """The time without the disturbances and what follows them."""
    edges = [first]
    for moment in found.hurt:
        edges += [moment - timedelta(seconds=2), moment + timedelta(seconds=AFTER_S)]
    edges.append(last)
    return list(zip(edges[::2], edges[1::2], strict=True))


def _weigh(hub: Hub, found: Measured, empty: int) -> None:
    found.stored_bytes = _database_bytes(hub) - empty
    found.cpu_s["broker"] += _cpu_s(_broker())
    found.cpu_s["workers"] = hub.cpu_s["workers"] + sum(
        _cpu_s(psutil.Process(one.pid)) for one in hub.workers.values()
    )
    found.cpu_s["database"] += _database_cpu_s(hub)


def _database_cpu_s(hub: Hub) -> float:
    """Since it was started; a connection that has ended counts with the one who made it."""
    head = int((hub.database.data / "postmaster.pid").read_text().split()[0])
    postmaster = psutil.Process(head)
    own_s = float(sum(postmaster.cpu_times()[:4]))
    return own_s + sum(_cpu_s(one) for one in postmaster.children())


def _cpu_s(process: psutil.Process) -> float:
    return float(sum(process.cpu_times()[:2]))


def _broker() -> psutil.Process:
    mine = psutil.Process().children()
    return next(one for one in mine if "mosquitto" in one.name())


def _wire_bytes(hub: Hub) -> int:
    """In and out of the broker since it started, by its own account (every ten seconds)."""
    told = [
        subprocess.run(
            [str(READER), "-p", str(hub.broker.port), "-t", f"$SYS/broker/bytes/{way}", "-C", "1",
             "-W", "15"],
            capture_output=True, text=True, check=False,
        ).stdout.strip()
        for way in ("received", "sent")
    ]  # fmt: skip
    return sum(int(text or 0) for text in told)


def _database_bytes(hub: Hub) -> int:
    with psycopg.connect(hub.database.address) as raw:
        row = raw.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def _page(found: Measured) -> str:
    p50_s, p99_s, most_s = np.percentile(found.latency_s, [50, 99, 100])
    per_million = 1e6 / max(found.reps, 1)
    hour = 3600 / found.seconds * 1000 / found.homes
    lines = [
        "# A hub under a thousand homes, in figures",
        "",
        f"`python -m benchmarks.fleet --homes {found.homes} --seconds {found.seconds:g}`:",
        "mosquitto, PostgreSQL, two workers and all homes on one computer with two cores. On the",
        "way the broker was killed, the database stopped hard and a worker killed.",
        "",
        "| what | figure |",
        "| --- | --- |",
        f"| events acknowledged to homes, each id once | {found.sent:,} |",
        f"| of them repetitions | {found.reps:,} |",
        f"| missing in the database | {found.missing} |",
        f"| there twice | {found.twice} |",
        f"| there, and sent by no home | {found.foreign} |",
        f"| acknowledgement to row, repetitions, p50 | {1000 * p50_s:.0f} ms |",
        f"| p99 | {1000 * p99_s:.0f} ms |",
        f"| longest | {1000 * most_s:.0f} ms |",
        "",
        f"Latency leaves out 2 s before and {AFTER_S} s after each disturbance, when homes and",
        f"workers come back one by one ({len(found.latency_s):,} repetitions remain).",
        "",
        "| cost | this run | a thousand homes, an hour of training each | a million repetitions |",
        "| --- | --- | --- | --- |",
    ]
    for who, used_s in found.cpu_s.items():
        thousand, million = used_s * hour, used_s * per_million
        lines.append(f"| CPU seconds, {who} | {used_s:.1f} | {thousand:,.0f} | {million:,.0f} |")
    for what, size in (("on the wire", found.wire_bytes), ("stored", found.stored_bytes)):
        mb = size / 1e6
        lines.append(f"| MB {what} | {mb:.1f} | {mb * hour:,.0f} | {mb * per_million:,.0f} |")
    lines += [
        "",
        "All homes train at the same time here; a home that rests costs a keep-alive a minute.",
        "The workers' CPU holds their start (three).",
        "",
    ]
    return "\n".join(lines)


def _growth(runs: list[Measured]) -> str:
    """The same for each number of homes, a million repetitions."""
    lines = [
        "",
        "How it grows, CPU seconds and megabytes for a million repetitions:",
        "",
        "| homes | repetitions | broker | workers | database | on the wire | stored | p99, ms |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in runs:
        million = 1e6 / max(one.reps, 1)
        costs = [one.cpu_s[who] for who in ("broker", "workers", "database")]
        costs += [one.wire_bytes / 1e6, one.stored_bytes / 1e6]
        cells = " | ".join(f"{cost * million:,.0f}" for cost in costs)
        p99_ms = 1000 * np.percentile(one.latency_s, 99)
        lines.append(f"| {one.homes} | {one.reps:,} | {cells} | {p99_ms:.0f} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
