"""Every open connection: strangers have little time and make room, known ones stay."""

import asyncio
import logging
import socket
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

MOST = 64
STRANGER_S = 8.0
"""So long may a connection stay that has not shown the cookie. A page needs a few milliseconds."""

Peer = tuple[str, int]

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Guest:
    connection: socket.socket
    known: bool = False

    @property
    def there(self) -> bool:
        return self.connection.fileno() >= 0

    def leave(self) -> None:
        """As if the other end had hung up; whoever serves it notices."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class Guests:
    """At most so many at a time. A flood of strangers pushes out strangers."""

    def __init__(self, most: int = MOST, stranger_s: float = STRANGER_S) -> None:
        self._most = most
        self._stranger_s = stranger_s
        self._guests: dict[Peer, _Guest] = {}
        self._said = False

    def __len__(self) -> int:
        """How many are here."""
        self._forget_gone()
        return len(self._guests)

    def admit(self, connection: socket.socket, peer: Peer) -> bool:
        """May it stay for now? It is a stranger until `know`."""
        self._forget_gone()
        if len(self._guests) >= self._most and not self._make_room():
            return False
        guest = self._guests[peer] = _Guest(connection)
        asyncio.get_running_loop().call_later(self._stranger_s, _part, guest)
        return True

    def know(self, peer: Peer | None) -> None:
        """It has shown the cookie."""
        if peer is not None and (guest := self._guests.get((peer[0], peer[1]))) is not None:
            guest.known = True

    def _make_room(self) -> bool:
        """The oldest stranger from where most strangers come goes."""
        strangers = {peer: guest for peer, guest in self._guests.items() if not guest.known}
        if not strangers:
            return False
        ((crowd, _),) = Counter(host for host, _ in strangers).most_common(1)
        oldest = next(peer for peer in strangers if peer[0] == crowd)
        self._guests.pop(oldest).leave()
        if not self._said:
            self._said = True
            logger.warning("Many strangers ask for the page at once; they are turned away.")
        return True

    def _forget_gone(self) -> None:
        gone = [peer for peer, guest in self._guests.items() if not guest.there]
        for peer in gone:
            del self._guests[peer]


def _part(guest: _Guest) -> None:
    if not guest.known:
        guest.leave()
