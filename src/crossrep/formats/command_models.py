"""Commands from the broker and what is answered: the inward half of the MQTT contract.

A command is one flat JSON object on ``/command``: an ``id`` of the sender's own choice, the word
``command``, and what belongs to it. Unknown fields are refused, so that a slip of the pen is told
and not passed over; a later version may know more of them. Who may write there is the broker's
business (its access list); nothing else proves who asked.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.json_schema import SkipJsonSchema

from crossrep.errors import BadInputError
from crossrep.exercises import EXERCISES
from crossrep.formats.payload_models import Payload, leave_out
from crossrep.settings import Arms

LONGEST_COMMAND = 4096
MOST_PLANNED_REPS = 100
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]


class Word(StrEnum):
    """What can be asked."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    MARK = "mark"
    PRESCRIBE = "prescribe"
    WHICH_MOVES = "which_moves"


class CommandPayload(BaseModel):
    """What every command carries."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: Id
    command: Word


class StartCommand(CommandPayload):
    """``/command``: begin a session that waits for this word, or go on after a pause."""

    command: Literal[Word.START]


class PauseCommand(CommandPayload):
    """``/command``: the running set is over, the session is paused."""

    command: Literal[Word.PAUSE]


class ResumeCommand(CommandPayload):
    """``/command``: the pause is over."""

    command: Literal[Word.RESUME]


class StopCommand(CommandPayload):
    """``/command``: end the session."""

    command: Literal[Word.STOP]


class MarkCommand(CommandPayload):
    """``/command``: a note in the recording; it is not published, and is no place for names."""

    command: Literal[Word.MARK]
    label: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]


class PrescribeCommand(CommandPayload):
    """``/command``: from now on this exercise, with so many repetitions a set (0: not said)."""

    command: Literal[Word.PRESCRIBE]
    exercise: str
    planned_reps: Annotated[
        Annotated[int, Field(ge=0, le=MOST_PLANNED_REPS)] | SkipJsonSchema[None],
        Field(json_schema_extra=leave_out),
    ] = None
    arms: Annotated[Arms | SkipJsonSchema[None], Field(json_schema_extra=leave_out)] = None
    """Which arm exercises; not said: as before."""


class WhichMovesCommand(CommandPayload):
    """``/command``: one arm is moved now: which? The answer comes on ``/notice``."""

    command: Literal[Word.WHICH_MOVES]


COMMANDS: tuple[type[CommandPayload], ...] = (
    StartCommand,
    PauseCommand,
    ResumeCommand,
    StopCommand,
    MarkCommand,
    PrescribeCommand,
    WhichMovesCommand,
)
_ANY: TypeAdapter[CommandPayload] = TypeAdapter(
    Annotated[
        StartCommand
        | PauseCommand
        | ResumeCommand
        | StopCommand
        | MarkCommand
        | PrescribeCommand
        | WhichMovesCommand,
        Field(discriminator="command"),
    ]
)


class _Answer(Payload):
    """What became of the command of the same ``id``; ``session`` is empty when none runs."""

    command: str
    detail: str


class CommandTakenPayload(_Answer):
    """``/answer``: the command of the same ``id`` was obeyed."""

    event_type: Literal["command_taken"] = "command_taken"


class CommandRefusedPayload(_Answer):
    """``/answer``: the command of the same ``id`` was not obeyed; ``detail`` says why."""

    event_type: Literal["command_refused"] = "command_refused"


def command_of(payload: bytes) -> CommandPayload:
    """The command in these bytes.

    Raises:
        BadInputError: it is none; the sentence says what is wrong, and never repeats the bytes.
    """
    if len(payload) > LONGEST_COMMAND:
        raise BadInputError(f"A command has at most {LONGEST_COMMAND} bytes.")
    try:
        command = _ANY.validate_json(payload)
    except ValidationError as error:
        raise BadInputError(_sentence(error)) from None
    if isinstance(command, PrescribeCommand) and command.exercise not in EXERCISES:
        known = ", ".join(EXERCISES)
        raise BadInputError(f"This exercise is not known; there are: {known}.")
    return command


def id_of(payload: bytes) -> str:
    """The id of a command that is wrong otherwise, if it has a proper one; else empty."""
    try:
        return _Named.model_validate_json(payload[:LONGEST_COMMAND]).id
    except ValidationError:
        return ""


class _Named(BaseModel):
    id: Id


def _sentence(error: ValidationError) -> str:
    """The first complaint, without what was sent."""
    first: Any = error.errors(include_input=False, include_url=False, include_context=False)[0]
    where = next((str(part) for part in first["loc"] if part not in set(Word)), "")
    what = str(first["msg"])
    if first["type"].startswith("union_tag"):
        return f"A command is one of: {', '.join(Word)}."
    return f"This is no command: {f'{where}: ' if where else ''}{what}."
