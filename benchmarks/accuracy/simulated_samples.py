"""What a simulated trained arm's wearable measured, as plain samples for any counter."""

import numpy as np

from crossrep.formats.samples_csv import SampleColumns
from crossrep.inputs import Role
from crossrep.simulate import Script
from crossrep.simulate.device import stream_of
from crossrep.simulate.person import plan_of
from crossrep.simulate.radio import traffic


def trained_samples(script: Script) -> SampleColumns:
    """The samples that arrived, at the times at which they were truly taken.

    The engine is given bytes and has to find these times itself; peers are spared that.
    """
    sent = stream_of(plan_of(script), Role.TRAINED)
    lost = np.zeros(len(sent.t_s), bool)
    for packet in traffic(script, Role.TRAINED, sent, 0.0).lost:
        lost |= (sent.t_s >= packet.first_s) & (sent.t_s <= packet.last_s)
    reading = sent.reading
    return SampleColumns(sent.t_s[~lost], reading.acc_ms2[~lost], reading.gyr_rads[~lost])
