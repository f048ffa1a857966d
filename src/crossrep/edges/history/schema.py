"""The tables of a history, version by version. What is written here once never changes again.

The statements are plain SQL for SQLite and PostgreSQL alike, but for two words: ``{clustered}``
keeps the rows of a table in the order of its key where the engine must be asked for it (SQLite),
``{bytes}`` is a column of bytes.
"""

from typing import Final

APPLICATION_ID: Final = 0x43525831
"""Stands in the head of the file: whose it is."""

_KEY = "analysis TEXT NOT NULL REFERENCES analyses ON DELETE CASCADE, id TEXT NOT NULL"
_ENDS = "PRIMARY KEY (analysis, id)) {clustered}"
_SPAN = "start_s DOUBLE PRECISION NOT NULL, end_s DOUBLE PRECISION NOT NULL"

_VERSION_1: Final = (
    """CREATE TABLE about (history TEXT NOT NULL)""",
    """CREATE TABLE persons (
        person TEXT PRIMARY KEY, trained TEXT, stroke_on TEXT, dominant TEXT,
        added_utc_ns BIGINT NOT NULL)""",
    """CREATE TABLE prescriptions (
        person TEXT NOT NULL REFERENCES persons ON DELETE CASCADE, revision BIGINT NOT NULL,
        toml TEXT NOT NULL, from_on TEXT NOT NULL, confirmed_by TEXT NOT NULL,
        confirmed_on TEXT, saved_utc_ns BIGINT NOT NULL,
        PRIMARY KEY (person, revision)) {clustered}""",
    """CREATE TABLE proposals (
        id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES persons ON DELETE CASCADE,
        revision BIGINT NOT NULL, toml TEXT NOT NULL, reason TEXT NOT NULL,
        made_utc_ns BIGINT NOT NULL, decided TEXT NOT NULL, decided_by TEXT NOT NULL,
        decided_utc_ns BIGINT NOT NULL)""",
    """CREATE INDEX proposals_person ON proposals (person)""",
    """CREATE TABLE assessments (
        id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES persons ON DELETE CASCADE,
        measure TEXT NOT NULL, value DOUBLE PRECISION NOT NULL, measured_on TEXT NOT NULL,
        side TEXT NOT NULL, unit TEXT NOT NULL, assessor TEXT NOT NULL, note TEXT NOT NULL,
        replaces TEXT NOT NULL, entered_utc_ns BIGINT NOT NULL)""",
    """CREATE INDEX assessments_person ON assessments (person)""",
    """CREATE TABLE recordings (
        sha256 TEXT PRIMARY KEY, path TEXT NOT NULL, size_bytes BIGINT NOT NULL)""",
    """CREATE TABLE sessions (
        session TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES persons ON DELETE CASCADE,
        start_utc_ns BIGINT NOT NULL, analysis TEXT NOT NULL)""",
    """CREATE INDEX sessions_person ON sessions (person, start_utc_ns)""",
    """CREATE TABLE analyses (
        analysis TEXT PRIMARY KEY,
        session TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
        engine TEXT NOT NULL, parameters TEXT NOT NULL, settings TEXT NOT NULL,
        source TEXT NOT NULL, recording TEXT NOT NULL, made_utc_ns BIGINT NOT NULL)""",
    """CREATE INDEX analyses_session ON analyses (session)""",
    """CREATE INDEX analyses_recording ON analyses (recording)""",
    f"""CREATE TABLE reps ({_KEY},
        role TEXT NOT NULL, exercise TEXT NOT NULL, set_n BIGINT NOT NULL, n BIGINT NOT NULL,
        start_s DOUBLE PRECISION NOT NULL, top_s DOUBLE PRECISION NOT NULL,
        end_s DOUBLE PRECISION NOT NULL, lifting_s DOUBLE PRECISION, hold_s DOUBLE PRECISION,
        lowering_s DOUBLE PRECISION, rest_s DOUBLE PRECISION, lowering_start_s DOUBLE PRECISION,
        lowering_end_s DOUBLE PRECISION, lowering_rule TEXT NOT NULL,
        lowering_edge_s DOUBLE PRECISION, lowering_t90_s DOUBLE PRECISION,
        range_deg DOUBLE PRECISION, confidence TEXT NOT NULL, flags TEXT NOT NULL,
        stops TEXT NOT NULL, lowering_mean_deg_s DOUBLE PRECISION,
        lowering_peak_deg_s DOUBLE PRECISION, lifting_peak_deg_s DOUBLE PRECISION,
        lowering_mean_m_s DOUBLE PRECISION, lowering_peak_m_s DOUBLE PRECISION,
        lifting_peak_m_s DOUBLE PRECISION, range_m DOUBLE PRECISION,
        lowering_in_band_s DOUBLE PRECISION, in_band BIGINT, tremor_deg_s DOUBLE PRECISION,
        lowering_shape DOUBLE PRECISION, {_ENDS}""",
    f"""CREATE TABLE holds ({_KEY},
        role TEXT NOT NULL, exercise TEXT NOT NULL, set_n BIGINT NOT NULL, n BIGINT NOT NULL,
        {_SPAN}, held_s DOUBLE PRECISION NOT NULL, angle_deg DOUBLE PRECISION,
        unsteady_deg_s DOUBLE PRECISION, confidence TEXT NOT NULL, flags TEXT NOT NULL, {_ENDS}""",
    f"""CREATE TABLE withdrawals ({_KEY},
        role TEXT NOT NULL, set_n BIGINT NOT NULL, t_s DOUBLE PRECISION NOT NULL,
        reason TEXT NOT NULL, {_ENDS}""",
    f"""CREATE TABLE rejected ({_KEY},
        role TEXT NOT NULL, {_SPAN}, reason TEXT NOT NULL, range_deg DOUBLE PRECISION, {_ENDS}""",
    f"""CREATE TABLE sets ({_KEY},
        role TEXT NOT NULL, exercise TEXT NOT NULL, set_n BIGINT NOT NULL, {_SPAN},
        reps BIGINT NOT NULL, lowering_median_s DOUBLE PRECISION,
        low_confidence_reps BIGINT NOT NULL, lifting_median_s DOUBLE PRECISION,
        hold_median_s DOUBLE PRECISION, rest_median_s DOUBLE PRECISION,
        range_median_deg DOUBLE PRECISION, lowering_mean_median_deg_s DOUBLE PRECISION,
        lowering_cv_percent DOUBLE PRECISION, rep_cv_percent DOUBLE PRECISION,
        range_slope_deg_per_rep DOUBLE PRECISION, lowering_slope_s_per_rep DOUBLE PRECISION,
        tremor_slope_deg_s_per_rep DOUBLE PRECISION, judged_reps BIGINT NOT NULL,
        in_band_share DOUBLE PRECISION, holds BIGINT NOT NULL,
        held_total_s DOUBLE PRECISION NOT NULL, {_ENDS}""",
    f"""CREATE TABLE couplings ({_KEY},
        set_n BIGINT NOT NULL, {_SPAN}, p_value DOUBLE PRECISION NOT NULL,
        lag_s DOUBLE PRECISION NOT NULL, lag_uncertainty_s DOUBLE PRECISION NOT NULL,
        reps BIGINT NOT NULL, {_ENDS}""",
    f"""CREATE TABLE bouts ({_KEY},
        {_SPAN}, kind TEXT NOT NULL, range_deg DOUBLE PRECISION, confidence TEXT NOT NULL,
        {_ENDS}""",
    f"""CREATE TABLE practice_reps ({_KEY},
        set_n BIGINT NOT NULL, n BIGINT NOT NULL, start_s DOUBLE PRECISION NOT NULL,
        top_s DOUBLE PRECISION NOT NULL, end_s DOUBLE PRECISION NOT NULL,
        out_s DOUBLE PRECISION NOT NULL, hold_s DOUBLE PRECISION NOT NULL,
        back_s DOUBLE PRECISION NOT NULL, range_deg DOUBLE PRECISION NOT NULL, {_ENDS}""",
    f"""CREATE TABLE practices ({_KEY},
        set_n BIGINT NOT NULL, arms TEXT NOT NULL, {_SPAN}, reps BIGINT NOT NULL,
        range_median_deg DOUBLE PRECISION, rep_median_s DOUBLE PRECISION, pairs BIGINT NOT NULL,
        range_ratio DOUBLE PRECISION, lag_s DOUBLE PRECISION, tempo_agreement DOUBLE PRECISION,
        {_ENDS}""",
    f"""CREATE TABLE which_moved ({_KEY},
        t_s DOUBLE PRECISION NOT NULL, moved TEXT NOT NULL, {_ENDS}""",
    f"""CREATE TABLE faults ({_KEY},
        role TEXT NOT NULL, kind TEXT NOT NULL, start_s DOUBLE PRECISION NOT NULL,
        end_s DOUBLE PRECISION, detail TEXT NOT NULL, {_ENDS}""",
    f"""CREATE TABLE pauses ({_KEY}, t_s DOUBLE PRECISION, resumed_s DOUBLE PRECISION, {_ENDS}""",
    """CREATE TABLE sums (
        analysis TEXT PRIMARY KEY REFERENCES analyses ON DELETE CASCADE,
        t_s DOUBLE PRECISION NOT NULL, sets BIGINT NOT NULL, reps BIGINT NOT NULL,
        affected_observed_s DOUBLE PRECISION, affected_active_s DOUBLE PRECISION,
        affected_floor_deg_s DOUBLE PRECISION, skipped_bytes TEXT NOT NULL,
        affected_unobserved_s DOUBLE PRECISION, affected_rest_active_s DOUBLE PRECISION,
        affected_undecided_s DOUBLE PRECISION, use_ratio DOUBLE PRECISION,
        magnitude_ratio DOUBLE PRECISION, clocks_late_s DOUBLE PRECISION,
        clocks_uncertainty_s DOUBLE PRECISION, affected_bouts TEXT NOT NULL) {clustered}""",
)

_VERSION_2: Final = (
    f"""CREATE TABLE steps ({_KEY},
        t_s DOUBLE PRECISION NOT NULL, kind TEXT NOT NULL, exercise TEXT NOT NULL,
        task TEXT NOT NULL, arms TEXT NOT NULL, set_n BIGINT NOT NULL, sets BIGINT NOT NULL,
        planned_reps BIGINT NOT NULL, weight_kg DOUBLE PRECISION, planned_s DOUBLE PRECISION,
        revision BIGINT NOT NULL, confirmed BIGINT NOT NULL, {_ENDS}""",
    f"""CREATE TABLE answers ({_KEY},
        t_s DOUBLE PRECISION NOT NULL, question TEXT NOT NULL, value DOUBLE PRECISION,
        side TEXT NOT NULL, exercise TEXT NOT NULL, set_n BIGINT NOT NULL, {_ENDS}""",
    f"""CREATE TABLE safety ({_KEY},
        t_s DOUBLE PRECISION NOT NULL, rule TEXT NOT NULL, does TEXT NOT NULL,
        measured DOUBLE PRECISION, limit_value DOUBLE PRECISION, exercise TEXT NOT NULL,
        set_n BIGINT NOT NULL, {_ENDS}""",
    """CREATE TABLE traces (
        analysis TEXT NOT NULL REFERENCES analyses ON DELETE CASCADE, set_n BIGINT NOT NULL,
        packed {bytes} NOT NULL, PRIMARY KEY (analysis, set_n)) {clustered}""",
)

VERSIONS: Final[tuple[tuple[str, ...], ...]] = (_VERSION_1, _VERSION_2)
"""What each version adds to the one before it."""

VERSION: Final = len(VERSIONS)


def statements(version: int, clustered: str, octets: str) -> list[str]:
    """What makes this version out of the one before, in order."""
    words = {"{clustered}": clustered, "{bytes}": octets}
    return [_worded(text, words) for text in VERSIONS[version - 1]]


def _worded(text: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(name, word)
    return text
