"""The course as the page sees it."""

import math

from crossrep.exercises import Placement
from crossrep.guide import answers
from crossrep.guide.course import NEVER, Course
from crossrep.guide.days import is_planned, next_planned
from crossrep.guide.heard import FLOOR_S
from crossrep.guide.view import AffectedState, GuideView, PlanLine, Question, Step
from crossrep.prescription import Block, Kind, emergency_number, placement_of


def view_of(course: Course) -> GuideView:
    """Everything the page draws beside the live arm."""
    prescription, block = course.prescription, course.block
    of_set = course.page in (Step.SET, Step.REST, Step.EFFORT) and block is not None
    confirmed_on = prescription.confirmed_on
    return GuideView(
        step=course.step,
        taps=answers.taps_of(course),
        trained_side=prescription.trained.value,
        block_n=min(course.block_i + 1, len(prescription.blocks)),
        blocks=len(prescription.blocks),
        set_n=course.set_n if of_set else 0,
        reps=course.counting.shown if of_set or course.page is Step.PRACTICE else 0,
        planned_reps=course.counting.planned if of_set else 0,
        metronome=prescription.metronome,
        seconds_left=_whole(_left_s(course)),
        seconds_total=_whole(course.total_s),
        sign=course.sign if of_set else None,
        question=_question(course),
        safety=course.fired,
        wrists=course.wrists.views(prescription),
        affected=AffectedState(course.wrists.card.shown),
        moved=course.moved,
        confirmed=prescription.confirmed,
        confirmed_on=confirmed_on.isoformat() if confirmed_on is not None else "",
        plan=tuple(_line(course, i, one) for i, one in enumerate(prescription.blocks)),
        today=_today(course),
        next_day=_next_day(course),
        emergency_number=emergency_number(prescription.country),
        placement=(placement_of(prescription.blocks) or Placement.WRIST).value,
        paused=course.paused,
        under=course.under.value if course.under is not None else "",
        over=course.over,
        summary=course.tally.summary(_next_day(course)) if course.over else None,
        **_of_block(course, block),
    )


def _of_block(course: Course, block: Block | None) -> dict:  # type: ignore[type-arg]
    if block is None:
        return {}
    return {
        "exercise": block.exercise,
        "task": block.task,
        "kind": block.kind.value,
        "who": block.who.value if block.kind is Kind.EXERCISE else "",
        "sets": block.sets if block.kind is Kind.EXERCISE else 0,
        "weight_kg": course.weight_kg,
        "lifting_s": block.lifting_s,
        "hold_s": block.hold_s,
        "lowering_s": block.lowering_s,
        "band_s": block.lowering_band_s,
        "slow_way": block.slow_way.value,
    }


def _left_s(course: Course) -> float:
    if course.step is Step.FLOOR:
        return max(FLOOR_S - max(course.now_s - max(course.still_s, course.since_s), 0.0), 0.0)
    return course.left_now_s


def _whole(seconds: float) -> int | None:
    return math.ceil(seconds) if seconds < NEVER else None


def _question(course: Course) -> Question | None:
    name, block = course.asked, course.block
    match name:
        case "":
            return None
        case "pain" | "effort":
            return Question(name, least=0.0, most=10.0)
        case "pain_side":
            return Question(name, answers.SIDES)
        case "where":
            return Question(name, answers.WHERE, skippable=False)
        case "weight_kg":
            most = block.weight_kg if block is not None else None
            return Question(name, (), 0.0, most, course.weight_kg, skippable=False)
        case _:
            return Question(name, ("yes", "no"), skippable=name == "stiffer")


def _line(course: Course, i: int, block: Block) -> PlanLine:
    sets = block.kind is Kind.EXERCISE
    who = block.who.value if sets else ""
    return PlanLine(
        kind=block.kind.value,
        exercise=block.exercise,
        task=block.task,
        who=who,
        sets=block.sets if sets else 0,
        reps=block.reps if sets else 0,
        minutes=0.0 if sets else block.minutes,
        weight_kg=block.weight_kg if sets else None,
        left_out=course.left_out.get(i, ""),
        done=i < course.block_i,
    )


def _today(course: Course) -> str:
    works = [i for i, block in enumerate(course.prescription.blocks) if block.works]
    if works and all(i in course.left_out for i in works) and not course.worked:
        return "rest_day"
    return "planned" if is_planned(course.prescription, course.today) else "unplanned"


def _next_day(course: Course) -> str:
    day = next_planned(course.prescription, course.today)
    return day.isoformat() if day is not None else ""
