"""What a history knows, as records; each a query or a few, never one a session."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from crossrep.edges.history import tables
from crossrep.edges.history.store import Store
from crossrep.edges.history.tables import Table
from crossrep.edges.history.writing import must_be_known
from crossrep.errors import BadInputError
from crossrep.events import (
    FaultEnded,
    FaultStarted,
    Rep,
    SessionEnded,
    SessionPaused,
    SessionResumed,
)
from crossrep.records import (
    Analysis,
    Assessment,
    Person,
    PersonLine,
    Prescribed,
    Proposal,
    RecordingFile,
    Session,
    Told,
)
from crossrep.tracing import SetTrace, trace_from_bytes

Kind = TypeVar("Kind")
Row = dict[str, Any]

_SHOWN = "JOIN sessions ON sessions.analysis = told.analysis WHERE sessions.person = ?"
_ONE = "JOIN analyses USING (analysis) WHERE told.analysis = ?"
_OF_TOLD = {
    "reps": tables.REPS, "withdrawals": tables.WITHDRAWALS, "rejected": tables.REJECTED,
    "holds": tables.HOLDS, "sets": tables.SETS, "couplings": tables.COUPLINGS,
    "bouts": tables.BOUTS, "practice_reps": tables.PRACTICE_REPS, "practices": tables.PRACTICES,
    "which_moved": tables.WHICH_MOVED, "faults": tables.FAULTS, "pauses": tables.PAUSES,
    "steps": tables.STEPS, "answers": tables.ANSWERS, "safety": tables.SAFETY,
    "sums": tables.SUMS,
}  # fmt: skip
_WHEN = ("start_s", "t_s")


def persons(history: Store) -> list[Person]:
    """Everybody, by id."""
    return _all(history, tables.PERSONS, Person, "ORDER BY person")


def person_of(history: Store, person: str) -> Person:
    """One person.

    Raises:
        BadInputError: nobody of that id is there.
    """
    must_be_known(history, person)
    return _all(history, tables.PERSONS, Person, "WHERE person = ?", person)[0]


def sessions_of(history: Store, person: str) -> list[Session]:
    """All sessions of a person, the earliest first."""
    end = "WHERE person = ? ORDER BY start_utc_ns, session"
    return _all(history, tables.SESSIONS, Session, end, person)


def analyses_of(history: Store, session: str) -> list[Analysis]:
    """Every analysis of a session, the earliest first."""
    end = "WHERE session = ? ORDER BY made_utc_ns, analysis"
    return _all(history, tables.ANALYSES, Analysis, end, session)


def prescriptions_of(history: Store, person: str) -> list[Prescribed]:
    """All revisions, the first one first."""
    end = "WHERE person = ? ORDER BY revision"
    return _all(history, tables.PRESCRIPTIONS, Prescribed, end, person)


def every_assessment_of(history: Store, person: str) -> list[Assessment]:
    """All that was entered, corrected ones too; the earliest first."""
    end = "WHERE person = ? ORDER BY measured_on, measure, side, entered_utc_ns, id"
    return _all(history, tables.ASSESSMENTS, Assessment, end, person)


def assessments_of(history: Store, person: str) -> list[Assessment]:
    """What stands: corrected ones are left out; the earliest first."""
    every = every_assessment_of(history, person)
    replaced = {one.replaces for one in every}
    return [one for one in every if one.id not in replaced]


def proposals_of(history: Store, person: str) -> list[Proposal]:
    """Decided and open ones, the earliest first."""
    end = "WHERE person = ? ORDER BY made_utc_ns, id"
    return _all(history, tables.PROPOSALS, Proposal, end, person)


def recordings_of(history: Store, person: str) -> list[RecordingFile]:
    """The recordings that a person's numbers came from."""
    end = (
        "WHERE sha256 IN (SELECT recording FROM analyses JOIN sessions USING (session) "
        "WHERE person = ?) ORDER BY path, sha256"
    )
    return _all(history, tables.RECORDINGS, RecordingFile, end, person)


def told_of(history: Store, person: str) -> list[Told]:
    """Everything that is shown of a person: each session by its newest analysis, in order.

    Raises:
        BadInputError: nobody of that id is there.
    """
    with history.one_moment():
        must_be_known(history, person)
        rows = {name: _told(history, table, _SHOWN, person) for name, table in _OF_TOLD.items()}
        files = {one.sha256: one for one in recordings_of(history, person)}
        shown = "WHERE analysis IN (SELECT analysis FROM sessions WHERE person = ?)"
        analyses = {
            one.analysis: one for one in _all(history, tables.ANALYSES, Analysis, shown, person)
        }
        return [
            _assembled(one, analyses[one.analysis], files, rows)
            for one in sessions_of(history, person)
        ]


def told_session(history: Store, session: str, analysis: str | None = None) -> Told:
    """One session, by its newest analysis or by the one asked for.

    Raises:
        BadInputError: no such session, or no such analysis of it.
    """
    with history.one_moment():
        found = _all(history, tables.SESSIONS, Session, "WHERE session = ?", session)
        if not found:
            raise BadInputError(f"The history has no session '{session[:64]}'.")
        wanted = analysis or found[0].analysis
        made = [one for one in analyses_of(history, session) if one.analysis == wanted]
        if not made:
            raise BadInputError(f"Session {session} has no analysis '{wanted[:64]}'.")
        rows = {name: _told(history, table, _ONE, wanted) for name, table in _OF_TOLD.items()}
        end = "WHERE sha256 = ?"
        files = _all(history, tables.RECORDINGS, RecordingFile, end, made[0].recording)
        return _assembled(found[0], made[0], {one.sha256: one for one in files}, rows)


def packed_traces_of(history: Store, analysis: str) -> dict[int, bytes]:
    """The drawings of an analysis's sets as they are kept, by the number of the set."""
    query = "SELECT set_n, packed FROM traces WHERE analysis = ? ORDER BY set_n"
    return {row["set_n"]: bytes(row["packed"]) for row in history.rows(query, (analysis,))}


def traces_of(history: Store, analysis: str) -> dict[int, SetTrace]:
    """The drawings of an analysis's sets, by the number of the set."""
    session = str(history.one("SELECT session FROM analyses WHERE analysis = ?", (analysis,)))
    packed = packed_traces_of(history, analysis)
    return {n: trace_from_bytes(session, n, one) for n, one in packed.items()}


def person_lines(history: Store, since_utc_ns: int) -> list[PersonLine]:
    """The list of persons with what stands about each; in order of their ids."""
    with history.one_moment():
        sessions = _by_person(
            history,
            "SELECT person, count(*) AS sessions, max(start_utc_ns) AS last_start_utc_ns, "
            "sum(CASE WHEN start_utc_ns >= ? THEN 1 ELSE 0 END) AS lately "
            "FROM sessions GROUP BY person",
            since_utc_ns,
        )
        about = About(
            sessions,
            _by_person(history, _LAST),
            _by_person(history, _LAST_FAULTS),
            _by_person(history, _PRESCRIBED),
            _by_person(history, _PROPOSED),
        )
        return [_line(one, about) for one in persons(history)]


_NEWEST_SESSION = """FROM sessions JOIN (
    SELECT person, max(start_utc_ns) AS start_utc_ns FROM sessions GROUP BY person
    ) AS newest USING (person, start_utc_ns)"""
_LAST = f"""SELECT sessions.person AS person, sessions.session AS session, sums.reps AS reps
    {_NEWEST_SESSION} LEFT JOIN sums ON sums.analysis = sessions.analysis
    ORDER BY sessions.session"""
_LAST_FAULTS = f"""SELECT sessions.person AS person, faults.kind AS kind
    {_NEWEST_SESSION} JOIN faults ON faults.analysis = sessions.analysis ORDER BY kind"""
_PRESCRIBED = """SELECT prescriptions.person AS person, revision, confirmed_by FROM prescriptions
    JOIN (SELECT person, max(revision) AS revision FROM prescriptions GROUP BY person)
    AS newest USING (person, revision)"""

_PROPOSED = "SELECT person, count(*) AS n FROM proposals WHERE decided = '' GROUP BY person"

ByPerson = dict[str, Row]


class About(NamedTuple):
    """What stands about persons, by person."""

    sessions: ByPerson
    last: ByPerson
    faults: ByPerson
    prescribed: ByPerson
    proposed: ByPerson


def _by_person(history: Store, query: str, *values: int) -> ByPerson:
    """Rows by person; kinds of several rows of one person are gathered."""
    found: ByPerson = {}
    for row in history.rows(query, values):
        kept = found.setdefault(row["person"], row | {"kinds": ()})
        if "kind" in row and row["kind"] not in kept["kinds"]:
            kept["kinds"] = (*kept["kinds"], row["kind"])
    return found


def _line(person: Person, about: "About") -> PersonLine:
    own, newest, faults, asked, proposed = (each.get(person.person, {}) for each in about)
    return PersonLine(
        person,
        sessions=own.get("sessions", 0),
        lately=own.get("lately", 0),
        last_session=newest.get("session", ""),
        last_start_utc_ns=own.get("last_start_utc_ns", 0),
        last_ended=newest.get("reps") is not None,
        last_reps=newest.get("reps") or 0,
        last_faults=faults.get("kinds", ()),
        revision=asked.get("revision", 0),
        confirmed=bool(asked.get("confirmed_by")),
        proposals=proposed.get("n", 0),
    )


def _all(history: Store, table: Table, kind: type[Kind], end: str, *values: str) -> list[Kind]:
    query = f"SELECT {', '.join(table.columns)} FROM {table.name} {end}"  # noqa: S608  ours
    return [table.of(row, kind) for row in history.rows(query, values)]


def _told(history: Store, table: Table, join: str, value: str) -> dict[str, list[Row]]:
    """Rows of one table by analysis, in order of time; of the same moment by id."""
    when = next((f"told.{name}, " for name in _WHEN if name in table.columns), "")
    order = f" ORDER BY {when}told.id" if "id" in table.columns else ""
    query = f"SELECT told.*, session FROM {table.name} AS told {join}{order}"  # noqa: S608  ours
    found: dict[str, list[Row]] = {}
    for row in history.rows(query, (value,)):
        found.setdefault(row["analysis"], []).append(row)
    return found


def _assembled(
    session: Session,
    analysis: Analysis,
    files: Mapping[str, RecordingFile],
    rows: Mapping[str, Mapping[str, Sequence[Row]]],
) -> Told:
    own = {name: found.get(analysis.analysis, ()) for name, found in rows.items()}
    records: dict[str, Any] = {
        name: tuple(_OF_TOLD[name].of(row, _OF_TOLD[name].record) for row in found)
        for name, found in own.items()
        if name not in ("reps", "faults", "pauses", "sums")
    }
    gone = {one.id for one in records["withdrawals"]}
    reps = [tables.REPS.of(row, Rep) for row in own["reps"]]
    ended = [tables.SUMS.of(row, SessionEnded) for row in own["sums"]]
    return Told(
        session,
        analysis,
        files.get(analysis.recording),
        reps=tuple(rep for rep in reps if rep.id not in gone),
        withdrawn=tuple(rep for rep in reps if rep.id in gone),
        faults=tuple(_fault(row) for row in own["faults"]),
        pauses=tuple(one for row in own["pauses"] for one in _pause(row)),
        ended=ended[0] if ended else None,
        **records,
    )


def _fault(row: Row) -> FaultEnded | FaultStarted:
    if row["end_s"] is None:
        return tables.FAULTS_BEGUN.of(row, FaultStarted)
    return tables.FAULTS.of(row, FaultEnded)


def _pause(row: Row) -> list[SessionPaused | SessionResumed]:
    """A pause and its end, as far as they are known."""
    began = [] if row["t_s"] is None else [tables.PAUSES.of(row, SessionPaused)]
    over = [] if row["resumed_s"] is None else [tables.RESUMES.of(row, SessionResumed)]
    return [*began, *over]
