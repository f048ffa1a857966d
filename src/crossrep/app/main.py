"""The console entry: one clear sentence for what goes wrong, never a traceback."""

import io
import os
import sys
from collections.abc import Sequence

import typer

from crossrep.app.commands import app
from crossrep.errors import CrossRepError

UsageError: type[Exception] = typer.BadParameter.__bases__[0]
"""Typer carries its own copy of click and does not export this one."""

BAD_INPUT, BAD_USAGE, INTERRUPTED = 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    sys.exit(_exit_code(sys.argv[1:] if arguments is None else arguments))


def _exit_code(arguments: Sequence[str]) -> int:
    try:
        code = app(list(arguments) or ["--help"], prog_name="crossrep", standalone_mode=False)
        sys.stdout.flush()
    except CrossRepError as error:
        return _said(str(error), BAD_INPUT)
    except UsageError as error:
        return _said(_usage(error), BAD_USAGE)
    except (KeyboardInterrupt, typer.Abort) as left:
        return _left(left)
    except BrokenPipeError:
        _close_quietly()
        return 0
    except OSError as error:
        return _said(_trouble(error), BAD_INPUT)
    return code if isinstance(code, int) else 0


def _said(sentence: str, code: int) -> int:
    sys.stderr.write(f"crossrep: {' '.join(sentence.split())}\n")
    return code


def _usage(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "crossrep"
    message: str = error.format_message()  # type: ignore[attr-defined]
    what = message.replace("Value error, ", "").rstrip(".")
    return f"{what}. `{path} --help` shows how."


def _left(by: BaseException) -> int:
    """Ctrl-C needs no words; a question that nobody is there to answer, in a script, does."""
    if not isinstance(by.__context__, EOFError):
        return INTERRUPTED
    sys.stdout.write("\n")
    return _said(
        "Nobody is here to answer this question; an option answers it, see --help.", BAD_INPUT
    )


def _trouble(error: OSError) -> str:
    """The system's word, with the file it is about."""
    about = f"{error.filename}: " if error.filename else ""
    return f"{about}{error.strerror or error}."


def _close_quietly() -> None:
    """The reader has gone; Python must not complain about it while it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


if __name__ == "__main__":
    main()
