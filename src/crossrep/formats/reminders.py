"""Planned days as a calendar file: the person's own tablet or telephone then reminds, calmly.

No program of ours has to run for it, and nothing leaves the home. iCalendar (RFC 5545), one
weekly event with a sound-free alarm at its beginning, in the time of wherever it is opened.
"""

from datetime import date, time, timedelta

from crossrep.errors import BadInputError
from crossrep.guide.days import is_planned
from crossrep.prescription import Prescription

MINUTES = 30
"""How long the entry lasts in the calendar; nobody is late."""


def calendar_text(prescription: Prescription, words: dict[str, str], first: date, at: time) -> str:
    """The planned days of the prescription's weeks, from ``first`` on, as a calendar file.

    Args:
        prescription: whose ``planned_days`` and ``block_weeks`` are taken.
        words: of a language, with ``calendar.title`` and ``calendar.note``.
        first: not before this day.
        at: when, by the clock of the place where it is opened.

    Raises:
        BadInputError: no day is planned, or no reminder is wished.
    """
    if not prescription.remind:
        raise BadInputError("No reminder is wished: set remind = true in the prescription.")
    if not prescription.planned_days:
        raise BadInputError("No day is planned: fill in planned_days in the prescription.")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CrossRep//planned days//EN",
        "BEGIN:VEVENT",
        *_when(prescription, first, at),
        *_what(words["calendar.title"], words["calendar.note"]),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _when(prescription: Prescription, first: date, at: time) -> list[str]:
    begin = next(d for n in range(7) if is_planned(prescription, d := first + timedelta(days=n)))
    last = first + timedelta(weeks=prescription.block_weeks, days=-1)
    days = ",".join(day.value[:2].upper() for day in prescription.planned_days)
    return [
        f"UID:{prescription.person}-{prescription.revision}@crossrep",
        f"DTSTAMP:{first:%Y%m%d}T000000Z",
        f"DTSTART:{begin:%Y%m%d}T{at:%H%M%S}",
        f"DURATION:PT{MINUTES}M",
        f"RRULE:FREQ=WEEKLY;BYDAY={days};UNTIL={last:%Y%m%d}T235959",
    ]


def _what(title: str, note: str) -> list[str]:
    return [
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(note)}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        "TRIGGER:PT0M",
        "END:VALARM",
    ]


def _escaped(text: str) -> str:
    """RFC 5545, 3.3.11."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text


def _folded(line: str) -> list[str]:
    """Lines of at most 75 octets; the next one begins with a space (RFC 5545, 3.1)."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > 75:
            pieces, piece = [*pieces, piece], " "
        piece += letter
    return [*pieces, piece]
