"""What no page, report or screen may claim, and a check that finds it.

The sensors measure movement. They estimate no clinical score, no strength and no recovery; a
number of the past promises nothing; nobody is compared, praised or blamed. Sentences that say
just that (`SAID`) are taken out of a text before it is looked at, word for word.
"""

import re
from dataclasses import dataclass
from html import unescape

SCORE = r"(?:FMA(?:-UE)?|Fugl\S*|ARAT|MAS|Ashworth|WMFT|clinical\s+scores?|functional\s+scores?)"
_NEAR = r"[^.!?;]{0,60}?"

CLAIMS: dict[str, str] = {
    "a clinical score from sensors": (
        rf"\b(?:estimat|predict|forecast|project|infer|calculat|deriv|correspond|equivalent|equal)"
        rf"\w*{_NEAR}\b{SCORE}|\b{SCORE}\b{_NEAR}\b(?:estimat|predict|forecast|project(?:ed|ion)|"
        rf"inferr|from\s+(?:the\s+)?sensors?|by\s+(?:the\s+)?sensors?)"
    ),
    "a promise": (
        r"\b(?:will|you\s+can|can|should)\s+(?:expect|look\s+forward)|"
        r"\bwill\s+(?:\w+\s+){0,2}?(?:improve|recover|regain|get\s+(?:better|stronger)|heal|return)|"
        r"\b(?:guarantee|promis)\w*|\bon\s+track\s+(?:to|for)\b|\bin\s+\d+\s+(?:more\s+)?weeks\s+you"
    ),
    "recovery": (
        r"\b(?:recover(?:s|y|ed|ing)?|heal(?:s|ed|ing)?|cure[sd]?|rewir\w*|neuroplastic\w*)\b"
    ),
    "improvement as a verdict": (
        r"\bimprov(?:e|es|ed|ing|ement|ements)\b|\b(?:got|getting|gets|become|became|becoming|"
        r"growing|grown)\s+(?:stronger|better|weaker|worse)\b"
    ),
    "a percentage of strength or benefit": (
        r"\d+(?:\.\d+)?\s*(?:%|percent|per\s+cent)\s+(?:stronger|better|recovered|more\s+(?:strength|function))|"
        r"\b29\s*(?:-|–|to)\s*42\s*(?:%|percent)"
    ),
    "intention": r"\b(?:in)?voluntar(?:y|ily)\b|\b(?:intended|wanted|tried)\s+to\s+move\b",
    "a name for the cause": r"\bmirror\s+movements?\b|\bassociated\s+reactions?\b|\bsynkines\w+",
    "blind taken for still": (
        r"\bno\s+(?:activity|movement)\s+(?:of|by|in|from)\s+the\s+affected|\bno\s+activity\b|"
        r"\b(?:arm|hand)\s+did\s+not\s+move\b"
    ),
    "comparison with other people": (
        r"\b(?:than|like)\s+(?:other|most|average)\s+(?:people|persons|patients|users|survivors)|"
        r"\bpercentile\b|\b(?:rank(?:ed|s|ing)?|leader\s*board)\b|\bnormal\s+for\b|\bbelow\s+average\b|"
        r"\babove\s+average\b"
    ),
    "praise or blame": (
        r"\b(?:great|good|nice)\s+(?:job|work)\b|\bwell\s+done\b|\b(?:perfect|excellent|amazing|"
        r"congratulations|bravo)\b|\b(?:streak|score\s+points)\b|\bno\s+pain,?\s+no\s+gain\b|"
        r"\bdo\s+not\s+give\s+up\b|\bdid\s+not\s+count\b|\bdoes\s+not\s+count\b|\bfailed\s+repetition|"
        r"(?<!computer was )\btoo\s+(?:fast|slow)\b|\b(?:bad|good)\s+arm\b|\blazy\b"
    ),
    "proof": (
        r"\b(?:clinically|scientifically)\s+(?:proven|validated|tested)\b|\bproven\s+to\b|\bproves\s+that\b|"
        r"\bslow(?:er)?\s+(?:lowering|eccentric)\s+(?:transfers|works)\b"
    ),
    "a medical act": r"\b(?:diagnos(?:e|es|is|tic)|treats|treatment\s+of)\b|\bmedical\s+device\b",
}  # fmt: skip
"""By what is claimed: how it is recognized."""

GERMAN: dict[str, str] = {
    "a clinical score from sensors": (
        rf"\b(?:geschätzt|schätz|berechnet|vorhergesagt|entspricht|errechnet)\w*{_NEAR}\b{SCORE}|"
        rf"\b{SCORE}\b{_NEAR}\b(?:geschätzt|berechnet|vorhergesagt|aus\s+den\s+Sensoren)"
    ),
    "a promise": r"\bwird\s+(?:sich\s+)?(?:besser|stärker)|\bverspr(?:icht|echen)\b|\bgarantier\w*",
    "recovery": r"\bgenes\w*|\bheil(?:t|en|ung)\b",
    "improvement as a verdict": r"\bverbesser\w*|\b(?:besser|stärker)\s+geworden\b",
    "intention": r"\b(?:un)?willkürlich\w*",
    "a name for the cause": r"\bspiegelbewegung\w*|\bmitbewegung\w*",
    "blind taken for still": r"\bkeine\s+Aktivität\b|\bhat\s+sich\s+nicht\s+bewegt\b",
    "comparison with other people": r"\bals\s+(?:andere|die\s+meisten)\b|\bdurchschnitt\w*",
    "praise or blame": (
        r"\b(?:gut|toll|super)\s+gemacht\b|\b(?:perfekt|super|prima|toll|bravo|hervorragend)\b|"
        r"\bzu\s+(?:schnell|langsam)\b|\bzählt\s+nicht\b|\b(?:guter|schlechter)\s+Arm\b|\bversagt\b"
    ),
    "proof": r"\b(?:klinisch|wissenschaftlich)\s+(?:bewiesen|belegt|geprüft)\b",
    "a medical act": r"\bdiagnos(?:e|en|tiziert)\b|\bmedizinprodukt\b",
}  # fmt: skip
"""The same in German, as far as there are words in it."""

SAID = (
    "They do not measure strength or recovery",
    "it does not measure strength or recovery",
    "It does not measure strength or recovery",
    "This is what you did. It does not measure strength or recovery",
    "Not a medical device",
    "is not a medical device",
    "estimates no clinical scores",
    "never estimates clinical scores",
    "a share is not proof of transfer",
    "within measurement error",
    "no: one value",
    "not the same as no movement",
    "not to be expected of one person",
    "weder Kraft noch Genesung",
    "kein Medizinprodukt",
)
"""What may be said, word for word."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A place where a text claims what it must not."""

    what: str
    said: str


def claims(text: str) -> list[Claim]:
    """Forbidden claims of a text or a page, in the order of `CLAIMS`."""
    plain = words_of(text)
    for sentence in SAID:
        plain = plain.replace(sentence, " ")
    return [
        Claim(what, _around(plain, found))
        for what, pattern in (*CLAIMS.items(), *GERMAN.items())
        for found in re.finditer(pattern, plain, re.IGNORECASE)
    ]


def words_of(page: str) -> str:
    """What people read of a page: without styles, scripts, tags and template signs."""
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL | re.IGNORECASE)
    bare = re.sub(r"\{[#%].*?[#%]\}|\{\{.*?\}\}", " ", bare, flags=re.DOTALL)
    bare = re.sub(r"</?(?:b|i|em|strong|a|span|small|text)\b[^>]*>", "", bare)
    return " ".join(unescape(re.sub(r"<[^>]*>", ". ", bare)).split())


def _around(text: str, found: "re.Match[str]") -> str:
    return text[max(found.start() - 40, 0) : found.end() + 40]
