"""Words that several events use."""

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How far a duration may be trusted. Count and range can be right while a duration is not."""

    HIGH = "high"
    LOW = "low"


class BoutKind(StrEnum):
    """What a stretch of affected-arm activity was."""

    INDEPENDENT = "independent"
    """Movement not time-locked to the trained arm (never: "voluntary")."""
    TIME_LOCKED = "time_locked"
    ASSISTED = "assisted"
    """Both wrists moved together: helped by the trained hand, or both arms at work."""
    CARRIED = "carried"
    TREMOR = "tremor"
    AMBIGUOUS = "ambiguous"


class FaultKind(StrEnum):
    """Why a stretch was not, or not well, observed."""

    FROZEN = "frozen"
    """All six axes identical for at least 0.5 s and 5 samples."""
    GAP = "gap"
    """Samples are missing (counter, device time, or arrival)."""
    SILENT = "silent"
    """Connected, but nothing arrives."""
    LINK_LOST = "link_lost"
    NEVER_SEEN = "never_seen"
    """No sample of this arm in the whole session."""
    NO_DEVICE_TIME = "no_device_time"
    """Neither counter nor clock: loss cannot be excluded."""
    LOSSY = "lossy"
    """Samples without a time go missing all the time: durations are held to their arrival."""
    DUPLICATES = "duplicates"
    """Packets came twice and were used once; ``detail`` counts them."""
    NO_GYROSCOPE = "no_gyroscope"
    """Only tilt against gravity was seen: turning about the vertical was not."""
    SENSOR_DISAGREES = "sensor_disagrees"
    """Gyroscope and accelerometer tell different movements."""
    SCALE = "scale"
    """A resting acceleration that is not gravity."""
    GARBAGE = "garbage"
    """Bytes that are no frame of this wearable; ``detail`` counts them."""
    CLOCK_JUMP = "clock_jump"
    NOT_WORN = "not_worn"
    """For minutes nothing but the sensor's own noise."""
    LOOSE = "loose"
    """It shakes faster than limbs do whenever the limb moves."""
    SIDE_MISMATCH = "side_mismatch"
    """The affected arm works and the trained arm rests: the sensors are exchanged."""
    REFUSED = "refused"
    """These bytes are another kind of device's; ``detail`` says which."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Slow time inside a lowering. ``share`` is the share of the range returned when it began."""

    start_s: float
    end_s: float
    share: float
