"""MQTT messages as the events they tell: the way back from `payloads`, for whoever stores them.

Every event comes back as it was said, but for two things no message carries: the start of the
session to the nanosecond (messages have microseconds), and which wrist the skipped bytes were of.
"""

import json
import math
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from crossrep.events import BoutKind, Event, SessionEnded, SessionStarted
from crossrep.formats import topics
from crossrep.formats.payload_models import Payload
from crossrep.formats.stop_words import stops_of
from crossrep.formats.tellings import TOLD_AS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST_BYTES = 64 * 1024
"""No message of ours is nearly as long."""

SUFFIXES = (
    topics.SESSION, topics.REP, topics.SET, topics.AFFECTED, topics.NOTICE, topics.GUIDE,
)  # fmt: skip
"""Where events travel; what else there is, is state or talk."""


class Refusal(StrEnum):
    """Why a message is not stored."""

    TOPIC = "it is on no topic of events"
    NOT_JSON = "it is no JSON object"
    SCHEMA = "it is of another version of the contract"
    UNKNOWN = "it tells an event nobody knows"
    FIELDS = "its fields are not those of its event"


class RefusedError(Exception):
    """A message that cannot be stored."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message tells.

    Attributes:
        start_utc_ns: UTC at second 0 of the session, to the microsecond; 0 when not known.
    """

    person: str
    session: str
    engine: str
    parameters: str
    start_utc_ns: int
    event: Event


def heard(topic: str, payload: bytes) -> Heard:
    """The event in a message.

    Raises:
        RefusedError: it holds none.
    """
    person = _person(topic)
    said = _parsed(payload)
    event_type = said.get("event_type")
    if said.get("schema") != Payload.model_fields["schema_version"].default:
        raise RefusedError(Refusal.SCHEMA)
    if not isinstance(event_type, str) or event_type not in TOLD_AS:
        raise RefusedError(Refusal.UNKNOWN)
    telling = TOLD_AS[event_type]
    try:
        told = telling.payload.model_validate_json(payload)
        event = _event(telling.event, told)
    except (ValidationError, ValueError, TypeError) as error:
        raise RefusedError(Refusal.FIELDS) from error
    return Heard(
        person, told.session, told.engine, told.parameters, _start(told, telling.time), event
    )


def _person(topic: str) -> str:
    words = topic.split("/")
    if len(words) != 4 or "/".join(words[:2]) != topics.ROOT or words[3] not in SUFFIXES:
        raise RefusedError(Refusal.TOPIC)
    return words[2]


def _parsed(payload: bytes) -> dict[str, Any]:
    try:
        said = json.loads(payload) if len(payload) <= LARGEST_BYTES else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise RefusedError(Refusal.NOT_JSON)
    return said


def _event(kind: type, told: Payload) -> Event:
    """The event's fields from the message's; what was left out was not known."""
    values = told.model_dump()
    special = {"flags": _flags, "stops": _stops, "skipped_bytes": _skipped}
    made = {
        field.name: special.get(field.name, _plain)(field, values) for field in fields(kind)
    } | _particular(kind, told)
    event: Event = kind(**made)
    return event


def _particular(kind: type, told: Payload) -> dict[str, Any]:
    if kind is SessionStarted:
        return {"utc_ns": _ns(told.time_utc)}
    if kind is SessionEnded:
        counted = told.model_dump()
        return {"affected_bouts": {k.value: n for k in BoutKind if (n := counted[f"{k}_bouts"])}}
    return {}


def _plain(field: Any, values: dict[str, Any]) -> Any:  # noqa: ANN401  any field
    value = values.get(field.name)
    if value is not None:
        return value
    if field.default is not MISSING and field.type is not float:
        return field.default
    return math.inf if field.name == "affected_floor_deg_s" else _unknown(field.type)


def _unknown(hint: Any) -> float | None:  # noqa: ANN401  any annotation
    return math.nan if hint is float else None


def _flags(field: Any, values: dict[str, Any]) -> tuple[str, ...]:  # noqa: ANN401
    text = str(values[field.name])
    return tuple(text.split(",")) if text else ()


def _stops(field: Any, values: dict[str, Any]) -> Any:  # noqa: ANN401
    return stops_of(values[field.name])


def _skipped(field: Any, values: dict[str, Any]) -> dict[str, int]:  # noqa: ANN401
    number = int(values[field.name])
    return {"both": number} if number else {}


def _start(told: Payload, time: str) -> int:
    """UTC at second 0; the message has the UTC of one of its moments."""
    if told.time_utc is None:
        return 0
    t_s: float = getattr(told, time)
    return _ns(told.time_utc) - round(t_s * 1e6) * 1000


def _ns(moment: datetime | None) -> int:
    if moment is None:
        return 0
    since: timedelta = moment - EPOCH
    return since // timedelta(microseconds=1) * 1000
