"""Scripts of simulated wearers: a person's own, and the two that come with CrossRep."""

from importlib.resources import files
from pathlib import Path

from crossrep.edges.files import read_text
from crossrep.errors import BadInputError
from crossrep.simulate import Script, from_toml


def script_of(path: Path) -> Script:
    """A script to simulate.

    Raises:
        BadInputError: it cannot be used; the sentence names the file.
    """
    text = read_text(path)
    try:
        return from_toml(text)
    except BadInputError as error:
        raise BadInputError(f"{path.name}: {error}") from error


def built_in(name: str) -> Script:
    """``short`` or ``demo``."""
    return from_toml((files("crossrep.app") / "built_in" / f"{name}.toml").read_text("utf-8"))
