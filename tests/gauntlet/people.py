"""Visitors and operators on real sockets, as stubborn as the real front ends.

A client comes back whenever its socket ends, asks for what it missed by its place, and sends
every unanswered command again under the same client id. What it was told stands in `heard`.
"""

import asyncio
import contextlib
import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from picows import WSCloseCode, WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from tests.gauntlet.ground import Ground, Server, booted, busy, patience, require, until
from tests.gauntlet.replica import applied
from tests.gauntlet.stage import PAGE, Desk

Frame = dict[str, Any]
# A refusal that says "not now": the same command is sent again.
NOT_NOW = ("too_many", "unavailable", "internal")
PAUSE_SECONDS = 0.02
HANDSHAKE_SECONDS = 3.0
# An answer to `resume` may be lost as any frame may.
RESUME_SECONDS = 0.3
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_ids = itertools.count(1)


@dataclass(slots=True)
class Stretch:
    """Lines heard without an interruption of the past: all after `start`, in order."""

    start: int
    lines: list[tuple[int, Frame]] = field(default_factory=list)
    # A visitor's conversation at `start`, and what became of it line by line.
    state: Frame | None = None


@dataclass(slots=True)
class _Asked:
    frame: Frame
    answer: asyncio.Future[Frame]


class Line(WSListener):
    """One connection; hands what it hears to `hear`."""

    def __init__(self, hear: Callable[[Frame], None]) -> None:
        self._hear = hear
        self.transport: WSTransport
        self.over = asyncio.Event()
        self.close_code: int = 1006
        # Bytes of the largest frame.
        self.largest = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            payload = frame.get_payload_as_memoryview()
            self.largest = max(self.largest, len(payload))
            self._hear(_decode(payload))
        elif frame.msg_type == WSMsgType.CLOSE:
            code: Any = frame.get_close_code()  # one of ours is a plain number
            self.close_code = int(code)
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()

    def on_ws_disconnected(self, _transport: WSTransport) -> None:
        self.over.set()

    def say(self, frame: Frame) -> None:
        with contextlib.suppress(Exception):  # it is over; `over` tells
            self.transport.send(WSMsgType.TEXT, _encode(frame))


async def connected(url: str, hear: Callable[[Frame], None], **headers: str) -> Line:
    """A socket; raises ConnectionError when there is nobody."""
    try:
        _, listener = await ws_connect(
            lambda: Line(hear),
            url,
            extra_headers={name.replace("_", "-"): value for name, value in headers.items()},
            # A server killed during the handshake is not always noticed otherwise.
            websocket_handshake_timeout=HANDSHAKE_SECONDS * busy(),
        )
    except (OSError, WSError, TimeoutError) as fault:
        raise ConnectionError(str(fault)) from fault
    line: Line | None = listener  # type: ignore[assignment]
    if line is None:  # it ended before it had begun
        raise ConnectionError("closed during the handshake")
    return line


class Client(ABC):
    """What visitors and operators have in common. `by` is the name space of its client ids."""

    def __init__(self, ground: Ground, by: str, website: str) -> None:
        self.ground = ground
        self.by = by
        self.website = website
        self.name = f"{by} {next(_ids)}"
        self.epoch: str | None = None
        self.place = 0
        # The newest line it knows, for its next hello.
        self.newest: Frame | None = None
        self.stretches: list[Stretch] = []
        self.welcomes: list[Frame] = []
        self.signals: list[Frame] = []
        self.closes: list[int] = []
        self.last: list[str] = []
        self.resumes = 0
        # Where this client connects; by default to any server, as behind a balancer.
        self.address: Callable[[], str] | None = None
        # Chance that facts are lost on the way to this client, or come twice; what it asked for
        # itself arrives.
        self.loss = 0.0
        self.doubling = 0.0
        self.lost = 0
        # How often it was told to come back later with a command.
        self.put_off = 0
        self._pending: dict[str, _Asked] = {}
        self._line: Line | None = None
        self._welcomed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_behind = False
        # The place of a `welcome` that resumed: what follows it is the answer to the hello.
        self._returned_to = -1
        self._asks_again: asyncio.TimerHandle | None = None
        ground.people.append(self)

    # --- being there --------------------------------------------------------------------

    async def come(self) -> None:
        """Connects, and from now on comes back whenever it has to. Returns once welcomed."""
        if self._task is None:
            self._task = asyncio.create_task(self._stay(), name=self.name)
            self._task.add_done_callback(self._gave_up)
        await until(lambda: self.fault or self.is_there, f"a welcome for {self.name}")
        require(self.fault is None, repr(self.fault))

    async def leave(self) -> None:
        """Goes, without a goodbye; nothing is forgotten."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._asks_again is not None:
            self._asks_again.cancel()
        self.hang_up()
        self._welcomed.clear()

    def hang_up(self) -> None:
        """The connection ends; if the client is to stay, it comes back."""
        if self._line is not None:
            self._line.transport.disconnect(graceful=False)

    @property
    def line(self) -> Line:
        """Its connection."""
        assert self._line is not None
        return self._line

    @property
    def stays(self) -> bool:
        """Whether it comes back when its connection ends."""
        return self._task is not None

    def _gave_up(self, task: asyncio.Task[None]) -> None:
        """Whoever waits for an answer learns that none will come."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            for asked in self._pending.values():
                if not asked.answer.done():
                    asked.answer.set_exception(fault)

    @property
    def fault(self) -> BaseException | None:
        """Why it does not come back any more, if it does not."""
        if self._task is None or not self._task.done():
            return None
        return self._task.exception()

    @property
    def is_there(self) -> bool:
        return self._welcomed.is_set()

    def state(self) -> str:
        """How things stand with it, for who has to find out why."""
        return (
            f"{self.name}: place {self.place}, there {self.is_there}, closes {self.closes[-5:]}, "
            f"welcomes {len(self.welcomes)}, resumes {self.resumes}, behind {self._is_behind}, "
            f"waits for {[asked.frame for asked in self._pending.values()]}, last {self.last}"
        )

    async def _stay(self) -> None:
        while True:
            with contextlib.suppress(ConnectionError):
                self._line = await self._connected()
                self._line.say(self._hello())
                await self._line.over.wait()
                self.closes.append(self._line.close_code)
                require(
                    not 4400 <= self._line.close_code <= 4499,
                    f"{self.name} was turned away with {self._line.close_code}",
                )
            self._welcomed.clear()
            await asyncio.sleep(PAUSE_SECONDS * self.ground.random.uniform(0.5, 2))

    def _url(self, path: str) -> str:
        if self.address is not None:
            return self.address() + path
        server: Server = self.ground.random.choice(self.ground.servers)
        return f"ws://127.0.0.1:{server.port}{path}"

    @abstractmethod
    async def _connected(self) -> Line:
        """A new connection. Raises ConnectionError."""

    def _hello(self) -> Frame:
        hello: Frame = {"type": "hello", "version": 1, "website": self.website}
        if self.epoch is not None:
            hello |= {"epoch": self.epoch, "position": self.place, "last": self.newest}
        return hello

    # --- hearing ------------------------------------------------------------------------

    @property
    def heard(self) -> list[tuple[int, Frame]]:
        """Every line heard, over all stretches."""
        return [line for stretch in self.stretches for line in stretch.lines]

    def has_heard(self, position: int) -> bool:
        """Whether everything up to there was told to it."""
        return self.place >= position

    def hear(self, frame: Frame) -> None:
        self.last = [*self.last[-2:], str(frame)[:200]]
        match frame["type"]:
            case "welcome":
                self._welcome(frame)
            case "facts":
                self._arrive(frame)
            case "beat":
                if frame["head"] > self.place:
                    self._resume()
            case "start_over":
                self.epoch = None
                self.hang_up()
            case "done" | "refused" | "history" | "threads" | "conversation" | "conversations":
                self._answered(frame)
            case _:
                self.signals.append(frame)

    def _welcome(self, frame: Frame) -> None:
        self.welcomes.append(frame)
        self._returned_to = frame["position"] if frame["resumed"] else -1
        if not frame["resumed"]:
            self.epoch, self.place = frame["epoch"], frame["position"]
            self.newest = frame["last"]
            self.stretches.append(Stretch(self.place, state=frame.get("conversation")))
        self._welcomed.set()
        for asked in self._pending.values():
            self._say(asked.frame)

    def _arrive(self, frame: Frame) -> None:
        """Facts, if the way from the server was a good one."""
        roll = self.ground.random.random() if self.loss or self.doubling else 1.0
        if roll < self.loss and not self._is_behind and frame["after"] != self._returned_to:
            self.lost += 1
            return
        self._facts(frame)
        if roll > 1.0 - self.doubling:
            self._facts(frame)

    def _facts(self, frame: Frame) -> None:
        if frame["after"] > self.place:
            self._resume()
            return
        self._is_behind = False
        stretch = self.stretches[-1]
        for line in frame["lines"]:
            if line["position"] > self.place:
                self.place = line["position"]
                self.newest = {"position": self.place, "at": line["fact"]["at"]}
                stretch.lines.append((self.place, line["fact"]))
                self._apply(stretch, self.place, line["fact"])

    def _apply(self, stretch: Stretch, position: int, fact: Frame) -> None:  # noqa: B027 (not all)
        """For readers who keep a conversation."""

    def _resume(self) -> None:
        """Asks for what is missing, and again if no answer comes."""
        self._is_behind = True
        if self._asks_again is None:
            self.resumes += 1
            self._say({"type": "resume", "position": self.place})
            self._asks_again = asyncio.get_running_loop().call_later(
                RESUME_SECONDS, self._resume_again
            )

    def _resume_again(self) -> None:
        self._asks_again = None
        if self._is_behind and self.is_there:
            self._resume()

    def _answered(self, frame: Frame) -> None:
        asked = self._pending.get(frame["id"] or "")
        if asked is None or asked.answer.done():
            return
        if frame["type"] == "refused" and frame["code"] in NOT_NOW:
            self.put_off += 1
            wait = min(float(frame["data"].get("retry_after", 0.05)), 2.0)
            asyncio.get_running_loop().call_later(wait, self._again, frame["id"])
            return
        asked.answer.set_result(frame)

    def _again(self, id_: str) -> None:
        if (asked := self._pending.get(id_)) is not None and self.is_there:
            self._say(asked.frame)

    # --- saying -------------------------------------------------------------------------

    def _say(self, frame: Frame) -> None:
        if self._line is not None:
            self._line.say(frame)

    def say(self, **frame: Any) -> None:
        """A frame that nobody answers, or whose answer is not waited for."""
        self._say(frame)

    async def ask(self, type: str, *, id: str | None = None, **fields: Any) -> Frame:  # noqa: A002
        """A command or a query: its answer, however often it has to be sent."""
        frame = {"type": type, "id": id or f"c-{next(_ids):08}", **fields}
        key = (self._conversation(frame), self.by, frame["id"])
        is_command = type not in ("history", "threads", "conversation", "list")
        if is_command:
            self.ground.ledger.ask(key, frame, self.name)
        asked = _Asked(frame, asyncio.get_running_loop().create_future())
        self._pending[frame["id"]] = asked
        if self.is_there:
            self._say(frame)
        try:
            answer = await asked.answer
        finally:
            self._pending.pop(frame["id"], None)
        if is_command and answer["type"] == "done":
            self.ground.ledger.ack(key, frame, answer)
        return answer

    async def do(self, type: str, *, id: str | None = None, **fields: Any) -> Frame:  # noqa: A002
        """A command that has to succeed."""
        async with asyncio.timeout(patience()):
            answer = await self.ask(type, id=id, **fields)
        require(answer["type"] == "done", f"{type} by {self.name}", answer)
        return answer

    async def refused(self, type: str, *, id: str | None = None, **fields: Any) -> str:  # noqa: A002
        """A command that has to be refused: the reason."""
        async with asyncio.timeout(patience()):
            answer = await self.ask(type, id=id, **fields)
        require(answer["type"] == "refused", f"{type} by {self.name} was not refused", answer)
        reason: str = answer["reason"]
        return reason

    @property
    def waits(self) -> int:
        """Commands without an answer yet."""
        return len(self._pending)

    def _conversation(self, frame: Frame) -> str:
        return str(frame.get("conversation", ""))


class Visitor(Client):
    """A tab of a visitor; tabs of one visitor share a token. Keeps its conversation."""

    def __init__(self, ground: Ground, token: str, website: str | None = None) -> None:
        super().__init__(ground, "visitor", website or ground.cast.acme)
        self.token = token
        self.session = token.partition(".")[0]

    async def _connected(self) -> Line:
        return await connected(self._url("/visitor"), self.hear, Origin=PAGE)

    def _hello(self) -> Frame:
        return super()._hello() | {"token": self.token}

    def _apply(self, stretch: Stretch, position: int, fact: Frame) -> None:
        stretch.state = applied(stretch.state, position, fact)

    @property
    def conversation(self) -> Frame:
        """What this tab shows now."""
        state = self.stretches[-1].state
        assert state is not None
        return state

    def _conversation(self, frame: Frame) -> str:  # noqa: ARG002
        return self.session


class Operator(Client):
    """An inbox that is signed in."""

    def __init__(self, ground: Ground, desk: Desk) -> None:
        super().__init__(ground, f"operator:{desk.id}", desk.website)
        self.desk = desk

    async def _connected(self) -> Line:
        url = self._url("/operator")
        host = url.removeprefix("ws://").partition("/")[0]
        return await connected(url, self.hear, Origin=f"http://{host}", Cookie=self.desk.cookie)

    async def see(self, conversation: str) -> Frame:
        """The whole conversation, as the server shows it."""
        async with asyncio.timeout(patience()):
            answer = await self.ask("conversation", conversation=conversation)
        require(answer["type"] == "conversation", "a conversation was asked for", answer)
        seen: Frame = answer["conversation"]
        return seen


async def visitor(ground: Ground, *, open_chat: bool = True) -> Visitor:
    """A new visitor who is there."""
    tab = Visitor(ground, await booted(ground.server, ground.cast.acme))
    await tab.come()
    if open_chat:
        await tab.do("open")
    return tab


async def tab_of(other: Visitor) -> Visitor:
    """One more tab of the same visitor."""
    tab = Visitor(other.ground, other.token)
    await tab.come()
    return tab


async def operator(ground: Ground, desk: Desk | None = None) -> Operator:
    """Ada, or somebody else, who is there."""
    inbox = Operator(ground, desk or ground.cast.ada)
    await inbox.come()
    return inbox
