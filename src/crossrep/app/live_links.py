"""Where the inputs of a live session come from: a simulated wearer, or the radio."""

from pathlib import Path

from crossrep.app.radio_words import sentence
from crossrep.app.scripts import script_of
from crossrep.app.views import say
from crossrep.edges.link import Link
from crossrep.edges.notices import Notice, Tell
from crossrep.edges.simulated import SimulatedLink
from crossrep.edges.wrists import remembered, usual_path
from crossrep.errors import BadInputError
from crossrep.inputs import Side
from crossrep.settings import Settings

NOT_PAIRED = (
    "No sensor is paired on this computer yet: switch both on, wear them, and run `crossrep pair`; "
    "or add --script FILE for a simulated wearer."
)
WHICH_ARM = "Say which arm is trained: --trained left or --trained right."


def live_link(
    script: Path | None, trained: Side | None, exercise: str | None
) -> tuple[Link, Settings]:
    """The link, and what is measured.

    Raises:
        BadInputError: no script, and no sensor that is known.
    """
    if script is not None:
        parsed = script_of(script)
        settings = Settings(trained or parsed.trained, exercise or parsed.exercise)
        return SimulatedLink(parsed), settings
    return radio_link(trained, exercise)


def radio_link(trained: Side | None, exercise: str | None) -> tuple[Link, Settings]:
    """The wearables that are remembered, over this computer's Bluetooth.

    Raises:
        BadInputError: none is remembered, or nobody said which arm is trained.
    """
    from crossrep.edges.ble import Bluetooth  # noqa: PLC0415  bleak only where there is a radio
    from crossrep.edges.radio_link import RadioLink  # noqa: PLC0415

    wrists = remembered(usual_path())
    if not list(wrists.known()):
        raise BadInputError(NOT_PAIRED)
    side = trained or wrists.trained
    if side is None:
        raise BadInputError(WHICH_ARM)
    return RadioLink(Bluetooth(), wrists, teller()), Settings(side, exercise or "unknown")


def teller() -> Tell:
    """Says what the radio has to say, as it happens."""

    def tell(notice: Notice) -> None:
        if words := sentence(notice):
            say(words)

    return tell
