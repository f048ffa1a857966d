"""Every family over the air: found, connected, set up, streaming, stopped; and its counters."""

from pathlib import Path

import held
import pytest
from held import at
from people import end_s, person, seen_reps, which

from crossrep.drivers.profile import Profile, Write
from crossrep.drivers.table import PROFILES, profile_for
from crossrep.edges.notices import NoticeKind
from crossrep.events import FaultKind
from crossrep.inputs import LinkState, Role, Side
from virtual_ble.clock import run_virtual
from virtual_ble.world import Scene, scene
from wearable_families import each_family

REPS = 4
LONGEST_ANSWER = 12
"""Answers may be the same as earlier ones; packets may not."""
every = pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.driver)
counted = pytest.mark.parametrize(
    "profile", [p for p in PROFILES if p.counter and p.gyroscope], ids=lambda p: p.driver
)


whole = pytest.mark.parametrize("profile", each_family(PROFILES))


def session_of(profile: Profile, path: Path, what=lambda _: None, reps: int = REPS) -> held.Held:
    async def main() -> held.Held:
        async with scene(person(reps), profile.driver) as here:
            what(here)
            session = await held.hold(here, path / "a.mcap", end_s(reps))
            for wrist in here.wrists.values():
                assert not wrist.unit.streaming
            assert here.central.links == 0
            return session

    session = run_virtual(main())
    assert session.events == session.replayed
    return session


@every
def test_a_family_is_heard_and_known(profile: Profile) -> None:
    async def main() -> None:
        async with scene(person(1), profile.driver) as here, here.bluetooth() as radio:
            heard = await radio.scan(2.0)
            assert len(heard) == 2
            for seen in heard:
                assert profile_for(seen.name, seen.services, seen.makers) is profile

    run_virtual(main())


@whole
def test_a_family_connects_starts_and_stops(profile: Profile, tmp_path: Path) -> None:
    scenes: list[Scene] = []
    session = session_of(profile, tmp_path, scenes.append)
    for side in Side:
        assert session.links(side) == [LinkState.LOST, LinkState.CONNECTED]
        written = scenes[0].wrists[side].written
        for step in profile.stop:
            if isinstance(step, Write) and step.only_if is None:
                assert (step.characteristic, step.data) in written
    if profile.battery is not None:
        told = [n.value for n in session.told if n.kind is NoticeKind.BATTERY]
        assert len(told) == 2
        assert all(70 <= value <= 90 for value in told)
    expected = {FaultKind.NO_DEVICE_TIME} if not profile.device_time else set()
    if not profile.gyroscope:
        expected = {FaultKind.REFUSED, FaultKind.NEVER_SEEN}
    assert {kind for kind, *_ in session.faults(Role.TRAINED)} <= expected
    if profile.gyroscope:
        assert [which(rep) for rep in session.reps()] == list(range(REPS))


@counted
@pytest.mark.slow
def test_what_comes_twice_counts_once(profile: Profile, tmp_path: Path) -> None:
    def stutter(here: Scene) -> None:
        for wrist in here.wrists.values():
            at(9, lambda wrist=wrist: setattr(wrist.moods, "doubled", True))

    session = session_of(profile, tmp_path, stutter)
    assert [which(rep) for rep in session.reps()] == list(range(REPS))
    assert {n.side for n in session.told if n.kind is NoticeKind.DUPLICATES} == set(Side)
    payloads = [p for p in session.payloads(Side.RIGHT) if len(p) > LONGEST_ANSWER]
    assert len(payloads) == len(set(payloads))


@every
@pytest.mark.slow
def test_a_sensor_that_was_switched_off_and_on_begins_anew(
    profile: Profile, tmp_path: Path
) -> None:
    reps = 8
    session = session_of(
        profile, tmp_path, lambda here: at(23, lambda: here.wrists[Side.RIGHT].power_cycle(4)), reps
    )
    right = session.links(Side.RIGHT)
    assert right == [LinkState.LOST, LinkState.CONNECTED] * 2
    if profile.gyroscope:
        back_s = max(
            end for kind, _, end in session.faults(Role.TRAINED) if kind is FaultKind.LINK_LOST
        )
        assert 27 < back_s < 30.5
        counted = [which(rep) for rep in session.reps()]
        assert counted == sorted(set(counted))
        assert set(seen_reps(reps, (23, back_s))) <= set(counted) <= set(range(reps))
