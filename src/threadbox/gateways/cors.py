"""Which pages may read an answer: those of the website's own domains, and ours.

A refusal may be read by any page: it says nothing but what is wrong, and the developer who
mistyped something needs to see it. No cookie is ever involved.
"""

from collections.abc import Mapping
from typing import Any

from litestar import Response

from threadbox.domain.refusals import Refusal
from threadbox.gateways.auth import OwnOrigin, header, is_allowed, origin_of
from threadbox.views.websites import Website

_VARY = {"Vary": "Origin", "Cross-Origin-Resource-Policy": "cross-origin"}
READABLE_BY_ANY: Mapping[str, str] = {**_VARY, "Access-Control-Allow-Origin": "*"}
# How long browsers remember the answer to a preflight: two hours is the most that Chromium does.
_PREFLIGHT_SECONDS = 7_200


def readable_by(own: OwnOrigin, scope: Any, site: Website) -> Mapping[str, str]:
    """The headers that let the asking page read the answer. Raises `origin_not_allowed`."""
    named = header(scope, b"origin")
    origin = origin_of(named)
    is_own = own.is_own(origin, header(scope, b"host"))
    if named is None or not (is_own or is_allowed(origin, site.domains)):
        raise Refusal("forbidden", "origin_not_allowed")
    return {**_VARY, "Access-Control-Allow-Origin": named}


def preflight(scope: Any) -> Response[bytes]:
    """Lets any page ask: a preflight names no session yet, so whose page it is nobody can tell
    before the request itself, which is then refused to pages of other websites."""
    named = header(scope, b"origin")
    if origin_of(named) is None:
        raise Refusal("forbidden", "origin_not_allowed")
    return Response(
        b"",
        status_code=204,
        headers={
            **_VARY,
            "Access-Control-Allow-Origin": named or "",
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
        },
    )
