"""The MQTT tree: ``crossrep/v1/{person}/{suffix}``. A change of contract is a change of ``v1``."""

import re

from crossrep.errors import BadInputError

VERSION = "v1"
ROOT = f"crossrep/{VERSION}"

STATUS = "status"
"""Retained, the last will: plain ``online`` or ``offline``, so that it needs no template."""
SESSION = "session"
"""Retained: the current or last session."""
REP = "rep"
SET = "set"
AFFECTED = "affected"
NOTICE = "notice"
GUIDE = "guide"
"""What the person was asked to do and answered, and which safety rule acted."""
LIVE = "live"
SENSORS = "sensors"
"""Retained: link, charge and faults of both wearables."""
COMMAND = "command"
"""Inward: what the session is asked to do."""
ANSWER = "answer"
"""What became of each command."""

_PERSON = re.compile(r"[A-Za-z0-9_-]{1,64}")


def checked_person(person: str) -> str:
    """The same person id, when it may stand in a topic.

    Raises:
        BadInputError: it holds anything but letters, digits, ``-`` and ``_``, or is too long.
    """
    if _PERSON.fullmatch(person) is None:
        raise BadInputError(
            f"The person id {person[:80]!r} cannot be used: choose 1 to 64 of the letters a-z and "
            "A-Z, digits, '-' and '_', and not the person's name."
        )
    return person


def topic(person: str, suffix: str) -> str:
    """The full topic of one person's branch."""
    return f"{ROOT}/{checked_person(person)}/{suffix}"
