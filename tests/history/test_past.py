"""The days before, as the guide wants them."""

from datetime import UTC, timedelta, timezone

from crossrep.edges.history import History, told_of
from crossrep.edges.history.past import past_of
from crossrep.simulate.programme import FIRST_DAY, programme

PERSON = "P-0417"


def test_each_day_says_what_was_done_and_answered(made):
    planned = [one for one in programme(2, 2, 5) if one.who.person == PERSON]
    later = FIRST_DAY + timedelta(weeks=9)
    with History(made / "history.sqlite", write=False) as history:
        days = past_of(history, PERSON, later, UTC)
        told = told_of(history, PERSON)
    assert [day.date for day in days] == [one.script.utc.date() for one in planned]
    assert [day.reps for day in days] == [len(one.reps) for one in told]
    for day, one in zip(days, planned, strict=True):
        assert day.pain_max == max(value for value in one.pain if value is not None)
        assert day.effort_max == max(value for value in one.effort if value is not None)
        assert day.reps_by_exercise.keys() == day.all_in_band.keys() == {"biceps_curl"}
    painful = [day.stopped_by for day in days if (day.pain_max or 0) >= 4]
    assert painful
    assert set(painful) == {("pain_high",)}
    assert [day.revision for day in days] == [1, 1, 1, 2, 2, 2]


def test_a_set_too_few_or_a_quick_lowering_is_not_all_in_band(made):
    with History(made / "history.sqlite", write=False) as history:
        told = told_of(history, PERSON)
        days = past_of(history, PERSON, FIRST_DAY + timedelta(weeks=9), UTC)
    for day, one in zip(days, told, strict=True):
        inside = all(rep.in_band for rep in one.reps if rep.in_band is not None)
        assert day.all_in_band["biceps_curl"] == (inside and len(one.sets) == 2)


def test_today_is_not_past_and_days_are_those_of_the_place(made):
    with History(made / "history.sqlite", write=False) as history:
        assert past_of(history, PERSON, FIRST_DAY, UTC) == []
        assert len(past_of(history, PERSON, FIRST_DAY + timedelta(days=1), UTC)) == 1
        far = timezone(timedelta(hours=-12))
        days = past_of(history, PERSON, FIRST_DAY + timedelta(days=1), far)
        assert [day.date for day in days] == [FIRST_DAY - timedelta(days=1)]
        assert past_of(history, "nobody", FIRST_DAY, UTC) == []
