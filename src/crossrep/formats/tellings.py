"""Which event travels as which payload, and which of its times are also given in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from crossrep.events import (
    Answered,
    Bout,
    FaultEnded,
    FaultStarted,
    Hold,
    PracticeClosed,
    PracticeRep,
    Rep,
    RepRejected,
    RepWithdrawn,
    SafetyFired,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SessionStarted,
    SetClosed,
    SetCoupled,
    StepStarted,
    WhichMoved,
)
from crossrep.formats import payload_models as models
from crossrep.formats.channels import CHANNELS
from crossrep.formats.payload_models import Payload

SPAN = ("start_s", "end_s")
PEAK = ("start_s", "top_s", "end_s")


@dataclass(frozen=True, slots=True)
class Telling:
    """How one kind of event is told.

    Attributes:
        event: its class.
        payload: the model of its message.
        time: field of the event whose UTC is ``time_utc``.
        moments: fields that have a UTC of their own name beside them.
    """

    event: type
    payload: type[Payload]
    time: str
    moments: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """Last part of the topic it travels on."""
        return next(name for name, way in CHANNELS.items() if self.payload in way.payloads)

    @property
    def event_type(self) -> str:
        """Its name in the message."""
        return str(self.payload.model_fields["event_type"].default)


_ALL = (
    Telling(SessionStarted, models.SessionStartedPayload, "t_s"),
    Telling(SessionPaused, models.SessionPausedPayload, "t_s"),
    Telling(SessionResumed, models.SessionResumedPayload, "t_s"),
    Telling(SessionEnded, models.SessionEndedPayload, "t_s"),
    Telling(Rep, models.RepPayload, "top_s", PEAK),
    Telling(Hold, models.HoldPayload, "end_s", SPAN),
    Telling(RepWithdrawn, models.RepWithdrawnPayload, "t_s"),
    Telling(SetClosed, models.SetPayload, "end_s", SPAN),
    Telling(Bout, models.BoutPayload, "end_s", SPAN),
    Telling(SetCoupled, models.SetCoupledPayload, "end_s", SPAN),
    Telling(PracticeRep, models.PracticeRepPayload, "end_s", PEAK),
    Telling(PracticeClosed, models.PracticeClosedPayload, "end_s", SPAN),
    Telling(WhichMoved, models.WhichMovedPayload, "t_s"),
    Telling(FaultStarted, models.FaultStartedPayload, "start_s", ("start_s",)),
    Telling(FaultEnded, models.FaultEndedPayload, "end_s", SPAN),
    Telling(RepRejected, models.RepRejectedPayload, "end_s", SPAN),
    Telling(StepStarted, models.StepStartedPayload, "t_s"),
    Telling(Answered, models.AnsweredPayload, "t_s"),
    Telling(SafetyFired, models.SafetyFiredPayload, "t_s"),
)
TELLINGS: Mapping[type, Telling] = MappingProxyType({one.event: one for one in _ALL})
"""By the event's class."""
TOLD_AS: Mapping[str, Telling] = MappingProxyType({one.event_type: one for one in _ALL})
"""By the message's ``event_type``."""
