"""The caps of the trained arm while a session runs: what is left of today, and of this week."""

from crossrep.guide import safety
from crossrep.guide.course import NEVER, Course
from crossrep.guide.days import today_reps
from crossrep.guide.safety import Fired
from crossrep.prescription import Block


def room(course: Course, block: Block) -> tuple[float, str]:
    """Repetitions that are left of this exercise, and the rule that says so."""
    if not block.works:
        return NEVER, ""
    today = safety.daily_room(course.prescription, done_today(course, block.exercise))
    week = safety.weekly_room(course.prescription, course.past, course.today)
    week -= len(course.tally.reps)
    return min((today, "daily_reps"), (week, "weekly_reps"))


def done_today(course: Course, exercise: str) -> int:
    """Repetitions of one exercise today, this session's included."""
    earlier = today_reps(course.past, course.today)
    return course.tally.done_of(exercise) + earlier.get(exercise, 0)


def capped(course: Course, block: Block) -> Fired | None:
    """The cap that leaves out the rest of this block, if one does."""
    if not block.works:
        return None
    done = {name for name, n in today_reps(course.past, course.today).items() if n}
    done |= {rep.exercise for rep in course.tally.reps.values()}
    if block.exercise not in done and len(done) >= course.prescription.daily_exercises:
        return Fired("daily_exercises", len(done) + 1, course.prescription.daily_exercises)
    left, rule = room(course, block)
    return said(course, block, rule) if left < 1 else None


def said(course: Course, block: Block, rule: str) -> Fired:
    """A cap with what was done and what is allowed."""
    limits = course.prescription
    if rule == "daily_reps":
        return Fired(rule, done_today(course, block.exercise), limits.daily_reps)
    return Fired(rule, None, limits.weekly_growth_percent)
