"""Who types is told to those it concerns, here and at the other processes, when it is news."""

from threadbox.gateways.sockets.encoding import encoded
from threadbox.live.hub import Reader
from threadbox.live.realtime import Realtime
from threadbox.live.signals import Typing, Typist
from threadbox.wire import frames


class TypingSignals:
    """`say` is what a socket of ours heard; what other processes heard comes by the bell."""

    def __init__(self, realtime: Realtime) -> None:
        self._realtime = realtime
        realtime.gossip.typed = self._show

    def say(self, typing: Typing, *, but: Reader | None = None) -> None:
        """Somebody at this process types. `but`: their own socket, which knows."""
        whose = (typing.conversation, None if typing.by is None else typing.by.id)
        if self._realtime.signals.is_news(whose, typing.thread, is_end=not typing.typing):
            self._show(typing, but=but)
            self._realtime.gossip.say(typing)

    def said(self, website: str, conversation: str, by: Typist | None) -> None:
        """Somebody has sent what they typed. `by` None: the visitor.

        Screens know by the message. It is told all the same, because the signal that somebody
        types may come from another process later than the message that ended it.
        """
        self.say(
            Typing(website=website, conversation=conversation, by=by, typing=False, thread=None)
        )

    def _show(self, typing: Typing, but: Reader | None = None) -> None:
        """All operators of the website see it; what an operator types, the visitor too."""
        listeners = self._realtime.listeners(typing.website)
        if listeners is None:
            return
        frame = encoded(_frame(typing))
        listeners.operators.push(frame, but=but)
        visitor = listeners.visitors.get(typing.conversation)
        if typing.by is not None and visitor is not None:
            visitor.push(frame)


def _frame(typing: Typing) -> frames.TypingSignal:
    by = typing.by
    return frames.TypingSignal(
        conversation=typing.conversation,
        by=None
        if by is None
        else frames.Face(id=by.id, name=by.name, avatar=by.avatar, online=True),
        typing=typing.typing,
        thread=typing.thread,
    )
