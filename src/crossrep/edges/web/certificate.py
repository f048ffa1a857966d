"""https at home: a certificate authority of this computer's own, good for nothing but the home.

A browser keeps a tablet awake only over https (screen wake lock needs a secure context). The
authority is limited, critically, to names and addresses of home networks, so a tablet that trusts
it trusts it for no site of the internet. Both keys stay here, readable by their owner only.
"""

import ipaddress
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from crossrep.edges.files import new_file
from crossrep.errors import BadInputError

Made = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]

HOME_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
AUTHORITY_DAYS, SERVER_DAYS = 3650, 365
RENEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class LocalTls:
    """What a server needs.

    Attributes:
        context: for the server.
        authority: the certificate a tablet is to trust.
        fingerprint: of the authority, SHA-256 in groups, to compare by eye.
    """

    context: ssl.SSLContext
    authority: bytes
    fingerprint: str


def local_tls(folder: Path, names: Sequence[str]) -> LocalTls:
    """The authority of this computer and a server's certificate for these names.

    Both are made when there is none; the server's again when it ends soon or names have changed.

    Raises:
        BadInputError: the folder cannot be used.
    """
    authority_file = folder / "authority.pem"
    if not authority_file.exists():
        _write(authority_file, _new_authority())
    key, authority = _read(authority_file)
    server_file = folder / "server.pem"
    if not _still_good(server_file, names, authority):
        server_file.unlink(missing_ok=True)
        _write(server_file, _new_server(key, names))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(server_file)
    shown = authority.fingerprint(hashes.SHA256()).hex(" ", 2).upper()
    return LocalTls(context, _pem(authority), shown)


def _new_authority() -> Made:
    key = ec.generate_private_key(ec.SECP256R1())
    networks = [x509.IPAddress(ipaddress.ip_network(each)) for each in HOME_NETWORKS]
    home = [x509.DNSName(name) for name in ("local", "localhost")]
    builder = (
        _begun("CrossRep at home", "CrossRep at home", key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints([*home, *networks], None), critical=True)
        .add_extension(_usage(sign_others=True), critical=True)
    )
    return key, _signed(builder, key)


def _new_server(authority_key: ec.EllipticCurvePrivateKey, names: Sequence[str]) -> Made:

    key = ec.generate_private_key(ec.SECP256R1())
    public = authority_key.public_key()
    builder = (
        _begun("CrossRep", "CrossRep at home", key, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(sign_others=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    )
    return key, _signed(builder, authority_key)


def _begun(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:

    def name(words: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, sign_others: bool) -> x509.KeyUsage:

    return x509.KeyUsage(
        digital_signature=not sign_others,
        key_cert_sign=sign_others,
        crl_sign=sign_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:

    return builder.sign(key, hashes.SHA256())


def _alternatives(names: Sequence[str]) -> list[x509.GeneralName]:
    """Names the authority may vouch for; a bare computer name is no name of the home."""
    made: list[x509.GeneralName] = []
    for name in names:
        try:
            made.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            if name == "localhost" or name.endswith(".local"):
                made.append(x509.DNSName(name))
    return made


def _still_good(path: Path, names: Sequence[str], authority: x509.Certificate) -> bool:

    if not path.exists():
        return False
    _, certificate = _read(path)
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    soon = datetime.now(UTC) + timedelta(days=RENEW_DAYS)
    said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return certificate.not_valid_after_utc > soon and set(said) == set(_alternatives(names))


def _write(path: Path, made: Made) -> None:

    key, certificate = made
    pem = key.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )  # readable by its owner only, like every file here
    with new_file(path) as stream:
        stream.write(pem + _pem(certificate))


def _pem(certificate: x509.Certificate) -> bytes:

    return certificate.public_bytes(form.Encoding.PEM)


def _read(path: Path) -> Made:
    """A key and its certificate.

    Raises:
        BadInputError: there is something else in the file.
    """
    try:
        data = path.read_bytes()
        key, certificate = load_pem_private_key(data, None), x509.load_pem_x509_certificate(data)
    except (ValueError, OSError) as error:
        raise BadInputError(f"{path} holds no certificate of CrossRep: delete it.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadInputError(f"{path} holds no certificate of CrossRep: delete it.")
    return key, certificate
