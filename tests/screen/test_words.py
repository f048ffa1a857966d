"""Every word of the page in every language, and none that the page asks for is missing."""

import json
import re
from importlib.resources import files

import pytest

from crossrep.edges.screen.files import page_files
from crossrep.exercises import EXERCISES
from crossrep.guide.safety import RULES
from crossrep.guide.view import AffectedState, SignKind, Step, WristState
from crossrep.prescription import TASKS, Kind

ROOT = files("crossrep.screen")
LANGUAGES = {
    each.name.removesuffix(".json"): json.loads(each.read_text("utf-8"))
    for each in (ROOT / "words").iterdir()
}
ENGLISH = LANGUAGES["en"]
SCRIPTS = {each.name: each.read_text("utf-8") for each in ROOT.iterdir() if each.name[-3:] == ".js"}
HOLE = re.compile(r"\{(\w+)\}")
PAGE_BYTES = 100_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_exists_with_the_same_holes(language: str) -> None:
    words = LANGUAGES[language]
    assert set(words) == set(ENGLISH)
    for key, said in words.items():
        assert said.strip(), key
        assert set(HOLE.findall(said)) == set(HOLE.findall(ENGLISH[key])), key
        assert not re.search(r"[<>]", said), key


def test_the_page_offers_every_language_there_is() -> None:
    offered = re.search(r"LANGUAGES = \{(.*?)\}", SCRIPTS["words.js"])
    assert offered is not None
    named = dict(re.findall(r"(\w+): '([^']+)'", offered[1]))
    assert named == {language: words["language"] for language, words in LANGUAGES.items()}


def test_every_key_the_page_asks_for_exists() -> None:
    for name, text in SCRIPTS.items():
        for key in re.findall(r"\bt\('([\w.]+)'", text):
            assert key in ENGLISH, (name, key)


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("ex", EXERCISES),
        ("task", TASKS),
        ("safety", RULES),
        ("sign", SignKind),
        ("affected", AffectedState),
        ("sensor", WristState),
        ("kind", [kind for kind in Kind if kind is not Kind.EXERCISE]),
        ("practice.hint", [kind for kind in Kind if kind is not Kind.EXERCISE]),
    ],
)
def test_everything_that_can_be_shown_has_words(prefix: str, values: list[str]) -> None:
    assert not [value for value in values if f"{prefix}.{value}" not in ENGLISH]


def test_every_step_has_a_page_and_every_exercise_a_drawing() -> None:
    pages = re.search(r"const PAGES = \{(.*?)\};", SCRIPTS["pages.js"], re.DOTALL)
    assert pages is not None
    assert not [step for step in Step if not re.search(rf"\b{step}\b", pages[1])]
    drawn = re.findall(r"^  (\w+): \{\.\.\.", SCRIPTS["figures.js"], re.MULTILINE)
    assert set(drawn) == set(EXERCISES)


def test_nothing_is_asked_from_elsewhere_and_the_page_is_small() -> None:
    loaded = {name: file for name, file in page_files().items() if name != "words/de.json"}
    loaded.pop("")
    text = b" ".join(file.data for file in loaded.values())
    namespace = b"http://www.w3.org/2000/svg"
    assert not re.search(rb"https?://", text.replace(namespace, b""))
    assert not re.search(rb"@import|url\((?!#)", text)
    assert sum(len(file.packed) for file in loaded.values()) < PAGE_BYTES
