"""Planned days as a calendar that other programs read."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from importlib.resources import files

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossrep.app.main import main
from crossrep.errors import BadInputError
from crossrep.formats.prescription_toml import example, to_toml
from crossrep.formats.reminders import calendar_text
from crossrep.prescription import Day

PLAN = replace(example("P-1"), remind=True)
WORDS = {
    language: json.loads(
        (files("crossrep.screen") / "words" / f"{language}.json").read_text("utf-8")
    )
    for language in ("en", "de")
}


def event_of(text: str):
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return event


@given(
    first=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    days=st.sets(st.sampled_from(list(Day)), min_size=1),
    language=st.sampled_from(["en", "de"]),
)
def test_another_program_reads_the_planned_days(first, at, days, language):
    plan = replace(PLAN, planned_days=tuple(day for day in Day if day in days))
    text = calendar_text(plan, WORDS[language], first, at)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    event = event_of(text)
    start = event["DTSTART"].dt
    assert start.time() == at
    assert list(Day)[start.weekday()] in days
    assert timedelta(0) <= start.date() - first < timedelta(days=7)
    assert {day[:2].upper() for day in days} == set(event["RRULE"]["BYDAY"])
    until = event["RRULE"]["UNTIL"][0]
    assert until.date() == first + timedelta(weeks=plan.block_weeks, days=-1)
    assert event["SUMMARY"] == WORDS[language]["calendar.title"]
    assert event["DESCRIPTION"] == WORDS[language]["calendar.note"]


def test_who_wishes_none_gets_none():
    with pytest.raises(BadInputError, match="No reminder is wished"):
        calendar_text(example("P-1"), WORDS["en"], date(2026, 11, 21), time(10))


def test_the_command_writes_it_and_says_what_to_do(tmp_path, capsys):
    plan = tmp_path / "plan.toml"
    plan.write_text(to_toml(PLAN), encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["prescription", "remind", str(plan), "-o", str(tmp_path / "a.ics"), "--at", "17:30"])
    assert not left.value.code
    assert "open it on the tablet" in capsys.readouterr().out
    start = event_of((tmp_path / "a.ics").read_bytes().decode())["DTSTART"].dt
    assert isinstance(start, datetime)
    assert start.time() == time(17, 30)
    with pytest.raises(SystemExit) as left:
        main(
            ["prescription", "remind", str(plan), "-o", str(tmp_path / "b.ics"), "--language", "xx"]
        )
    assert left.value.code == 1
    assert "choose de or en" in capsys.readouterr().err
