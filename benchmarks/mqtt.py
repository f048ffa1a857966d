"""How long from a notification to the broker? One command: ``python -m benchmarks.mqtt``.

It prints, and after five minutes or more writes docs/mqtt/speed.md.
Two wrists at 100 Hz, in real time, through session, recorder, outbox and publisher, into a real
mosquitto on this computer. An event's time begins when the notification that decided it arrived
and ends when a plain subscriber, a process of its own, has it. Beside it in the same run, to the
same subscriber: a bare aiomqtt publish of the same size, which is the floor.
"""

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from aiomqtt import Client, ProtocolVersion

from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.latest import Latest
from crossrep.edges.link import header_of, new_start
from crossrep.edges.loop import now_ns
from crossrep.edges.outbox import Outbox
from crossrep.edges.publishing import ToOutbox, publishing
from crossrep.edges.recorder import recording_to
from crossrep.edges.session import Session
from crossrep.edges.showing import Showing
from crossrep.engine import Engine
from crossrep.events import Bout, Event, Rep, SetClosed
from crossrep.inputs import Input
from crossrep.settings import Settings
from crossrep.simulate import from_toml, simulate

OUT = Path(__file__).parent.parent / "docs" / "mqtt" / "speed.md"
TARGET_P50_MS, TARGET_P99_MS = 5.0, 20.0
FLOOR_EVERY_S = 0.5
HEAD = "seed = 5\n[sensor]\nrate_hz = 100\n[[block]]\nkind = 'rest'\nduration_s = 5\n"
SET = """
[[block]]
kind = "set"
reps = 10
range_deg = 70
lifting_s = 0.5
hold_s = 0
lowering_s = 0.8
rest_s = 0.3
[[block]]
kind = "rest"
duration_s = 7
also = [{ kind = "own", at_s = 2, range_deg = 12, duration_s = 1, times = 1 }]
"""
LISTEN = """
import asyncio, sys, time
from aiomqtt import Client, ProtocolVersion

async def main():
    async with Client("127.0.0.1", int(sys.argv[1]), protocol=ProtocolVersion.V5) as client:
        await client.subscribe("#", qos=1)
        print("ready", flush=True)
        async for message in client.messages:
            at = time.monotonic()
            print(at, message.topic, message.payload.decode(), flush=True)
            if message.topic.value == "bench/end":
                return

asyncio.run(main())
"""


class Wearer:
    """A live link: simulated inputs, stamped when they are due."""

    live = True

    def __init__(self, inputs: list[Input]) -> None:
        self.start = new_start(inputs[0].t_host_ns)
        self.sent: list[Input] = []
        self._inputs = inputs[1:]
        self._first_ns = inputs[0].t_host_ns
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def __aiter__(self) -> AsyncIterator[Input]:
        began_ns = now_ns()
        self.start = replace(self.start, t_host_ns=began_ns)
        yield self.start
        for item in self._inputs:
            due_ns = began_ns + item.t_host_ns - self._first_ns
            if (wait_ns := due_ns - now_ns()) > 0:
                await asyncio.sleep(wait_ns / 1e9)
            stamped = replace(item, t_host_ns=now_ns())
            yield stamped

    def close(self) -> None:
        """It ends by itself."""


@dataclass(frozen=True)
class Row:
    """One line of the table, times in ms."""

    what: str
    times_ms: list[float]

    def text(self) -> str:
        """As Markdown."""
        p50, p99 = np.percentile(self.times_ms, [50, 99])
        worst, n = max(self.times_ms), len(self.times_ms)
        return f"| {self.what} | {n} | {p50:.2f} | {p99:.2f} | {worst:.2f} |"


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder, mosquitto(Path(folder)) as port:
        text = _report(minutes, *asyncio.run(_measured(minutes, port, Path(folder))))
    print(text)
    if minutes >= 5:
        OUT.write_text(text, encoding="utf-8")


@contextmanager
def mosquitto(folder: Path) -> Iterator[int]:
    """A broker on a free port of this computer."""
    program = shutil.which("mosquitto", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if program is None:
        raise SystemExit("This needs mosquitto.")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    conf = folder / "mosquitto.conf"
    conf.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n")
    process = subprocess.Popen([program, "-c", conf], stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


@asynccontextmanager
async def listener(port: int) -> AsyncIterator[dict[str, float]]:
    """A subscriber in its own process: when it heard what, by event id or probe, afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LISTEN, str(port), stdout=asyncio.subprocess.PIPE
    )
    heard: dict[str, float] = {}
    out = process.stdout
    if out is None or not (await out.readline()).startswith(b"ready"):
        raise SystemExit("The subscriber could not begin.")
    reading = asyncio.create_task(_read(out, heard))
    yield heard
    await reading
    await process.wait()


async def _read(out: asyncio.StreamReader, heard: dict[str, float]) -> None:
    async for line in out:
        at_s, topic, body = line.decode().rstrip("\n").split(" ", 2)
        name = topic.rsplit("/", 1)[1]
        if name in ("rep", "set", "affected"):
            heard.setdefault(f"{name} {json.loads(body)['id']}", float(at_s))
        elif topic.startswith("bench/"):
            heard[topic] = float(at_s)


async def _measured(minutes: float, port: int, folder: Path) -> tuple[list[Row], float]:
    address = BrokerAddress("127.0.0.1", port)
    inputs = _inputs(minutes)
    link, settings, latest = Wearer(inputs), Settings(planned_reps=10), Latest()
    taken: list[Input] = []
    called: dict[str, float] = {}
    showing = Showing(latest, "bench", settings.trained)
    loop = asyncio.get_running_loop()
    async with listener(port) as heard:
        with Outbox(folder / "outbox.sqlite") as outbox:
            async with (
                publishing(address, outbox, "bench", 10, latest),
                recording_to(folder / "a.mcap", header_of(link.start, settings)) as recorder,
            ):
                floor = asyncio.create_task(_floor(port, called))
                session = Session(
                    Engine(settings),
                    recorder=recorder,
                    sinks={"outbox": ToOutbox(outbox, "bench"), "showing": showing.event},
                    screen=showing.state,
                    watch=taken.append,
                )
                before_s, began_s = _cpu_s(), loop.time()
                await session.run(link)
                cpu = (_cpu_s() - before_s) / (loop.time() - began_s)
                floor.cancel()
        await _say_end(port)
    return _rows(heard, called, _decided(taken, settings)), cpu


def _inputs(minutes: float) -> list[Input]:
    sets = max(round(minutes * 60 / 23), 1)
    return list(simulate(from_toml(HEAD + SET * sets)).inputs)


async def _floor(port: int, called: dict[str, float]) -> None:
    """A bare publish every now and then, of the size of a repetition."""
    loop = asyncio.get_running_loop()
    async with Client("127.0.0.1", port, protocol=ProtocolVersion.V5) as client:
        n = 0
        while True:
            await asyncio.sleep(FLOOR_EVERY_S)
            called[f"bench/{n}"] = loop.time()
            await client.publish(f"bench/{n}", b"x" * 900, qos=1)
            n += 1


async def _say_end(port: int) -> None:
    async with Client("127.0.0.1", port, protocol=ProtocolVersion.V5) as client:
        await client.publish("bench/end", b"-", qos=1)


def _cpu_s() -> float:
    times = os.times()
    return times.user + times.system


def _decided(taken: list[Input], settings: Settings) -> dict[str, float]:
    """When the input that decided each event had arrived: the same log, looked at at once."""
    engine = Engine(settings, block_s=0.0)
    found: dict[str, float] = {}
    for item in taken:
        for event in engine.feed(item):
            if (name := _name(event)) is not None:
                found[name] = item.t_host_ns / 1e9
    return found


def _how() -> str:
    """How the system shared its time; what else the computer did is in the numbers."""
    if not hasattr(os, "sched_getscheduler") or os.sched_getscheduler(0) == os.SCHED_OTHER:
        return ", beside whatever else the computer did"
    return " before all other programs of a busy computer (real-time priority)"


def _name(event: Event) -> str | None:
    match event:
        case Rep():
            return f"rep {event.id}"
        case SetClosed():
            return f"set {event.id}"
        case Bout():
            return f"affected {event.id}"
    return None


def _rows(
    heard: dict[str, float], called: dict[str, float], decided: dict[str, float]
) -> list[Row]:
    floor = [1e3 * (heard[name] - at_s) for name, at_s in called.items() if name in heard]
    events = [1e3 * (heard[name] - at_s) for name, at_s in decided.items() if name in heard]
    return [
        Row("bare aiomqtt publish, QoS 1 (the floor)", floor),
        Row("event, from the notification that decided it", events),
    ]


def _report(minutes: float, rows: list[Row], cpu: float) -> str:
    lines = [
        "# From a notification to the broker",
        "",
        f"{minutes:g} minutes of two wrists at 100 Hz in real time through session, recorder,",
        "outbox and publisher into mosquitto, until a subscriber in another process has it, in ms;",
        f"made by `python -m benchmarks.mqtt`{_how()}.",
        "",
        "| what | n | p50 | p99 | worst |",
        "| --- | --- | --- | --- | --- |",
        *(row.text() for row in rows),
        "",
        f"Target for an event: p50 under {TARGET_P50_MS:g}, p99 under {TARGET_P99_MS:g}.",
        f"The process took {100 * cpu:.0f} % of one core. Live, the engine looks at what has",
        "arrived whenever nothing more waits; on a busy computer less often: later, never other.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
