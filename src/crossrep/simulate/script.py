"""The script of a simulated session: what the person does, what the wearable does to it.

A script is a small TOML file; every field but ``block`` has a default. Times in a block count from
the block's start, times of an ``[[event]]`` from the session's start.
"""

import tomllib
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

from crossrep.errors import BadInputError
from crossrep.inputs import Role, Side

Seconds = Annotated[float, Field(ge=0, le=3600)]
Duration = Annotated[float, Field(gt=0, le=3600)]
MoveTime = Annotated[float, Field(ge=0.2, le=60)]
Degrees = Annotated[float, Field(ge=0, le=180)]
Share = Annotated[float, Field(gt=0, lt=1)]
Percent = Annotated[float, Field(ge=0, le=100)]
Angles = tuple[float, float, float]
Shape = Literal["bell", "even", "early", "late", "double"]
Exercise = Literal[
    "biceps_curl",
    "hammer_curl",
    "front_raise",
    "lateral_raise",
    "overhead_extension",
    "forward_reach",
    "pronation",
]


class Part(BaseModel):
    """A piece of a script: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    later: ClassVar[frozenset[str]] = frozenset()
    """Fields that came later: with their default they are not part of a script's identity, so the
    sessions made before keep theirs."""

    @model_serializer(mode="wrap")
    def _without_unused(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        usual = type(self).model_fields
        return {
            name: value
            for name, value in handler(self).items()
            if name not in self.later or value != usual[name].default
        }


class Sensor(Part):
    """The wearable: how good, how fast, how strapped on.

    A strap is three angles in degrees (roll, pitch, yaw) as worn on the left wrist; on the right
    it is the mirror image. Left out, it is any orientation at all, drawn from the seed.
    """

    grade: Literal["perfect", "good", "typical", "poor"] = "typical"
    rate_hz: Annotated[float, Field(ge=10, le=200)] = 50.0
    family: Literal[
        "witmotion",
        "own",
        "movella_dot",
        "polar_sense",
        "movesense",
        "metamotion",
        "puckjs",
        "banglejs",
        "thingy52",
    ] = "witmotion"
    """Which wearable it is; the rate becomes the nearest that it has."""
    frame: Literal["with_clock", "plain"] = "with_clock"
    strap_trained_deg: Angles | None = None
    strap_affected_deg: Angles | None = None
    clock_drift_ppm: tuple[float, float] = (40.0, -25.0)
    """Trained, affected; positive: the unit's clock runs fast."""
    missing: Role | None = None
    """An arm whose wearable is never seen."""


class Radio(Part):
    """How frames travel: they wait for connection events and arrive in bunches."""

    connection_interval_ms: Annotated[float, Field(ge=7.5, le=500)] = 40.0
    jitter_ms: Annotated[float, Field(ge=0, le=200)] = 2.0
    missed_event_percent: Annotated[float, Field(ge=0, le=90)] = 2.0
    loss_percent: Annotated[float, Field(ge=0, le=90)] = 0.0
    split: bool = False
    """Cut the stream every 20 bytes, wherever a frame ends."""
    battery_every_s: Annotated[float, Field(ge=0)] = 30.0
    """A register reply between the frames this often; 0: never."""
    affected_late_ms: Annotated[float, Field(ge=0, le=300)] = 0.0
    """The affected wrist's frames travel this much longer: its clock seems to run behind."""

    later = frozenset({"affected_late_ms"})


class Body(Part):
    """What a body does by itself."""

    breathing_mm: Annotated[float, Field(ge=0, le=50)] = 3.0
    breathing_hz: Annotated[float, Field(gt=0, le=2)] = 0.25
    trunk_sway_deg: Annotated[float, Field(ge=0, le=20)] = 0.0
    restless_deg: Annotated[float, Field(ge=0, le=10)] = 0.05
    arm_sway_deg: Annotated[float, Field(ge=0, le=20)] | None = None
    """Sway of the neighbouring joint with each repetition; left out: 2 to 8 by the seed."""


class Stop(Part):
    """A standstill inside every lowering of a set, after ``share`` of the way back."""

    share: Share = 0.5
    duration_s: Duration = 0.5


class Own(Part):
    """The affected arm moves by itself: out and back in ``duration_s``, ``times`` times.

    ``hold_s`` is a pause at the far end, on top of ``duration_s``.
    """

    kind: Literal["own"]
    at_s: Seconds = 0.0
    range_deg: Degrees = 15.0
    duration_s: MoveTime = 2.0
    hold_s: Seconds = 0.0
    times: Annotated[int, Field(ge=1, le=100)] = 1
    pause_s: Seconds = 1.0

    later = frozenset({"hold_s"})

    @property
    def whole_s(self) -> float:
        """Out, held and back."""
        return self.duration_s + self.hold_s


class Carried(Part):
    """The trunk leans forward and back and takes both arms along."""

    kind: Literal["carried"]
    at_s: Seconds = 0.0
    range_deg: Degrees = 6.0
    duration_s: MoveTime = 3.0
    hold_s: Seconds = 0.0
    times: Annotated[int, Field(ge=1, le=100)] = 1
    pause_s: Seconds = 1.0

    later = frozenset({"hold_s"})

    @property
    def whole_s(self) -> float:
        """Out, held and back."""
        return self.duration_s + self.hold_s


class Sway(Part):
    """The trunk sways to and fro and takes both arms along; ``deg`` is the amplitude forward."""

    kind: Literal["sway"]
    at_s: Seconds = 0.0
    duration_s: Duration | None = None
    deg: Annotated[float, Field(ge=0, le=30)] = 3.0
    hz: Annotated[float, Field(gt=0, le=2)] = 0.2


class Knock(Part):
    """Both wrists knock against each other or on the table: one moment both sensors feel."""

    kind: Literal["knock"]
    at_s: Seconds = 0.0
    times: Annotated[int, Field(ge=1, le=10)] = 3
    pause_s: Annotated[float, Field(ge=0.3, le=5)] = 0.8


class Mirror(Part):
    """Through a whole set the affected arm does a small share of each repetition, a little late."""

    kind: Literal["mirror"]
    percent: Percent = 3.0
    lag_ms: Annotated[float, Field(ge=-500, le=500)] = 120.0


class Assisted(Part):
    """Through a whole set both arms go together, the affected one helped."""

    kind: Literal["assisted"]
    percent: Percent = 95.0
    lag_ms: Annotated[float, Field(ge=-500, le=500)] = 20.0


class Tremor(Part):
    """A trembling arm; ``deg`` is the amplitude. Without ``duration_s``: to the block's end."""

    kind: Literal["tremor"]
    arm: Role = Role.AFFECTED
    at_s: Seconds = 0.0
    duration_s: Duration | None = None
    hz: Annotated[float, Field(ge=1, le=15)] = 5.0
    deg: Annotated[float, Field(ge=0, le=20)] = 1.0


Happening = Annotated[
    Own | Carried | Sway | Mirror | Assisted | Tremor | Knock, Field(discriminator="kind")
]


class Rest(Part):
    """Both arms at rest."""

    kind: Literal["rest"]
    duration_s: Duration
    also: tuple[Happening, ...] = ()


class Habits(Part):
    """What people do in a set without being told; all of it is in the truth.

    The repetitions go up from ``start_deg`` above the rest posture, where the arm is brought
    before the first one and from where it is put down after the last, along the same path.
    ``fatigue_percent``: the last repetition is smaller by so much, and slower. In a share of the
    repetitions the lowering hesitates (``hesitation_s``), or the lift slips back a little.
    ``hold_wobble_deg``: a slow wavering while holding.
    """

    lifting_shape: Shape | None = None
    lowering_shape: Shape | None = None
    start_deg: Annotated[float, Field(ge=0, le=80)] = 0.0
    bring_s: MoveTime = 1.0
    wait_s: Seconds = 0.8
    put_down_s: MoveTime = 0.9
    fatigue_percent: Annotated[float, Field(ge=0, le=60)] = 0.0
    hesitate_percent: Percent = 0.0
    hesitation_s: Annotated[float, Field(ge=0.1, le=5)] = 0.5
    slip_percent: Percent = 0.0
    hold_wobble_deg: Annotated[float, Field(ge=0, le=15)] = 0.0


class Set(Part):
    """Repetitions of the trained arm.

    ``partial`` names repetitions that are not whole: they lift ``partial_lifted`` of the range and
    return ``partial_returned`` of what they lifted.
    """

    kind: Literal["set"]
    reps: Annotated[int, Field(ge=1, le=200)] = 8
    range_deg: Annotated[float, Field(ge=1, le=170)] = 100.0
    lifting_s: MoveTime = 1.0
    hold_s: Seconds = 0.5
    lowering_s: MoveTime = 3.0
    rest_s: Seconds = 1.0
    shape: Shape = "bell"
    variability_percent: Annotated[float, Field(ge=0, le=30)] = 5.0
    hold_sag_deg: Annotated[float, Field(ge=0, le=30)] = 0.0
    trunk_deg: Annotated[float, Field(ge=0, le=30)] = 0.0
    stops: tuple[Stop, ...] = ()
    partial: tuple[Annotated[int, Field(ge=1)], ...] = ()
    partial_lifted: Annotated[float, Field(gt=0, le=1)] = 1.0
    partial_returned: Annotated[float, Field(gt=0, le=1)] = 0.5
    habits: Habits | None = None
    also: tuple[Happening, ...] = ()

    @model_serializer(mode="wrap")
    def _without_what_is_not_there(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Sessions written before there were habits keep their ids."""
        values: dict[str, Any] = plain(self)
        return {k: v for k, v in values.items() if k != "habits" or v is not None}

    @model_validator(mode="after")
    def _fits(self) -> "Set":
        shares = [stop.share for stop in self.stops]
        if shares != sorted(set(shares)):
            raise ValueError("the stops must be in order of their share")
        if any(n > self.reps for n in self.partial):
            raise ValueError(f"partial names a repetition beyond the {self.reps} of the set")
        if self.reps in self.partial and self.partial_returned < 1:
            raise ValueError("the last repetition must return to rest, so it cannot be partial")
        if self.hold_sag_deg >= self.range_deg * self.partial_lifted or (
            self.hold_sag_deg > 0 and self.hold_s < 0.2
        ):
            raise ValueError("a hold of that length and range cannot sag so far")
        return self


class Other(Part):
    """Movement that is no exercise: walking, handling, picking up a weight, drinking."""

    kind: Literal["walk", "handle", "pick_up", "drink"]
    duration_s: Annotated[float, Field(ge=1.5, le=3600)]
    also: tuple[Happening, ...] = ()


Block = Annotated[Rest | Set | Other, Field(discriminator="kind")]


class Event(Part):
    """Something goes wrong with one wearable for a while.

    ``link_lost``: the radio goes and comes back. ``power_lost``: so it does, and the unit's clock
    begins anew. ``silent``: connected, but nothing arrives. ``frozen``: the same six values again
    and again.
    """

    kind: Literal["link_lost", "power_lost", "silent", "frozen"]
    arm: Role
    at_s: Duration
    duration_s: Annotated[float, Field(ge=0.1, le=3600)]

    @property
    def cuts_link(self) -> bool:
        """The host sees the connection go."""
        return self.kind in ("link_lost", "power_lost")


class Script(Part):
    """A whole session."""

    about: str = ""
    seed: Annotated[int, Field(ge=0)] = 1
    trained: Side = Side.RIGHT
    exercise: Exercise = "biceps_curl"
    utc: datetime = datetime(2026, 1, 5, 9, 0, 0, tzinfo=UTC)
    sensor: Sensor = Sensor()
    radio: Radio = Radio()
    body: Body = Body()
    block: Annotated[tuple[Block, ...], Field(min_length=1)]
    event: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _makes_sense(self) -> "Script":
        if self.utc.tzinfo is None:
            raise ValueError("utc needs a time zone, for example 2026-01-05T09:00:00Z")
        for block in self.block:
            if block.kind != "set" and any(a.kind in ("mirror", "assisted") for a in block.also):
                raise ValueError(
                    f"mirror and assisted belong to a set, not to a {block.kind} block"
                )
        return self


def from_toml(text: str) -> Script:
    """Read a script.

    Raises:
        BadInputError: not TOML, an unknown field, or a value that cannot be.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(f"The script is not TOML: {error}.") from error
    return from_values(values)


def from_values(values: dict[str, Any]) -> Script:
    """A script from plain values.

    Raises:
        BadInputError: an unknown field, or a value that cannot be.
    """
    try:
        return Script.model_validate(values)
    except ValidationError as error:
        raise BadInputError(_sentence(error)) from error


def _sentence(error: ValidationError) -> str:
    """The first complaint as one sentence; places are counted as people count."""
    first = error.errors(include_url=False)[0]
    steps = [f"{step + 1}" if isinstance(step, int) else step for step in first["loc"]]
    where = f" at {' '.join(steps)}" if steps else ""
    if first["type"] == "extra_forbidden":
        return f"The script has a field nobody knows{where}."
    message = first["msg"].removeprefix("Value error, ")
    return f"The script cannot be used{where}: {message[:1].lower()}{message[1:]}."
