"""The broker of the demo: loopback only, MQTT 3.1.1, and gone without a trace."""

import asyncio
import json
import logging
import socket
import sys
import warnings
from dataclasses import replace

import aiomqtt
import pytest

from crossrep.edges.embedded_broker import embedded_broker
from crossrep.edges.loop import run_async
from crossrep.edges.mqtt import Publisher
from crossrep.edges.outbox import IN_MEMORY, Outbox
from crossrep.errors import BadInputError


def fill(outbox: Outbox, number: int) -> None:
    for n in range(number):
        body = json.dumps({"id": f"k{n}"}).encode()
        outbox.put(f"k{n}", "crossrep/v1/demo/rep", body, qos=1, retain=False, expiry_s=60)


@pytest.mark.parametrize("known_to_be_old", [True, False])
async def test_the_publisher_falls_back_to_3_1_1_says_so_and_all_arrives(
    known_to_be_old: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The broker misreads MQTT 5 and waits for more, so only silence tells that it is old."""
    monkeypatch.setattr("crossrep.edges.mqtt_client.ANSWER_S", 1.5)
    arrived = []
    async with embedded_broker() as address:
        with Outbox(IN_MEMORY) as outbox:
            publisher = Publisher(replace(address, mqtt5=not known_to_be_old), outbox, "demo")
            async with (
                asyncio.TaskGroup() as group,
                aiomqtt.Client(address.host, address.port) as reader,
            ):
                await reader.subscribe("crossrep/#", qos=1)
                group.create_task(publisher.run())
                fill(outbox, 100)
                assert await publisher.drained(30)
                publisher.close()
                async for message in reader.messages:
                    arrived.append((message.topic.value, message.payload))
                    if message.payload == b"offline":
                        break
    reps = [json.loads(body)["id"] for topic, body in arrived if topic.endswith("/rep")]
    assert reps == [f"k{n}" for n in range(100)]
    assert arrived[0] == ("crossrep/v1/demo/status", b"online")
    notes = [record.getMessage() for record in caplog.records]
    assert len(notes) == 1
    assert "only MQTT 3.1.1" in notes[0]


async def test_it_listens_on_loopback_only() -> None:
    async with embedded_broker() as address:
        assert address.host == "127.0.0.1"
        (await asyncio.open_connection("127.0.0.1", address.port))[1].close()
        with pytest.raises(OSError, match=r"127\.0\.0\.2"):
            await asyncio.open_connection("127.0.0.2", address.port)


async def test_nothing_is_left_when_it_ends_even_with_a_client_still_there(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    before = asyncio.all_tasks()
    with socket.socket() as client:
        async with embedded_broker() as address:
            await asyncio.get_running_loop().run_in_executor(
                None, client.connect, (address.host, address.port)
            )
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.05)
        assert asyncio.all_tasks() == before
    assert not caplog.records


async def test_a_taken_port_is_one_clear_sentence() -> None:
    async with embedded_broker() as address:
        with pytest.raises(BadInputError, match=f"cannot use port {address.port}"):
            async with embedded_broker(address.port):
                pass


async def test_where_it_is_not_installed_the_way_to_install_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "amqtt.broker", None)
    with pytest.raises(BadInputError, match=r"pip install 'crossrep\[demo\]'"):
        async with embedded_broker():
            pass


async def _loop_name() -> str:
    return type(asyncio.get_running_loop()).__name__


@pytest.mark.parametrize("platform", ["win32", "linux"])
def test_the_loop_can_watch_sockets_on_every_system(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "Selector" in run_async(_loop_name())
