"""Virtual wearables, set up as their profile says, read by their driver: what went in comes out."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from crossrep.drivers.base import Driver
from crossrep.drivers.profile import Profile, Read, Reply, Step, Write
from crossrep.drivers.table import PROFILES, driver_named, profile_for, profile_named
from crossrep.samples import Chunk, Samples
from crossrep.simulate.unit import Unit
from crossrep.simulate.units import unit_named

every = pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.driver)


@dataclass
class Central:
    """Follows a profile as a link would, with a unit in place of the radio."""

    unit: Unit
    heard: list[tuple[str, bytes]] = field(default_factory=list)

    def set_up(self, profile: Profile, rate_hz: float) -> None:
        for uuid in profile.subscribe:
            self.hear(self.unit.subscribed(uuid, on=True))
        self.run(profile.setup(rate_hz))

    def run(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            if isinstance(step, Read):
                self.heard.append((step.characteristic, self.unit.read(step.characteristic)))
            elif step.only_if is None or self.answer(step.only_if):
                self.write(step)

    def write(self, step: Write) -> None:
        before = len(self.heard)
        size = self.unit.largest_payload if step.stream else max(len(step.data), 1)
        for at in range(0, len(step.data), size):
            self.hear(self.unit.written(step.characteristic, step.data[at : at + size]))
        if step.reply is not None and step.required:
            answer = self.answer(step.reply, before)
            assert answer is not None, step
            assert step.reply.accepts(answer), step

    def answer(self, reply: Reply, since: int = 0) -> bytes | None:
        return next((p for c, p in self.heard[since:] if reply.answers(c, p)), None)

    def hear(self, said: list) -> list:
        for item in said:
            assert item.characteristic in self.unit.notified
            assert len(item.payload) <= self.unit.largest_payload
            self.heard.append((item.characteristic, item.payload))
        return said


def chunk_of(heard: list[tuple[str, bytes]]) -> Chunk:
    names = tuple(dict.fromkeys(name for name, _ in heard))
    seq = np.arange(1, len(heard) + 1)
    ends = np.cumsum([len(payload) for _, payload in heard], dtype=np.int64)
    name = np.array([names.index(n) for n, _ in heard], np.int64)
    return Chunk(b"".join(p for _, p in heard), ends, seq, seq * 10_000_000, name, names)


def wave(n: int, rate_hz: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """n samples of slow movement by a unit's own clock, 100 s after it was switched on."""
    t_s = 100 + np.arange(n) / rate_hz
    phase = 2 * np.pi * 0.4 * t_s[:, None] + np.array([0, 1, 2])
    return t_s, 9.0 * np.sin(phase), 2.5 * np.cos(phase)


def all_of(driver: Driver, heard: list[tuple[str, bytes]]) -> Samples:
    return Samples.joined([driver.decode(chunk_of(heard)), driver.finish()])


@every
def test_a_unit_advertises_what_its_profile_looks_for(profile):
    unit = unit_named(profile.driver)
    found = profile_for(unit.name, unit.advertised_services, unit.manufacturer_data)
    assert found is profile


@every
def test_what_a_unit_measured_is_what_its_driver_reads(profile):
    for rate_hz in profile.rates_hz:
        central = Central(unit_named(profile.driver))
        driver = driver_named(profile.driver)
        driver.rate_hz = rate_hz
        central.set_up(profile, rate_hz)
        assert central.unit.streaming
        assert central.unit.rate_hz == pytest.approx(rate_hz, rel=0.01)
        t_s, acc, gyr = wave(400, rate_hz)
        central.hear(central.unit.measured(t_s, acc, gyr))
        samples = all_of(driver, central.heard)
        assert driver.skipped_bytes == driver.duplicates == 0
        assert driver.refused == ""
        assert_same(profile, samples, t_s, acc, gyr)


def assert_same(profile, samples, t_s, acc, gyr):
    """All but the samples of an unfinished packet, in order, to the step of the bytes."""
    n = len(samples)
    assert n > len(t_s) - 80
    assert np.abs(samples.acc_ms2 - acc[:n]).max() < 0.05
    if profile.gyroscope:
        assert np.abs(samples.gyr_rads - gyr[:n]).max() < 0.01
    if profile.device_time:
        assert np.diff(samples.t_device_s) == pytest.approx(np.diff(t_s[:n]), abs=0.003)
    else:
        assert np.isnan(samples.t_device_s).all()
    assert (np.diff(samples.seq) >= 0).all()
    assert (np.diff(samples.t_host_ns) >= 0).all()


@every
def test_a_unit_tells_its_charge(profile):
    if profile.battery is None:
        return
    central = Central(unit_named(profile.driver))
    central.set_up(profile, profile.default_hz)
    central.unit.battery_percent = 60
    uuid = profile.battery.characteristic
    if profile.battery.ask is None:
        assert profile.battery.percent(central.unit.read(uuid)) == 60
    else:
        central.write(profile.battery.ask)
        said = [profile.battery.percent(payload) for name, payload in central.heard if name == uuid]
        assert [percent for percent in said if percent is not None] == [60]


@every
def test_a_unit_that_was_stopped_or_left_is_silent(profile):
    for leave in (True, False):
        central = Central(unit_named(profile.driver))
        central.set_up(profile, profile.default_hz)
        central.run(profile.stop)
        if leave or not profile.stop:
            central.unit.disconnected()
        assert central.unit.measured(*wave(200, profile.default_hz)) == []


@every
def test_a_unit_survives_strange_commands(profile):
    rng = np.random.default_rng(4)
    unit = unit_named(profile.driver)
    for uuid in [c.uuid for s in profile.services for c in s.characteristics]:
        unit.subscribed(uuid, on=True)
        for n in (0, 1, 2, 5, 20, 40):
            unit.written(uuid, rng.bytes(n))
            unit.read(uuid)


def test_witmotion_has_a_frame_with_and_one_without_a_clock():
    unit = unit_named("witmotion")
    unit.with_clock = True
    central = Central(unit)
    central.set_up(profile_named("witmotion"), 50.0)
    t_s, acc, gyr = wave(100, 50.0)
    central.hear(unit.measured(t_s, acc, gyr))
    samples = all_of(driver_named("witmotion"), central.heard)
    assert np.diff(samples.t_device_s) == pytest.approx(np.full(99, 0.02), abs=1e-6)
