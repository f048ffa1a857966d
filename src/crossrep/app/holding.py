"""One session held: a link that was entered, through the engine, to everyone who listens."""

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from crossrep.app.commanding import held
from crossrep.app.leading import Leading, Led
from crossrep.app.posting import Post
from crossrep.app.views import View, say
from crossrep.edges.history.live import Diary
from crossrep.edges.interrupts import ending_on_signals
from crossrep.edges.link import Link, header_of
from crossrep.edges.recorder import Recorder, recording_to
from crossrep.edges.session import Screen, Session, Sink, Watch
from crossrep.edges.showing import Showing
from crossrep.edges.swapping import SwappableLink
from crossrep.engine import Engine
from crossrep.events import Event, Snapshot
from crossrep.inputs import Input
from crossrep.settings import Settings

WATCHED_BLOCK_S, UNWATCHED_BLOCK_S = 0.1, 5.0
"""How lazily the engine may work; it never changes an event."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a session gave.

    Attributes:
        events: all of them, in order.
        whole: everything that was to be recorded is.
    """

    events: list[Event]
    whole: bool


async def hold(
    link: Link,
    settings: Settings,
    *,
    recording: Path | None = None,
    post: Post | None = None,
    view: View | None = None,
    also: Sink | None = None,
    diary: Diary | None = None,
    led: Led | None = None,
) -> Held:
    """All events of a session; Ctrl-C ends it as a person would, and all is told and written."""
    events: list[Event] = []
    showing = post.showing(settings.trained) if post and view else None
    sinks = {"summary": events.append, **_sinks(post, showing, view, also, diary)}
    engine = Engine(settings, WATCHED_BLOCK_S if view or led else UNWATCHED_BLOCK_S)
    worn = SwappableLink(link)
    leading = _leading(led, engine, worn) if led is not None else None

    def end() -> None:
        link.close()
        if leading is not None:
            leading.leave()

    with ending_on_signals(end):
        async with _recorder(link, settings, recording) as recorder:
            if recording is not None:
                say(f"Recording to {recording}; Ctrl-C ends.")
            watch, screen = _watch(showing, diary, engine, leading), _screen(view, showing)
            session = Session(engine, recorder=recorder, sinks=sinks, screen=screen, watch=watch)
            leads = leading.leads(session) if leading else None
            await held(session, worn if leading else link, post, leads)
        if leading is not None and led is not None:
            await leading.read(led.summary_s)
    return Held(events, whole=recorder is None or not recorder.fault)


def _sinks(
    post: Post | None,
    showing: Showing | None,
    view: View | None,
    also: Sink | None,
    diary: Diary | None,
) -> dict[str, Sink]:
    """Who is told of events, by the name that stands in a complaint when one of them fails."""
    wished: dict[str, Sink | None] = {
        "outbox": post.sink if post is not None else None,
        "state at the broker": showing.event if showing is not None else None,
        "view": view.event if view is not None else None,
        "watch": also,
        "history": diary.take if diary is not None else None,
    }
    return {name: sink for name, sink in wished.items() if sink is not None}


def _leading(led: Led, engine: Engine, worn: SwappableLink) -> Leading:
    """Who leads, and who is told when the wrists are to be taken for each other."""

    def swapped() -> None:
        worn.swap()
        if led.swapped is not None:
            led.swapped()

    return Leading(led.guide, engine, led.page, led.look, swapped)


def _watch(
    showing: Showing | None, diary: Diary | None, engine: Engine, leading: Leading | None
) -> Watch | None:
    """Who follows the inputs: the guide, the state at the broker, the drawings of the history."""
    told: list[Watch] = [leading.input] if leading is not None else []
    if showing is not None:
        told.append(showing.input)
    if diary is not None:
        diary.engine = engine
        told.append(diary.watch)

    def all_of_them(item: Input) -> None:
        for each in told:
            each(item)

    return all_of_them if told else None


def _screen(view: View | None, showing: Showing | None) -> Screen | None:
    """Who looks at the state: people, and with them whoever listens at the broker."""
    if view is None or showing is None:
        return view.state if view else None

    def both(snapshot: Snapshot) -> None:
        showing.state(snapshot)
        view.state(snapshot)

    return both


def _recorder(
    link: Link, settings: Settings, path: Path | None
) -> AbstractAsyncContextManager[Recorder | None]:
    return nullcontext() if path is None else recording_to(path, header_of(link.start, settings))
