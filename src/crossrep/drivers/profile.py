"""What a link must know of a family of wearables, as data: nothing here touches a radio.

A link that follows a profile does this, in order:

1. `Advert.fits` tells the family apart in a scan; after connecting, `services` must be there.
2. The engine is told ``LinkChange(CONNECTED, driver, device, rate_hz)`` *before* anything else,
   because answers to the set-up may carry what the driver needs (a conversion factor, a chip).
3. Notifications of every `Profile.subscribe` are switched on, in that order, and each one that
   arrives goes to the engine as a `Notification` under its characteristic's UUID.
4. The steps of ``setup(rate_hz)`` run one after the other. What a `Read` returns goes to the
   engine as a `Notification` too: it may change numbers, so it belongs into the log.
5. On the way out the steps of `stop` run, and their failures are ignored.

UUIDs are 128 bits in lower-case letters, as bleak prints them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Property = Literal["read", "write", "write-without-response", "notify", "indicate"]

NO_GYROSCOPE = (
    "This wearable has no gyroscope, so no lowering can be timed with it; "
    "wear it on the affected arm, and one with a gyroscope on the arm that trains."
)
BATTERY_SERVICE = "0000180f-0000-1000-8000-00805f9b34fb"
BATTERY_LEVEL = "00002a19-0000-1000-8000-00805f9b34fb"
DEVICE_INFORMATION = "0000180a-0000-1000-8000-00805f9b34fb"
MODEL_NUMBER = "00002a24-0000-1000-8000-00805f9b34fb"
SERIAL_NUMBER = "00002a25-0000-1000-8000-00805f9b34fb"
FIRMWARE_REVISION = "00002a26-0000-1000-8000-00805f9b34fb"


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One characteristic of a unit: what may be done with it."""

    uuid: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a unit, as far as we use it (also what a virtual unit must have)."""

    uuid: str
    characteristics: tuple[Characteristic, ...]


@dataclass(frozen=True, slots=True)
class Advert:
    """How a family is told apart in a scan: any one clue is enough, any lookalike is refused.

    Attributes:
        names: regular expressions searched in the local name, upper and lower case alike.
        services: service UUIDs; only such as no other maker uses.
        companies: company identifiers of manufacturer data, only where all of that company's
            advertisers are of this family.
        lookalikes: regular expressions of names that look the same and are something else.
    """

    names: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    companies: tuple[int, ...] = ()
    lookalikes: tuple[str, ...] = ()

    def fits(self, name: str, services: Iterable[str] = (), companies: Iterable[int] = ()) -> bool:
        """This advertisement is of this family."""
        if _found(self.lookalikes, name):
            return False
        known = {service.lower() for service in services}
        return (
            _found(self.names, name)
            or bool(known.intersection(self.services))
            or bool(set(companies).intersection(self.companies))
        )


def _found(patterns: tuple[str, ...], name: str) -> bool:
    return any(re.search(pattern, name or "", re.IGNORECASE) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Reply:
    """A notification that answers a write.

    Attributes:
        characteristic: where it arrives.
        begins: a payload that begins so is the answer.
        good: an answer must begin with one of these; empty: any answer is good.
        timeout_s: how long to wait for it.
    """

    characteristic: str
    begins: bytes
    good: tuple[bytes, ...] = ()
    timeout_s: float = 3.0

    def answers(self, characteristic: str, payload: bytes) -> bool:
        """This notification is the answer, good or bad."""
        return characteristic == self.characteristic and payload.startswith(self.begins)

    def accepts(self, payload: bytes) -> bool:
        """This answer is a good one."""
        return not self.good or payload.startswith(self.good)


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes to write.

    Attributes:
        characteristic: where.
        data: what.
        response: ask for the write's acknowledgement.
        reply: wait for this notification before the next step; register for it before writing.
        required: a failed write, a missing or a bad reply ends the set-up; else it is ignored.
        only_if: do this step only if such a notification (begins alike) has come since connecting.
        stream: a stretch of a byte stream: may be cut into as many writes as the MTU asks for.
        pause_s: wait so long before the next step.
        complaint: what to tell a person when this step fails, one sentence; may be empty.
    """

    characteristic: str
    data: bytes
    response: bool = True
    reply: Reply | None = None
    required: bool = True
    only_if: Reply | None = None
    stream: bool = False
    pause_s: float = 0.0
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A characteristic to read; its value goes to the engine like a notification."""

    characteristic: str
    required: bool = True


Step = Write | Read


@dataclass(frozen=True, slots=True)
class Battery:
    """How to learn the charge.

    Attributes:
        characteristic: where the answer is: to be read, or notified after ``ask``.
        percent: the charge in a value of that characteristic; None if it does not speak of it.
            To be tried on every notification of the characteristic, whoever asked for it.
        ask: the write that brings the answer as a notification; None: read the characteristic.
    """

    characteristic: str
    percent: Callable[[bytes], int | None]
    ask: Write | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One family of wearables.

    Attributes:
        driver: name of its driver (`crossrep.drivers.table`).
        title: what people call it.
        advert: how it is told apart.
        services: services and characteristics we use; the first must be there after connecting.
        subscribe: characteristics to switch on, in this order; all must be one of ``services``.
        rates_hz: sample rates offered, rising.
        default_hz: the one to use unless told otherwise.
        setup: the steps that bring it to a rate and start it.
        stop: the steps that end it; never skipped, failures ignored.
        identify: the steps that make it blink or buzz; empty: it cannot, let people shake it.
        battery: how to read its charge; None: unknown.
        device_time: samples carry the unit's own time.
        counter: samples or packets carry a counter, so loss is seen and duplicates are dropped.
        gyroscope: without one it serves the affected arm only.
        smallest_mtu: the ATT MTU below which its data do not arrive whole.
        latency_s: how long samples wait in the unit before they are sent, about.
        absent: (service UUID, sentence): if the first service is missing and this one is there,
            the sentence says what to do.
    """

    driver: str
    title: str
    advert: Advert
    services: tuple[Service, ...]
    subscribe: tuple[str, ...]
    rates_hz: tuple[float, ...]
    default_hz: float
    setup: Callable[[float], tuple[Step, ...]]
    stop: tuple[Step, ...] = ()
    identify: tuple[Step, ...] = ()
    battery: Battery | None = None
    device_time: bool = False
    counter: bool = False
    gyroscope: bool = True
    smallest_mtu: int = 23
    latency_s: float = 0.1
    absent: tuple[tuple[str, str], ...] = ()

    def nearest_hz(self, wanted_hz: float) -> float:
        """The offered rate nearest to the wanted one; the faster of two."""
        return min(self.rates_hz, key=lambda rate_hz: (abs(rate_hz - wanted_hz), -rate_hz))


def level_percent(value: bytes) -> int | None:
    """Charge in the standard battery level characteristic (0x2A19)."""
    return value[0] if value and value[0] <= 100 else None


BATTERY_LEVEL_SERVICE = Service(BATTERY_SERVICE, (Characteristic(BATTERY_LEVEL, ("read",)),))
STANDARD_BATTERY = Battery(BATTERY_LEVEL, level_percent)
