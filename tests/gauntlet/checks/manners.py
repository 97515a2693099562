"""G and M: what strangers type and send: refused in words, or kept exactly; never harm."""

import asyncio
import json
import zlib
from functools import partial
from random import Random

from picows import WSMsgType

from tests.gauntlet.ground import Broken, Ground, asked, busy, patience, require, until
from tests.gauntlet.handshake import upgrade
from tests.gauntlet.oracle import judge
from tests.gauntlet.people import Client, Frame, Line, connected, operator, visitor
from tests.gauntlet.stage import PAGE, PASSWORD
from threadbox.domain.limits import TOPIC_CHARACTERS

REFUSED = "refused"
# More than any burst, and than what trickles in while a slow machine answers.
FLOOD = 500
# Topic → what is stored, or the reason of the refusal after `!`.
TOPICS: list[tuple[object, str]] = [
    ("", "!thread_topic_empty"),
    ("  \t ", "!thread_topic_empty"),
    ("\u200b\u200d", "!thread_topic_empty"),
    (None, "!thread_topic_not_text"),
    (0, "!thread_topic_not_text"),
    (True, "!thread_topic_not_text"),
    ([], "!thread_topic_not_text"),
    ({"topic": "x"}, "!thread_topic_not_text"),
    ("x" * TOPIC_CHARACTERS, "x" * TOPIC_CHARACTERS),
    ("x" * (TOPIC_CHARACTERS + 1), "!thread_topic_too_long"),
    ("x" * 50_000, "!thread_topic_too_long"),
    ("nul \0 inside", "!thread_topic_control_characters"),
    ("bell \a", "!thread_topic_control_characters"),
    ("c1 \x9b", "!thread_topic_control_characters"),
    ("tab\tand\nbreak\r\nand\u2028more", "tab and break and more"),
    ("\u202eright to left\u2066", "\u202eright to left\u2066"),
    ("zero\u200bwidth", "zero\u200bwidth"),
    ("e" + "\u0301" * 200, "e" + "\u0301" * 200),
    ("👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦 family"),
    ("  trimmed  ", "trimmed"),
    ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ("{{7*7}} ${7*7} <%= 7*7 %>", "{{7*7}} ${7*7} <%= 7*7 %>"),
    ("=1+1", "=1+1"),
    ("../../etc/passwd", "../../etc/passwd"),
    ("'; DROP TABLE threads; --", "'; DROP TABLE threads; --"),
    ("العربية و English", "العربية و English"),
]


async def topics(ground: Ground) -> None:
    """G090: every topic is refused with its reason and no change, or kept exactly."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    await linus.do("send", text="so that there is something")
    before = (await judge(ground)).head
    kept = []
    where = {"conversation": linus.session}
    for given, expected in TOPICS:
        answer = await ada.ask("start_thread", topic=given, **where)
        if expected.startswith("!"):
            require(answer["type"] == REFUSED, "T8 not refused", repr(given)[:80], answer)
            require(answer["reason"] == expected[1:], "T8 reason", repr(given)[:80], answer)
        else:
            require(answer["type"] == "done", "T8 refused", repr(given)[:80], answer)
            kept.append(expected)
            await ada.do("end_thread", thread=answer["thread"], **where)
    seen = await judge(ground)
    stored = [thread["topic"] for thread in seen.conversations[linus.session]["threads"]]
    require(stored == kept, "T8", stored, kept)
    require(seen.head == before + 2 * len(kept), "T8 a refusal changes nothing")


async def deep_and_wide(ground: Ground) -> None:
    """G093 and G094: JSON that is deep, wide, or full of digits is refused in no time."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    nasty = ["[" * depth + "]" * depth for depth in (100, 1_000, 30_000)] + [
        '{"type":"send","id":"x-00000001","text":' + "[" * 30_000,
        '{"type":"data","id":"x-00000002","data":{"a":' + '{"a":' * 5_000 + "1" + "}" * 5_002,
        '{"type":"data","id":"x-00000003","data":{"n":' + "9" * 10_000 + "}}",
        '{"type":"data","id":"x-00000004","data":{"n":1e400}}',
        '{"type":"data","id":"x-00000005","data":{"n":NaN}}',
        '{"type":"read","id":"x-00000006","seq":' + "9" * 40 + "}",
        '{"type":"read","id":"x-00000007","seq":-1e999}',
        '{"type":"send","id":"x-00000008","text":"\\ud800"}',
        '{"type":"segments","id":"x-00000009","segments":[' + "0," * 20_000 + "0]}",
        '{"type":"data","id":"x-00000010","data":{"__proto__":{"x":1}}}',
    ]
    loop = asyncio.get_running_loop()
    for text in nasty:
        heard: list[Frame] = []
        line = await _guest(ground, linus.token, heard)
        begun = loop.time()
        line.transport.send(WSMsgType.TEXT, text.encode())
        await until(partial(_is_answered, line, heard), f"an answer to {text[:60]}")
        require(loop.time() - begun < 2.0 * busy(), "R in no time", text[:60], loop.time() - begun)
        reasons = [frame["reason"] for frame in heard if frame["type"] == REFUSED]
        require("internal" not in reasons, "B", text[:60], heard[:1])
        line.transport.disconnect(graceful=False)
    for body in (b"[" * 10_000, b'{"website":' + b"9" * 10_000 + b"}", b"\xff\xfe", b"NaN"):
        answer = await asked(
            ground.server.port, "POST", "/visitor/boot", body,
            Origin=PAGE, Content_Type="text/plain",
        )  # fmt: skip
        require(400 <= answer.status < 500, "B", body[:40], answer)
    await linus.do("send", text="still here")
    await judge(ground)
    require(ada.is_there, "others are not concerned")


def _is_answered(line: Line, heard: list[Frame]) -> bool:
    return bool(heard) or line.over.is_set()


async def frame_fuzz(ground: Ground) -> None:
    """G098: broken frames end at most their own connection; the process and others live."""
    await ground.start()
    linus = await visitor(ground)
    others = [await operator(ground)]
    pid = ground.server.pid
    chance = ground.random
    closes = [len(person.closes) for person in others]
    for number in range(400 if ground.is_full else 60):
        await _throw(
            ground,
            chance.choice(["/visitor", "/operator", "/nowhere"]),
            _broken(chance, linus.token, ground.cast.acme),
            is_last=bool(number % 3),
        )
    require(not ground.server.is_over() and ground.server.pid == pid, "B the process died")
    heard: list[Frame] = []
    line = await _guest(ground, linus.token, heard)
    for text in ("", "null", "[]", '{"type":5}', '{"type":"hello"}', '{"type":"facts"}', "{" * 60):
        line.transport.send(WSMsgType.TEXT, text.encode())
    await until(lambda: len(heard) >= 6, "refusals")
    require({frame["type"] for frame in heard} == {REFUSED}, "G110 server frames are refused")
    line.transport.disconnect(graceful=False)
    await linus.do("send", text="still here")
    await judge(ground)
    require([len(person.closes) for person in others] == closes, "others are not concerned")


async def _throw(ground: Ground, path: str, frames: bytes, *, is_last: bool) -> None:
    """A connection that says these bytes after its handshake, and waits a moment for an answer."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", ground.server.port)
    except OSError as nobody:
        raise Broken("B the process died") from nobody
    try:
        writer.write(upgrade(ground.server.port, path))
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frames)
        if is_last:
            writer.write_eof()
        async with asyncio.timeout(0.05):
            await reader.read()
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        pass  # it was closed, or left open: both are right
    finally:
        writer.transport.abort()


def _broken(chance: Random, token: str, website: str) -> bytes:
    """A few frames with wrong opcodes, reserved bits, lengths, masks, and bad UTF-8."""
    hello = json.dumps({"type": "hello", "version": 1, "website": website, "token": token})
    payloads = [
        hello.encode(),
        b"\xff\xfe\xfd",
        b'{"type":"send","id":"',
        chance.randbytes(200),
        b"",
    ]
    frames = b""
    for _ in range(chance.randint(1, 6)):
        payload = chance.choice(payloads)
        first = chance.choice([0x81, 0x01, 0x80, 0x00, 0x82, 0x89, 0x88, 0xC1, 0xF1, 0x83, 0x8B])
        length = chance.choice([len(payload), len(payload), 125, 5])
        head = bytes([first, chance.choice([0x80, 0x80, 0x80, 0]) | min(length, 125)])
        frames += chance.choice([head + bytes(4), head]) + payload
    return frames + chance.choice([b"", b"\x81\xff" + b"\xff" * 8, b"\x88\x82\0\0\0\0\x03"])


async def _guest(ground: Ground, token: str, heard: list[Frame]) -> Line:
    """A raw socket of a visitor who has been welcomed; what comes later is in `heard`."""
    welcomed = asyncio.Event()

    def hear(frame: Frame) -> None:
        if frame["type"] == "welcome":
            welcomed.set()
        elif frame["type"] in (REFUSED, "done", "history"):
            heard.append(frame)

    line = await connected(f"ws://127.0.0.1:{ground.server.port}/visitor", hear, Origin=PAGE)
    line.say({"type": "hello", "version": 1, "website": ground.cast.acme, "token": token})
    await until(welcomed.is_set, "a welcome")
    return line


async def limited(ground: Ground) -> None:
    """G165: sends, starts and sign-ins are limited, and the refusal says for how long."""
    for server in ground.servers:
        server.options["--sends-per-second"] = "5"
    await ground.start(pace="")
    linus = await visitor(ground)
    for frame in (
        {"type": "send", "text": "flood"},
        {"type": "start_thread", "topic": "flood"},
        {"type": "select_thread", "main": True},
        {"type": "history"},
    ):
        refusals = await _flooded(ground, linus, frame)
        require(refusals, "G165 no limit", frame["type"])
        require(all(each["data"]["retry_after"] >= 1 for each in refusals), "for how long")
    for address in ({}, {"X_Forwarded_For": "203.0.113.{}"}):
        statuses = []
        for number in range(12):
            answer = await asked(
                ground.server.port, "POST", "/operator/sign-in",
                {"email": ground.cast.ada.email, "password": "wrong"},
                Origin=ground.server.url, Content_Type="application/json",
                **{name: value.format(number) for name, value in address.items()},
            )  # fmt: skip
            statuses.append(answer.status)
        require(statuses[-1] == 429, "G119 passwords may be tried for ever", statuses)
        require("retry-after" in answer.headers, "G165 Retry-After", answer)
    # A flood changes nothing for those who knock once.
    answer = await asked(
        ground.server.port, "POST", "/operator/sign-in",
        {"email": ground.cast.grace.email, "password": PASSWORD},
        Origin=ground.server.url, Content_Type="application/json",
    )  # fmt: skip
    require(answer.status == 200, "others may sign in", answer)


async def _flooded(ground: Ground, linus: Client, frame: Frame) -> list[Frame]:
    heard: list[Frame] = []
    assert hasattr(linus, "token")
    line = await _guest(ground, linus.token, heard)
    for number in range(FLOOD):
        line.say({**frame, "id": f"flood-{frame['type'][:6]}-{number:04}"})
    await until(lambda: len(heard) >= FLOOD, "answers to a flood")
    line.transport.disconnect(graceful=False)
    return [each for each in heard if each["type"] == REFUSED and each["code"] == "too_many"]


async def one_floods(ground: Ground) -> None:
    """G166: one visitor sends as fast as it can; the others are served, and nothing is lost."""
    await ground.start(pace="")
    mira, linus, ada = await visitor(ground), await visitor(ground), await operator(ground)
    heard: list[Frame] = []
    line = await _guest(ground, mira.token, heard)
    loop = asyncio.get_running_loop()
    waits: list[float] = []
    flooded = 0
    while len(waits) < (600 if ground.is_full else 30):
        for _ in range(50):
            flooded += 1
            line.say({"type": "send", "id": f"flood-{flooded:08}", "text": "flood"})
        begun = loop.time()
        await linus.do("send", text=f"{flooded} at another's pace")
        waits.append(loop.time() - begun)
        await asyncio.sleep(0.05)
    await until(lambda: len(heard) >= flooded or line.over.is_set(), "answers to a flood")
    limited = sum(frame.get("code") == "too_many" for frame in heard)
    # Fifty at once are more than any burst, however long the machine takes for the rest.
    require(limited >= 10, "G165 no limit", limited, flooded)
    ground.notes.append(
        f"{flooded} flooded, {limited} refused; others' slowest {max(waits) * 1000:.0f} ms"
    )
    line.transport.disconnect(graceful=False)
    await judge(ground)
    require(len(ada.welcomes) == 1, "others are not concerned")


async def inflating(ground: Ground) -> None:
    """G167: compression is not agreed to, and a frame that claims it ends its own connection."""
    await ground.start()
    linus = await visitor(ground)
    reader, writer = await asyncio.open_connection("127.0.0.1", ground.server.port)
    try:
        offer = b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
        writer.write(upgrade(ground.server.port, "/visitor").removesuffix(b"\r\n") + offer)
        async with asyncio.timeout(patience()):
            head = await reader.readuntil(b"\r\n\r\n")
            require(b" 101 " in head and b"deflate" not in head, "G167 agreed to", head)
            bomb = zlib.compress(bytes(1 << 20))
            length = bytes([0x80 | 126]) + len(bomb).to_bytes(2)
            writer.write(b"\xc1" + length + bytes(4) + bomb)
            await reader.read()  # to its end
    finally:
        writer.transport.abort()
    await linus.do("send", text="still here")
    await judge(ground)
