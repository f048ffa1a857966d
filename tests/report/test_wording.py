"""No text that a report, page or screen can show claims more than was measured."""

import ast
import re
from pathlib import Path

import pytest

from crossrep.report.wording import CLAIMS, GERMAN, claims, words_of

SOURCE = Path(__file__).parents[2] / "src" / "crossrep"

PLANTED = {
    "a clinical score from sensors": [
        "Your movement corresponds to an FMA-UE of 44.",
        "FMA-UE (estimated): 44",
        "Predicted ARAT after this block: 51",
        "We estimate your clinical score from 465 repetitions.",
        "MAS 1+ by the sensors",
    ],
    "a promise": [
        "Keep going and the left arm will improve.",
        "You can expect 29 % more.",
        "We guarantee results.",
        "Your hand will slowly regain its grip.",
        "You are on track to meet your goal.",
    ],
    "recovery": ["Recovery: 62 %", "Your arm is recovering.", "Slow lowering rewires the brain."],
    "improvement as a verdict": [
        "You improved by 12 %.",
        "Lowering improved.",
        "The left arm got stronger.",
        "The arm is getting better.",
    ],
    "a percentage of strength or benefit": ["12 % stronger", "gains of 29–42 %"],
    "intention": ["51 voluntary movements", "She tried to move the left arm 4 times."],
    "a name for the cause": ["14 mirror movements", "3 associated reactions"],
    "blind taken for still": ["No activity.", "The arm did not move."],
    "comparison with other people": [
        "Slower than most people.",
        "You are in the 80th percentile.",
        "Ranked 3rd this week",
    ],
    "praise or blame": ["Great job!", "Well done.", "Too fast.", "It does not count."],
    "proof": ["clinically proven", "Slow lowering transfers better."],
    "a medical act": ["This diagnoses spasticity.", "A certified medical device."],
}  # fmt: skip

HONEST = [
    "12 sessions, 342 repetitions, lowering median 3.1 s, 91 % in the band asked for.",
    "These describe the exercise done. They do not measure strength or recovery.",
    "Left arm: 14 movements not time-locked to the right arm; 31 time-locked.",
    "Not observed. This is not the same as no movement.",
    "FMA-UE 44 (12 Oct, therapist 2). One value: no change can be stated.",
    "Quicker than planned. It counts.",
]


@pytest.mark.parametrize(("what", "said"), [(k, one) for k, v in PLANTED.items() for one in v])
def test_a_planted_claim_is_found_and_named(what, said):
    assert what in {claim.what for claim in claims(f"<p>Sets <b>3</b>.</p><p>{said}</p>")}


GERMAN_PLANTED = {
    "a clinical score from sensors": "FMA-UE (geschätzt): 44",
    "a promise": "Ihr Arm wird sich bessern.",
    "recovery": "Genesung: 62 %",
    "improvement as a verdict": "Sie haben sich verbessert.",
    "intention": "51 willkürliche Bewegungen",
    "a name for the cause": "14 Spiegelbewegungen",
    "blind taken for still": "Der Arm hat sich nicht bewegt.",
    "comparison with other people": "Langsamer als andere.",
    "praise or blame": "Gut gemacht! Das war zu schnell.",
    "proof": "Klinisch bewiesen.",
    "a medical act": "Ein Medizinprodukt.",
}


@pytest.mark.parametrize("what", sorted(GERMAN))
def test_a_planted_claim_in_german_is_found_and_named(what):
    assert what in {claim.what for claim in claims(GERMAN_PLANTED[what])}


def test_every_kind_of_claim_has_planted_ones():
    assert set(PLANTED) == set(CLAIMS)


@pytest.mark.parametrize("said", HONEST)
def test_honest_words_pass(said):
    assert claims(said) == []


def test_a_claim_cannot_hide_behind_an_allowed_sentence_or_a_tag():
    allowed = "They do not measure strength or recovery."
    assert [c.what for c in claims(f"{allowed} Your recovery: 62 %.")] == ["recovery"]
    assert claims("You <b>impro</b>ved.")


def test_styles_and_template_signs_are_no_words():
    assert (
        words_of("<style>.perfect {}</style>{% if recovery %}<p>{{ streak }}</p>{% endif %}")
        == ". ."
    )


def texts_of_module(path: Path) -> list[str]:
    """The strings of a module that people may read: all but those that document it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # docstrings
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and id(node) not in documents and " " in node.value
    ]  # fmt: skip


ROOMS = ("report", "edges/therapist", "edges/screen", "screen", "guide", "app")
SPOKEN = ("assessments.py", "prescription.py", "prescription_fields.py", "exercises.py")
NOT_SAID = {"report/wording.py"}
"""The list of forbidden words itself."""


def said_by_people_facing_code() -> dict[str, str]:
    found = {}
    for room in ROOMS:
        for path in sorted((SOURCE / room).rglob("*")):
            name = path.relative_to(SOURCE).as_posix()
            if path.suffix == ".py" and name not in NOT_SAID:
                found[name] = "\n".join(f"<p>{one}</p>" for one in texts_of_module(path))
            elif path.suffix in (".j2", ".html", ".js", ".json", ".txt", ".toml"):
                found[name] = path.read_text(encoding="utf-8")
    found |= {name: "\n".join(texts_of_module(SOURCE / name)) for name in SPOKEN}
    return found


def test_nothing_people_can_read_claims_too_much():
    everything = said_by_people_facing_code()
    assert len(everything) > 30
    found = {name: claims(text) for name, text in everything.items()}
    assert {name: one for name, one in found.items() if one} == {}


def test_the_search_reads_what_it_should():
    everything = said_by_people_facing_code()
    assert "not time-locked to" in everything["report/words.py"]
    assert "Where the numbers come from" in everything["report/templates/report.html.j2"]
    assert re.search("measures? none of these", everything["report/templates/report.html.j2"])
