"""What the last sessions suggest, kept as proposals for a therapist; nothing applies itself."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crossrep.edges.history import (
    History,
    add_proposal,
    person_lines,
    prescriptions_of,
    proposals_of,
)
from crossrep.edges.history.past import past_of
from crossrep.edges.therapist.rows import held
from crossrep.errors import BadInputError
from crossrep.formats.prescription_toml import to_toml
from crossrep.guide.progression import proposals, taken
from crossrep.prescription import Prescription
from crossrep.records import Proposal
from crossrep.report.words import proposed

LATELY = timedelta(days=14)
EVERY_S = 300.0

logger = logging.getLogger(__name__)


def propose(history: History, person: str, now: datetime) -> int:
    """Keep what is suggested and was not yet; how many came.

    The name of a proposal says what it rests on, so that asking again adds nothing and what a
    therapist refused does not come back before there is more to go by.
    """
    plan = _followed(history, person)
    if plan is None:
        return 0
    past = past_of(history, person, now.date() + timedelta(days=1), now.tzinfo)
    known = {one.id for one in proposals_of(history, person)}
    came = 0
    for one in proposals(plan, past):
        name = f"{person}-{plan.revision}-{one.block_n}-{one.because}-{one.days[-1]}"
        if name in known:
            continue
        text = to_toml(taken(plan, [one], now.date()))
        made_ns = round(now.timestamp()) * 1_000_000_000
        add_proposal(history, Proposal(name, person, plan.revision, text, proposed(one), made_ns))
        came += 1
    return came


def _followed(history: History, person: str) -> Prescription | None:
    """The newest prescription, if somebody confirmed it: what nobody confirmed is not raised."""
    rows = prescriptions_of(history, person)
    if not rows or not rows[-1].confirmed_by:
        return None
    try:
        return held(rows[-1]).prescription
    except BadInputError:
        return None


def keep_proposing(path: Path, now: Callable[[], datetime], over: threading.Event) -> None:
    """Look at everybody with new sessions, now and every few minutes, until it is over."""
    seen: dict[str, int] = {}
    while not over.is_set():
        try:
            _look(path, now(), seen, over)
        except (BadInputError, OSError):
            logger.exception("Proposals could not be kept; tried again later")
        over.wait(EVERY_S)


def _look(path: Path, now: datetime, seen: dict[str, int], over: threading.Event) -> None:
    since_ns = int((now - LATELY).astimezone(UTC).timestamp()) * 1_000_000_000
    with History(path) as history:
        for line in person_lines(history, since_ns):
            person, last_ns = line.person.person, line.last_start_utc_ns
            if over.is_set():
                return
            if last_ns >= since_ns and seen.get(person) != last_ns:
                propose(history, person, now)
                seen[person] = last_ns
