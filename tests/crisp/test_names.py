"""The table of names: nothing is in the chatbox that it does not tell, and each test exists."""

import ast
import re
from pathlib import Path

from tests.crisp.document import PAGE, page
from tests.crisp.names import NAMES

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "web" / "chatbox" / "src"


def test_the_document_is_what_the_list_says() -> None:
    assert PAGE.read_text() == page(), "python -m tests.crisp.document"


def test_every_name_has_its_test() -> None:
    functions = {
        f"{path.name}::{node.name}"
        for path in HERE.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name.test for name in NAMES} <= functions
    assert len({(name.kind, name.name) for name in NAMES}) == len(NAMES)


def test_every_command_of_the_chatbox_is_listed_and_none_besides() -> None:
    sources = "\n".join(path.read_text() for path in SOURCES.glob("*/crisp/*.ts"))
    built = set(re.findall(r'^ +"((?:do|set) [a-z:]+)":', sources, re.MULTILINE))
    assert built == {f"{it.kind} {it.name}" for it in NAMES if it.kind in ("do", "set")}


def test_every_setting_of_the_chatbox_is_listed_and_none_besides() -> None:
    source = (SOURCES / "core" / "crisp" / "settings.ts").read_text()
    unset = re.search(r"const UNSET: Settings = \{(.*?)\n\}", source, re.DOTALL)
    assert unset is not None
    names = set(re.findall(r'^  "?([a-z:]+)"?:', unset[1], re.MULTILINE))
    assert names == {name.name for name in NAMES if name.kind == "config"}


def test_every_event_of_the_list_is_one_of_the_chatbox() -> None:
    source = (SOURCES / "core" / "crisp" / "commands.ts").read_text()
    pattern = re.search(r"const EVENTS =\n  /(\^.*\$)/s;", source)
    assert pattern is not None
    for name in NAMES:
        if name.kind == "on":
            assert re.fullmatch(pattern[1], name.name), name.name


def test_every_answer_of_the_chatbox_is_listed() -> None:
    source = (SOURCES / "loader" / "crisp" / "getters.ts").read_text()
    names = set(re.findall(r'"([a-z]+:[a-z:]+)": ', source))
    assert names <= {name.name for name in NAMES if name.kind in ("get", "is")}
    assert len(names) > 10
