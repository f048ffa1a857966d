"""Writes session after session, one event at a time, and says each that is kept; until killed.

A number on stdin begins a writer as a process of its own; ``over`` is said when it is dead.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from every_event import EVERY, STARTED

from crossrep.edges.history import History, add_events, analysis_of


def write(path: Path, first: int) -> None:
    with History(path) as history:
        for n in range(first, first + 1000):
            started = replace(STARTED, session=f"session-{n}")
            analysis = analysis_of(started, "live")
            for event in (started, *(replace(e, session=started.session) for e in EVERY[1:])):
                add_events(history, "P-1", analysis, [event])
                say(f"{n} {type(event).__name__}")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    for line in sys.stdin:
        if child := os.fork():
            os.waitpid(child, 0)
            say("over")
        else:
            say(f"{os.getpid()} begins")
            write(Path(sys.argv[1]), int(line))
            os._exit(0)
