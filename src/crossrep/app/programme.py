"""`crossrep simulate --programme`: twelve weeks of two people, recorded and measured."""

import sys
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from crossrep.app.words import count
from crossrep.edges.history import History
from crossrep.edges.history.simulated import make_programme
from crossrep.errors import BadInputError
from crossrep.simulate.programme import PEOPLE, SESSIONS_A_WEEK

HISTORY, RECORDINGS = "history.sqlite", "recordings"


def simulate_programme(folder: Path, weeks: int, sets: int, reps: int) -> None:
    """A folder with a history and the recordings that its numbers came from.

    Raises:
        BadInputError: there is one already.
    """
    path = folder / HISTORY
    if path.exists():
        raise BadInputError(f"{path} exists already and is left as it is; choose another folder.")
    total = weeks * SESSIONS_A_WEEK * len(PEOPLE)
    console = Console(file=sys.stderr)
    shown = Progress(console=console, disable=not console.is_terminal)
    with (
        History(path) as history,
        shown as bar,
    ):
        task = bar.add_task("Simulating", total=total)
        made = make_programme(
            history, folder / RECORDINGS, weeks, sets, reps,
            lambda said: bar.update(task, advance=1, description=said),
        )  # fmt: skip
    typer.echo(f"{path}: {count(made, 'session')} of {len(PEOPLE)} simulated people.")
