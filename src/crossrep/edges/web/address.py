"""Where a page listens, and under which names it may be asked for."""

import errno
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass

from crossrep.errors import BadInputError

USUAL_PORT = 8765
LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  only bound when asked for
WAITING_CONNECTIONS = 64
SOMEWHERE_ELSE = ("192.0.2.1", 9)
"""For documentation (RFC 5737): nothing is sent there, the system only chooses its way out."""


class PortTakenError(BadInputError):
    """Somebody listens there already."""


@dataclass(frozen=True, slots=True)
class Address:
    """A place where a page listens.

    Attributes:
        port: of the listening socket.
        names: under which it may be asked for, the best first; numbers and names without port.
        tls: https.
    """

    port: int
    names: tuple[str, ...]
    tls: bool = False

    @property
    def hosts(self) -> frozenset[str]:
        """What a ``Host`` header may say."""
        return frozenset(f"{name}:{self.port}".lower() for name in self.names) | (
            frozenset(name.lower() for name in self.names) if self._usual else frozenset()
        )

    @property
    def origins(self) -> frozenset[str]:
        """What an ``Origin`` header may say."""
        return frozenset(f"{self._scheme}://{host}" for host in self.hosts)

    @property
    def url(self) -> str:
        """The best address to open, without the secret."""
        return f"{self._scheme}://{self.names[0]}:{self.port}/"

    @property
    def _scheme(self) -> str:
        return "https" if self.tls else "http"

    @property
    def _usual(self) -> bool:
        return self.port == (443 if self.tls else 80)


def listening(
    host: str = LOOPBACK, port: int = USUAL_PORT, *, tls: bool = False
) -> tuple[socket.socket, Address]:
    """A socket that listens, and its address. Port 0 takes any free one.

    Raises:
        PortTakenError: somebody else listens there.
        BadInputError: this computer has no such address, or this user may not.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(WAITING_CONNECTIONS)
    except (OSError, OverflowError) as error:
        listener.close()
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        kind = PortTakenError if taken else BadInputError
        raise kind(_why(error, host, port)) from error
    listener.settimeout(0)
    bound = int(listener.getsockname()[1])
    return listener, Address(bound, _names(host), tls)


def _why(error: OSError | OverflowError, host: str, port: int) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return (
            f"Port {port} is in use on this computer, perhaps by another CrossRep: "
            "end that one, or choose another port with --port."
        )
    if number == errno.EACCES:
        return f"This user may not listen on port {port}: choose one above 1023 with --port."
    return f"This computer cannot listen on {host}, port {port}: {error}."


def _names(host: str) -> tuple[str, ...]:
    """What others may call us. A name nobody gave us is refused: it may be another site's trick."""
    if host == LOOPBACK:
        return (LOOPBACK, "localhost")
    if host != EVERYWHERE:
        return (host,)
    name = socket.gethostname()
    there = [*_own_numbers(name), name, f"{name.split('.')[0]}.local", LOOPBACK, "localhost"]
    return tuple(dict.fromkeys(there))


def _own_numbers(name: str) -> list[str]:
    """This computer's addresses in its networks, the one towards the outside first."""
    numbers: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(SOMEWHERE_ELSE)
        numbers.append(str(asking.getsockname()[0]))
    with suppress(OSError):
        numbers += socket.gethostbyname_ex(name)[2]
    return [number for number in dict.fromkeys(numbers) if not number.startswith("127.")]
