"""`crossrep identify`: which sensor is it? It blinks, where it can; else people shake it."""

from crossrep.app.live_links import NOT_PAIRED
from crossrep.app.progress import working
from crossrep.app.radio_words import wrist
from crossrep.app.views import say
from crossrep.drivers.profile import Profile
from crossrep.drivers.table import profile_named
from crossrep.edges.ble import Bluetooth
from crossrep.edges.hookup import hooked
from crossrep.edges.loop import run_async
from crossrep.edges.wrists import KnownWrist, Wrists, remembered, usual_path
from crossrep.errors import BadInputError
from crossrep.inputs import Side

BLINKS = "{wrist}: the sensor that blinks now is it ({title})."
CANNOT = (
    "{wrist}: a {title} cannot blink or buzz when asked. Shake one sensor while `crossrep run` is "
    "on: the wrist that moves is it; or run `crossrep pair` again."
)
NOT_THIS_ONE = "No sensor is remembered for the {side} wrist: run `crossrep pair`."


def identify(side: Side | None) -> None:
    """Have the remembered sensors, or one of them, show themselves.

    Raises:
        BadInputError: none is remembered.
        RadioError: one cannot be reached.
    """
    wrists = remembered(usual_path())
    for line in run_async(shown(Bluetooth(), wanted(wrists, side))):
        say(line)


def wanted(wrists: Wrists, side: Side | None) -> dict[Side, KnownWrist]:
    """Whose sensor is asked for.

    Raises:
        BadInputError: it is not remembered.
    """
    known = dict(wrists.known())
    if not known:
        raise BadInputError(NOT_PAIRED)
    if side is not None and side not in known:
        raise BadInputError(NOT_THIS_ONE.format(side=side.value))
    return {one: each for one, each in known.items() if side in (None, one)}


async def shown(radio: Bluetooth, known: dict[Side, KnownWrist]) -> list[str]:
    """Each shows itself, one after the other; what to say of each.

    Raises:
        RadioError: one cannot be reached, or refuses.
    """
    lines: list[str] = []
    async with radio:
        for side, one in known.items():
            profile = profile_named(one.driver)
            words = BLINKS if profile.identify else CANNOT
            if profile.identify:
                await _blink(radio, one, profile)
            lines.append(words.format(wrist=wrist(side), title=profile.title))
    return lines


async def _blink(radio: Bluetooth, one: KnownWrist, profile: Profile) -> None:
    connecting = radio.reach(lambda seen: seen.address == one.address)
    with working("Looking for it"):
        async with hooked(connecting, profile) as hookup:
            await hookup.run(profile.identify)
