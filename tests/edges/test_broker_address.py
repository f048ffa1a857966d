"""Addresses as people write them, and where passwords may come from."""

from pathlib import Path

import pytest

from crossrep.edges.broker_address import BrokerAddress
from crossrep.errors import BadInputError

SECRET = "correct-horse-7"  # noqa: S105  an example


@pytest.mark.parametrize(
    ("text", "host", "port", "tls", "username"),
    [
        ("broker.local", "broker.local", 1883, False, None),
        ("10.0.0.7:1999", "10.0.0.7", 1999, False, None),
        ("mqtt://ann@pi:1884", "pi", 1884, False, "ann"),
        ("mqtts://clinic.example", "clinic.example", 8883, True, None),
        ("mqtts://ann@clinic.example/", "clinic.example", 8883, True, "ann"),
        ("[::1]:1885", "::1", 1885, False, None),
    ],
)
def test_addresses(text: str, host: str, port: int, tls: bool, username: str | None) -> None:
    address = BrokerAddress.parse(text, environ={})
    assert address == BrokerAddress(host, port, tls, username)
    assert BrokerAddress.parse(str(address), environ={}).port == port


@pytest.mark.parametrize(
    "text", ["", "mqtt://", "http://pi", "pi:port", "pi:99999", "pi/topic", "mqtt://pi?x=1", "[::1"]
)
def test_what_is_no_address_is_one_clear_sentence(text: str) -> None:
    with pytest.raises(BadInputError, match="no broker address: write"):
        BrokerAddress.parse(text, environ={})


@pytest.mark.parametrize(
    "text", [f"mqtt://ann:{SECRET}@pi", f"ann:{SECRET}@pi:x", f"ann:{SECRET}@"]
)
def test_a_password_in_the_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadInputError) as caught:
        BrokerAddress.parse(text, environ={})
    assert SECRET not in str(caught.value)


def test_the_password_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{SECRET}\n")
    file_named = {"CROSSREP_BROKER_PASSWORD_FILE": str(file), "CROSSREP_BROKER_PASSWORD": "other"}
    for address in (
        BrokerAddress.parse("ann@pi", password_file=file, environ={}),
        BrokerAddress.parse("ann@pi", environ=file_named),
        BrokerAddress.parse("ann@pi", environ={"CROSSREP_BROKER_PASSWORD": SECRET}),
    ):
        assert address.password == SECRET
        assert SECRET not in f"{address} {address!r}"


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_password_file_that_is_no_use_says_so(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_text(content)
    with pytest.raises(BadInputError, match="password file"):
        BrokerAddress.parse("ann@pi", password_file=file, environ={})


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("ann@pi", True),
        ("ann@10.0.0.7", True),
        ("pi", False),
        ("mqtts://ann@pi", False),
        ("ann@localhost", False),
        ("ann@127.0.0.1", False),
        ("ann@[::1]", False),
    ],
)
def test_credentials_in_the_clear_are_warned_of(text: str, warned: bool) -> None:
    warning = BrokerAddress.parse(text, environ={}).warning()
    assert (warning is not None) is warned
    assert warning is None or "unencrypted" in warning


@pytest.mark.parametrize(
    "text", ["a..b", "\u00fcn\u00ef..de", "h" * 300, "host:0", "mqtt://x:99999"]
)
def test_a_host_that_cannot_exist_is_one_sentence(text: str) -> None:
    with pytest.raises(BadInputError, match="no broker address"):
        BrokerAddress.parse(text)
