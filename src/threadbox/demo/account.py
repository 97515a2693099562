"""The demo's account: its password, and telling a demo's data from anybody else's.

A demo's operator is printed on a screen with the password, so it must be in no data that others
can reach. Each demo's folder has a password of its own, made when the folder is.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from threadbox import private_files
from threadbox.demo.seed import EMAIL, WEBSITE
from threadbox.store.database import Database
from threadbox.views.operators import by_email, websites_of
from threadbox.views.websites import websites

PASSWORD_FILE = "demo-password"  # noqa: S105 (a name, not a secret)
# Every demo of version 0.1 had this one; a folder may still.
PUBLISHED_PASSWORD = "offline-since-1402"  # noqa: S105 (known to everybody)
# No letters that are taken for others; four groups of four are 78 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS = 4
_GROUP_LETTERS = 4


def password_of(folder: Path) -> str:
    """The password of the demo in a data folder, made when asked for first."""
    path = folder / PASSWORD_FILE
    if not path.exists():
        groups = (
            "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LETTERS)) for _ in range(_GROUPS)
        )
        private_files.replace(path, "-".join(groups))
    return path.read_text().strip()


def is_a_demos(database: Database, folder: Path) -> bool:
    """Whether the demo may go on with this data: its own, or none at all."""
    ids = {site.id for site in database.read_now(websites)}
    is_ours = str(WEBSITE) in ids
    return not ids or (is_ours and (len(ids) == 1 or (folder / PASSWORD_FILE).exists()))


def has_demo_account(database: Database, opens: Callable[[str, str], bool]) -> bool:
    """Whether somebody may sign in with what a demo printed. `opens(hash, password)` tells."""
    known = database.read_now(by_email, EMAIL)
    if known is None:
        return False
    answers_for = {site.id for site in database.read_now(websites_of, known)}
    return str(WEBSITE) in answers_for or opens(known.password_hash, PUBLISHED_PASSWORD)
