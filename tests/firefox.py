"""What Firefox is told at its start, and what it says that is no error of a page."""

# Sites of tests have names as real ones do, and lie on this machine.
SITES = ("www.acme.test", "shop.acme.test")
PREFERENCES: dict[str, str | float | bool] = {
    "network.dns.localDomains": ",".join(SITES),
    # Playwright cannot ask for it here, page by page.
    "ui.prefersReducedMotion": 1,
}
# Firefox tells of these where it tells of errors: what a page's security policy blocks
# (Playwright's own style for screenshots), a cookie for a domain that is none, a server that is
# gone.
NOTICES = (
    "The page’s settings blocked",
    "Cookie “",
    "Firefox can’t establish a connection",
    "The Same Origin Policy disallows",
)
