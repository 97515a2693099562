"""What must not stand in any file of the repository, whoever wrote it."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent

# Whoever installs decides where packages come from. Written in parts, or this file would be one.
REGISTRIES = re.compile(
    r"pypi\.(?:org|python)|python" + r"hosted\.org|registry\.(?:npmjs|yarnpkg)|\bdeb\.debian\.org"
    r"|security\.debian\.org|archive\.ubuntu\.com"
)
# A path of somebody's machine means nothing on another.
MACHINE_PATHS = re.compile(
    r"(?:^|[\s\"'`(=:])/(?:root|home/[a-z]|Users/[A-Za-z]|work|farm|mnt)/[\w.]"
)
THIS = "tests/test_repository.py"


def test_no_file_names_a_package_registry() -> None:
    assert not _lines_with(REGISTRIES)


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not _lines_with(MACHINE_PATHS)


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}"
        for path in _tracked()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if path != THIS and pattern.search(line)
    ]


def _tracked() -> list[str]:
    """Every file that a clone would have, and those about to be added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [path for path in listed.stdout.split("\0") if (ROOT / path).is_file()]


def _text(path: str) -> str:
    return (ROOT / path).read_text(errors="replace")
