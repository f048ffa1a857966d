"""Events from what was decided about an arm."""

from crossrep.events import Confidence, RepRejected, SetClosed
from crossrep.inputs import Role
from crossrep.movement.reps import Wanted
from crossrep.movement.running_set import RunningSet, median_lowering_s
from crossrep.signal.grid import GRID_HZ


def rejected_event(session: str, role: Role, one: Wanted, range_deg: float) -> RepRejected:
    """A movement that was seen and does not count."""
    return RepRejected(
        id=f"{session}-{role}-rejected-{round(one.top_k * 1000 / GRID_HZ)}",
        session=session,
        role=role,
        start_s=one.low_k / GRID_HZ,
        end_s=one.down_k / GRID_HZ,
        reason="partial",
        range_deg=range_deg,
    )


def closed_event(session: str, role: Role, exercise: str, running: RunningSet) -> SetClosed:
    """A set is over; it has at least one repetition."""
    reps = [said.rep for said in running.reps]
    return SetClosed(
        id=f"{session}-{role}-set-{running.n}",
        session=session,
        role=role,
        exercise=exercise,
        set_n=running.n,
        start_s=reps[0].start_s,
        end_s=reps[-1].end_s,
        reps=len(reps),
        lowering_median_s=median_lowering_s(running.reps),
        low_confidence_reps=sum(rep.confidence is Confidence.LOW for rep in reps),
    )
