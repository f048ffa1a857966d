"""The contract as documents: JSON Schemas and AsyncAPI 3, made from the payload models.

`CONTRACT` is the version of everything a reader may rely on. A new optional field, event or topic
raises its second number; whatever could break a reader (see `broken_promises`) raises the first,
and with it the topic tree (``v1``) and the field ``schema``. A version that was released never
changes again.
"""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from crossrep.errors import BadInputError
from crossrep.formats import topics
from crossrep.formats.channels import CHANNELS, Channel
from crossrep.formats.payload_models import Payload, Status

CONTRACT = "1.0.0"
RELEASED = False
"""Until it is, it may still change; its document then goes to ``docs/mqtt/released``."""
ASYNCAPI = "3.1.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]
Document = dict[str, Any]

KEPT = (
    "type", "format", "const", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern",
)  # fmt: skip
UNITS = {
    "_deg_s_per_rep": "deg/s per repetition",
    "_s_per_rep": "s per repetition",
    "_deg_per_rep": "deg per repetition",
    "_deg_s": "deg/s",
    "_m_s": "m/s",
    "_percent": "percent",
    "_share": "1",
    "_ms": "ms",
    "_hz": "Hz",
    "_deg": "deg",
    "_kg": "kg",
    "_m": "m",
    "_s": "s",
}
"""Ends of names, longest first, and the unit each stands for."""
WITHOUT_UNIT = {
    "lowering_shape",
    "use_ratio",
    "magnitude_ratio",
    "p_value",
    "range_ratio",
    "tempo_agreement",
    "value",
    "measured",
    "limit",
}
"""Numbers that are ratios, or in the unit of their question or rule: a definition, not a unit."""


def schema_of(model: type[BaseModel]) -> Schema:
    """The JSON Schema of one payload: flat, closed, each number with its unit.

    Raises:
        BadInputError: a number's name does not end in its unit, or a field is no scalar.
    """
    made = model.model_json_schema(by_alias=True, mode="serialization")
    inner = made.get("$defs", {})
    entries = {name: _entry(name, entry, inner) for name, entry in made["properties"].items()}
    known = {item.alias or name: item for name, item in model.model_fields.items()}
    return {
        "type": "object",
        "description": made["description"].replace("`", ""),
        "properties": entries,
        "required": [name for name, item in known.items() if item.default is not None],
        "additionalProperties": False,
    }


def json_schemas() -> dict[str, Schema]:
    """A JSON Schema that stands alone, by event type."""
    return {
        _name(model): {
            "$schema": DIALECT,
            "$id": f"urn:crossrep:{topics.VERSION}:{_name(model)}",
            "title": f"CrossRep {_name(model)} on /{channel.suffix}, contract {CONTRACT}",
        }
        | schema_of(model)
        for channel in CHANNELS.values()
        for model in channel.payloads
    }


def asyncapi() -> Document:
    """The whole contract as an AsyncAPI document."""
    return {
        "asyncapi": ASYNCAPI,
        "info": {
            "title": "CrossRep metrics over MQTT",
            "version": CONTRACT,
            "description": _ABOUT,
            "license": {"name": "MIT"},
            "x-released": RELEASED,
        },
        "defaultContentType": "application/json",
        "channels": {channel.suffix: _channel(channel) for channel in CHANNELS.values()},
        "operations": {_verb(channel): _operation(channel) for channel in CHANNELS.values()},
        "components": {"messages": dict(_messages())},
    }


def broken_promises(before: Document, now: Document) -> list[str]:
    """What a reader of the contract ``before`` could rely on and no longer can, in words."""
    return [
        f"{where} {what}"
        for where, old in _promises(before).items()
        for what in _broken(old, _promises(now).get(where))
    ]


def _entry(name: str, entry: Schema, inner: Schema) -> Schema:
    """One field without what only repeats its name; enumerations in place, not by reference."""
    if "$ref" in entry:
        entry = inner[entry["$ref"].rsplit("/", 1)[1]] | {"description": ""}
    kept: Schema = {key: entry[key] for key in KEPT if key in entry}
    if kept.get("type") not in ("string", "number", "integer", "boolean"):
        raise BadInputError(f"The field {name} of a payload is no scalar.")
    if kept["type"] == "number" or name.endswith("_percent"):
        kept["x-unit"] = _unit(name)
    return kept | ({"description": entry["description"]} if entry.get("description") else {})


def _unit(name: str) -> str:
    found = [unit for end, unit in UNITS.items() if name.endswith(end)]
    if not found and name not in WITHOUT_UNIT:
        raise BadInputError(f"The field {name} of a payload does not end in a known unit.")
    return found[0] if found else "1"


def _name(model: type[BaseModel]) -> str:
    if issubclass(model, Payload):
        return str(model.model_fields["event_type"].default)
    (word,) = get_args(model.model_fields["command"].annotation)
    return f"command_{word}"


def _messages() -> Iterator[tuple[str, Document]]:
    words = {"type": "string", "enum": [word.value for word in Status]}
    yield topics.STATUS, {"contentType": "text/plain", "payload": words}
    for channel in CHANNELS.values():
        for model in channel.payloads:
            yield _name(model), {"contentType": "application/json", "payload": schema_of(model)}


def _of(channel: Channel) -> list[str]:
    return [_name(model) for model in channel.payloads] or [channel.suffix]


def _channel(channel: Channel) -> Document:
    return {
        "address": f"{topics.ROOT}/{{person}}/{channel.suffix}",
        "description": channel.about,
        "parameters": {"person": {"description": "An opaque id, never a name."}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _of(channel)},
    }


def _verb(channel: Channel) -> str:
    return f"{'receive' if channel.inward else 'publish'}_{channel.suffix}"


def _operation(channel: Channel) -> Document:
    expiry = {"messageExpiryInterval": channel.expiry_s} if channel.expiry_s else {}
    return {
        "action": "receive" if channel.inward else "send",
        "channel": {"$ref": f"#/channels/{channel.suffix}"},
        "bindings": {
            "mqtt": {"qos": channel.qos, "retain": channel.retain, **expiry}
            | {"bindingVersion": "0.2.0"}
        },
    }


def _promises(document: Document) -> dict[str, Document]:
    """Per message of a channel: how it travels, and its fields."""
    found: dict[str, Document] = {}
    for name, channel in document["channels"].items():
        operation = next(
            operation
            for operation in document["operations"].values()
            if operation["channel"]["$ref"] == f"#/channels/{name}"
        )
        for message in channel["messages"]:
            payload = document["components"]["messages"][message]["payload"]
            found[f"{channel['address']} {message}"] = payload | operation["bindings"]["mqtt"]
    return found


def _broken(old: Document, new: Document | None) -> Iterator[str]:
    if new is None:
        yield "is gone"
        return
    for way in ("qos", "retain"):
        if old[way] != new[way]:
            yield f"has another {way}"
    for name, entry in old.get("properties", {}).items():
        if name not in new["properties"]:
            yield f"has no {name} any more"
        elif not _same_meaning(entry, new["properties"][name]):
            yield f"has another kind of {name}"
        elif name in old["required"] and name not in new["required"]:
            yield f"may now come without {name}"


def _same_meaning(old: Schema, new: Schema) -> bool:
    """The same kind of value in the same unit; more words to choose from are no harm."""
    keys = ("type", "format", "const", "x-unit")
    fewer = set(old.get("enum", ())) - set(new.get("enum", ()))
    return all(old.get(key) == new.get(key) for key in keys) and not fewer


_ABOUT = """\
Repetitions of the trained arm, activity of the affected arm and the state of two wrist sensors.

Every JSON payload is one flat object of scalars with units in the names. A value that is not \
known is left out; there are no nulls. Times in UTC are RFC 3339; `time_utc` is the one to use. \
A session whose date nobody knows carries only seconds. `id` and `event_type` together \
name a message for ever: store on that pair and a second delivery is harmless. `confidence` \
and `flags` say how far durations may be trusted. Nothing here estimates a clinical score."""
