"""What a link is told of each family: consistent, complete, and told apart."""

import re

import pytest

from crossrep.drivers.profile import Advert, Profile, Read, Reply, Write, level_percent
from crossrep.drivers.table import (
    DRIVERS,
    PROFILES,
    driver_named,
    profile_for,
    profile_named,
    refusal_for,
)
from crossrep.drivers.witmotion import reply_percent
from crossrep.errors import BadInputError

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
every = pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.driver)

ON_THE_AIR = [
    ("WT901BLE68", (), (), "witmotion"),
    ("WT9011DCL-BT50", (), (), "witmotion"),
    ("WTSDCL", (), (), "witmotion"),
    ("Xsens DOT", (), (), "movella_dot"),
    ("Movella DOT", (), (), "movella_dot"),
    ("left wrist", (), (0x0886,), "movella_dot"),
    ("Thingy", (), (), "thingy52"),
    ("MetaWear", (), (), "metamotion"),
    ("Puck.js 3f9a", ("6e400001-b5a3-f393-e0a9-e50e24dcca9e",), (0x0590,), "puckjs"),
    ("Bangle.js 81c2", (), (0x0590,), "banglejs"),
    ("Polar Sense 9E4F1A23", (), (0x006B,), "polar_sense"),
    ("Movesense 204730000081", (), (0x009F,), "movesense"),
    ("CrossRep", ("50ac0001-d417-43ea-aeea-c7205eb341bb",), (), "own"),
]


def properties(profile: Profile) -> dict[str, tuple[str, ...]]:
    return {c.uuid: c.properties for s in profile.services for c in s.characteristics}


def writes(profile: Profile) -> list[Write]:
    steps = [step for rate_hz in profile.rates_hz for step in profile.setup(rate_hz)]
    steps += [*profile.stop, *profile.identify]
    asks = [profile.battery.ask] if profile.battery and profile.battery.ask else []
    return [step for step in [*steps, *asks] if isinstance(step, Write)]


@every
def test_a_profile_names_only_characteristics_it_has(profile):
    known = properties(profile)
    assert profile.driver in DRIVERS
    assert driver_named(profile.driver).refused == ""
    assert all(UUID.fullmatch(u) for u in [*known, *(s.uuid for s in profile.services)])
    assert profile.subscribe
    assert all({"notify", "indicate"} & set(known[uuid]) for uuid in profile.subscribe)
    for write in writes(profile):
        assert ("write" if write.response else "write-without-response") in known[
            write.characteristic
        ]
        assert write.stream or len(write.data) <= profile.smallest_mtu - 3
        for reply in (write.reply, write.only_if):
            assert reply is None or reply.characteristic in profile.subscribe
    for rate_hz in profile.rates_hz:
        reads = [step for step in profile.setup(rate_hz) if isinstance(step, Read)]
        assert all("read" in known[step.characteristic] for step in reads)


@every
def test_the_rates_rise_and_hold_the_default(profile):
    assert list(profile.rates_hz) == sorted(set(profile.rates_hz))
    assert profile.default_hz in profile.rates_hz
    assert profile.nearest_hz(profile.default_hz) == profile.default_hz
    assert profile.nearest_hz(1e9) == profile.rates_hz[-1]


@every
def test_the_battery_is_readable(profile):
    if profile.battery is not None:
        uuid = profile.battery.characteristic
        assert (
            uuid in profile.subscribe
            if profile.battery.ask
            else "read" in properties(profile)[uuid]
        )
        assert profile.battery.percent(b"") is None


@pytest.mark.parametrize(("name", "services", "companies", "driver"), ON_THE_AIR)
def test_a_family_is_told_apart_by_what_it_advertises(name, services, companies, driver):
    found = [p.driver for p in PROFILES if p.advert.fits(name, services, companies)]
    assert found == [driver]
    assert profile_for(name, services, companies) is profile_named(driver)
    assert refusal_for(name, services, companies) == ""


def test_lookalikes_are_refused_in_a_sentence():
    assert profile_for("WTVB01-BT50") is None
    assert "vibration" in refusal_for("WTVB01-BT50")


@pytest.mark.parametrize("name", ["", "Somebody's phone", "TV", "SWT-1"])
def test_strangers_are_nobodys(name):
    assert profile_for(name) is None
    assert refusal_for(name) == ""


def test_a_family_nobody_knows_is_refused_with_the_known_ones():
    with pytest.raises(BadInputError, match=r"'abacus'.*witmotion"):
        profile_named("abacus")


def test_any_clue_of_an_advertisement_is_enough():
    advert = Advert(("^AB",), ("00001234-0000-1000-8000-00805f9b34fb",), (7,), ("^ABC",))
    assert advert.fits("abx")
    assert advert.fits("", ["00001234-0000-1000-8000-00805F9B34FB"])
    assert advert.fits("", (), [7])
    assert not advert.fits("xab", ["00001235-0000-1000-8000-00805f9b34fb"], [8])
    assert not advert.fits("abc", (), [7])


def test_an_answer_is_good_or_bad_by_how_it_begins():
    reply = Reply("x", b"\xf0\x02", (b"\xf0\x02\x00", b"\xf0\x02\x06"))
    assert reply.answers("x", b"\xf0\x02\x01")
    assert not reply.answers("y", b"\xf0\x02\x01")
    assert not reply.answers("x", b"\xf0")
    assert [reply.accepts(b"\xf0\x02" + bytes([n])) for n in (0, 1, 6)] == [True, False, True]
    assert Reply("x", b"\xf0").accepts(b"\xf0\x99")


def test_the_standard_battery_level_is_a_percentage():
    assert [level_percent(bytes([n])) for n in (0, 57, 100, 101)] == [0, 57, 100, None]


def test_witmotions_battery_is_found_among_its_frames():
    frame = bytes.fromhex("5561" + "00" * 18)
    reply = bytes.fromhex("557164008a01") + bytes(14)
    assert reply_percent(frame + reply + frame) == 90
    assert reply_percent(frame) is None
    assert reply_percent(frame + reply[:5]) is None


def test_witmotions_commands_are_the_vendors():
    data = [step.data.hex() for step in profile_named("witmotion").setup(50.0)]
    assert data == ["ffaa6988b5", "ffaa030800"]
