"""The commands of the archive. What a command needs is imported when it runs."""

# ruff: noqa: PLC0415  so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer

from crossrep.inputs import Side
from crossrep.settings import Arms

archive = typer.Typer(help="Many recordings at once.", no_args_is_help=True)


@archive.command()
def analyze(  # noqa: PLR0917  options, all by name
    urls: Annotated[
        list[str], typer.Argument(help="Folders or recordings; any URL that fsspec opens.")
    ],
    out: Annotated[str, typer.Option("--out", "-o", help="Folder or URL for the results.")],
    scheduler: Annotated[
        str | None,
        typer.Option(help="Address of a dask scheduler, or `local` to start one here."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=1024, help="Processes of this computer.")] = 1,
    exercise: Annotated[
        str | None, typer.Option(help="Another exercise than recorded.", metavar="NAME")
    ] = None,
    trained: Annotated[Side | None, typer.Option(help="Another arm than recorded.")] = None,
    arms: Annotated[Arms | None, typer.Option(help="Which arm exercises.")] = None,
) -> None:
    """Metrics of many recordings as Parquet. What is finished already is kept."""
    from crossrep.app.exercise_names import checked_exercise
    from crossrep.app.extras import needed

    needed("archive", "fsspec", "pyarrow")
    from crossrep.app.archiving import archive_analyze
    from crossrep.archive.analyse import Asked

    named = None if exercise is None else checked_exercise(exercise)
    raise typer.Exit(archive_analyze(urls, out, scheduler, workers, Asked(named, trained, arms)))


@archive.command()
def compare(
    first: Annotated[str, typer.Argument(help="Results of one engine (the earlier).")],
    second: Annotated[str, typer.Argument(help="Results of the other.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A page with plots, as changes.html.")
    ] = None,
) -> None:
    """What changed between two engine versions, by exercise."""
    from crossrep.app.extras import needed

    needed("archive", "fsspec", "matplotlib", "pyarrow")
    from crossrep.app.archiving import archive_compare

    archive_compare(first, second, out)


def register(app: typer.Typer) -> None:
    """Add them to the command line."""
    app.add_typer(archive, name="archive")
