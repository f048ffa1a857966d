"""The events of one recording as the object that `analyze --json` prints, and as rows for CSV.

Seconds from the start of the recording; a number that is not known is left out, never null.
"""

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from crossrep.events import (
    Bout,
    Event,
    FaultEnded,
    FaultStarted,
    Hold,
    PracticeClosed,
    PracticeRep,
    Rep,
    RepRejected,
    RepWithdrawn,
    SessionEnded,
    SessionStarted,
    SetClosed,
    SetCoupled,
)

Analysis = dict[str, Any]

WITHDRAWN = "withdrawn"
ROW_COLUMNS = (
    "recording", "exercise", "set", "n", "start_s", "top_s", "end_s", "lifting_s", "hold_s",
    "lowering_s", "rest_s", "lowering_start_s", "lowering_end_s", "lowering_rule",
    "lowering_edge_s", "lowering_t90_s", "stop_count", "stop_total_s", "range_deg", "confidence",
    "flags", "lowering_mean_deg_s", "lowering_peak_deg_s", "lifting_peak_deg_s",
    "lowering_mean_m_s", "lowering_peak_m_s", "lifting_peak_m_s", "range_m", "lowering_in_band_s",
    "in_band", "tremor_deg_s", "lowering_shape",
)  # fmt: skip
_REP = (
    "start_s", "top_s", "end_s", "lifting_s", "hold_s", "lowering_s", "rest_s",
    "lowering_start_s", "lowering_end_s", "lowering_rule", "lowering_edge_s", "lowering_t90_s",
    "stops", "range_deg", "confidence", "flags", "lowering_mean_deg_s", "lowering_peak_deg_s",
    "lifting_peak_deg_s", "lowering_mean_m_s", "lowering_peak_m_s", "lifting_peak_m_s", "range_m",
    "lowering_in_band_s", "in_band", "tremor_deg_s", "lowering_shape",
)  # fmt: skip
_HOLD = ("start_s", "end_s", "held_s", "angle_deg", "unsteady_deg_s", "confidence", "flags")
_SET = (
    "lowering_median_s", "lifting_median_s", "hold_median_s", "rest_median_s", "range_median_deg",
    "lowering_mean_median_deg_s", "lowering_cv_percent", "rep_cv_percent",
    "range_slope_deg_per_rep", "lowering_slope_s_per_rep", "tremor_slope_deg_s_per_rep",
    "judged_reps", "in_band_share", "low_confidence_reps",
)  # fmt: skip


def analysis_of(events: Iterable[Event], recording: str, exercise: str) -> Analysis:
    """What one recording holds; repetitions are counted by time, without the withdrawn ones."""
    told = list(events)
    started = next(event for event in told if isinstance(event, SessionStarted))
    ended = next(event for event in told if isinstance(event, SessionEnded))
    withdrawn = {event.id for event in told if isinstance(event, RepWithdrawn)}
    reps = sorted((e for e in told if isinstance(e, Rep)), key=lambda rep: rep.start_s)
    return {
        "recording": recording,
        "engine": started.engine,
        "parameters": started.parameters,
        "exercise": exercise,
        "sets": _sets(told, [rep for rep in reps if rep.id not in withdrawn]),
        "rejected": _rejected(told, [rep for rep in reps if rep.id in withdrawn]),
        "affected": _affected(told, ended),
        "faults": _faults(told, ended.t_s),
    }


def error_of(recording: str, sentence: str) -> Analysis:
    """What stands in place of a recording that cannot be read."""
    return {"recording": recording, "error": sentence}


def json_line(analysis: Analysis) -> str:
    """One line of JSON Lines."""
    return json.dumps(analysis, ensure_ascii=False, allow_nan=False)


def rows_of(analysis: Analysis) -> list[dict[str, Any]]:
    """One flat row a repetition, with the columns `ROW_COLUMNS`."""
    return [
        {
            **rep,
            "recording": analysis["recording"],
            "exercise": analysis["exercise"],
            "set": number,
            "stop_count": len(rep["stops"]),
            "stop_total_s": math.fsum(stop["end_s"] - stop["start_s"] for stop in rep["stops"]),
            "flags": " ".join(rep["flags"]),
        }
        for number, one in enumerate(analysis.get("sets", []), 1)
        for rep in one["reps"]
    ]


def csv_text(rows: Sequence[dict[str, Any]], *, header: bool) -> str:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, ROW_COLUMNS, extrasaction="ignore", lineterminator="\n")
    if header:
        table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def _sets(told: Sequence[Event], reps: Sequence[Rep]) -> list[Analysis]:
    """The sets in order of time; one whose repetitions were all withdrawn was none."""
    closed = {e.set_n: e for e in told if isinstance(e, SetClosed)}
    by_set: dict[int, list[Rep | Hold]] = {}
    held = [e for e in told if isinstance(e, Hold)]
    said: list[Rep | Hold] = [*reps, *held]
    for one in said:
        by_set.setdefault(one.set_n, []).append(one)
    coupled = {e.set_n: e for e in told if isinstance(e, SetCoupled)}
    return [_set(own, closed.get(n)) | _coupling(coupled.get(n)) for n, own in by_set.items()]


def _coupling(coupled: SetCoupled | None) -> Analysis:
    """In time with the trained arm or not; nothing where the affected arm was not seen."""
    names = ("p_value", "lag_s", "lag_uncertainty_s", "reps")
    return {} if coupled is None else {"coupling": _plain(coupled, names)}


def _set(own: Sequence[Rep | Hold], closed: SetClosed | None) -> Analysis:
    """One set; one that never closed has its own first and last times, and no figures."""
    reps = [one for one in own if isinstance(one, Rep)]
    holds = [one for one in own if isinstance(one, Hold)]
    times = own[0].start_s, own[-1].end_s
    start_s, end_s = times if closed is None else (closed.start_s, closed.end_s)
    found: Analysis = {"start_s": start_s, "end_s": end_s}
    found["reps"] = [_rep(n, rep) for n, rep in enumerate(reps, 1)]
    if holds:
        found["holds"] = [{"n": n, **_plain(one, _HOLD)} for n, one in enumerate(holds, 1)]
    return found if closed is None else found | _plain(closed, _SET)


def _rep(n: int, rep: Rep) -> Analysis:
    """Before the first of a set there is no rest, also where one before it was withdrawn."""
    plain = {"n": n, **_plain(rep, _REP)}
    return plain | {"rest_s": 0.0} if n == 1 else plain


def _rejected(told: Sequence[Event], withdrawn: Sequence[Rep]) -> list[Analysis]:
    names = ("start_s", "end_s", "reason", "range_deg")
    rejected = [_plain(event, names) for event in told if isinstance(event, RepRejected)]
    for rep in withdrawn:
        times = _plain(rep, ("start_s", "end_s"))
        rejected.append({**times, "reason": WITHDRAWN, **_plain(rep, ("range_deg",))})
    return sorted(rejected, key=lambda one: one["start_s"])


def _affected(told: Sequence[Event], ended: SessionEnded) -> Analysis:
    bouts = sorted((e for e in told if isinstance(e, Bout)), key=lambda bout: bout.start_s)
    sums = {
        "observed_s": ended.affected_observed_s,
        "unobserved_s": ended.affected_unobserved_s,
        "active_s": ended.affected_active_s,
        "floor_deg_s": ended.affected_floor_deg_s,
        "rest_active_s": ended.affected_rest_active_s,
        "undecided_s": ended.affected_undecided_s,
        "use_ratio": ended.use_ratio,
        "magnitude_ratio": ended.magnitude_ratio,
        "clocks_late_s": ended.clocks_late_s,
        "clocks_uncertainty_s": ended.clocks_uncertainty_s,
    }
    names = ("start_s", "end_s", "kind", "range_deg", "confidence")
    known = {name: value for name, value in sums.items() if _known(value)}
    by_kind = {"bouts_by_kind": dict(ended.affected_bouts), **_practice(told)}
    return {**known, **by_kind, "bouts": [_plain(bout, names) for bout in bouts]}


def _practice(told: Sequence[Event]) -> Analysis:
    """Stretches in which the affected arm, or both, exercised; nothing where none was asked."""
    reps = [event for event in told if isinstance(event, PracticeRep)]
    done = [event for event in told if isinstance(event, PracticeClosed)]
    names = ("arms", "start_s", "end_s", "range_median_deg", "rep_median_s", "pairs")
    compared = ("range_ratio", "lag_s", "tempo_agreement")
    each = ("n", "start_s", "top_s", "end_s", "out_s", "hold_s", "back_s", "range_deg")
    found = [
        {
            **_plain(one, (*names, *compared)),
            "reps": [_plain(rep, each) for rep in reps if rep.set_n == one.set_n],
        }
        for one in done
    ]
    return {"practice": found} if found else {}


def _faults(told: Sequence[Event], end_s: float) -> list[Analysis]:
    """One entry a fault; one that is still open lasts to the end of the session."""
    by_id: dict[str, Analysis] = {}
    for event in told:
        if isinstance(event, FaultStarted | FaultEnded):
            until_s = event.end_s if isinstance(event, FaultEnded) else max(end_s, event.start_s)
            fault = _plain(event, ("role", "kind", "start_s")) | {"end_s": until_s}
            by_id[event.id] = fault | ({"detail": event.detail} if event.detail else {})
    return sorted(by_id.values(), key=lambda fault: fault["start_s"])


def _plain(record: Any, names: Sequence[str]) -> Analysis:  # noqa: ANN401  any event
    """Some fields of a dataclass as JSON values; what is not known is not there."""
    pairs = ((name, _value(getattr(record, name))) for name in names)
    return {name: value for name, value in pairs if _known(value)}


def _known(value: Any) -> bool:  # noqa: ANN401  any field of an event
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


def _value(value: Any) -> Any:  # noqa: ANN401  any field of an event
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return _plain(value, [field.name for field in fields(value)])
    return str(value) if isinstance(value, str) else value
