"""What a broken or hostile wearable may send: mangled packets of its own, in any length."""

import json

import numpy as np
import pytest
from wearers import inputs_of, settings

from crossrep.drivers.profile import Profile
from crossrep.drivers.table import PROFILES
from crossrep.engine import Engine, save
from crossrep.events import SessionEnded
from crossrep.inputs import Input, Notification
from crossrep.simulate import from_toml
from wearable_families import each_family

SESSION = """
[sensor]
family = "{family}"
rate_hz = 100
[[block]]
kind = "rest"
duration_s = 12
"""
LENGTHS = (0, 1, 2, 7, 8, 19, 20, 21, 27, 63, 243, 244, 512, 4096, 70_000)
MANGLED = 1000
families = pytest.mark.parametrize("profile", each_family(PROFILES))


def mangled(item: Notification, rng: np.random.Generator) -> Notification:
    """Its bytes flipped, cut, grown, doubled, or others of any length in their place."""
    payload = bytearray(item.payload)
    match int(rng.integers(6)):
        case 0:
            payload = bytearray(rng.bytes(int(rng.choice(LENGTHS))))
        case 1:
            payload = payload[: int(rng.integers(len(payload) + 1))]
        case 2:
            payload += rng.bytes(int(rng.integers(1, 300)))
        case 3:
            payload += bytes(payload)
        case 4 if payload:
            payload[int(rng.integers(len(payload)))] ^= 1 << int(rng.integers(8))
        case _ if payload:
            at = int(rng.integers(len(payload)))
            payload[at : at + 4] = b"\xff" * 4
    return Notification(item.side, item.t_host_ns, item.characteristic, bytes(payload))


@families
def test_mangled_packets_raise_nothing_and_fill_no_memory(profile: Profile) -> None:
    family = profile.driver
    rng = np.random.default_rng(sum(family.encode()))
    inputs = inputs_of(from_toml(SESSION.format(family=family)))
    said = [item for item in inputs if isinstance(item, Notification)]
    engine, sizes = Engine(settings()), []
    for item in inputs:
        if not isinstance(item, Notification):
            engine.feed(item)
    now_ns = inputs[-1].t_host_ns
    for n in range(MANGLED):
        good: Input = said[n % len(said)]
        assert isinstance(good, Notification)
        now_ns += 10_000_000
        one = mangled(good, rng) if n % 3 else good
        engine.feed(Notification(one.side, now_ns, one.characteristic, one.payload))
        if n % (MANGLED // 4) == MANGLED // 4 - 1:
            wrists = {side: wrist.driver for side, wrist in engine.wrists.items()}
            sizes.append(len(json.dumps(save(Engine(wrists=_with(wrists))))))
    assert max(sizes) < 400_000
    assert isinstance(engine.finish()[-1], SessionEnded)


def _with(drivers):
    """Fresh wrists that hold these drivers, to see how much those keep."""
    wrists = Engine().wrists
    for side, wrist in wrists.items():
        wrist.driver = drivers[side]
    return wrists
