"""Twenty homes and their hub: every id stored exactly once, whatever dies."""

import asyncio
import signal

import pytest
from hub import Hub, name_of

HOMES, WEARERS, SECONDS, SPEED = 20, 3, 30.0, 6.0


async def ended(homes) -> None:
    while homes.poll() is None:
        await asyncio.sleep(0.2)
    assert homes.returncode == 0


async def living(hub, homes) -> None:
    """The first event has arrived."""
    async with asyncio.timeout(150):
        while not hub.stored():
            assert homes.poll() is None
            await asyncio.sleep(0.2)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_every_id_is_stored_once_through_deaths_of_all_three(tmp_path):
    hub = Hub(tmp_path)
    try:
        await hub.start()
        homes = hub.rehearse(HOMES, WEARERS, SECONDS, SPEED)
        await living(hub, homes)
        hub.broker.kill()
        await asyncio.sleep(1)
        await hub.broker.start()
        await asyncio.sleep(5)
        hub.database.stop("immediate")
        await asyncio.sleep(1)
        hub.database.start()
        await asyncio.sleep(5)
        hub.fire("1/2", signal.SIGKILL)
        await asyncio.sleep(2)
        hub.employ("1/2")
        await ended(homes)
        await hub.all_stored()
        stored = hub.stored()
        wanted = [name_of(row) for row in hub.sent()]
        assert len(wanted) == len(set(wanted)) > 20 * HOMES
        assert {stored[name] for name in wanted} == {1}
        assert stored.keys() == set(wanted), "nothing that no home has sent"
    finally:
        hub.end()
