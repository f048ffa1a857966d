"""`crossrep replay`: a recording through the same program."""

from contextlib import nullcontext
from math import inf
from pathlib import Path

from crossrep.app.holding import Held, hold
from crossrep.app.posting import Mail, Post, mail, posting_if
from crossrep.app.progress import working
from crossrep.app.summary import print_summary
from crossrep.app.views import view
from crossrep.edges.loop import run_async
from crossrep.edges.outbox import IN_MEMORY
from crossrep.edges.replay import ReplayLink
from crossrep.errors import CrossRepError


def replay_file(path: Path, speed: str, broker: str | None, person: str, wait_s: float) -> None:
    """Replay, sum up, and fail when something could not be delivered."""
    to = mail(broker, person, wait_s, IN_MEMORY)
    link = ReplayLink(path, inf if speed == "max" else float(speed))
    watched = speed != "max"
    with nullcontext() if watched else working(f"Replaying {path.name}"):
        held, post = run_async(_replayed(link, to, watched=watched))
    exercise = link.recording.header.settings.exercise
    print_summary(held.events, str(path), exercise, *([post.delivered()] if post else []))
    if post is not None and post.counts is not None:
        _check(post, wait_s)


async def _replayed(
    link: ReplayLink, to: Mail | None, *, watched: bool
) -> tuple[Held, Post | None]:
    async with link:
        settings = link.recording.header.settings
        with view("CrossRep replay", settings.trained) if watched else nullcontext() as shown:
            async with posting_if(to) as post:
                if shown is not None:
                    shown.note = post.note if post else str
                held = await hold(link, settings, post=post, view=shown)
            if shown is not None:
                shown.again()
        return held, post


def _check(post: Post, wait_s: float) -> None:
    counts = post.counts
    if counts is not None and counts.refused + counts.waiting:
        again = " Nothing is kept here; the same replay again sends them." if counts.waiting else ""
        raise CrossRepError(
            f"Not everything was delivered within {wait_s:g} s of the replay's end: "
            f"{post.delivered()}.{again}"
        )
