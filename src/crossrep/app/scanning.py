"""`crossrep scan`: which wearables are near, how well they are heard, how full they are."""

from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from crossrep.app import radio_words as words
from crossrep.app.progress import working
from crossrep.app.tables import console
from crossrep.app.views import say
from crossrep.drivers.profile import Profile
from crossrep.drivers.table import profile_for, refusal_for
from crossrep.edges.ble import Bluetooth, Seen
from crossrep.edges.hookup import hooked
from crossrep.edges.loop import run_async
from crossrep.edges.trouble import RadioError
from crossrep.edges.wrists import Wrists, remembered, usual_path
from crossrep.inputs import Side

NOBODY = (
    "No wearable that CrossRep knows was heard. Switch it on, bring it within two metres, and see "
    "that no phone is connected to it: a connected sensor is not heard."
)


@dataclass(frozen=True, slots=True)
class Found:
    """One device that was heard.

    Attributes:
        profile: its family; None if nobody knows it.
        refusal: why it cannot be used, in one sentence; empty if nothing speaks against it.
        percent: its charge, where it was asked and told.
        side: the wrist it is remembered for.
    """

    seen: Seen
    profile: Profile | None
    refusal: str = ""
    percent: int | None = None
    side: Side | None = None


def scan(seconds: float, *, everything: bool, quick: bool) -> None:
    """Listen, ask the known ones for their charge, and say it all."""
    wrists = remembered(usual_path())
    with working("Listening"):
        found = run_async(look(Bluetooth(), seconds, wrists, ask=not quick))
    print_found(found, everything=everything)


async def look(radio: Bluetooth, seconds: float, wrists: Wrists, *, ask: bool) -> list[Found]:
    """Everything near, the strongest first."""
    async with radio:
        found = [_found(seen, wrists) for seen in await radio.scan(seconds)]
        return [await _asked(radio, one) if ask and one.profile else one for one in found]


def print_found(found: list[Found], *, everything: bool) -> None:
    """A table, and what to do."""
    shown = [one for one in found if one.profile is not None or one.refusal or everything]
    if not shown:
        say(NOBODY)
        return
    table = Table("sensor", "kind", "signal", "battery", "wrist", box=None, pad_edge=False)
    for one in shown:
        table.add_row(*map(Text, _row(one)))
    console().print(table)
    for line in _advice(shown):
        say(line)


def _found(seen: Seen, wrists: Wrists) -> Found:
    what = (seen.name, seen.services, seen.makers)
    sides = [side for side, known in wrists.known() if known.address == seen.address]
    return Found(seen, profile_for(*what), refusal_for(*what), side=next(iter(sides), None))


async def _asked(radio: Bluetooth, one: Found) -> Found:
    """The same with its charge; one that cannot be reached is listed without."""
    if one.profile is None:
        return one
    try:
        async with hooked(radio.connect(one.seen), one.profile) as hookup:
            percent = await hookup.charge()
    except RadioError:
        return one
    return Found(one.seen, one.profile, one.refusal, percent, one.side)


def _row(one: Found) -> tuple[str, str, str, str, str]:
    kind = one.profile.title if one.profile else "cannot be used" if one.refusal else "not known"
    side = one.side.value if one.side else "-"
    battery = words.charge(one.percent) if one.profile else "-"
    return one.seen.name or "no name", kind, words.signal(one.seen.rssi), battery, side


def _advice(shown: list[Found]) -> list[str]:
    advice = [one.refusal for one in shown if one.refusal]
    usable = [one for one in shown if one.profile is not None]
    if any(words.is_weak(one.seen.rssi) for one in usable):
        advice.append("A weak signal: bring the sensor closer, and the computer off the floor.")
    if usable and not any(one.side for one in usable):
        advice.append("Next: wear both, and run `crossrep pair`.")
    return list(dict.fromkeys(advice))
