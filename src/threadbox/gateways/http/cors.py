"""Which pages may read an answer: those of the website's own domains, and ours.

A refusal may be read by any page: it says nothing but what is wrong, and the developer who
mistyped something needs to see it. No cookie decides anything here, so a page whose `fetch` was
patched to send its cookies along, or headers of its own, gets the same answers.
"""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Response

from threadbox.domain.refusals import Refusal
from threadbox.gateways.security.auth import OwnOrigin, header, origin_of
from threadbox.gateways.security.page_origins import is_allowed, remedy
from threadbox.views.websites import Website

# How long browsers remember the answer to a preflight: two hours is the most that Chromium does.
_PREFLIGHT_SECONDS = 7_200
# Names of headers with commas between, as browsers write them.
_NAMES = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+(?: *, *[A-Za-z0-9!#$%&'*+.^_`|~-]+)*\Z")
_OUR_HEADERS = "authorization, content-type"


def readable_by_any(scope: Any) -> Mapping[str, str]:
    """The headers that let the asking page read a refusal, whoever it is."""
    # Browsers take no asterisk where cookies were sent along.
    named = header(scope, b"origin")
    credentials = {} if named is None else {"Access-Control-Allow-Credentials": "true"}
    return {
        "Vary": "Origin",
        "Cross-Origin-Resource-Policy": "cross-origin",
        # A page may know how long it waited for us.
        "Timing-Allow-Origin": "*",
        "Access-Control-Allow-Origin": named or "*",
        **credentials,
    }


def readable_by(own: OwnOrigin, scope: Any, site: Website) -> Mapping[str, str]:
    """The headers that let the asking page read the answer. Raises `origin_not_allowed`."""
    named = header(scope, b"origin")
    is_own = own.is_own(origin_of(named), header(scope, b"host"))
    if named is None or not (is_own or is_allowed(named, site.domains)):
        raise Refusal(
            "forbidden", "origin_not_allowed", origin=named or "no origin", remedy=remedy(named)
        )
    return readable_by_any(scope)


def preflight(scope: Any) -> Response[bytes]:
    """Lets any page ask: a preflight names no session yet, so whose page it is nobody can tell
    before the request itself, which is then refused to pages of other websites."""
    asked = header(scope, b"access-control-request-headers") or ""
    return Response(
        b"",
        status_code=204,
        headers={
            **readable_by_any(scope),
            "Access-Control-Allow-Methods": "POST",
            # Whatever tracing and the like add: a header that we do not know changes nothing.
            "Access-Control-Allow-Headers": asked if _NAMES.match(asked) else _OUR_HEADERS,
            "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
        },
    )
