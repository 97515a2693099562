"""The blocks of docs/operating.md, by the heading they stand under."""

import re
from dataclasses import dataclass
from functools import cache

from tests.repository import ROOT

PAGE = ROOT / "docs" / "operating.md"
_PART = re.compile(
    r"^#{1,3} (?P<heading>[^\n]+)$|^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block."""

    heading: str
    language: str
    text: str


@cache
def blocks() -> tuple[Block, ...]:
    """All of them, in order."""
    found, heading = [], ""
    for part in _PART.finditer(PAGE.read_text()):
        if part["heading"]:
            heading = part["heading"]
        else:
            found.append(Block(heading, part["language"], part["text"]))
    return tuple(found)


def under(heading: str, language: str) -> list[str]:
    """The texts of the blocks under a heading, in a language."""
    return [each.text for each in blocks() if (each.heading, each.language) == (heading, language)]


def block(heading: str, language: str) -> str:
    """The only one."""
    (only,) = under(heading, language)
    return only
