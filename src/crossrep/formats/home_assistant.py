"""Home Assistant's device discovery: what it is to make of our topics, without a line of its own.

Three devices a person: CrossRep itself, and the wearable of each arm behind it. Everything is read
from the ordinary topics; discovery is retained, as Home Assistant wants it, and the repetitions
are not, because it takes a retained event for an old one.

Source: Home Assistant's MQTT integration, device discovery payload (``device``, ``origin`` and
``components``) and the options of its ``sensor``, ``binary_sensor`` and ``event`` platforms.
"""

import json
from dataclasses import dataclass
from typing import Any

from crossrep import __version__
from crossrep.formats import topics
from crossrep.formats.channels import CHANNELS
from crossrep.formats.payload_models import Status
from crossrep.inputs import Role

PREFIX = "homeassistant"
"""Where Home Assistant looks unless it was told otherwise."""

Component = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Discovery:
    """One retained discovery message.

    Attributes:
        topic: whole topic.
        payload: JSON.
    """

    topic: str
    payload: bytes


def discoveries(person: str) -> list[Discovery]:
    """All messages of one person; an empty payload on the same topic takes a device away."""
    own = _device(person, "CrossRep", "", _session_parts(person))
    arms = [_device(person, _arm_name(r), f"_{r}", _arm_parts(person, r)) for r in Role]
    return [own, *arms]


def _device(person: str, title: str, end: str, parts: dict[str, Component]) -> Discovery:
    topics.checked_person(person)
    name = f"crossrep_{person}{end}"
    device: Component = {
        "identifiers": [name],
        "name": f"{title} {person}",
        "manufacturer": "CrossRep",
        "sw_version": __version__,
    }
    if end:
        device["via_device"] = f"crossrep_{person}"
    payload = {
        "device": device,
        "origin": {"name": "CrossRep", "sw_version": __version__},
        "components": {key: {"unique_id": f"{name}_{key}", **part} for key, part in parts.items()},
        "qos": 1,
    }
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return Discovery(f"{PREFIX}/device/{person}/crossrep{end}/config", text.encode())


def _session_parts(person: str) -> dict[str, Component]:
    session, rep, closed = (
        topics.topic(person, suffix) for suffix in (topics.SESSION, topics.REP, topics.SET)
    )
    return {
        "session_state": _sensor("Session", session, "state", device_class="enum")
        | {"options": ["running", "paused", "ended"]}
        | _while_online(person),
        "session_reps": _sensor("Repetitions in the session", session, "reps"),
        "last_lowering": _sensor("Last lowering", rep, "lowering_s", **_SECONDS),
        "set_reps": _sensor("Repetitions in the last set", closed, "reps"),
        "affected_active": _sensor(
            "Affected arm active in the session", session, "affected_active_s", **_SECONDS
        ),
    } | {suffix: _events(person, suffix, title) for suffix, title in _EVENTS.items()}


def _arm_parts(person: str, role: Role) -> dict[str, Component]:
    sensors = topics.topic(person, topics.SENSORS)
    diagnostic = {"entity_category": "diagnostic"} | _while_online(person)
    return {
        "connected": _yes_or_no(
            "Connected", sensors, f"value_json.{role}_connected", "connectivity"
        )
        | diagnostic,
        "fault": _yes_or_no("Fault", sensors, f"value_json.{role}_faults != ''", "problem")
        | diagnostic,
        "faults": _sensor("Faults", sensors, f"{role}_faults") | diagnostic,
        "battery": _sensor(
            "Battery", sensors, f"{role}_battery_percent", device_class="battery", unit="%"
        )
        | diagnostic,
        "rate": _sensor("Rate", sensors, f"{role}_rate_hz", device_class="frequency", unit="Hz")
        | diagnostic,
    }


def _sensor(
    title: str, topic: str, field: str, *, device_class: str = "", unit: str = ""
) -> Component:
    known: Component = {"device_class": device_class} if device_class else {}
    if unit:
        known |= {"unit_of_measurement": unit}
    if unit == "s":
        known |= {"suggested_display_precision": 1}
    if device_class != "enum" and not field.endswith("faults"):
        known |= {"state_class": "measurement"}
    template = f"{{{{ value_json.{field} if value_json.{field} is defined else none }}}}"
    return {
        "platform": "sensor",
        "name": title,
        "state_topic": topic,
        "value_template": template,
        **known,
    }


def _yes_or_no(title: str, topic: str, condition: str, device_class: str) -> Component:
    return {
        "platform": "binary_sensor",
        "name": title,
        "state_topic": topic,
        "value_template": f"{{{{ 'ON' if {condition} else 'OFF' }}}}",
        "device_class": device_class,
    }


def _events(person: str, suffix: str, title: str) -> Component:
    """An event entity; the payload itself has the ``event_type`` it looks for."""
    kinds = [str(m.model_fields["event_type"].default) for m in CHANNELS[suffix].payloads]
    return {
        "platform": "event",
        "name": title,
        "state_topic": topics.topic(person, suffix),
        "event_types": kinds,
    }


def _while_online(person: str) -> Component:
    return {
        "availability_topic": topics.topic(person, topics.STATUS),
        "payload_available": Status.ONLINE.value,
        "payload_not_available": Status.OFFLINE.value,
    }


def _arm_name(role: Role) -> str:
    return f"{role.value.capitalize()} arm sensor"


_SECONDS = {"device_class": "duration", "unit": "s"}
_BATTERY = {"device_class": "battery", "unit": "%"}
_HERTZ = {"device_class": "frequency", "unit": "Hz"}
_EVENTS = {
    topics.REP: "Repetition",
    topics.SET: "Set",
    topics.AFFECTED: "Affected arm",
    topics.NOTICE: "Notice",
}
