"""The guide of a live session: whose plan, after which days, shown where."""

import os
import sys
import webbrowser
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from crossrep.app.serving_page import PageWishes
from crossrep.app.views import say
from crossrep.edges.history import History
from crossrep.edges.history.past import past_of
from crossrep.errors import BadInputError, CrossRepError
from crossrep.guide.guide import Guide
from crossrep.guide.past import PastDay
from crossrep.prescription import Block, Prescription
from crossrep.settings import Settings


@dataclass(frozen=True, slots=True)
class GuideWishes:
    """What was asked of the page on the command line.

    Attributes:
        page: None: at a terminal, or when anything else here is asked for.
    """

    page: bool | None = None
    prescription: Path | None = None
    host: str | None = None
    lan: bool = False
    port: int | None = None
    https: bool = False

    def pages(self) -> PageWishes | None:
        """How the page is served; None: not at all, and nobody guides."""
        asked = any((self.prescription, self.host, self.lan, self.port is not None, self.https))
        if self.page is False or (self.page is None and not asked and not sys.stdout.isatty()):
            return None
        opens = sys.stdout.isatty() and has_browser()
        return PageWishes(self.host, self.lan, self.port, self.https, opens)


def todays_guide(
    person: str, settings: Settings, plan: Prescription | None, history: Path
) -> Guide:
    """Today's session of this person; without a prescription one of our defaults, unconfirmed."""
    today = datetime.now().astimezone().date()
    return Guide(plan or _ours(person, settings), _past(history, person, today), today)


def guided_settings(settings: Settings, plan: Prescription | None) -> Settings:
    """What is measured, by the plan where there is one.

    Raises:
        BadInputError: the plan trains the other arm.
    """
    if plan is None:
        return settings
    if plan.trained is not settings.trained:
        raise BadInputError(
            f"The prescription trains the {plan.trained.value} arm, not the "
            f"{settings.trained.value} one, which was named: correct one of them."
        )
    named = next((block.exercise for block in plan.blocks if block.exercise), settings.exercise)
    return replace(settings, exercise=named)


def _ours(person: str, settings: Settings) -> Prescription:
    return Prescription(person, settings.trained, blocks=(Block(exercise=settings.exercise),))


def _past(history: Path, person: str, today: date) -> list[PastDay]:
    """What the history knows of the days before, today's sessions included."""
    if not history.exists():
        return []
    try:
        with History(history, write=False) as known:
            return past_of(known, person, today + timedelta(days=1))
    except CrossRepError as error:
        say(f"The days before are not known, so no cap of days or weeks can act: {error}")
        return []


def has_browser() -> bool:
    """Is there a browser that a person would see? On Linux without a screen only text browsers."""
    screenless = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform.startswith("linux") and screenless:
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
