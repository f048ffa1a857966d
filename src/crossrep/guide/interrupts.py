"""What may come in between at any moment: pause, pain, red flags, a lost sensor, stop."""

from crossrep.guide import flow
from crossrep.guide.course import NEVER, Course
from crossrep.guide.safety import Fired
from crossrep.guide.view import Step
from crossrep.inputs import CommandName

BETWEEN = (Step.PAUSED, Step.HURTS, Step.RED_FLAGS, Step.SENSOR_LOST)
"""Pages that lie over another one, to which they return."""


def come_between(course: Course, step: Step) -> None:
    """A page over the one at hand; the engine pauses, what runs out stands still."""
    if course.over:
        return
    if course.under is None:
        course.left_s, course.asked_under = course.left_now_s, course.asked
        course.under = course.step
        course.counting.stop_listening()
    _pause_engine(course)
    total_s = course.total_s
    course.turn_to(step)
    course.total_s = total_s


def _pause_engine(course: Course) -> None:
    if not course.paused:
        course.paused, course.echoes = True, course.echoes + 1
        course.order(CommandName.PAUSE)


def resume(course: Course) -> None:
    """Back to the page under the pause, with what was left of it."""
    under = course.under
    if under is None or course.over:
        return
    if under is Step.SET and works_blind(course):
        if course.step is not Step.SENSOR_LOST:
            come_between(course, Step.SENSOR_LOST)
        _pause_engine(course)
        return
    total_s = course.total_s
    if course.paused:
        course.paused, course.echoes = False, course.echoes + 1
        course.order(CommandName.RESUME)
    course.under = None
    if under in (Step.SET, Step.PRACTICE):
        flow.tell_exercise(course)
    elif under is Step.WHICH_WRIST:
        course.order(CommandName.WHICH_MOVES)
    course.still_s = NEVER
    course.turn_to(under, course.left_s)
    course.total_s = total_s
    course.asked = "" if under is Step.WHICH_WRIST else course.asked_under


def works_blind(course: Course) -> bool:
    """Would the trained arm work unseen?"""
    block = course.block
    return block is not None and block.works and not course.wrists.is_seen("trained")


def lose_sensor(course: Course) -> None:
    """The trained wrist is not seen in a set."""
    course.fire(Fired("sensor_lost"))
    come_between(course, Step.SENSOR_LOST)


def red_flags(course: Course) -> None:
    """One of the signs of an emergency: call."""
    course.fire(Fired("red_flags"))
    course.tally.ended_by = "red_flags"
    course.under = None
    course.turn_to(Step.EMERGENCY)
    course.over = True


def stop(course: Course, why: str, *, ask: bool = True) -> None:
    """Enough for today."""
    if course.over:
        return
    if course.page is Step.PRACTICE:
        course.tally.practice_s += flow.practised_s(course)
    if course.page in (Step.SET, Step.PRACTICE):
        course.order(CommandName.END_SET)
    course.counting.listening = False
    if course.step is Step.PAIN_END:
        flow.pain_end_given(course, None)
        return
    flow.finish(course, why, ask=ask)


def outside(course: Course, *, paused: bool) -> None:
    """The engine says that it paused or goes on: was it our own word, or somebody else's?"""
    if course.echoes:
        course.echoes -= 1
        return
    if course.over or paused == course.paused:
        return
    course.paused = paused
    if paused:
        come_between(course, Step.PAUSED)
    elif course.step is Step.PAUSED:
        resume(course)
    elif course.under is not None:
        _pause_engine(course)  # something hurts, or is not seen: not from outside
