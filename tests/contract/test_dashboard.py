"""The Telegraf configuration and the Grafana dashboard name only what the contract has.

Telegraf and Grafana themselves were not run. What Telegraf would write is made here from its own
configuration; where an InfluxDB 1.x is there (tier `influxdb`, `CROSSREP_INFLUXD` names its
`influxd`), every query of the dashboard is asked of it.
"""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from crossrep.formats import topics
from crossrep.formats.channels import CHANNELS
from crossrep.formats.contract import json_schemas

HERE = Path(__file__).parents[2] / "docs" / "mqtt" / "telegraf"
CONF = tomllib.loads((HERE / "telegraf.conf").read_text())
(CONSUMER,) = CONF["inputs"]["mqtt_consumer"]
(OBJECT,) = CONSUMER["json_v2"][0]["object"]
DASHBOARD = json.loads((HERE / "grafana-dashboard.json").read_text())
QUERIES = [(p["title"], t["query"]) for p in DASHBOARD["panels"] for t in p["targets"]]


def fields_on(suffix: str) -> dict[str, Any]:
    schemas = json_schemas()
    return {
        name: entry
        for model in CHANNELS[suffix].payloads
        for name, entry in schemas[str(model.model_fields["event_type"].default)][
            "properties"
        ].items()
    }


def test_it_listens_to_topics_that_exist_and_asks_for_each_message_once() -> None:
    suffixes = [topic.removeprefix(f"{topics.ROOT}/+/") for topic in CONSUMER["topics"]]
    assert set(suffixes) < set(CHANNELS)
    assert all(CHANNELS[suffix].qos == 1 for suffix in suffixes)
    assert CONSUMER["qos"] == 1
    assert CONSUMER["persistent_session"]
    assert CONSUMER["client_id"]


def test_tags_are_words_of_the_contract_and_the_time_is_the_time_to_use() -> None:
    known: dict[str, Any] = {}
    for topic in CONSUMER["topics"]:
        known |= fields_on(topic.rsplit("/", 1)[1])
    assert OBJECT["timestamp_key"] == "time_utc"
    assert known["time_utc"]["format"] == "date-time"
    assert all(known[tag]["type"] == "string" for tag in OBJECT["tags"])
    assert "id" not in OBJECT["tags"]  # as many values as messages: no tag


def test_each_query_asks_for_fields_and_tags_that_exist() -> None:
    tags = {"person", *OBJECT["tags"]}
    for title, query in QUERIES:
        (measurement,) = re.findall(r'FROM "(\w+)"', query)
        known = fields_on(measurement).keys() | tags
        named = set(re.findall(r'"(\w+)"', query)) - {measurement}
        assert named <= known, title
        kinds = re.findall(r"\"event_type\" = '(\w+)'", query)
        assert set(kinds) <= json_schemas().keys(), title


def test_units_of_panels_are_those_of_their_fields() -> None:
    units = {"s": "s", "degree": "deg"}
    for panel in DASHBOARD["panels"]:
        query = panel["targets"][0]["query"]
        if unit := panel["fieldConfig"]["defaults"].get("unit"):
            (measurement,) = re.findall(r'FROM "(\w+)"', query)
            field = re.findall(r'"(\w+)"', query)[0]
            assert fields_on(measurement)[field]["x-unit"] == units[unit], panel["title"]
