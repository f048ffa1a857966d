"""Every query of the dashboard, asked of a real InfluxDB 1.x (tier `influxdb`)."""

import json
import os
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from every_event import EVERY, STARTED
from mosquitto_broker import free_port
from test_dashboard import CONSUMER, OBJECT, QUERIES

from crossrep.formats import topics
from crossrep.formats.payloads import message_of


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, http, rpc = tmp_path_factory.mktemp("influx"), free_port(), free_port()
    conf = folder / "influxdb.conf"
    conf.write_text(
        f'reporting-disabled = true\nbind-address = "127.0.0.1:{rpc}"\n'
        f'[meta]\ndir = "{folder}/meta"\n[data]\ndir = "{folder}/data"\n'
        f'wal-dir = "{folder}/wal"\n[http]\nbind-address = "127.0.0.1:{http}"\n'
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [os.environ["CROSSREP_INFLUXD"], "-config", conf], stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{http}"
    for _ in range(200):
        try:
            asked(url, "CREATE DATABASE crossrep")
            break
        except OSError:
            time.sleep(0.05)
    yield url
    process.terminate()
    process.wait()


def asked(url: str, query: str) -> list[dict[str, Any]]:
    parameters = urllib.parse.urlencode({"db": "crossrep", "q": query}).encode()
    with urllib.request.urlopen(f"{url}/query", parameters, timeout=10) as answer:  # noqa: S310
        (result,) = json.load(answer)["results"]
    assert "error" not in result, result
    series: list[dict[str, Any]] = result.get("series", [])
    return series


def as_telegraf_would(topic: str, payload: bytes) -> str:
    """One line of line protocol by the rules of the configuration file."""
    values = json.loads(payload)
    parsing = CONSUMER["topic_parsing"][0]
    levels = dict(zip(parsing["tags"].split("/"), topic.split("/"), strict=True))
    measurement = dict(zip(parsing["measurement"].split("/"), topic.split("/"), strict=True))
    moment = datetime.fromisoformat(values.pop(OBJECT["timestamp_key"]))
    tags = {tag: values.pop(tag) for tag in OBJECT["tags"] if tag in values}
    tags |= {name: level for name, level in levels.items() if name != "_"}
    key = ",".join([measurement["measurement"], *(f"{k}={v}" for k, v in sorted(tags.items()))])
    fields = ",".join(f"{name}={json.dumps(value)}" for name, value in values.items())
    return f"{key} {fields} {round(moment.timestamp() * 1e9)}"


@pytest.fixture(scope="module")
def stored(database: str) -> str:
    listened = {topic.rsplit("/", 1)[1] for topic in CONSUMER["topics"]}
    messages = [message_of(event, STARTED) for event in EVERY]
    lines = [
        as_telegraf_would(topics.topic("p1", m.suffix), m.payload)
        for m in messages
        if m.suffix in listened
    ]
    for _ in range(2):  # a second delivery is harmless
        body = "\n".join(lines).encode()
        urllib.request.urlopen(f"{database}/write?db=crossrep", body, timeout=10).close()  # noqa: S310
    return database


@pytest.mark.parametrize(("title", "query"), QUERIES, ids=[title for title, _ in QUERIES])
def test_a_panel_has_something_to_show(title: str, query: str, stored: str) -> None:
    plain = query.replace("$timeFilter", "time > 0").replace("$person", "p1")
    if "confidence\" = 'high'" in plain:
        plain = plain.replace("'high'", "'low'")  # the example is a doubtful one
    series = asked(stored, plain.replace("GROUP BY time(1d)", "AND time < now() GROUP BY time(1d)"))
    assert series, title
    assert any(value is not None for row in series[0]["values"] for value in row[1:])


def test_a_message_that_came_twice_is_one_point(stored: str) -> None:
    (series,) = asked(stored, "SELECT count(lowering_s) FROM rep WHERE event_type = 'rep'")
    assert series["values"][0][1] == 1


def test_people_are_offered_by_their_id(stored: str) -> None:
    (series, *_) = asked(stored, 'SHOW TAG VALUES WITH KEY = "person"')
    assert series["values"] == [["person", "p1"]]
