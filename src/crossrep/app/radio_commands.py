"""The commands of the radio. What a command needs is imported when it runs."""

# ruff: noqa: PLC0415  so that --help answers at once

from pathlib import Path
from typing import Annotated

import typer

from crossrep.inputs import Side

Seconds = Annotated[float, typer.Option("--seconds", min=1, max=600, help="How long to listen.")]


def scan(
    seconds: Seconds = 6.0,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what CrossRep does not know.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Connect to none, so ask none for its battery.")
    ] = False,
) -> None:
    """Which wearables are near: kind, signal, battery."""
    from crossrep.app.scanning import scan as scan_now

    scan_now(seconds, everything=everything, quick=quick)


def pair(
    trained: Annotated[
        Side | None, typer.Option("--trained", help="Which arm is the stronger one; else asked.")
    ] = None,
) -> None:
    """Say which sensor is on which wrist: move the stronger arm."""
    from crossrep.app.pairing import pair as pair_now

    pair_now(trained)


def identify(
    side: Annotated[Side | None, typer.Argument(help="Which wrist; else both.")] = None,
) -> None:
    """Which sensor is which: have it blink or buzz, where it can."""
    from crossrep.app.identifying import identify as identify_now

    identify_now(side)


def capture(
    out: Annotated[Path, typer.Option("--out", "-o", help="The new file, as sample.json.")],
    name: Annotated[
        str | None, typer.Option("--name", help="A part of the wearable's name; else asked.")
    ] = None,
    seconds: Seconds = 10.0,
) -> None:
    """A sample of another wearable, without what identifies you."""
    from crossrep.app.capturing import capture as capture_now

    capture_now(out, name, seconds)


def register(app: typer.Typer) -> None:
    """Add them to the command line."""
    for command in (scan, pair, identify, capture):
        app.command()(command)
