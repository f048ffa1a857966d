"""A prescription's file and the history hold the same, revision by revision."""

from dataclasses import replace
from datetime import date

import pytest

from crossrep.edges.history import (
    History,
    add_person,
    confirm_prescription,
    person_of,
    prescriptions_of,
)
from crossrep.edges.history.prescribing import newest_prescription, take_prescription
from crossrep.errors import BadInputError, CrossRepError
from crossrep.formats.prescription_toml import example, to_toml
from crossrep.inputs import Side
from crossrep.records import Person

TODAY = date(2026, 11, 21)
FIRST = example("P-1", Side.LEFT)


@pytest.fixture
def history(tmp_path):
    with History(tmp_path / "history.sqlite") as opened:
        yield opened


def test_a_file_is_kept_once_and_is_what_is_to_be_done(history):
    add_person(history, Person("P-1"))
    assert newest_prescription(history, "P-1") is None
    for _ in range(2):
        assert take_prescription(history, to_toml(FIRST), TODAY) == FIRST
    assert [one.from_on for one in prescriptions_of(history, "P-1")] == [TODAY]
    assert person_of(history, "P-1").trained is Side.LEFT
    second = replace(FIRST, revision=2, daily_reps=50)
    take_prescription(history, to_toml(second), TODAY)
    assert newest_prescription(history, "P-1") == second
    assert newest_prescription(history, "nobody") is None


def test_confirmation_may_come_later(history):
    take_prescription(history, to_toml(FIRST), TODAY)
    confirm_prescription(history, "P-1", 1, "therapist-2", TODAY)
    confirmed = newest_prescription(history, "P-1")
    assert confirmed == replace(FIRST, confirmed_by="therapist-2", confirmed_on=TODAY)
    assert take_prescription(history, to_toml(FIRST), TODAY) == FIRST


def test_a_changed_file_needs_a_revision_of_its_own(history):
    take_prescription(history, to_toml(FIRST), TODAY)
    changed = to_toml(replace(FIRST, daily_reps=50))
    with pytest.raises(BadInputError, match=r"with other contents: give the changed one .* 2"):
        take_prescription(history, changed, TODAY)
    with pytest.raises(CrossRepError):
        take_prescription(history, "reps = ", TODAY)
    assert [one.toml for one in prescriptions_of(history, "P-1")] == [to_toml(FIRST)]
