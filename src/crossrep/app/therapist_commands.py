"""The commands of the therapist's side. What a command needs is imported when it runs."""

# ruff: noqa: PLC0415  so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer

from crossrep.inputs import Side

HistoryFile = Annotated[
    Path | None, typer.Option("--history", help="The history; else this user's own.")
]
Day = Annotated[str | None, typer.Option(metavar="DATE", help="As 2026-11-20.")]

assess = typer.Typer(
    help="What people measured: FMA-UE, ARAT, strength, MAS, pain.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


def report(  # noqa: PLR0917  options, all by name
    person: Annotated[str | None, typer.Argument(help="Id of the person.")] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The new file, HTML.")] = Path(
        "report.html"
    ),
    recording: Annotated[
        Path | None, typer.Option(help="Of one recording instead of a history.")
    ] = None,
    history: HistoryFile = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; else all there is.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day.")] = None,
    second: Annotated[
        str | None,
        typer.Option(
            "--compare",
            metavar="DATE",
            help="The second of two compared periods begins here; else in the middle.",
        ),
    ] = None,
    sets: Annotated[
        bool, typer.Option("--sets/--no-sets", help="Every set with its trace.")
    ] = True,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Also as PDF, by a browser on this computer.")
    ] = False,
) -> None:
    """What was done, how well, and what changed: one file."""
    from crossrep.app.reporting import Wanted, write_report

    write_report(Wanted(person, recording, history, first, last, sets, pdf, second), out)


@assess.command("add")
def assess_add(  # noqa: PLR0917  options, all by name
    person: Annotated[str, typer.Argument(help="Id of the person.")],
    measure: Annotated[str, typer.Option(help="Which, as `crossrep assess measures` lists them.")],
    value: Annotated[str, typer.Option(help="The value; a grade as 1+.")],
    assessor: Annotated[str, typer.Option("--by", help="Who measured: an opaque name.")],
    side: Annotated[Side | None, typer.Option(help="Which arm, where that is not fixed.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day; else today.")] = None,
    note: Annotated[str, typer.Option(help="A remark.")] = "",
    replaces: Annotated[str, typer.Option(help="Id of the one this corrects.")] = "",
    history: HistoryFile = None,
) -> None:
    """Enter one value that a person measured."""
    from crossrep.app.assessing import add

    add(history, person, (measure, value, side, on), (assessor, note, replaces))


@assess.command("list")
def assess_list(
    person: Annotated[str, typer.Argument(help="Id of the person.")], history: HistoryFile = None
) -> None:
    """What was entered of one person."""
    from crossrep.app.assessing import show

    show(history, person)


@assess.command("measures")
def assess_measures() -> None:
    """What can be entered, and its range. Also the smallest changes worth showing."""
    from crossrep.app.assessing import show_measures

    show_measures()


def serve(
    history: HistoryFile = None,
    host: Annotated[
        str, typer.Option(help="Where to listen; this computer only, unless asked.")
    ] = ("127.0.0.1"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8778,
    therapist: Annotated[
        str, typer.Option("--as", help="Opaque name put on what is saved.")
    ] = "therapist",
    new_secret: Annotated[
        bool, typer.Option("--new-secret", help="The old address opens nothing any more.")
    ] = False,
) -> None:
    """The therapist's page: persons, timelines, prescriptions."""
    from crossrep.app.serving import serve_history

    serve_history(history, host, port, therapist, new_secret=new_secret)


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.command()(report)
    app.add_typer(assess, name="assess")
    app.command()(serve)
