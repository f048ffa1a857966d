"""What leaves the house in a capture: nothing that tells one unit or its owner."""

import json

from hypothesis import given
from hypothesis import strategies as st

from crossrep.formats.capture import Capture, Heard, Identity, to_json, wiped, wiped_name

ADDRESS = "C4:DE:E2:00:1F:9A"
RUNS = [bytes.fromhex(ADDRESS.replace(":", ""))[a : a + 3] for a in range(4)]


@given(before=st.binary(max_size=8), after=st.binary(max_size=8), at=st.integers(0, 3))
def test_no_three_bytes_of_the_address_stay_in_any_order(before, after, at):
    run = RUNS[at]
    secrets = Identity(ADDRESS).secrets()
    for hidden in (run, run[::-1], run.hex().encode(), run.hex().upper().encode()):
        data = before + hidden + after
        shown = wiped(data, secrets)
        assert len(shown) == len(data)
        assert all(each not in shown and each[::-1] not in shown for each in RUNS)


@given(data=st.binary(max_size=40))
def test_what_holds_no_secret_stays_as_it_is(data):
    secrets = Identity(ADDRESS, "WT901BLE68", "SN-778812").secrets()
    if not any(secret in data for secret in secrets):
        assert wiped(data, secrets) == data


def test_a_serial_number_is_found_as_text_as_digits_and_as_a_number():
    identity = Identity(ADDRESS, serial="174630000192")
    number = 174630000192
    for hidden in (
        b"174630000192",
        bytes.fromhex("174630000192"),
        number.to_bytes(5, "little"),
        number.to_bytes(5, "big"),
    ):
        assert set(wiped(b"ab" + hidden + b"z", identity.secrets())[2:-1]) == {0}


def test_the_name_keeps_the_kind_and_loses_the_unit_and_the_owner():
    assert wiped_name("WT901BLE68") == "WT901BLE68"
    assert wiped_name("Polar Sense 1A2B3C4D") == "Polar Sense XXXXXXXX"
    assert wiped_name("Movesense 174630000192") == "Movesense XXXXXXXXXXXX"
    assert wiped_name("Anna's watch") == "XXXX's watch"
    assert wiped_name("Puck.js c1d2") == "Puck.js XXXX"
    assert wiped_name("Xsens_DOT4471099") == "Xsens_DOTXXXXXXX"


def test_where_the_system_hides_the_address_nothing_that_may_hold_it_is_kept():
    identity = Identity("0B7D6D7C-8F6B-4E0A-9C55-1D6E7A2B3C4D")
    text = to_json(Capture(identity, -60, makers={89: bytes.fromhex("C4DEE2001F9A")}))
    assert json.loads(text)["manufacturer_data"] == {"89": "6 bytes"}


def test_a_sample_reads_back():
    heard = [Heard(0, "b", b"\x01"), Heard(20, "b", b"\x02")]
    services = [("s", "a", ("read",)), ("s", "b", ("notify",))]
    text = to_json(Capture(Identity(ADDRESS), -60, services=services, heard=heard))
    assert json.loads(text)["notifications"] == [[0, 1, "01"], [20, 1, "02"]]
