"""The tables people read: in 80 columns, and every remark in words."""

import inspect
import re

import pytest
from ran_command import Crossrep

from crossrep.app import tables, words
from crossrep.events import FaultKind
from crossrep.formats.analysis import Analysis
from crossrep.movement import session
from crossrep.movement.repetitions.running_set import RunningSet

REP = {
    "n": 1, "start_s": 5.0, "lifting_s": 1.23, "hold_s": 0.5, "lowering_s": 3.14, "rest_s": 0.0,
    "range_deg": 90.4, "confidence": "high", "flags": [], "stops": [],
}  # fmt: skip
FLAGS = re.findall(r'^ +"(\w+)":', inspect.getsource(RunningSet.doubts), re.MULTILINE)
NOTES = [kind.value for kind in session.DOUBTED]


def analysis(*reps: dict[str, object], exercise: str = "unknown", **more: object) -> Analysis:
    sets = [{"start_s": 5.0, "end_s": 40.0, "reps": list(reps)}] if reps else []
    affected = {"observed_s": 60.0, "active_s": 0.0, "bouts": []}
    found: Analysis = {"recording": "a.mcap", "exercise": exercise, "sets": sets, "rejected": []}
    return {**found, "affected": affected, "faults": [], **more}


def printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, found: Analysis
) -> str:
    monkeypatch.setattr(tables, "PIPE_COLUMNS", 80)
    tables.print_analysis(found)
    return capsys.readouterr().out


@pytest.mark.parametrize("flag", [*FLAGS, *NOTES])
def test_every_remark_has_words(flag: str) -> None:
    assert len(FLAGS) >= 8
    assert len(words.FLAGS[flag].split()) > 3


@pytest.mark.parametrize("kind", FaultKind)
def test_every_fault_has_words(kind: FaultKind) -> None:
    assert kind in words.FAULTS


def test_a_set_is_a_table_of_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    doubtful = {**REP, "n": 2, "rest_s": 1.5, "confidence": "low", "flags": ["tremor", "gap"]}
    stops = {
        **REP,
        "n": 3,
        "stops": [{}, {}],
        "lowering_s": 1.5,
        "flags": ["gap", "no_device_time"],
    }
    untimed = {name: value for name, value in REP.items() if name != "lowering_s"}
    rows = (REP, doubtful, stops, untimed)
    said = printed(capsys, monkeypatch, analysis(*rows, *[{**stops, "n": 120}] * 3))
    lines = said.splitlines()
    assert lines[0] == "a.mcap: 7 repetitions in 1 set (exercise not named)"
    assert max(map(len, lines)) <= 80
    assert len([line for line in lines if line.startswith("│")]) == 7  # one line a repetition
    assert "│ 3.1 s, in the band │ 90 deg │" in said
    assert "about 3.1 s" in said
    assert "1.5 s, quicker" in said
    assert "not timed" in said
    assert "│ a, b " in said
    assert "a: a tremor was smoothed" in said
    assert "b: samples are missing inside" in said
    assert said.count("c: ") == 1


FROZEN = {"role": "trained", "kind": "frozen", "start_s": 0.0, "end_s": 60.0}
PARTIAL = {"start_s": 5.0, "end_s": 9.0, "reason": "partial", "range_deg": 40.0}


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (analysis(faults=[FROZEN]), "the trained arm was not well observed"),
        (analysis(rejected=[PARTIAL]), "no whole repetitions"),
        (analysis(exercise="biceps_curl"), "try --exercise unknown"),
        (analysis(exercise="pronation"), "no movement that repeats"),
        (analysis(), "no movement that repeats"),
        (analysis(faults=[{**FROZEN, "kind": "no_device_time"}]), "no movement that repeats"),
    ],
)
def test_when_nothing_was_counted_it_says_why(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, found: Analysis, why: str
) -> None:
    said = " ".join(printed(capsys, monkeypatch, found).split())
    assert "0 repetitions in 0 sets" in said
    assert "Nothing was counted" in said
    assert why in said


def test_the_other_arm_did_not_curl(crossrep: Crossrep, recording: object) -> None:
    said = crossrep("analyze", recording, "--trained", "left").out
    assert "Nothing was counted as biceps curl" in said
