"""The docs tell the truth: links lead somewhere, and what they name is there."""

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

from tests.repository import ROOT, files
from threadbox.cli.parser import COMMANDS
from threadbox.config import Config, option, variable

OPERATING = ROOT / "docs" / "operating.md"

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.MULTILINE)
# Paths that prose names in backquotes, such as `src/threadbox/wire/frames.py`.
NAMED_PATH = re.compile(r"`((?:src|docs|tests|web|protocol|bench|tools|requirements)/[\w./-]+\w)`")


def test_every_link_between_our_pages_leads_somewhere() -> None:
    assert not [
        f"{page.relative_to(ROOT)}: {target}"
        for page in _pages()
        for target in _links(page)
        if not _leads_somewhere(page, target)
    ]


def test_every_path_that_the_docs_name_exists() -> None:
    assert not [
        f"{page.relative_to(ROOT)}: {path}"
        for page in _pages()
        for path in NAMED_PATH.findall(_prose(page))
        if not (ROOT / path).exists()
    ]


def test_every_command_and_option_is_documented() -> None:
    text = OPERATING.read_text()
    names = {f"threadbox {command.name}" for command in COMMANDS}
    names |= {
        f"threadbox {command.name} {own.name.upper()}" if own.is_positional else option(own.name)
        for command in COMMANDS
        for own in command.options
    }
    for setting in fields(Config):
        names |= {option(setting.name), variable(setting.name)}
    assert not [name for name in sorted(names) if f"`{name}" not in text and f" {name}" not in text]


def _leads_somewhere(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True  # tests do not talk to the outside
    path, _, anchor = target.partition("#")
    found = (page.parent / path).resolve() if path else page
    if not found.exists():
        return False
    return not anchor or anchor in _anchors(found)


@cache
def _anchors(page: Path) -> set[str]:
    """The fragments under which headings can be reached, as hosting sites make them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in HEADING.findall(_prose(page))
    }


def _links(page: Path) -> Iterator[str]:
    for groups in LINK.findall(_prose(page)):
        yield groups[0] or groups[1]


@cache
def _prose(page: Path) -> str:
    """The page without its code blocks."""
    return FENCE.sub("", page.read_text())


def _pages() -> list[Path]:
    return files("*.md")
