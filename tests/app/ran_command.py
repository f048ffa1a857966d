"""What a command did."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    def refused(self) -> str:
        """The one sentence of a command that refused."""
        lines = self.err.splitlines()
        assert self.code == 1
        assert len(lines) == 1, self.err
        assert lines[0].startswith("crossrep: ")
        assert lines[0].endswith(".")
        return lines[0]


Crossrep = Callable[..., Ran]
