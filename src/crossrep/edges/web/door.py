"""Who may enter: whoever has the secret, and then the cookie that stands for it."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from crossrep.edges.files import new_file, read_text
from crossrep.edges.web.address import Address
from crossrep.errors import BadInputError

SECRET_BYTES = 24
COOKIE_DAYS = 180


def new_secret() -> str:
    """192 random bits, for an address or a picture of one."""
    return secrets.token_urlsafe(SECRET_BYTES)


def kept_secret(path: Path) -> str:
    """The secret in this file, made at the first time, so that a tablet need not be told daily.

    Deleting the file locks everybody out until they are told again.

    Raises:
        BadInputError: the file holds something else.
    """
    if not path.exists():
        with new_file(path) as stream:
            stream.write(f"{new_secret()}\n".encode())
    secret = read_text(path).strip()
    if len(secret) < SECRET_BYTES or not secret.isascii():
        raise BadInputError(f"{path} holds no secret of CrossRep: delete it, a new one is made.")
    return secret


@dataclass(frozen=True, slots=True)
class Door:
    """One page's door.

    Attributes:
        address: where the page listens.
        page: its name; two pages of one computer do not open each other.
        secret: never logged, never in a request line; see `link`.
        tickets: secrets that are good for one time.
    """

    address: Address
    page: str = "page"
    secret: str = field(default_factory=new_secret, repr=False)
    tickets: set[str] = field(default_factory=set, repr=False)

    @property
    def link(self) -> str:
        """The address with the secret behind the #, which no browser sends anywhere."""
        return f"{self.address.url}#{self.secret}"

    @property
    def cookie_name(self) -> str:
        """Cookies do not keep ports apart, so the name does."""
        return f"crossrep_{self.page}"

    def ticket(self) -> str:
        """Opens once: for a browser started here, whose address others on this computer see."""
        made = new_secret()
        self.tickets.add(made)
        return made

    def opens(self, secret: bytes) -> bool:
        """Is this the secret, or a ticket? Takes as long for a near miss as for a far one."""
        for ticket in self.tickets:
            if hmac.compare_digest(secret, ticket.encode()):
                self.tickets.remove(ticket)
                return True
        return hmac.compare_digest(secret, self.secret.encode())

    def knows(self, cookie_header: str) -> bool:
        """Does this ``Cookie`` header carry ours?"""
        try:
            given = SimpleCookie(cookie_header).get(self.cookie_name)
        except CookieError:
            return False
        value = given.value if given is not None else ""
        return hmac.compare_digest(value.encode(), self._cookie().encode())

    def set_cookie(self) -> str:
        """A ``Set-Cookie`` header; scripts cannot read it and other sites cannot send it."""
        secure = "; Secure" if self.address.tls else ""
        age_s = COOKIE_DAYS * 86_400
        return (
            f"{self.cookie_name}={self._cookie()}; Path=/; Max-Age={age_s}; "
            f"HttpOnly; SameSite=Strict{secure}"
        )

    def _cookie(self) -> str:
        return hmac.new(self.secret.encode(), self.page.encode(), hashlib.sha256).hexdigest()
