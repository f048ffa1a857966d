"""`crossrep reanalyze`: old recordings through today's engine; old numbers stay beside the new."""

import sys
from collections import Counter
from pathlib import Path
from statistics import median

import typer
from rich.console import Console
from rich.progress import Progress

from crossrep.app.data_folder import history_path
from crossrep.app.words import count
from crossrep.edges.history import History, told_session
from crossrep.edges.history.again import Again, Outcome, again, sessions_again
from crossrep.edges.history.writing import must_be_known
from crossrep.events import Confidence
from crossrep.inputs import Role
from crossrep.records import Told

SAME_S = 0.005
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
            name = f"{session.person}, session {session.session}"
            if one.outcome in BAD:
                rows = f" ({count(one.unequal, 'row')})" if one.unequal else ""
                typer.echo(f"{name}: {one.outcome.value}{rows}.")
            elif moved := _moved(history, one):
                typer.echo(f"{name}: {moved}.")
    for outcome, number in outcomes.items():
        typer.echo(f"{count(number, 'session')}: {outcome.value}.")
    if not outcomes:
        typer.echo("There are no sessions.")
    return 1 if any(outcomes[bad] for bad in BAD) else 0


def _moved(history: History, one: Again) -> str:
    """What a new analysis says otherwise than the one before it, in a few words."""
    if one.outcome is not Outcome.NEW:
        return ""
    told = [told_session(history, one.session.session, name) for name in (one.before, one.now)]
    (reps, lowering_s), (new_reps, new_lowering_s) = map(_figures, told)
    words = [] if reps == new_reps else [f"repetitions {reps} -> {new_reps}"]
    if lowering_s is None or new_lowering_s is None:
        return ", ".join(words)
    if abs(new_lowering_s - lowering_s) >= SAME_S:
        words.append(f"lowering median {lowering_s:.2f} -> {new_lowering_s:.2f} s")
    return ", ".join(words)


def _figures(told: Told) -> tuple[int, float | None]:
    """Repetitions of the trained arm, and the median of the lowerings that can be trusted."""
    reps = [rep for rep in told.reps if rep.role is Role.TRAINED]
    sure = [rep.lowering_s for rep in reps if rep.confidence is Confidence.HIGH]
    return len(reps), median(sure) if sure else None
