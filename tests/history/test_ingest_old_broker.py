"""A broker that speaks MQTT 3.1.1 only is good enough to listen to."""

import asyncio
from dataclasses import replace

from every_event import ENDED, EVERY, STARTED

from crossrep.edges.embedded_broker import embedded_broker
from crossrep.edges.history import History, told_of
from crossrep.edges.history.ingesting import keep_messages
from crossrep.edges.ingest import Ingest
from crossrep.edges.mqtt_client import connection
from crossrep.formats.payloads import message_of


async def test_events_from_an_old_broker_are_kept(tmp_path):
    loop, kept = asyncio.get_running_loop(), asyncio.Event()
    with History(tmp_path / "history.sqlite") as history:

        def keep(messages) -> None:
            keep_messages(history, messages)
            if history.one("SELECT count(*) FROM sums"):
                loop.call_soon_threadsafe(kept.set)

        async with embedded_broker() as address:
            ingest = Ingest(address, "clinic", keep)
            task = asyncio.create_task(ingest.run())
            await ingest.listening.wait()
            link = connection(address, identifier="home", status_topic=None, mqtt5=False)
            async with link as home:
                for event in EVERY:
                    message = message_of(event, STARTED)
                    topic = f"crossrep/v1/P-1/{message.suffix}"
                    await home.deliver(topic, message.payload, qos=1, retain=False)
            async with asyncio.timeout(20):
                await kept.wait()
            ingest.close()
            await task
        assert told_of(history, "P-1")[0].ended == replace(ENDED, skipped_bytes={"both": 7})
