"""Draws docs/pictures/screen: every state of the person's screen. `python -m docs.screenshots`."""

import argparse
import asyncio
import io
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from docs.screen_states import BASE, STATES, State
from PIL import Image
from playwright.async_api import Browser, BrowserContext, async_playwright
from playwright.async_api import Page as Tab

from crossrep.edges.screen import Page
from crossrep.edges.web import Door, Guard, Guests, listening, serving
from crossrep.guide.view import GuideView, plain

HERE = Path(__file__).parent / "pictures" / "screen"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
SIZES = {
    "tablet": (1180, 820),
    "tablet-upright": (820, 1180),
    "phone": (390, 844),
    "phone-aside": (844, 390),
}
LOOKS: dict[str, dict[str, str]] = {
    "": {},
    "evening": {"light": "evening"},
    "mirrored": {"layout": "right", "drawing": "mirrored"},
    "still": {"motion": "steps"},
    "german": {"language": "de"},
}
TWO_FRAMES = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
SETTLED_MS = 150
USUAL = {"language": "en", "light": "day", "motion": "gliding"}
KEPT = [
    *(("tablet", "", name) for name in STATES),
    *(("tablet", "evening", name) for name in ("lowering", "rest", "pain", "summary")),
    *(("tablet", look, "lowering") for look in ("mirrored", "still", "german")),
    *(("phone", "", name) for name in (
        "start", "pain", "sensors-confirm", "lifting", "lowering", "after-quicker", "rest",
        "paused", "hurts", "sensor-lost", "red-flags", "summary", "weight")),
    ("phone", "evening", "lowering"),
    ("phone", "german", "lowering"),
    *(("phone-aside", "", name) for name in (
        "start", "pain", "lowering", "after-on-pace", "rest", "summary")),
    *(("tablet-upright", "", name) for name in ("start", "pain", "lowering", "rest")),
]  # fmt: skip


class Stage:
    """A page whose guide says what it is told to."""

    def __init__(self, browser: Browser, door: Door, page: Page) -> None:
        self.browser, self.door, self.page = browser, door, page

    async def context(self, size: tuple[int, int], look: dict[str, str]) -> BrowserContext:
        """A device of that size with those settings, let in."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="en-GB",
            reduced_motion="reduce",  # pages do not fade in; the arm moves as the setting says
        )
        name, value = self.door.set_cookie().split(";")[0].split("=")
        await context.add_cookies([{"name": name, "value": value, "url": self.door.address.url}])
        kept = str({**USUAL, **look}).replace("'", '"')
        await context.add_init_script(f"localStorage.setItem('crossrep', JSON.stringify({kept}))")
        return context

    async def show(self, tab: Tab, state: State, *, way: bool = True) -> None:
        """Bring the tab to this state, drawn and still: as if it had been there all the time.

        ``way``: with all of the movement before, not only its end.
        """
        self.page.show(replace(BASE, blocks=99))
        await tab.wait_for_selector("[data-seen]", state="attached")
        await tab.evaluate(TWO_FRAMES)
        before = replace(state.view, sign=None, reps=max(0, state.view.reps - 1))
        self._tell(before if state.view.sign else state.view, state.signs)
        for now in state.live if way else state.live[-2:]:
            self.page.live(now)
            await asyncio.sleep(0.002)
        if state.view.sign:
            self._tell(state.view, state.signs)
        await tab.evaluate("document.fonts.ready")
        await tab.evaluate(TWO_FRAMES)

    def _tell(self, view: GuideView, signs: tuple[str, ...]) -> None:
        self.page.show(view)
        self.page._signs = list(signs)  # noqa: SLF001  those of repetitions nobody saw
        self.page._say({"view": plain(view), "signs": list(signs)})  # noqa: SLF001


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """A browser and a page to look at."""
    listener, address = listening(port=0)
    door, page, guests = Door(address), Page(lambda _: None), Guests()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        async with serving(Guard(page.app, door, guests), listener, guests):
            yield Stage(browser, door, page)
        await browser.close()


async def picture(on: Stage, size: str, look: str, name: str, folder: Path) -> Path:
    """One picture."""
    context = await on.context(SIZES[size], LOOKS[look])
    tab = await context.new_page()
    on.page.show(replace(BASE, blocks=99))
    await tab.goto(on.door.address.url)
    await on.show(tab, STATES[name])
    await tab.wait_for_timeout(SETTLED_MS)
    path = folder / ("-".join(filter(None, (size, name, look))) + ".png")
    _small(await tab.screenshot(), path)
    await context.close()
    return path


def _small(png: bytes, path: Path) -> None:
    """Flat colours need no more than a palette."""
    with Image.open(io.BytesIO(png)) as image:
        flat = image.convert("RGB").quantize(64, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        flat.save(path, optimize=True)


async def main(wanted: list[str], folder: Path) -> None:
    """All pictures, or those whose name holds one of the words."""
    async with stage() as on:
        for size, look, name in KEPT:
            label = "-".join(filter(None, (size, name, look)))
            if wanted and not any(word in label for word in wanted):
                continue
            path = await picture(on, size, look, name, folder)
            sys.stdout.write(f"{path.name} {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wanted", nargs="*")
    parser.add_argument("-o", dest="folder", type=Path, default=HERE)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(given.wanted, given.folder))
