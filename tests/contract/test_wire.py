"""What a plain subscriber of a real mosquitto got, held against the committed contract."""

import asyncio
import json
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from every_event import EVERY, STARTED
from mosquitto_broker import Mosquitto, reader

from crossrep.edges.command_desk import Answers
from crossrep.edges.latest import Latest
from crossrep.edges.mqtt import BrokerAddress
from crossrep.edges.outbox import IN_MEMORY, Outbox
from crossrep.edges.publishing import ToOutbox, publishing
from crossrep.edges.session import Session
from crossrep.edges.showing import Showing
from crossrep.edges.simulated import SimulatedLink
from crossrep.engine import Engine
from crossrep.inputs import Side
from crossrep.settings import Settings
from crossrep.simulate import from_values

Document = dict[str, Any]
PERSON = "home-7"
FORMAT = "%t\t%q\t%r\t%E\t%p"
SETTINGS = Settings(Side.RIGHT, "biceps_curl", planned_reps=4)


@dataclass(frozen=True)
class Heard:
    """One message as it came: ``expiry`` in s, empty for none."""

    topic: str
    qos: int
    retained: bool
    expiry: str
    payload: str

    def values(self) -> dict[str, Any]:
        values: dict[str, Any] = json.loads(self.payload)
        return values


async def through_a_broker(folder: Path) -> tuple[list[Heard], list[Heard]]:
    """Everything heard of a simulated session and of one of every event; then what is retained."""
    broker = Mosquitto(folder)
    await broker.start()
    try:
        async with reader(broker, form=FORMAT) as heard, asyncio.timeout(60):
            await publish_a_session(BrokerAddress.parse(broker.address))
            await heard.until_line(f"crossrep/v1/{PERSON}/status", "offline")
        async with reader(broker, form=FORMAT, name="late") as late, asyncio.timeout(10):
            await late.until_line(f"crossrep/v1/{PERSON}/status", "offline")
            await asyncio.sleep(0.2)
    finally:
        broker.end()
    return [parsed(line) for line in heard.lines], [parsed(line) for line in late.lines]


def parsed(line: str) -> Heard:
    topic, qos, retained, expiry, payload = line.split("\t", 4)
    return Heard(topic, int(qos), retained == "1", expiry, payload)


async def publish_a_session(address: BrokerAddress) -> None:
    latest = Latest()
    showing = Showing(latest, PERSON, SETTINGS.trained)
    with Outbox(IN_MEMORY) as outbox:
        async with (
            publishing(address, outbox, PERSON, 10, latest),
            SimulatedLink(script(), 20) as link,
        ):
            sink = ToOutbox(outbox, PERSON)
            session = Session(
                Engine(SETTINGS), sinks={"outbox": sink, "showing": showing.event},
                screen=showing.state, watch=showing.input,
            )  # fmt: skip
            await session.run(link)
            sink.started = STARTED
            for event in EVERY:
                sink(event)
            answers = Answers(outbox, PERSON)
            answers.give("c1", "pause", "", STARTED)
            answers.give("c2", "", "No session is running.", None)


def script() -> Any:
    rest = {"kind": "rest", "duration_s": 5}
    own = [{"kind": "own", "at_s": 1.5, "range_deg": 15, "duration_s": 2}]
    lost = {"kind": "link_lost", "arm": "affected", "at_s": 12, "duration_s": 2}
    blocks = [rest, {"kind": "set", "reps": 4, "lowering_s": 3}, rest | {"also": own}]
    return from_values({"seed": 5, "block": blocks, "event": [lost]})


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Heard], list[Heard]]:
    return asyncio.run(through_a_broker(tmp_path_factory.mktemp("wire")))


@pytest.fixture(scope="module")
def heard(everything: tuple[list[Heard], list[Heard]]) -> list[Heard]:
    return everything[0]


def message_for(document: Document, one: Heard) -> tuple[str, Document]:
    """The channel and the message of the contract that this is an example of."""
    suffix = one.topic.rsplit("/", 1)[1]
    channel = document["channels"][suffix]
    assert one.topic == channel["address"].replace("{person}", PERSON)
    kind = one.values()["event_type"] if one.payload.startswith("{") else suffix
    reference = channel["messages"][kind]["$ref"].rsplit("/", 1)[1]
    message: Document = document["components"]["messages"][reference]
    return suffix, message


def complaints(schema: Document, value: object) -> list[str]:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    return [error.message for error in validator.iter_errors(value)]


def test_every_message_is_as_the_contract_says(committed: Document, heard: list[Heard]) -> None:
    for one in heard:
        suffix, message = message_for(committed, one)
        is_json = message["contentType"] == "application/json"
        value = one.values() if is_json else one.payload
        assert complaints(message["payload"], value) == [], one
        way = committed["operations"][f"publish_{suffix}"]["bindings"]["mqtt"]
        assert one.qos == way["qos"]
        assert one.expiry == str(way.get("messageExpiryInterval", ""))
        assert not one.retained  # somebody who is there is told, not reminded


def test_every_message_of_the_contract_was_heard(committed: Document, heard: list[Heard]) -> None:
    kinds = {one.values()["event_type"] for one in heard if one.payload.startswith("{")}
    ours = {name for name in committed["components"]["messages"] if name[:8] != "command_"}
    assert kinds | {"status"} == ours | {"command_taken", "command_refused"}


def test_only_states_are_retained(
    committed: Document, everything: tuple[list[Heard], list[Heard]]
) -> None:
    _, late = everything
    names = {one.topic.rsplit("/", 1)[1] for one in late}
    ways = {name: way["bindings"]["mqtt"] for name, way in committed["operations"].items()}
    assert names == {name.removeprefix("publish_") for name, way in ways.items() if way["retain"]}
    assert all(one.retained for one in late)


@pytest.fixture(scope="module")
def one_of_each(heard: list[Heard]) -> list[Heard]:
    return list(
        {one.values()["event_type"]: one for one in heard if one.payload[0] == "{"}.values()
    )


def test_an_unknown_a_missing_or_a_mistyped_field_is_seen(
    committed: Document, one_of_each: list[Heard]
) -> None:
    for one in one_of_each:
        schema = message_for(committed, one)[1]["payload"]
        values = one.values()
        assert complaints(schema, values | {"surprise": 1})
        for name in values:
            rest = {key: value for key, value in values.items() if key != name}
            assert bool(complaints(schema, rest)) == (name in schema["required"]), name
            assert complaints(schema, values | {name: None}), name
            assert complaints(schema, values | {name: [values[name]]}), name


def test_another_unit_is_another_name_and_is_seen(
    committed: Document, one_of_each: list[Heard]
) -> None:
    units = {"_s": "_ms", "_ms": "_s", "_deg": "_rad", "_deg_s": "_rad_s", "_percent": "_share"}
    seen = 0
    for one in one_of_each:
        schema = message_for(committed, one)[1]["payload"]
        for name, value in one.values().items():
            for unit, other in units.items():
                if name.endswith(unit) and isinstance(value, float):
                    renamed = {k: v for k, v in one.values().items() if k != name}
                    assert complaints(schema, renamed | {name.removesuffix(unit) + other: value})
                    seen += 1
    assert seen > 30


def test_the_numbers_are_in_the_units_their_names_say(heard: list[Heard]) -> None:
    """A wrong scale breaks a sum: seconds, milliseconds and UTC times bind each other."""
    reps = [one.values() for one in heard if one.topic.endswith("/rep")]
    timed = [rep for rep in reps if rep["event_type"] == "rep"]
    assert len(timed) == 5
    for rep in timed:
        parts = rep["lifting_s"] + rep["hold_s"] + rep["lowering_s"]
        assert parts == pytest.approx(rep["end_s"] - rep["start_s"])
        assert 0 <= rep["stop_longest_ms"] <= rep["stop_total_ms"] <= rep["lowering_s"] * 1000
        assert between(rep["start_utc"], rep["top_utc"]) == pytest.approx(
            rep["top_s"] - rep["start_s"], abs=1e-5
        )
        assert rep["time_utc"] == rep["top_utc"]
        assert 10 < rep["range_deg"] < 180
        assert rep["range_deg"] / rep["lowering_s"] < rep.get("lowering_peak_deg_s", math.inf)


def between(first: str, last: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def test_nothing_on_the_wire_names_a_person_or_a_device_address(heard: list[Heard]) -> None:
    assert {one.topic.split("/")[2] for one in heard} == {PERSON}
    for one in heard:
        assert ":" not in one.values().get("trained_device", "") if one.payload[0] == "{" else True
