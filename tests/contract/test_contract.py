"""The documents are those of the code, and what they promise cannot go away unnoticed."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from every_event import EVERY, STARTED

from crossrep.errors import BadInputError
from crossrep.events import ArmState, Event, Snapshot
from crossrep.formats import command_models, contract, payload_models, sensor_payloads
from crossrep.formats.channels import CHANNELS
from crossrep.formats.payloads import live_message_of, message_of

DOCS = Path(__file__).parents[2] / "docs" / "mqtt"
AGAIN = "run `crossrep contract -o docs/mqtt` and commit what it wrote"
Document = dict[str, Any]


def test_the_committed_documents_are_those_of_the_code(committed: Document) -> None:
    assert committed == contract.asyncapi(), AGAIN
    written = {path.stem: json.loads(path.read_text()) for path in DOCS.glob("schemas/*.json")}
    assert written == contract.json_schemas(), AGAIN


def test_a_released_contract_is_kept(committed: Document) -> None:
    """``released`` holds the document of each released version; the first is not out yet."""
    for path in sorted(DOCS.glob("released/*.json")):
        before = json.loads(path.read_text())
        if before["info"]["version"] == contract.CONTRACT:
            assert committed == before, "a change of contract is a change of version"
        if before["info"]["version"].split(".")[0] == contract.CONTRACT.split(".")[0]:
            assert contract.broken_promises(before, committed) == []
    assert (DOCS / "released" / f"{contract.CONTRACT}.json").exists() == contract.RELEASED


def test_every_event_and_every_payload_model_is_in_the_contract(committed: Document) -> None:
    assert {type(event) for event in EVERY} == set(get_args(Event))
    models = {
        model
        for module in (payload_models, sensor_payloads, command_models)
        for name, model in vars(module).items()
        if name.endswith("Payload") and name not in ("Payload", "CommandPayload")
    }
    outward = [channel for channel in CHANNELS.values() if not channel.inward]
    assert models == {model for channel in outward for model in channel.payloads}
    words = {f"command_{word}" for word in command_models.Word}
    assert set(committed["components"]["messages"]) == {"status"} | words | {
        model.model_fields["event_type"].default for model in models
    }


@pytest.mark.parametrize("word", command_models.Word)
def test_the_schema_of_a_command_and_the_code_take_the_same(word: str) -> None:
    schema = contract.json_schemas()[f"command_{word}"]
    known = {"label": "a", "exercise": "row", "planned_reps": 3, "arms": "both"}
    values = {"id": "a", "command": word} | {
        name: known[name] for name in schema["properties"] if name in known
    }
    for one in (values, values | {"x": 1}, values | {"id": "a b"}, values | {"planned_reps": -1}):
        proper = jsonschema.Draft202012Validator(schema).is_valid(one)
        try:
            command_models.command_of(json.dumps(one).encode())
        except BadInputError:
            assert not proper, one
        else:
            assert proper, one


@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_each_event_satisfies_its_schema(event: Event) -> None:
    values = json.loads(message_of(event, STARTED).payload)
    schema = contract.json_schemas()[values["event_type"]]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(values, schema, format_checker=jsonschema.FormatChecker())


def test_what_is_now_satisfies_its_schema() -> None:
    now = Snapshot("s1", 3.0, "row", ArmState(connected=True), ArmState(fault=("gap", "scale")))
    values = json.loads(live_message_of(now, STARTED).payload)
    jsonschema.validate(values, contract.json_schemas()["live"])


def rename(fields: Document, old: str, new: str) -> None:
    fields[new] = fields.pop(old)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rep: rep["properties"].pop("rest_s"), "rep has no rest_s any more"),
        (lambda rep: rename(rep["properties"], "hold_s", "hold_ms"), "rep has no hold_s any more"),
        (lambda rep: rep["properties"]["rest_s"].update({"x-unit": "ms"}), "another kind of rest"),
        (lambda rep: rep["properties"]["n"].update(type="string"), "rep has another kind of n"),
        (lambda rep: rep["properties"]["confidence"]["enum"].remove("low"), "kind of confidence"),
        (lambda rep: rep["required"].remove("flags"), "rep may now come without flags"),
    ],
)
def test_a_broken_promise_is_noticed(
    committed: Document, spoil: Callable[[Document], object], said: str
) -> None:
    spoiled = copy.deepcopy(committed)
    spoil(spoiled["components"]["messages"]["rep"]["payload"])
    (found,) = contract.broken_promises(committed, spoiled)
    assert said in found
    assert found.startswith("crossrep/v1/{person}/rep rep ")


def test_more_of_anything_breaks_no_promise(committed: Document) -> None:
    more = copy.deepcopy(committed)
    rep = more["components"]["messages"]["rep"]["payload"]
    rep["properties"]["speed_deg_s"] = {"type": "number", "x-unit": "deg/s"}
    rep["properties"]["confidence"]["enum"].append("none")
    assert contract.broken_promises(committed, more) == []
    assert contract.broken_promises(more, committed) == [
        "crossrep/v1/{person}/rep rep has another kind of confidence",
        "crossrep/v1/{person}/rep rep has no speed_deg_s any more",
    ]


def test_a_lost_message_or_another_way_of_travelling_is_noticed(committed: Document) -> None:
    gone, kept = copy.deepcopy(committed), copy.deepcopy(committed)
    del gone["channels"]["set"]["messages"]["set"]
    kept["operations"]["publish_rep"]["bindings"]["mqtt"]["retain"] = True
    assert contract.broken_promises(committed, gone) == ["crossrep/v1/{person}/set set is gone"]
    messages = committed["channels"]["rep"]["messages"]
    assert contract.broken_promises(committed, kept) == [
        f"crossrep/v1/{{person}}/rep {name} has another retain" for name in messages
    ]


def test_a_number_without_a_unit_in_its_name_is_refused() -> None:
    class Vague(payload_models.Payload):
        """A payload."""

        duration: float

    with pytest.raises(BadInputError, match="duration of a payload does not end in a known unit"):
        contract.schema_of(Vague)


def test_a_list_in_a_payload_is_refused() -> None:
    class Nested(payload_models.Payload):
        """A payload."""

        stops: list[str]

    with pytest.raises(BadInputError, match="stops of a payload is no scalar"):
        contract.schema_of(Nested)


def test_the_command_prints_and_writes_the_same(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crossrep", "contract"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    subprocess.run([*command, "-o", tmp_path / "new"], capture_output=True, check=True, timeout=60)
    assert json.loads(said.stdout) == json.loads((tmp_path / "new" / "asyncapi.json").read_text())
    assert (tmp_path / "new" / "schemas" / "rep.json").exists()
