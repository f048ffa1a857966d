"""`crossrep run` and `crossrep record`: a live session on whatever link there is."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import typer

from crossrep.app.commanding import start_awaited
from crossrep.app.data_folder import data_folder, history_path, outbox_path
from crossrep.app.guided import GuideWishes, guided_settings, todays_guide
from crossrep.app.holding import Held, hold
from crossrep.app.leading import Led
from crossrep.app.live_links import live_link
from crossrep.app.mix_up import MixUp
from crossrep.app.planned import plan_kept, plan_of_file
from crossrep.app.posting import Mail, Post, mail, posting, posting_if
from crossrep.app.serving_page import page_served
from crossrep.app.summary import print_summary
from crossrep.app.views import say, view
from crossrep.edges.history.live import keeping
from crossrep.edges.link import Link
from crossrep.edges.loop import run_async
from crossrep.edges.recording_files import must_name_recording
from crossrep.edges.wrists import exchanged, remember, remembered, usual_path
from crossrep.errors import BadInputError, CrossRepError
from crossrep.events import SessionEnded
from crossrep.formats.topics import checked_person
from crossrep.guide.guide import Guide
from crossrep.inputs import Side
from crossrep.prescription import Prescription
from crossrep.settings import Settings

NOBODY = "home"
"""Whose a session is when nobody says."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked on the command line."""

    trained: Side | None
    exercise: str | None
    broker: str | None = None
    person: str = NOBODY
    wait_s: float = 5.0
    home_assistant: bool = True
    commands: bool = False
    await_start: bool = False
    history: Path = field(default_factory=history_path)
    guide: GuideWishes = field(default_factory=GuideWishes)


def record_live(script: Path | None, out: Path, wishes: Wishes) -> None:
    """Only a recording: nothing is shown, nothing is published."""
    must_name_recording(out)
    link, settings = live_link(script, wishes.trained, wishes.exercise)
    held = run_async(_recorded(link, settings, out))
    _say_where(held, out)


def run_live(script: Path | None, out: Path | None, wishes: Wishes) -> None:
    """Record, show, and publish when a broker is given."""
    if out is not None:
        must_name_recording(out)
    plan = _plan(wishes)
    wishes = replace(wishes, person=plan.person if plan is not None else wishes.person)
    checked_person(wishes.person)
    trained = wishes.trained or (plan.trained if plan is not None else None)
    link, settings = live_link(script, trained, wishes.exercise)
    settings = guided_settings(settings, plan)
    path = out or data_folder() / "recordings" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.mcap"
    to = mail(
        wishes.broker,
        wishes.person,
        wishes.wait_s,
        outbox_path(),
        home_assistant=wishes.home_assistant,
        commands=wishes.commands,
    )
    if wishes.await_start:
        _await_start(to)
    made = partial(todays_guide, wishes.person, settings, plan, wishes.history)
    held, notes = run_async(_shown(link, settings, path, to, wishes, made))
    print_summary(held.events, str(path), settings.exercise, *notes)
    _say_where(held, path)


def _plan(wishes: Wishes) -> Prescription | None:
    """What is prescribed: by a file, else by the history where somebody guides."""
    file, named = wishes.guide.prescription, wishes.person != NOBODY
    if file is not None:
        return plan_of_file(file, wishes.person if named else None, wishes.history)
    if wishes.guide.pages() is None:
        return None
    return plan_kept(wishes.person, wishes.history)


def _await_start(to: Mail | None) -> None:
    if to is None:
        raise BadInputError("--await-start waits for a word from a broker: name one with --broker.")
    run_async(_started(to))


async def _started(to: Mail) -> None:
    async with posting(to) as post:
        await start_awaited(to, post)


def _say_where(held: Held, path: Path) -> None:
    """An incomplete recording has been said when it happened; now the exit code says it too."""
    if not held.whole:
        raise typer.Exit(1)
    seconds = max((each.t_s for each in held.events if isinstance(each, SessionEnded)), default=0)
    typer.echo(f"Recorded {seconds:.0f} s in {path}.")


async def _recorded(link: Link, settings: Settings, out: Path) -> Held:
    async with link:
        return await hold(link, settings, recording=out, also=MixUp(settings.trained, say).take)


def _swapped() -> None:
    """The next session begins with what this one found out."""
    try:
        remember(usual_path(), exchanged(remembered(usual_path())))
    except CrossRepError as error:
        say(f"That the sensors are exchanged is known until this session ends only: {error}")


async def _shown(  # noqa: PLR0917  all that a session has
    link: Link,
    settings: Settings,
    path: Path,
    to: Mail | None,
    wishes: Wishes,
    made: Callable[[], Guide],
) -> tuple[Held, list[str]]:
    pages = wishes.guide.pages()
    guide = made() if pages is not None else None
    async with (
        page_served(pages) as page,
        link,
        keeping(wishes.history, wishes.person, settings, path) as diary,
    ):
        with view("CrossRep", settings.trained) as shown:
            async with posting_if(to) as post:
                shown.note = post.note if post else str
                mixed_up = MixUp(settings.trained, say).take
                held = await hold(
                    link,
                    settings,
                    recording=path,
                    post=post,
                    view=shown,
                    also=mixed_up,
                    diary=diary,
                    led=Led(guide, page, swapped=_swapped if link.live else None)
                    if guide
                    else None,
                )
            shown.again()
    return held, _posted(post, to) if post and to else []


def _posted(post: Post, to: Mail) -> list[str]:
    """What went, and what becomes of the rest."""
    waits = [f"what waits is kept in {to.path} and goes with the next session"]
    return [post.delivered(), *(waits if post.known().waiting else [])]
