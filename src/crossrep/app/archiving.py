"""`crossrep archive`: many recordings at once, and what changed between two engines."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from crossrep.app.tables import console
from crossrep.app.words import count
from crossrep.archive.analyse import Asked, run_digest
from crossrep.archive.batch import Outcome, Told, analyse_all
from crossrep.archive.crews import Crew, processes, serial
from crossrep.archive.places import recordings_at
from crossrep.archive.store import run_at
from crossrep.edges.files import new_text
from crossrep.errors import BadInputError

STEPS = 10
"""How often progress is said where nobody watches a bar."""


def archive_analyze(
    urls: list[str], out: str, scheduler: str | None, workers: int, wishes: Asked
) -> int:
    """Every recording's rows to ``out``; 1 when one of them could not be read."""
    places = recordings_at(urls)
    with _progress() as told:
        outcome = analyse_all(places, wishes, out, _crew(scheduler, workers), told)
    typer.echo(_said(outcome))
    typer.echo(f"Rows are in {out}/settings={run_digest(wishes)}.")
    return 1 if outcome.errors else 0


def archive_compare(first: str, second: str, out: Path | None) -> None:
    """What changed from the first run to the second: a table, and a page with plots."""
    from crossrep.archive.compare import compared  # noqa: PLC0415  plots are an extra's
    from crossrep.archive.compare_page import HEAD, cells, page  # noqa: PLC0415

    comparison = compared(run_at(first), run_at(second))
    table = Table(title=f"{comparison.engines[0]} to {comparison.engines[1]}", title_style="")
    for name in HEAD:
        table.add_column(name, justify="left" if name == HEAD[0] else "right", no_wrap=True)
    for change in comparison.changes:
        table.add_row(*cells(change))
    console().print(table)
    if any(comparison.only):
        typer.echo(
            f"Left out, because only one run could read it: {comparison.only[0]} of the first, "
            f"{comparison.only[1]} of the second."
        )
    if out is not None:
        with new_text(out) as stream:
            stream.write(page(comparison))
        typer.echo(f"Plots are in {out}.")


def _crew(scheduler: str | None, workers: int) -> Crew:
    if scheduler is None:
        return serial if workers == 1 else processes(workers)
    try:
        from crossrep.archive.dask_crew import dask_crew  # noqa: PLC0415  an extra, and heavy
    except ImportError as error:
        raise BadInputError("A scheduler needs dask: pip install 'crossrep[archive]'.") from error
    return dask_crew(scheduler, workers)


def _said(outcome: Outcome) -> str:
    parts = [count(outcome.analysed, "recording") + " analysed"]
    if outcome.kept:
        parts.append(f"{outcome.kept} kept from before")
    if outcome.cut:
        parts.append(f"{outcome.cut} read up to a damage")
    if outcome.errors:
        parts.append(f"{outcome.errors} not readable (their rows say why)")
    return ", ".join(parts) + "."


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar with the time left where somebody watches; else a line every tenth."""
    watched = Console(stderr=True)
    if not watched.is_terminal:
        yield _tenths
        return
    columns = TextColumn("Analyzing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=watched) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tenths(done: int, total: int) -> None:
    if done and done * STEPS // total > (done - 1) * STEPS // total:
        print(f"{done} of {total} recordings", file=sys.stderr, flush=True)  # noqa: T201
