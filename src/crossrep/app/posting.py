"""Where a session's metrics go, and how far they have come."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from crossrep.app.words import count
from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.mqtt import Publisher
from crossrep.edges.outbox import IN_MEMORY, Counts, Outbox
from crossrep.edges.publishing import ToOutbox, publishing
from crossrep.formats.topics import checked_person


@dataclass(frozen=True, slots=True)
class Mail:
    """A broker, as whom, how long to wait for it at the end, and the file of the outbox."""

    address: BrokerAddress
    person: str
    wait_s: float
    path: Path | str = IN_MEMORY


@dataclass(slots=True)
class Post:
    """The way to the broker while a session lasts.

    Attributes:
        counts: how it ended; known afterwards.
    """

    outbox: Outbox
    publisher: Publisher
    sink: ToOutbox
    counts: Counts | None = None

    def note(self) -> str:
        """How it stands, in words."""
        away = self.counts is None and not self.publisher.connected
        return f"MQTT: {self.delivered()}{', the broker is away' if away else ''}"

    def known(self) -> Counts:
        """The numbers behind `delivered`."""
        return self.counts or self.outbox.counts()

    def delivered(self) -> str:
        """How many messages went and how many did not."""
        counts = self.known()
        said = f"{count(counts.acknowledged, 'message')} delivered"
        return f"{said}, {counts.refused:,} refused, {counts.waiting:,} waiting"


def mail(broker: str | None, person: str, wait_s: float, path: Path | str) -> Mail | None:
    """What the command line says about publishing.

    Raises:
        BadInputError: no address, or no person id.
    """
    if broker is None:
        return None
    return Mail(BrokerAddress.parse(broker), checked_person(person), wait_s, path)


@asynccontextmanager
async def posting(to: Mail) -> AsyncIterator[Post]:
    """Publish while the block lasts; then wait for what is still on its way."""
    with Outbox(to.path) as outbox:
        async with publishing(to.address, outbox, to.person, to.wait_s) as publisher:
            post = Post(outbox, publisher, ToOutbox(outbox, to.person))
            yield post
        post.counts = outbox.counts()


def posting_if(to: Mail | None) -> AbstractAsyncContextManager[Post | None]:
    """`posting` when somebody named a broker."""
    return nullcontext() if to is None else posting(to)
