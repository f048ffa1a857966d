"""What is published comes back as the events it was."""

from contextlib import suppress
from dataclasses import replace
from typing import get_args

import pytest
from every_event import ENDED, EVERY, STARTED
from hypothesis import given
from hypothesis import strategies as st

from crossrep.events import Event, SessionEnded, SessionStarted
from crossrep.formats.payload_events import Refusal, RefusedError, heard
from crossrep.formats.payloads import message_of
from crossrep.formats.tellings import TELLINGS

TOPIC = "crossrep/v1/P-1/rep"


def test_every_event_is_told_and_has_a_way_back():
    assert set(TELLINGS) == set(get_args(Event))


def as_heard(event):
    """All that a message cannot carry: nanoseconds, and whose bytes were skipped."""
    if isinstance(event, SessionStarted):
        return replace(event, utc_ns=event.utc_ns // 1000 * 1000)
    if isinstance(event, SessionEnded):
        return replace(event, skipped_bytes={"both": 7})
    return event


@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_an_event_comes_back(event):
    message = message_of(event, STARTED)
    back = heard(f"crossrep/v1/P-1/{message.suffix}", message.payload)
    assert back.event == as_heard(event)
    assert (back.person, back.session, back.engine) == ("P-1", "s1", "0.1.0")
    assert abs(back.start_utc_ns - STARTED.utc_ns) < 1000


def test_counted_bouts_and_a_floor_nothing_was_seen_above_come_back():
    ended = replace(ENDED, affected_bouts={"tremor": 2}, affected_floor_deg_s=float("inf"))
    back = heard("crossrep/v1/P-1/session", message_of(ended, STARTED).payload)
    assert back.event == as_heard(ended)


def test_without_a_date_the_seconds_are_enough():
    undated = replace(STARTED, utc_ns=0)
    back = heard("crossrep/v1/P-1/session", message_of(undated, undated).payload)
    assert (back.event, back.start_utc_ns) == (undated, 0)


BODY = message_of(EVERY[3], STARTED).payload


@pytest.mark.parametrize(
    ("topic", "payload", "why"),
    [
        ("homeassistant/device/x/config", BODY, Refusal.TOPIC),
        ("crossrep/v2/P-1/rep", BODY, Refusal.TOPIC),
        ("crossrep/v1/P-1/live", BODY, Refusal.TOPIC),
        ("crossrep/v1/P-1/rep/more", BODY, Refusal.TOPIC),
        (TOPIC, b"online", Refusal.NOT_JSON),
        (TOPIC, b"[" * 100_000, Refusal.NOT_JSON),
        (TOPIC, b"[1]", Refusal.NOT_JSON),
        (TOPIC, b"{}", Refusal.SCHEMA),
        (TOPIC, BODY.replace(b'"schema":1', b'"schema":2'), Refusal.SCHEMA),
        (TOPIC, BODY.replace(b'"rep"', b'"leap"'), Refusal.UNKNOWN),
        (TOPIC, BODY.replace(b'"n":3', b'"n":"three"'), Refusal.FIELDS),
        (TOPIC, BODY.replace(b'"n":3', b'"m":3'), Refusal.FIELDS),
        (TOPIC, BODY.replace(b"13.0:13.25:0.2", b"13.0:13.25"), Refusal.FIELDS),
    ],
)
def test_what_is_no_event_is_refused_with_its_reason(topic, payload, why):
    with pytest.raises(RefusedError) as refused:
        heard(topic, payload)
    assert refused.value.why is why


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_be_refused(payload):
    with pytest.raises(RefusedError):
        heard(TOPIC, payload)


@given(st.integers(0, len(BODY) - 1), st.integers(0, 255))
def test_a_damaged_message_is_refused_or_an_event(place, byte):
    damaged = BODY[:place] + bytes([byte]) + BODY[place + 1 :]
    with suppress(RefusedError):
        assert isinstance(heard(TOPIC, damaged).event, get_args(Event))
