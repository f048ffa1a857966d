"""`crossrep simulate`: scripts to recordings, each with its truth beside it."""

import tempfile
from pathlib import Path

import typer

from crossrep.app.progress import working
from crossrep.app.scripts import built_in, script_of
from crossrep.app.words import count
from crossrep.edges.files import cannot_write, new_text
from crossrep.edges.link import header_of
from crossrep.edges.recording_files import SUFFIX, must_name_recording, new_recording
from crossrep.errors import BadInputError
from crossrep.formats.recording import batches_of
from crossrep.inputs import Command
from crossrep.settings import Settings
from crossrep.simulate import Script, simulate, truth_json

TRUTH = ".truth.json"


def simulate_one(script: Path | None, out: Path) -> None:
    """One script, or the built-in one, as a new recording."""
    must_name_recording(out)
    parsed = script_of(script) if script else built_in("short")
    with working(f"Simulating {out.stem}"):
        write_simulation(parsed, out)
    typer.echo(f"{out} and {out.with_suffix(TRUTH).name} are made.")


def simulate_folder(folder: Path) -> None:
    """Every script of a folder; their earlier recordings and truths are replaced."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise BadInputError(f"{folder} holds no scripts (files ending in .toml).")
    scripts = [(path, script_of(path)) for path in paths]  # all, before the first is replaced
    for path, script in scripts:
        with working(f"Simulating {path.stem}"):
            _replace(path, script)
    typer.echo(f"{folder}: {count(len(paths), 'recording')} made.")


def write_simulation(script: Script, out: Path) -> None:
    """The recording and its truth: both, or neither."""
    simulated = simulate(script, out.stem)
    start = simulated.inputs[0]
    assert isinstance(start, Command)  # noqa: S101  by contract
    header = header_of(start, Settings(script.trained, script.exercise))
    with new_text(out.with_suffix(TRUTH)) as truth:
        truth.write(truth_json(simulated.truth))
        with new_recording(out, header) as writer:
            for batch in batches_of(simulated.inputs):
                writer.write(batch)


def _replace(path: Path, script: Script) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".simulate-") as room:
            fresh = Path(room) / path.with_suffix(SUFFIX).name
            write_simulation(script, fresh)
            for made in (fresh, fresh.with_suffix(TRUTH)):
                made.replace(path.parent / made.name)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
