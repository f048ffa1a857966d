"""Causal recursive filters whose state is carried: equal bits however the signal is cut."""

from dataclasses import dataclass

import numpy as np
from scipy import signal

from crossrep.samples import Floats


@dataclass
class Cascade:
    """Second-order sections with their state, for (n,) or (n, m) signals."""

    sos: Floats
    state: Floats

    def run(self, x: Floats) -> Floats:
        """The filtered signal; same shape."""
        if not len(x):
            return x
        out, self.state = signal.sosfilt(self.sos, x, axis=0, zi=self.state)
        return np.asarray(out)


def low_pass(cutoff_hz: float, rate_hz: float, columns: int = 0) -> Cascade:
    """Second-order Butterworth low-pass, starting from zero."""
    return _cascade(signal.butter(2, cutoff_hz, fs=rate_hz, output="sos"), columns)


def vertical_displacement(rate_hz: float) -> Cascade:
    """Vertical acceleration (m/s^2) to displacement (m) of movements faster than about 8 s.

    Low-pass 3 Hz, then twice: leaky integral (2.5 s) and first-order high-pass 0.13 Hz.
    """
    step_s, tau_s = 1.0 / rate_hz, 2.5
    leaky = np.array([[step_s, 0.0, 0.0, 1.0, step_s / tau_s - 1.0, 0.0]])
    high = signal.butter(1, 0.13, "high", fs=rate_hz, output="sos")
    low = signal.butter(2, 3.0, fs=rate_hz, output="sos")
    return _cascade(np.concatenate([low, leaky, high, leaky, high]), 0)


def _cascade(sos: Floats, columns: int) -> Cascade:
    shape = (len(sos), 2, columns) if columns else (len(sos), 2)
    return Cascade(sos, np.zeros(shape))
