"""The door of every page: who has no secret sees nothing, and a crowd at it disturbs nobody."""

import asyncio
import socket
import ssl
import stat
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from crossrep.edges.web import Address, Door, Guard, Guests, kept_secret, listening, serving
from crossrep.edges.web.certificate import local_tls
from crossrep.edges.web.guests import MOST
from crossrep.edges.web.server import FRAME_BYTES
from crossrep.errors import BadInputError

HEALTH = "pain 3"


async def health(request: Request) -> PlainTextResponse:
    return PlainTextResponse(HEALTH + (await request.body()).decode())


async def echo(page: WebSocket) -> None:
    await page.accept()
    async for text in page.iter_text():
        await page.send_text(text)


@asynccontextmanager
async def house(
    host: str = "127.0.0.1", guests: Guests | None = None, tls: Path | None = None
) -> AsyncIterator[Door]:
    listener, address = listening(host, 0, tls=tls is not None)
    door = Door(address)
    guests = Guests() if guests is None else guests
    app = Starlette(
        routes=[Route("/", health, methods=["GET", "POST"]), WebSocketRoute("/live", echo)]
    )
    context = local_tls(tls, address.names).context if tls else None
    async with serving(Guard(app, door, guests, public=["/ca"]), listener, guests, context):
        yield door


@asynccontextmanager
async def entered(
    door: Door, trusted: ssl.SSLContext | bool = True
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has read the code on the screen."""
    url = door.address.url
    async with httpx.AsyncClient(
        base_url=url, headers={"origin": url[:-1]}, verify=trusted
    ) as client:
        answer = await client.post("/enter", content=door.secret)
        assert answer.status_code == 204
        yield client


def cookie(door: Door) -> str:
    return door.set_cookie().split(";")[0]


async def test_the_secret_opens_and_nothing_else_does() -> None:
    async with house() as door, httpx.AsyncClient(base_url=door.address.url) as stranger:
        for path in ("/", "/live", "/anything", "/enter.js", "/?x=1"):
            assert HEALTH not in (await stranger.get(path)).text
        assert (await stranger.get("/")).status_code == 401
        origin = {"origin": door.address.url[:-1]}
        for guess in (b"", b"x", door.secret[:-1].encode(), b"\xff" * 40, b"y" * 5000):
            answer = await stranger.post("/enter", content=guess, headers=origin)
            assert (answer.status_code, answer.headers.get("set-cookie")) == (403, None)
        async with entered(door) as known:
            answer = await known.get("/")
            assert (answer.status_code, answer.text) == (200, HEALTH)
            said = known.cookies.jar
            assert all(each.has_nonstandard_attr("HttpOnly") for each in said)


async def test_every_answer_has_safe_headers_and_is_kept_nowhere() -> None:
    async with house() as door, entered(door) as known:
        answers = [await known.get("/"), await known.get("/none"), await known.post("/enter")]
        async with httpx.AsyncClient(base_url=door.address.url) as stranger:
            answers.append(await stranger.get("/"))
        for answer in answers:
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1:1"}, 421),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
    ],
)
async def test_other_hosts_and_sites_are_refused_also_with_the_cookie(
    headers: dict[str, str], status: int
) -> None:
    async with house() as door, entered(door) as known:
        assert (await known.get("/", headers=headers)).status_code == status


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "https://127.0.0.1", ""])
async def test_other_origins_may_neither_send_nor_listen(origin: str) -> None:
    async with house() as door, entered(door) as known:
        known.headers["origin"] = origin
        assert (await known.post("/", content="x")).status_code == 403
        with pytest.raises(InvalidStatus):
            await connect(
                door.address.url.replace("http", "ws") + "live",
                additional_headers={"cookie": cookie(door)},
                origin=origin,  # type: ignore[arg-type]
            )


async def test_long_bodies_and_frames_are_cut_short() -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 4096

    async with house() as door, entered(door) as known:
        assert (await known.post("/", content="x" * 60_000)).status_code == 200
        for body in ("x" * 100_000, endless()):
            with suppress(httpx.ReadError, httpx.WriteError):  # hung up while it still sends
                assert (await known.post("/", content=body)).status_code == 413
        async with at_the_page(door) as page:
            await page.send("x" * FRAME_BYTES)
            assert len(await page.recv()) == FRAME_BYTES
            await page.send("x" * (FRAME_BYTES + 1))
            with pytest.raises(ConnectionClosed):
                await page.recv()


def at_the_page(door: Door) -> connect:
    return connect(
        door.address.url.replace("http", "ws") + "live",
        additional_headers={"cookie": cookie(door)},
        origin=door.address.url[:-1],  # type: ignore[arg-type]
    )


async def test_without_the_cookie_no_live_picture() -> None:
    async with house() as door:
        for headers in ({}, {"cookie": "crossrep_page=x"}, {"cookie": "crossrep_page"}):
            with pytest.raises(InvalidStatus):
                await connect(
                    door.address.url.replace("http", "ws") + "live",
                    additional_headers=headers,
                    origin=door.address.url[:-1],  # type: ignore[arg-type]
                )


def come(crowd: list[socket.socket], port: int) -> None:
    """A thousand connections at once; who finds the door crowded tries again by itself."""
    for _ in range(1000):
        each = socket.socket()
        each.setblocking(False)  # noqa: FBT003
        each.connect_ex(("127.0.0.1", port))
        crowd.append(each)


async def test_a_thousand_strangers_push_out_strangers_and_nobody_else() -> None:
    guests = Guests(stranger_s=30)
    crowd: list[socket.socket] = []
    async with house(guests=guests) as door, at_the_page(door) as page:
        try:
            coming = asyncio.create_task(asyncio.to_thread(come, crowd, door.address.port))
            while not coming.done():
                await page.send("and meanwhile")
                assert await page.recv() == "and meanwhile"
            await page.send("still here")
            assert await page.recv() == "still here"
            async with entered(door) as newcomer:
                assert (await newcomer.get("/")).text == HEALTH
            assert len(guests) <= MOST
        finally:
            for each in crowd:
                each.close()


async def test_a_stranger_who_says_nothing_is_let_go() -> None:
    async with house(guests=Guests(stranger_s=0.05)) as door, at_the_page(door) as page:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.address.port)
        writer.write(b"GET / HTTP/1.1\r\nHos")  # and never more
        assert await reader.read() == b""
        writer.close()
        await page.send("known ones stay")
        assert await page.recv() == "known ones stay"


async def test_rubbish_is_answered_or_hung_up() -> None:
    async with house() as door:
        for rubbish in (
            b"\0" * 50_000,
            b"GET / HTTP/9.9\r\n\r\n",
            b"\x16\x03\x01" * 99,
            b"\r\n" * 9,
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", door.address.port)
            writer.write(rubbish)
            writer.write_eof()
            assert HEALTH.encode() not in await reader.read()
            writer.close()
        async with entered(door) as known:
            assert (await known.get("/")).text == HEALTH


def test_a_taken_port_is_said_in_a_sentence() -> None:
    listener, address = listening(port=0)
    with pytest.raises(BadInputError, match=f"Port {address.port} is in use.*--port"):
        listening(port=address.port)
    listener.close()


def test_loopback_is_all_there_is_unless_asked() -> None:
    listener, address = listening(port=0)
    assert listener.getsockname()[0] == "127.0.0.1"
    assert {host.rpartition(":")[0] for host in address.hosts} == {"127.0.0.1", "localhost"}
    listener.close()


def test_the_secret_is_kept_for_its_owner_and_shown_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "new" / "page_secret"
    secret = kept_secret(path)
    assert kept_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    door = Door(Address(80, ("127.0.0.1",)), secret=secret)
    assert secret not in repr(door)
    assert secret not in door.set_cookie()
    path.write_text("")
    with pytest.raises(BadInputError, match="delete it"):
        kept_secret(path)


def test_two_pages_of_one_computer_do_not_open_each_other() -> None:
    address, secret = Address(80, ("127.0.0.1",)), "s" * 30
    one, other = Door(address, "page", secret), Door(address, "therapist", secret)
    assert not one.knows(cookie(other))
    assert not one.knows(cookie(other).replace("therapist", "page"))


async def test_https_by_an_authority_that_is_good_for_the_home_only(tmp_path: Path) -> None:
    local_tls(tmp_path, ["127.0.0.1", "localhost"])
    pem = (tmp_path / "authority.pem").read_bytes()
    trusted = ssl.create_default_context(cadata=pem.decode())
    async with house(tls=tmp_path) as door:
        async with entered(door, trusted) as known:
            assert (await known.get("/")).text == HEALTH
        with pytest.raises(httpx.ConnectError):
            await httpx.AsyncClient().get(door.address.url)
    authority = x509.load_pem_x509_certificate(pem)
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical


def test_the_certificate_is_made_again_only_when_it_must(tmp_path: Path) -> None:
    first = local_tls(tmp_path, ["127.0.0.1", "home.local", "bare"])
    server = (tmp_path / "server.pem").read_bytes()
    again = local_tls(tmp_path, ["127.0.0.1", "home.local", "bare"])
    assert (first.fingerprint, server) == (
        again.fingerprint,
        (tmp_path / "server.pem").read_bytes(),
    )
    moved = local_tls(tmp_path, ["192.168.1.7"])
    assert moved.fingerprint == first.fingerprint
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())
    assert (tmp_path / "server.pem").read_bytes() != server


async def test_the_end_comes_at_once_whoever_is_there() -> None:
    began = time.monotonic()
    async with house() as door:
        page = await at_the_page(door)
        idle = socket.create_connection(("127.0.0.1", door.address.port))
    assert time.monotonic() - began < 5
    with pytest.raises(ConnectionClosed):
        await page.recv()
    idle.close()
