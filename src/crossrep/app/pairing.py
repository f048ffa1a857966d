"""`crossrep pair`: which wearable is on which wrist, told by a movement, and remembered."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

import typer

from crossrep.app import radio_words as words
from crossrep.app.moving import Movement, mover
from crossrep.app.views import say
from crossrep.drivers.profile import Profile
from crossrep.drivers.table import profile_for
from crossrep.edges.ble import Bluetooth, Seen
from crossrep.edges.hookup import Hookup, hooked
from crossrep.edges.loop import now_ns, run_async
from crossrep.edges.trouble import RadioError, Trouble
from crossrep.edges.wrists import KnownWrist, Wrists, remember, usual_path
from crossrep.errors import CrossRepError
from crossrep.inputs import Side

SCAN_S = 6.0
MOST = 4
"""More at once than a cheap adapter can hold, together with a mouse and a headset."""
WATCH_S, LOOK_S, VOTES = 60.0, 0.5, 5
"""So often in a row the same one must move while the others rest."""
NOBODY = (
    "No wearable that CrossRep knows was heard: switch both on, bring them within two metres, and "
    "see that no phone is connected to them."
)
UNREACHED = "None of the sensors that were heard can be connected to: switch them off and on."
NOTHING_MOVED = (
    "No arm could be told apart by its movement: wear one sensor on each wrist, lift and lower "
    "only the stronger arm, and run this again."
)
MOVE = "Move your stronger arm up and down, twice. The other arm rests."
ONLY_ONE = (
    "Only one sensor was found. The other arm will not be observed until its sensor is paired too: "
    "switch it on and run `crossrep pair` again."
)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Paired:
    """What came of moving one arm: the wearable that moved, and those that rested."""

    moved: KnownWrist
    rested: tuple[KnownWrist, ...]


def pair(trained: Side | None) -> None:
    """Find, ask for a movement, and remember.

    Raises:
        CrossRepError: nothing was found, or nobody moved.
    """
    side = trained or Side(typer.prompt("Which arm is the stronger one, left or right", type=Side))
    paired = run_async(moved_and_rested(Bluetooth(), say))
    other = _chosen(paired.rested)
    wrists = wrists_of(side, paired.moved, other)
    where = usual_path()
    remember(where, wrists)
    for each, known in wrists.known():
        say(f"{words.wrist(each)}: {known.name or known.driver}.")
    if other is None:
        say(ONLY_ONE)
    say(f"Remembered in {where}. Next: `crossrep run`.")


def wrists_of(trained: Side, moved: KnownWrist, rested: KnownWrist | None) -> Wrists:
    """The wearable that moved is on the stronger arm."""
    left, right = (moved, rested) if trained is Side.LEFT else (rested, moved)
    return Wrists(left=left, right=right, trained=trained)


async def moved_and_rested(radio: Bluetooth, tell: Say) -> Paired:
    """Connect to what is near, and see which one moves.

    Raises:
        CrossRepError: nothing was found, or nobody moved.
    """
    async with radio, AsyncExitStack() as open_:
        tell("Looking for sensors.")
        near = [(seen, _family(seen)) for seen in await radio.scan(SCAN_S)]
        known = [(seen, profile) for seen, profile in near if profile is not None][:MOST]
        if not known:
            raise RadioError(Trouble.NOT_SEEN, NOBODY)
        tries = [await _tried(radio, open_, seen, profile, tell) for seen, profile in known]
        watched = [one for one in tries if one is not None]
        if not watched:
            raise RadioError(Trouble.NO_ANSWER, UNREACHED)
        for one in watched:
            tell(f"Connected: {one.known.name or one.known.driver}, {one.heard()}.")
        tell(MOVE)
        first = await _moving(watched)
        rested = tuple(one.known for i, one in enumerate(watched) if i != first)
        return Paired(watched[first].known, rested)


@dataclass(frozen=True, slots=True)
class _Watched:
    """One wearable that is connected and sends."""

    known: KnownWrist
    hookup: Hookup
    movement: Movement

    def heard(self) -> str:
        """Signal and charge in words."""
        percent = words.charge(self.hookup.percent)
        return f"signal {words.signal(self.hookup.connection.seen.rssi)}, battery {percent}"


async def _tried(
    radio: Bluetooth, open_: AsyncExitStack, seen: Seen, profile: Profile, tell: Say
) -> _Watched | None:
    movement = Movement(profile)

    def take(characteristic: str, payload: bytes) -> None:
        movement.take(now_ns(), characteristic, payload)

    try:
        hookup = await open_.enter_async_context(hooked(radio.connect(seen), profile, take))
        serial = await hookup.serial()
        await hookup.start(profile.default_hz)
        await hookup.ask_battery()
    except RadioError as error:
        tell(f"{seen.name or profile.title}: {error}")
        return None
    known = KnownWrist(driver=profile.driver, name=seen.name, address=seen.address, serial=serial)
    return _Watched(known, hookup, movement)


async def _moving(watched: list[_Watched]) -> int:
    """The index of the one that moves.

    Raises:
        CrossRepError: nobody did, for too long.
    """
    votes: list[int | None] = []
    for _ in range(round(WATCH_S / LOOK_S)):
        await asyncio.sleep(LOOK_S)
        votes.append(mover([one.movement.amount_ms2(now_ns()) for one in watched]))
        first = votes[-1]
        if first is not None and votes[-VOTES:] == [first] * VOTES:
            return first
    raise CrossRepError(NOTHING_MOVED)


def _family(seen: Seen) -> Profile | None:
    return profile_for(seen.name, seen.services, seen.makers)


def _chosen(rested: tuple[KnownWrist, ...]) -> KnownWrist | None:
    """The one on the other wrist; asked for, where several rested."""
    if len(rested) < 2:
        return next(iter(rested), None)
    for n, known in enumerate(rested, 1):
        say(f"{n}: {known.name or known.driver}, {known.serial or known.address}")
    ask = partial(typer.prompt, "Which of these is on the other wrist", type=int)
    while not 1 <= (n := ask()) <= len(rested):
        say(f"A number from 1 to {len(rested)}, please.")
    return rested[n - 1]
