"""The scripts in `recordings/`: each can be played and says what it shows."""

from pathlib import Path

import pytest

from crossrep.inputs import Notification
from crossrep.simulate import from_toml, simulate_script_text, truth_json
from crossrep.simulate.script import Rest

FOLDER = Path(__file__).parents[2] / "recordings"
SCRIPTS = sorted(FOLDER.glob("*.toml"))


def test_there_are_scripts():
    assert len(SCRIPTS) >= 8


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_short_begins_and_ends_at_rest_and_made_what_lies_beside_it(path):
    script = from_toml(path.read_text("utf-8"))
    first, last = script.block[0], script.block[-1]
    assert isinstance(first, Rest)
    assert first.duration_s >= 4
    assert isinstance(last, Rest)
    assert last.duration_s >= 3
    simulation = simulate_script_text(path.read_text("utf-8"), path.stem)
    assert 60 <= simulation.truth["duration_s"] <= 110
    payload = sum(len(i.payload) for i in simulation.inputs if isinstance(i, Notification))
    assert payload < 420_000
    assert path.with_suffix(".mcap").exists()
    assert path.with_suffix(".truth.json").read_text("utf-8") == truth_json(simulation.truth)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_the_readme_says_what_it_shows(path):
    assert f"| `{path.stem}` |" in (FOLDER / "README.md").read_text("utf-8")
    assert from_toml(path.read_text("utf-8")).about


def test_the_script_in_the_readme_is_one():
    text = (FOLDER / "README.md").read_text("utf-8")
    example = text.split("```toml\n", 1)[1].split("```", 1)[0]
    truth = simulate_script_text(example).truth
    assert (truth["sets"][0]["reps"], len(truth["affected"])) == (8, 2)
