"""An integration for a test: every change of a state becomes a line of JSON in a file."""

import json
import os
from pathlib import Path
from typing import Any

DOMAIN = "probe"


async def async_setup(hass: Any, _: Any) -> bool:
    """Listen until Home Assistant ends."""
    path = Path(os.environ["PROBE_OUT"])

    def write(line: str) -> None:
        with path.open("a") as out:
            out.write(line)

    async def changed(event: Any) -> None:
        state = event.data["new_state"]
        if state is not None:
            said = {"entity": state.entity_id, "state": state.state}
            attributes = {name: str(value) for name, value in state.attributes.items()}
            line = json.dumps(said | {"attributes": attributes}) + "\n"
            await hass.async_add_executor_job(write, line)

    hass.bus.async_listen("state_changed", changed)
    return True
