"""Events and state as MQTT messages: pure functions, see `payload_models` for the contract."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, assert_never

from crossrep.events import (
    Answered,
    ArmState,
    Bout,
    Event,
    FaultEnded,
    FaultStarted,
    Hold,
    PracticeClosed,
    PracticeRep,
    Rep,
    RepRejected,
    RepWithdrawn,
    SafetyFired,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SessionStarted,
    SetClosed,
    SetCoupled,
    Snapshot,
    StepStarted,
    Stop,
    WhichMoved,
)
from crossrep.formats import topics
from crossrep.formats.channels import CHANNELS
from crossrep.formats.payload_models import (
    AnsweredPayload,
    BoutPayload,
    FaultEndedPayload,
    FaultStartedPayload,
    HoldPayload,
    LivePayload,
    Payload,
    PracticeClosedPayload,
    PracticeRepPayload,
    RepPayload,
    RepRejectedPayload,
    RepWithdrawnPayload,
    SafetyFiredPayload,
    SessionEndedPayload,
    SessionPausedPayload,
    SessionResumedPayload,
    SessionStartedPayload,
    SetCoupledPayload,
    SetPayload,
    StepStartedPayload,
    WhichMovedPayload,
)
from crossrep.formats.sensor_payloads import SensorsPayload, Wearable, fields_of
from crossrep.formats.stop_words import stops_text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """One MQTT message, without the person.

    Attributes:
        suffix: last part of the topic.
        payload: the bytes.
        qos: 1 for what must arrive, 0 for what is soon old.
        retain: the broker shows it to those who come later.
        id: the event's own.
        key: unique a message, for the outbox; empty when it is not kept there.
        expiry_s: how long the broker keeps it for an absent reader, 0 for always.
    """

    suffix: str
    payload: bytes
    qos: int
    retain: bool
    id: str
    key: str
    expiry_s: int


def message_of(event: Event, started: SessionStarted) -> Message:
    """The message that tells ``event``, which belongs to the session ``started``."""
    suffix, payload = _payload_of(event, started)
    key = f"{payload.id}/{payload.event_type}"
    return _message(suffix, payload, key)


def live_message_of(snapshot: Snapshot, started: SessionStarted) -> Message:
    """The message that shows ``snapshot``; quality of service 0, not for the outbox."""
    values = {
        **_state(started, snapshot.t_s),
        **_scalars(snapshot),
        **_arm("trained", snapshot.trained),
        **_arm("affected", snapshot.affected),
    }
    return _message(topics.LIVE, LivePayload.model_validate(values), key="")


def sensors_message_of(
    trained: Wearable, affected: Wearable, t_s: float, started: SessionStarted
) -> Message:
    """The message that shows both wearables; retained, not for the outbox."""
    arms = fields_of("trained", trained) | fields_of("affected", affected)
    payload = SensorsPayload.model_validate(_state(started, t_s) | arms)
    return _message(topics.SENSORS, payload, key="")


def _state(started: SessionStarted, t_s: float) -> dict[str, Any]:
    """What every state of a session carries."""
    about = {"engine": started.engine, "parameters": started.parameters}
    names = {"id": started.session, "session": started.session}
    return names | about | _moments(started, time=t_s)


def _message(suffix: str, payload: Payload, key: str) -> Message:
    way = CHANNELS[suffix]
    body = payload.to_bytes()
    return Message(suffix, body, way.qos, way.retain, payload.id, key, way.expiry_s)


def _arm(name: str, arm: ArmState) -> dict[str, Any]:
    values = {f"{name}_{field}": value for field, value in _scalars(arm).items()}
    return values | {f"{name}_faults": ",".join(arm.fault)}


def utc(started: SessionStarted, t_s: float) -> datetime:
    """The UTC time of ``t_s`` of this session."""
    nanoseconds = started.utc_ns + round((t_s - started.t_s) * 1e9)
    return EPOCH + timedelta(microseconds=nanoseconds // 1000)


def _payload_of(event: Event, started: SessionStarted) -> tuple[str, Payload]:  # noqa: PLR0911
    match event:
        case SessionStarted() | SessionPaused() | SessionResumed() | SessionEnded():
            return topics.SESSION, _session(event, started)
        case Rep():
            return topics.REP, RepPayload(**_rep(event, started))
        case Hold():
            flags = {"flags": ",".join(event.flags)}
            return topics.REP, HoldPayload(**_span(event, started) | flags)
        case RepWithdrawn():
            return topics.REP, RepWithdrawnPayload(**_common(event, started, event.t_s))
        case SetClosed():
            return topics.SET, SetPayload(**_span(event, started))
        case Bout() | SetCoupled() | PracticeRep() | PracticeClosed():
            return topics.AFFECTED, _affected(event, started)
        case FaultStarted() | FaultEnded() | RepRejected() | WhichMoved():
            return topics.NOTICE, _notice(event, started)
        case StepStarted() | Answered() | SafetyFired():
            return topics.GUIDE, _guide(event, started)
    assert_never(event)


def _affected(
    event: Bout | SetCoupled | PracticeRep | PracticeClosed, started: SessionStarted
) -> Payload:
    match event:
        case Bout():
            return BoutPayload(**_span(event, started))
        case SetCoupled():
            return SetCoupledPayload(**_span(event, started))
        case PracticeRep():
            moments = _moments(started, top=event.top_s)
            return PracticeRepPayload(**_span(event, started) | moments)
        case PracticeClosed():
            return PracticeClosedPayload(**_span(event, started))


def _notice(
    event: FaultStarted | FaultEnded | RepRejected | WhichMoved, started: SessionStarted
) -> Payload:
    match event:
        case FaultStarted():
            moments = _moments(started, start=event.start_s)
            return FaultStartedPayload(**_common(event, started, event.start_s) | moments)
        case FaultEnded():
            return FaultEndedPayload(**_span(event, started))
        case RepRejected():
            return RepRejectedPayload(**_span(event, started))
        case WhichMoved():
            return WhichMovedPayload(**_common(event, started, event.t_s))


def _guide(event: StepStarted | Answered | SafetyFired, started: SessionStarted) -> Payload:
    values = _common(event, started, event.t_s)
    match event:
        case StepStarted():
            return StepStartedPayload(**values)
        case Answered():
            return AnsweredPayload(**values)
        case SafetyFired():
            return SafetyFiredPayload(**values)


def _session(
    event: SessionStarted | SessionPaused | SessionResumed | SessionEnded, started: SessionStarted
) -> Payload:
    values = {"id": event.session} | _common(event, started, event.t_s)
    if isinstance(event, SessionPaused):
        return SessionPausedPayload(**values)
    if isinstance(event, SessionResumed):
        return SessionResumedPayload(**values)
    if isinstance(event, SessionStarted):
        del values["utc_ns"]
        return SessionStartedPayload(**values)
    bouts = {f"{kind}_bouts": n for kind, n in event.affected_bouts.items()}
    skipped_bytes = sum(event.skipped_bytes.values())
    return SessionEndedPayload(**values, **bouts, skipped_bytes=skipped_bytes)


def _rep(event: Rep, started: SessionStarted) -> dict[str, Any]:
    moments = _moments(started, start=event.start_s, top=event.top_s, end=event.end_s)
    flags = {"flags": ",".join(event.flags)}
    return _common(event, started, event.top_s) | moments | _stops(event.stops) | flags


def _stops(stops: Sequence[Stop]) -> dict[str, Any]:
    lengths_ms = [(stop.end_s - stop.start_s) * 1000 for stop in stops]
    return {
        "stop_count": len(lengths_ms),
        "stop_total_ms": math.fsum(lengths_ms),
        "stop_longest_ms": max(lengths_ms, default=0.0),
        "stops": stops_text(stops),
    }


def _span(
    event: SetClosed
    | Hold
    | Bout
    | SetCoupled
    | PracticeRep
    | PracticeClosed
    | FaultEnded
    | RepRejected,
    started: SessionStarted,
) -> dict[str, Any]:
    moments = _moments(started, start=event.start_s, end=event.end_s)
    return _common(event, started, event.end_s) | moments


def _moments(started: SessionStarted, **times_s: float) -> dict[str, Any]:
    """UTC times; none when nobody knows when the session was."""
    if not started.utc_ns:
        return {}
    return {f"{name}_utc": utc(started, t_s) for name, t_s in times_s.items()}


def _common(event: Event, started: SessionStarted, t_s: float) -> dict[str, Any]:
    about = {"engine": started.engine, "parameters": started.parameters}
    return _scalars(event) | about | _moments(started, time=t_s)


def _scalars(record: Any) -> dict[str, str | int | float]:  # noqa: ANN401  any dataclass
    """The fields of a dataclass that JSON can say in one value; what is not finite is left out."""
    pairs = ((item.name, getattr(record, item.name)) for item in fields(record))
    return {
        name: value
        for name, value in pairs
        if isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
    }
