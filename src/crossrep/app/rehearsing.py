"""`crossrep rehearse`: many simulated homes publish like real ones, for whoever runs a hub."""

import asyncio
import csv
import logging
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, fields
from multiprocessing import get_context
from pathlib import Path

import typer
from rich.progress import track

from crossrep.app.progress import working
from crossrep.app.words import count
from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.files import new_text
from crossrep.edges.loop import run_async
from crossrep.edges.rehearsal import Home, Plan, Sent, told_by
from crossrep.errors import BadInputError
from crossrep.events import Event


def rehearse(broker: str, homes: int, wearers: int, plan: Plan, out: Path | None) -> int:
    """Let so many homes live at a broker; 1 when something could not be delivered.

    They share so many simulated wearers, each measured by the real engine.

    Raises:
        BadInputError: no such broker, or none that acknowledged anything.
    """
    address = BrokerAddress.parse(broker)
    _allow_connections(homes)
    told = _wearers(min(wearers, homes))
    lived = [Home(number, told, plan) for number in range(homes)]
    said = f"{count(homes, 'home')} for {plan.duration_s:.0f} s, then what still waits"
    logging.getLogger("crossrep").setLevel(logging.ERROR)  # outages are what it is for
    with working(said):
        run_async(_live(lived, address))
    sent = [each for home in lived for each in home.sent()]
    late = [home.person for home in lived if not home.delivered]
    if not sent:
        raise BadInputError(f"The broker {address} acknowledged nothing: is it there?")
    if out is not None:
        _write(sent, out)
    typer.echo(f"{count(len(sent), 'event')} of {count(homes, 'home')} acknowledged.")
    if late:
        typer.echo(f"Not everything left {count(len(late), 'home')}, as {late[0]}.", err=True)
    return 1 if late else 0


async def _live(homes: list[Home], address: BrokerAddress) -> None:
    async with asyncio.TaskGroup() as group:
        for home in homes:
            group.create_task(home.live(address), name=home.person)


def _wearers(number: int) -> list[list[Event]]:
    """Simulated and measured on all cores: nothing of it happens while homes live."""
    workers = min(number, os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        told = pool.map(told_by, range(number))
        watched = track(told, "Wearers", number, transient=True, disable=not sys.stderr.isatty())
        return list(watched)


def _write(sent: list[Sent], out: Path) -> None:
    with new_text(out) as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(field.name for field in fields(Sent))
        table.writerows(astuple(each) for each in sent)


def _allow_connections(homes: int) -> None:
    """A connection is an open file, and systems allow a program 1024 unless it asks."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, min(hard, homes + 200))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
