"""Many visitors and one operator as cheaply as Python allows, so that the server is measured.

Each visitor sends a message, waits for `done`, and sends the next. The operator notes when each
message arrives on its own socket.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from tests.cast import Cast

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
# A run that has not finished by then has hung; a slow one would have been told by its figures.
PATIENCE_SECONDS = 120.0


@dataclass(slots=True)
class Measured:
    """Seconds from sending to the answer, and to the operator's screen, per message."""

    acked: list[float] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    seconds: float = 0.0


class Socket(WSListener):
    """A connection that hands each decoded frame to `hear`."""

    def __init__(self, hear: Callable[[dict[str, Any]], None]) -> None:
        self._hear = hear
        self.transport: WSTransport

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, _transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            self._hear(_decode(frame.get_payload_as_memoryview()))

    def say(self, frame: dict[str, Any]) -> None:
        self.transport.send(WSMsgType.TEXT, _encode(frame))


class Run:
    """One measurement: `visitors` send `each` messages one after the other, all at once."""

    def __init__(self, url: str, cast: Cast, visitors: int, each: int) -> None:
        self._url = url
        self._cast = cast
        self._visitors = visitors
        self._each = each
        self._sent_at: dict[str, float] = {}
        self._all_arrived = asyncio.Event()
        self.measured = Measured()

    async def measure(self) -> Measured:
        operator = await self._operator()
        sockets = [await self._visitor(number) for number in range(self._visitors)]
        begun = time.perf_counter()
        sending = [send() for _, send in sockets]
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*sending)
            await self._all_arrived.wait()
        self.measured.seconds = time.perf_counter() - begun
        for socket in [operator, *(socket for socket, _ in sockets)]:
            socket.transport.disconnect()
        return self.measured

    async def _operator(self) -> Socket:
        async with httpx2.AsyncClient(base_url=self._url) as client:
            body = {"email": self._cast.ada.email, "password": self._cast.ada.password}
            answer = await client.post(
                "/operator/sign-in", json=body, headers={"Origin": self._url}
            )
            answer.raise_for_status()
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        welcomed = asyncio.get_running_loop().create_future()

        def hear(frame: dict[str, Any]) -> None:
            if frame["type"] == "facts":
                self._arrived(frame["lines"])
            elif frame["type"] == "welcome":
                welcomed.set_result(None)

        socket = await self._connect("/operator", hear, {"Cookie": cookie})
        socket.say({"type": "hello", "version": 1, "website": self._cast.acme})
        await welcomed
        return socket

    def _arrived(self, lines: list[dict[str, Any]]) -> None:
        now = time.perf_counter()
        for line in lines:
            message = line["fact"].get("message")
            if message is not None and message["client_id"] in self._sent_at:
                self.measured.arrived.append(now - self._sent_at[message["client_id"]])
        if len(self.measured.arrived) >= self._visitors * self._each:
            self._all_arrived.set()

    async def _visitor(self, number: int) -> tuple[Socket, Callable[[], Awaitable[None]]]:
        async with httpx2.AsyncClient(base_url=self._url) as client:
            answer = await client.post(
                "/visitor/boot",
                content=_encode({"website": self._cast.acme}),
                headers={"Origin": self._url, "Content-Type": "text/plain"},
            )
            answer.raise_for_status()
            token = answer.json()["token"]
        loop = asyncio.get_running_loop()
        welcomed, finished = loop.create_future(), loop.create_future()
        left = self._each
        socket: Socket

        def send_next() -> None:
            nonlocal left
            left -= 1
            id_ = f"bench-{number:04}-{left:06}"
            self._sent_at[id_] = time.perf_counter()
            socket.say({"type": "send", "id": id_, "text": f"message {left} of {number}"})

        def hear(frame: dict[str, Any]) -> None:
            match frame["type"]:
                case "done":
                    self.measured.acked.append(time.perf_counter() - self._sent_at[frame["id"]])
                    if left:
                        send_next()
                    else:
                        finished.set_result(None)
                case "welcome":
                    welcomed.set_result(None)
                case "refused":
                    finished.set_exception(AssertionError(frame["reason"]))

        socket = await self._connect("/visitor", hear, {})
        socket.say({"type": "hello", "version": 1, "website": self._cast.acme, "token": token})
        await welcomed

        async def send() -> None:
            send_next()
            await finished

        return socket, send

    async def _connect(
        self, path: str, hear: Callable[[dict[str, Any]], None], headers: dict[str, str]
    ) -> Socket:
        _, listener = await ws_connect(
            lambda: Socket(hear),
            self._url.replace("http", "ws", 1) + path,
            extra_headers={"Origin": self._url, **headers},
        )
        return listener  # type: ignore[return-value]
