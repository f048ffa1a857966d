import pytest

from crossrep.errors import BadInputError
from crossrep.simulate import (
    from_toml,
    random_script,
    random_session,
    simulate,
    simulate_script_text,
)
from crossrep.simulate.script import Set

SMALL = '[[block]]\nkind = "rest"\nduration_s = 5\n'
SET = '[[block]]\nkind = "set"\n'

BAD = {
    "not toml": "seed = ",
    "nothing happens": "seed = 1",
    "unknown field": SMALL + "colour = 3",
    "unknown field at the top": "colour = 3\n" + SMALL,
    "unknown exercise": 'exercise = "sleeping"\n' + SMALL,
    "unknown kind": '[[block]]\nkind = "dance"\n',
    "negative time": '[[block]]\nkind = "rest"\nduration_s = -1\n',
    "not a number": '[[block]]\nkind = "rest"\nduration_s = nan\n',
    "local time": "utc = 2026-01-05T09:00:00\n" + SMALL,
    "mirror in a rest": SMALL + 'also = [{ kind = "mirror" }]',
    "does not fit": SMALL + 'also = [{ kind = "own", at_s = 4, duration_s = 2 }]',
    "stops out of order": SET + "stops = [{ share = 0.5 }, { share = 0.2 }]",
    "partial beyond": SET + "reps = 4\npartial = [9]",
    "last is partial": SET + "reps = 4\npartial = [4]",
    "sags too far": SET + "range_deg = 10\nhold_sag_deg = 20",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_bad_script_is_refused_in_one_sentence(text):
    with pytest.raises(BadInputError) as refused:
        simulate_script_text(text)
    message = str(refused.value)
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 200


def test_places_are_counted_as_people_count():
    with pytest.raises(BadInputError, match="block 2 rest duration_s"):
        from_toml(SMALL + '[[block]]\nkind = "rest"\n')


def test_everything_but_the_blocks_has_a_default():
    script = from_toml(SMALL)
    assert simulate(script).truth["duration_s"] == 5


@pytest.mark.parametrize("seed", range(20))
def test_a_population_is_varied_and_keeps_what_it_is_told(seed):
    script = random_script(seed, lowering_s=3, grade="poor", loss_percent=5, trained="left")
    repetitions = script.block[1]
    assert isinstance(repetitions, Set)
    assert repetitions.lowering_s == 3
    assert (script.sensor.grade, script.radio.loss_percent, script.trained) == ("poor", 5, "left")
    assert script == random_script(seed, lowering_s=3, grade="poor", loss_percent=5, trained="left")
    assert repetitions.range_deg != random_script(seed + 1).block[1].range_deg


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 10))]
)
def test_a_session_has_several_sets_and_keeps_what_it_is_told(seed):
    script = random_session(seed, exercise="lateral_raise", lowering_s=2, rate_hz=100)
    sets = [block for block in script.block if isinstance(block, Set)]
    assert len(sets) in (2, 3)
    assert {(s.lowering_s, s.habits is not None) for s in sets} == {(2, True)}
    assert (script.exercise, script.sensor.rate_hz) == ("lateral_raise", 100)
    assert script == random_session(seed, exercise="lateral_raise", lowering_s=2, rate_hz=100)
    assert len(simulate(script).truth["sets"]) == len(sets)


def test_a_set_without_habits_is_written_as_before_there_were_any():
    assert "habits" not in from_toml(SET).model_dump_json()
    assert "habits" in from_toml(SET + "habits = { slip_percent = 5 }").model_dump_json()


def test_a_population_refuses_what_no_script_has():
    with pytest.raises(BadInputError, match="colour"):
        random_script(1, colour="red")
