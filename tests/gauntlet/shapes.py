"""Frames that the server could take, field by field: right ones, ones at a bound, and wrong ones.

Made from the very classes that decode frames, so that a frame or a field added there is tried
here. Three of four fields are as they should be: what is accepted is what is to be looked at.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, get_args

import msgspec

from threadbox.domain import limits
from threadbox.wire import frames

Json = dict[str, Any]

VISITOR_COMMANDS: tuple[type[frames.Frame], ...] = get_args(frames.VisitorCommand)
OPERATOR_COMMANDS: tuple[type[frames.Frame], ...] = get_args(frames.OperatorCommand)
QUERIES: tuple[type[frames.Frame], ...] = (
    frames.History,
    frames.GetThreads,
    frames.ListConversations,
    frames.GetConversation,
)
# One in so many fields is of a wrong kind, and one in so many is at a bound.
WRONG = 24
BOUND = 4

# What has broken somebody's product before.
TEXTS = (
    "hello", "", " ", "\t", "a\r\nb\rc\n", "nul \0", "bell \a", "c1 \x85 \x9b", "\ud800",
    "\udc00\ud800", "\u2028\u2029", "\u202eright to left\u2066", "zero\u200bwidth\u200d", "\ufeff",
    "e" + "\u0301" * 50, "👩‍👩‍👧‍👦🏳️‍🌈", "\U0010ffff", "\ufffe\uffff", "العربية و English", "=1+1",
    "<img src=x onerror=alert(1)>", "{{7*7}} ${7*7}", "'; DROP TABLE threads; --",
    "[a](javascript:alert(1)) **b** `c`", "```\ncode\n```", "C:\\new\\table",
    "https://acme.example/a?b=(c)&d=[e]#f, and more", "    indented\n  - list",
    "__proto__", "constructor", "true", "null", "0", "-0", "1e400",
)  # fmt: skip
NUMBERS = (
    0, 1, 2, 3, 60, 86_400, 86_401, -1, 2**31, 2**53 - 1, 2**53, 2**63, 10**30, 1.0, 1.5, -0.0,
    1e308,
)  # fmt: skip
WRONGS: tuple[object, ...] = (
    None,
    True,
    False,
    0,
    1,
    1.5,
    "",
    "text",
    [],
    {},
    [[]],
    {"type": "text"},
    ["a"],
    {"a": {}},
)
ADDRESSES = (
    "https://acme.example/a.png", "http://[::1]:8080/", "HTTPS://ACME.EXAMPLE", "https://ü.example/ü",
    "https://a:b@acme.example", "javascript:alert(1)", "data:text/html,x", "//acme.example",
    "https://", "https://acme.example/ \n", "ftp://acme.example",
    "https://acme.example/" + "x" * 2_000,
)  # fmt: skip
EMAILS = (
    "mira@sol.example",
    "MIRA@SOL.EXAMPLE",
    "a@b",
    "",
    "@",
    "mira@sol.example\n",
    "é@ü.example",
)
MEDIA = (
    "image/png",
    "audio/mpeg",
    "text/html",
    "IMAGE/PNG",
    "image",
    "a/b/c",
    "image/svg+xml; x=y",
)


class Shapes:
    """Makes frames by chance. `conversations`, `threads`, `operators` and `seqs`: what
    there is to name."""

    def __init__(self, chance: Random) -> None:
        self.conversations: list[str] = []
        self.threads: list[str] = []
        self.operators: list[str] = []
        self.seqs = 1
        self._chance = chance
        self._count = 0

    def frame(self, kinds: Sequence[type[frames.Frame]]) -> tuple[str, str]:
        """A frame of one of these kinds as JSON, and its id."""
        kind = self._chance.choice(kinds)
        self._count += 1
        id_ = f"shape-{self._count:07}"
        made: Json = {"type": kind.__struct_config__.tag}
        for field in msgspec.structs.fields(kind):
            if field.name == "id":
                made["id"] = id_
            elif field.required or self._chance.random() < 0.6:
                made[field.name] = self._field(field.encode_name)
        if "text" in made and "content" in made and not self._one_in(WRONG):
            del made[self._chance.choice(["text", "content"])]
        if self._one_in(100):
            made[self._chance.choice(TEXTS)] = self._any(2)
        return json.dumps(made), id_

    def _field(self, name: str) -> object:
        """A value for a field of this name."""
        if self._one_in(WRONG):
            return self._chance.choice(WRONGS)
        make = self._makers().get(name)
        if make is None:
            raise LookupError(f"{name}: a field that is not tried; add it to the makers")
        return make()

    def _makers(self) -> Mapping[str, Callable[[], object]]:
        chance = self._chance
        return {
            "conversation": lambda: chance.choice([*self.conversations, "session_unknown"]),
            "thread": lambda: chance.choice(["current", "main", "all", None, *self.threads]),
            "operator": lambda: chance.choice([None, "operator_unknown", *self.operators]),
            "text": lambda: self._text(limits.MESSAGE_CHARACTERS),
            "topic": lambda: self._text(limits.TOPIC_CHARACTERS),
            "outcome": lambda: self._text(limits.OUTCOME_CHARACTERS),
            "external_id": lambda: chance.choice([self._text(limits.EXTERNAL_ID_CHARACTERS), None]),
            "signature": lambda: chance.choice([None, "0" * 64, "é"]),
            "content": self._content,
            "data": lambda: self._map(limits.DATA_ENTRIES, limits.DATA_VALUE_CHARACTERS),
            "segments": lambda: self._list(
                lambda: self._text(limits.SEGMENT_CHARACTERS), limits.SEGMENTS
            ),
            "seq": self._number,
            "before": self._number,
            "after": lambda: chance.choice([None, None, self._number()]),
            "around": lambda: chance.choice([None, None, self._number()]),
            "limit": self._number,
            "choices": lambda: chance.choice([None, [], ["a"], ["a", "b"], [chance.choice(TEXTS)]]),
            "value": lambda: self._text(limits.ANSWER_CHARACTERS),
            "nickname": lambda: self._text(limits.NICKNAME_CHARACTERS),
            "email": lambda: chance.choice([*EMAILS, "x" * 250 + "@a.b", None]),
            "phone": lambda: chance.choice(
                ["+351 21 123 45 67", self._text(limits.PHONE_CHARACTERS)]
            ),
            "avatar": lambda: chance.choice([*ADDRESSES, None]),
            "company": self._company,
            "color": lambda: chance.choice([None, "red", "blue", chance.choice(TEXTS)]),
            "state": lambda: chance.choice(["unresolved", "resolved", "open", "all", "pending"]),
            "cursor": lambda: chance.choice([None, None, chance.choice(TEXTS)]),
            "overwrite": self._flag,
            "main": self._flag,
            "note": self._flag,
        }

    def _content(self) -> object:
        make = self._chance.choice(
            [self._file, self._animation, self._audio, self._picker, self._question, self._carousel]
        )
        if self._one_in(12):
            return {"type": self._chance.choice(["text", "unreadable", "note", "x"])}
        return make()

    def _file(self) -> Json:
        name = self._text(limits.FILE_NAME_CHARACTERS)
        return {"type": "file", "name": name, "url": self._address(), "media": self._media()}

    def _animation(self) -> Json:
        return {"type": "animation", "url": self._address(), "media": self._media()}

    def _audio(self) -> Json:
        seconds = self._chance.choice([None, True, self._number()])
        return {**self._animation(), "type": "audio", "seconds": seconds}

    def _picker(self) -> Json:
        return {
            "type": "picker",
            "id": self._label(),
            "text": self._paragraph(),
            "required": self._flag(),
            "choices": self._list(self._choice, limits.CHOICES),
        }

    def _choice(self) -> Json:
        action = {"type": self._chance.choice(["frame", "link", 5]), "target": self._address()}
        return {
            "value": self._chance.choice(["a", "b", self._label()]),
            "label": self._label(),
            "icon": self._chance.choice([None, "🙂", self._label()]),
            "selected": self._flag(),
            "action": self._chance.choice([None, action]),
        }

    def _question(self) -> Json:
        return {
            "type": "field",
            "id": self._label(),
            "text": self._paragraph(),
            "explain": self._label(),
            "required": self._flag(),
            "value": self._label(),
        }

    def _carousel(self) -> Json:
        targets = self._list(self._target, limits.TARGETS)
        return {"type": "carousel", "text": self._paragraph(), "targets": targets}

    def _target(self) -> Json:
        return {
            "title": self._label(),
            "description": self._paragraph(),
            "image": self._chance.choice([None, self._address()]),
            "actions": self._list(self._target_action, limits.TARGET_ACTIONS),
        }

    def _target_action(self) -> Json:
        return {"label": self._label(), "url": self._address()}

    def _address(self) -> str:
        return self._chance.choice(ADDRESSES if self._one_in(8) else ADDRESSES[:5])

    def _label(self) -> str:
        return self._text(limits.LABEL_CHARACTERS)

    def _paragraph(self) -> str:
        return self._text(limits.QUESTION_CHARACTERS)

    def _company(self) -> object:
        return {
            "name": self._text(limits.COMPANY_CHARACTERS),
            "url": self._chance.choice([None, *ADDRESSES]),
            "description": self._text(limits.COMPANY_CHARACTERS),
            "employment": self._chance.choice([None, ["CTO"], {"title": "CTO"}]),
            "geolocation": self._chance.choice([None, ["PT", "Lisbon"], {"country": "PT"}]),
        }

    def _media(self) -> str:
        return self._chance.choice(MEDIA if self._one_in(8) else MEDIA[:2])

    def _text(self, most: int) -> str:
        """A text, now and then one that is exactly as long as it may be, or longer by one."""
        if not self._one_in(BOUND):
            return " ".join(self._chance.sample(TEXTS, self._chance.choice([1, 1, 1, 2, 3])))[:most]
        letter = self._chance.choice(["x", "é", "\u4e2d", "😀", "\n", " ", '"', "\\"])
        return letter * (most + self._chance.choice([-1, 0, 0, 1]))

    def _number(self) -> object:
        some = [self._chance.randint(0, self.seqs + 1), *NUMBERS]
        return some[0] if self._one_in(2) else self._chance.choice(some)

    def _flag(self) -> object:
        return self._chance.choice([1, "true"] if self._one_in(16) else [True, False])

    def _list(self, make: Callable[[], object], most: int) -> list[object]:
        return [make() for _ in range(self._count_up_to(most))]

    def _map(self, entries: int, characters: int) -> Json:
        count = self._count_up_to(entries)
        # Many short ones, or a few long ones: a frame has a bound, too.
        long = 200 if count > 5 else characters
        return {
            f"{self._chance.choice(TEXTS)[:40]}{number}": self._chance.choice(
                [self._text(long), self._number(), self._flag(), None, self._any(1)]
            )
            for number in range(count)
        }

    def _count_up_to(self, most: int) -> int:
        if self._one_in(12):
            return most + self._chance.choice([-1, 0, 1])
        return self._chance.randint(0, 3)

    def _any(self, depth: int) -> object:
        if depth == 0:
            return self._chance.choice(WRONGS)
        return self._chance.choice([[self._any(depth - 1)], {"a": self._any(depth - 1)}, 1e300])

    def _one_in(self, count: int) -> bool:
        return self._chance.random() * count < 1


def has_readable_id(text: str) -> bool:
    """What is too large, or is no JSON (half a surrogate pair), is refused without an id."""
    try:
        msgspec.json.decode(text)
    except msgspec.DecodeError:
        return False
    return len(text) <= limits.FRAME_BYTES
