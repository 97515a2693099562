"""The signing examples sign as the server checks, each run by its own interpreter.

`make test` installs PHP, Ruby and Go where it may (tools/interpreters.py). Elsewhere a missing
one skips its tests and says what to install; the signature on the page is checked all the same.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.examples import Example, examples
from tests.repository import ROOT
from threadbox.domain.identity import is_signed, is_signed_for
from tools import interpreters

SECRET, TEXT = "a secret", "thread:1929383"

PYTHON = "\nprint(sign('a secret', 'thread:1929383'))\n"
NODE = "\nconsole.log(sign('a secret', 'thread:1929383'));\n"
PHP = "\necho sign('a secret', 'thread:1929383');\n"
RUBY = "\nputs sign('a secret', 'thread:1929383')\n"
GO = 'package main\n\nfunc main() { println(Sign("a secret", "thread:1929383")) }\n'


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


@pytest.mark.slow  # from Go 1.20 on, its standard library is compiled first
def test_the_example_in_go_signs_as_the_server_checks(tmp_path: Path) -> None:
    code = signing("go").text.replace("package chat", "package main")
    (tmp_path / "chat.go").write_text(code)
    (tmp_path / "main.go").write_text(GO)
    # Nothing of the machine's settings, nothing left in its caches, nothing downloaded.
    alone = {"GOENV": "off", "GOPROXY": "off", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    own = {"GOCACHE": str(tmp_path / "cache"), "GOPATH": str(tmp_path / "path")}
    told = _output("go", "run", "chat.go", "main.go", folder=tmp_path, settings=alone | own)
    assert is_signed([SECRET], TEXT, told)


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
    assert is_signed_for([SECRET], "email", "m</script>@s.example", signature)


def _output(
    program: str, *arguments: str, folder: Path, settings: Mapping[str, str] | None = None
) -> str:
    found = shutil.which(program)
    if found is None and program in interpreters.PACKAGES:
        pytest.skip(interpreters.hint([program]))
    assert found, f"{program} is what the tests themselves need"
    done = subprocess.run(
        [found, *arguments],
        cwd=folder,
        env=os.environ | (settings or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Go's println writes to the standard error.
    return (done.stdout or done.stderr).strip()
