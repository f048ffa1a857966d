"""What each field of a prescription may be, what it is unless somebody says otherwise, and why.

Rows are data: the file format, its comments, its refusals and the tables in the documents are
made from them. ``source`` names what was read; where nothing was found it says so.
"""

from dataclasses import dataclass, fields
from enum import StrEnum

from crossrep.exercises import EXERCISES, Seen
from crossrep.prescription import (
    EMERGENCY,
    TASKS,
    Against,
    Block,
    Condition,
    Day,
    First,
    Kind,
    Prescription,
    SetBy,
    Who,
)


class Evidence(StrEnum):
    """What kind of ground a default stands on."""

    TRIALS = "small trials"
    REVIEW = "review"
    GUIDELINE = "guideline"
    CONSENSUS = "expert consensus"
    PHYSIOLOGY = "physiology only"
    ADVICE = "common advice, unconfirmed"
    SAFETY = "general safety"
    OUR_CHOICE = "our choice"
    PERSON = "about this person"


@dataclass(frozen=True, slots=True)
class About:
    """One field.

    Attributes:
        name: as in the file and in `Prescription` or `Block`.
        words: what it is, in words for a therapist.
        evidence: kind of ground of the default.
        source: the ground itself.
        least: smallest allowed number (of each of a pair).
        most: largest.
        choices: allowed words.
        unit: of the numbers.
        required: there is no default, somebody must say.
        maybe: may be left out, and then is not known.
    """

    name: str
    words: str
    evidence: Evidence
    source: str
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    maybe: bool = False

    @property
    def ground(self) -> str:
        """Kind of ground and the ground itself, in words."""
        return f"{self.evidence}: {self.source}" if self.source else str(self.evidence)


_E = Evidence
_CAPS = "no source gives an overuse threshold for the less affected arm after stroke"
_PAIN = "asking alone misses shoulder problems (Dromerick 2008)"
_TEMPO = (
    "for control and safety; no trial after stroke varied it, and in healthy arms "
    "transfer followed fast, not slow, lowering (Farthing and Chilibeck 2003)"
)
_DOSE = (
    "3 x 10 did best in a meta-analysis of healthy people (Cirer-Sastre 2017); AHA/ASA 1-3 x 10-15"
)

COUNTED = tuple(
    one.name for one in EXERCISES.values() if one.lifting and one.seen is not Seen.POSTURE
)
"""Exercises whose repetitions are counted; a posture that is held is not, in this version."""

_SESSION = (
    About("trained", "The side that is trained: the less affected one", _E.PERSON,
          "all studies train the less affected side", choices=("left", "right"), required=True),
    About("condition", "Why one arm is weaker", _E.PERSON, "entered by the therapist",
          choices=tuple(Condition)),
    About("weeks_since", "Weeks since it happened", _E.PERSON, "entered by the therapist",
          0, 5200, unit="weeks", maybe=True),
    About("sessions_per_week", "Sessions a week", _E.TRIALS,
          "three a week in Salehi Dehno 2021 and Lepley 2014; AHA/ASA two to three", 2, 5),
    About("planned_days", "Days on which a session is planned", _E.TRIALS,
          "not on consecutive days, as in the trials", choices=tuple(Day)),
    About("consecutive_days", "Sessions on days that follow each other are allowed",
          _E.OUR_CHOICE, "the trials left days between; " + _CAPS),
    About("block_weeks", "Length of the programme", _E.CONSENSUS,
          "at least 4 to 6 weeks (Manca 2021, 32 experts)", 4, 12, unit="weeks"),
    About("block_sessions", "Sessions of the programme", _E.CONSENSUS,
          "at least 13 to 18 sessions (Manca 2021)", 4, 60),
    About("review_after_sessions", "Look at it again after so many sessions", _E.CONSENSUS,
          "13 sessions are the least the experts named (Manca 2021)", 1, 60),
    About("effort_target", "Effort that is aimed at, of 10: moderately hard", _E.GUIDELINE,
          "AHA/ASA (table in PMC6124986); the experts prefer high intensity", 0, 10,
          unit="of 10"),
    About("load_percent_1rm", "Load as a share of the one-repetition maximum", _E.GUIDELINE,
          "AHA/ASA (table in PMC6124986); the weight itself is entered in each exercise", 50, 80,
          unit="percent"),
    About("metronome", "A beat to lower by", _E.PHYSIOLOGY,
          "acute excitability only (PMC13013172); no transfer was measured"),
    About("progression", "Progress is proposed; nothing changes before a therapist confirms",
          _E.OUR_CHOICE, "nothing is ever raised by the program"),
    About("progression_reps", "Repetitions a set before the load is raised", _E.ADVICE,
          "one more repetition at a time, up to 12 to 15, like ACSM", 6, 15),
    About("progression_load_percent", "Smallest step of the load", _E.ADVICE,
          "5 to 10 percent at the most, like ACSM", 1, 10, unit="percent"),
    About("fatigue_drop_percent",
          "A set stops when its range or its lowering time has fallen by more", _E.OUR_CHOICE,
          "", 10, 50, unit="percent"),
    About("effort_stop", "An exercise ends for today at this effort or above", _E.OUR_CHOICE,
          "", 6, 10, unit="of 10"),
    About("daily_reps", "Most repetitions of the trained arm a day, of one exercise",
          _E.OUR_CHOICE, _CAPS, 5, 150),
    About("daily_exercises", "Most exercises of the trained arm a day", _E.OUR_CHOICE, _CAPS,
          1, 6),
    About("weekly_growth_percent",
          "Most growth of the trained arm's weekly repetitions, over the best of the four weeks "
          "before", _E.OUR_CHOICE, _CAPS, 0, 50, unit="percent"),
    About("rest_days", "Least days of rest in any seven", _E.OUR_CHOICE, _CAPS, 1, 5,
          unit="days"),
    About("pain_stop", "The session ends at this pain or above, on either side", _E.OUR_CHOICE,
          _PAIN, 1, 10, unit="of 10"),
    About("pain_rise_stop", "The session ends when pain has risen by so much", _E.OUR_CHOICE,
          _PAIN, 1, 10, unit="of 10"),
    About("ask_stiffer", "Ask each time whether the arm is stiffer than usual", _E.TRIALS,
          "training did not raise spasticity in the trials; still asked"),
    About("jerky_deg_s", "A repetition whose fastest moment is faster is jerky", _E.OUR_CHOICE,
          "a whole curl in one second peaks at about 200 deg/s", 150, 1000,
          unit="deg/s"),
    About("sudden_deg_s", "The trained arm turning faster than this pauses the session",
          _E.OUR_CHOICE, "a slip, a dropped weight, a spasm", 300, 2000, unit="deg/s"),
    About("sensor_lost_s", "The session ends when the trained wrist was not seen for so long",
          _E.OUR_CHOICE, "", 20, 600, unit="s"),
    About("mirror", "A mirror is used", _E.REVIEW,
          "evidence mixed (Howatson 2013 hypothesis; no advantage in PMC4627750)"),
    About("remind", "A calm reminder on planned days", _E.OUR_CHOICE, "only if wished"),
    About("country", "Country, for the emergency number (two letters)", _E.SAFETY,
          "without it the number of mobile telephones, 112",
          choices=("", *EMERGENCY)),
)  # fmt: skip

_BLOCK = (
    About("kind", "What this part of the session is", _E.PERSON, "chosen by the therapist",
          choices=tuple(Kind)),
    About("exercise", "The exercise", _E.PERSON, "chosen by the therapist",
          choices=COUNTED),
    About("task", "The task for two hands", _E.PERSON, "chosen by the therapist", choices=TASKS),
    About("who", "Which arm does it", _E.PERSON, "chosen by the therapist", choices=tuple(Who)),
    About("sets", "Sets", _E.REVIEW, _DOSE, 1, 5),
    About("reps", "Repetitions a set", _E.REVIEW, _DOSE, 5, 15),
    About("weight_kg", "Weight, entered by the therapist: effort 5 to 6 of 10", _E.GUIDELINE,
          "AHA/ASA: 50 to 80 percent of the one-repetition maximum", 0, 40, unit="kg", maybe=True),
    About("rest_s", "Rest between sets", _E.REVIEW, "two minutes did best (Cirer-Sastre 2017)",
          60, 240, unit="s"),
    About("lifting_s", "Time for the way up", _E.OUR_CHOICE, "", 1, 3, unit="s"),
    About("hold_s", "Time at the top", _E.OUR_CHOICE, "0 to 1 is usual", 0, 5,
          unit="s"),
    About("lowering_s", "Time for the way down that is aimed at", _E.OUR_CHOICE, _TEMPO, 0.5, 8,
          unit="s"),
    About("lowering_band_s", "Shortest and longest way down that is as planned",
          _E.OUR_CHOICE, _TEMPO, 0.5, 8, unit="s"),
    About("slow_way", "Whether the slow way goes with gravity", _E.OUR_CHOICE,
          "against it for bands and for turning the palm", choices=tuple(Against)),
    About("first_way", "With which way a repetition begins", _E.OUR_CHOICE,
          "from rest, most exercises begin with lifting", choices=tuple(First)),
    About("minutes", "Minutes of practice", _E.ADVICE,
          "a review of 14 trials supports both arms together (SAJP 1985)",
          0, 60, unit="minutes"),
)  # fmt: skip

FIELDS = {about.name: about for about in _SESSION}
"""Of the whole prescription."""
BLOCK_FIELDS = {about.name: about for about in _BLOCK}
"""Of each block."""
OF_SETS = (
    "exercise", "who", "sets", "reps", "weight_kg", "rest_s", "lifting_s", "hold_s", "lowering_s",
    "lowering_band_s", "slow_way", "first_way",
)  # fmt: skip
"""What a block of sets says, beside its kind."""


def fields_of(kind: Kind) -> tuple[str, ...]:
    """What a block of that kind says, beside its kind."""
    if kind is Kind.EXERCISE:
        return OF_SETS
    return ("task", "minutes") if kind is Kind.FUNCTIONAL else ("exercise", "minutes")


def default_of(name: str, *, block: bool = False) -> object:
    """What the field is unless somebody says otherwise; None for one without a default."""
    owner = Block if block else Prescription
    found = next((item for item in fields(owner) if item.name == name), None)
    default = found.default if found is not None else None
    return None if FIELDS.get(name) is not None and FIELDS[name].required else default


def provenance(what: Prescription | Block, name: str, whole: Prescription | None = None) -> SetBy:
    """Who set this field, when, on what ground: said, by default, or by who confirmed it all."""
    said = next((one for one in what.set_by if one.field == name), None)
    about = (BLOCK_FIELDS if isinstance(what, Block) else FIELDS)[name]
    if said is not None:
        return SetBy(name, said.by, said.on, said.source or about.ground)
    value = getattr(what, name)
    if not about.required and value == default_of(name, block=isinstance(what, Block)):
        return SetBy(name, "default", None, about.ground)
    confirmed = what if isinstance(what, Prescription) else whole
    if confirmed is not None and confirmed.confirmed:
        return SetBy(name, confirmed.confirmed_by, confirmed.confirmed_on, about.ground)
    return SetBy(name, "", None, about.ground)
