"""Names of exercises as people type them."""

from difflib import get_close_matches

from crossrep.errors import BadInputError
from crossrep.exercises import EXERCISES


def checked_exercise(name: str) -> str:
    """A name that CrossRep knows.

    Raises:
        BadInputError: it knows no such exercise; the sentence names the nearest.
    """
    if name in EXERCISES:
        return name
    near = get_close_matches(name.lower().replace(" ", "_").replace("-", "_"), EXERCISES, n=1)
    meant = f"; did you mean {near[0]}" if near else ""
    raise BadInputError(
        f"CrossRep knows no exercise '{name}'{meant}{'?' if near else '.'} "
        "`crossrep analyze --help` lists them."
    )
