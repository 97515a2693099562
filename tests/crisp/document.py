# ruff: noqa: E501 -- the lines of a document
"""Writes `docs/compatibility.md` from the list of names: `python -m tests.crisp.document`."""

from pathlib import Path

from tests.crisp.names import NAMES, Name

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "compatibility.md"
FOLDER = "tests/crisp"

_HEAD = f"""\
# Every name of `$crisp`

For developers who come from Crisp: what each name does here, and the test that shows it in a browser. Arguments, wrapping and leniency are
Crisp's: values in a list, lists in a list, bare values and trailing `undefined` accepted. Whatever a page passes, nothing is thrown: what
cannot be meant is said in the console and changes nothing (`{FOLDER}/test_hostile_input.py`). npm `crisp-sdk-web` 1.2.1 drives it
unmodified, every public method (`{FOLDER}/test_web_sdk.py`).

Written by `python -m tests.crisp.document` from `{FOLDER}/names.py`; the tests are in [`{FOLDER}/`](../{FOLDER}/).
"""

_TITLES = {
    "do": '`["do", name, [arguments]]`',
    "set": '`["set", name, [values]]`',
    "get": "`$crisp.get(name)`",
    "is": "`$crisp.is(name)`",
    "on": '`["on", name, callback]` and `["off", name]`',
    "config": '`["config", name, [value]]`',
    "global": "Globals",
    "runtime": "Keys of `CRISP_RUNTIME_CONFIG`",
    "method": "Methods of `$crisp`",
}


def page() -> str:
    """The whole document."""
    parts = [_HEAD]
    for kind, title in _TITLES.items():
        rows = [_row(name) for name in NAMES if name.kind == kind]
        parts.append(
            "\n".join([f"## {title}\n", "| Name | Here | Test |", "|---|---|---|", *rows, ""])
        )
    return "\n".join(parts)


def _row(name: Name) -> str:
    file, _, function = name.test.partition("::")
    shown = function.removeprefix("test_").replace("_", " ")
    return f"| `{name.name}` | {name.does} | [{shown}](../{FOLDER}/{file}) |"


if __name__ == "__main__":
    PAGE.write_text(page())
