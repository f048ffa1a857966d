"""The MQTT contract: one model a payload, flat JSON objects with units in the names.

Rules every payload keeps: scalars only; no nulls and no NaN (an unknown value is left out); UTC
in RFC 3339 beside the seconds of the session; ``schema`` is the version of this contract. ``id``
and ``event_type`` together name a message for ever: storing on that pair makes a second delivery
harmless. ``time_utc`` is the one time stamp tools should use; a session that was imported without
a start time carries no UTC times, only the seconds.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import SkipJsonSchema

from crossrep.events import BoutKind, Confidence, FaultKind
from crossrep.inputs import Role


def leave_out(schema: dict[str, Any]) -> None:
    """No default in the schema: what is not known is not there."""
    schema.pop("default", None)


MaybeNumber = Annotated[float | SkipJsonSchema[None], Field(json_schema_extra=leave_out)]
"""A number that is left out when it is not known."""
MaybeWhole = Annotated[int | SkipJsonSchema[None], Field(json_schema_extra=leave_out)]
"""A whole number that is left out when it is not known."""
MaybeBool = Annotated[bool | SkipJsonSchema[None], Field(json_schema_extra=leave_out)]
"""A verdict that is left out where nothing could be judged."""
MaybeTime = Annotated[AwareDatetime | SkipJsonSchema[None], Field(json_schema_extra=leave_out)]
"""A UTC time; all of them are left out when nobody knows when the session was."""


class Status(StrEnum):
    """The whole payload of ``/status``: plain text, not JSON."""

    ONLINE = "online"
    OFFLINE = "offline"


class Payload(BaseModel):
    """What every JSON payload carries."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    id: str
    event_type: str
    session: str
    engine: str
    parameters: str
    time_utc: MaybeTime = None

    def to_bytes(self) -> bytes:
        """One JSON object; what is not known is not there."""
        return self.model_dump_json(exclude_none=True, by_alias=True).encode()


class SessionStartedPayload(Payload):
    """``/session``: a session runs."""

    event_type: Literal["session_started"] = "session_started"
    state: Literal["running"] = "running"
    t_s: float


class SessionPausedPayload(Payload):
    """``/session``: somebody asked for a pause; no repetition counts until it is over."""

    event_type: Literal["session_paused"] = "session_paused"
    state: Literal["paused"] = "paused"
    t_s: float


class SessionResumedPayload(Payload):
    """``/session``: the pause of the same ``id`` is over."""

    event_type: Literal["session_resumed"] = "session_resumed"
    state: Literal["running"] = "running"
    t_s: float


class SessionEndedPayload(Payload):
    """``/session``: the sums of a session that is over."""

    event_type: Literal["session_ended"] = "session_ended"
    state: Literal["ended"] = "ended"
    t_s: float
    sets: int
    reps: int
    affected_observed_s: MaybeNumber = None
    affected_active_s: MaybeNumber = None
    affected_floor_deg_s: MaybeNumber = None
    skipped_bytes: int
    affected_unobserved_s: MaybeNumber = None
    affected_rest_active_s: MaybeNumber = None
    affected_undecided_s: MaybeNumber = None
    use_ratio: MaybeNumber = None
    magnitude_ratio: MaybeNumber = None
    clocks_late_s: MaybeNumber = None
    clocks_uncertainty_s: MaybeNumber = None
    independent_bouts: int = 0
    time_locked_bouts: int = 0
    assisted_bouts: int = 0
    carried_bouts: int = 0
    tremor_bouts: int = 0
    ambiguous_bouts: int = 0


class RepPayload(Payload):
    """``/rep``: a repetition; ``time_utc`` is its top. Stops are slow stretches of the lowering."""

    event_type: Literal["rep"] = "rep"
    role: Role
    exercise: str
    set_n: int
    n: int
    start_s: float
    start_utc: MaybeTime = None
    top_s: float
    top_utc: MaybeTime = None
    end_s: float
    end_utc: MaybeTime = None
    lifting_s: MaybeNumber = None
    hold_s: MaybeNumber = None
    lowering_s: MaybeNumber = None
    rest_s: MaybeNumber = None
    lowering_start_s: MaybeNumber = None
    lowering_end_s: MaybeNumber = None
    lowering_rule: str
    lowering_edge_s: MaybeNumber = None
    lowering_t90_s: MaybeNumber = None
    range_deg: MaybeNumber = None
    stop_count: int
    stop_total_ms: float
    stop_longest_ms: float
    stops: str
    """``start:end:share`` of each, seconds and share of the range returned; spaces between."""
    confidence: Confidence
    flags: str
    lowering_mean_deg_s: MaybeNumber = None
    lowering_peak_deg_s: MaybeNumber = None
    lifting_peak_deg_s: MaybeNumber = None
    lowering_mean_m_s: MaybeNumber = None
    lowering_peak_m_s: MaybeNumber = None
    lifting_peak_m_s: MaybeNumber = None
    range_m: MaybeNumber = None
    lowering_in_band_s: MaybeNumber = None
    in_band: MaybeBool = None
    tremor_deg_s: MaybeNumber = None
    lowering_shape: MaybeNumber = None


class HoldPayload(Payload):
    """``/rep``: a posture held, of an isometric exercise; ``time_utc`` is its end."""

    event_type: Literal["hold"] = "hold"
    role: Role
    exercise: str
    set_n: int
    n: int
    start_s: float
    start_utc: MaybeTime = None
    end_s: float
    end_utc: MaybeTime = None
    held_s: float
    angle_deg: MaybeNumber = None
    unsteady_deg_s: MaybeNumber = None
    confidence: Confidence
    flags: str


class RepWithdrawnPayload(Payload):
    """``/rep``: the repetition of the same ``id`` was not one after all."""

    event_type: Literal["rep_withdrawn"] = "rep_withdrawn"
    role: Role
    set_n: int
    t_s: float
    reason: str


class SetPayload(Payload):
    """``/set``: a set is over; ``time_utc`` is its end."""

    event_type: Literal["set"] = "set"
    role: Role
    exercise: str
    set_n: int
    start_s: float
    start_utc: MaybeTime = None
    end_s: float
    end_utc: MaybeTime = None
    reps: int
    lowering_median_s: MaybeNumber = None
    low_confidence_reps: int
    lifting_median_s: MaybeNumber = None
    hold_median_s: MaybeNumber = None
    rest_median_s: MaybeNumber = None
    range_median_deg: MaybeNumber = None
    lowering_mean_median_deg_s: MaybeNumber = None
    lowering_cv_percent: MaybeNumber = None
    rep_cv_percent: MaybeNumber = None
    range_slope_deg_per_rep: MaybeNumber = None
    lowering_slope_s_per_rep: MaybeNumber = None
    tremor_slope_deg_s_per_rep: MaybeNumber = None
    judged_reps: int
    in_band_share: MaybeNumber = None
    holds: int
    held_total_s: float


class BoutPayload(Payload):
    """``/affected``: a stretch of affected-arm activity; ``time_utc`` is its end."""

    event_type: Literal["bout"] = "bout"
    role: Literal[Role.AFFECTED] = Role.AFFECTED
    start_s: float
    start_utc: MaybeTime = None
    end_s: float
    end_utc: MaybeTime = None
    kind: BoutKind
    range_deg: MaybeNumber = None
    confidence: Confidence


class SetCoupledPayload(Payload):
    """``/affected``: how far the affected arm moved in time with the trained arm over a set.

    Trunk, bench and chair couple two arms as nerves do: never "mirror movement".
    """

    event_type: Literal["set_coupled"] = "set_coupled"
    set_n: int
    start_s: float
    start_utc: MaybeTime = None
    end_s: float
    end_utc: MaybeTime = None
    p_value: float
    lag_s: float
    lag_uncertainty_s: float
    reps: int


class PracticeRepPayload(Payload):
    """``/affected``: one way out and back of the affected arm while it practises."""

    event_type: Literal["practice_rep"] = "practice_rep"
    set_n: int
    n: int
    start_s: float
    start_utc: MaybeTime = None
    top_s: float
    top_utc: MaybeTime = None
    end_s: float
    end_utc: MaybeTime = None
    out_s: float
    hold_s: float
    back_s: float
    range_deg: float


class PracticeClosedPayload(Payload):
    """``/affected``: a stretch of practice is over; with both arms, how the two compare."""

    event_type: Literal["practice_set"] = "practice_set"
    set_n: int
    arms: Literal["affected", "both"]
    start_s: float
    start_utc: MaybeTime = None
    end_s: float
    end_utc: MaybeTime = None
    reps: int
    range_median_deg: float
    rep_median_s: float
    pairs: int
    range_ratio: MaybeNumber = None
    lag_s: MaybeNumber = None
    tempo_agreement: MaybeNumber = None


class WhichMovedPayload(Payload):
    """``/notice``: the answer to "which arm moves?": a role, ``both`` or ``none``."""

    event_type: Literal["which_moved"] = "which_moved"
    t_s: float
    moved: Literal["trained", "affected", "both", "none"]


class FaultStartedPayload(Payload):
    """``/notice``: a sensor is not to be trusted from here on."""

    event_type: Literal["fault_started"] = "fault_started"
    role: Role
    kind: FaultKind
    start_s: float
    start_utc: MaybeTime = None
    detail: str


class FaultEndedPayload(Payload):
    """``/notice``: the fault of the same ``id`` is over."""

    event_type: Literal["fault_ended"] = "fault_ended"
    role: Role
    kind: FaultKind
    start_s: float
    start_utc: MaybeTime = None
    end_s: float
    end_utc: MaybeTime = None
    detail: str


class RepRejectedPayload(Payload):
    """``/notice``: a movement that was seen and not counted. Not on ``/rep``: nobody counts it."""

    event_type: Literal["rep_rejected"] = "rep_rejected"
    role: Role
    start_s: float
    start_utc: MaybeTime = None
    end_s: float
    end_utc: MaybeTime = None
    reason: str
    range_deg: MaybeNumber = None


class StepStartedPayload(Payload):
    """``/guide``: from here on the person is asked to do this."""

    event_type: Literal["step"] = "step"
    t_s: float
    kind: str
    exercise: str
    task: str
    arms: str
    set_n: int
    sets: int
    planned_reps: int
    weight_kg: MaybeNumber = None
    planned_s: MaybeNumber = None
    revision: int
    confirmed: bool


class AnsweredPayload(Payload):
    """``/guide``: what the person answered; without ``value`` and ``side``: not given, not zero."""

    event_type: Literal["answered"] = "answered"
    t_s: float
    question: str
    value: MaybeNumber = None
    side: str
    exercise: str
    set_n: int


class SafetyFiredPayload(Payload):
    """``/guide``: a safety rule acted; ``measured`` and ``limit`` are in the unit of the rule."""

    event_type: Literal["safety"] = "safety"
    t_s: float
    rule: str
    does: str
    measured: MaybeNumber = None
    limit: MaybeNumber = None
    exercise: str
    set_n: int


class _Live(Payload):
    """``/live``: what is going on now; may change with the next sample."""

    event_type: Literal["live"] = "live"
    t_s: float
    exercise: str


def _arm_fields(arm: str) -> dict[str, Any]:
    whole = {"connected": bool, "phase": str, "moving": bool, "reps": int, "set_n": int}
    known = {f"{arm}_{name}": (kind, ...) for name, kind in whole.items()}
    numbers = ("excursion_deg", "rate_deg_s", "last_lowering_s", "active_s")
    maybe = {f"{arm}_{name}": (MaybeNumber, None) for name in numbers}
    return {**known, **maybe, f"{arm}_faults": (str, ...)}


LivePayload: type[Payload] = create_model(
    "LivePayload",
    __base__=_Live,
    __doc__=_Live.__doc__,
    **_arm_fields("trained"),
    **_arm_fields("affected"),
)
