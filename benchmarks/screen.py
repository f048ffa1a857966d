"""From a notification to the drawn frame, with a real browser: `python -m benchmarks.screen`.

Both wrists of a simulated wearer notify at 100 Hz in real time, the whole session runs (engine,
guide, page's server) and Chromium draws. A notification counts as drawn with the first frame that
was painted after a live state that includes it. Filters of the engine lag on top; they are the
same for every screen. `--write` puts the table into docs/screen-speed.md.
"""

import argparse
import asyncio
import os
import time
from bisect import bisect_left
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

from docs.screenshots import CHROMIUM, FLAGS
from playwright.async_api import async_playwright

from crossrep.app.holding import hold
from crossrep.app.leading import Led
from crossrep.edges.screen import Page
from crossrep.edges.screen.files import page_files
from crossrep.edges.simulated import SimulatedLink
from crossrep.edges.web import Door, Guard, Guests, listening, serving
from crossrep.guide.guide import Guide
from crossrep.inputs import Input, Notification, Side
from crossrep.prescription import Block, Prescription
from crossrep.settings import Settings
from crossrep.simulate import from_toml
from crossrep.simulate.tapping import Habits, TappingPerson

OUT = Path(__file__).parents[1] / "docs" / "screen-speed.md"
SETTINGS = Settings(exercise="biceps_curl")
CURL = Block(exercise="biceps_curl", sets=1, reps=5, rest_s=60.0)
PLAN = Prescription("p1", Side.RIGHT, blocks=(CURL,))
SCRIPT = """
seed = 7
block = [
  {kind = "rest", duration_s = 6},
  {kind = "set", reps = 2, range_deg = 50, lifting_s = 0.8, lowering_s = 0.9, rest_s = 0.2},
  {kind = "rest", duration_s = 8},
  {kind = "set", reps = 5, lifting_s = 1.2, hold_s = 0.4, lowering_s = 3.1, rest_s = 0.7},
  {kind = "rest", duration_s = 8},
]
[sensor]
rate_hz = 100
"""
WATCH = """
window.drawn = []; window.frames = [];
const wall = () => performance.timeOrigin + performance.now();
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...args) {
    super(...args);
    this.addEventListener('message', event => {
      const {live} = JSON.parse(event.data);
      if (!live) return;
      requestAnimationFrame(() => { const channel = new MessageChannel();
        channel.port1.onmessage = () => window.drawn.push([live.t, wall()]);
        channel.port2.postMessage(0); });
    });
  }
};
const frame = () => { window.frames.push(wall()); requestAnimationFrame(frame); };
requestAnimationFrame(frame);
"""


class TimedLink(SimulatedLink):
    """Remembers when each notification was handed over, by the wall clock."""

    def __init__(self) -> None:
        super().__init__(from_toml(SCRIPT))
        self.handed: list[tuple[float, float]] = []
        self.t0_ns = 0

    async def __aiter__(self) -> AsyncIterator[Input]:
        async for item in super().__aiter__():
            self.t0_ns = self.t0_ns or item.t_host_ns
            if isinstance(item, Notification):
                t_s = (item.t_host_ns - self.t0_ns) / 1e9
                self.handed.append((t_s, time.time() * 1e3))
            yield item


@dataclass
class Measured:
    """One session.

    Attributes:
        late_ms: of each notification while an arm was drawn.
        frames: a second, while an arm was drawn.
        cpu: share of one core that this process took, engine and server together.
    """

    late_ms: list[float] = field(default_factory=list)
    frames: float = 0.0
    cpu: float = 0.0


async def session(page: Page | None) -> tuple[TimedLink, float]:
    """A guided session in real time; the share of a core it took."""
    person = TappingPerson(Habits(reaction_s=0.4))
    led = Led(Guide(PLAN, [], date(2026, 11, 23)), page, person.look, 0.5)
    began, used = time.monotonic(), time.process_time()
    async with TimedLink() as link:
        began, used = time.monotonic(), time.process_time()
        await hold(link, SETTINGS, led=led)
    return link, (time.process_time() - used) / (time.monotonic() - began)


async def with_browser() -> Measured:
    """The session, looked at."""
    listener, address = listening(port=0)
    door, page, guests = Door(address), Page(), Guests()
    async with (
        async_playwright() as playwright,
        serving(Guard(page.app, door, guests), listener, guests),
    ):
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = await browser.new_page(viewport={"width": 1180, "height": 820})
        await tab.add_init_script(WATCH)
        await tab.goto(door.link)
        await tab.wait_for_selector("h1")
        link, cpu = await session(page)
        drawn: list[tuple[float, float]] = await tab.evaluate("window.drawn")
        frames: list[float] = await tab.evaluate("window.frames")
        await browser.close()
    return _measured(link, drawn, frames, cpu)


def _measured(
    link: TimedLink, drawn: list[tuple[float, float]], frames: list[float], cpu: float
) -> Measured:
    """Each notification against the first frame with it, where states came closely."""
    times = [t for t, _ in drawn]
    late: list[float] = []
    for t_s, handed_ms in link.handed:
        i = bisect_left(times, t_s)
        if 0 < i < len(drawn) and times[i] - times[i - 1] < 0.1:
            late.append(drawn[i][1] - handed_ms)
    close = [b[1] for a, b in pairwise(drawn) if b[0] - a[0] < 0.1]
    seconds = (close[-1] - close[0]) / 1e3
    shown = sum(close[0] <= at <= close[-1] for at in frames)
    return Measured(late, shown / seconds, cpu)


def table(measured: Measured, alone: float) -> str:
    """What docs/screen-speed.md shows."""
    cuts = quantiles(measured.late_ms, n=100)
    files = {name: file for name, file in page_files().items() if name}
    once = [file for name, file in files.items() if name != "words/de.json"]
    rows = [
        ("notification to drawn frame, median", f"{cuts[49]:.0f} ms", ""),
        ("the same, 95 of 100 are sooner than", f"{cuts[94]:.0f} ms", "50 ms"),
        ("the same, 99 of 100", f"{cuts[98]:.0f} ms", ""),
        ("notifications compared", f"{len(measured.late_ms):,}", ""),
        ("frames a second", f"{measured.frames:.1f}", "60"),
        ("share of a core: engine, guide and server, looked at", f"{measured.cpu:.0%}", ""),
        ("the same, nobody looks", f"{alone:.0%}", ""),
        ("page with one language, as sent", f"{sum(len(f.packed) for f in once):,} bytes",
         "100,000 bytes"),
        ("the same, unpacked", f"{sum(len(f.data) for f in once):,} bytes", ""),
    ]  # fmt: skip
    lines = ["| what | measured | target |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def page_text(shown: str, load: float) -> str:
    """The whole page."""
    return f"""# How fast the person's screen is

Made by `python -m benchmarks.screen --write`. {(__doc__ or "").split(chr(10), 2)[2].strip()}

Measured on {os.cpu_count()} cores with Chromium drawing in software; load average of the computer
before the run: {load:.1f} (above {os.cpu_count()} it was busy with other work, and times are worse
than on a quiet one).

{shown}
"""


def main() -> None:
    """Measure and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    _, alone = asyncio.run(session(None))
    shown = table(asyncio.run(with_browser()), alone)
    print(shown)
    if given.write:
        OUT.write_text(page_text(shown, load), "utf-8")


if __name__ == "__main__":
    main()
