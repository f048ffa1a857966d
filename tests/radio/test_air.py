"""Two wrists over the virtual radio: everything arrives, and a replay says the same."""

import os
from pathlib import Path

import held
import pytest
from people import REP_S, clocked, end_s, person

from crossrep.inputs import LinkState, Role, Side
from virtual_ble.clock import run_virtual
from virtual_ble.world import scene

MINUTES = float(os.environ.get("CROSSREP_AIR_MINUTES", "1"))
"""Ten, where somebody has the time; some minutes of work."""
REPS = round(60 * MINUTES / REP_S) - 2


@pytest.mark.slow
def test_two_wrists_at_100_hz_lose_nothing_and_replay_to_the_same(tmp_path: Path) -> None:
    async def main() -> None:
        async with scene(person(reps=REPS), units=clocked()) as here:
            session = await held.hold(here, tmp_path / "a.mcap", end_s(REPS))
            assert session.events == session.replayed
            assert len(session.reps()) == REPS
            for wrist in here.wrists.values():
                assert wrist.unit.rate_hz == 100.0
            assert [*session.faults(Role.TRAINED), *session.faults(Role.AFFECTED)] == []
            for side in Side:
                assert session.links(side) == [LinkState.LOST, LinkState.CONNECTED]
            assert here.radio.overflowed == 0
            assert here.central.links == 0

    run_virtual(main())
