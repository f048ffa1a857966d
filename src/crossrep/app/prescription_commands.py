"""`crossrep prescription`: write a new one, say what is wrong with one, make its calendar."""

# ruff: noqa: PLC0415  so that --help answers at once

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from crossrep.inputs import Side

prescription = typer.Typer(
    help="A prescription file: a new one, checked, in a calendar.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(prescription, name="prescription")


@prescription.command("new")
def new(
    out: Annotated[Path, typer.Option("--out", "-o", help="The new file.")],
    trained: Annotated[Side, typer.Option(help="Which arm is trained.")],
    person: Annotated[str, typer.Option(help="Id of the person; not a name.")] = "home",
) -> None:
    """Write a prescription with all defaults. Each is explained, for a therapist to edit."""
    from crossrep.edges.files import new_text
    from crossrep.formats.prescription_toml import example, from_toml, to_toml

    text = to_toml(example(person, trained))
    from_toml(text)
    with new_text(out) as stream:
        stream.write(text)
    typer.echo(f"Written to {out}; edit it, then: crossrep prescription check {out}")


@prescription.command("check")
def check(file: Annotated[Path, typer.Argument(help="A prescription.")]) -> None:
    """Say all that is wrong with a prescription. Of a sound one, what it prescribes."""
    from crossrep.app.prescribed import read_prescription, told
    from crossrep.formats.prescription_check import PrescriptionError

    try:
        made = read_prescription(file)
    except PrescriptionError as error:
        for complaint in error.complaints:
            typer.echo(f"{file}: {complaint}", err=True)
        raise typer.Exit(1) from error
    typer.echo("\n".join(told(made)))


@prescription.command("remind")
def remind(
    file: Annotated[Path, typer.Argument(help="A prescription with remind = true.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The new file, as plan.ics.")],
    at: Annotated[
        datetime,
        typer.Option(
            formats=["%H:%M"], help="When, by the clock.", metavar="HH:MM", show_default="10:00"
        ),
    ] = datetime(1900, 1, 1, 10, 0),
    language: Annotated[str, typer.Option(help="Language of the words: en, de.")] = "en",
) -> None:
    """Planned days for the person's own calendar."""
    from crossrep.app.prescribed import page_words, read_prescription
    from crossrep.edges.files import new_text
    from crossrep.formats.reminders import calendar_text

    words = page_words(language)
    text = calendar_text(read_prescription(file), words, date.today(), at.time())
    with new_text(out) as stream:
        stream.write(text)
    typer.echo(f"Written to {out}; open it on the tablet or telephone that is to remind.")
