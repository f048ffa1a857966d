"""What docs/fleet ships is run: the database's set-up, its queries, its retention, the bridge."""

import asyncio
import re
import subprocess
from pathlib import Path

import psycopg
import pytest
from mosquitto_broker import Mosquitto, reader
from postgres_server import Postgres

from crossrep.edges.history.adding import add_recording_file
from crossrep.edges.history.postgres import PostgresHistory

HERE = Path(__file__).parents[2]
FLEET = HERE / "docs" / "fleet"


@pytest.fixture(scope="module")
def database():
    server = Postgres()
    server.start()
    subprocess.run(
        ["psql", "-v", "ON_ERROR_STOP=1", "-q", "-f", FLEET / "set_up.sql", server.address],
        check=True,
    )
    yield server
    server.end()


@pytest.fixture(scope="module")
def hub(database):
    """The set-up's own database and user, with a session in it."""
    address = database.address.replace("postgres@", "crossrep@").replace("/postgres", "/crossrep")
    with PostgresHistory(address) as history:
        add_recording_file(history, "P-1", HERE / "recordings" / "mirror_movement.mcap")
    return address


def test_the_reader_may_read_and_nothing_else(hub):
    with psycopg.connect(hub.replace("crossrep@", "crossrep_reader@")) as raw:
        assert raw.execute("SELECT count(*) FROM reps").fetchone() == (10,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute("DELETE FROM persons")


def test_every_query_for_grafana_gives_rows(hub):
    text = re.sub(r"^--.*$", "", (FLEET / "grafana.sql").read_text(), flags=re.M)
    queries = [one for one in text.split(";") if one.strip()]
    assert len(queries) == 5
    with psycopg.connect(hub) as raw:
        for query in queries:
            asked = re.sub(
                r"\$__timeFilter\((.*?)\)(?= *\n|\n| ORDER| GROUP)", r"\1 > '2000-01-01'", query
            )
            assert raw.execute(asked.replace("$person", "P-1")).fetchall(), query


def test_retention_takes_old_sessions_with_all_that_is_theirs(hub):
    def retained(years: int) -> int:
        subprocess.run(
            ["psql", "-q", "-v", f"years={years}", "-f", FLEET / "retention.sql", hub], check=True
        )
        with psycopg.connect(hub) as raw:
            return raw.execute("SELECT count(*) FROM reps").fetchone()[0]

    assert retained(50) == 10
    assert retained(0) == 0


async def test_a_bridge_carries_the_facts_of_one_person_to_the_hub(tmp_path):
    for name in ("home", "hub"):
        (tmp_path / name).mkdir()
    far = Mosquitto(tmp_path / "hub")
    text = (FLEET / "bridge.conf").read_text()
    text = text.replace("HUB.EXAMPLE:8883", far.address).replace("PERSON", "P-1")
    text = re.sub(r"^(bridge_cafile|remote_password|remote_username) .*$", "", text, flags=re.M)
    home = Mosquitto(tmp_path / "home", "allow_anonymous true", *text.splitlines())
    await far.start()
    await home.start()
    try:
        async with reader(far) as heard, asyncio.timeout(30):
            while "crossrep/v1/P-1/rep" not in " ".join(heard.lines) and not heard.on("rep"):
                publish(home, "P-1/rep", "one")
                publish(home, "P-1/live", "too much")
                publish(home, "P-2/rep", "somebody else")
                await asyncio.sleep(0.3)
        assert set(heard.on("rep")) == {"one"}
        assert not heard.on("live")
    finally:
        home.end()
        far.end()


def publish(broker: Mosquitto, topic: str, payload: str) -> None:
    subprocess.run(
        [
            "mosquitto_pub",
            "-p",
            str(broker.port),
            "-q",
            "1",
            "-t",
            f"crossrep/v1/{topic}",
            "-m",
            payload,
        ],
        check=True,
    )
