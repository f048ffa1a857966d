"""Discovery held against what Home Assistant takes, and against our own contract.

The facts are of Home Assistant's MQTT integration (2025.4): `DEVICE_DISCOVERY_SCHEMA`, the schemas
of its `sensor`, `binary_sensor` and `event` platforms, `DEVICE_CLASS_UNITS`, and its topic pattern.
"""

import json
import re
from typing import Any

import pytest
from every_event import EVERY, STARTED

from crossrep.errors import BadInputError
from crossrep.formats import topics
from crossrep.formats.channels import CHANNELS
from crossrep.formats.contract import json_schemas
from crossrep.formats.home_assistant import discoveries
from crossrep.formats.payloads import message_of

PERSON = "p1"
TOPIC = re.compile(r"homeassistant/device/[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+/config")
COMMON = {
    "platform", "unique_id", "name", "state_topic", "value_template", "device_class",
    "entity_category", "availability_topic", "payload_available", "payload_not_available",
}  # fmt: skip
ALLOWED = {
    "sensor": COMMON
    | {"unit_of_measurement", "state_class", "options", "suggested_display_precision"},
    "binary_sensor": COMMON,
    "event": COMMON | {"event_types"},
}
UNITS = {"duration": {"s"}, "battery": {"%"}, "frequency": {"Hz"}, "enum": {None}, None: {None}}
YES_OR_NO = {"connectivity", "problem"}

Payload = dict[str, Any]


def payloads() -> list[Payload]:
    return [json.loads(found.payload) for found in discoveries(PERSON)]


def components() -> list[Payload]:
    return [part for payload in payloads() for part in payload["components"].values()]


def kinds_on(topic: str) -> list[str]:
    suffix = topic.removeprefix(f"{topics.ROOT}/{PERSON}/")
    return [str(m.model_fields["event_type"].default) for m in CHANNELS[suffix].payloads]


def test_each_device_can_be_told_apart_and_says_who_made_the_message() -> None:
    found = discoveries(PERSON)
    assert all(TOPIC.fullmatch(one.topic) for one in found)
    assert len({one.topic for one in found}) == 3
    devices = [payload["device"] for payload in payloads()]
    assert [device.get("via_device") for device in devices] == [None, *["crossrep_p1"] * 2]
    assert len({device["identifiers"][0] for device in devices}) == 3
    for payload in payloads():
        assert payload.keys() == {"device", "origin", "components", "qos"}
        assert payload["origin"]["name"] == "CrossRep"
        assert payload["components"]


def test_each_entity_has_only_options_its_platform_knows() -> None:
    ids = [part["unique_id"] for part in components()]
    assert len(set(ids)) == len(ids)
    for part in components():
        assert part.keys() <= ALLOWED[part["platform"]], part
        assert {"platform", "unique_id", "name", "state_topic"} <= part.keys()
        assert part.get("entity_category", "diagnostic") == "diagnostic"


def test_units_and_classes_fit_together() -> None:
    for part in components():
        kind, unit = part.get("device_class"), part.get("unit_of_measurement")
        if part["platform"] == "sensor":
            assert unit in UNITS[kind], part
            assert ("options" in part) == (kind == "enum")
            assert not ("options" in part and "state_class" in part)
        if part["platform"] == "binary_sensor":
            assert kind in YES_OR_NO
            assert "'ON'" in part["value_template"]
            assert "'OFF'" in part["value_template"]


def test_entities_read_topics_and_fields_that_exist() -> None:
    schemas = json_schemas()
    for part in components():
        kinds = kinds_on(part["state_topic"])
        known = {name for kind in kinds for name in schemas[kind]["properties"]}
        fields = set(re.findall(r"value_json\.(\w+)", part.get("value_template", "")))
        assert fields <= known, part
        assert bool(fields) == (part["platform"] != "event")


def test_a_unit_is_that_of_the_field() -> None:
    schemas = json_schemas()
    units = {"s": "s", "%": "percent", "Hz": "Hz"}
    for part in components():
        if unit := part.get("unit_of_measurement"):
            (field,) = set(re.findall(r"value_json\.(\w+)", part["value_template"]))
            entries = [
                schemas[kind]["properties"][field]
                for kind in kinds_on(part["state_topic"])
                if field in schemas[kind]["properties"]
            ]
            assert [entry["x-unit"] for entry in entries] == [units[unit]] * len(entries)


def test_states_of_a_session_are_the_options_offered() -> None:
    (part,) = [part for part in components() if "options" in part]
    schemas = json_schemas()
    states = {
        schemas[kind]["properties"]["state"]["const"] for kind in kinds_on(part["state_topic"])
    }
    assert states == set(part["options"])


def test_an_event_entity_knows_every_event_and_none_is_retained() -> None:
    """It takes a retained message for an old one, and warns of kinds it was not told."""
    entities = {p["state_topic"]: p["event_types"] for p in components() if "event_types" in p}
    seen = set()
    for event in EVERY:
        message = message_of(event, STARTED)
        where = topics.topic(PERSON, message.suffix)
        if where in entities:
            seen.add(where)
            assert json.loads(message.payload)["event_type"] in entities[where]
            assert not message.retain
    assert seen == set(entities)
    assert len(seen) == 4


def test_what_holds_only_now_is_unavailable_when_we_are_gone() -> None:
    status = topics.topic(PERSON, topics.STATUS)
    for part in components():
        now = part["state_topic"].endswith("/sensors") or "options" in part
        assert (part.get("availability_topic") == status) == now


@pytest.mark.parametrize("person", ["a/b", "", "#"])
def test_a_person_id_that_would_change_the_topic_is_refused(person: str) -> None:
    with pytest.raises(BadInputError, match="person id"):
        discoveries(person)
