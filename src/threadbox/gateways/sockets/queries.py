"""What both sockets ask and signal: a page of history, what a reader missed, where one types."""

from threadbox.domain.actors import Actor
from threadbox.domain.limits import INTEGER_MOST
from threadbox.domain.refusals import Refusal
from threadbox.gateways.sockets.encoding import facts_frames
from threadbox.gateways.sockets.socket import Socket
from threadbox.store.database import Database
from threadbox.views.resume import Last, Place, Resumed
from threadbox.views.timeline import history, threads_before
from threadbox.wire import frames

# Threads' ids are 43 characters; what is longer names none.
TYPED_IN_CHARACTERS = 64


def place_in(hello: frames.VisitorHello | frames.OperatorHello) -> Place | None:
    """The place that a reader comes back to, if it names one."""
    if hello.position is None or hello.epoch is None:
        return None
    said = hello.last
    last = None if said is None else Last(position=said.position, at=said.at)
    return Place(epoch=hello.epoch, position=hello.position, last=last)


def last_in(start: Last | None) -> frames.Last | None:
    """The newest line of a snapshot, as a welcome says it."""
    return None if start is None else frames.Last(position=start.position, at=start.at)


async def tell_missed(socket: Socket, resumed: Resumed) -> None:
    """Answers a `resume`: frame by frame, each when the peer has taken those before."""
    if resumed.start_over:
        socket.start_over()
        return
    shown = ((line.position, frames.ENCODER.encode(line.fact).decode()) for line in resumed.lines)
    for frame in facts_frames(resumed.after, shown):
        await socket.drained()
        socket.push(frame)


async def history_page(
    database: Database, actor: Actor, conversation: str, frame: frames.History
) -> frames.HistoryPage:
    """A page of the timeline. Raises `Refusal`."""
    _require_places(frame, ("before", "after", "around", "limit"))
    page = await database.read(
        history,
        actor,
        conversation,
        before=frame.before,
        after=frame.after,
        around=frame.around,
        limit=frame.limit,
    )
    return frames.HistoryPage(
        id=frame.id,
        conversation=conversation,
        position=page.position,
        items=list(page.items),
        threads=list(page.threads),
        has_older=page.has_older,
        has_newer=page.has_newer,
    )


async def threads_page(
    database: Database, actor: Actor, conversation: str, frame: frames.GetThreads
) -> frames.ThreadsPage:
    """A page of the conversation's threads. Raises `Refusal`."""
    _require_places(frame, ("before", "limit"))
    page = await database.read(
        threads_before, actor, conversation, before=frame.before, limit=frame.limit
    )
    return frames.ThreadsPage(
        id=frame.id,
        conversation=conversation,
        position=page.position,
        threads=list(page.threads),
        has_more=page.has_more,
    )


def _require_places(frame: frames.Frame, names: tuple[str, ...]) -> None:
    """Numbers that a timeline, and the database, can have."""
    for name in names:
        place = getattr(frame, name)
        if place is not None and not 0 <= place <= INTEGER_MOST:
            raise Refusal("invalid", "seq_out_of_range", field=name)


def typed_in(frame: frames.Typing) -> str | None:
    """The thread that somebody types in, as others are told: None is the main line."""
    return None if frame.thread == "main" else frame.thread[:TYPED_IN_CHARACTERS]
