"""Events to the object of `analyze --json`, on events written by hand."""

import csv
import io
import json
import math
from dataclasses import replace

from crossrep.events import (
    Bout,
    BoutKind,
    Confidence,
    Event,
    FaultEnded,
    FaultKind,
    FaultStarted,
    Hold,
    Rep,
    RepRejected,
    RepWithdrawn,
    SessionEnded,
    SessionStarted,
    SetClosed,
    Stop,
)
from crossrep.formats.analysis import (
    ROW_COLUMNS,
    Analysis,
    analysis_of,
    csv_text,
    error_of,
    json_line,
    rows_of,
)
from crossrep.inputs import Role

TRAINED, AFFECTED = Role.TRAINED, Role.AFFECTED


def rep(n: int, start_s: float, set_n: int = 1, lowering_s: float = 3.0) -> Rep:
    return Rep(
        f"r{n}", "s", TRAINED, "curl", set_n, n,
        start_s=start_s, top_s=start_s + 1, end_s=start_s + 1.5 + lowering_s,
        lifting_s=1.0, hold_s=0.5, lowering_s=lowering_s, rest_s=0.0,
        lowering_start_s=start_s + 1.5, lowering_end_s=start_s + 4.5,
        lowering_rule="lower-v1", lowering_edge_s=2.5, lowering_t90_s=1.5, range_deg=90.0,
        confidence=Confidence.HIGH, flags=("a", "b"), stops=(Stop(2.0, 2.5, 0.5),),
    )  # fmt: skip


def session(*events: Event) -> list[Event]:
    started = SessionStarted("s", 0.0, 0, "0.1.0", "digest")
    return [started, *events, SessionEnded("s", 99.0, 1, 1, 90.0, 4.0, 1.5)]


def analysed(*events: Event) -> Analysis:
    analysis = analysis_of(session(*events), "a.mcap", "curl")
    return dict(json.loads(json_line(analysis)))


def closed(set_n: int, start_s: float, end_s: float) -> SetClosed:
    return SetClosed(f"set{set_n}", "s", TRAINED, "curl", set_n, start_s, end_s, 2, 3.0, 0)


def test_figures_of_repetitions_and_sets_are_passed_on_where_known() -> None:
    figures = replace(rep(1, 5), lowering_mean_deg_s=30.0, in_band=True, lowering_in_band_s=2.5)
    whole = replace(closed(1, 5, 10), range_slope_deg_per_rep=-1.5, in_band_share=1.0)
    one = analysed(figures, whole)["sets"][0]
    assert (one["range_slope_deg_per_rep"], one["in_band_share"]) == (-1.5, 1.0)
    said = one["reps"][0]
    assert (said["lowering_mean_deg_s"], said["in_band"]) == (30.0, True)
    assert "lowering_mean_m_s" not in said
    row = rows_of(analysed(figures, whole))[0]
    assert row["lowering_in_band_s"] == 2.5


def test_holds_stand_beside_repetitions() -> None:
    held = Hold("h", "s", TRAINED, "isometric_hold", 1, 1, 5.0, 9.0, 4.0, 30.0, 1.0,
                Confidence.HIGH)  # fmt: skip
    one = analysed(held, replace(closed(1, 5, 9), reps=0, lowering_median_s=None))["sets"][0]
    assert one["reps"] == []
    assert one["holds"][0]["held_s"] == 4.0
    assert "lowering_median_s" not in one


def test_every_key_is_there() -> None:
    found = analysed(rep(1, 5), closed(1, 5, 10))
    assert list(found) == [
        "recording", "engine", "parameters", "exercise", "sets", "rejected", "affected", "faults",
    ]  # fmt: skip
    assert list(found["sets"][0]) == [
        "start_s", "end_s", "reps", "lowering_median_s", "judged_reps", "low_confidence_reps",
    ]  # fmt: skip
    assert set(found["sets"][0]["reps"][0]) == {
        "n", "start_s", "top_s", "end_s", "lifting_s", "hold_s", "lowering_s", "rest_s",
        "lowering_start_s", "lowering_end_s", "lowering_rule", "lowering_edge_s",
        "lowering_t90_s", "stops", "range_deg", "confidence", "flags",
    }  # fmt: skip
    assert found["sets"][0]["reps"][0]["stops"] == [{"start_s": 2.0, "end_s": 2.5, "share": 0.5}]
    assert found["affected"] == {
        "observed_s": 90.0, "unobserved_s": 0.0, "active_s": 4.0, "floor_deg_s": 1.5,
        "rest_active_s": 0.0, "undecided_s": 0.0, "clocks_late_s": 0.0, "bouts_by_kind": {},
        "bouts": [],
    }  # fmt: skip


def test_withdrawn_ones_are_rejected_and_the_others_counted_by_time() -> None:
    taken_back = RepWithdrawn("r1", "s", TRAINED, 1, 30.0, "walking")
    events = (rep(1, 10), rep(2, 20), rep(3, 5), taken_back, closed(1, 5, 25))
    found = analysed(*events)
    assert [(r["n"], r["start_s"]) for r in found["sets"][0]["reps"]] == [(1, 5), (2, 20)]
    assert found["rejected"] == [
        {"start_s": 10, "end_s": 14.5, "reason": "withdrawn", "range_deg": 90.0}
    ]


def test_each_set_counts_from_one_and_one_without_repetitions_is_none() -> None:
    gone = RepWithdrawn("r3", "s", TRAINED, 2, 50.0, "walking")
    events = (
        rep(1, 5), rep(2, 12), closed(1, 5, 17), rep(3, 40, 2), gone, closed(2, 40, 45),
        rep(4, 60, 3),
    )  # fmt: skip
    found = analysed(*events)
    assert [[r["n"] for r in one["reps"]] for one in found["sets"]] == [[1, 2], [1]]
    assert (found["sets"][1]["start_s"], found["sets"][1]["end_s"]) == (60, 64.5)


def test_partial_ones_and_bouts_are_told_in_order_of_time() -> None:
    found = analysed(
        RepRejected("p2", "s", TRAINED, 30, 33, "partial", 40.0),
        RepRejected("p1", "s", TRAINED, 10, 13, "partial", 20.0),
        Bout("b2", "s", 50, 51, BoutKind.TREMOR, 2.0, Confidence.LOW),
        Bout("b1", "s", 40, 42, BoutKind.INDEPENDENT, 9.0, Confidence.HIGH),
    )
    assert [one["range_deg"] for one in found["rejected"]] == [20.0, 40.0]
    kinds = [bout["kind"] for bout in found["affected"]["bouts"]]
    assert kinds == ["independent", "tremor"]


def test_a_fault_that_is_still_open_lasts_to_the_end() -> None:
    found = analysed(
        FaultStarted("f1", "s", TRAINED, FaultKind.FROZEN, 10.0),
        FaultStarted("f2", "s", AFFECTED, FaultKind.LINK_LOST, 5.0, "out of reach"),
        FaultEnded("f1", "s", TRAINED, FaultKind.FROZEN, 10.0, 12.0),
    )
    assert found["faults"] == [
        {"role": "affected", "kind": "link_lost", "start_s": 5.0, "end_s": 99.0,
         "detail": "out of reach"},
        {"role": "trained", "kind": "frozen", "start_s": 10.0, "end_s": 12.0},
    ]  # fmt: skip


def test_what_is_not_known_is_left_out_and_never_null() -> None:
    found = analysed(rep(1, 5, lowering_s=math.nan), closed(1, 5, 10))
    reps = found["sets"][0]["reps"]
    assert "lowering_s" not in reps[0]
    assert reps[0]["lifting_s"] == 1.0


def test_a_lowering_without_edges_has_no_number_for_them() -> None:
    found = analysed(replace(rep(1, 2.0), lowering_edge_s=None, lowering_t90_s=None))
    (one,) = found["sets"][0]["reps"]
    assert "lowering_edge_s" not in one
    assert "lowering_t90_s" not in one


def test_rows_for_csv_are_flat_with_units_in_the_header() -> None:
    analysis = analysis_of(session(rep(1, 5), rep(2, 12)), "é.mcap", "curl")
    text = csv_text(rows_of(analysis), header=True)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == ROW_COLUMNS
    assert [(row["recording"], row["set"], row["n"]) for row in rows] == [
        ("é.mcap", "1", "1"), ("é.mcap", "1", "2"),
    ]  # fmt: skip
    assert (rows[0]["stop_count"], rows[0]["stop_total_s"], rows[0]["flags"]) == ("1", "0.5", "a b")


def test_a_recording_that_cannot_be_read_has_an_error_and_no_rows() -> None:
    broken = error_of("a.mcap", "It is empty.")
    assert json.loads(json_line(broken)) == {"recording": "a.mcap", "error": "It is empty."}
    assert rows_of(broken) == []
