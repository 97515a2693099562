"""S: frames whose every field is tried: refused in words, or kept, and read back by everybody."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from picows import WSMsgType

from tests.gauntlet.ground import Ground, require, until
from tests.gauntlet.oracle import judge
from tests.gauntlet.people import (
    Client,
    Frame,
    Line,
    Operator,
    Visitor,
    connected,
    operator,
    visitor,
)
from tests.gauntlet.shapes import (
    OPERATOR_COMMANDS,
    QUERIES,
    VISITOR_COMMANDS,
    Shapes,
    has_readable_id,
)
from tests.gauntlet.stage import PAGE
from tests.gauntlet.stored import Stored
from threadbox.domain import limits as domain_limits
from threadbox.gateways.security import rate_limits

# Frames of a run, in the short set and in the full one. Each seed makes others.
FRAMES: dict[bool, int] = {False: 3_000, True: 20_000}
# Unanswered frames of one socket: fewer than the server reads ahead, more than a person has.
WINDOW = 24
VISITORS = 3
# Broken frames are what this is about: they end no socket here.
LONGEST = domain_limits.MESSAGE_CHARACTERS
NEVER = "1000000000"
FAULTS = ("_failed", "Traceback", '"level": "error"', "unreadable")


@dataclass(slots=True)
class _Thrower:
    """A raw socket that throws frames as they are, and counts what became of them."""

    line: Line
    by: str
    conversation: str
    waiting: set[str] = field(default_factory=set)
    became: Counter[str] = field(default_factory=Counter)
    internal: list[Frame] = field(default_factory=list)

    def hear(self, shapes: Shapes, frame: Frame) -> None:
        id_ = frame.get("id")
        if id_ not in self.waiting:
            return
        self.waiting.discard(id_)
        self.became[frame["type"] if frame["type"] != "refused" else frame["reason"]] += 1
        if frame.get("code") == "internal":
            self.internal.append(frame)
        if frame["type"] == "done":
            shapes.seqs = max(shapes.seqs, frame["seq"] or 0)
            if frame["thread"] and frame["thread"] not in shapes.threads[-200:]:
                shapes.threads.append(frame["thread"])


async def accepted_is_read_back(ground: Ground) -> None:
    """G102: any field of any frame: no fault, and what is accepted is there, for everybody."""
    await ground.start(broken=NEVER)
    shapes = Shapes(ground.random)
    tabs = [await visitor(ground) for _ in range(VISITORS)]
    ada = await operator(ground)
    shapes.conversations = [tab.session for tab in tabs]
    shapes.operators = [ada.welcomes[0]["operator"]["id"]]
    throwers = [await _thrower(ground, shapes, person) for person in (*tabs, ada)]
    share = FRAMES[ground.is_full] // len(throwers)
    await asyncio.gather(*(_throw(ground, shapes, each, share) for each in throwers))
    faults = [frame for each in throwers for frame in each.internal]
    require(not faults, "B a fault of ours", faults[:3])
    log = ground.server.output()
    found = [line for line in log.splitlines() if any(fault in line for fault in FAULTS)]
    require(not found, "B a fault in the log", found[:3])
    became = sum((each.became for each in throwers), Counter[str]())
    require(became["done"] * 4 > became.total(), "too little was accepted", became.most_common(9))
    # Chance does not come by these every time: true, which Python takes for a number.
    for audio in (True, False):
        content = {"type": "audio", "url": "https://acme.example/a.mp3", "seconds": audio}
        reason = await ada.refused("send", conversation=tabs[0].session, content=content)
        require(reason == "content_seconds_out_of_range", "B", content)
    # And more of the longest than fits into a frame.
    for _ in range(domain_limits.PAGE_ITEMS):
        await ada.do("send", conversation=tabs[0].session, text="\u4e2d" * LONGEST)
    seen = await judge(ground)
    await _read_back(seen, tabs, ada)
    for each in (*(thrower.line for thrower in throwers), *(tab.line for tab in tabs), ada.line):
        require(each.largest <= rate_limits.UNSENT_BYTES, "R a frame without a bound", each.largest)
    ground.notes.append(f"{became.total():,} frames, {became['done']:,} accepted")


async def _thrower(ground: Ground, shapes: Shapes, person: Client) -> _Thrower:
    is_visitor = isinstance(person, Visitor)
    welcomed = asyncio.Event()
    held: list[_Thrower] = []

    def hear(frame: Frame) -> None:
        if frame["type"] == "welcome":
            welcomed.set()
        elif held:
            held[0].hear(shapes, frame)

    base = f"ws://127.0.0.1:{ground.server.port}"
    if is_visitor:
        assert isinstance(person, Visitor)
        line = await connected(f"{base}/visitor", hear, Origin=PAGE)
        line.say({"type": "hello", "version": 1, "website": person.website, "token": person.token})
    else:
        assert isinstance(person, Operator)
        origin = f"http://127.0.0.1:{ground.server.port}"
        line = await connected(f"{base}/operator", hear, Origin=origin, Cookie=person.desk.cookie)
        line.say({"type": "hello", "version": 1, "website": person.website})
    await until(welcomed.is_set, "a welcome")
    held.append(_Thrower(line, person.by, person.session if isinstance(person, Visitor) else ""))
    return held[0]


async def _throw(ground: Ground, shapes: Shapes, thrower: _Thrower, count: int) -> None:
    is_visitor = bool(thrower.conversation)
    kinds = [*(VISITOR_COMMANDS if is_visitor else OPERATOR_COMMANDS), *QUERIES]
    for _ in range(count):
        text, id_ = shapes.frame(kinds)
        if len(text.encode()) > rate_limits.SOCKET_MESSAGE_BYTES:
            continue  # It would end the socket (1009): tests/gateways/test_bad_frames.py.
        frame = json.loads(text)
        where = thrower.conversation or str(frame.get("conversation"))
        if isinstance(frame.get("topic", ""), str):
            ground.ledger.ask((where, thrower.by, id_), frame, f"{thrower.by} {where}")
        if has_readable_id(text):
            thrower.waiting.add(id_)
        thrower.line.transport.send(WSMsgType.TEXT, text.encode())
        await until(partial(_has_room, thrower), "answers")
    await until(lambda: not thrower.waiting or thrower.line.over.is_set(), "the last answers")
    require(not thrower.line.over.is_set(), "a socket was closed", thrower.line.close_code)


def _has_room(thrower: _Thrower) -> bool:
    return len(thrower.waiting) < WINDOW or thrower.line.over.is_set()


async def _read_back(seen: Stored, tabs: list[Visitor], ada: Operator) -> None:
    """Page after page, as both sides are shown it."""
    for tab in tabs:
        stored = seen.conversations[tab.session]["items"]
        shown = await _pages(ada, conversation=tab.session)
        require(shown == stored, "read back otherwise than stored", tab.session)
        to_visitor = {item["seq"] for item in await _pages(tab)}
        internal = {
            item["seq"]
            for item in stored
            if item["kind"] == "renamed" or item.get("content", {}).get("type") == "note"
        }
        require(to_visitor == {item["seq"] for item in stored} - internal, "visitors' pages")
        kinds = {item.get("content", {}).get("type") for item in stored}
        require("unreadable" not in kinds, "stored, and cannot be read", tab.session)


async def _pages(person: Client, **where: str) -> list[Frame]:
    items: list[Frame] = []
    before: int | None = None
    while True:
        asked = asyncio.ensure_future(
            person.ask("history", before=before, limit=domain_limits.PAGE_ITEMS_MOST, **where)
        )
        await until(asked.done, "R a page that can be sent")
        page = asked.result()
        require(page["type"] == "history", "a page was asked for", page)
        items[:0] = page["items"]
        if not page["has_older"]:
            return items
        before = page["items"][0]["seq"]
