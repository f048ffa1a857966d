"""Which wearable is on which wrist: remembered in one small file that only its owner can read."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import platformdirs
from pydantic import BaseModel, ConfigDict, ValidationError

from crossrep.edges.files import cannot_write, create, read_text, sync
from crossrep.errors import BadInputError
from crossrep.inputs import Side


class KnownWrist(BaseModel):
    """One wearable, as this computer knows it.

    Attributes:
        driver: its family.
        name: as it calls itself.
        address: its address, or this computer's own name for it where the system hides addresses.
        serial: its serial number, where it tells one: the same on every computer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    driver: str
    name: str = ""
    address: str
    serial: str = ""


class Wrists(BaseModel):
    """Both wrists, and which arm is trained."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    left: KnownWrist | None = None
    right: KnownWrist | None = None
    trained: Side | None = None

    def known(self) -> Iterator[tuple[Side, KnownWrist]]:
        """The wrists that have a wearable."""
        for side, wrist in ((Side.LEFT, self.left), (Side.RIGHT, self.right)):
            if wrist is not None:
                yield side, wrist


def exchanged(wrists: Wrists) -> Wrists:
    """Each wearable on the other wrist; which arm is trained stays."""
    return Wrists(left=wrists.right, right=wrists.left, trained=wrists.trained)


def usual_path() -> Path:
    """Where the file is, unless somebody says otherwise."""
    return platformdirs.user_config_path("crossrep", appauthor=False) / "wrists.json"


def remembered(path: Path) -> Wrists:
    """What is remembered; nothing, where nobody has paired.

    Raises:
        BadInputError: the file is damaged.
    """
    if not path.exists():
        return Wrists()
    try:
        return Wrists.model_validate_json(read_text(path))
    except ValidationError as error:
        raise BadInputError(
            f"{path} is damaged; delete it and run `crossrep pair` again."
        ) from error


def remember(path: Path, wrists: Wrists) -> None:
    """Keep this instead of what was; the old stays until the new is whole.

    Raises:
        BadInputError: nothing can be written there.
    """
    part = path.with_name(f"{path.name}.part")
    with suppress(OSError):
        part.unlink()
    try:
        with create(part) as stream:
            stream.write(wrists.model_dump_json(indent=2, exclude_none=True).encode())
            sync(stream)
        part.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink()
