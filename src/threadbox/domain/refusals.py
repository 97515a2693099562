"""The one way to say "we understood you, and the answer is no".

    Exception
    └── Refusal(code, reason, **data)

`code` is one of nine words and decides status and frame (`wire/problems.py`);
`reason` is a stable machine word a client may branch on; `data` names the field
and the limit, so that whoever asked can mend the request. Anything else that is
raised is a bug of ours and is never shown to a client.
"""

from typing import Literal

Code = Literal[
    "invalid",
    "unauthenticated",
    "forbidden",
    "not_found",
    "conflict",
    "too_large",
    "unsupported",
    "too_many",
    "unavailable",
]

Detail = str | int | bool | None


class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """An answer that changes nothing. The sentence for it stands in `wire/problems.py`."""

    def __init__(self, code: Code, reason: str, **data: Detail) -> None:
        super().__init__(f"{code}: {reason}")
        self.code: Code = code
        self.reason = reason
        self.data = data

    @property
    def is_cured_by_time(self) -> bool:
        """Whether the very same may be done later; when, `retry_after` says, in seconds."""
        return "retry_after" in self.data
