"""What people are told of a connection to a broker: one line a change, never a line a message."""

import logging

from crossrep.edges.broker_address import BrokerAddress

_log = logging.getLogger("crossrep.edges.mqtt")


class PublisherLog:
    """The lines of one publisher."""

    def __init__(self, address: BrokerAddress) -> None:
        self._address = address
        self._down = False
        self._said: set[tuple[str, str]] = set()

    def begins(self) -> None:
        """What should be known before connecting."""
        if (warning := self._address.warning()) is not None:
            _log.warning("%s", warning)

    def somebody_else(self) -> None:
        """Two publishers of one outbox would throw each other out at the broker."""
        _log.warning("Another crossrep publishes from this outbox; it sends what waits here too.")

    def up(self, *, mqtt5: bool) -> None:
        """The broker answers, for the first time or again."""
        again = "again " if self._down else ""
        self._down = False
        _log.info("Connected %sto the broker %s.", again, self._address)
        if not mqtt5 and self._first("", "3.1.1"):
            _log.warning(
                "The broker %s speaks only MQTT 3.1.1: if it refuses a message, nobody can see it.",
                self._address,
            )

    def down(self, error: Exception) -> None:
        """The broker is away; said once until it is back."""
        if not self._down:
            self._down = True
            _log.warning(
                "No connection to the broker %s (%s). The session goes on, messages wait in the "
                "outbox.", self._address, error,
            )  # fmt: skip

    def refused(self, topic: str, refusal: str) -> None:
        """The broker took a message and threw it away: an error, once a topic and reason."""
        if self._first(topic, refusal):
            _log.error(
                "The broker %s refused what we published to %s (%s). It is not delivered; check "
                "which topics this user may write.", self._address, topic, refusal,
            )  # fmt: skip

    def waiting(self, number: int) -> None:
        """So many messages did not go."""
        _log.warning("%d messages wait in the outbox for the broker %s.", number, self._address)

    def _first(self, topic: str, what: str) -> bool:
        first = (topic, what) not in self._said
        self._said.add((topic, what))
        return first
