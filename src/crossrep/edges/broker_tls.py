"""Encryption to the broker: whom we trust, who we are, and what went wrong in plain words."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crossrep.errors import BadInputError

CA = "CROSSREP_BROKER_CA"
CERTIFICATE = "CROSSREP_BROKER_CERT"
KEY = "CROSSREP_BROKER_KEY"

EXPIRED, NOT_YET, UNKNOWN_ISSUER, SELF_SIGNED, SELF_SIGNED_CHAIN = 10, 9, 20, 18, 19
HOST_MISMATCH, ADDRESS_MISMATCH = 62, 64
"""OpenSSL's numbers for what is wrong with a certificate (X509_V_ERR_...)."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files beside those the system has.

    Attributes:
        ca: whose signature on the broker's certificate is trusted; None: the system's.
        certificate: our own certificate, if the broker asks who we are.
        key: its private key; None: it is in the same file.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    @staticmethod
    def named_in(environ: Mapping[str, str] = os.environ) -> "TlsFiles":
        """The files that the environment names."""
        ca, certificate, key = (
            Path(environ[name]) if environ.get(name) else None for name in (CA, CERTIFICATE, KEY)
        )
        return TlsFiles(ca, certificate, key)

    def any(self) -> bool:
        """At least one is named."""
        return bool(self.ca or self.certificate or self.key)

    def context(self) -> ssl.SSLContext:
        """What a connection needs; the broker's certificate and name are always checked.

        Raises:
            BadInputError: a file is missing, or is not what it is said to be.
        """
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except (OSError, ssl.SSLError) as error:
            raise BadInputError(f"{CA}: {self.ca} holds no certificates in PEM form.") from error
        context.sslsocket_class = _ClosingSocket
        if self.certificate is None and self.key is not None:
            raise BadInputError(f"{KEY} is a key without a certificate: name it in {CERTIFICATE}.")
        if self.certificate is not None:
            self._load_own(context, self.certificate)
        return context

    def _load_own(self, context: ssl.SSLContext, certificate: Path) -> None:
        def no_password() -> str:
            raise BadInputError(
                f"The key of {certificate} is locked by a password; use one that is not, and that "
                "only you can read."
            )

        try:
            context.load_cert_chain(certificate, self.key, no_password)
        except (OSError, ssl.SSLError) as error:
            raise BadInputError(
                f"{CERTIFICATE}: {certificate} and its key are no matching pair in PEM form."
            ) from error


class _ClosingSocket(ssl.SSLSocket):
    """paho forgets the socket of a handshake that failed; it closes itself."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def plain_words(error: BaseException) -> str | None:
    """What a failed encrypted connection means for people; None for anything else."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return None
    if error.verify_code in (EXPIRED, NOT_YET):
        when = "has expired" if error.verify_code == EXPIRED else "is not valid yet"
        return f"its certificate {when}, or the date of this computer is wrong"
    if error.verify_code in (HOST_MISMATCH, ADDRESS_MISMATCH):
        return "its certificate is for another host: use the name that stands in it"
    if error.verify_code in (UNKNOWN_ISSUER, SELF_SIGNED, SELF_SIGNED_CHAIN):
        return f"nobody we trust signed its certificate: name its CA's file in {CA}"
    return f"its certificate is not valid: {error.verify_message}"
