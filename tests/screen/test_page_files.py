"""The server of the page: newest state to all who look, taps to the guide, nobody waits for it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import httpx
import pytest
from docs.screen_states import SET
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from crossrep.edges.screen import Page
from crossrep.edges.screen.page import MOST_PAGES, MOST_TAPS
from crossrep.edges.screen.taps import tap_of
from crossrep.edges.web import Door, Guard, Guests, listening, serving
from crossrep.errors import BadInputError
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import GuideView, Sign, SignKind, Step


class House:
    def __init__(self, door: Door, page: Page) -> None:
        self.door, self.page = door, page
        self.taps: asyncio.Queue[Tap] = asyncio.Queue()
        page.tapped = self.taps.put_nowait

    def look(self) -> connect:
        url = self.door.address.url
        return connect(
            url.replace("http", "ws") + "live",
            additional_headers={"cookie": self.door.set_cookie().split(";")[0]},
            origin=url[:-1],  # type: ignore[arg-type]
        )


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    listener, address = listening(port=0)
    door, page, guests = Door(address), Page(), Guests()
    async with serving(Guard(page.app, door, guests), listener, guests):
        yield House(door, page)


async def told(looker: ClientConnection, kind: str = "view") -> dict:  # type: ignore[type-arg]
    while True:
        said = json.loads(await looker.recv())
        if kind in said:
            return said


async def gone(looker: ClientConnection) -> None:
    """Until the other end has hung up."""
    with suppress(ConnectionClosed):
        async for _ in looker:
            pass


async def test_who_comes_in_mid_set_sees_the_state_at_once_and_two_see_the_same() -> None:
    async with house() as here:
        here.page.show(SET)
        async with here.look() as one:
            first = await told(one)
            assert first["view"]["reps"] == SET.reps
            here.page.show(replace(SET, reps=7, sign=Sign(SignKind.QUICKER, 1.4, 3)))
            async with here.look() as two:
                said = [await told(each) for each in (one, two)]
                assert said[0] == said[1]
                assert said[0]["view"]["reps"] == 7
                assert said[0]["signs"][-1] == "quicker"


async def test_a_page_that_takes_nothing_keeps_nobody_waiting() -> None:
    async with house() as here, here.look() as quick:
        slow = await here.look()
        slow.transport.pause_reading()
        for n in range(1500):
            here.page.show(replace(SET, reps=n, planned_reps=3000))
            await asyncio.sleep(0)
        while (await told(quick))["view"]["reps"] != 1499:
            pass
        slow.transport.abort()


async def test_only_the_newest_is_sent() -> None:
    async with house() as here, here.look() as one:
        for reps in range(100):
            here.page.show(replace(SET, reps=reps, planned_reps=200))
        assert (await told(one))["view"]["reps"] == 99


async def test_taps_reach_the_guide_in_order() -> None:
    async with house() as here, here.look() as one:
        for text in ('{"tap":"pause"}', '{"tap":"answer","question":"pain","value":3}'):
            await one.send(text)
        assert await here.taps.get() == Tap(TapName.PAUSE)
        assert await here.taps.get() == Tap(TapName.ANSWER, "pain", 3.0)


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", '{"tap":"launch"}', '{"tap":"go","more":1}',
        '{"tap":"answer","question":"pain","value":1e999}', '{"tap":"answer","value":-1}',
        '{"tap":"answer","question":"<b>"}', '{"tap":"where","choice":"x y"}', '{"tap":["go"]}',
        '{"tap":"answer","value":"3"}', '{"tap":"answer","value":true}', "\0" * 99, "[" * 4000,
    ],
)  # fmt: skip
async def test_what_is_no_tap_ends_its_connection_only(text: str) -> None:
    async with house() as here, here.look() as good, here.look() as bad:
        await bad.send(text)
        await gone(bad)
        await good.send('{"tap":"go"}')
        assert await here.taps.get() == Tap(TapName.GO)
        assert here.taps.empty()


@given(st.text() | st.binary())
def test_a_tap_is_read_or_refused(text: str | bytes) -> None:
    with suppress(BadInputError):
        assert isinstance(tap_of(text), Tap)


async def test_a_storm_of_taps_ends_its_connection() -> None:
    async with house() as here, here.look() as one:
        with suppress(ConnectionClosed):
            for _ in range(200):
                await one.send('{"tap":"go"}')
        await gone(one)
        assert here.taps.qsize() <= MOST_TAPS


async def test_the_oldest_page_makes_room() -> None:
    async with house() as here:
        here.page.show(SET)
        lookers = [await here.look() for _ in range(MOST_PAGES + 2)]
        for looker in lookers[2:]:
            assert (await told(looker))["view"]["reps"] == 6
        assert len(here.page) == MOST_PAGES
        for looker in lookers:
            await looker.close()


async def test_only_its_own_files_are_given() -> None:
    async with house() as here:
        url = here.door.address.url
        cookie = {"cookie": here.door.set_cookie().split(";")[0]}
        async with httpx.AsyncClient(base_url=url, headers=cookie) as known:
            assert (await known.get("/")).headers["content-type"].startswith("text/html")
            for name in ("main.js", "screen.css", "words/de.json"):
                assert (await known.get(f"/{name}")).status_code == 200
            for name in ("__init__.py", "words", "../files.py", "%2e%2e/files.py", "words/../x"):
                assert (await known.get(f"/{name}")).status_code == 404


def test_the_signs_of_a_set_are_kept_for_who_comes_later() -> None:
    page = Page()
    views = [replace(SET, reps=n, set_n=1) for n in range(3)]
    page.show(views[0])
    page.show(replace(views[1], sign=Sign(SignKind.ON_PACE, 3.0, 1)))
    page.show(replace(views[1], sign=Sign(SignKind.SMALLER, None, 2)))
    page.show(replace(views[2], sign=Sign(SignKind.QUICKER, 1.0, 3)))
    assert page._signs == ["on_pace", "quicker"]
    page.show(GuideView(Step.SET, set_n=2))
    assert page._signs == []
