"""Sample times after the radio against the wearables' true clocks: 7000 ppm apart, 10 % loss."""

from pathlib import Path

import held
import numpy as np
import pytest
from people import clocked, end_s, person

from crossrep.drivers.table import PROFILES, driver_named, profile_named
from crossrep.inbox import Pile
from crossrep.inputs import Input, Notification, Role, Side
from crossrep.samples import Floats
from crossrep.signal.clock import DeviceClock
from crossrep.simulate.device import side_of
from virtual_ble.clock import run_virtual
from virtual_ble.world import scene
from virtual_ble.worn import SWITCHED_ON_S

PPM = {Role.TRAINED: 7000.0, Role.AFFECTED: -7000.0}
REPS = 9
SETTLED_S, RARE_SETTLED_S, FIRST_S = 6.0, 15.0, 3.0
"""After connecting: durations, also where packets are rare; one wrist against the other."""
RARE_S = 0.5
DURATION_S = 3.0
TIMED = [profile.driver for profile in PROFILES if profile.device_time and profile.gyroscope]


def times(driver: str, side: Side, inputs: list[Input], ppm: float) -> tuple[Floats, Floats]:
    """(n,) session times as the engine has them, (n,) true ones, of every sample that came."""
    pile, reader = Pile(), driver_named(driver)
    reader.rate_hz = profile_named(driver).default_hz
    for n, item in enumerate(inputs):
        if isinstance(item, Notification) and item.side is side:
            pile.payloads.append(item.payload)
            pile.seqs.append(n)
            pile.stamps.append(item.t_host_ns)
            pile.names.append(item.characteristic)
    read = reader.decode(pile.whole())
    samples, t_s = DeviceClock().map(read, (read.t_host_ns - inputs[0].t_host_ns) / 1e9)
    rate = 1 + ppm * 1e-6
    zero_s = np.round(samples.t_device_s[0] - SWITCHED_ON_S - t_s[0] * rate)  # of its calendar
    return t_s, (samples.t_device_s - zero_s - SWITCHED_ON_S) / rate


@pytest.mark.parametrize("driver", [*TIMED, "witmotion"])
@pytest.mark.slow
def test_durations_and_both_wrists_are_true(driver: str, tmp_path: Path) -> None:
    script = person(REPS, sensor={"clock_drift_ppm": list(PPM.values())})
    units = clocked() if driver == "witmotion" else None

    async def main() -> list[Input]:
        async with scene(script, driver, units=units) as here:
            here.radio.weather.loss = 0.1
            return (await held.hold(here, tmp_path / "a.mcap", end_s(REPS))).inputs

    inputs = run_virtual(main())
    late: dict[Role, tuple[Floats, Floats]] = {}
    for role in Role:
        t_s, true_s = times(driver, side_of(script, role), inputs, PPM[role])
        late[role] = (t_s, t_s - true_s)
        rare = profile_named(driver).latency_s > RARE_S
        settled = t_s[t_s > t_s[0] + (RARE_SETTLED_S if rare else SETTLED_S)]
        ends_s = settled[settled > settled[0] + DURATION_S]
        off_s = np.interp(ends_s, *late[role]) - np.interp(ends_s - DURATION_S, *late[role])
        assert np.abs(off_s).max() / DURATION_S < 0.002
    both_s = max(t_s[0] for t_s, _ in late.values()) + FIRST_S
    grid_s = np.arange(both_s, min(t_s[-1] for t_s, _ in late.values()), 0.1)
    apart_s = np.interp(grid_s, *late[Role.TRAINED]) - np.interp(grid_s, *late[Role.AFFECTED])
    assert np.abs(apart_s).max() < 0.05
