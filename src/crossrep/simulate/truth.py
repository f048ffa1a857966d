"""What really happened, as values for JSON: seconds of session time, degrees, half-open."""

import json
from typing import Any

import numpy as np

from crossrep.inputs import Role
from crossrep.samples import Floats
from crossrep.simulate.arm import pose, turn_deg
from crossrep.simulate.motion import Path, total
from crossrep.simulate.plan import Plan
from crossrep.simulate.radio import Traffic
from crossrep.simulate.schedule import TimedRep

TRUTH_VERSION = 1
TRACE_HZ = 200.0

Truth = dict[str, Any]


def truth_of(plan: Plan, name: str, received: dict[Role, Traffic], interval_s: float) -> Truth:
    """The session's truth; see `recordings/README.md` for its fields."""
    return {
        "truth_version": TRUTH_VERSION,
        "name": name,
        "about": plan.script.about,
        "duration_s": plan.end_s,
        "settings": _settings(plan),
        "sets": [_set(timed.reps) for timed in plan.blocks if timed.reps],
        "reps": _reps(plan),
        "affected": [
            {"start_s": m.start_s, "end_s": m.end_s, "kind": m.kind.value, "range_deg": m.range_deg}
            for m in plan.moved
        ],
        "other": [
            {"start_s": b.start_s, "end_s": b.end_s, "kind": b.kind, "roles": sorted(b.roles)}
            for b in plan.besides
        ],
        "faults": _faults(plan),
        "lost": {role.value: _lost(traffic, interval_s) for role, traffic in received.items()},
    }


def truth_json(truth: Truth) -> str:
    """Keys in order, numbers to six places, one trailing newline."""
    return json.dumps(_rounded(truth), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _rounded(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {str(key): _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(float(value), 6) + 0.0 if isinstance(value, float) else value


def _settings(plan: Plan) -> dict[str, Any]:
    script = plan.script
    return {
        "trained": script.trained.value,
        "exercise": script.exercise,
        "seed": script.seed,
        "rate_hz": script.sensor.rate_hz,
        "frame": script.sensor.frame,
        "grade": script.sensor.grade,
    }


def _set(reps: tuple[TimedRep, ...]) -> dict[str, Any]:
    partial = sum(rep.partial for rep in reps)
    times = {"start_s": reps[0].start_s, "end_s": reps[-1].lowering_end_s}
    return {"set": reps[0].set_n, "reps": len(reps) - partial, "partial": partial, **times}


def _reps(plan: Plan) -> list[dict[str, Any]]:
    timed = [(block.excursion_deg(), rep) for block in plan.blocks for rep in block.reps]
    return [_rep(plan, excursion_deg, rep) for excursion_deg, rep in timed]


def _rep(plan: Plan, excursion_deg: Path, rep: TimedRep) -> dict[str, Any]:
    t_s = _grid(rep.start_s, rep.lowering_start_s)
    wrist = pose(plan.arm(Role.TRAINED), t_s)
    return {
        "role": Role.TRAINED.value,
        "set": rep.set_n,
        "n": rep.n,
        "partial": rep.partial,
        "start_s": rep.start_s,
        "top_s": rep.top_s,
        "lowering_start_s": rep.lowering_start_s,
        "lowering_end_s": rep.lowering_end_s,
        "end_s": rep.lowering_end_s,
        "lifting_s": rep.top_s - rep.start_s,
        "hold_s": rep.lowering_start_s - rep.top_s,
        "lowering_s": rep.lowering_end_s - rep.lowering_start_s,
        "rest_s": rep.rest_s,
        "range_deg": rep.range_deg,
        "true_range_deg": float(turn_deg(wrist.rotation, wrist.rotation[0]).max()),
        "top_deg": float(excursion_deg.at(np.array([rep.top_s]))[0, 0]),
        "stops": [{"start_s": s.start_s, "end_s": s.end_s, "share": s.share} for s in rep.stops],
    }


def _faults(plan: Plan) -> list[dict[str, Any]]:
    events = sorted(plan.script.event, key=lambda event: event.at_s)
    faults: list[dict[str, Any]] = [
        {
            "role": event.arm.value,
            "kind": "link_lost" if event.cuts_link else event.kind,
            "start_s": event.at_s,
            "end_s": min(event.at_s + event.duration_s, plan.end_s),
        }
        for event in events
    ]
    if plan.script.sensor.missing:
        role = plan.script.sensor.missing.value
        faults.append({"role": role, "kind": "never_seen", "start_s": 0.0, "end_s": plan.end_s})
    return faults


def _lost(traffic: Traffic, interval_s: float) -> list[dict[str, Any]]:
    """Stretches without samples; neighbours joined (a cut frame may be lost twice)."""
    gaps: list[dict[str, Any]] = []
    for packet in traffic.lost:
        end_s = packet.last_s + interval_s
        if gaps and packet.first_s <= gaps[-1]["end_s"] + interval_s / 2:
            gaps[-1]["end_s"] = end_s
        else:
            gaps.append({"start_s": packet.first_s, "end_s": end_s})
    return gaps


def _grid(start_s: float, end_s: float) -> Floats:
    return np.linspace(start_s, end_s, max(2, int((end_s - start_s) * TRACE_HZ) + 1))


def traces(plan: Plan, rate_hz: float = 400.0) -> dict[str, Floats]:
    """The true angles of both arms, for tests; columns of equal length.

    ``t_s``; and for each role ``{role}_joint_deg`` (angle of the exercise's joint from its first
    value, lifting positive), ``{role}_turn_deg`` (turn of the wrist from its first pose) and
    ``{role}_rate_deg_s`` (length of the wrist's angular rate).
    """
    t_s = np.arange(0, plan.end_s, 1 / rate_hz)
    columns = {"t_s": t_s}
    for role in Role:
        wrist = pose(plan.arm(role), t_s)
        columns[f"{role}_joint_deg"] = _joint_deg(plan, role, t_s)
        columns[f"{role}_turn_deg"] = turn_deg(wrist.rotation, wrist.rotation[0])
        columns[f"{role}_rate_deg_s"] = np.degrees(np.linalg.norm(wrist.omega_rads, axis=1))
    return columns


def _joint_deg(plan: Plan, role: Role, t_s: Floats) -> Floats:
    angle_deg = total(plan.arm(role)[plan.movement.driven], t_s)[0]
    return np.asarray(plan.movement.direction * (angle_deg - angle_deg[0]))
