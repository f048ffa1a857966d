"""CrossRep's own sensor: the small format for boards whose firmware can be chosen.

Layout and reasons: firmware_notes/own_sensor.md and docs/decisions. A notification is a packet.
"""

from dataclasses import dataclass, field

from crossrep.drivers.base import PacketDriver, bytes_elsewhere, from_characteristic, stretches
from crossrep.drivers.batches import Batches, scale_in
from crossrep.drivers.profile import (
    BATTERY_LEVEL_SERVICE,
    STANDARD_BATTERY,
    Advert,
    Characteristic,
    Profile,
    Read,
    Service,
    Step,
    Write,
)
from crossrep.samples import Chunk, Samples

SERVICE = "50ac0001-d417-43ea-aeea-c7205eb341bb"
DATA = "50ac0002-d417-43ea-aeea-c7205eb341bb"
SCALE = "50ac0003-d417-43ea-aeea-c7205eb341bb"
CONTROL = "50ac0004-d417-43ea-aeea-c7205eb341bb"
SET_RATE, START, STOP, BLINK = 1, 2, 3, 4
RATES_HZ = (52.0, 104.0, 208.0)


@dataclass
class OwnSensor(PacketDriver):
    """Driver state: the packets', and the scale once it was read."""

    batches: Batches = field(default_factory=Batches)

    def decode(self, chunk: Chunk) -> Samples:
        """The samples of whole packets; nothing can be read before the scale was."""
        before, again = self.batches.skipped_bytes, self.batches.duplicates
        self.skipped_bytes += bytes_elsewhere(chunk, DATA, SCALE)
        parts = []
        for name, payload, part in stretches(chunk, SCALE):
            if name and (scale := scale_in(payload)) is not None:
                self.batches.scale, self.gyroscope = scale, scale.gyr_rads > 0
            parts.append(self.batches.samples(from_characteristic(part, DATA)))
        self.skipped_bytes += self.batches.skipped_bytes - before
        self.duplicates += self.batches.duplicates - again
        return Samples.joined([part for part in parts if len(part)])


def _command(number: int, argument: bytes = b"") -> Write:
    return Write(CONTROL, bytes([number]) + argument)


def _setup(rate_hz: float) -> tuple[Step, ...]:
    """The scale tells the rate in use, so it is read after the rate was set."""
    rate = round(10 * rate_hz).to_bytes(2, "little")
    return (_command(STOP), _command(SET_RATE, rate), Read(SCALE), _command(START))


PROFILE = Profile(
    driver="own",
    title="CrossRep's own sensor (reference firmware for Seeed XIAO nRF52840 Sense)",
    advert=Advert(services=(SERVICE,)),
    services=(
        Service(
            SERVICE,
            (
                Characteristic(DATA, ("notify",)),
                Characteristic(SCALE, ("read",)),
                Characteristic(CONTROL, ("write",)),
            ),
        ),
        BATTERY_LEVEL_SERVICE,
    ),
    subscribe=(DATA,),
    rates_hz=RATES_HZ,
    default_hz=104.0,
    setup=_setup,
    stop=(_command(STOP),),
    identify=(_command(BLINK),),
    battery=STANDARD_BATTERY,
    device_time=True,
    counter=True,
    smallest_mtu=107,
)
