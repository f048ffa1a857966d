"""Commands from outside, one at a time: checked, obeyed or refused, and answered once."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crossrep import __version__
from crossrep.edges.outbox import Outbox
from crossrep.errors import BadInputError
from crossrep.events import Event, SessionEnded, SessionPaused, SessionResumed, SessionStarted
from crossrep.formats import topics
from crossrep.formats.channels import CHANNELS
from crossrep.formats.command_models import (
    CommandPayload,
    CommandRefusedPayload,
    CommandTakenPayload,
    MarkCommand,
    PrescribeCommand,
    WhichMovesCommand,
    Word,
    command_of,
    id_of,
)
from crossrep.inputs import CommandName

MOST_COMMANDS = 1000
"""A session; who sends more has a fault, and the recording must not grow with it."""

Arguments = Mapping[str, str | int | float]
Ask = Callable[[CommandName, Arguments], Awaitable[None]]


def name_of(payload: bytes) -> str:
    """The id of a command; one of ours where it has none, so that it can be answered."""
    return id_of(payload) or f"unreadable-{secrets.token_hex(4)}"


@dataclass(slots=True)
class Answers:
    """Where answers go: the outbox, like everything that must arrive."""

    outbox: Outbox
    person: str

    def give(
        self, command_id: str, word: str, refusal: str, started: SessionStarted | None
    ) -> None:
        """Say what became of a command; without a refusal it was obeyed."""
        kind = CommandRefusedPayload if refusal else CommandTakenPayload
        payload = kind(
            id=command_id,
            session=started.session if started else "",
            engine=__version__,
            parameters=started.parameters if started else "",
            time_utc=datetime.now(UTC),
            command=word,
            detail=refusal,
        )
        way, where = CHANNELS[topics.ANSWER], topics.topic(self.person, topics.ANSWER)
        key = f"{command_id}/{payload.event_type}"
        body = payload.to_bytes()
        self.outbox.put(key, where, body, qos=way.qos, retain=way.retain, expiry_s=way.expiry_s)


@dataclass(slots=True)
class CommandDesk:
    """What stands between the broker and a session.

    Attributes:
        answers: where the answers go.
        ask: brings a command into the log of the session.
        stop: ends the session as a person would.
    """

    answers: Answers
    ask: Ask
    stop: Callable[[], None]
    started: SessionStarted | None = None
    paused: bool = False
    known: dict[str, None] = field(default_factory=dict)

    def event(self, event: Event) -> None:
        """How the session stands."""
        match event:
            case SessionStarted():
                self.started = event
            case SessionPaused() | SessionResumed():
                self.paused = isinstance(event, SessionPaused)
            case SessionEnded():
                self.started = None

    async def take(self, payload: bytes, *, retained: bool) -> None:
        """One message of the command topic; never raises for what is in it."""
        name, word, refusal = name_of(payload), "", ""
        if name in self.known:
            return  # the same once more: it was answered
        self.known[name] = None
        try:
            command = self._checked(payload, retained=retained)
            word = command.command.value
            await self._obey(command)
        except BadInputError as error:
            refusal = str(error)
        self.answers.give(name, word, refusal, self.started)

    def _checked(self, payload: bytes, *, retained: bool) -> CommandPayload:
        if retained:
            raise BadInputError("A retained command is old: send it without the retain flag.")
        if len(self.known) > MOST_COMMANDS:
            raise BadInputError(f"More than {MOST_COMMANDS} commands in one session.")
        return command_of(payload)

    async def _obey(self, command: CommandPayload) -> None:
        if self.started is None:
            raise BadInputError("No session is running.")
        match command.command:
            case Word.STOP:
                self.stop()
            case Word.START | Word.RESUME if not self.paused:
                raise BadInputError("The session is running already.")
            case Word.START | Word.RESUME:
                await self.ask(CommandName.RESUME, {})
            case Word.PAUSE if self.paused:
                raise BadInputError("The session is paused already.")
            case Word.PAUSE:
                await self.ask(CommandName.PAUSE, {})
            case _:
                await self.ask(*_told(command))


def _told(command: CommandPayload) -> tuple[CommandName, Arguments]:
    """The words that carry something, as the engine takes them."""
    if isinstance(command, MarkCommand):
        return CommandName.MARK, {"label": command.label}
    if isinstance(command, PrescribeCommand):
        said = {"planned_reps": command.planned_reps, "arms": command.arms}
        more = {name: value for name, value in said.items() if value is not None}
        return CommandName.EXERCISE, {"name": command.exercise, **more}
    if isinstance(command, WhichMovesCommand):
        return CommandName.WHICH_MOVES, {}
    raise BadInputError(f"{command.command} cannot be obeyed in this version.")
