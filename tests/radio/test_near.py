"""scan, pair and capture over the virtual radio: what is near, who moves, what leaves the house."""

import asyncio
import json

import pytest
from people import person

from crossrep.app.capturing import captured
from crossrep.app.identifying import shown, wanted
from crossrep.app.pairing import MOVE, NOTHING_MOVED, moved_and_rested, wrists_of
from crossrep.app.scanning import Found, look, print_found
from crossrep.drivers.profile import Write
from crossrep.drivers.table import PROFILES
from crossrep.edges.trouble import RadioError
from crossrep.edges.wrists import KnownWrist, Wrists
from crossrep.errors import BadInputError, CrossRepError
from crossrep.formats.capture import to_json
from crossrep.inputs import Role, Side
from crossrep.simulate import from_values
from crossrep.simulate.unit import Unit
from crossrep.simulate.units import unit_named
from virtual_ble.clock import run_virtual
from virtual_ble.world import ADDRESS, SERIAL, Scene, scene
from virtual_ble.worn import Worn
from virtual_ble.wrist import Wrist

every = pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.driver)
ELSEWHERE = "F0:00:00:00:03:07"


async def another(here: Scene, unit: Unit, address: str = ELSEWHERE) -> Wrist:
    """One more device in the room, which nobody wears."""
    wrist = Wrist(here.radio, unit, address=address)
    await wrist.switch_on()
    return wrist


def looked(what=None, **scenery: object) -> tuple[list[Found], str]:
    async def main() -> list[Found]:
        async with scene(person(1), **scenery) as here:
            if what is not None:
                await what(here)
            found = await look(here.bluetooth(), 3.0, here.known, ask=True)
            assert here.central.links == 0
            return found

    return run_virtual(main())


@every
def test_scan_tells_kind_signal_battery_and_wrist(profile, capsys) -> None:
    async def weak(here: Scene) -> None:
        here.radio.set_rssi(here.wrists[Side.LEFT].controller, -88)
        for wrist in here.wrists.values():
            wrist.unit.battery_percent = 15

    found = looked(weak, driver=profile.driver)
    assert [one.side for one in found] == [Side.RIGHT, Side.LEFT]  # the strongest first
    assert {one.profile for one in found} == {profile}
    told = 15 if profile.battery is not None else None
    assert [one.percent for one in found] == [told, told]
    print_found(found, everything=False)
    said = capsys.readouterr().out
    assert "weak (-88 dBm)" in said
    assert "strong (-55 dBm)" in said
    assert "bring the sensor closer" in said
    if told is not None:
        assert "15 %, charge it" in said


def test_scan_says_why_a_lookalike_cannot_be_used(capsys) -> None:
    async def vibration(here: Scene) -> None:
        unit = unit_named("witmotion")
        unit.name = "WTVB01-BT50"
        await another(here, unit)

    print_found(looked(vibration), everything=False)
    said = capsys.readouterr().out
    assert "cannot be used" in said
    assert "vibration sensor" in said


def test_scan_hears_nobody(capsys) -> None:
    async def far(here: Scene) -> None:
        for wrist in here.wrists.values():
            wrist.lose()

    print_found(looked(far), everything=True)
    assert "Switch it on" in capsys.readouterr().out


def pairing(script, what=None, driver: str = "witmotion"):
    said: list[str] = []

    async def main():
        async with scene(script, driver) as here:
            if what is not None:
                await what(here)
            try:
                return await moved_and_rested(here.bluetooth(), said.append)
            finally:
                assert here.central.links == 0

    return run_virtual(main()), said


@every
def test_the_arm_that_moves_is_the_stronger_one(profile) -> None:
    paired, said = pairing(person(4), driver=profile.driver)
    assert paired.moved.address == ADDRESS[Side.RIGHT]
    assert paired.moved.serial == SERIAL[Side.RIGHT]
    assert [known.address for known in paired.rested] == [ADDRESS[Side.LEFT]]
    assert said[-1] == MOVE
    wrists = wrists_of(Side.LEFT, paired.moved, paired.rested[0])
    assert (wrists.left, wrists.right) == (paired.moved, paired.rested[0])


def test_a_third_sensor_on_the_table_does_not_disturb() -> None:
    async def spare(here: Scene) -> None:
        wrist = await another(here, unit_named("movella_dot"))
        still = from_values({"block": [{"kind": "rest", "duration_s": 60}], "seed": 5})
        wrist.put_on(Worn(still, Role.AFFECTED))

    paired, _ = pairing(person(4), spare)
    assert paired.moved.address == ADDRESS[Side.RIGHT]
    assert {known.address for known in paired.rested} == {ADDRESS[Side.LEFT], ELSEWHERE}


def test_only_one_sensor_is_there() -> None:
    async def alone(here: Scene) -> None:
        here.wrists[Side.LEFT].lose()

    paired, _ = pairing(person(4), alone)
    assert paired.moved.address == ADDRESS[Side.RIGHT]
    assert paired.rested == ()


@pytest.mark.slow
def test_nobody_moves() -> None:
    still = from_values({"block": [{"kind": "rest", "duration_s": 120}]})
    with pytest.raises(CrossRepError) as refused:
        pairing(still)
    assert str(refused.value) == NOTHING_MOVED


@pytest.mark.slow
def test_both_move_and_nobody_can_tell() -> None:
    both = {"kind": "set", "reps": 20, "also": [{"kind": "assisted"}]}
    with pytest.raises(CrossRepError) as refused:
        pairing(from_values({"block": [{"kind": "rest", "duration_s": 6}, both]}))
    assert str(refused.value) == NOTHING_MOVED


def test_nothing_to_pair() -> None:
    async def far(here: Scene) -> None:
        for wrist in here.wrists.values():
            wrist.lose()

    with pytest.raises(RadioError, match="switch both on"):
        pairing(person(1), far)


@every
def test_a_capture_holds_the_stream_and_nothing_that_tells_the_unit(profile) -> None:
    address, serial = "DE:AD:BE:EF:12:34", "907856341"

    async def main() -> str:
        async with scene(person(2)) as here:
            unit = unit_named(profile.driver)
            unit.name = f"{unit.name} 1A2B3C4D"
            unit.manufacturer_data = {0x0999: b"\x01" + bytes.fromhex("3412EFBEADDE")}
            wrist = Wrist(here.radio, unit, address=address, serial=serial)
            await wrist.switch_on()
            wrist.put_on(Worn(here.script, Role.TRAINED))
            await asyncio.sleep(1)
            taken = await captured(here.bluetooth(), address, 4.0)
            assert here.central.links == 0
            return to_json(taken)

    text = run_virtual(main())
    value = json.loads(text)
    assert len(value["notifications"]) > 15
    assert value["name"].endswith("XXXXXXXX")
    assert value["manufacturer_data"]["2457"] == "01" + "00" * 6
    uuids = [uuid for _, uuid, _ in value["characteristics"]]
    assert set(profile.subscribe) <= set(uuids)
    for secret in ("deadbe", "beefde", "efbead", "1a2b3c4d", "90785634", serial):
        assert secret not in text.lower()


@every
def test_a_sensor_that_is_asked_which_it_is_blinks_or_the_person_is_told(profile) -> None:
    async def main() -> tuple[list[str], list[list[bytes]]]:
        async with scene(person(1), profile.driver) as here:
            said = await shown(here.bluetooth(), wanted(here.known, Side.LEFT))
            assert here.central.links == 0
            return said, [[data for _, data in here.wrists[side].written] for side in Side]

    (said,), (left, right) = run_virtual(main())
    assert right == []
    assert said.startswith("Left wrist: ")
    asked = [step.data for step in profile.identify if isinstance(step, Write) and not step.stream]
    assert set(asked) <= set(left)
    if profile.identify:
        assert left
        assert "blinks now" in said
    else:
        assert left == []
        assert "cannot blink" in said
        assert "Shake" in said


def test_only_a_sensor_that_is_remembered_can_be_asked() -> None:
    with pytest.raises(BadInputError, match="crossrep pair"):
        wanted(Wrists(), None)
    with pytest.raises(BadInputError, match="right wrist"):
        wanted(Wrists(left=KnownWrist(driver="own", address="x")), Side.RIGHT)
