"""Where the MQTT broker is and who we are there. The password never stands in the address."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from crossrep.edges.broker_tls import TlsFiles
from crossrep.errors import BadInputError

PASSWORD = "CROSSREP_BROKER_PASSWORD"  # noqa: S105  the name of a variable
PASSWORD_FILE = "CROSSREP_BROKER_PASSWORD_FILE"  # noqa: S105  the name of a variable
PORTS = {"mqtt": 1883, "mqtts": 8883}

_HOW = "write host, host:port, mqtt://user@host:port or mqtts://user@host:port"


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """A broker; ``str()`` shows neither user nor password.

    Attributes:
        host: name or address.
        port: TCP port.
        tls: the connection is encrypted and the broker's certificate checked.
        username: who we are there, if it asks.
        password: our secret there.
        mqtt5: False for a broker known to speak only 3.1.1, so that 5 is not tried.
        files: certificates, when encrypted.
    """

    host: str
    port: int
    tls: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    mqtt5: bool = True
    files: TlsFiles = field(default_factory=TlsFiles)

    @staticmethod
    def parse(
        text: str,
        *,
        password_file: Path | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> "BrokerAddress":
        """An address as people write it; the password comes from a file or the environment.

        The file is ``password_file`` or the one named by ``CROSSREP_BROKER_PASSWORD_FILE``;
        without a file ``CROSSREP_BROKER_PASSWORD`` holds the password itself. Certificates are
        named by ``CROSSREP_BROKER_CA``, ``_CERT`` and ``_KEY``.

        Raises:
            BadInputError: no address, a password in the address, or a file that cannot be read.
        """
        parts, port = _split(text.strip())
        password = _password(password_file, environ) if parts.username else None
        tls = parts.scheme == "mqtts"
        files = _certificates(tls, environ)
        username = parts.username or None
        return BrokerAddress(str(parts.hostname), port, tls, username, password, files=files)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"

    def on_this_computer(self) -> bool:
        """Nothing leaves this computer on the way to the broker."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"

    def warning(self) -> str | None:
        """What a person should know before connecting, in plain words."""
        if self.username is None or self.tls or self.on_this_computer():
            return None
        return (
            f"User name and password for the broker {self} travel unencrypted: anyone on the same "
            f"network can read them. Use mqtts://{self.host} if the broker offers it."
        )


def _split(text: str) -> tuple[SplitResult, int]:
    """The parts of an address; the errors never repeat it, there may be a secret in it."""
    try:
        parts = urlsplit(text if "://" in text else f"mqtt://{text}")
        port = PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise BadInputError(f"This is no broker address: {_HOW}.") from error
    if parts.password is not None:
        raise BadInputError(
            "A password in the broker address can be seen by everyone on this computer: put it "
            f"into a file only you can read and name the file in {PASSWORD_FILE}."
        )
    if port == 0 or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise BadInputError(f"This is no broker address: {_HOW}.")
    return parts, port


def _certificates(tls: bool, environ: Mapping[str, str]) -> TlsFiles:
    """The named files, tried once, so that a mistake is said before a session begins."""
    files = TlsFiles.named_in(environ)
    if not tls:
        if files.any():
            raise BadInputError(
                "Certificates are named in the environment, but mqtt:// is not encrypted: write "
                "mqtts:// in front of the broker."
            )
        return TlsFiles()
    files.context()
    return files


def _password(path: Path | None, environ: Mapping[str, str]) -> str | None:
    named = path or (Path(environ[PASSWORD_FILE]) if environ.get(PASSWORD_FILE) else None)
    if named is None:
        return environ.get(PASSWORD)
    try:
        lines = named.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"The password file {named} cannot be read.") from error
    if not lines or not lines[0]:
        raise BadInputError(f"The password file {named} is empty.")
    return lines[0]
