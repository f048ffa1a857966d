"""The README's table of wearables is what the fixtures show; each family has its page."""

from pathlib import Path

import pytest
import wearables

from crossrep.drivers.table import PROFILES

README = wearables.README.read_text()


def test_the_readmes_table_is_made_from_the_fixtures():
    assert wearables.BEGIN in README
    assert wearables.with_table(README) == README, "run python tests/drivers/wearables.py"


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.driver)
def test_every_family_has_fixtures_with_an_origin_and_a_page(profile):
    found = wearables.fixtures(profile.driver)
    assert found
    assert {origin for origin, _ in found} <= set(wearables.ORIGINS)
    assert all(set(shows) <= set(wearables.SHOWN) and shows for _, shows in found)
    page = wearables.PAGES.get(profile.driver, profile.driver)
    assert (Path(wearables.README).parent / "firmware_notes" / f"{page}.md").is_file()


def test_what_is_captured_is_not_said_to_be_made_by_us():
    captured, examples, made = wearables.seen("polar_sense")
    assert (captured, examples, made) == ("acceleration, time, set-up", "rate", "·")
    assert wearables.seen("thingy52")[0] == "·"
