"""Puts docs/limits.md together: `python -m tools.limits`, or `make limits`.

A limit's value and reason are read from the code, where it stands; which tests prove it, from the
marks of the tests (`@pytest.mark.bound("PAGE_BYTES")`); by whom it is counted and what happens
when it is reached, from docs/limits.toml. Nothing is run or imported for it.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "threadbox"
PAGE = ROOT / "docs" / "limits.md"
WORDS = ROOT / "docs" / "limits.toml"
# The files that hold nothing but limits; their names need no module before them.
LIMITS = (
    PACKAGE / "domain" / "limits.py",
    PACKAGE / "gateways" / "security" / "rate_limits.py",
)
# What an administrator runs, and not somebody else: not limited here.
OTHERS = {"backup", "cli", "demo"}
_NAME = re.compile(r"_?[A-Z][A-Z0-9_]+\Z")
_ARITHMETIC = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number in the code. `source`: as it is written there; `reason`: the comment above it."""

    name: str
    source: str
    value: float
    reason: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A test that is marked with the name of a limit."""

    limit: str
    test: str
    path: str


@cache
def limits() -> dict[str, Limit]:
    """Every number that has a name, by that name."""
    found = [each for path in _sources() for each in _limits_in(path)]
    assert len({each.name for each in found}) == len(found), "two modules of one name"
    return {each.name: each for each in found}


@cache
def proofs() -> tuple[Proof, ...]:
    """Every mark of every test, in the order of files and lines."""
    return tuple(
        each for path in sorted((ROOT / "tests").rglob("test_*.py")) for each in _proofs_in(path)
    )


def words() -> dict[str, Any]:
    """docs/limits.toml."""
    return tomllib.loads(WORDS.read_text())


def page() -> str:
    """The page as it should be."""
    sections = (_section(each) for each in words()["section"])
    return "\n".join([words()["preface"], *sections])


def shown_value(limit: Limit) -> str:
    """With its unit, as far as the name tells it."""
    number, name = limit.value, limit.name
    if "BYTES" in name.split(".")[-1]:
        return _bytes(number)
    if name.endswith("MILLISECONDS"):
        return _time(number / 1000)
    if "PER_SECOND" in name:
        return f"{_number(number)}/s" if number >= 1 else f"1 in {_number(round(1 / number))} s"
    if name.endswith("SECONDS") and "BURST" not in name:
        return _time(number)
    return _number(number)


def _section(words: dict[str, Any]) -> str:
    rows = []
    before = ""
    for name in words["names"]:
        limit = limits()[name]
        reason = "as above" if limit.reason and limit.reason == before else limit.reason
        before = limit.reason
        shown = ", ".join(
            f"[{_sentence(proof.test)}](../{proof.path})"
            for proof in proofs()
            if proof.limit == name
        )
        rows.append(f"| `{name}` | {shown_value(limit)} | {reason} | {shown} |")
    return "\n".join(
        [
            f"## {words['title']}",
            "",
            f"- Counted: {words['counted']}.",
            f"- When it is reached: {words['reached']}.",
            "",
            "| Limit | Value | Why | Shown by |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _sources() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] not in OTHERS and "migrations" not in path.parts:
            yield path


def _limits_in(path: Path) -> Iterator[Limit]:
    """The constants of a module, each with the comment it stands under: a comment is about all
    that follow it without another one or an empty line between."""
    lines = path.read_text().splitlines()
    module = "" if path in LIMITS else f"{path.stem}."
    for node in ast.parse("\n".join(lines)).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if not isinstance(target, ast.Name) or not _NAME.match(target.id):
            continue
        if not all(isinstance(part, _ARITHMETIC) for part in ast.walk(node.value)):
            continue
        source = ast.unparse(node.value)
        value = eval(source, {"__builtins__": {}})  # numbers and operators: looked at above
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield Limit(
                name=module + target.id,
                source=source,
                value=value,
                reason=_reason(lines, node.lineno - 1),
                path=path.relative_to(ROOT).as_posix(),
            )


def _reason(lines: list[str], at: int) -> str:
    while at > 0 and lines[at - 1] and not lines[at - 1].startswith(("#", " ")):
        at -= 1
    comment: list[str] = []
    while at > 0 and lines[at - 1].startswith("#"):
        at -= 1
        comment.insert(0, lines[at].removeprefix("#").strip())
    return " ".join(comment).replace("|", "\\|")


def _proofs_in(path: Path) -> Iterator[Proof]:
    """Marks stand on a test, or on the cases of a table that it is parametrized with."""
    tree = ast.parse(path.read_text())
    tables = {
        target.id: _marked(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in ([node.target] if isinstance(node, ast.AnnAssign) else node.targets)
        if isinstance(target, ast.Name)
    }
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not node.name.startswith("test_"):
            continue
        names = [name for decorator in node.decorator_list for name in _marked(decorator)]
        for decorator in node.decorator_list:
            for part in ast.walk(decorator):
                if isinstance(part, ast.Name):
                    names += tables.get(part.id, [])
        for name in dict.fromkeys(names):
            file = path.relative_to(ROOT).as_posix()
            yield Proof(limit=name, test=node.name, path=file)


def _marked(tree: ast.AST) -> list[str]:
    """What the calls of `pytest.mark.bound` in it name."""
    return [
        argument.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.bound"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def _sentence(test: str) -> str:
    return test.removeprefix("test_").replace("_", " ")


def _number(value: float) -> str:
    return f"{value:,.2f}" if value != int(value) else f"{int(value):,}"


def _bytes(value: float) -> str:
    for unit, size in (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024)):
        if value >= size and value % size == 0:
            return f"{int(value // size):,} {unit}"
    return f"{_number(value)} bytes"


def _time(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds > length and seconds % length == 0:
            return f"{int(seconds // length)} {unit}"
    return f"{seconds:g} s"


if __name__ == "__main__":
    PAGE.write_text(page())
