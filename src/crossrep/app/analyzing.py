"""`crossrep analyze`: recordings and samples to metrics, no broker."""

import logging
from pathlib import Path

import typer

from crossrep import __version__
from crossrep.app.progress import working
from crossrep.app.sample_files import both_sides, is_samples, other, pair
from crossrep.app.tables import print_analysis
from crossrep.batch import InputBatch
from crossrep.edges.recording_files import open_recording
from crossrep.errors import CrossRepError, RecordingError
from crossrep.events import Event, FaultKind, FaultStarted, SessionEnded, SessionStarted
from crossrep.formats.analysis import (
    Analysis,
    analysis_of,
    csv_text,
    error_of,
    json_line,
    rows_of,
)
from crossrep.formats.samples_csv import SampleColumns, inputs_from_columns, session_id
from crossrep.formats.samples_scale import scale_problems
from crossrep.inputs import Role, Side
from crossrep.offline import asked, events_of
from crossrep.settings import Arms, Settings, digest

logger = logging.getLogger(__name__)


def analyze_files(
    names: list[str],
    exercise: str | None,
    trained: Side | None,
    form: str,
    arms: Arms | None = None,
) -> int:
    """Print each file's metrics, in order; 1 when one of them could not be read."""
    failed = False
    if form == "csv":
        typer.echo(csv_text([], header=True), nl=False)
    for number, name in enumerate(names, 1):
        with working(f"Analyzing {number} of {len(names)}: {name}"):
            analysis = analysis_or_error(name, exercise, trained, arms)
        failed |= "error" in analysis
        _print(analysis, form)
    return 1 if failed else 0


def analysis_or_error(
    name: str, exercise: str | None, trained: Side | None, arms: Arms | None = None
) -> Analysis:
    """One file's metrics, or why there are none."""
    try:
        return _analysis(name, exercise, trained, arms)
    except CrossRepError as error:
        return error_of(name, str(error))


def _analysis(name: str, exercise: str | None, trained: Side | None, arms: Arms | None) -> Analysis:
    if is_samples(name):
        settings = Settings(trained or Side.RIGHT, exercise or "unknown", arms=arms)
        events = _events_of_samples(name, settings)
    else:
        events, settings = _events_of_recording(Path(name), exercise, trained, arms)
    return analysis_of(events, name, settings.exercise)


def _events_of_recording(
    path: Path, exercise: str | None, trained: Side | None, arms: Arms | None
) -> tuple[list[Event], Settings]:
    with open_recording(path) as recording:
        settings = asked(recording.header.settings, exercise, trained, arms)
        events = list(events_of(recording.batches(), settings))
    if not events:
        raise RecordingError(f"{path.name} holds no session.")
    return events, settings


def _events_of_samples(name: str, settings: Settings) -> list[Event]:
    columns = both_sides(settings.trained, *pair(name))
    faults = [
        (role, problem)
        for role, side in (
            (Role.TRAINED, settings.trained),
            (Role.AFFECTED, other(settings.trained)),
        )
        if side in columns
        for problem in scale_problems(columns[side])
    ]
    if faults:
        return _nothing_counted(columns, settings, faults)
    return list(events_of([InputBatch.of(inputs_from_columns(columns))], settings))


def _nothing_counted(
    columns: dict[Side, SampleColumns], settings: Settings, faults: list[tuple[Role, str]]
) -> list[Event]:
    """A session whose units cannot be right: only that is said."""
    session = session_id(columns)
    first_s = min(float(one.t_s[0]) for one in columns.values())
    end_s = max(float(one.t_s[-1]) for one in columns.values()) - first_s
    return [
        SessionStarted(session, 0.0, 0, __version__, digest(settings)),
        *(
            FaultStarted(f"{session}-{n}", session, role, FaultKind.SCALE, 0.0, problem)
            for n, (role, problem) in enumerate(faults)
        ),
        SessionEnded(session, end_s, 0, 0, 0.0, 0.0, 0.0),
    ]


def _print(analysis: Analysis, form: str) -> None:
    if form == "json":
        typer.echo(json_line(analysis))
        return
    if "error" in analysis:
        logger.error("%s", analysis["error"])
    elif form == "csv":
        typer.echo(csv_text(rows_of(analysis), header=False), nl=False)
        for fault in analysis["faults"]:
            if fault["kind"] == FaultKind.SCALE:
                logger.warning("%s: %s", analysis["recording"], fault["detail"])
    else:
        print_analysis(analysis)
