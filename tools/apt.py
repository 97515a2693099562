"""Installs packages of Debian and its kin, where that takes no question: as root, by apt-get."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

QUIETLY = Path(__file__).with_name("quietly")
# The lists of a fresh machine are empty or old, and an old list names packages that are gone.
# One name that a system has not (Ubuntu knows no firefox-esr) would keep all others away.
SCRIPT = """
apt-get --quiet=2 update || exit
for name; do
    shift
    apt-cache show "$name" >/dev/null 2>&1 && set -- "$@" "$name"
done
[ $# -eq 0 ] || apt-get --quiet=2 install --yes --no-install-recommends "$@"
"""


def install(packages: Sequence[str]) -> None:
    """All that the system has, in one go; nothing on another machine, for another user, without
    network.

    What apt-get has to complain about is printed; what is still missing afterwards, whoever
    needs it finds out by looking.
    """
    if not packages or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    subprocess.run(
        [QUIETLY, f"apt-get: {' '.join(packages)}", "sh", "-c", SCRIPT, "apt-get", *packages],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        check=False,
    )
