"""The sessions in recordings/ against the exact truth beside them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crossrep.app.analyzing import analysis_or_error

FOLDER = Path(__file__).parents[2] / "recordings"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
UNSEEN = {"frozen_sensor": 1, "loss_and_reconnect": 2}
"""Repetitions of which the trained wrist's sensor, frozen or away, missed more than two seconds."""
EXTRA = {"fast_and_jerky": 1}
"""The weight is put down along the exercise's own path: one more is counted (known limit)."""


@cache
def analysis(name: str) -> dict[str, Any]:
    return analysis_or_error(str(FOLDER / f"{name}.mcap"), None, None)


@cache
def truth(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.truth.json").read_text(encoding="utf-8"))


def true_reps(name: str) -> list[dict[str, Any]]:
    reps = truth(name)["reps"]
    return [rep for rep in reps if rep["role"] == "trained" and not rep["partial"]]


def said_reps(name: str) -> list[dict[str, Any]]:
    return [rep for one in analysis(name)["sets"] for rep in one["reps"]]


def pairs(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """(said, true) repetitions whose tops are the same."""
    found = []
    for said in said_reps(name):
        true = min(true_reps(name), key=lambda rep: abs(rep["top_s"] - said["top_s"]))
        between = true["start_s"] < said["top_s"] < true["end_s"]
        found += [(said, true)] if between else []
    return found


def test_there_are_at_least_eight():
    assert len(NAMES) >= 8
    assert all(
        (FOLDER / f"{name}.{end}").exists() for name in NAMES for end in ("mcap", "truth.json")
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_repetition_is_counted(name: str):
    wanted = len(true_reps(name)) - UNSEEN.get(name, 0) + EXTRA.get(name, 0)
    assert len(said_reps(name)) == wanted
    assert len(pairs(name)) == wanted - EXTRA.get(name, 0)


@pytest.mark.parametrize("name", [name for name in NAMES if true_reps(name)])
def test_trusted_lowering_times_are_near_the_truth(name: str):
    trusted = [(said, true) for said, true in pairs(name) if said["confidence"] == "high"]
    errors = [abs(said["lowering_s"] - true["lowering_s"]) for said, true in trusted]
    assert np.percentile([*errors, 0.0], 90) < 0.12


@pytest.mark.parametrize("name", [name for name in NAMES if true_reps(name)])
def test_ranges_are_near_the_truth(name: str):
    errors_deg = [
        abs(said["range_deg"] - true["true_range_deg"])
        for said, true in pairs(name)
        if said["confidence"] == "high"
    ]
    assert max(errors_deg, default=0.0) < 8


def test_partial_repetitions_are_rejected_and_kept():
    name = "small_range_with_tremor"
    partial = [rep for rep in truth(name)["reps"] if rep["partial"]]
    rejected = [one for one in analysis(name)["rejected"] if one["reason"] == "partial"]
    assert len(rejected) == len(partial)
    assert [one["range_deg"] > 15 for one in rejected] == [True] * len(partial)


@pytest.mark.parametrize("name", NAMES)
def test_faults_are_seen_when_and_where_they_were(name: str):
    said = analysis(name)["faults"]
    for fault in truth(name)["faults"]:
        assert any(
            one["role"] == fault["role"]
            and one["kind"] == fault["kind"]
            and abs(one["start_s"] - fault["start_s"]) < 1.0
            and abs(one["end_s"] - fault["end_s"]) < 1.0
            for one in said
        ), (fault, said)


def test_movement_of_the_affected_arm_alone_is_seen_and_named():
    name = "affected_moves_alone"
    own = [one for one in truth(name)["affected"] if one["kind"] == "independent"]
    bouts = [one for one in analysis(name)["affected"]["bouts"] if one["kind"] == "independent"]
    for movement in own:
        assert any(
            b["start_s"] < movement["end_s"] and b["end_s"] > movement["start_s"] for b in bouts
        )


@pytest.mark.parametrize("name", ["mirror_movement", "assisted_curls"])
def test_coupled_movement_is_never_called_independent(name: str):
    kinds = {bout["kind"] for bout in analysis(name)["affected"]["bouts"]}
    assert "independent" not in kinds
    assert kinds


@pytest.mark.parametrize("name", ["clean_curls", "sitting_still", "slow_with_holds"])
def test_a_quiet_arm_has_no_bout(name: str):
    affected = analysis(name)["affected"]
    assert affected["bouts"] == []
    assert affected["observed_s"] > 0.9 * truth(name)["duration_s"]
    assert 1.0 <= affected["floor_deg_s"] < 3.0
