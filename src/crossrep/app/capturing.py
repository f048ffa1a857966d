"""`crossrep capture`: a sample of a wearable we do not know, to make a driver and a test from."""

import asyncio
from contextlib import suppress
from pathlib import Path

import typer

from crossrep.app import radio_words as words
from crossrep.app.progress import working
from crossrep.app.views import say
from crossrep.drivers.profile import SERIAL_NUMBER, Advert, Profile
from crossrep.drivers.table import profile_for
from crossrep.edges.ble import Bluetooth, Connection, Seen
from crossrep.edges.files import new_text
from crossrep.edges.hookup import Hookup
from crossrep.edges.loop import now_ns, run_async
from crossrep.edges.trouble import RadioError, Trouble
from crossrep.errors import BadInputError
from crossrep.formats.capture import NEVER_HEARD, NEVER_READ, Capture, Heard, Identity, to_json

SCAN_S = 8.0
MOST_HEARD = 50_000
"""Notifications kept: a minute of two hundred a second, four times over."""
NOBODY = "Nothing was heard; switch the wearable on, and see that no phone is connected to it."


def capture(out: Path, part: str | None, seconds: float) -> None:
    """Find it, listen, wipe, write.

    Raises:
        BadInputError: nothing fits, or the file cannot be written.
    """
    with working("Listening for what is near"):
        near = run_async(heard(Bluetooth()))
    chosen = _chosen(near, part)
    with working(f"Connecting, and listening for {seconds:.0f} s"):
        taken = run_async(captured(Bluetooth(), chosen.address, seconds))
    with new_text(out) as text:
        text.write(to_json(taken))
    say(
        f"{len(taken.services)} characteristics and {len(taken.heard):,} notifications are in "
        f"{out}. Addresses, serial numbers and the unit's own part of its name are wiped; it is "
        "plain text, so look through it before you send it."
    )


STRANGER = Profile(
    driver="",
    title="unknown wearable",
    advert=Advert(),
    services=(),
    subscribe=(),
    rates_hz=(0.0,),
    default_hz=0.0,
    setup=lambda _: (),
)


async def heard(radio: Bluetooth) -> list[Seen]:
    """What is near, the strongest first."""
    async with radio:
        return await radio.scan(SCAN_S)


async def captured(radio: Bluetooth, address: str, seconds: float) -> Capture:
    """Everything one unit says of itself, and some seconds of what it sends.

    Raises:
        RadioError: it cannot be reached.
    """
    async with radio:
        connection = await radio.reach(lambda one: one.address == address)
        seen = connection.seen
        serial = await _read(connection, SERIAL_NUMBER)
        values = {uuid: await _read(connection, uuid) for uuid in _readable(connection)}
        notes = await _listened(connection, seen, seconds)
        services = connection.characteristics()
        await connection.close()
    identity = Identity(seen.address, seen.name, serial.decode("utf-8", "replace").strip("\0 "))
    kept = {uuid: value for uuid, value in values.items() if value}
    return Capture(identity, seen.rssi, seen.services, seen.makers, services, kept, notes)


async def _listened(connection: Connection, seen: Seen, seconds: float) -> list[Heard]:
    """Every characteristic that notifies, but none that measures the person's health."""
    notes: list[Heard] = []
    began_ns = now_ns()

    def take(characteristic: str, payload: bytes) -> None:
        if len(notes) < MOST_HEARD:
            notes.append(Heard((now_ns() - began_ns) // 1_000_000, characteristic, payload))

    profile = profile_for(seen.name, seen.services, seen.makers) or STRANGER
    hookup = Hookup(connection, profile, take)
    for _, uuid, properties in connection.characteristics():
        if {"notify", "indicate"} & set(properties) and uuid not in NEVER_HEARD:
            with suppress(RadioError):
                await hookup.listen(uuid)
    with suppress(RadioError):  # a family we know may begin only when it is told to
        await hookup.run(profile.setup(profile.default_hz))
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await connection.lost.wait()
    return notes


def _readable(connection: Connection) -> list[str]:
    return [
        uuid
        for _, uuid, properties in connection.characteristics()
        if "read" in properties and uuid not in NEVER_READ | NEVER_HEARD
    ]


async def _read(connection: Connection, uuid: str) -> bytes:
    """The value; nothing where it is not told."""
    if not connection.has(uuid):
        return b""
    try:
        return await connection.read(uuid)
    except RadioError:
        return b""


def _chosen(near: list[Seen], part: str | None) -> Seen:
    """By a part of its name, or by its number in a list.

    Raises:
        BadInputError: nothing fits.
    """
    if not near:
        raise RadioError(Trouble.NOT_SEEN, NOBODY)
    if part is not None:
        fits = [seen for seen in near if part.casefold() in seen.name.casefold()]
        if not fits:
            raise BadInputError(f"Nothing near has '{part}' in its name; `crossrep scan --all`.")
        return fits[0]
    for n, seen in enumerate(near, 1):
        say(f"{n}: {seen.name or 'no name'}, signal {words.signal(seen.rssi)}")
    while not 1 <= (n := typer.prompt("Which one", type=int)) <= len(near):
        say(f"A number from 1 to {len(near)}, please.")
    return near[n - 1]
