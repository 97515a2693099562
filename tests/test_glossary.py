"""The glossary is short, names each thing once, and every name of the code in it is there."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from tests.repository import ROOT

TERMS = 40
ROW = re.compile(r"^\| \*\*(.+?)\*\* \| (.+) \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "glossary.md").read_text())


def test_the_glossary_names_at_most_forty_things_each_once() -> None:
    assert 0 < len(ROWS) <= TERMS
    assert not [term for term, many in Counter(term for term, _, _ in ROWS).items() if many > 1]


def test_every_name_in_the_glossary_is_one_that_the_code_defines() -> None:
    named = [name for _, _, code in ROWS for name in re.findall(r"`(\w+)`", code)]
    assert len(named) >= len(ROWS)
    assert not [name for name in named if name not in _defined()]


@cache
def _defined() -> frozenset[str]:
    """Classes, constants, fields, tables and columns of the server, and the folders of both."""
    sources = list((ROOT / "src" / "threadbox").rglob("*.py"))
    names = {name for source in sources for name in _names(ast.parse(source.read_text()))}
    folders = {folder.name for folder in (ROOT / "web").glob("*/src/*") if folder.is_dir()}
    apps = {package.parent.name for package in (ROOT / "web").glob("*/src")}
    return frozenset(names | folders | apps | {source.stem for source in sources})


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Call(
                func=ast.Name(id="Table" | "Column"),
                args=[ast.Constant(value=str() as name), *_],
            ):
                yield name
