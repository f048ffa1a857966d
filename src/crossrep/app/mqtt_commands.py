"""Commands around the broker: the contract, sending again, and a rehearsal for a hub."""

# ruff: noqa: PLC0415  so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add them to the command line."""
    for command in (contract, republish, rehearse):
        app.command()(command)


def contract(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A folder for it and its JSON Schemas.")
    ] = None,
) -> None:
    """What travels over MQTT, as an AsyncAPI document."""
    from crossrep.app.contracting import contract

    contract(out)


def republish(
    begin: Annotated[str, typer.Option("--from", help="First moment, as 2026-11-20T10:00.")],
    broker: Annotated[str, typer.Option(help="MQTT broker, as for run.")],
    end: Annotated[str | None, typer.Option("--to", help="Up to here; else up to now.")] = None,
    person: Annotated[str, typer.Option(help="Id in the MQTT topics.")] = "home",
) -> None:
    """Send again what was published, from the outbox."""
    from crossrep.app.republishing import republish

    republish(begin, end, broker, person)


def rehearse(  # noqa: PLR0917  options, all by name
    broker: Annotated[str, typer.Option(help="MQTT broker, as for run.")],
    homes: Annotated[int, typer.Option(min=1, max=19_000, help="How many.")] = 20,
    wearers: Annotated[int, typer.Option(min=1, help="Different people they share.")] = 40,
    seconds: Annotated[float, typer.Option(min=1, help="How long sessions begin.")] = 60.0,
    speed: Annotated[float, typer.Option(min=0.1, help="Faster than life by so much.")] = 1.0,
    outages: Annotated[
        bool, typer.Option("--outages/--no-outages", help="Homes lose their network now and then.")
    ] = True,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="What was delivered, as sent.csv.")
    ] = None,
) -> None:
    """Simulated homes publish like real ones, for trying a hub."""
    from crossrep.app.rehearsing import rehearse
    from crossrep.edges.rehearsal import Plan

    raise typer.Exit(rehearse(broker, homes, wearers, Plan(seconds, speed, outages), out))
