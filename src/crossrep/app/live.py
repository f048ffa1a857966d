"""`crossrep run` and `crossrep record`: a live session on whatever link there is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
import typer

from crossrep.app.holding import Held, hold
from crossrep.app.posting import Mail, Post, mail, posting_if
from crossrep.app.scripts import script_of
from crossrep.app.summary import print_summary
from crossrep.app.views import view
from crossrep.edges.loop import run_async
from crossrep.edges.simulated import SimulatedLink
from crossrep.errors import CrossRepError
from crossrep.events import SessionEnded
from crossrep.inputs import Side
from crossrep.settings import Settings

NO_RADIO = (
    "The Bluetooth radio is not part of this version: add --script FILE for a simulated wearer, "
    "or turn samples you have into a recording with `crossrep import`."
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked on the command line."""

    trained: Side | None
    exercise: str | None
    broker: str | None = None
    person: str = "home"
    wait_s: float = 5.0
    home_assistant: bool = True


def record_live(script: Path | None, out: Path, wishes: Wishes) -> None:
    """Only a recording: nothing is shown, nothing is published."""
    link, settings = _link(script, wishes)
    held = run_async(_recorded(link, settings, out))
    _say_where(held, out)


def run_live(script: Path | None, out: Path | None, wishes: Wishes) -> None:
    """Record, show, and publish when a broker is given."""
    link, settings = _link(script, wishes)
    data = platformdirs.user_data_path("crossrep", appauthor=False)
    path = out or data / "recordings" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.mcap"
    to = mail(
        wishes.broker,
        wishes.person,
        wishes.wait_s,
        data / "outbox.sqlite",
        home_assistant=wishes.home_assistant,
    )
    held, notes = run_async(_shown(link, settings, path, to))
    print_summary(held.events, str(path), settings.exercise, *notes)
    _say_where(held, path)


def _say_where(held: Held, path: Path) -> None:
    """An incomplete recording has been said when it happened; now the exit code says it too."""
    if not held.whole:
        raise typer.Exit(1)
    seconds = held.events[-1].t_s if isinstance(held.events[-1], SessionEnded) else 0.0
    typer.echo(f"Recorded {seconds:.0f} s in {path}.")


def _link(script: Path | None, wishes: Wishes) -> tuple[SimulatedLink, Settings]:
    if script is None:
        raise CrossRepError(NO_RADIO)
    parsed = script_of(script)
    trained = wishes.trained or parsed.trained
    return SimulatedLink(parsed), Settings(trained, wishes.exercise or parsed.exercise)


async def _recorded(link: SimulatedLink, settings: Settings, out: Path) -> Held:
    async with link:
        return await hold(link, settings, recording=out)


async def _shown(
    link: SimulatedLink, settings: Settings, path: Path, to: Mail | None
) -> tuple[Held, list[str]]:
    async with link:
        with view("CrossRep", settings.trained) as shown:
            async with posting_if(to) as post:
                shown.note = post.note if post else str
                held = await hold(link, settings, recording=path, post=post, view=shown)
            shown.again()
    return held, _posted(post, to) if post and to else []


def _posted(post: Post, to: Mail) -> list[str]:
    """What went, and what becomes of the rest."""
    waits = [f"what waits is kept in {to.path} and goes with the next session"]
    return [post.delivered(), *(waits if post.known().waiting else [])]
