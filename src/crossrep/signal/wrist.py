"""One wrist from bytes to postures: driver, clock, health, grid, orientation, in that order."""

from dataclasses import dataclass, field, replace

import numpy as np

from crossrep.drivers.base import Driver
from crossrep.drivers.profile import NO_GYROSCOPE
from crossrep.drivers.table import driver_named
from crossrep.events import FaultKind
from crossrep.inputs import LinkChange, LinkState
from crossrep.samples import Chunk, Floats, Ints, Samples
from crossrep.signal.agreement import Agreement
from crossrep.signal.arrival import ArrivalClock
from crossrep.signal.clock import DeviceClock, Line, SessionClock
from crossrep.signal.grid import Grid
from crossrep.signal.health import Health, Mark
from crossrep.signal.orientation import Orientation, Posture
from crossrep.signal.scale import Scale
from crossrep.signal.seconds import Seconds
from crossrep.signal.shakes import Shakes
from crossrep.signal.tilt import Tilt

SLOWEST_HZ, FASTEST_HZ = 1.0, 2000.0
"""Rates a wearable may announce; another is as good as none."""

CLOCKS_S, FOREIGN_CLOCKS_S = 0.06, 0.1
"""Two units' own clocks through one radio; arrival times, and files, of which nothing is known."""

MISSING = "samples go missing all the time"

Clock = ArrivalClock | DeviceClock | SessionClock


@dataclass
class Wrist:
    """Everything one wrist carries from input to input.

    Attributes:
        family: name of the driver, empty before the first connection.
        rate_hz: the rate the wearable was set to, 0 while unknown.
        timing: this wrist's movements are timed, so its wearable needs a gyroscope.
        unfit: it had none, and its samples were left out.
        lossy_s: since when samples have gone missing all the time; NaN while they do not.
    """

    driver: Driver | None = None
    clock: Clock | None = None
    family: str = ""
    rate_hz: float = 0.0
    timing: bool = True
    unfit: bool = False
    health: Health = field(default_factory=Health)
    grid: Grid = field(default_factory=Grid)
    orientation: Orientation = field(default_factory=Orientation)
    tilt: Tilt = field(default_factory=Tilt)
    seconds: Seconds = field(default_factory=Seconds)
    scale: Scale = field(default_factory=Scale)
    agreement: Agreement = field(default_factory=Agreement)
    shakes: Shakes = field(default_factory=Shakes)
    skipped_bytes: int = 0
    duplicates: int = 0
    lossy_s: float = np.nan
    connected: bool = False
    was_connected: bool = False
    was_expected: bool = False
    t0_ns: int = 0

    @property
    def no_device_time(self) -> bool:
        """Sample times come from arrival."""
        return isinstance(self.clock, ArrivalClock)

    @property
    def gyroless(self) -> bool:
        """The wearable measures no angular rate."""
        return self.driver is not None and not self.driver.gyroscope

    @property
    def clock_doubt_s(self) -> float:
        """How far this wrist's time may be from the other's, as far as is known."""
        return CLOCKS_S if isinstance(self.clock, DeviceClock) else FOREIGN_CLOCKS_S

    @property
    def seen(self) -> bool:
        """At least one sample was understood."""
        return not np.isnan(self.health.last_s)

    @property
    def dropped(self) -> int:
        """Imported samples whose times were impossible."""
        return self.clock.dropped if isinstance(self.clock, SessionClock) else 0

    @property
    def refused(self) -> str:
        """Why this wearable's bytes are not used, in words; empty while they are."""
        said = self.driver.refused if self.driver is not None else ""
        return said or (NO_GYROSCOPE if self.unfit else "")

    def link(self, change: LinkChange, seq: int, t_s: float) -> tuple[Posture, list[Mark]]:
        """The link came up or broke at session time ``t_s``."""
        posture, marks = self._drain(seq)
        self.connected = change.state is LinkState.CONNECTED
        self.was_expected = True
        if not self.connected:
            return posture, marks + (self.health.lost(seq, t_s) if self.was_connected else [])
        self.was_connected = True
        self.driver = driver_named(change.driver)
        if change.driver != self.family:  # another kind of wearable keeps time in another way
            marks += self._lossless(seq, t_s)
            self.clock, self.tilt, self.family = None, Tilt(), change.driver
        usual = SLOWEST_HZ <= change.rate_hz <= FASTEST_HZ
        self.rate_hz = self.driver.rate_hz = change.rate_hz if usual else 0.0
        self.health.silence_s = self.driver.silence_s
        if usual:
            self.health.period_s = 1.0 / change.rate_hz
            if isinstance(self.clock, ArrivalClock):
                before, self.clock = self.clock, self.clock.at_rate(change.rate_hz)
                marks += self._lossless(seq, t_s) if self.clock is not before else []
        return posture, marks

    def take(
        self, chunk: Chunk, t0_ns: int, tick_seq: Ints, tick_s: Floats
    ) -> tuple[Posture, list[Mark]]:
        """Bytes and ticks since the last call, in the order of their places in the log."""
        if self.driver is None:  # nobody said what speaks here
            self.skipped_bytes += len(chunk.data)
        samples = self.driver.decode(chunk) if self.driver is not None else Samples.empty()
        return self._through(samples, t0_ns, tick_seq, tick_s)

    def finish(self, seq: int, end_s: float) -> tuple[Posture, list[Mark]]:
        """The session is over: what waited comes out, open faults end."""
        posture, marks = self._drain(seq)
        marks += self.health.finish(seq, end_s) + self.scale.finish(seq, end_s)
        marks += self.agreement.finish(seq, end_s) + self._lossless(seq, end_s)
        if self.seen:
            marks += [Mark(seq, kind, self.health.first_s, end_s) for kind in self._lacks()]
        return posture, marks

    def _drain(self, seq: int) -> tuple[Posture, list[Mark]]:
        """What driver and clock still hold; counted bytes of the driver that goes."""
        if self.driver is None:
            return self.orientation.follow(self.grid.nothing()), []
        samples = self.driver.finish()
        self.skipped_bytes += self.driver.skipped_bytes
        self.duplicates += self.driver.duplicates
        self.driver.skipped_bytes = self.driver.duplicates = 0
        none = np.empty(0, np.int64)
        posture, marks = self._through(samples, self.t0_ns, none, none.astype(float), held=True)
        return posture, [Mark(seq, m.kind, m.start_s, m.end_s, m.detail) for m in marks]

    def _through(
        self, samples: Samples, t0_ns: int, tick_seq: Ints, tick_s: Floats, *, held: bool = False
    ) -> tuple[Posture, list[Mark]]:
        self.t0_ns = t0_ns
        samples, t_s = self._timed(self._fit(samples), t0_ns, held=held)
        marks = self._untimed(samples, t_s) + self._jumps(samples, t_s)
        marks += self._losses(samples, t_s)
        arrival_s = (samples.t_host_ns - t0_ns) / 1e9
        silences = self._silences(samples, arrival_s, tick_seq, tick_s)
        frozen, hole, found = self.health.check(samples, t_s, arrival_s, silences)
        gyr = samples.gyr_rads
        if frozen.any():
            gyr = np.where(frozen[:, None], 0.0, gyr)
        self.shakes.follow(t_s, samples.acc_ms2)
        stretch = self.grid.add(t_s, samples.acc_ms2, gyr, samples.seq, frozen | hole)
        if self.gyroless:
            stretch = replace(stretch, gyr_rads=self.tilt.rates(stretch.acc_ms2))
        posture = self.orientation.follow(stretch, rises=self.timing)
        seconds = self.seconds.whole(posture)
        found += self.scale.check(seconds) + self.agreement.check(seconds)
        return posture, marks + found

    def _fit(self, samples: Samples) -> Samples:
        """Without a gyroscope nothing is timed; it may still tell that an arm moved."""
        if not self.gyroless or not self.timing or not len(samples):
            return samples
        self.unfit = True
        return Samples.empty()

    def _untimed(self, samples: Samples, t_s: Floats) -> list[Mark]:
        """The first sample without a time of its own, or a gyroscope, begins a fault."""
        if self.seen or not len(t_s):
            return []
        return [Mark(int(samples.seq[0]), kind, float(t_s[0])) for kind in self._lacks()]

    def _lacks(self) -> list[FaultKind]:
        """What this wearable does not tell, throughout."""
        lacks = {
            FaultKind.NO_DEVICE_TIME: self.no_device_time,
            FaultKind.NO_GYROSCOPE: self.gyroless,
        }
        return [kind for kind, missing in lacks.items() if missing]

    def _jumps(self, samples: Samples, t_s: Floats) -> list[Mark]:
        """Where the wearable's clock was set, as faults of a moment."""
        if not isinstance(self.clock, DeviceClock):
            return []
        marks = []
        for i in self.clock.jumped_at:
            here_s, seq = float(t_s[i]), int(samples.seq[i])
            began = Mark(seq, FaultKind.CLOCK_JUMP, here_s)
            marks += [began, replace(began, end_s=here_s)]
        return marks

    def _losses(self, samples: Samples, t_s: Floats) -> list[Mark]:
        """Where samples that carry no time begin, or cease, to go missing all the time."""
        marks: list[Mark] = []
        for i in self.clock.turned_at if isinstance(self.clock, ArrivalClock) else []:
            here_s, seq = float(t_s[i]), int(samples.seq[i])
            if np.isnan(self.lossy_s):
                self.lossy_s = here_s
                marks.append(Mark(seq, FaultKind.LOSSY, here_s, detail=MISSING))
            else:
                marks += self._lossless(seq, here_s)
        return marks

    def _lossless(self, seq: int, t_s: float) -> list[Mark]:
        """Samples do not go missing any more."""
        start_s, self.lossy_s = self.lossy_s, np.nan
        end_s = max(start_s, t_s)
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.LOSSY, start_s, end_s, MISSING)]

    def _silences(
        self, samples: Samples, arrival_s: Floats, tick_seq: Ints, tick_s: Floats
    ) -> list[tuple[int, int]]:
        """A connected wearable can fall silent; a file, whose time is its own, cannot."""
        if not self.connected or isinstance(self.clock, SessionClock) or not len(tick_seq):
            return []
        return self.health.ticks(samples.seq, arrival_s, tick_seq, tick_s)

    def _timed(self, samples: Samples, t0_ns: int, *, held: bool) -> tuple[Samples, Floats]:
        if self.clock is None and len(samples):
            self.clock = self._clock_for(samples)
        if self.clock is None:
            return samples, np.empty(0)
        if isinstance(self.clock, ArrivalClock) and not self.clock.period_s and self.rate_hz > 0:
            self.clock.period_s = 1.0 / self.rate_hz
        samples, t_s = self.clock.map(samples, (samples.t_host_ns - t0_ns) / 1e9)
        if not isinstance(self.clock, ArrivalClock):
            return samples, t_s
        if held:
            more, more_s = self.clock.finish()
            samples, t_s = Samples.joined([samples, more]), np.concatenate([t_s, more_s])
        if self.clock.checked:  # it may be another than the one that was told
            self.health.period_s = self.clock.period_s
        return samples, t_s

    def _clock_for(self, samples: Samples) -> Clock:
        said_s = self.health.last_s if self.seen else -np.inf
        if self.driver is not None and self.driver.session_time:
            return SessionClock(said_s)
        line = Line(said_s=said_s)
        none = np.isnan(samples.t_device_s[0])
        return ArrivalClock(line=line) if none else DeviceClock(line)
