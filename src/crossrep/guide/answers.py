"""What a tap does, page by page. A tap that means nothing on this page does nothing."""

import math
from collections.abc import Callable

from crossrep.guide import flow, interrupts, safety
from crossrep.guide.course import Course
from crossrep.guide.orders import answer
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import Step
from crossrep.inputs import CommandName

SIDES = ("left", "right", "both")
WHERE = ("arm", "other", "nothing")
AFFECTED_WAIT_S = 20.0
"""After so long the session may go on without the affected arm's sensor."""

TWICE_S = 0.4
ONCE = (TapName.GO, TapName.YES, TapName.NO, TapName.SKIP, TapName.END_SET, TapName.AGAIN)
"""Taps that mean something else on the next page."""

EVERYWHERE = (TapName.PAUSE, TapName.STOP, TapName.HURTS, TapName.RED_FLAGS)
_PAGES = {
    Step.START: (TapName.GO,),
    Step.SENSORS: (TapName.GO,),
    Step.WHICH_WRIST: (TapName.SWAP_WRISTS, TapName.AGAIN),
    Step.STRAPS: (TapName.GO, TapName.AGAIN, TapName.SWAP_WRISTS),
    Step.SET: (TapName.END_SET,),
    Step.REST: (TapName.GO,),
    Step.EFFORT: (TapName.GO,),
    Step.PRACTICE: (TapName.GO,),
    Step.SENSOR_LOST: (TapName.AGAIN,),
    Step.PAUSED: (TapName.RESUME,),
}
_SCALES = {"pain": (0.0, 10.0), "effort": (0.0, 10.0)}


def taps_of(course: Course) -> tuple[str, ...]:
    """The taps that do something now."""
    if course.over:
        return () if course.closed else (TapName.CLOSE.value,)
    here = [*_of_question(course), *_of_page(course)]
    named = [tap.value for tap in dict.fromkeys([*here, *EVERYWHERE])]
    own = {Step.PAUSED: "pause", Step.HURTS: "hurts", Step.RED_FLAGS: "red_flags"}
    return tuple(name for name in named if name != own.get(course.step))


def _of_question(course: Course) -> tuple[TapName, ...]:
    match course.asked:
        case "":
            return ()
        case "stiffer":
            return TapName.YES, TapName.NO, TapName.SKIP
        case "which_wrist" | "red_flags":
            return TapName.YES, TapName.NO
        case "where":
            return (TapName.WHERE,)
        case "weight_kg":
            return TapName.YES, TapName.ANSWER
        case _:
            return TapName.ANSWER, TapName.SKIP


def _of_page(course: Course) -> tuple[TapName, ...]:
    if course.step is Step.SENSORS and not may_go_on(course):
        return ()
    if course.step is Step.WHICH_WRIST and course.moved not in ("affected", "trained"):
        return ()
    return _PAGES.get(course.step, ())


def may_go_on(course: Course) -> bool:
    """The trained arm's sensor is seen, and the other one was waited for long enough."""
    waited_s = course.now_s - course.since_s
    return course.wrists.is_seen("trained") and waited_s >= AFFECTED_WAIT_S


def take(course: Course, tap: Tap) -> None:
    """One tap."""
    if tap.name is TapName.CLOSE:
        course.closed = course.closed or course.over
        return
    if course.over:
        return
    course.life_s = course.now_s
    if tap.name in EVERYWHERE:
        course.tapped = ""
        _EVERYWHERE[tap.name](course)
    elif tap.name.value in taps_of(course) and not _twice(course, tap):
        course.tapped, course.tapped_s = tap.name.value, course.now_s
        _HERE[tap.name](course, tap)


def _twice(course: Course, tap: Tap) -> bool:
    """A second tap of a trembling hand, or of a second tablet, is for the page before."""
    soon = course.now_s - course.tapped_s < TWICE_S
    return soon and tap.name in ONCE and tap.name.value == course.tapped


def _pause(course: Course) -> None:
    if course.step is not Step.PAUSED:
        interrupts.come_between(course, Step.PAUSED)


def _hurts(course: Course) -> None:
    if course.step is not Step.HURTS:
        interrupts.come_between(course, Step.HURTS)


def _flags(course: Course) -> None:
    if course.step is not Step.RED_FLAGS:
        interrupts.come_between(course, Step.RED_FLAGS)


def _stop(course: Course) -> None:
    interrupts.stop(course, "person")


def _go(course: Course, _: Tap) -> None:
    match course.step:
        case Step.START:
            flow.begin(course)
        case Step.SENSORS:
            flow.to_which_wrist(course)
        case Step.STRAPS:
            course.accepted = course.wrists.to_put_right()
            flow.after_straps(course)
        case Step.REST:
            flow.rest_over(course)
        case Step.EFFORT:
            flow.effort_given(course, None)
        case Step.PRACTICE:
            flow.practice_over(course)


def _answer(course: Course, tap: Tap) -> None:
    """A number or a word for what is asked; an answer to another question does nothing."""
    if tap.question != course.asked:
        return
    if course.asked == "pain_side":
        if tap.choice in SIDES:
            _pain_side(course, tap.choice)
        return
    value = _within(course, tap.value)
    if value is None:
        return
    if course.asked == "weight_kg":
        _weight(course, value)
    else:
        _scale(course, value)


def _within(course: Course, value: float | None) -> float | None:
    """A number of the scale; the weight is never above the prescribed one."""
    if value is None or not math.isfinite(value):
        return None
    block = course.block
    most_kg = (block.weight_kg if block is not None else None) or 0.0
    least, most = _SCALES.get(course.asked, (0.0, most_kg))
    return value if least <= value <= most else None


def _scale(course: Course, value: float | None) -> None:
    """Pain or effort; None: cannot say."""
    match course.step:
        case Step.REST | Step.EFFORT:
            flow.effort_given(course, value)
        case Step.PAIN_END:
            flow.pain_end_given(course, value)
        case Step.HURTS:
            _hurt(course, value)
        case Step.PAIN:
            course.tally.pain_start = value
            course.orders.append(answer("pain", value, "", "", 0))
            if value:
                course.asked = "pain_side"
            else:
                flow.after_pain(course)


def _pain_side(course: Course, side: str) -> None:
    course.orders.append(answer("pain_side", None, side, "", 0))
    flow.after_pain(course)


def _hurt(course: Course, value: float | None) -> None:
    """Pain in between: too much of it ends the session."""
    course.orders.append(answer("pain", value, "", course.exercise, course.set_n))
    fired = safety.pain(course.prescription, value, course.tally.pain_start)
    if fired is None:
        interrupts.come_between(course, Step.PAUSED)
        return
    course.fire(fired)
    course.tally.pain_end = value
    interrupts.stop(course, fired.rule, ask=False)


def _weight(course: Course, kg: float) -> None:
    course.weights[course.block_i] = kg
    course.orders.append(answer("weight_kg", kg, "", course.exercise, 0))
    flow.next_set(course)


def _skip(course: Course, tap: Tap) -> None:
    if tap.question and tap.question != course.asked:
        return
    match course.asked:
        case "pain_side":
            _pain_side(course, "")
        case "stiffer":
            _stiffer(course, None)
        case _:
            _scale(course, None)


def _stiffer(course: Course, value: float | None) -> None:
    course.orders.append(answer("stiffer", value, "", "", 0))
    if value:
        course.fire(safety.Fired("stiffer"))
    flow.to_sensors(course)


def _yes(course: Course, _: Tap) -> None:
    match course.asked:
        case "stiffer":
            _stiffer(course, 1.0)
        case "which_wrist":
            flow.to_straps(course, course.after_straps)
        case "red_flags":
            interrupts.red_flags(course)
        case "weight_kg":
            _weight(course, course.weight_kg or 0.0)


def _no(course: Course, _: Tap) -> None:
    match course.asked:
        case "stiffer":
            _stiffer(course, 0.0)
        case "which_wrist":
            course.asked, course.moved = "", "affected"
        case "red_flags":
            interrupts.come_between(course, Step.PAUSED)


def _where(course: Course, tap: Tap) -> None:
    match tap.choice:
        case "arm":
            course.asked = "pain"
        case "other":
            interrupts.come_between(course, Step.RED_FLAGS)
        case "nothing":
            interrupts.come_between(course, Step.PAUSED)


def _again(course: Course, _: Tap) -> None:
    match course.step:
        case Step.WHICH_WRIST:
            _ask_again(course)
        case Step.STRAPS:
            flow.to_straps(course, course.after_straps)


def _swap(course: Course, _: Tap) -> None:
    """The edge takes each sensor for the other; the log notes it, and who moves is asked again."""
    course.swaps += 1
    course.order(CommandName.MARK, label="swap_wrists")
    if course.step is Step.WHICH_WRIST:
        _ask_again(course)
    else:
        flow.to_which_wrist(course)


def _ask_again(course: Course) -> None:
    course.moved, course.asked, course.since_s = "", "", course.now_s
    course.order(CommandName.WHICH_MOVES)


def _end_set(course: Course, _: Tap) -> None:
    flow.set_over(course)


def _resume(course: Course, _: Tap) -> None:
    interrupts.resume(course)


_EVERYWHERE: dict[TapName, Callable[[Course], None]] = {
    TapName.PAUSE: _pause,
    TapName.STOP: _stop,
    TapName.HURTS: _hurts,
    TapName.RED_FLAGS: _flags,
}
_HERE: dict[TapName, Callable[[Course, Tap], None]] = {
    TapName.GO: _go,
    TapName.ANSWER: _answer,
    TapName.SKIP: _skip,
    TapName.YES: _yes,
    TapName.NO: _no,
    TapName.AGAIN: _again,
    TapName.SWAP_WRISTS: _swap,
    TapName.END_SET: _end_set,
    TapName.RESUME: _resume,
    TapName.WHERE: _where,
}
