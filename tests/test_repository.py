"""What must not stand in any file of the repository, whoever wrote it."""

import re
from pathlib import Path

from tests.repository import ROOT, files

# Whoever installs decides where packages come from. Written in parts, or this file would be one.
REGISTRIES = re.compile(
    r"pypi\.(?:org|python)|python" + r"hosted\.org|registry\.(?:npmjs|yarnpkg)|\bdeb\.debian\.org"
    r"|security\.debian\.org|archive\.ubuntu\.com"
)
# A path of somebody's machine means nothing on another.
MACHINE_PATHS = re.compile(
    r"(?:^|[\s\"'`(=:])/(?:root|home/[a-z]|Users/[A-Za-z]|work|farm|mnt)/[\w.]"
)
THIS = Path(__file__)


def test_no_file_names_a_package_registry() -> None:
    assert not _lines_with(REGISTRIES)


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not _lines_with(MACHINE_PATHS)


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if path != THIS and pattern.search(line)
    ]
