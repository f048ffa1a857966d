"""An arm with exact truth, and wearables that speak their own bytes."""

from crossrep.simulate.population import random_script, random_session
from crossrep.simulate.script import Script, from_toml, from_values
from crossrep.simulate.truth import truth_json
from crossrep.simulate.wearer import (
    Simulation,
    play,
    session_id,
    simulate,
    simulate_script_text,
    true_traces,
)

__all__ = [
    "Script",
    "Simulation",
    "from_toml",
    "from_values",
    "play",
    "random_script",
    "random_session",
    "session_id",
    "simulate",
    "simulate_script_text",
    "true_traces",
    "truth_json",
]
