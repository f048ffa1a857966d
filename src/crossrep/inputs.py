"""What the engine takes in: frozen values, in the order they happened.

Time is an input. Every input carries ``t_host_ns``, the host's monotonic clock at the moment
of arrival, stamped at the edge. A recording is the log of these values in the order the engine
took them; nothing else may change a number (law "Door").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """Anatomy. Which side is trained is configuration, see `Role`."""

    LEFT = "left"
    RIGHT = "right"


class Role(StrEnum):
    """What an arm does in this programme."""

    TRAINED = "trained"
    AFFECTED = "affected"


class LinkState(StrEnum):
    """What happened to the connection of one wrist."""

    CONNECTED = "connected"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Notification:
    """Raw bytes of one wrist, as they came from the radio (or a file, or a simulated wearer)."""

    side: Side
    t_host_ns: int
    characteristic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A wrist connected or was lost.

    Attributes:
        side: which wrist.
        t_host_ns: host monotonic clock.
        state: connected or lost.
        driver: name of the driver that reads this wearable's bytes (``"witmotion"``,
            ``"samples"``); empty when lost.
        device: model and firmware in words, never an address.
        rate_hz: the rate the wearable was set to, 0 when unknown.
    """

    side: Side
    t_host_ns: int
    state: LinkState
    driver: str = ""
    device: str = ""
    rate_hz: float = 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed, whether or not data arrived. About ten a second while live."""

    t_host_ns: int


class CommandName(StrEnum):
    """What a person or program may ask of a running session."""

    START = "start"
    """First input of a session. Arguments: ``session`` (id), ``utc_ns`` (UTC at ``t_host_ns``)."""
    MARK = "mark"
    """A note in the log. Arguments: ``label``."""
    EXERCISE = "exercise"
    """From now on another exercise. Arguments: ``name``; if they change too, ``planned_reps``,
    ``arms`` (which arm exercises: `trained`, `affected`, `both`) and the lowering that is asked
    for (``lowering_min_s``, ``lowering_max_s``)."""
    WHICH_MOVES = "which_moves"
    """One arm is moved now: which? Answered after two seconds."""
    END_SET = "end_set"
    """The person tapped: the running set is over."""
    PAUSE = "pause"
    """The running set is over, and the session says that it is paused. No repetition
    counts until `RESUME`; faults and the affected arm go on."""
    RESUME = "resume"
    """The pause is over."""
    STEP = "step"
    """From now on the person is asked to do this. Arguments: ``kind``, and what belongs to it of
    ``exercise``, ``task``, ``arms``, ``set_n``, ``sets``, ``planned_reps``, ``weight_kg``,
    ``planned_s``, ``revision``, ``confirmed`` (1 or 0)."""
    ANSWER = "answer"
    """The person answered. Arguments: ``question``, ``exercise``, ``set_n``; ``value`` (a number)
    or ``side`` (a word): without them the answer was not given, which is not zero."""
    SAFETY = "safety"
    """A safety rule acted. Arguments: ``rule``, ``does``, ``exercise``, ``set_n``; ``measured`` and
    ``limit`` where there are any."""


@dataclass(frozen=True, slots=True)
class Command:
    """An instruction; a part of the log like everything that changes a number."""

    t_host_ns: int
    name: CommandName
    arguments: Mapping[str, str | int | float] = field(default_factory=dict)


Input = Notification | LinkChange | Tick | Command
