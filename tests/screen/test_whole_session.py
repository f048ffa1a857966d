"""A whole guided session in a real browser: tapped through, reloaded, watched twice, and killed."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from docs.screenshots import CHROMIUM, FLAGS
from playwright.async_api import Browser, BrowserContext, async_playwright, expect
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as Tab

from crossrep.app.holding import Held, hold
from crossrep.app.leading import Led
from crossrep.edges.recording_files import open_recording
from crossrep.edges.screen import Page
from crossrep.edges.simulated import SimulatedLink
from crossrep.edges.web import Door, Guard, Guests, listening, serving
from crossrep.engine import Engine
from crossrep.events import Event, Rep
from crossrep.guide.guide import Guide
from crossrep.guide.view import GuideView, Step
from crossrep.inputs import Side
from crossrep.prescription import Block, Prescription
from crossrep.settings import Settings
from crossrep.simulate import from_toml
from crossrep.simulate.tapping import Habits, TappingPerson

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

SETTINGS = Settings(exercise="biceps_curl")
expect.set_options(timeout=25_000)
SPEED = 4.0
BETWEEN_MS = 420
"""A second tap sooner than that is taken for a tremor."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        await made.close()


SCRIPT = """
seed = 33
block = [
  {kind = "rest", duration_s = 26},
  {kind = "set", reps = 2, range_deg = 50, lifting_s = 0.8, lowering_s = 0.9, rest_s = 0.2},
  {kind = "rest", duration_s = 20},
  {kind = "set", reps = 8, lifting_s = 1.1, hold_s = 0.4, lowering_s = 3.2, rest_s = 0.9},
  {kind = "rest", duration_s = 20},
  {kind = "set", reps = 8, range_deg = 90, lifting_s = 1, lowering_s = 1.5, rest_s = 0.7},
  {kind = "rest", duration_s = 12},
]
"""
TODAY = date(2026, 11, 23)
CURL = Block(exercise="biceps_curl", sets=2, reps=8, weight_kg=1.0, rest_s=12.0)
PLAN = Prescription("p1", Side.RIGHT, blocks=(CURL,))


class Home:
    """A computer with the sensors: a page, and a session that is held on it."""

    def __init__(self, page: Page, door: Door) -> None:
        self.page, self.door = page, door

    async def hold(self, recording: Path, speed: float, person: TappingPerson | None) -> Held:
        led = Led(Guide(PLAN, [], TODAY), self.page, person.look if person else None, 20)
        async with SimulatedLink(from_toml(SCRIPT), speed) as link:
            return await hold(link, SETTINGS, recording=recording, led=led)


@asynccontextmanager
async def home() -> AsyncIterator[Home]:
    listener, address = listening(port=0)
    door, page, guests = Door(address), Page(), Guests()
    async with serving(Guard(page.app, door, guests), listener, guests):
        yield Home(page, door)


async def device(browser: Browser, home: Home, width: int = 1180, height: int = 820) -> Tab:
    """A tablet that opened the code on the screen."""
    context: BrowserContext = await browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB"
    )
    tab = await context.new_page()
    tab.set_default_timeout(25_000)
    await tab.goto(home.door.link)
    await expect(tab.locator(".page")).to_be_visible()
    return tab


async def replayed(path: Path) -> list[Event]:
    engine = Engine(SETTINGS)
    with open_recording(path) as recording:
        said = [e for b in recording.batches() for item in b.inputs() for e in engine.feed(item)]
    return said + engine.finish()


def reps(events: list[Event]) -> int:
    return sum(isinstance(event, Rep) for event in events)


async def tap(tab: Tab, selector: str) -> None:
    """As a hand does it: not two within a tremor's time."""
    await tab.click(selector)
    await tab.wait_for_timeout(BETWEEN_MS)


TAPS = (
    *("[data-tap=go].huge", "[data-local=send]:enabled", ".grid12 .cell[data-value='1']"),
    *("[data-choice=left]", "[data-tap=yes]", "[data-tap=no]", "[data-local=weigh]"),
    *("[data-tap=again]", ".grid-effort [data-value='5']"),
)


async def tap_through(tab: Tab, until: str) -> None:
    """Whatever is asked is tapped, as a hand does it, until this is seen."""
    while not await tab.locator(until).is_visible():
        for asked in TAPS:
            if await tab.locator(asked).first.is_visible():
                with suppress(PlaywrightError):  # the page turned meanwhile
                    await tab.locator(asked).first.click(timeout=500)
                break
        await tab.wait_for_timeout(BETWEEN_MS)


async def shown(tab: Tab) -> str:
    """The count, or the page's title where nothing is counted."""
    said: str = await tab.evaluate(SHOWN)
    return said


async def same(one: Tab, other: Tab) -> None:
    """Both show the same count, or title, at some moment soon."""
    for _ in range(500):
        if await shown(one) == await shown(other):
            return
        await one.wait_for_timeout(20)
    raise AssertionError(f"{await shown(one)} here is {await shown(other)} there")


async def counts(tab: Tab) -> list[int]:
    """Every number that was shown as the count so far, in order."""
    return [int(n) for n in await tab.evaluate("window.shown")]


SHOWN = "document.querySelector('.count b, h1')?.textContent"
WATCH = """window.shown = []; new MutationObserver(() => {
  const n = document.querySelector('.count:not(.clock) b')?.textContent;
  if (n !== undefined && n !== window.shown.at(-1)) window.shown.push(n);
}).observe(document, {subtree: true, childList: true, characterData: true})"""


async def test_from_the_first_tap_to_the_summary(browser: Browser, tmp_path: Path) -> None:
    async with home() as here:
        tab = await device(browser, here)
        outside: list[str] = []
        tab.on("request", lambda r: outside.append(r.url))
        errors: list[str] = []
        tab.on("pageerror", lambda e: errors.append(str(e)))
        tab.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        session = asyncio.create_task(here.hold(tmp_path / "a.mcap", SPEED, None))
        await tap_through(tab, ".live")
        await tab.evaluate(WATCH)
        await expect(tab.locator("[data-count] b")).to_have_text("1")
        second = await device(browser, here, 390, 844)
        await second.reload()
        await same(tab, second)
        await tap_through(tab, ".facts")
        await expect(second.locator(".facts")).to_be_visible()
        assert await tab.inner_text(".facts") == await second.inner_text(".facts")
        done = await tab.inner_text(".facts b >> nth=0")
        for n, seen in enumerate(sets_of(await counts(tab))):
            assert seen == sorted(seen), f"the count fell in set {n + 1}: {seen}"
        await tab.click("[data-tap=close]")
        held = await session
        summary = here.page._view.summary if here.page._view else None
        assert summary is not None
        assert done == f"{summary.reps} of 16"
        assert 0 < summary.reps <= reps(held.events)
        assert not errors
        assert all(url.startswith(here.door.address.url) for url in outside)


def sets_of(shown: list[int]) -> list[list[int]]:
    """A new set begins at nought."""
    begun = [i for i, n in enumerate(shown) if n == 0 and i] + [len(shown)]
    return [shown[a:b] for a, b in zip([0, *begun], begun, strict=False)]


def told_of(page: Page) -> tuple[asyncio.Event, asyncio.Event]:
    """When a page looks for the first time, and when a set has begun."""
    looked_at, in_set = asyncio.Event(), asyncio.Event()
    news, show = page._news, page.show

    def newly(looker):  # type: ignore[no-untyped-def]
        looked_at.set()
        return news(looker)

    def shown(view: GuideView) -> None:
        show(view)
        if view.step is Step.SET:
            in_set.set()

    page._news, page.show = newly, shown  # type: ignore[method-assign]
    return looked_at, in_set


def come(crowd: list[socket.socket], port: int) -> None:
    """A thousand strangers at once, many with a wrong word."""
    for _ in range(1000):
        each = socket.socket()
        each.setblocking(False)  # noqa: FBT003
        each.connect_ex(("127.0.0.1", port))
        with suppress(OSError):
            each.send(b"GET /live HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        crowd.append(each)


async def test_a_killed_browser_and_a_thousand_strangers_change_nothing(tmp_path: Path) -> None:
    person = TappingPerson(Habits(reaction_s=1.5))
    crowd: list[socket.socket] = []
    async with home() as here:
        process = await asyncio.create_subprocess_exec(
            CHROMIUM, *FLAGS, "--headless", f"--user-data-dir={tmp_path / 'profile'}",
            here.door.link, stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        looked_at, in_set = told_of(here.page)
        await looked_at.wait()
        session = asyncio.create_task(here.hold(tmp_path / "a.mcap", 20.0, person))
        await in_set.wait()
        os.killpg(process.pid, signal.SIGKILL)
        coming = asyncio.create_task(asyncio.to_thread(come, crowd, here.door.address.port))
        held = await session
        await coming
        await process.wait()
        for each in crowd:
            each.close()
    assert held.whole
    assert reps(held.events) == 16
    assert held.events == await replayed(tmp_path / "a.mcap")
