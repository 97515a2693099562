"""Who is on the website and on which page, as an operator is told on coming in: some in the
welcome, in few bytes each, the others behind it.

Visitors are as many as come, and a welcome has a bound. Whoever moves afterwards is told by
`presence`, with the page as it is.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from threadbox.domain.ids import conversation_id
from threadbox.gateways.security import rate_limits
from threadbox.gateways.sockets import page_urls
from threadbox.gateways.sockets.encoding import encoded
from threadbox.gateways.sockets.socket import Socket
from threadbox.live.presence import Presence
from threadbox.live.signals import Page
from threadbox.wire import frames

# Of an entry, what the title gets at most; the address gets the rest.
_TITLE_BYTES = 150
_CUT = "…"


def named(here: Mapping[str, Page]) -> list[frames.VisitorHere]:
    """Those whom a welcome names, who came last first, as far as `rate_limits.ONLINE_BYTES` go."""
    told: list[frames.VisitorHere] = []
    size = 0
    for conversation, where in reversed(tuple(here.items())):
        page = page_urls.as_frame(where)
        entry = frames.VisitorHere(
            conversation=conversation, page=None if page is None else _brief(page)
        )
        size += _bytes_of(entry) + len(",")
        if size > rate_limits.ONLINE_BYTES:
            break
        told.append(entry)
    return told


async def tell_others(
    socket: Socket, visitors: Presence[Page], website: str, named: Iterable[frames.VisitorHere]
) -> None:
    """Tells of whomever it is not so that the welcome `named` them: who was left out, and who
    came or went before the socket was told of such. A few at a time, as fast as they are read."""
    size = 0
    told = {each.conversation for each in named}
    for who in told ^ visitors.all_of(website).keys():
        # Looked at now: who has come or gone since is told of like everybody.
        page = visitors.where(website, who)
        frame = frames.PresenceSignal(
            conversation=who, online=page is not None, page=page_urls.as_frame(page)
        )
        data = encoded(frame)
        size += len(data)
        if size > rate_limits.UNCOUNTED_BYTES:
            await socket.drained()
            size = len(data)
        socket.push(data)


def _brief(page: frames.Page) -> frames.Page:
    """The page in so few bytes that its entry keeps to `rate_limits.ONLINE_ENTRY_BYTES`."""
    title = _cut(page.title, _TITLE_BYTES)
    # Where a page was come from is not shown.
    return frames.Page(url=_cut(page.url, _TEXT_BYTES - _text_bytes(title)), title=title)


def _cut(text: str, most: int) -> str:
    """The text, or as much of its beginning as fits and "…"."""
    if _text_bytes(text) <= most:
        return text
    left = most - _text_bytes(_CUT)
    kept = []
    for character in text:
        left -= _text_bytes(character)
        if left < 0:
            break
        kept.append(character)
    return "".join(kept) + _CUT


def _text_bytes(text: str) -> int:
    """How much a text adds to a frame, its quotes apart."""
    return _bytes_of(text) - 2


def _bytes_of(shown: object) -> int:
    return len(frames.ENCODER.encode(shown))


# What an entry's address and title share.
_TEXT_BYTES = rate_limits.ONLINE_ENTRY_BYTES - _bytes_of(
    frames.VisitorHere(conversation=conversation_id(UUID(int=0)), page=frames.Page(url=""))
)
