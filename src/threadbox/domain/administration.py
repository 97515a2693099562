"""What an administrator can do, by name: these are the acts that the audit log tells of."""

from dataclasses import dataclass
from typing import Literal

ActName = Literal[
    "website_created",
    "website_changed",
    "website_deleted",
    "identity_changed",
    "operator_created",
    "operator_added",
    "operator_removed",
    "operator_signed_out",
    "password_set",
    "password_link_made",
    "password_chosen",
    "token_created",
    "token_revoked",
    "secret_prepared",
    "secret_rotated",
    "secret_dropped",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. `actor`: who did it, as the machine or the inbox knows them; `website`: the public
    id, if it is about one; `about`: whom or what it was done to. Never a secret."""

    name: ActName
    actor: str
    website: str | None = None
    about: str | None = None
