"""Where a visitor is, as the page says: hearsay, cut down to what operators need.

Kept are origin and path. Queries and fragments are dropped, because sites put secrets there
(reset links, tokens), and nobody answering a chat needs them.

One kind of fragment is kept: a route, `#/orders` or `#!/orders`. Sites of one page that route by
it have no other path, and without it their visitors would never move. It is kept as a path is:
up to its query, and not at all where it holds what only data has (`=`, `&`, as in
`#/access_token=…`). Unlike a path it never reached a server that could have refused to put a
secret there, so it also ends before a part that may be one: `SECRET_CHARACTERS` or more, with a
digit among them, as words seldom have.
"""

from urllib.parse import unquote

from threadbox.domain.limits import URL_CHARACTERS
from threadbox.gateways.security.auth import origin_of
from threadbox.live.signals import NOWHERE, Page
from threadbox.wire import frames

# Longest path kept as the origin of what a page starts: it stands in a marker's tooltip.
PATH_CHARACTERS = 512
# What a browser tab shows is far less.
TITLE_CHARACTERS = 255


# The shortest tokens that sites make have about so many.
SECRET_CHARACTERS = 20


def page_from(given: frames.Page | None) -> Page | None:
    """The page as presence keeps it; None when there is no usable address."""
    if given is None:
        return None
    url = _without_query(given.url)
    if url is None:
        return None
    title = "".join(c for c in given.title if c.isprintable())[:TITLE_CHARACTERS]
    return (url + _route_of(given.url), title, _without_query(given.referrer or ""))


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
    host, _, path = rest.partition("/")
    if origin_of(f"{scheme}{separator}{host}") is None:
        return None
    return f"{scheme}://{host}/{path}"


def _route_of(address: str) -> str:
    """The fragment that is a route, with its `#`; "" when there is none to keep."""
    route = address.partition("#")[2].partition("?")[0]
    if not route.startswith(("/", "!/")) or "=" in route or "&" in route:
        return ""
    kept = []
    for part in route.split("/"):
        if _may_be_secret(unquote(part)):
            break
        kept.append(part)
    return "#" + ("/".join(kept) or "/")


def _may_be_secret(part: str) -> bool:
    return len(part) >= SECRET_CHARACTERS and any(map(str.isdigit, part))
