"""The headers that protect, on every HTTP answer, whoever made it.

A route that needs another value says so itself (`responses.py`, `front_ends.py`); what it leaves
out is filled in here with the strictest. So nothing can be forgotten, the toolkit's own answers
included.
"""

from collections.abc import Mapping
from typing import Any

# Nothing that is not a file of ours is kept by caches, guessed at, framed, or told to others.
EVERYWHERE: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# For a year from each visit. Sub-domains are their owners' business.
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


class Headers:
    """Fills in what an answer lacks. `is_https`: browsers reach us by https only."""

    def __init__(self, *, is_https: bool) -> None:
        wanted = {**EVERYWHERE, **(_HTTPS_ONLY if is_https else {})}
        self._wanted = [(name.lower().encode(), value.encode()) for name, value in wanted.items()]

    def around(self, send: Any) -> Any:
        """An ASGI `send` that fills them in."""

        async def filled_in(message: Any) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", ())}
                missing = (pair for pair in self._wanted if pair[0] not in given)
                message = {**message, "headers": [*message.get("headers", ()), *missing]}
            await send(message)

        return filled_in
