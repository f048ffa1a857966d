"""Parts of CrossRep that are installed only by those who need them."""

from importlib.util import find_spec

from crossrep.errors import BadInputError


def needed(extra: str, *modules: str) -> None:
    """Nothing, when they are there.

    Raises:
        BadInputError: one is not; the sentence says what to install.
    """
    if any(find_spec(module) is None for module in modules):
        raise BadInputError(f"This needs more parts: pip install 'crossrep[{extra}]'.")
