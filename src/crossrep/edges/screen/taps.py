"""What a page may say: one tap, checked to the last field. Anything else ends its connection."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crossrep.errors import BadInputError
from crossrep.guide.taps import Tap, TapName

LARGEST = 1000.0


class TapMessage(BaseModel):
    """One tap as JSON."""

    model_config = ConfigDict(extra="forbid", strict=True)

    tap: Annotated[TapName, Field(strict=False)]
    question: Annotated[str, Field(max_length=32, pattern=r"^[a-z_]*$")] = ""
    value: Annotated[float, Field(ge=0, le=LARGEST, allow_inf_nan=False)] | None = None
    choice: Annotated[str, Field(max_length=32, pattern=r"^[a-z_]*$")] = ""


def tap_of(text: str | bytes) -> Tap:
    """The tap in a message.

    Raises:
        BadInputError: it is none.
    """
    try:
        said = TapMessage.model_validate_json(text)
    except ValidationError as error:
        raise BadInputError(f"This is no tap: {error.error_count()} fields are wrong.") from error
    return Tap(said.tap, said.question, said.value, said.choice)
