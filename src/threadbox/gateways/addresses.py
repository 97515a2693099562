"""Where a visitor is, as the page says: hearsay, cut down to what operators need.

Kept are origin and path. Queries and fragments are dropped, because sites put secrets there
(reset links, tokens), and nobody answering a chat needs them.
"""

from threadbox.domain.limits import URL_CHARACTERS
from threadbox.gateways.auth import origin_of
from threadbox.live.signals import NOWHERE, Page
from threadbox.wire import frames

# Longest path kept as the origin of what a page starts: it stands in a marker's tooltip.
PATH_CHARACTERS = 512
# What a browser tab shows is far less.
TITLE_CHARACTERS = 255


def page_from(given: frames.Page | None) -> Page | None:
    """The page as presence keeps it; None when there is no usable address."""
    if given is None:
        return None
    url = _without_query(given.url)
    if url is None:
        return None
    title = "".join(c for c in given.title if c.isprintable())[:TITLE_CHARACTERS]
    return (url, title, _without_query(given.referrer or ""))


def path_of(page: Page | None) -> str | None:
    """The path of a page, as markers name where a thread was started from."""
    if page is None:
        return None
    _, _, after_scheme = page[0].partition("://")
    _, slash, path = after_scheme.partition("/")
    return (slash + path)[:PATH_CHARACTERS] or "/"


def as_frame(page: Page | None) -> frames.Page | None:
    if page is None or page == NOWHERE:
        return None
    url, title, referrer = page
    return frames.Page(url=url, title=title, referrer=referrer)


def _without_query(address: str) -> str | None:
    if len(address) > URL_CHARACTERS or not address.isprintable():
        return None
    bare = address.partition("#")[0].partition("?")[0]
    scheme, separator, rest = bare.partition("://")
    host, slash, path = rest.partition("/")
    if origin_of(f"{scheme}{separator}{host}") is None:
        return None
    return f"{scheme}://{host}{slash}{path}"
