"""Commands from the broker, for who switched them on: to a running session, or to begin one."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress

from crossrep.app.posting import Mail, Post
from crossrep.app.views import say
from crossrep.edges.command_desk import Answers, CommandDesk, name_of
from crossrep.edges.link import Link
from crossrep.edges.mqtt_commands import CommandReader, while_listening
from crossrep.edges.session import Session
from crossrep.errors import BadInputError
from crossrep.formats.command_models import Word, command_of

Run = Callable[[Link], Coroutine[None, None, None]]


async def held(session: Session, link: Link, post: Post | None, run: Run | None = None) -> None:
    """Run the session; obey commands meanwhile, if they are switched on."""
    run = run or session.run
    if post is None or not post.to.commands:
        await run(link)
        return
    desk = CommandDesk(_answers(post), session.ask, link.close)
    session.sinks["commands"] = desk.event
    reader = CommandReader(post.to.address, post.to.person, desk.take)
    await while_listening(reader, lambda: run(link))


async def start_awaited(to: Mail, post: Post) -> None:
    """Return when somebody sends the word to start; other words are refused meanwhile."""
    begin, answers = asyncio.Event(), _answers(post)

    async def take(payload: bytes, *, retained: bool) -> None:
        name, refusal, word = name_of(payload), "", ""
        try:
            word = command_of(payload).command.value
            refusal = _not_now(word, retained=retained)
        except BadInputError as error:
            refusal = str(error)
        answers.give(name, word, refusal, None)
        if not refusal:
            begin.set()

    say("Waiting for the word to start from the broker; Ctrl-C ends.")
    reader = asyncio.create_task(CommandReader(to.address, to.person, take).run(), name="commands")
    waiting = asyncio.create_task(begin.wait(), name="start")
    await asyncio.wait({reader, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in (reader, waiting):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    if not begin.is_set():
        raise BadInputError("The broker does not let us hear commands, so nobody can start this.")


def _not_now(word: str, *, retained: bool) -> str:
    if retained:
        return "A retained command is old: send it without the retain flag."
    return "" if word == Word.START else "No session is running."


def _answers(post: Post) -> Answers:
    return Answers(post.outbox, post.to.person)
