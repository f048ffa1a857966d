"""Proposals rest on two sessions, are never applied, and become an unconfirmed revision."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import MONDAY
from prescriptions import prescriptions

from crossrep.formats.prescription_toml import from_toml, to_toml
from crossrep.guide.days import best_week, is_planned, next_planned, training_days, week_reps
from crossrep.guide.past import PastDay
from crossrep.guide.progression import Change, proposals, taken
from crossrep.guide.reminding import Reminder, reminder
from crossrep.guide.safety import day_rule, weekly_room
from crossrep.inputs import Side
from crossrep.prescription import Block, Prescription

CURL = Block(exercise="biceps_curl", weight_kg=5.0)
PLAN = Prescription(
    "p1", Side.RIGHT, revision=3, confirmed_by="therapist-1", confirmed_on=MONDAY, blocks=(CURL,)
)


def days(*kinds: str, revision: int = 3, **more: Any) -> list[PastDay]:
    """One day each: ``easy``, ``hard``, ``tired``, ``missed_band``, ``no_effort``."""
    made = []
    for n, kind in enumerate(kinds):
        values = {
            "easy": {"effort_max": 5.0, "all_in_band": {"biceps_curl": True}},
            "hard": {"effort_max": 7.0, "all_in_band": {"biceps_curl": True}},
            "tired": {"effort_max": 9.0, "stopped_by": ("effort_high",)},
            "missed_band": {"effort_max": 4.0, "all_in_band": {"biceps_curl": False}},
            "no_effort": {"effort_max": None, "all_in_band": {"biceps_curl": True}},
        }[kind]
        on = MONDAY - timedelta(days=2 * (len(kinds) - n))
        made.append(PastDay(on, {"biceps_curl": 30}, revision=revision, **{**values, **more}))
    return made


def changes(plan: Prescription, past: list[PastDay]) -> list[tuple[str, float, float]]:
    return [(c.field, c.now, c.then) for p in proposals(plan, past) for c in p.changes]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("easy", "easy"), [("reps", 10, 11)]),
        (("hard", "easy", "easy"), [("reps", 10, 11)]),
        (("easy",), []),
        (("easy", "hard"), []),
        (("easy", "missed_band"), []),
        (("easy", "no_effort"), []),
        (("tired", "tired"), [("weight_kg", 5.0, 4.5)]),
        (("easy", "tired"), []),
        ((), []),
    ],
)
def test_two_sessions_alike_suggest_one_step(kinds: tuple[str, ...], expected: list) -> None:
    assert changes(PLAN, days(*kinds)) == expected


def test_at_the_most_repetitions_the_weight_takes_a_step_that_can_be_bought() -> None:
    most = replace(PLAN, blocks=(replace(CURL, reps=12),))
    easy = days("easy", "easy")
    assert changes(most, easy) == [("weight_kg", 5.0, 5.25), ("reps", 12, 10)]
    light = replace(PLAN, blocks=(replace(CURL, reps=12, weight_kg=1.0),))
    assert changes(light, easy) == [], "a quarter more is no small step"
    none = replace(PLAN, blocks=(replace(CURL, reps=12, weight_kg=None),))
    assert changes(none, easy) == []


def test_without_a_weight_a_step_back_is_a_set_or_two_repetitions_less() -> None:
    tired = days("tired", "tired")
    bare = replace(CURL, weight_kg=None)
    assert changes(replace(PLAN, blocks=(bare,)), tired) == [("sets", 3, 2)]
    one = replace(bare, sets=1)
    assert changes(replace(PLAN, blocks=(one,)), tired) == [("reps", 10, 8)]
    assert changes(replace(PLAN, blocks=(replace(one, reps=5),)), tired) == []


def test_nothing_is_proposed_where_progress_is_off_or_another_revision_was_done() -> None:
    easy = days("easy", "easy")
    assert proposals(replace(PLAN, progression=False), easy) == ()
    assert proposals(PLAN, days("easy", "easy", revision=2)) == ()
    capped = replace(PLAN, daily_reps=30)
    assert proposals(capped, easy) == (), "not above the cap of the day"


def test_what_is_taken_is_the_next_revision_and_nobody_has_confirmed_it() -> None:
    chosen = proposals(PLAN, days("easy", "easy"))
    assert chosen[0].changes == (Change("reps", 10, 11),)
    made = taken(PLAN, chosen, MONDAY)
    assert (made.revision, made.confirmed, made.blocks[0].reps) == (4, False, 11)
    assert isinstance(made.blocks[0].reps, int)
    (said,) = made.blocks[0].set_by
    assert (said.field, said.by, said.on) == ("reps", "proposal", MONDAY)
    assert from_toml(to_toml(made)) == made
    assert PLAN.blocks[0].reps == 10


PAST = st.lists(
    st.builds(
        PastDay, st.dates(MONDAY - timedelta(days=60), MONDAY),
        st.dictionaries(st.sampled_from(["biceps_curl", "row"]), st.integers(0, 90)),
        st.none() | st.floats(0, 10), st.none(),
        st.dictionaries(st.sampled_from(["biceps_curl", "row"]), st.booleans()),
        st.sampled_from([(), ("effort_high",), ("pain_high",)]), st.integers(1, 3),
    ),
    max_size=30,
)  # fmt: skip


@given(prescriptions(), PAST)
@settings(max_examples=40)
def test_no_proposal_leaves_what_may_be_prescribed(made: Prescription, past: list[PastDay]) -> None:
    chosen = proposals(made, past)
    again = taken(made, chosen, MONDAY)
    assert from_toml(to_toml(again)) == again
    assert again.revision == made.revision + 1
    for before, after in zip(made.blocks, again.blocks, strict=True):
        heavier = (after.weight_kg or 0) - (before.weight_kg or 0)
        share = made.progression_load_percent / 100
        assert heavier <= share * (before.weight_kg or 0) + 1e-9
        assert after.reps <= before.reps + 1


@given(PAST, st.integers(0, 6))
def test_weeks_and_days_add_up(past: list[PastDay], n: int) -> None:
    day = MONDAY - timedelta(days=n)
    assert 0 <= training_days(past, day) <= 7
    total = sum(one.reps for one in past if timedelta(0) <= day - one.date < timedelta(days=7))
    assert week_reps(past, day) == total
    best = best_week(past, MONDAY)
    assert best is None or best > 0


def ordinary(weeks: int, reps: int = 30) -> list[PastDay]:
    """Mondays, Wednesdays, Fridays of the weeks before this one."""
    return [
        PastDay(MONDAY - timedelta(days=7 * week - day), {"biceps_curl": reps})
        for week in range(weeks, 0, -1)
        for day in (0, 2, 4)
    ]


@pytest.mark.parametrize("weeks", [0, 1, 2, 3, 4, 6, 12])
def test_an_ordinary_programme_is_never_left_out(weeks: int) -> None:
    past = ordinary(weeks)
    for day in (0, 2, 4):
        today = MONDAY + timedelta(days=day)
        assert day_rule(PLAN, past, today) is None
        assert weekly_room(PLAN, past, today) >= 30
        past.append(PastDay(today, {"biceps_curl": 30}))


def test_a_week_grows_by_a_fifth_at_most_and_after_a_break_nothing_is_compared() -> None:
    past = ordinary(3)
    assert weekly_room(PLAN, past, MONDAY) == 108 - 60, "Wednesday and Friday are within the week"
    past += [PastDay(MONDAY, {"biceps_curl": 60})]
    assert day_rule(PLAN, past, MONDAY + timedelta(days=2)) is None
    long_ago = [replace(day, date=day.date - timedelta(days=60)) for day in ordinary(3)]
    assert weekly_room(PLAN, long_ago, MONDAY) == float("inf")


def test_planned_days_come_round() -> None:
    assert is_planned(PLAN, MONDAY)
    assert not is_planned(PLAN, MONDAY + timedelta(days=1))
    assert next_planned(PLAN, MONDAY) == date(2026, 11, 25)
    assert next_planned(replace(PLAN, planned_days=()), MONDAY) is None


def test_a_reminder_is_calm_and_only_where_wished() -> None:
    wished = replace(PLAN, remind=True)
    wednesday = date(2026, 11, 25)
    assert reminder(PLAN, [], MONDAY) is None
    assert reminder(wished, [], MONDAY) == Reminder("planned_today", wednesday)
    assert reminder(wished, [PastDay(MONDAY, {"row": 5})], MONDAY) == Reminder(
        "done_today", wednesday
    )
    yesterday = [PastDay(MONDAY - timedelta(days=1), {"row": 5})]
    assert reminder(wished, yesterday, MONDAY) == Reminder("rest_today", wednesday)
    tuesday = MONDAY + timedelta(days=1)
    assert reminder(wished, [], tuesday) == Reminder("not_today", wednesday)
