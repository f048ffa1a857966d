"""Taps, keys and one switch on the page in a real browser: what of them reaches the guide."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from docs.screen_states import STATES
from docs.screenshots import SIZES, Stage, stage
from playwright.async_api import Page as Tab
from playwright.async_api import expect

from crossrep.guide.taps import Tap, TapName

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

BETWEEN_MS = 420
"""A second tap sooner than that is taken for a tremor."""

A_MINUTE_LATER = "performance.now = (now => () => now() + 60000)(performance.now.bind(performance))"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on() -> AsyncIterator[Stage]:
    async with stage() as made:
        yield made


@pytest.fixture
def taps(on: Stage) -> asyncio.Queue[Tap]:
    heard: asyncio.Queue[Tap] = asyncio.Queue()
    on.page.tapped = heard.put_nowait
    return heard


async def looking(on: Stage, state: str, **look: str) -> Tab:
    context = await on.context(SIZES["tablet"], look)
    tab = await context.new_page()
    await tab.goto(on.door.address.url)
    await on.show(tab, STATES[state], way=False)
    return tab


async def heard(taps: asyncio.Queue[Tap]) -> Tap:
    async with asyncio.timeout(10):
        return await taps.get()


@pytest.mark.parametrize("key", ["a", "Escape", "ArrowLeft", "Enter", " ", "F5", "5"])
async def test_any_key_pauses_an_exercise(on: Stage, taps: asyncio.Queue[Tap], key: str) -> None:
    tab = await looking(on, "lowering")
    await tab.keyboard.press(key)
    assert await heard(taps) == Tap(TapName.PAUSE)
    await tab.context.close()


async def test_a_tap_on_the_picture_pauses_and_stop_stops(
    on: Stage, taps: asyncio.Queue[Tap]
) -> None:
    tab = await looking(on, "lowering")
    await tab.click(".figure", position={"x": 40, "y": 200})
    assert await heard(taps) == Tap(TapName.PAUSE)
    await tab.wait_for_timeout(BETWEEN_MS)
    await tab.click("[data-tap=stop]")
    assert await heard(taps) == Tap(TapName.STOP)
    await tab.context.close()


async def test_a_tremor_is_one_tap(on: Stage, taps: asyncio.Queue[Tap]) -> None:
    tab = await looking(on, "paused")
    await tab.click("[data-tap=resume]", click_count=3, delay=10)
    assert await heard(taps) == Tap(TapName.RESUME)
    await tab.wait_for_timeout(BETWEEN_MS)
    await tab.click("[data-tap=hurts]")
    assert await heard(taps) == Tap(TapName.HURTS)
    await tab.context.close()


async def test_a_finger_that_slips_off_does_nothing(on: Stage, taps: asyncio.Queue[Tap]) -> None:
    tab = await looking(on, "paused")
    await tab.hover("[data-tap=stop]")
    await tab.mouse.down()
    await tab.hover("h1")
    await tab.mouse.up()
    await tab.wait_for_timeout(BETWEEN_MS)
    await tab.hover("[data-tap=resume]")
    await tab.mouse.down()
    await tab.mouse.move(590, 300, steps=4)  # trembles, but stays on the button
    await tab.mouse.up()
    assert await heard(taps) == Tap(TapName.RESUME)
    await tab.context.close()


async def test_a_scale_by_keys_alone(on: Stage, taps: asyncio.Queue[Tap]) -> None:
    tab = await looking(on, "pain")
    await tab.keyboard.press("3")
    await expect(tab.locator("[aria-pressed=true]")).to_have_text("3")
    await tab.wait_for_timeout(BETWEEN_MS)
    await tab.keyboard.press("Enter")
    assert await heard(taps) == Tap(TapName.ANSWER, "pain", 3.0)
    await tab.context.close()


async def test_cannot_say_is_not_nought(on: Stage, taps: asyncio.Queue[Tap]) -> None:
    tab = await looking(on, "pain")
    await tab.click(".cell >> nth=11")
    await tab.wait_for_timeout(BETWEEN_MS)
    await tab.click("[data-local=send]")
    assert await heard(taps) == Tap(TapName.SKIP, "pain")
    await tab.context.close()


async def test_arrows_lead_through_all_buttons(on: Stage, taps: asyncio.Queue[Tap]) -> None:
    tab = await looking(on, "paused")
    names = []
    for _ in range(4):
        await tab.keyboard.press("ArrowDown")
        names.append(await tab.evaluate("document.activeElement.innerText.trim()"))
    assert names[:3] == ["Go on", "Something hurts", "Stop for today"]
    await tab.keyboard.press("ArrowUp")
    await tab.keyboard.press("Enter")
    assert await heard(taps) == Tap(TapName.STOP)
    await tab.context.close()


async def test_one_switch_is_enough(on: Stage, taps: asyncio.Queue[Tap]) -> None:
    tab = await looking(on, "paused", scan="on")
    await expect(tab.locator(".scanned")).to_have_text("Something hurts")
    await tab.keyboard.press(" ")
    assert await heard(taps) == Tap(TapName.HURTS)
    await tab.context.close()


async def test_the_weight_is_never_above_the_prescribed_one(
    on: Stage, taps: asyncio.Queue[Tap]
) -> None:
    tab = await looking(on, "weight")
    question = STATES["weight"].view.question
    assert question is not None
    on.page.show(replace(STATES["weight"].view, block_n=2, question=replace(question, most=2.0)))
    await expect(tab.locator("[data-local=more]")).to_be_disabled()
    await tab.click("[data-local=less]")
    await expect(tab.locator("output")).to_have_text("1.5 kg")
    await tab.wait_for_timeout(BETWEEN_MS)
    await tab.click("[data-local=weigh]")
    assert await heard(taps) == Tap(TapName.ANSWER, "weight_kg", 1.5)
    await tab.context.close()


async def test_settings_stay_on_the_device(on: Stage) -> None:
    tab = await looking(on, "start")
    await tab.click("[data-local=settings]")
    for name in ("language", "light", "layout"):
        await tab.wait_for_timeout(BETWEEN_MS)
        await tab.click(f"[data-name={name}]")
    await tab.wait_for_timeout(BETWEEN_MS)
    await tab.click("[data-local=back]")
    await expect(tab.locator("h1")).to_have_text("Heute")
    kept = await tab.evaluate("JSON.parse(localStorage.getItem('crossrep'))")
    assert (kept["language"], kept["light"], kept["layout"]) == ("de", "evening", "right")
    assert await tab.evaluate("'mirror' in document.documentElement.dataset")
    await tab.context.close()


async def test_ticks_are_planned_on_the_audio_clock(on: Stage) -> None:
    tab = await looking(on, "paused")
    await tab.click("[data-tap=resume]")  # the first tap switches sound on
    await on.show(tab, STATES["lowering"])
    assert await tab.evaluate("import('/sound.js').then(sound => sound.planned())") >= 2
    await on.show(tab, STATES["paused"], way=False)
    assert await tab.evaluate("import('/sound.js').then(sound => sound.planned())") == 0
    await tab.context.close()


async def test_a_silent_server_is_said_and_its_return_is_seen(on: Stage) -> None:
    tab = await looking(on, "lowering")
    await tab.context.set_offline(True)
    await tab.evaluate(
        "performance.now = (n => () => n() + 60000)(performance.now.bind(performance))"
    )
    await expect(tab.locator("h1")).to_have_text("One moment")
    await tab.context.set_offline(False)
    await expect(tab.locator(".live")).to_be_visible()
    assert await tab.inner_text("[data-count] b") == "6"
    await tab.context.close()
