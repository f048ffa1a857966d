"""What a simulated person's wrist measures, at whatever rate the wearable on it was set to."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.inputs import Role
from crossrep.samples import Floats
from crossrep.simulate.device import stream_of
from crossrep.simulate.person import plan_of
from crossrep.simulate.script import Script

SWITCHED_ON_S = 600.0
"""The wearable was switched on so long before it was put on."""


@dataclass(frozen=True)
class Measured:
    """Samples of one wrist, n of them.

    Attributes:
        t_s: (n,) true times since the wearable was put on.
        clock_s: (n,) the same by its own clock, since it was switched on.
        acc_ms2: (n, 3).
        gyr_rads: (n, 3).
    """

    t_s: Floats
    clock_s: Floats
    acc_ms2: Floats
    gyr_rads: Floats


@dataclass
class Worn:
    """A wrist of a simulated person.

    Attributes:
        rebooted_s: when the wearable was switched off and on, so that its clock began anew.
        on_for_s: for how long it had been switched on when it was put on.
    """

    script: Script
    role: Role
    rebooted_s: float = np.inf
    on_for_s: float = SWITCHED_ON_S
    _at_rate: dict[float, Measured] = field(default_factory=dict, init=False)

    def at(self, rate_hz: float) -> Measured:
        """Everything from the beginning to the end."""
        if rate_hz not in self._at_rate:
            self._at_rate[rate_hz] = self._measured(rate_hz)
        return self._at_rate[rate_hz]

    def _measured(self, rate_hz: float) -> Measured:
        sensor = self.script.sensor.model_copy(update={"rate_hz": rate_hz})
        script = self.script.model_copy(update={"sensor": sensor})
        stream = stream_of(plan_of(script), self.role)
        drift_ppm = sensor.clock_drift_ppm[0 if self.role is Role.TRAINED else 1]
        t_s, reading = stream.t_s, stream.reading
        clock_s = self.on_for_s + t_s * (1 + drift_ppm * 1e-6)
        clock_s = np.where(t_s < self.rebooted_s, clock_s, t_s - self.rebooted_s)
        return Measured(t_s, clock_s, reading.acc_ms2, reading.gyr_rads)
