"""Wearables that mean no good: names that are no names, floods, and answers of any length."""

import asyncio
import random
from pathlib import Path

import held
import pytest
from held import at
from people import clocked, end_s, person, which

from crossrep.app.scanning import look, print_found
from crossrep.drivers import witmotion
from crossrep.edges.ble.bluetooth import MOST_HEARD
from crossrep.edges.ble.seen import LONGEST_WORDS, plain
from crossrep.edges.hookup import hooked
from crossrep.events import FaultKind
from crossrep.inputs import Role, Side
from crossrep.simulate.units import unit_named
from virtual_ble.clock import run_virtual
from virtual_ble.world import Scene, scene
from virtual_ble.wrist import Wrist

REPS = 4
FLOOD_S = 0.005
CLEAR_SCREEN = "\x1b[2J"


async def strangers(here: Scene, *names: str) -> None:
    for n, name in enumerate(names):
        unit = unit_named("witmotion")
        unit.name = name
        wrist = Wrist(here.radio, unit, address=f"F0:00:00:00:09:{n:02X}")
        await wrist.switch_on()


def test_names_are_words_whatever_they_hold(capsys) -> None:
    async def main() -> None:
        async with scene(person(1)) as here:
            await strangers(here, "WT[/red]", f"WT{CLEAR_SCREEN}x", "WT\n\tA\u202eb")
            found = await look(here.bluetooth(), 3.0, here.known, ask=False)
            assert {"WT[/red]", "WT[2Jx", "WTAb"} <= {one.seen.name for one in found}
            print_found(found, everything=True)

    run_virtual(main())
    said = capsys.readouterr().out
    assert "WT[/red]" in said
    assert CLEAR_SCREEN not in said


def test_what_a_device_says_of_itself_is_short_and_printable() -> None:
    assert plain("\0 Unit \r\n") == "Unit"
    assert plain("x" * 70_000) == "x" * LONGEST_WORDS

    async def main() -> str:
        async with scene(person(1)) as here:
            endless = Wrist(
                here.radio, unit_named("own"), address="F0:00:00:00:09:01", serial="S\x07" * 250
            )
            await endless.switch_on()
            async with here.bluetooth() as radio:
                reaching = radio.reach(lambda seen: seen.address == endless.address)
                async with hooked(reaching, endless.profile) as hookup:
                    return await hookup.serial()

    assert run_virtual(main()) == "S" * LONGEST_WORDS


def test_a_scan_remembers_only_so_many_devices() -> None:
    async def main() -> int:
        async with scene(person(1)) as here, here.bluetooth() as radio:
            await radio.scan(1.0)
            heard = radio._heard
            full = {f"F1:{n:04X}": next(iter(heard.values())) for n in range(MOST_HEARD)}
            asyncio.get_running_loop().call_later(0.01, lambda: radio._heard.update(full))
            return len(await radio.scan(2.0))

    assert run_virtual(main()) <= MOST_HEARD + 2


@pytest.mark.slow
def test_a_wearable_that_never_stops_talking_harms_nobody_else(tmp_path: Path) -> None:
    chance = random.Random(5)

    def flood(wrist: Wrist) -> None:
        wrist.notify(witmotion.DATA, chance.randbytes(chance.choice((1, 20, 28, 200, 244, 500))))
        at(FLOOD_S, lambda: flood(wrist))

    async def main() -> held.Held:
        async with scene(person(REPS), units=clocked()) as here:
            at(8, lambda: flood(here.wrists[Side.LEFT]))
            return await held.hold(here, tmp_path / "a.mcap", end_s(REPS))

    session = run_virtual(main())
    assert session.events == session.replayed
    assert [which(rep) for rep in session.reps()] == list(range(REPS))
    assert FaultKind.GARBAGE in {kind for kind, *_ in session.faults(Role.AFFECTED)}
    assert session.faults(Role.TRAINED) == []
