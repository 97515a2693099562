"""`/visitor`: what a chatbox says and hears.

A visitor proves by token which conversation is theirs; everything they send is about that
one. The website's list of domains decides which pages may connect at all: browsers name
their origin truthfully, and a connection that names none is refused too. Programs have the
REST interface; here they could only pretend to be a browser.
"""

from dataclasses import replace
from typing import Any

from threadbox.domain.actors import Visitor
from threadbox.domain.refusals import Refusal
from threadbox.gateways.presenters import look
from threadbox.gateways.security.auth import header, origin_of, require_website_id
from threadbox.gateways.security.client_address import counted_address
from threadbox.gateways.security.command_rates import Pace
from threadbox.gateways.security.page_origins import is_allowed
from threadbox.gateways.services import Services
from threadbox.gateways.sockets import page_urls
from threadbox.gateways.sockets.commands import command_in, perform
from threadbox.gateways.sockets.decoding import id_of
from threadbox.gateways.sockets.encoding import encoded
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
from threadbox.live.signals import Page, Typing
from threadbox.views.operators import OperatorRecord, operators_of
from threadbox.views.resume import Place, Resumed, lines_for_visitor
from threadbox.views.snapshot import Snapshot, visitor_snapshot
from threadbox.views.websites import Website, website
from threadbox.wire import frames, problems

# A language tag has at most 35 characters in practice (RFC 5646, 4.4.1).
LOCALE_CHARACTERS = 35


class VisitorSocket:
    """The ASGI application mounted at `/visitor`."""

    def __init__(self, services: Services, signals: Signals) -> None:
        self._services = services
        self._signals = signals
        services.realtime.visitor_moved = self._tell_operators

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        socket = Socket(scope, receive, send, self._services.clock)
        await socket.accept()
        hello = await socket.hello(frames.VISITOR_FRAMES, frames.VisitorHello)
        if hello is not None:
            await socket.come_in(self._serve(socket, scope, hello))

    async def _serve(self, socket: Socket, scope: Any, hello: frames.VisitorHello) -> None:
        visitor = await self._admitted(scope, hello)
        pace = self._services.paces.of_visitor(
            visitor.conversation, visitor.website, counted_address(scope)
        )
        session = _Session(self._services, self._signals, socket, visitor, pace)
        with self._services.revocation.of_visitor(socket, visitor.website):
            try:
                await session.welcome(hello)
                # Where they are is told to operators as a change of page is.
                session.arrive(page_urls.page_from(hello.page) if pace.allows_signal() else None)
                while (frame := await socket.next(frames.VISITOR_FRAMES)) is not None:
                    await socket.attend(frame, session.handle(frame))
            finally:
                session.leave()

    async def _admitted(self, scope: Any, hello: frames.VisitorHello) -> Visitor:
        """Who this is. Raises `NotAdmitted`, or `website_not_found`."""
        if hello.version != frames.PROTOCOL_VERSION:
            raise NotAdmitted(problems.CLOSE_VERSION)
        site = await self._services.database.read(website, require_website_id(hello.website))
        named = header(scope, b"origin")
        is_own = self._services.own_origin.is_own(origin_of(named), header(scope, b"host"))
        if not is_own and not is_allowed(named, site.domains):
            raise NotAdmitted(problems.CLOSE_ORIGIN)
        conversation = self._services.tokens.conversation(site.id, hello.token)
        if conversation is None:
            raise NotAdmitted(problems.CLOSE_NOT_SIGNED_IN)
        return Visitor(
            website=site.id,
            conversation=conversation,
            page_path=page_urls.path_of(page_urls.page_from(hello.page)),
            locale=(hello.locale or "")[:LOCALE_CHARACTERS] or None,
        )

    def _tell_operators(self, website: str, conversation: str, page: Page | None) -> None:
        """The presence of a visitor changed; `page` None: they went."""
        listeners = self._services.realtime.listeners(website)
        if listeners is not None and not listeners.operators.is_empty:
            signal = frames.PresenceSignal(
                conversation=conversation,
                online=page is not None,
                page=page_urls.as_frame(page),
            )
            listeners.operators.push(encoded(signal))


class _Session:
    """One admitted visitor socket."""

    def __init__(
        self, services: Services, signals: Signals, socket: Socket, visitor: Visitor, pace: Pace
    ) -> None:
        self._services = services
        self._signals = signals
        self._socket = socket
        self._visitor = visitor
        self._pace = pace
        self._page: Page | None = None
        self._reader: Reader | None = None
        self._epoch: str | None = None
        self._is_here = False

    async def welcome(self, hello: frames.VisitorHello) -> None:
        """Answers the hello with a snapshot, or with what was missed, and starts listening."""
        site, records, start = await self._services.database.read(
            _start, self._visitor, place_in(hello)
        )
        self._epoch = start.epoch
        is_resumed = isinstance(start, Resumed)
        self._socket.say(
            frames.VisitorWelcome(
                epoch=start.epoch,
                position=hello.position or 0 if isinstance(start, Resumed) else start.position,
                last=None if isinstance(start, Resumed) else last_in(start.last),
                session=self._visitor.conversation,
                heartbeat_seconds=IDLE_BEAT_SECONDS,
                website=look(site),
                available=self._signals.availability.is_available(site.id),
                operators=self._signals.availability.faces(site.id, records),
                resumed=is_resumed,
                conversation=None if isinstance(start, Resumed) else start.conversation,
                files=self._services.uploads,
                file_key=self._services.file_keys.issue(self._visitor.conversation),
            )
        )
        place = newest = start.head if isinstance(start, Resumed) else start.position
        if isinstance(start, Resumed):
            await tell_missed(self._socket, start)
            newest = start.lines[-1].position if start.lines else start.after
        self._reader = Reader(self._socket.push, place, newest, self._socket.start_over)
        self._services.realtime.join_visitor(
            site.id, self._visitor.conversation, self._reader, start.epoch
        )

    def arrive(self, page: Page | None) -> None:
        """Operators see that the visitor is here."""
        website, conversation = self._visitor.website, self._visitor.conversation
        self._is_here = True
        self._page = page
        self._services.realtime.visitor_arrives(website, conversation, page)

    def leave(self) -> None:
        website, conversation = self._visitor.website, self._visitor.conversation
        if self._reader is not None:
            self._services.realtime.leave_visitor(website, conversation, self._reader)
        if self._is_here:
            self._services.realtime.visitors_here.depart(website, conversation)

    async def handle(self, frame: frames.VisitorFrame) -> None:
        match frame:
            case frames.Command():
                with self._pace.command(frame):
                    await self._perform(frame)
            case frames.History() | frames.GetThreads() | frames.Resume():
                self._pace.require_query()
                await self._socket.drained()
                await self._answer(frame)
            case frames.Typing():
                self._typing(frame)
            case frames.VisitorPage():
                self._move(frame.page)
            case frames.Ping():
                self._socket.say(frames.Pong())
            case frames.VisitorHello():
                self._socket.refuse_broken(id_of(frame), Refusal("invalid", "hello_repeated"))

    async def _perform(self, frame: frames.Command) -> None:
        verified = await self._services.identity.is_signed(self._visitor.website, frame)
        conversation = self._visitor.conversation
        command = command_in(frame, verified=verified)
        try:
            done, size = await perform(
                self._services.database, self._visitor, conversation, frame.id, command
            )
        except Refusal as refusal:
            if refusal.reason != "conversation_merged":
                raise
            # A tab that was open when the session was merged: it is to ask for its new one.
            self._socket.refuse(id_of(frame), refusal)
            self._socket.close(problems.CLOSE_NOT_SIGNED_IN)
        else:
            self._pace.stored(size)
            self._socket.say(done)
            if isinstance(frame, frames.VisitorSend):
                self._signals.typing.said(self._visitor.website, conversation, None)
                self._look()

    async def _answer(self, frame: frames.History | frames.GetThreads | frames.Resume) -> None:
        database, visitor = self._services.database, self._visitor
        match frame:
            case frames.History():
                self._socket.say(await history_page(database, visitor, visitor.conversation, frame))
            case frames.GetThreads():
                self._socket.say(await threads_page(database, visitor, visitor.conversation, frame))
            case frames.Resume():
                place = Place(epoch=self._epoch, position=frame.position)
                await tell_missed(
                    self._socket, await database.read(lines_for_visitor, visitor, place)
                )

    def _move(self, given: frames.Page) -> None:
        page = page_urls.page_from(given)
        if page is None:
            return
        self._visitor = replace(self._visitor, page_path=page_urls.path_of(page))
        self._page = page
        if self._pace.allows_signal():
            self._look()

    def _look(self) -> None:
        """This tab is the one in use: its page is where the visitor is."""
        if self._page is not None:
            website, conversation = self._visitor.website, self._visitor.conversation
            self._services.realtime.visitor_moves(website, conversation, self._page)

    def _typing(self, frame: frames.Typing) -> None:
        """Tells the operators, if it is news to them."""
        # An end is news only after a beginning, which had its pace.
        if not frame.typing or self._pace.allows_signal():
            self._signals.typing.say(
                Typing(
                    website=self._visitor.website,
                    conversation=self._visitor.conversation,
                    by=None,
                    typing=frame.typing,
                    thread=typed_in(frame),
                )
            )


def _start(
    rx: Any, visitor: Visitor, place: Place | None
) -> tuple[Website, list[OperatorRecord], Snapshot | Resumed]:
    """A view: all that a welcome needs, true at one moment."""
    site = website(rx, visitor.website)
    records = operators_of(rx, visitor.website)
    if place is not None:
        resumed = lines_for_visitor(rx, visitor, place)
        if not resumed.start_over:
            return site, records, resumed
    return site, records, visitor_snapshot(rx, visitor)
