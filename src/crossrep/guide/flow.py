"""What comes next in a session, and what the engine is told for it."""

from crossrep.guide import caps, safety
from crossrep.guide.counting import Counting
from crossrep.guide.course import NEVER, Course
from crossrep.guide.orders import answer
from crossrep.guide.view import Step
from crossrep.inputs import CommandName
from crossrep.prescription import Block, Kind, Who

EFFORT_S = PAIN_END_S = 120.0
"""A scale that nobody answers is not given; the session does not wait for it."""
_ARMS = {
    Kind.BILATERAL: "both",
    Kind.FUNCTIONAL: "both",
    Kind.AFFECTED: "affected",
    Kind.PASSIVE: "affected",
    Kind.MENTAL: "trained",
}
_WHO = {Who.TRAINED: "trained", Who.BOTH: "both", Who.AFFECTED: "affected", Who.PASSIVE: "affected"}


def plan_today(course: Course) -> None:
    """What the days before leave of today, and how much is planned."""
    rule = safety.day_rule(course.prescription, course.past, course.today)
    for i, block in enumerate(course.prescription.blocks):
        if block.works and rule is not None:
            course.left_out[i] = rule.rule
    course.tally.planned_reps = sum(
        _reps(course, i) for i in range(len(course.prescription.blocks))
    )


def begin(course: Course) -> None:
    """The person tapped go."""
    course.begun = True
    rule = safety.day_rule(course.prescription, course.past, course.today)
    if rule is not None and course.left_out:
        course.fire(rule)
    if len(course.left_out) == len(course.prescription.blocks):
        rest_today(course, rule.rule if rule is not None else "plan")
        return
    course.turn_to(Step.PAIN)


def rest_today(course: Course, why: str) -> None:
    """No training today; the page says why."""
    course.tally.ended_by = why
    course.turn_to(Step.REST_DAY)
    course.over = True


def after_pain(course: Course) -> None:
    """The first question was answered, or not."""
    fired = safety.pain(course.prescription, course.tally.pain_start, None)
    if fired is not None:
        course.fire(fired)
        rest_today(course, fired.rule)
        return
    if course.prescription.ask_stiffer:
        course.turn_to(Step.STIFFER)
    else:
        to_sensors(course)


def to_sensors(course: Course) -> None:
    """Sensors on, unless nothing of today is seen by them."""
    blocks = enumerate(course.prescription.blocks)
    if all(b.kind in (Kind.MENTAL, Kind.FUNCTIONAL) for i, b in blocks if i not in course.left_out):
        next_block(course)
        return
    course.turn_to(Step.SENSORS)


def to_which_wrist(course: Course) -> None:
    """Which wrist is which; nobody can say it of one sensor alone."""
    if not course.wrists.is_seen("affected"):
        to_straps(course, course.after_straps)
        return
    course.turn_to(Step.WHICH_WRIST)
    course.order(CommandName.WHICH_MOVES)


def to_straps(course: Course, then: str) -> None:
    """What a person can put right at the wrists, if there is anything."""
    course.after_straps = then
    wrong = course.wrists.to_put_right()
    course.accepted = [one for one in course.accepted if one in wrong]
    if set(wrong) - set(course.accepted):
        course.turn_to(Step.STRAPS)
    else:
        after_straps(course)


def after_straps(course: Course) -> None:
    """On to the floor, or to the set that waits."""
    if course.after_straps == "floor":
        course.still_s = NEVER
        course.turn_to(Step.FLOOR)
    else:
        begin_set(course)


def next_block(course: Course) -> None:
    """The next part of today that is not left out, or the end."""
    course.set_n = 0
    blocks = course.prescription.blocks
    while course.block_i + 1 < len(blocks):
        course.block_i += 1
        block = blocks[course.block_i]
        if course.block_i in course.left_out or _capped(course, block):
            continue
        if block.kind is not Kind.EXERCISE:
            begin_practice(course, block)
        elif block.weight_kg is not None:
            course.turn_to(Step.WEIGHT)
        else:
            next_set(course)
        return
    course.block_i = len(blocks)
    finish(course, "plan")


def next_set(course: Course) -> None:
    """The next set of this block; the block after it when there is none."""
    block = course.block
    if block is None or not more_sets(course) or _capped(course, block):
        next_block(course)
        return
    to_straps(course, "set")


def more_sets(course: Course) -> bool:
    """Is a set of this block still to come?"""
    block = course.block
    sets = block.sets if block is not None and block.kind is Kind.EXERCISE else 0
    return course.set_n < sets and course.block_i not in course.left_out


def more_to_come(course: Course) -> bool:
    """Is there another block of sets right after this one?"""
    blocks = course.prescription.blocks
    later = range(course.block_i + 1, len(blocks))
    following = next((i for i in later if i not in course.left_out), None)
    return following is not None and blocks[following].kind is Kind.EXERCISE


def begin_set(course: Course) -> None:
    """A set of repetitions: the engine is told, and the step stands in the log."""
    block = course.block
    if block is None:
        return
    course.set_n += 1
    course.worked, course.jerks, course.noted = True, 0, []
    left, rule = caps.room(course, block)
    planned = int(min(block.reps, max(left, 1)))
    if planned < block.reps:
        course.tally.planned_reps -= block.reps - planned
        course.fire(caps.said(course, block, rule))
    by = "affected" if block.who in (Who.AFFECTED, Who.PASSIVE) else "trained"
    course.counting = Counting(by=by, planned=planned)
    tell_exercise(course)
    course.turn_to(Step.SET)


def tell_exercise(course: Course) -> None:
    """The exercise at hand, as the engine takes it: what is still to do of it."""
    block = course.block
    if block is None:
        return
    if block.kind is not Kind.EXERCISE:
        arms, name = _ARMS[block.kind], block.exercise or "unknown"
        course.order(CommandName.EXERCISE, name=name, arms=arms, planned_reps=0)
        return
    course.order(
        CommandName.EXERCISE,
        name=block.exercise,
        arms=_WHO[block.who],
        planned_reps=course.counting.to_do,
        lowering_min_s=block.lowering_band_s[0],
        lowering_max_s=block.lowering_band_s[1],
    )


def set_over(course: Course) -> None:
    """The set is over: how hard was it, and a rest if more is to come."""
    course.order(CommandName.END_SET)
    course.counting.listening = False
    block = course.block
    if block is not None and (more_sets(course) or more_to_come(course)):
        course.turn_to(Step.REST, block.rest_s)
    else:
        course.turn_to(Step.EFFORT, EFFORT_S)


def effort_given(course: Course, value: float | None) -> None:
    """The effort of the set that is over; None: not given."""
    course.asked = ""
    course.orders.append(answer("effort", value, "", course.exercise, course.set_n))
    tally = course.tally
    if value is not None:
        tally.effort_max = max(value, tally.effort_max or 0.0)
    fired = safety.effort(course.prescription, value)
    if fired is not None and more_sets(course):
        course.fire(fired)
        leave_out_rest(course, fired.rule)
    elif fired is not None:
        course.fire(fired)
    if course.step is Step.EFFORT or not (more_sets(course) or more_to_come(course)):
        next_block(course)


def rest_over(course: Course) -> None:
    """The rest has run out, or was ended."""
    if course.asked == "effort":
        course.asked = ""
        course.orders.append(answer("effort", None, "", course.exercise, course.set_n))
    next_set(course)


def leave_out_rest(course: Course, rule: str) -> None:
    """The sets of this block that were not begun are left out."""
    block = course.block
    if block is None or course.block_i in course.left_out:
        return
    if block.works:
        course.tally.planned_reps -= max(block.sets - course.set_n, 0) * block.reps
    course.left_out[course.block_i] = rule


def begin_practice(course: Course, block: Block) -> None:
    """Minutes of something."""
    course.worked = True
    course.counting = Counting(by="affected")
    tell_exercise(course)
    course.turn_to(Step.PRACTICE, block.minutes * 60)


def practice_over(course: Course) -> None:
    """The minutes are over, or it was enough."""
    course.tally.practice_s += practised_s(course)
    course.order(CommandName.END_SET)
    next_block(course)


def practised_s(course: Course) -> float:
    """How long the practice at hand has lasted, pauses left out."""
    return course.total_s - course.left_now_s if course.page is Step.PRACTICE else 0.0


def finish(course: Course, why: str, *, ask: bool = True) -> None:
    """The session comes to its end; pain is asked where something was done."""
    course.tally.ended_by = course.tally.ended_by or why
    course.under = None
    if ask and course.worked and course.step not in (Step.PAIN_END, Step.SUMMARY):
        course.turn_to(Step.PAIN_END, PAIN_END_S)
        return
    course.turn_to(Step.SUMMARY)
    course.over = True


def pain_end_given(course: Course, value: float | None) -> None:
    """Pain at the end; None: not given."""
    course.tally.pain_end = value
    course.orders.append(answer("pain_end", value, "", "", 0))
    fired = safety.pain(course.prescription, value, course.tally.pain_start)
    if fired is not None:
        course.fire(fired)
    finish(course, course.tally.ended_by)


def _capped(course: Course, block: Block) -> bool:
    """Do the caps of the trained arm leave the rest of this block out?"""
    fired = caps.capped(course, block)
    if fired is None:
        return False
    course.fire(fired)
    leave_out_rest(course, fired.rule)
    return True


def _reps(course: Course, i: int) -> int:
    block = course.prescription.blocks[i]
    return block.sets * block.reps if block.works and i not in course.left_out else 0
