"""`/operator`: what an inbox says and hears.

The cookie says who it is, and the connection must come from our own pages: a browser sends
cookies with sockets that any page opens. Signing out, out of time, or leaving the website
ends the socket too (`revocation.py`).
"""

import asyncio
from typing import Any

from threadbox.domain.actors import Operator
from threadbox.domain.refusals import Refusal
from threadbox.gateways.presenters import account, website_name
from threadbox.gateways.security.auth import header, origin_of
from threadbox.gateways.services import Services
from threadbox.gateways.sockets.commands import command_in, perform
from threadbox.gateways.sockets.decoding import id_of
from threadbox.gateways.sockets.online_visitors import named, tell_others
from threadbox.gateways.sockets.queries import (
    history_page,
    last_in,
    place_in,
    tell_missed,
    threads_page,
    typed_in,
)
from threadbox.gateways.sockets.signals import Signals
from threadbox.gateways.sockets.socket import NotAdmitted, Socket
from threadbox.live.hub import Reader
from threadbox.live.realtime import IDLE_BEAT_SECONDS
from threadbox.live.signals import Typing, Typist
from threadbox.views import inbox, timeline
from threadbox.views.operators import OperatorRecord, SignedInOperator, by_session, operators_of
from threadbox.views.resume import (
    Last,
    Place,
    Resumed,
    last_for_operator,
    lines_for_operator,
)
from threadbox.views.websites import Website, website
from threadbox.wire import frames, problems


class OperatorSocket:
    """The ASGI application mounted at `/operator`."""

    def __init__(self, services: Services, signals: Signals) -> None:
        self._services = services
        self._signals = signals

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        socket = Socket(scope, receive, send, self._services.clock)
        await socket.accept()
        await socket.come_in(self._serve(socket, scope))

    async def _serve(self, socket: Socket, scope: Any) -> None:
        token_hash, signed_in = await self._admitted(scope)
        hello = await socket.hello(frames.OPERATOR_FRAMES, frames.OperatorHello)
        if hello is None:
            return
        site = _chosen(signed_in, hello)
        session = _Session(self._services, self._signals, socket, signed_in, site)
        with self._services.revocation.of_operator(socket, token_hash, site.id):
            try:
                await session.welcome(hello)
                await session.arrive()
                while (frame := await socket.next(frames.OPERATOR_FRAMES)) is not None:
                    await socket.attend(frame, session.handle(frame))
            finally:
                session.leave()

    async def _admitted(self, scope: Any) -> tuple[str, SignedInOperator]:
        """Who this is, and the hash that their session is kept under. Raises `NotAdmitted`."""
        origin = origin_of(header(scope, b"origin"))
        if not self._services.own_origin.is_own(origin, header(scope, b"host")):
            raise NotAdmitted(problems.CLOSE_ORIGIN)
        token_hash = self._services.cookies.hash_in(scope)
        if token_hash is not None:
            signed_in = await self._services.database.read(by_session, token_hash)
            if signed_in is not None:
                return token_hash, signed_in
        raise NotAdmitted(problems.CLOSE_NOT_SIGNED_IN)


def _chosen(signed_in: SignedInOperator, hello: frames.OperatorHello) -> Website:
    """The website asked for, if it is one of the operator's; without a wish the first."""
    if hello.version != frames.PROTOCOL_VERSION:
        raise NotAdmitted(problems.CLOSE_VERSION)
    for site in signed_in.websites:
        if hello.website is None or hello.website == site.id:
            return site
    raise NotAdmitted(problems.CLOSE_NO_WEBSITE)


class _Session:
    """One signed-in operator's socket, in one website."""

    def __init__(
        self,
        services: Services,
        signals: Signals,
        socket: Socket,
        signed_in: SignedInOperator,
        site: Website,
    ) -> None:
        record = signed_in.record
        self._services = services
        self._signals = signals
        self._socket = socket
        self._signed_in = signed_in
        self._operator = Operator(
            website=site.id, id=record.id, name=record.name, avatar=record.avatar
        )
        self._typist = Typist(id=record.id, name=record.name, avatar=record.avatar)
        self._pace = services.paces.of_operator(record.id)
        self._visitors = services.realtime.visitors_here
        # Tells who is online besides those whom the welcome named.
        self._telling: asyncio.Task[None] | None = None
        self._reader: Reader | None = None
        self._epoch: str | None = None
        self._is_here = False

    async def welcome(self, hello: frames.OperatorHello) -> None:
        """Answers the hello, with what was missed if there is a place to go on from."""
        site, records, start = await self._services.database.read(
            _start, self._operator, place_in(hello)
        )
        resumed = start if isinstance(start, Resumed) else None
        self._epoch = site.epoch
        website_id = self._operator.website
        online = named(self._visitors.all_of(website_id))
        if all(record.id != self._operator.id for record in records):
            raise NotAdmitted(problems.CLOSE_NO_WEBSITE)  # removed since the cookie was looked at
        self._socket.say(
            frames.OperatorWelcome(
                epoch=site.epoch,
                position=site.head if resumed is None else resumed.after,
                last=None if isinstance(start, Resumed) else last_in(start),
                heartbeat_seconds=IDLE_BEAT_SECONDS,
                operator=account(self._signed_in.record),
                website=website_name(site),
                websites=[website_name(each) for each in self._signed_in.websites],
                operators=self._signals.availability.faces(website_id, records),
                online=online,
                resumed=resumed is not None,
                files=self._services.uploads,
            )
        )
        if resumed is not None:
            await tell_missed(self._socket, resumed)
        push, start_over = self._socket.push, self._socket.start_over
        self._reader = Reader(push, site.head, site.head, start_over)
        self._services.realtime.join_operator(website_id, self._reader, site.epoch)
        self._telling = asyncio.create_task(
            tell_others(self._socket, self._visitors, website_id, online)
        )

    async def arrive(self) -> None:
        """Everybody sees that the operator is there."""
        self._is_here = True
        await self._services.realtime.operator_arrives(self._operator.website, self._operator.id)

    def leave(self) -> None:
        website_id = self._operator.website
        if self._telling is not None:
            self._telling.cancel()
        if self._reader is not None:
            self._services.realtime.leave_operator(website_id, self._reader)
        if self._is_here:
            self._services.realtime.operators_here.depart(website_id, self._operator.id)

    async def handle(self, frame: frames.OperatorFrame) -> None:
        match frame:
            case frames.Command():
                with self._pace.command(frame):
                    command = command_in(frame)
                    done, _ = await perform(
                        self._services.database,
                        self._operator,
                        frame.conversation,
                        frame.id,
                        command,
                    )
                self._socket.say(done)
                if isinstance(frame, frames.OperatorSend):
                    where = (self._operator.website, frame.conversation)
                    self._signals.typing.said(*where, self._typist)
            case frames.Typing():
                self._typing(frame)
            case frames.Ping():
                self._socket.say(frames.Pong())
            case frames.OperatorHello():
                self._socket.refuse_broken(id_of(frame), Refusal("invalid", "hello_repeated"))
            case _:
                self._pace.require_query()
                await self._socket.drained()
                await self._answer(frame)

    async def _answer(
        self,
        frame: frames.ListConversations
        | frames.GetConversation
        | frames.History
        | frames.GetThreads
        | frames.Resume,
    ) -> None:
        database, operator, say = self._services.database, self._operator, self._socket.say
        match frame:
            case frames.ListConversations():
                say(await self._list(frame))
            case frames.GetConversation():
                found = await database.read(
                    timeline.conversation, operator, _possible(frame.conversation)
                )
                say(frames.ConversationPage(id=frame.id, conversation=found))
            case frames.History():
                conversation = _possible(frame.conversation or "")
                say(await history_page(database, operator, conversation, frame))
            case frames.GetThreads():
                conversation = _possible(frame.conversation or "")
                say(await threads_page(database, operator, conversation, frame))
            case frames.Resume():
                place = Place(epoch=self._epoch, position=frame.position)
                resumed = await database.read(lines_for_operator, operator, place)
                await tell_missed(self._socket, resumed)

    async def _list(self, frame: frames.ListConversations) -> frames.ConversationsPage:
        page = await self._services.database.read(
            inbox.page, self._operator, frame.state, frame.cursor
        )
        return frames.ConversationsPage(
            id=frame.id,
            position=page.position,
            conversations=list(page.conversations),
            cursor=page.cursor,
            counts=frames.Counts(open=page.open, resolved=page.resolved, unread=page.unread),
        )

    def _typing(self, frame: frames.Typing) -> None:
        """Tells the visitor, and the other operators, if it is news to them."""
        if frame.conversation is None:
            return
        # An end is news only after a beginning, which had its pace.
        if frame.typing and not self._pace.allows_signal():
            return
        self._signals.typing.say(
            Typing(
                website=self._operator.website,
                conversation=frame.conversation,
                by=self._typist,
                typing=frame.typing,
                thread=typed_in(frame),
            ),
            but=self._reader,
        )


def _start(
    rx: Any, operator: Operator, place: Place | None
) -> tuple[Website, list[OperatorRecord], Resumed | Last | None]:
    """A view: all that a welcome needs, true at one moment."""
    site = website(rx, operator.website)
    records = operators_of(rx, operator.website)
    if place is not None:
        resumed = lines_for_operator(rx, operator, place)
        if not resumed.start_over:
            return site, records, resumed
    return site, records, last_for_operator(rx, operator)


def _possible(conversation: str) -> str:
    """Refuses a name that nothing can have; PostgreSQL would not even take it as a question."""
    if "\0" in conversation:
        raise Refusal("not_found", "conversation_not_found")
    return conversation
