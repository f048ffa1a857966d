"""The score card scores rightly: intervals, oracle, plug-in, and its public part runs."""

import io
from contextlib import redirect_stdout

import numpy as np
import pytest
from benchmarks.accuracy import page
from benchmarks.accuracy.__main__ import main
from benchmarks.accuracy.counters import counter_named, lowerings, number
from benchmarks.accuracy.grid import cells
from benchmarks.accuracy.intervals import of_quantile, wilson
from benchmarks.accuracy.oracle import pairs_of, true_reps
from benchmarks.accuracy.simulated_samples import trained_samples
from benchmarks.accuracy.watch import watched
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crossrep.errors import BadInputError
from crossrep.simulate import random_script, simulate

EXAMPLE = "benchmarks.accuracy.example:gyroscope_peaks"
SHORT = ("--cells", "three steps", "--wearers", "1")


def seven(columns):
    """A counter of somebody's own."""
    return 7 if len(columns) else 0


def card(*arguments):
    """(exit code, what was printed) of the command."""
    out = io.StringIO()
    with redirect_stdout(out):
        code = main(arguments)
    return code, out.getvalue()


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(case):
    hits, n = case
    known = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert wilson(hits, n) == pytest.approx((known.low, known.high), abs=1e-4)


@pytest.mark.parametrize("case", [(1, 0), (3, 2), (-1, 4)])
def test_no_interval_of_what_is_no_share(case):
    with pytest.raises(ValueError, match="no share"):
        wilson(*case)


def test_the_interval_of_a_quantile_holds_the_truth_about_as_often_as_it_says():
    true = stats.norm.ppf(0.9)
    chance = np.random.default_rng(1)
    inside = 0
    for _ in range(200):
        value, low, high = of_quantile(chance.normal(size=120), 90)
        assert low <= value <= high
        inside += low <= true <= high
    assert 0.88 <= inside / 200 <= 0.99


def test_the_oracle_reads_the_commanded_lowering_where_the_rule_is_without_bias():
    script = random_script(5, shape="bell", variability_percent=0, lowering_s=3, range_deg=100,
                           hold_s=1, rest_s=1, restless_deg=0)  # fmt: skip
    truth = simulate(script).truth
    reps = true_reps(script, truth)
    assert len(reps) == len(truth["reps"])
    for rep, commanded in zip(reps, truth["reps"], strict=True):
        assert rep.lowering_s == pytest.approx(commanded["lowering_s"], abs=0.03)
        assert rep.lowering_end_s == pytest.approx(commanded["end_s"], abs=0.03)
    assert pairs_of([rep.end_s - 0.1 for rep in reps[1:]], reps) == [-1, *range(len(reps) - 1)]


def test_nobody_wears_two_cells_and_every_script_can_be_played():
    scripts = [cell.script(0) for cell in cells()]
    assert len({script.seed for script in scripts}) == len(scripts) > 30


def test_peers_get_the_samples_that_arrived():
    whole = trained_samples(random_script(3, rate_hz=50))
    some = trained_samples(random_script(3, rate_hz=50, loss_percent=20))
    assert 0.7 < len(some) / len(whole) < 0.9
    assert set(some.t_s) < set(whole.t_s)
    assert np.median(np.linalg.norm(whole.acc_ms2, axis=1)) == pytest.approx(9.81, abs=1)


def test_a_counter_says_a_number_or_when_it_was_lowered():
    assert (number(5), lowerings(5)) == (5, [])
    assert (number([(1, 2), (3, 4.5)]), lowerings([(1, 2), (3, 4.5)])) == (2, [(1, 2), (3, 4.5)])


@pytest.mark.slow
def test_a_counter_of_ones_own_stands_on_the_card_and_the_page_is_left_alone():
    before = page.PAGE.read_bytes()
    code, text = card("--only", "simulated", *SHORT, "--counter", EXAMPLE,
                      "--counter", f"{__name__}:seven")  # fmt: skip
    assert code == 0
    titles = next(line for line in text.splitlines() if line.startswith("| wearers | CrossRep |"))
    assert titles.endswith(f"| {EXAMPLE} | {__name__}:seven |")
    assert "Lowering time by others" in text
    assert page.PAGE.read_bytes() == before


@pytest.mark.parametrize("place", ["nowhere:count", "benchmarks.accuracy.example:nothing", "os"])
def test_a_counter_that_is_not_there_is_said_in_one_sentence(place, capsys):
    with pytest.raises(BadInputError):
        counter_named(place)
    assert main(["--only", "simulated", "--counter", place]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("--only", "reel"), ("--only", "simulated", "--cells", "x1")]
)
def test_what_is_not_on_the_card_is_refused(arguments):
    assert main(arguments) == 1


@pytest.mark.slow
def test_latency_is_measured_of_every_repetition_after_the_set_was_confirmed():
    code, text = card("--only", "latency", *SHORT)
    assert code == 0
    row = next(line for line in text.splitlines() if line.startswith("| three steps"))
    assert int(row.split("|")[2]) >= 3


def test_watch_recordings_get_the_usual_sign_and_units():
    up = np.tile([-1.0, 0, 0, 0.5, 0, 0], (100, 1))
    data = {"X": [up], "y": [1], "y_labels": ["PEN", "ABD"], "subject": [3]}
    (one,) = watched(data)
    assert (one.person, one.exercise) == (3, "ABD")
    assert one.columns.acc_ms2[0] == pytest.approx([9.80665, 0, 0])
    assert one.columns.gyr_rads[0] == pytest.approx([0.5, 0, 0])
    assert one.columns.t_s[1] == pytest.approx(0.02)


def test_a_part_of_the_page_is_put_in_its_place():
    old = page.with_part(page.with_part("# Head\n", "one", ["first"]), "two", ["second"])
    new = page.with_part(old, "one", ["again"])
    assert new.index("again") < new.index("second")
    assert "first" not in new
    assert page.with_part(new, "one", ["again"]) == new
