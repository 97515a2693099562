"""The examples of the pages for web developers: every fenced block, with what it is written in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tests.repository import ROOT

PAGES = (
    "docs/embed.md",
    "docs/moving-from-crisp.md",
    "web/threadbox-web/README.md",
    "README.md",
)

_BLOCK = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"// ([\w./-]+\.tsx?)\n")


@dataclass(frozen=True, slots=True)
class Example:
    """`language` is the whole word after the fence, such as "js" or "js server"."""

    page: str
    line: int
    language: str
    text: str

    @property
    def file(self) -> str | None:
        """The file that its first line says it is."""
        named = _FILE.match(self.text)
        return named[1] if named else None

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def examples(*languages: str) -> list[Example]:
    """Those in one of the languages, in order; without a language all."""
    found = chain.from_iterable(map(_of_page, PAGES))
    return [example for example in found if not languages or example.language in languages]


def _of_page(page: str) -> Iterator[Example]:
    text = Path(ROOT / page).read_text()
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 2
        yield Example(page, line, block[2], block[3])
