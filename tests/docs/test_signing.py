"""The signing examples sign as the server checks, each run by its own interpreter.

Which interpreters are there is the machine's matter; a missing one skips its test, and
`SIGNATURE` still says on the page what it has to give.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.examples import Example, examples
from tests.repository import ROOT
from threadbox.domain.identity import is_signed

SECRET, TEXT = "a secret", "1929383"

PYTHON = "\nprint(sign('a secret', '1929383'))\n"
NODE = "\nconsole.log(sign('a secret', '1929383'));\n"
PHP = "\necho sign('a secret', '1929383');\n"
RUBY = "\nputs sign('a secret', '1929383')\n"
GO = 'package main\n\nfunc main() { println(Sign("a secret", "1929383")) }\n'


def signing(language: str) -> Example:
    """The example of that language on how to sign."""
    return next(it for it in examples(language) if "sign(" in it.text.lower())


def test_the_signature_on_the_page_is_what_the_server_accepts() -> None:
    page = (ROOT / "docs" / "embed.md").read_text()
    told = page.split(f'`sign("{SECRET}", "{TEXT}")` is `')[1].split("`")[0]
    assert is_signed([SECRET], TEXT, told)


@pytest.mark.parametrize(
    ("language", "program", "file", "more"),
    [
        ("python", sys.executable, "sign.py", PYTHON),
        ("js server", "node", "sign.mjs", NODE),
        ("php", "php", "sign.php", PHP),
        ("ruby", "ruby", "sign.rb", RUBY),
    ],
)
def test_the_example_signs_as_the_server_checks(
    language: str, program: str, file: str, more: str, tmp_path: Path
) -> None:
    (tmp_path / file).write_text(signing(language).text + more)
    assert is_signed([SECRET], TEXT, _output(program, file, folder=tmp_path))


def test_the_example_in_go_signs_as_the_server_checks(tmp_path: Path) -> None:
    code = signing("go").text.replace("package chat", "package main")
    (tmp_path / "chat.go").write_text(code)
    (tmp_path / "main.go").write_text(GO)
    assert is_signed([SECRET], TEXT, _output("go", "run", "chat.go", "main.go", folder=tmp_path))


def test_the_footer_of_wordpress_is_a_page_that_names_and_signs_the_user(tmp_path: Path) -> None:
    """WordPress's three functions stand around it as it documents them."""
    footer = next(it.text for it in examples("php") if "wp_footer" in it.text)
    (tmp_path / "functions.php").write_text(footer)
    (tmp_path / "page.php").write_text(
        "<?php\n"
        "function add_action($name, $act) { $GLOBALS['acts'][$name] = $act; }\n"
        "function wp_get_current_user() {\n"
        "    return (object) ['user_email' => 'm</script>@s.example'];\n"
        "}\n"
        "function wp_json_encode($value, $flags = 0) { return json_encode($value, $flags); }\n"
        "putenv('THREADBOX_SECRET=a secret');\n"
        "require 'functions.php';\n"
        "$GLOBALS['acts']['wp_footer']();\n"
    )
    page = _output("php", "page.php", folder=tmp_path)
    assert page.count("</script>") == 1, "what the user is called ends no script"
    signature = page.split("]]]")[0].split('"')[-2]
    assert is_signed([SECRET], "m</script>@s.example", signature)


def _output(program: str, *arguments: str, folder: Path) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed here")
    done = subprocess.run(
        [found, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    # Go's println writes to the standard error.
    assert done.returncode == 0, done.stderr
    return (done.stdout or done.stderr).strip()
