"""Two wrists over the virtual radio: everything arrives, and a replay says the same."""

from pathlib import Path

import held
from people import clocked, end_s, person

from crossrep.inputs import LinkState, Role, Side
from virtual_ble.clock import run_virtual
from virtual_ble.world import scene


def test_a_minute_at_100_hz_loses_nothing_and_replays_to_the_same(tmp_path: Path) -> None:
    async def main() -> None:
        async with scene(person(reps=9), units=clocked()) as here:
            session = await held.hold(here, tmp_path / "a.mcap", end_s(9))
            assert session.events == session.replayed
            assert len(session.reps()) == 9
            assert [*session.faults(Role.TRAINED), *session.faults(Role.AFFECTED)] == []
            for side in Side:
                assert session.links(side) == [LinkState.LOST, LinkState.CONNECTED]
            assert here.radio.overflowed == 0
            assert here.central.links == 0

    run_virtual(main())
