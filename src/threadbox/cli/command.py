"""What a command is: a name, what it says of itself, its options, and a function."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from threadbox.config import Config

# Settings that say where the data is; every command heeds them.
WHERE = ("data", "database_url")


class BadUse(Exception):  # noqa: N818 (said to a person, on one line)
    """The command was not used as it can be; the text says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option of one command, besides the settings."""

    name: str
    says: str
    is_flag: bool = False
    is_needed: bool = False
    is_positional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a command was given."""

    texts: Mapping[str, str]
    flags: frozenset[str]
    config: Config

    @property
    def wants_json(self) -> bool:
        return "json" in self.flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `settings`: the fields of `Config` that are its options.

    `defaults`: where this command's differ. `typed_only`: settings that no variable sets for it.
    """

    name: str
    says: str
    more: str
    examples: str
    run: Callable[[Given], int]
    options: tuple[Option, ...] = ()
    settings: tuple[str, ...] = WHERE
    defaults: Mapping[str, str] = field(default_factory=dict)
    typed_only: frozenset[str] = frozenset()


JSON = Option(name="json", says="Print one JSON object, for programs.", is_flag=True)
WEBSITE_ID = Option(name="website", says="The website's id.", is_needed=True)


def say(text: str) -> None:
    """Prints for people, at once: the output may be piped."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def say_json(values: Mapping[str, object]) -> None:
    say(json.dumps(values, ensure_ascii=False))


def named(kind: str, id: str) -> dict[str, object]:  # noqa: A002
    """`website`, `operator` → the key under which programs find its id."""
    return {f"{kind}_id": id}


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows for people, in columns under their heads; nothing when there is none."""
    if not rows:
        return ""
    lines = [heads, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def snippet(address: str, website: str) -> str:
    """What a site puts into its pages: the classic snippet, with our script."""
    return (
        '<script type="text/javascript">\n'
        "  window.$crisp = [];\n"
        f'  window.CRISP_WEBSITE_ID = "{website}";\n'
        '  (function () { var d = document, s = d.createElement("script");\n'
        f'    s.src = "{address}/l.js"; s.async = 1; d.head.appendChild(s); }})();\n'
        "</script>"
    )
