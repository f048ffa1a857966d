"""What the session says, and the time that passes, move the guide on."""

from crossrep.events import (
    Event,
    PracticeRep,
    Rep,
    RepRejected,
    RepWithdrawn,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SessionStarted,
    SetClosed,
    Snapshot,
    StepStarted,
    WhichMoved,
)
from crossrep.guide import caps, flow, interrupts, safety
from crossrep.guide.counting import OVER_S
from crossrep.guide.course import NEVER, Course
from crossrep.guide.safety import Does, Fired
from crossrep.guide.signs import SHOWN_S, sign_of
from crossrep.guide.view import Sign, SignKind, Step, WristState
from crossrep.inputs import CommandName, Role

FLOOR_S = 3.0
FLOOR_LONGEST_S = 15.0
"""An arm that is never still (a tremor) is asked to rest no longer than this."""
ASKED_S = 6.0
"""An answer to "which arm moves?" takes two seconds; without one it is asked again."""


def event(course: Course, said: Event) -> None:
    """One event, in the order of the log."""
    course.tally.hear(said)
    match said:
        case SessionStarted():
            course.tell_step()
        case StepStarted():
            course.heard += 1
            if course.heard >= course.sent and course.step in (Step.SET, Step.PRACTICE):
                course.counting.listening = True
        case Rep() | PracticeRep() | RepWithdrawn():
            _repetition(course, said)
        case RepRejected() if said.role is Role.TRAINED and course.counting.listening:
            _sign(course, SignKind.SMALLER, None)
        case SetClosed() if course.step is Step.SET and course.counting.listening:
            _closed(course, said)
        case WhichMoved():
            _moved(course, said.moved)
        case SessionPaused() | SessionResumed():
            interrupts.outside(course, paused=isinstance(said, SessionPaused))
        case SessionEnded():
            _ended(course)


def _repetition(course: Course, said: Rep | PracticeRep | RepWithdrawn) -> None:
    if isinstance(said, RepWithdrawn):
        course.counting.take_back(said)
        return
    if not course.counting.hear(said) or not isinstance(said, Rep):
        return
    block = course.block
    if course.step is not Step.SET or block is None:
        return
    kind = sign_of(said, block.lowering_band_s)
    _sign(course, kind, None if kind is SignKind.COUNTED else said.lowering_s)
    for fired in _rules_of(course, said):
        course.fire(fired)
        if fired.does is not Does.ADVISE:
            if fired.does is Does.LEAVE_OUT:
                flow.leave_out_rest(course, fired.rule)
            flow.set_over(course)
            return


def _rules_of(course: Course, rep: Rep) -> list[Fired]:
    """The rules that act on this repetition."""
    found: list[Fired] = []
    jerky = safety.jerky(course.prescription, rep, course.jerks)
    if jerky is not None:
        course.jerks += 1
        found.append(jerky)
    tired = safety.fatigue(course.prescription, course.counting.reps)
    if tired is not None:
        found.append(tired)
    block = course.block
    if block is not None and block.works:
        left, rule = caps.room(course, block)
        if left < 0:
            found.append(caps.said(course, block, rule))
    return found


def _sign(course: Course, kind: SignKind, seconds: float | None) -> None:
    course.signs += 1
    shown_s = None if seconds is None else round(seconds, 1)
    course.sign, course.sign_s = Sign(kind, shown_s, course.signs), course.now_s


def _closed(course: Course, said: SetClosed) -> None:
    """The engine closed its set: is the person's over, or did only the chain change?"""
    counting = course.counting
    enough = counting.planned and counting.shown >= counting.planned
    if enough or course.now_s - said.end_s >= OVER_S:
        flow.set_over(course)
    else:
        counting.go_on()


def _moved(course: Course, moved: str) -> None:
    """The answer to "which arm moves?"."""
    if course.step is not Step.WHICH_WRIST or course.moved in ("trained", "affected"):
        return
    course.moved, course.since_s = moved, course.now_s
    if moved == "trained":
        course.asked = "which_wrist"
    elif moved != "affected":
        course.order(CommandName.WHICH_MOVES)


def _ended(course: Course) -> None:
    """The session is over, whoever ended it."""
    if course.over:
        return
    if course.page is Step.PRACTICE:
        course.tally.practice_s += flow.practised_s(course)
    course.tally.ended_by = course.tally.ended_by or "closed"
    course.under, course.asked = None, ""
    course.step, course.over = Step.SUMMARY, True


def snapshot(course: Course, now: Snapshot) -> None:
    """The state of both arms."""
    course.wrists.take(now)
    course.counting.take(now)
    moving = now.trained.moving or now.affected.moving
    if moving:
        course.life_s, course.still_s = course.now_s, NEVER
    elif course.still_s == NEVER:
        course.still_s = course.now_s
    if course.step is not Step.SET or not course.counting.listening:
        return
    limit = course.prescription.sudden_deg_s
    if now.trained.rate_deg_s > limit:
        course.fire(Fired("sudden", now.trained.rate_deg_s, limit))
        interrupts.come_between(course, Step.PAUSED)
    elif _wrong_arm(course):
        course.noted.append("side_mismatch")
        course.fire(Fired("side_mismatch"))
        interrupts.come_between(course, Step.PAUSED)


def _wrong_arm(course: Course) -> bool:
    block = course.block
    shown = course.wrists.states["affected"].shown
    return (
        shown == WristState.SIDE_MISMATCH
        and "side_mismatch" not in course.noted
        and "affected:side_mismatch" not in course.accepted
        and block is not None
        and block.works
    )


def time(course: Course) -> None:
    """What runs out, what has lasted long enough, and who went away."""
    if course.over:
        return
    if course.sign is not None and course.sign.shown and course.now_s - course.sign_s >= SHOWN_S:
        course.sign = Sign(course.sign.kind, course.sign.seconds, course.sign.n, shown=False)
    if course.page is not Step.PRACTICE and course.now_s - course.life_s >= safety.LEFT_ALONE_S:
        course.fire(Fired("left_alone", course.now_s - course.life_s, safety.LEFT_ALONE_S))
        interrupts.stop(course, "left_alone", ask=False)
        return
    _page(course)


def _page(course: Course) -> None:  # noqa: C901  one line a page
    match course.step:
        case Step.SENSORS if all(map(course.wrists.is_seen, ("trained", "affected"))):
            flow.to_which_wrist(course)
        case Step.WHICH_WRIST:
            _which(course)
        case Step.STRAPS if not set(course.wrists.to_put_right()) - set(course.accepted):
            flow.after_straps(course)
        case Step.FLOOR if _rested(course):
            flow.next_block(course)
        case Step.SET:
            _set(course)
        case Step.REST if course.now_s >= course.deadline_s:
            flow.rest_over(course)
        case Step.EFFORT if course.now_s >= course.deadline_s:
            flow.effort_given(course, None)
        case Step.PRACTICE if course.now_s >= course.deadline_s:
            flow.practice_over(course)
        case Step.PAIN_END if course.now_s >= course.deadline_s:
            flow.pain_end_given(course, None)
        case Step.SENSOR_LOST:
            _lost(course)


def _which(course: Course) -> None:
    if course.moved in ("trained", "affected"):
        return
    if not course.wrists.is_seen("affected"):
        flow.to_straps(course, course.after_straps)
    elif course.now_s - course.since_s >= ASKED_S:
        course.since_s = course.now_s
        course.order(CommandName.WHICH_MOVES)


def _rested(course: Course) -> bool:
    rested_s = course.now_s - max(course.still_s, course.since_s)
    return rested_s >= FLOOR_S or course.now_s - course.since_s >= FLOOR_LONGEST_S


def _set(course: Course) -> None:
    if interrupts.works_blind(course):
        interrupts.lose_sensor(course)
    elif course.counting.is_over(course.now_s):
        flow.set_over(course)


def _lost(course: Course) -> None:
    """Back into a pause when the wrist is back; to the end when it is not for too long."""
    lost_s, limit_s = course.now_s - course.since_s, course.prescription.sensor_lost_s
    if course.wrists.is_seen("trained"):
        interrupts.come_between(course, Step.PAUSED)
    elif lost_s >= limit_s:
        course.fire(Fired("sensor_lost_long", lost_s, limit_s))
        interrupts.stop(course, "sensor_lost_long")
