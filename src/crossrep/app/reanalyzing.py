"""`crossrep reanalyze`: old recordings through today's engine; old numbers stay beside the new."""

import sys
from collections import Counter
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from crossrep.app.data_folder import history_path
from crossrep.app.words import count
from crossrep.edges.history import History
from crossrep.edges.history.again import Outcome, again, sessions_again
from crossrep.edges.history.writing import must_be_known

BAD = (Outcome.UNEQUAL, Outcome.MISSING, Outcome.CHANGED, Outcome.UNREADABLE)


def reanalyze(where: Path | None, person: str | None, folder: Path | None, *, check: bool) -> int:
    """Every session that has a recording; 1 when one could not be, or does not recompute.

    Raises:
        BadInputError: no history, or nobody of that id.
    """
    path = where or history_path()
    with History(path, write=False) as history:
        if person is not None:
            must_be_known(history, person)
    shown = Console(file=sys.stderr)
    outcomes: Counter[Outcome] = Counter()
    bar = Progress(console=shown, disable=not shown.is_terminal)
    with History(path) as history, bar:
        for session in bar.track(sessions_again(history, person), description="Analyzing"):
            one = again(history, session, folder, check=check)
            outcomes[one.outcome] += 1
            if one.outcome in BAD:
                name = f"{session.person}, session {session.session}"
                rows = f" ({count(one.unequal, 'row')})" if one.unequal else ""
                typer.echo(f"{name}: {one.outcome.value}{rows}.")
    for outcome, number in outcomes.items():
        typer.echo(f"{count(number, 'session')}: {outcome.value}.")
    if not outcomes:
        typer.echo("There are no sessions.")
    return 1 if any(outcomes[bad] for bad in BAD) else 0
