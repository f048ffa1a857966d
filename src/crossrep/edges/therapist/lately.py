"""What the list of persons needs, in a handful of queries however many persons there are."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from crossrep.edges.history import History, person_lines
from crossrep.inputs import Side
from crossrep.prescription import Day, Prescription
from crossrep.report.persons import RECENT_DAYS, SEEN_PERCENT, WEEKS, Fired, Lately

_SUMS = """SELECT sessions.person AS person, start_utc_ns, sums.t_s AS t_s, sets,
    affected_observed_s, affected_unobserved_s, sessions.analysis AS analysis
    FROM sessions LEFT JOIN sums ON sums.analysis = sessions.analysis
    WHERE start_utc_ns >= ? ORDER BY start_utc_ns"""
_SETS = """SELECT sessions.person AS person, lowering_median_s, judged_reps, in_band_share
    FROM sessions JOIN sets ON sets.analysis = sessions.analysis
    WHERE start_utc_ns >= ? AND role = 'trained'"""
_PAIN = """SELECT sessions.person AS person, sessions.analysis AS analysis, question, value
    FROM sessions JOIN answers ON answers.analysis = sessions.analysis
    WHERE start_utc_ns >= ? AND question IN ('pain', 'pain_end') AND value IS NOT NULL
    ORDER BY start_utc_ns, t_s"""
_FIRED = """SELECT sessions.person AS person, sessions.analysis AS analysis, start_utc_ns, rule,
    does, measured FROM sessions JOIN safety ON safety.analysis = sessions.analysis
    WHERE start_utc_ns >= ? ORDER BY start_utc_ns DESC, t_s DESC"""
_PLANS = """SELECT prescriptions.person AS person, toml, from_on FROM prescriptions
    JOIN (SELECT person, max(revision) AS revision FROM prescriptions GROUP BY person)
    AS newest USING (person, revision)"""
_WAITS = "SELECT person, reason FROM proposals WHERE decided = '' ORDER BY made_utc_ns"

ENDING = ("end_session", "leave_out")
EXERCISE = "exercise"


def everybody(history: History, now: datetime) -> list[Lately]:
    """Everybody's last weeks, in the order of ids.

    Args:
        history: opened for reading.
        now: the moment, in the zone whose days are meant.
    """
    zone = now.tzinfo or UTC
    since = _ns(now - timedelta(weeks=WEEKS + 1))
    recent = _ns(now - timedelta(days=RECENT_DAYS))
    found = {
        line.person.person: Lately(
            line.person.person, line.person.trained, *_last(line.last_start_utc_ns, zone),
            revision=line.revision, confirmed=line.confirmed,
        )
        for line in person_lines(history, since)
    }  # fmt: skip
    _add_plans(history, found)
    _add_sessions(history, found, (since, recent), zone)
    _add_recent(history, found, recent, zone)
    return list(found.values())


def _ns(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000


def _local(utc_ns: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(utc_ns / 1e9, zone)


def _last(utc_ns: int, zone: tzinfo) -> tuple[date | None, str]:
    if not utc_ns:
        return None, ""
    when = _local(utc_ns, zone)
    return when.date(), f"{when:%H:%M}"


def _add_plans(history: History, found: Mapping[str, Lately]) -> None:
    for row in history.rows(_PLANS):
        one = found[row["person"]]
        plan = _plan(row["toml"], one.trained)
        one.trained, one.planned_days, one.band_s, one.pain_stop, one.planned_sets = plan
        one.from_on = date.fromisoformat(str(row["from_on"]))
    for row in history.rows(_WAITS):
        found[row["person"]].waits.append(row["reason"])


_Plan = tuple[Side | None, tuple[Day, ...], tuple[float, float] | None, float, int]


@lru_cache(maxsize=8192)
def _plan(toml: str, trained: Side | None) -> _Plan:
    """What the list shows of a prescription; what cannot be read is not shown."""
    try:
        said: dict[str, Any] = tomllib.loads(toml)
        usual = Prescription("", Side.RIGHT)
        days = tuple(Day(day) for day in said.get("planned_days", usual.planned_days))
        work = [one for one in said.get("block", []) if one.get("kind", EXERCISE) == EXERCISE]
        bands = [one["lowering_band_s"] for one in work if "lowering_band_s" in one]
        sets = sum(int(one.get("sets", 3)) for one in work)
        band = tuple(float(edge) for edge in bands[0]) if bands else (2.5, 5.0)
        side = Side(said["trained"]) if "trained" in said else trained
        stop = float(said.get("pain_stop", usual.pain_stop))
        return side, days, (band[0], band[1]), stop, sets
    except (ValueError, TypeError, KeyError, IndexError):
        return trained, (), None, 4.0, 0


def _add_sessions(
    history: History, found: Mapping[str, Lately], since: tuple[int, int], zone: tzinfo
) -> None:
    ended = {row["analysis"] for row in history.rows(_FIRED, since[:1]) if row["does"] in ENDING}
    for row in history.rows(_SUMS, since[:1]):
        one = found[row["person"]]
        by_rule = row["analysis"] in ended and row["sets"] is not None
        early = row["t_s"] is None or (by_rule and row["sets"] < one.planned_sets)
        one.done.append((_local(row["start_utc_ns"], zone).date(), early))
        seen, unseen = row["affected_observed_s"] or 0.0, row["affected_unobserved_s"] or 0.0
        if row["start_utc_ns"] >= since[1]:
            one.seen_s, one.unseen_s = one.seen_s + seen, one.unseen_s + unseen
        blind = row["t_s"] is not None and 100 * seen < SEEN_PERCENT * (seen + unseen)
        one.blind = one.blind + 1 if blind else 0


def _add_recent(history: History, found: Mapping[str, Lately], since: int, zone: tzinfo) -> None:
    for row in history.rows(_SETS, (since,)):
        one = found[row["person"]]
        if row["lowering_median_s"] is not None:
            one.lowering_s.append(row["lowering_median_s"])
        if row["in_band_share"] is not None:
            one.judged += row["judged_reps"]
            one.inside += row["judged_reps"] * row["in_band_share"]
    last: dict[str, tuple[str, dict[str, float]]] = {}
    for row in history.rows(_PAIN, (since,)):
        analysis, said = last.get(row["person"], ("", {}))
        said = said if analysis == row["analysis"] else {}
        last[row["person"]] = (row["analysis"], said | {row["question"]: row["value"]})
    for person, (_, said) in last.items():
        found[person].pain = (said.get("pain"), said.get("pain_end"))
    for row in history.rows(_FIRED, (since,)):
        when = _local(row["start_utc_ns"], zone).date()
        fired = Fired(when, row["rule"], row["does"], row["measured"])
        found[row["person"]].fired.append(fired)
