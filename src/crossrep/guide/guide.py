"""The guide of a person's session: events, snapshots, time and taps in; commands for the log out.

It decides what comes next and which rule stops a set; it changes no number. What it decided is in
the log, so a replay needs no guide.
"""

import math
from collections.abc import Sequence
from datetime import date

from crossrep.errors import BadInputError
from crossrep.events import Event, Snapshot
from crossrep.guide import answers, flow, heard
from crossrep.guide.course import Course
from crossrep.guide.orders import Order
from crossrep.guide.past import PastDay
from crossrep.guide.taps import Tap
from crossrep.guide.view import GuideView
from crossrep.guide.viewing import view_of
from crossrep.inputs import Side
from crossrep.prescription import Prescription
from crossrep.state import Codec, Plain


class Guide:
    """One session of one person.

    Args:
        prescription: what is to be done.
        past: the days before, today's earlier sessions included; an empty list is none.
        today: the date where the person is.
    """

    def __init__(self, prescription: Prescription, past: Sequence[PastDay], today: date) -> None:
        self.course = Course(prescription, tuple(past), today)
        flow.plan_today(self.course)

    @property
    def over(self) -> bool:
        """Nothing more is asked; the session may end."""
        return self.course.over

    @property
    def closed(self) -> bool:
        """The last page was read."""
        return self.course.closed

    def event(self, said: Event) -> list[Order]:
        """What the session said, in its order."""
        heard.event(self.course, said)
        return self._orders()

    def snapshot(self, now: Snapshot) -> list[Order]:
        """How both arms are; ten times a second or more."""
        self._now(now.t_s)
        heard.snapshot(self.course, now)
        return self.tick(now.t_s)

    def tick(self, t_s: float) -> list[Order]:
        """Session time, s; it never goes back."""
        self._now(t_s)
        heard.time(self.course)
        return self._orders()

    def tap(self, tap: Tap) -> list[Order]:
        """The person tapped."""
        answers.take(self.course, tap)
        return self._orders()

    def battery(self, side: Side, percent: int) -> None:
        """A sensor said its charge."""
        self.course.wrists.battery[side.value] = percent

    def view(self) -> GuideView:
        """What the page shows."""
        return view_of(self.course)

    def _now(self, t_s: float) -> None:
        if math.isfinite(t_s):
            self.course.now_s = max(self.course.now_s, t_s)

    def _orders(self) -> list[Order]:
        orders, self.course.orders = self.course.orders, []
        return orders


def save(guide: Guide) -> Plain:
    """Everything the guide knows, as plain values for JSON."""
    return _CODEC.plain(guide.course)


def restore(state: Plain) -> Guide:
    """A guide that continues where `save` was called.

    Raises:
        BadInputError: this is no saved state of this version.
    """
    course = _CODEC.restore(state)
    if not isinstance(course, Course):
        raise BadInputError("This is a saved state of something else than a guide.")
    guide = Guide.__new__(Guide)
    guide.course = course
    return guide


_CODEC = Codec({date: (date.isoformat, date.fromisoformat)})
