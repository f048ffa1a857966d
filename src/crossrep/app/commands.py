"""The whole command line on one page. What a command needs is imported when it runs."""

# ruff: noqa: PLC0415  so that --help answers at once

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crossrep import __version__
from crossrep.app.archive_commands import register as archive_commands
from crossrep.app.history_commands import register as history_commands
from crossrep.app.mqtt_commands import register as mqtt_commands
from crossrep.app.prescription_commands import register as prescription_commands
from crossrep.app.radio_commands import register as radio_commands
from crossrep.app.therapist_commands import register as therapist_commands
from crossrep.exercises import EXERCISES
from crossrep.inputs import Side
from crossrep.settings import Arms

ABOUT = """Two wrist sensors in; timed repetitions and affected-arm activity out.

Not a medical device. It describes exercise and never estimates clinical scores."""

app = typer.Typer(
    help=ABOUT,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Speed(StrEnum):
    """How fast a recording is played."""

    REAL = "1"
    EIGHT = "8"
    MAX = "max"


def _exercise(name: str | None) -> str | None:
    """Only exercises that are known: a slip of the pen would count as something else."""
    from crossrep.app.exercise_names import checked_exercise

    return None if name is None else checked_exercise(name)


Broker = Annotated[
    str | None,
    typer.Option(help="MQTT broker: host, host:port, mqtt://user@host or mqtts://user@host."),
]
Person = Annotated[str, typer.Option(help="Id in the MQTT topics; not the person's name.")]
Exercise = Annotated[
    str | None,
    typer.Option(help="Name of the exercise, as biceps_curl.", callback=_exercise, metavar="NAME"),
]
SomeExercise = Annotated[
    str, typer.Option(help="Name of the exercise.", callback=_exercise, metavar="NAME")
]
TrainedSide = Annotated[Side | None, typer.Option("--trained", help="Which arm is trained.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="The new file.")]
Start = Annotated[
    str | None,
    typer.Option(
        help="When the first sample was measured, as 2026-11-20T10:00:00Z; else not known.",
        metavar="TIME",
    ),
]
Script = Annotated[Path | None, typer.Option(help="A simulated wearer instead of the radio.")]
WaitS = Annotated[float, typer.Option("--wait", min=0, help="Seconds to wait for the broker.")]

HomeAssistant = Annotated[
    bool,
    typer.Option(
        "--home-assistant/--no-home-assistant", help="Tell Home Assistant what it can show."
    ),
]
Commands = Annotated[
    bool, typer.Option("--commands", help="Obey commands from the broker: pause, mark, stop.")
]
HistoryFile = Annotated[
    Path | None, typer.Option("--history", help="The history; else this user's own.")
]
Prescribed = Annotated[
    Path | None, typer.Option(help="What is to be done today; else 3 times 10, not confirmed.")
]
WantsPage = Annotated[
    bool | None,
    typer.Option("--page/--no-page", help="The page that guides; usual at a terminal."),
]
Lan = Annotated[
    bool, typer.Option("--lan", help="The page also for the home network, with the secret.")
]
Host = Annotated[str | None, typer.Option(help="The page at this address of this computer.")]
Port = Annotated[int | None, typer.Option(help="The page's port; else 8765.", min=0, max=65535)]
Https = Annotated[
    bool, typer.Option("--https", help="The page over https, so that a tablet stays awake.")
]
AwaitStart = Annotated[
    bool, typer.Option("--await-start", help="Begin when the broker brings the word to start.")
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crossrep {__version__}")
        raise typer.Exit


@app.callback()
def crossrep(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="What happens inside, as JSON lines on stderr.")
    ] = False,
) -> None:
    """Options before the command."""
    from crossrep.app.logs import log_to_stderr

    log_to_stderr(as_json=log_json)


@app.command()
def demo(  # noqa: PLR0917  options, all by name
    fast: Annotated[bool, typer.Option("--fast", help="In seconds instead of minutes.")] = False,
    page: WantsPage = None,
    lan: Lan = False,
    host: Host = None,
    port: Port = None,
    https: Https = False,
) -> None:
    """A simulated person trains live, guided, for 90 seconds.

    No hardware, no broker, no questions: what nobody taps on the page is tapped by itself.
    """
    from crossrep.app.demo import run_demo
    from crossrep.app.guided import GuideWishes

    run_demo(GuideWishes(page, None, host, lan, port, https), fast=fast)


@app.command()
def run(  # noqa: PLR0917  options, all by name
    script: Script = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The recording; else in the data folder.")
    ] = None,
    trained: TrainedSide = None,
    exercise: Exercise = None,
    broker: Broker = None,
    person: Person = "home",
    wait_s: WaitS = 5.0,
    home_assistant: HomeAssistant = True,
    commands: Commands = False,
    await_start: AwaitStart = False,
    history: HistoryFile = None,
    prescription: Prescribed = None,
    page: WantsPage = None,
    lan: Lan = False,
    host: Host = None,
    port: Port = None,
    https: Https = False,
) -> None:
    """A live session: guided, recorded, published to a broker."""
    from crossrep.app.guided import GuideWishes
    from crossrep.app.live import Wishes, run_live

    post = (broker, person, wait_s, home_assistant, commands or await_start, await_start)
    guide = GuideWishes(page, prescription, host, lan, port, https)
    wishes = Wishes(trained, exercise, *post, guide=guide)
    run_live(script, out, wishes if history is None else replace(wishes, history=history))


@app.command()
def record(
    out: Out, script: Script = None, trained: TrainedSide = None, exercise: Exercise = None
) -> None:
    """Only a recording."""
    from crossrep.app.live import Wishes, record_live

    record_live(script, out, Wishes(trained, exercise))


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A recording.")],
    speed: Annotated[Speed, typer.Option(help="Times as fast as it happened.")] = Speed.MAX,
    broker: Broker = None,
    person: Person = "home",
    wait_s: WaitS = 10.0,
) -> None:
    """A recording through the same program; to a broker, if given."""
    from crossrep.app.replaying import replay_file

    replay_file(file, speed.value, broker, person, wait_s)


@app.command("import")
def import_samples(  # noqa: PLR0917  options, all by name
    trained: Annotated[Path, typer.Option(help="Samples of the trained arm, .csv or .csv.gz.")],
    out: Out,
    affected: Annotated[Path | None, typer.Option(help="Samples of the affected arm.")] = None,
    exercise: SomeExercise = "unknown",
    trained_side: Annotated[Side, typer.Option(help="Which arm is trained.")] = Side.RIGHT,
    start: Start = None,
) -> None:
    """Other people's samples as a recording.

    Columns: t_s; ax, ay, az in m/s^2, +9.81 up at rest; gx, gy, gz in rad/s.
    """
    from crossrep.app.importing import import_files, start_utc_ns
    from crossrep.settings import Settings

    settings = Settings(trained_side, exercise)
    import_files(trained, affected, settings, start_utc_ns(start), out)


@app.command(epilog=f"Exercises: {', '.join(EXERCISES)}.")
def analyze(  # noqa: PLR0917  a command's options
    files: Annotated[
        list[str],
        typer.Argument(help="Recordings, samples as .csv[.gz], or TRAINED.csv+AFFECTED.csv."),
    ],
    exercise: Exercise = None,
    trained: TrainedSide = None,
    arms: Annotated[
        Arms | None, typer.Option(help="Which arm exercises: the affected one is counted too.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines, one object a file.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="One row a repetition.")] = False,
) -> int:
    """The metrics of recordings; no broker."""
    from crossrep.app.analyzing import analyze_files

    if as_json and as_csv:
        raise typer.BadParameter("Choose --json or --csv.")
    form = "json" if as_json else "csv" if as_csv else "table"
    return analyze_files(files, exercise, trained, form, arms)


@app.command()
def simulate(  # noqa: PLR0917  options, all by name
    script: Annotated[Path | None, typer.Argument(help="A script; else a short one.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The new recording; needed unless --all is given."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--all", help="Remake every script of this folder; alone, without -o."),
    ] = None,
    programme: Annotated[
        Path | None,
        typer.Option(help="A new folder for weeks of two people: recordings and their history."),
    ] = None,
    weeks: Annotated[int, typer.Option(min=2, max=52, help="Of the programme.")] = 12,
    sets: Annotated[int, typer.Option(min=1, max=5, help="Of each of its sessions.")] = 3,
    reps: Annotated[int, typer.Option(min=5, max=15, help="Of each of its sets.")] = 6,
) -> None:
    """A session of a simulated wearer, or weeks of them."""
    from crossrep.app.simulating import simulate_folder, simulate_one

    if programme is not None and script is None and out is None and folder is None:
        from crossrep.app.programme import simulate_programme

        simulate_programme(programme, weeks, sets, reps)
    elif programme is not None:
        raise typer.BadParameter("--programme FOLDER stands alone, but for its size.")
    elif folder is not None and script is None and out is None:
        simulate_folder(folder)
    elif folder is None and out is not None:
        simulate_one(script, out)
    else:
        raise typer.BadParameter("Give -o OUT.mcap, or --all FOLDER alone.")


@app.command()
def recover(file: Annotated[Path, typer.Argument(help="A recording cut by a crash.")]) -> None:
    """Repair a recording, as far as it can be read."""
    from crossrep.app.recovering import recover_file

    recover_file(file)


mqtt_commands(app)
history_commands(app)
radio_commands(app)
prescription_commands(app)
archive_commands(app)
therapist_commands(app)
