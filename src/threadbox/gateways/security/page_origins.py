"""Which pages may embed a website's chatbox, and on which of the website's domains they are.

A website's list holds bare domains, which stand for http and https pages on them and below, on any
port, and origins of apps, which are compared whole: every app of one kind has the same.
"""

from collections.abc import Iterable

from threadbox.domain.app_origins import APP_SCHEMES
from threadbox.gateways.security.auth import Origin, origin_of

_APPS = tuple(f"{scheme}://" for scheme in APP_SCHEMES)


def is_allowed(named: str | None, domains: Iterable[str]) -> bool:
    """Whether a page of the origin that a browser named may embed the website's chatbox."""
    listed = tuple(domains)
    return domain_of(named, listed) is not None or (is_app(named) and named in listed)


def domain_of(named: str | None, domains: Iterable[str]) -> str | None:
    """The widest of the website's domains that a page of this origin is on; None: on none."""
    origin = origin_of(named)
    if origin is None:
        return None
    widest_first = sorted((domain.lower().rstrip(".") for domain in domains), key=len)
    return next((domain for domain in widest_first if domain and _is_on(origin, domain)), None)


def cookie_domain(named: str | None, domains: Iterable[str], wished: str) -> str | None:
    """How high a session's cookie may go: the page's domain, or what is wished below it."""
    domain = domain_of(named, domains)
    bare = wished.lower().strip(".")
    return bare if domain is not None and bare.endswith("." + domain) else domain


def is_app(named: str | None) -> bool:
    """Whether this is the origin of pages inside an app, such as `capacitor://localhost`."""
    return (named or "").startswith(_APPS)


def remedy(named: str | None) -> str:
    """What the developer of a page that is refused can do about it, as half a sentence."""
    if named is not None and (is_app(named) or origin_of(named) is not None):
        listed = named if is_app(named) else "its domain"
        return (
            f"{listed} has to be among those that `threadbox set-website --website ID"
            f" --domains A,B,...` lists"
        )
    if named in (None, "null", "file://"):
        return (
            "the page has no origin of its own; serve it by http or https rather than as a file,"
            " and give the sandbox of its frame or policy allow-same-origin"
        )
    return "only pages served by http or https, and those of Capacitor and Ionic apps, can have it"


def _is_on(origin: Origin, domain: str) -> bool:
    return origin.host == domain or origin.host.endswith("." + domain)
