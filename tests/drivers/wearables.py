"""The README's table of wearables, made from their profiles and their fixtures.

``python tests/drivers/wearables.py`` writes it; a test compares.
"""

import json
import re
from pathlib import Path

from crossrep.drivers.profile import Profile
from crossrep.drivers.table import PROFILES

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
BEGIN, END = "<!-- wearables: begin -->", "<!-- wearables: end -->"
HEADINGS = (
    "wearable",
    "rates, Hz",
    "gyroscope",
    "own time",
    "captured from real units",
    "in the maker's papers or tests",
    "only made by us",
)
HEAD = f"| {' | '.join(HEADINGS)} |\n| {' | '.join('---' for _ in HEADINGS)} |\n"
ORIGINS = ("captured", "vendor example", "synthetic")
SHOWN = ("acceleration", "rate", "time", "set-up", "battery", "advertisement")
WITMOTION = {
    "frames": ("acceleration", "rate", "time"),
    "first_16_bytes": ("acceleration", "rate"),
    "replies": ("battery",),
}
PAGES = {
    "puckjs": "espruino",
    "banglejs": "espruino",
    "own": "own_sensor",
    "polar_sense": "polar_verity_sense",
}


def fixtures(driver: str) -> list[tuple[str, tuple[str, ...]]]:
    """(origin, what it shows) of every fixture of a family."""
    known = json.loads((HERE / "vectors" / f"{driver}.json").read_text())
    if "vectors" in known:
        return [(vector["origin"], tuple(vector["shows"])) for vector in known["vectors"]]
    return [
        (vector["origin"], shows) for kind, shows in WITMOTION.items() for vector in known[kind]
    ]


def seen(driver: str) -> list[str]:
    """For each origin what its fixtures show and no better origin does."""
    cells, told = [], set[str]()
    for origin in ORIGINS:
        shown = {word for o, words in fixtures(driver) if o == origin for word in words} - told
        told |= shown
        cells.append(", ".join(word for word in SHOWN if word in shown) or "·")
    return cells


def row(profile: Profile) -> str:
    page = f"firmware_notes/{PAGES.get(profile.driver, profile.driver)}.md"
    rates = ", ".join(
        f"**{rate:g}**" if rate == profile.default_hz else f"{rate:g}" for rate in profile.rates_hz
    )
    gyroscope = "yes" if profile.gyroscope else "no: affected arm only"
    time = "yes" if profile.device_time else "no"
    if profile.driver == "witmotion":
        time = "some models"
    cells = [f"[{profile.title}]({page})", rates, gyroscope, time, *seen(profile.driver)]
    return f"| {' | '.join(cells)} |\n"


def table() -> str:
    """The whole table."""
    return HEAD + "".join(row(profile) for profile in PROFILES)


def with_table(text: str) -> str:
    """The README with today's table."""
    return re.sub(f"{BEGIN}\n.*?{END}", lambda _: f"{BEGIN}\n{table()}{END}", text, flags=re.DOTALL)


if __name__ == "__main__":
    README.write_text(with_table(README.read_text()))
