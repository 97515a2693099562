"""Who is online, as an operator who comes is told: some in the welcome, the others behind it.

Visitors are as many as come, and a welcome has a bound.
"""

from collections.abc import Iterable

from threadbox.gateways import limits
from threadbox.gateways.addresses import as_frame
from threadbox.gateways.socket import Socket
from threadbox.gateways.wording import encoded
from threadbox.live.presence import Presence
from threadbox.live.signals import Page
from threadbox.wire import frames


def named(here: Iterable[str]) -> list[str]:
    """Those whom a welcome names, as far as `limits.ONLINE_BYTES` go: who came last goes first."""
    names: list[str] = []
    size = 0
    for who in reversed(tuple(here)):
        size += len(who) + len('"",')
        if size > limits.ONLINE_BYTES:
            break
        names.append(who)
    return names


async def tell_others(
    socket: Socket, visitors: Presence[Page], website: str, told: Iterable[str]
) -> None:
    """Tells of whomever it is not so that the welcome `told` of them: who was left out, and who
    came or went before the socket was told of such. A few at a time, as fast as they are read."""
    size = 0
    for who in set(told) ^ visitors.all_of(website).keys():
        # Looked at now: who has come or gone since is told of like everybody.
        page = visitors.where(website, who)
        frame = frames.PresenceSignal(
            conversation=who, online=page is not None, page=as_frame(page)
        )
        data = encoded(frame)
        size += len(data)
        if size > limits.UNCOUNTED_BYTES:
            await socket.drained()
            size = len(data)
        socket.push(data)
