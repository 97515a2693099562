"""The repository's files, as a clone would have them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def files(*patterns: str) -> list[Path]:
    """Every tracked file, and those about to be added, that fit one of the patterns."""
    # A checkout may belong to another user than the one who tests, as in containers.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(
        [*command, "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
