"""What a page or a visitor may give, with the server's verdict: `protocol/vectors/validation.json`.

The domain judges; the front ends' own checks are held to its verdicts by
`web/chatbox/tests/core/vectors.test.ts`. Written by `make protocol`.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from threadbox.domain import limits, people, topics
from threadbox.domain.people import Profile
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import message_text

# Letters of one code point and two UTF-16 units.
WIDE = "\U0001f600"
# Spaces that Python and JavaScript do not trim alike by themselves.
SPACES = "\t \u00a0\u1680\u2003\u2028\u202f\u3000"

# One line, whatever it is called: given by pages that have it from templates and databases.
LINES = [
    "Customer server offline (Ticket #1929383)",
    "  padded \t",
    f"{SPACES}in spaces{SPACES}",
    "two\nlines",
    "two\r\nlines\tand a tab",
    "e\u0301 and \u00e9",
    "\u202eright to left",
    "\ufeffa mark first",
    "",
    " \t\n",
    "\u200b\u2060",
    "\u2800",
    "\x00",
    "a bell\x07",
    "next\x85line",
    "escape\x1b[31m",
    "unit\x1fseparator",
    "\x1ftrimmed separators\x1c",
    "half a pair \ud83d",
    None,
    7,
    True,
    ["a list"],
    {"a": "map"},
]
ADDRESSES = [
    "https://example.com/a.png",
    "http://localhost:8080/?q=ä#f",
    "  https://example.com/  ",
    "HTTPS://EXAMPLE.COM/",
    "ftp://example.com/",
    "javascript:alert(1)",
    "data:image/png;base64,AA",
    "//example.com/a.png",
    "https://",
    "https://a b.example/",
    'https://example.com/"',
    "https://example.com/<b>",
    "https://example.com/\u00a0x",
]
EMAILS = [
    "mira@example.com",
    " mira@example.com ",
    "mira+tag@sub.example.co.uk",
    "mira@localhost",
    "mira@example.com\n",
    "mira",
    "@example.com",
    "mira@",
    "a@b@c.example",
    "mira ross@example.com",
    "<mira@example.com>",
    "mira@exa\u3000mple.com",
]
DATA = [
    {},
    {"plan": "pro", "seats": 12, "trial": False, "ratio": 0.5, "empty": ""},
    {"a.b:c-d_e": "every sign"},
    {" padded ": "a key"},
    {"plan": " padded "},
    {"two words": 1},
    {"umläut": 1},
    {"": 1},
    {"__proto__x": 1},
    {"constructor": 1},
    {"prototype": 1},
    {"list": [1]},
    {"map": {"a": 1}},
    {"control": "a\x07"},
    {"lines": "two\nlines"},
    {"blank": " "},
    {"most": limits.INTEGER_MOST},
    {"more": limits.INTEGER_MOST + 1},
    {"less": -limits.INTEGER_MOST - 1},
    {"k" * limits.DATA_KEY_CHARACTERS: 1},
    {"k" * (limits.DATA_KEY_CHARACTERS + 1): 1},
    {"value": "v" * limits.DATA_VALUE_CHARACTERS},
    {"value": "v" * (limits.DATA_VALUE_CHARACTERS + 1)},
    {"value": WIDE * limits.DATA_VALUE_CHARACTERS},
    {f"k{number}": number for number in range(limits.DATA_ENTRIES)},
    {f"k{number}": number for number in range(limits.DATA_ENTRIES + 1)},
]
# As JSON: `{"k10":"…","k11":"…"}`.
ROUND_BYTES = len('"k10":"",')


def _data_of(size: int, letter: str = "x") -> dict[str, str]:
    """Data that has so many bytes as JSON, or up to three fewer."""
    data: dict[str, str] = {}
    left = size - len("{}") + len(",")
    while left > ROUND_BYTES:
        room = min(limits.DATA_VALUE_CHARACTERS, (left - ROUND_BYTES) // len(letter.encode()))
        data[f"k{10 + len(data)}"] = letter * room
        left -= ROUND_BYTES + room * len(letter.encode())
    return data


def _lines(most: int) -> list[object]:
    return [*LINES, "x" * most, "x" * (most + 1), WIDE * most, WIDE * (most + 1), f" {'x' * most} "]


def _texts(most: int) -> list[str]:
    """Profile fields are texts by then: numbers are written out, and a null forgets the value."""
    return [given for given in _lines(most) if isinstance(given, str)]


def _profile(field: str) -> Callable[[Any], object]:
    return lambda given: asdict(people.changed_profile(Profile(), {field: given}))[field]


# What the front ends check, by the name of the check → (the server's own check, what is given).
CHECKS: dict[str, tuple[Callable[[Any], object], list[Any]]] = {
    "topic": (topics.topic, _lines(limits.TOPIC_CHARACTERS)),
    "external_id": (
        topics.external_id,
        [given for given in _lines(limits.EXTERNAL_ID_CHARACTERS) if given is not None],
    ),
    "message": (
        lambda given: message_text(given, field="text", most=limits.MESSAGE_CHARACTERS),
        [
            *(given for given in LINES if isinstance(given, str)),
            "  indented\n    more\n\n",
            "\n\n  blank lines first",
            "form\ffeed, vertical\x0btab",
            "x" * (limits.MESSAGE_CHARACTERS + 1),
            WIDE * limits.MESSAGE_CHARACTERS,
        ],
    ),
    "data": (
        lambda given: people.merged_data({}, given),
        [
            *DATA,
            _data_of(limits.DATA_BYTES),
            _data_of(limits.DATA_BYTES + 9),
            _data_of(limits.DATA_BYTES, WIDE),
            _data_of(limits.DATA_BYTES + 9, WIDE),
        ],
    ),
    "event": (
        lambda given: people.session_event(given, None, None).text,
        _lines(limits.EVENT_CHARACTERS),
    ),
    "event_data": (
        lambda given: people.session_event("an event", given, None).data,
        [*DATA[:8], _data_of(limits.EVENT_DATA_BYTES), _data_of(limits.EVENT_DATA_BYTES + 9)],
    ),
    "segments": (
        lambda given: list(people.changed_segments((), given, overwrite=True)),
        [
            [],
            ["customer", " vip ", "customer"],
            ["x" * limits.SEGMENT_CHARACTERS],
            ["x" * (limits.SEGMENT_CHARACTERS + 1)],
            [""],
            ["a\x00"],
            [str(number) for number in range(limits.SEGMENTS)],
            [str(number) for number in range(limits.SEGMENTS + 1)],
            [str(number % limits.SEGMENTS) for number in range(limits.SEGMENTS + 1)],
        ],
    ),
    "nickname": (_profile("nickname"), _texts(limits.NICKNAME_CHARACTERS)),
    "email": (_profile("email"), [*EMAILS, f"{'x' * 242}@example.com", f"{'x' * 243}@example.com"]),
    "phone": (_profile("phone"), ["+49 30 1234-56 (7)", *_texts(limits.PHONE_CHARACTERS)]),
    "avatar": (
        _profile("avatar"),
        [
            *ADDRESSES,
            *("https://e.example/".ljust(limits.URL_CHARACTERS + more, "x") for more in (0, 1)),
        ],
    ),
}


def vectors() -> dict[str, list[dict[str, object]]]:
    """By check: what is given, and what the server makes of it or why it refuses."""
    return {name: list(_judged(check, given)) for name, (check, given) in CHECKS.items()}


def _judged(check: Callable[[Any], object], given: list[Any]) -> Iterator[dict[str, object]]:
    for each in given:
        try:
            accepted = check(each)
        except Refusal as refusal:
            yield {"given": each, "refused": refusal.reason}
        else:
            kept = accepted == each and isinstance(accepted, type(each))
            yield {"given": each, "accepted": "as given" if kept else {"as": accepted}}


def text() -> bytes:
    """The whole of the file, a line per vector. Half a surrogate pair stays an escape."""
    lists = [
        f' "{name}": [\n' + ",\n".join(f"  {_json(vector)}" for vector in judged) + "\n ]"
        for name, judged in vectors().items()
    ]
    return ("{\n" + ",\n".join(lists) + "\n}\n").encode(errors="backslashreplace")


def _json(vector: dict[str, object]) -> str:
    return json.dumps(vector, ensure_ascii=False)
