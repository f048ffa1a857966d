"""Where a session's metrics go, and how far they have come."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from crossrep.app.words import count
from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.latest import Latest, Shown
from crossrep.edges.mqtt import Publisher
from crossrep.edges.outbox import IN_MEMORY, Counts, Outbox
from crossrep.edges.publishing import ToOutbox, publishing
from crossrep.edges.showing import Showing
from crossrep.formats.home_assistant import discoveries
from crossrep.formats.topics import checked_person
from crossrep.inputs import Side


@dataclass(frozen=True, slots=True)
class Mail:
    """A broker, as whom, how long to wait for it at the end, the file of the outbox, for whom."""

    address: BrokerAddress
    person: str
    wait_s: float
    path: Path | str = IN_MEMORY
    home_assistant: bool = False
    commands: bool = False


@dataclass(slots=True)
class Post:
    """The way to the broker while a session lasts.

    Attributes:
        to: whereto.
        counts: how it ended; known afterwards.
    """

    to: Mail
    outbox: Outbox
    publisher: Publisher
    sink: ToOutbox
    latest: Latest
    before: Counts
    counts: Counts | None = None

    def showing(self, trained: Side) -> Showing:
        """What shows the state of a session in which this side is trained."""
        return Showing(self.latest, self.sink.person, trained)

    def note(self) -> str:
        """How it stands, in words."""
        away = self.counts is None and not self.publisher.connected
        return f"MQTT: {self.delivered()}{', the broker is away' if away else ''}"

    def known(self) -> Counts:
        """The numbers behind `delivered`: of this session, but all that waits."""
        now = self.counts or self.outbox.counts()
        acknowledged = max(now.acknowledged - self.before.acknowledged, 0)
        refused = max(now.refused - self.before.refused, 0)
        return replace(now, acknowledged=acknowledged, refused=refused)

    def delivered(self) -> str:
        """How many messages went and how many did not."""
        counts = self.known()
        said = f"{count(counts.acknowledged, 'message')} delivered"
        return f"{said}, {counts.refused:,} refused, {counts.waiting:,} waiting"


def mail(
    broker: str | None,
    person: str,
    wait_s: float,
    path: Path | str,
    *,
    home_assistant: bool = False,
    commands: bool = False,
) -> Mail | None:
    """What the command line says about publishing.

    Raises:
        BadInputError: no address, or no person id.
    """
    if broker is None:
        return None
    address = BrokerAddress.parse(broker)
    return Mail(address, checked_person(person), wait_s, path, home_assistant, commands)


@asynccontextmanager
async def posting(to: Mail) -> AsyncIterator[Post]:
    """Publish while the block lasts; then wait for what is still on its way."""
    latest = Latest()
    for found in discoveries(to.person) if to.home_assistant else ():
        latest.show(Shown(found.topic, found.payload, qos=1, retain=True))
    with Outbox(to.path) as outbox:
        before = outbox.counts()
        async with publishing(to.address, outbox, to.person, to.wait_s, latest) as publisher:
            sink = ToOutbox(outbox, to.person)
            post = Post(to, outbox, publisher, sink, latest, before=before)
            yield post
        post.counts = outbox.counts()


def posting_if(to: Mail | None) -> AbstractAsyncContextManager[Post | None]:
    """`posting` when somebody named a broker."""
    return nullcontext() if to is None else posting(to)
