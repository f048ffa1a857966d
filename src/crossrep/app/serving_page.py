"""The page while a session lasts: where it stands, who may see it, and how to get there."""

import asyncio
import io
import socket
import ssl
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from crossrep.app.data_folder import data_folder
from crossrep.app.views import say
from crossrep.edges.screen import Page
from crossrep.edges.web import Door, Guard, Guests, kept_secret, listening, serving
from crossrep.edges.web.address import (
    EVERYWHERE,
    LOOPBACK,
    USUAL_PORT,
    Address,
    PortTakenError,
)
from crossrep.errors import BadInputError

CERTIFICATE = "/crossrep.crt"
NEEDS = (
    "--https needs the package `cryptography`: install it with `pip install 'crossrep[https]'`, "
    "or leave --https out."
)


@dataclass(frozen=True, slots=True)
class PageWishes:
    """How the page is to be served.

    Attributes:
        host: None: this computer only.
        lan: everybody in the home network who has the secret.
        port: 0 takes any free one; None the usual one, or any where that is taken.
        https: with a certificate of this computer's own.
        opens: open a browser here.
    """

    host: str | None = None
    lan: bool = False
    port: int | None = None
    https: bool = False
    opens: bool = True

    @property
    def bound(self) -> str:
        """The address to listen on."""
        return self.host or (EVERYWHERE if self.lan else LOOPBACK)


@asynccontextmanager
async def page_served(wishes: PageWishes | None) -> AsyncIterator[Page | None]:
    """A page while the block lasts, said where it is; none when none is wished.

    Raises:
        BadInputError: the port is taken, or https is not possible here.
    """
    if wishes is None:
        yield None
        return
    listener, address = _listening(wishes)
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        door = Door(address, "page", kept_secret(data_folder() / "page" / "secret"))
        page, guests = Page(), Guests()
        context = _certified(page, address) if wishes.https else None
        guard = Guard(page.app, door, guests, public=[CERTIFICATE])
        await stack.enter_async_context(serving(guard, listener, guests, context))
        _say_where(door, wishes)
        if wishes.opens:
            await asyncio.to_thread(_open, f"{address.url}#{door.ticket()}")
        yield page
        page.ended()


def _listening(wishes: PageWishes) -> tuple[socket.socket, Address]:
    if wishes.port is not None:
        return listening(wishes.bound, wishes.port, tls=wishes.https)
    try:
        return listening(wishes.bound, USUAL_PORT, tls=wishes.https)
    except PortTakenError as error:
        if wishes.bound != LOOPBACK:
            raise  # a tablet looks for it where it was
        say(f"{error} This time the page stands elsewhere.")
        return listening(wishes.bound, 0, tls=wishes.https)


def _certified(page: Page, address: Address) -> ssl.SSLContext:
    """https, and what to trust once on each tablet."""
    try:
        from crossrep.edges.web.certificate import local_tls  # noqa: PLC0415  an extra
    except ImportError as error:
        raise BadInputError(NEEDS) from error
    tls = local_tls(data_folder() / "page", address.names)
    page.give(CERTIFICATE, tls.authority, "application/x-x509-ca-cert")
    say(f"Trust this once on each tablet: {address.url}{CERTIFICATE[1:]}")
    say(f"Its fingerprint (SHA-256): {tls.fingerprint}")
    return tls.context


def _say_where(door: Door, wishes: PageWishes) -> None:
    """The address; the secret only to a person at a terminal, never into a log."""
    if not sys.stdout.isatty():
        say(f"The page: {door.address.url}")
        return
    if wishes.bound != LOOPBACK:
        say(_code(door.link))
        say("Open this with the tablet's camera, or type the address:")
    say(f"The page: {door.link}")


def _code(link: str) -> str:
    """A QR code in half blocks."""
    import segno  # noqa: PLC0415  only where somebody looks

    drawn = io.StringIO()
    segno.make(link, error="m").terminal(drawn, compact=True)
    return drawn.getvalue()


def _open(url: str) -> None:
    """In this computer's browser, where there is one."""
    try:
        webbrowser.open(url)
    except webbrowser.Error:
        return
