"""What people enter is checked, and a change is stated only where one can be."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossrep.assessments import MEASURES, checked, measure_named, value_from_text, value_text
from crossrep.errors import BadInputError
from crossrep.inputs import Side
from crossrep.records import Assessment, Person
from crossrep.report.changes import SURE, cross_over, fieller, lines, usual_care

TODAY = date(2026, 11, 20)
ANNA = Person("P-1", Side.RIGHT, date(2025, 9, 1), Side.RIGHT)
FMA = Assessment("a", "P-1", "fma_ue", 31, date(2026, 10, 5), assessor="therapist-2")


def entered(measure: str, *values: float, side: str = "") -> list[Assessment]:
    """Values a week apart."""
    return [
        replace(
            FMA, id=f"{measure}{side}{n}", measure=measure, value=value, side=side,
            measured_on=date(2026, 10, 5) + timedelta(days=7 * n),
        )
        for n, value in enumerate(values)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": 67}, "FMA-UE goes from 0 to 66 points, not 67."),
        ({"value": -1}, "FMA-UE goes from 0 to 66 points, not -1."),
        ({"value": float("nan")}, "FMA-UE goes from 0 to 66 points, not nan."),
        ({"value": 31.5}, "FMA-UE is entered in steps of 1, not 31.5."),
        ({"measured_on": date(2026, 11, 21)}, "2026-11-21 is in the future"),
        ({"side": "left"}, "FMA-UE takes no side; leave it out."),
        ({"measure": "grip", "value": 11.2}, "Grip needs a side: left or right."),
        ({"measure": "grip", "side": "both", "value": 11.2}, "Grip needs a side"),
        ({"measure": "mas_elbow", "value": 0.5}, "MAS, elbow flexors is one of 0, 1, 1+, 2, 3, 4."),
        ({"measure": "smile"}, "There is no measure 'smile'. Known: fma_ue, arat"),
        ({"assessor": " "}, "Say who measured"),
        ({"note": "x" * 201}, "at most 200 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_sentence(change, sentence):
    with pytest.raises(BadInputError) as refused:
        checked(replace(FMA, **change), TODAY)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.sampled_from(sorted(MEASURES)), st.data())
def test_every_value_on_the_scale_is_taken_and_said_as_it_was_entered(name, data):
    measure = MEASURES[name]
    if measure.grades:
        value = data.draw(st.sampled_from([kept for _, kept in measure.grades]))
    else:
        steps = data.draw(st.integers(0, round(measure.high / measure.step)))
        value = round(steps * measure.step, 6)
    side = "left" if measure.sides == "each" else ""
    one = checked(replace(FMA, measure=name, value=value, side=side), TODAY)
    assert value_from_text(measure, value_text(measure, one.value)) == value


def test_values_are_read_as_people_write_them():
    assert value_from_text(measure_named("grip"), "11,5") == 11.5
    assert value_from_text(measure_named("mas_wrist"), "1+") == 1.5
    with pytest.raises(BadInputError, match="takes a number, not 'a lot'"):
        value_from_text(measure_named("pain"), "a lot")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (entered("fma_ue", 31), "no: one value"),
        (entered("fma_ue", 31, 36), "no: 5 is within measurement error, 6.82"),
        (entered("fma_ue", 31, 39), "yes: 8 more, beyond measurement error, 6.82"),
        (entered("fma_ue", 39, 31), "yes: 8 less, beyond measurement error, 6.82"),
        (entered("fma_ue", 31, 39), "below the smallest important change, 10 (Arya 2011)"),
        (entered("fma_ue", 31, 42), "important by one number, 10 (Arya 2011), not by another, 13"),
        (entered("fma_ue", 31, 45), "at or above the smallest important change, 13"),
        (entered("arat", 20, 30), "no: 10 is below the smallest important change, 17 (Lang 2008)"),
        (entered("grip", 9, 11, side="left"), "no: 2 is within measurement error, 4.68"),
        (entered("mas_elbow", 1.5, 1), "grades are compared, not subtracted"),
        (entered("pain", 2, 5, side="left"), "no smallest change is known for it"),
    ],
)
def test_a_change_is_stated_beyond_measurement_error_only(rows, said):
    (line,) = lines(rows, ANNA, Side.LEFT)
    assert said in line.said


def test_the_number_for_the_other_hand_is_not_used():
    left_handed = replace(ANNA, dominant=Side.LEFT)
    (line,) = lines(entered("arat", 20, 30), left_handed, Side.LEFT)
    assert "below the smallest important change, 12 (Lang 2008)" in line.said


def test_what_was_only_heard_said_judges_nothing():
    unread = [one for measure in MEASURES.values() for one in measure.smallest if not one.read]
    assert {one.source for one in unread} == {"Page 2012", "source not found"}
    for one in unread:
        assert all(
            one.source not in line.said for line in lines(entered("fma_ue", 1, 60), ANNA, None)
        )


def test_a_corrected_value_is_gone():
    old, new = entered("fma_ue", 31, 40)
    (line,) = lines([old, replace(new, replaces=old.id)], ANNA, None)
    assert [one.value for one in line.values] == [40]


def both(trained: tuple[float, float], affected: tuple[float, float]) -> list[Assessment]:
    return entered("grip", *trained, side="right") + entered("grip", *affected, side="left")


def test_the_share_that_crossed_over_has_its_interval():
    (one,) = cross_over(both((20, 40), (8, 16)), Side.LEFT)
    assert one.percent == pytest.approx(40)
    assert one.low < 40 < one.high
    assert one.trained_error == pytest.approx(0.092 * np.hypot(20, 40))


def test_a_trained_gain_within_its_error_gives_no_share():
    (one,) = cross_over(both((31, 36.5), (11, 13.5)), Side.LEFT)
    assert one.percent is None
    assert "No share can be stated" in one.said


def test_one_day_or_one_arm_gives_nothing():
    assert cross_over(both((31, 36), (9, 11))[:3], Side.LEFT) == []
    assert cross_over(both((31, 36), (9, 11)), None) == []


def test_fieller_covers_the_true_ratio_as_often_as_it_says():
    rng = np.random.default_rng(1)
    top, bottom, errors = 3.0, 10.0, (1.0, 1.5)
    held = total = 0
    for _ in range(4000):
        found = fieller(
            rng.normal(top, errors[0]), errors[0], rng.normal(bottom, errors[1]), errors[1]
        )
        if found is not None:
            total += 1
            held += found[1] <= 100 * top / bottom <= found[2]
    assert total > 3900
    assert 0.94 < held / total < 0.96


def test_fieller_has_no_end_where_the_denominator_may_be_nothing():
    assert fieller(1.0, 0.5, 1.0, 1.0 / SURE) is None
    assert fieller(1.0, 0.5, -9.0, 0.1) is None


def test_usual_care_needs_the_day_of_the_stroke():
    assert usual_care(replace(ANNA, stroke_on=None), TODAY) is None
    weeks, table = usual_care(ANNA, TODAY)
    assert weeks == (TODAY - ANNA.stroke_on).days // 7
    assert [(row.label, row.week, row.change) for row in table] == [
        ("FMA-UE", 4, 9.5), ("FMA-UE", 12, 12.0), ("ARAT", 4, 8.43), ("ARAT", 12, 16.48),
    ]  # fmt: skip
