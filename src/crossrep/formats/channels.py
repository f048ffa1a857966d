"""Which payloads travel on which topic, and how: the one table behind the contract."""

from dataclasses import dataclass

from pydantic import BaseModel

from crossrep.formats import payload_models as models
from crossrep.formats import topics
from crossrep.formats.command_models import COMMANDS, CommandRefusedPayload, CommandTakenPayload
from crossrep.formats.sensor_payloads import SensorsPayload

EVENT_EXPIRY_S = 7 * 24 * 3600
"""How long a broker keeps an event for an absent reader, from the moment the broker has it."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One topic of a person's branch.

    Attributes:
        suffix: last part of the topic.
        about: what it is for, one sentence.
        payloads: what may be said there; none for plain words.
        qos: 1 for what must arrive, 0 for what is soon old.
        retain: the broker shows the last one to those who come later.
        expiry_s: how long the broker keeps it for an absent reader, 0 for always.
        inward: we read it and others write it.
    """

    suffix: str
    about: str
    payloads: tuple[type[BaseModel], ...] = ()
    qos: int = 1
    retain: bool = False
    expiry_s: int = 0
    inward: bool = False


def _events(suffix: str, about: str, *payloads: type[models.Payload]) -> Channel:
    return Channel(suffix, about, payloads, expiry_s=EVENT_EXPIRY_S)


_ALL = (
    Channel(
        topics.STATUS,
        "Whether the publisher is there: one plain word, also the last will.",
        retain=True,
    ),
    Channel(
        topics.SESSION,
        "The session that runs, or the last one.",
        (
            models.SessionStartedPayload,
            models.SessionPausedPayload,
            models.SessionResumedPayload,
            models.SessionEndedPayload,
        ),
        retain=True,
    ),
    _events(
        topics.REP,
        "Repetitions and holds, final when they come; a doubtful one may be withdrawn by its id.",
        models.RepPayload,
        models.HoldPayload,
        models.RepWithdrawnPayload,
    ),
    _events(topics.SET, "Sets that are over.", models.SetPayload),
    _events(
        topics.AFFECTED,
        "What the affected arm did: activity, practice, and sets in time with the trained arm.",
        models.BoutPayload,
        models.SetCoupledPayload,
        models.PracticeRepPayload,
        models.PracticeClosedPayload,
    ),
    _events(
        topics.NOTICE,
        "Faults of the sensors, movements that were not counted, and answers.",
        models.FaultStartedPayload,
        models.FaultEndedPayload,
        models.RepRejectedPayload,
        models.WhichMovedPayload,
    ),
    _events(
        topics.GUIDE,
        "What the person was asked to do and answered, and which safety rule acted.",
        models.StepStartedPayload,
        models.AnsweredPayload,
        models.SafetyFiredPayload,
    ),
    Channel(
        topics.LIVE,
        "What both arms do now, at most ten times a second; for screens, not for storage.",
        (models.LivePayload,),
        qos=0,
    ),
    Channel(
        topics.SENSORS,
        "Link, charge and faults of both wearables, whenever one of them changes.",
        (SensorsPayload,),
        retain=True,
    ),
    Channel(
        topics.COMMAND,
        "What a session is asked to do; read only when it was switched on.",
        COMMANDS,
        inward=True,
    ),
    _events(
        topics.ANSWER, "What became of each command.", CommandTakenPayload, CommandRefusedPayload
    ),
)
CHANNELS = {channel.suffix: channel for channel in _ALL}
