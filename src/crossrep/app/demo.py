"""`crossrep demo`: a simulated person trains, a real broker in this process carries the metrics."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import typer
from aiomqtt import Client, ProtocolVersion

from crossrep.app.demo_room import demo_report, demo_room
from crossrep.app.guided import GuideWishes
from crossrep.app.holding import hold
from crossrep.app.leading import Led
from crossrep.app.posting import Mail, Post, posting
from crossrep.app.scripts import built_in
from crossrep.app.serving_page import PageWishes, page_served
from crossrep.app.summary import print_summary
from crossrep.app.views import view
from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.embedded_broker import embedded_broker
from crossrep.edges.history.live import keeping
from crossrep.edges.loop import run_async
from crossrep.edges.screen import Page
from crossrep.edges.simulated import SimulatedLink
from crossrep.events import Event, SessionEnded
from crossrep.formats import topics
from crossrep.guide.guide import Guide
from crossrep.inputs import Side
from crossrep.prescription import Block, Prescription
from crossrep.settings import Settings
from crossrep.simulate.tapping import Habits, TappingPerson

PERSON = "demo"
FAST = 20.0
START_S = 15.0
"""So long the first page waits for a tap before it goes on by itself."""
REACTION_S = 2.5
"""So long a question waits for a tap before the simulated person taps."""
SUMMARY_S = 20.0
CURL = Block(
    exercise="biceps_curl", sets=2, reps=4, weight_kg=1.0, rest_s=9.0, lifting_s=1.1, hold_s=0.0
)
PLAN = Prescription(PERSON, Side.RIGHT, blocks=(CURL,))
PATIENCE_S = 5.0
READ = (
    *(topics.SESSION, topics.REP, topics.SET, topics.AFFECTED),
    *(topics.NOTICE, topics.GUIDE),
)
TITLE = "CrossRep demo: a simulated person"


class Reader:
    """Somebody else at the broker, as a dashboard would be: counts what arrives.

    A broker may send a message twice when an answer is late, as MQTT allows; that counts once.

    Attributes:
        received: different messages so far.
    """

    def __init__(self, client: Client) -> None:
        self.received = 0
        self._client = client
        self._known: set[tuple[str, object]] = set()
        self._more = asyncio.Event()

    async def read(self) -> None:
        """Count until cancelled."""
        async for message in self._client.messages:
            self._known.add((message.topic.value, message.payload))
            self.received = len(self._known)
            self._more.set()

    async def until(self, number: int) -> None:
        """Wait for so many messages, but not for ever."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while self.received < number:
                    self._more.clear()
                    await self._more.wait()


@asynccontextmanager
async def reading(address: BrokerAddress) -> AsyncIterator[Reader]:
    """A reader of everything about the person but the status, while the block lasts."""
    async with Client(address.host, address.port, protocol=ProtocolVersion.V311) as client:
        reader = Reader(client)
        for suffix in READ:
            await client.subscribe(topics.topic(PERSON, suffix), qos=1)
        task = asyncio.create_task(reader.read(), name="reader")
        try:
            yield reader
        finally:
            task.cancel()
            await asyncio.wait({task})


def run_demo(wishes: GuideWishes, *, fast: bool) -> None:
    """From the first picture to the summary, without a question that must be answered."""
    with demo_room() as room:
        history = room / "history.sqlite"
        with _known_broker():
            events, note = run_async(_demo(wishes.pages(), FAST if fast else 1.0, history))
        typer.echo()
        print_summary(events, "demo", "biceps_curl", note)
        if events and isinstance(events[-1], SessionEnded):
            typer.echo(demo_report(history, PERSON))


@contextmanager
def _known_broker() -> Iterator[None]:
    """What our own broker cannot do needs no warning."""
    publisher = logging.getLogger("crossrep.edges.mqtt")
    before = publisher.level
    publisher.setLevel(logging.ERROR)
    try:
        yield
    finally:
        publisher.setLevel(before)


async def _demo(pages: PageWishes | None, speed: float, history: Path) -> tuple[list[Event], str]:
    script = built_in("demo")
    settings = Settings(script.trained, script.exercise)
    link = SimulatedLink(script, speed)
    async with embedded_broker() as address, reading(address) as reader, page_served(pages) as page:
        with view(TITLE, settings.trained) as shown:
            mail = Mail(address, PERSON, PATIENCE_S)
            if page is not None:
                link.ready, link.ready_s = page.touched, START_S / speed
            keep = keeping(history, PERSON, settings)
            async with link, keep as diary, posting(mail) as post:
                shown.note = partial(_note, post, reader)
                led = _led(page, speed)
                held = await hold(link, settings, post=post, view=shown, diary=diary, led=led)
            await reader.until(post.known().acknowledged)
            shown.again()
        return held.events, f"{post.delivered()}; {_received(reader)}"


def _led(page: Page | None, speed: float) -> Led:
    """The guide, and somebody who taps what nobody taps."""
    guide = Guide(PLAN, [], datetime.now().astimezone().date())
    person = TappingPerson(Habits(reaction_s=REACTION_S))
    return Led(guide, page, person.look, SUMMARY_S / speed)


def _note(post: Post, reader: Reader) -> str:
    return f"{post.note()}; {_received(reader)}"


def _received(reader: Reader) -> str:
    return f"{reader.received:,} received by a subscriber"
