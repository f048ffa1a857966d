"""The two wearables as one retained MQTT state: link, charge, faults."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import create_model

from crossrep.formats.payload_models import MaybeNumber, MaybeWhole, Payload


@dataclass(frozen=True, slots=True)
class Wearable:
    """What is known of one wearable now.

    Attributes:
        connected: the link is up.
        device: model and firmware in words, never an address; empty when not known.
        rate_hz: the rate it was set to, 0 when not known.
        battery_percent: its charge, None before it said.
        duplicates: packets that came twice and were used once, so far.
        faults: kinds of the faults that are open.
    """

    connected: bool = False
    device: str = ""
    rate_hz: float = 0.0
    battery_percent: int | None = None
    duplicates: int = 0
    faults: tuple[str, ...] = ()


class _Sensors(Payload):
    """``/sensors``: how both wearables are; faults of each, separated by commas."""

    event_type: Literal["sensors"] = "sensors"


def _fields(arm: str) -> dict[str, Any]:
    return {
        f"{arm}_connected": (bool, ...),
        f"{arm}_device": (str, ...),
        f"{arm}_rate_hz": (MaybeNumber, None),
        f"{arm}_battery_percent": (MaybeWhole, None),
        f"{arm}_duplicates": (int, 0),
        f"{arm}_faults": (str, ...),
    }


SensorsPayload: type[Payload] = create_model(
    "SensorsPayload",
    __base__=_Sensors,
    __doc__=_Sensors.__doc__,
    **_fields("trained"),
    **_fields("affected"),
)


def fields_of(arm: str, wearable: Wearable) -> dict[str, Any]:
    """One arm's part of the payload."""
    return {
        f"{arm}_connected": wearable.connected,
        f"{arm}_device": wearable.device,
        f"{arm}_rate_hz": wearable.rate_hz or None,
        f"{arm}_battery_percent": wearable.battery_percent,
        f"{arm}_duplicates": wearable.duplicates,
        f"{arm}_faults": ",".join(wearable.faults),
    }
