"""The commands around the history. What a command needs is imported when it runs."""

# ruff: noqa: PLC0415  so that --help answers at once

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crossrep.inputs import Side

group = typer.Typer(
    help="What was done: kept, listed, added to, deleted.",
    rich_markup_mode=None,
    invoke_without_command=True,
)

Where = Annotated[Path | None, typer.Option("--history", help="The history; else this user's own.")]
Somebody = Annotated[str, typer.Option("--person", help="Whose; an id, not the person's name.")]
Anybody = Annotated[str | None, typer.Option("--person", help="Only of this person.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines.")]
Files = Annotated[list[Path], typer.Argument(help="Recordings.")]


@group.callback()
def history(
    context: typer.Context, person: Anybody = None, as_json: AsJson = False, where: Where = None
) -> None:
    """Without a command: what was done, by person or session by session of one."""
    if context.invoked_subcommand is not None:
        return
    from crossrep.app.history import show

    show(where, person, as_json=as_json)


@group.command()
def add(files: Files, person: Somebody, where: Where = None) -> int:
    """Recordings into the history, measured by today's engine. Twice does no harm."""
    from crossrep.app.history import add_files

    return add_files(where, person, files)


@group.command()
def person(
    name: Annotated[str, typer.Argument(metavar="PERSON", help="An id, not the person's name.")],
    trained: Annotated[Side | None, typer.Option(help="The side that is trained.")] = None,
    dominant: Annotated[Side | None, typer.Option(help="The hand that wrote before.")] = None,
    stroke_on: Annotated[str | None, typer.Option(help="Day of the stroke, as 2026-05-30.")] = None,
    where: Where = None,
) -> None:
    """Say who somebody is, as far as reports need it."""
    from crossrep.app.history import know_person

    know_person(where, name, trained, dominant, stroke_on)


@group.command()
def prescribe(
    file: Annotated[Path, typer.Argument(help="A prescription, as `crossrep prescription` makes.")],
    where: Where = None,
) -> None:
    """Keep a prescription under its revision. Sessions to come follow the newest."""
    from crossrep.app.history import keep_prescription

    keep_prescription(where, file)


@group.command()
def delete(
    name: Annotated[str, typer.Argument(metavar="PERSON", help="Whose everything goes.")],
    recordings: Annotated[
        bool, typer.Option("--recordings", help="Also the recordings the numbers came from.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    where: Where = None,
) -> None:
    """Everything about a person, for good."""
    from crossrep.app.deleting import delete_person

    delete_person(where, name, recordings=recordings, sure=yes)


@group.command()
def scrub(where: Where = None) -> None:
    """Leave no trace of what was deleted while somebody read."""
    from crossrep.app.deleting import scrub_history

    scrub_history(where)


def ingest(  # noqa: PLR0917  options, all by name
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Persons' .zip files, or .csv tables, that were exported."),
    ] = None,
    broker: Annotated[str | None, typer.Option(help="MQTT broker, as for run.")] = None,
    person: Anybody = None,
    worker: Annotated[
        str, typer.Option(help="Which of several workers this is, as 1/2; each keeps its homes.")
    ] = "1/1",
    shared: Annotated[
        str,
        typer.Option(
            help="Name of a shared subscription, where the broker keeps it.", metavar="NAME"
        ),
    ] = "",
    quiet_s: Annotated[
        float | None, typer.Option("--quiet", min=0.5, help="End after so many quiet seconds.")
    ] = None,
    where: Annotated[
        str | None,
        typer.Option("--history", help="Another history file, or postgresql://USER@HOST/DATABASE."),
    ] = None,
) -> None:
    """Homes' data in: from a broker, or from exports."""
    from crossrep.app.ingesting import ingest_broker, ingest_files, share_of

    if bool(files) == bool(broker):
        raise typer.BadParameter("Name a broker with --broker, or exported files.")
    if broker is not None:
        share = share_of(worker)
        ingest_broker(where, broker, person, share=share, shared=shared, quiet_s=quiet_s)
    else:
        ingest_files(where, files or [])


class Form(StrEnum):
    """What an export is made of."""

    CSV = "csv"
    PARQUET = "parquet"
    BIDS = "bids"
    FHIR = "fhir"
    RECORDINGS = "mcap"
    PERSON = "person"


def export(
    form: Annotated[
        Form,
        typer.Argument(
            help="csv, parquet: tables; bids: Motion-BIDS; fhir: R4B bundle; mcap: the recordings; "
            "person: everything of one person, to carry elsewhere."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A new folder; for fhir a file, for person a .zip.")
    ],
    person: Anybody = None,
    recordings: Annotated[
        bool, typer.Option("--recordings/--no-recordings", help="Of person: with its recordings.")
    ] = True,
    where: Where = None,
) -> int:
    """Data out: tables, Motion-BIDS, FHIR, recordings, a person."""
    from crossrep.app.exporting import export as export_now

    return export_now(where, form.value, person, out, recordings=recordings)


def reanalyze(
    person: Anybody = None,
    recordings: Annotated[
        Path | None, typer.Option(help="A folder to look in for recordings that were moved.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Recompute also what is up to date, and compare.")
    ] = False,
    where: Where = None,
) -> int:
    """Old recordings through today's engine, once more."""
    from crossrep.app.reanalyzing import reanalyze as reanalyze_now

    return reanalyze_now(where, person, recordings, check=check)


def register(app: typer.Typer) -> None:
    """Add them to the command line."""
    app.add_typer(group, name="history")
    for command in (export, ingest, reanalyze):
        app.command()(command)
