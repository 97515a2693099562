"""A customer's website for tests: pages on another origin that embed the chatbox.

Served on `localhost`, while the server under test listens on `127.0.0.1`, so that to the browser
they are two sites, as in real life.
"""

import contextlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parent.parent
EMBED = (ROOT / "docs" / "embed.md").read_text()
# Crisp's own wrapper as it is published. Its name has hyphens, which a page cannot write.
WRAPPER = ROOT / "web" / "node_modules" / "crisp-sdk-web" / "dist" / "crisp.umd.cjs"


def documented_snippet(url: str, website: str) -> str:
    """The snippet as `docs/embed.md` prints it, without its `<script>` tags."""
    block = re.search(r"```html\n<script>\n(.*?)</script>\n```", EMBED, re.DOTALL)
    assert block is not None
    assert "https://chat.example.com" in block[1]
    return block[1].replace("https://chat.example.com", url).replace("YOUR-WEBSITE-ID", website)


class Reachable(Protocol):
    """A server, or what stands before one."""

    @property
    def url(self) -> str: ...
    @property
    def socket_url(self) -> str: ...


class HostSite:
    """`url` is the page; `/other` is another page of the same site, and `/sdk` one with Crisp's
    wrapper, as `Crisp`, in place of the snippet."""

    def __init__(self, server: Reachable, website: str, *, before: str, csp: str) -> None:
        self.script = before + documented_snippet(server.url, website)
        self.csp = csp.format(url=server.url, socket=server.socket_url)
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/"

    def answer(self, path: str) -> tuple[str, str]:
        """Content type and text of a path."""
        if path == "/snippet.js":
            return "text/javascript", self.script
        if path == "/wrapper.js":
            return "text/javascript", WRAPPER.read_text() + "\nCrisp = window['crisp-sdk-web'];\n"
        script = "/wrapper.js" if path == "/sdk" else "/snippet.js"
        return "text/html", (
            "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width'>"
            f"<title>Acme {path}</title><script src='{script}'></script></head>"
            "<body><main><h1>Acme Hosting</h1><p>Your servers</p>"
            "<a href='/other'>Other page</a></main></body></html>"
        )


# What docs/embed.md tells web developers to allow; nothing inline, nothing else.
STRICT_CSP = (
    "default-src 'none'; script-src 'self' {url}; connect-src {url} {socket};"
    " style-src 'self'; img-src https: {url} blob:; media-src https: {url}"
)


# Keeps what the policy of a page refuses. Firefox and WebKit ask for an icon of the page, which is
# the page's own affair.
HEAR_VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", it =>
        it.blockedURI.endsWith("/favicon.ico") || window.violations.push(it.violatedDirective));
"""


@contextlib.contextmanager
def serve(
    server: Reachable, website: str, *, before: str = "", csp: str = STRICT_CSP
) -> Iterator[HostSite]:
    """A site embedding `website`'s chatbox. `before`: JavaScript ahead of the snippet."""
    site = HostSite(server, website, before=before, csp=csp)

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = site.answer(self.path)
            body = text.encode()
            self.send_response(200 if self.path != "/favicon.ico" else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if site.csp:
                self.send_header("Content-Security-Policy", site.csp)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing: the browser's side is what tests look at."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    site.port = listener.server_address[1]
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
