"""Events and state as MQTT messages: pure functions, see `payload_models` for the contract."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from crossrep.events import (
    ArmState,
    Event,
    Hold,
    Rep,
    SessionEnded,
    SessionStarted,
    Snapshot,
    Stop,
)
from crossrep.formats import topics
from crossrep.formats.channels import CHANNELS
from crossrep.formats.payload_models import LivePayload, Payload
from crossrep.formats.sensor_payloads import SensorsPayload, Wearable, fields_of
from crossrep.formats.stop_words import stops_text
from crossrep.formats.tellings import TELLINGS

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
    names = {"id": started.session, "session": started.session}
    return names | _about(started) | _moments(started, time=t_s)


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


def _payload_of(event: Event, started: SessionStarted) -> tuple[str, Payload]:
    telling = TELLINGS[type(event)]
    times = {"time": telling.time} | {name.removesuffix("_s"): name for name in telling.moments}
    own = _scalars(event)
    own.pop("utc_ns", None)  # `time_utc` says it
    values = {
        "id": started.session,
        **own,
        **_about(started),
        **_moments(started, **{name: getattr(event, field) for name, field in times.items()}),
        **_particular(event),
    }
    return telling.suffix, telling.payload(**values)


def _particular(event: Event) -> dict[str, Any]:
    """What is said otherwise than the event's own fields."""
    match event:
        case SessionEnded():
            bouts = {f"{kind}_bouts": n for kind, n in event.affected_bouts.items()}
            return bouts | {"skipped_bytes": sum(event.skipped_bytes.values())}
        case Rep():
            return _stops(event.stops) | {"flags": ",".join(event.flags)}
        case Hold():
            return {"flags": ",".join(event.flags)}
        case _:
            return {}


def _stops(stops: Sequence[Stop]) -> dict[str, Any]:
    lengths_ms = [(stop.end_s - stop.start_s) * 1000 for stop in stops]
    return {
        "stop_count": len(lengths_ms),
        "stop_total_ms": math.fsum(lengths_ms),
        "stop_longest_ms": max(lengths_ms, default=0.0),
        "stops": stops_text(stops),
    }


def _moments(started: SessionStarted, **times_s: float) -> dict[str, Any]:
    """UTC times; none when nobody knows when the session was."""
    if not started.utc_ns:
        return {}
    return {f"{name}_utc": utc(started, t_s) for name, t_s in times_s.items()}


def _about(started: SessionStarted) -> dict[str, str]:
    return {"engine": started.engine, "parameters": started.parameters}


def _scalars(record: Any) -> dict[str, str | int | float]:  # noqa: ANN401  any dataclass
    """The fields of a dataclass that JSON can say in one value; what is not finite is left out."""
    pairs = ((item.name, getattr(record, item.name)) for item in fields(record))
    return {
        name: value
        for name, value in pairs
        if isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
    }
