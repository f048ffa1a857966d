"""The samples of a recording as the engine times them, for exports to other people's tools."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from crossrep.edges.recording_files import open_recording
from crossrep.engine import Engine
from crossrep.formats.motion_bids import WristSamples
from crossrep.inputs import LinkChange, LinkState, Side
from crossrep.offline import BLOCK_S
from crossrep.samples import Floats, Samples
from crossrep.signal.wrist import Wrist


@dataclass
class _Overheard(Wrist):
    """A wrist that remembers its samples with the times that the numbers were made with."""

    device: str = ""
    times: list[Floats] = field(default_factory=list)
    heard: list[Samples] = field(default_factory=list)

    def _timed(self, samples: Samples, t0_ns: int, *, held: bool) -> tuple[Samples, Floats]:
        samples, t_s = super()._timed(samples, t0_ns, held=held)
        self.heard.append(samples)
        self.times.append(t_s)
        return samples, t_s


def wrist_samples(path: Path) -> Iterator[WristSamples]:
    """Both wrists of a recording, left first; one without samples too.

    Raises:
        RecordingError: it cannot be read.
        BadInputError: no such file.
    """
    wrists = {side: _Overheard() for side in Side}
    with open_recording(path) as recording:
        engine = Engine(recording.header.settings, BLOCK_S, wrists=dict(wrists))
        for batch in recording.batches():
            engine.feed_batch(batch)
            for item in batch.others:
                if isinstance(item, LinkChange) and item.state is LinkState.CONNECTED:
                    wrists[item.side].device = item.device
        engine.finish()
    for side, wrist in wrists.items():
        samples = Samples.joined(wrist.heard)
        times = np.concatenate([*wrist.times, np.empty(0)])
        yield WristSamples(
            side, times, samples.acc_ms2, samples.gyr_rads, wrist.device, wrist.rate_hz
        )
