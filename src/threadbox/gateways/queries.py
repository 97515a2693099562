"""What both sockets ask and signal: a page of history, what a reader missed, where one types."""

from threadbox.domain.actors import Actor
from threadbox.domain.limits import INTEGER_MOST
from threadbox.domain.refusals import Refusal
from threadbox.gateways.doors import Doors
from threadbox.views.resume import Resumed
from threadbox.views.timeline import history, threads_before
from threadbox.views.websites import Website
from threadbox.wire import frames

# Threads' ids are 43 characters; what is longer names none.
TYPED_IN_CHARACTERS = 64


def is_of(epoch: str | None, website: Website) -> bool:
    """Whether a reader's place is one of the history the website has now."""
    return epoch is not None and epoch == website.epoch


def resumed_frames(resumed: Resumed) -> list[frames.Frame]:
    """What answers a `resume`."""
    if resumed.start_over:
        return [frames.StartOver()]
    return [frames.Facts(after=resumed.after, lines=list(resumed.lines))]


async def history_page(
    doors: Doors, actor: Actor, conversation: str, frame: frames.History
) -> frames.HistoryPage:
    """A page of the timeline. Raises `Refusal`."""
    _require_places(frame, ("before", "after", "around", "limit"))
    page = await doors.read(
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
    doors: Doors, actor: Actor, conversation: str, frame: frames.GetThreads
) -> frames.ThreadsPage:
    """A page of the conversation's threads. Raises `Refusal`."""
    _require_places(frame, ("before", "limit"))
    page = await doors.read(
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
