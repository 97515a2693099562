"""The built front ends: the chatbox's script, hashed assets, the inbox; and the demo's page.

- `/l.js` keeps its name, so it is asked for again every five minutes (with an ETag). It is the
  same script at `/l/<website id>.js`, where it reads the website from its own address.
- `/assets/…` have a hash in their names and never change.
- `/inbox/…` is one page for every client route, under a strict content security policy; beside it
  lies `/inbox/picture.html`, in which it shows pictures that lie elsewhere.
- `/demo/…` is there only when the demo runs.

Any site may load the script and the assets; the inbox is ours alone.
"""

from collections.abc import Mapping
from pathlib import Path

from litestar import Response
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from threadbox.domain.refusals import Refusal
from threadbox.gateways.http.responses import AnyRequest
from threadbox.gateways.http.security_headers import EVERYWHERE
from threadbox.gateways.http.static_files import KINDS, file_answer, files_in

_FOR_ANY_SITE = {
    # `import()` of the chatbox's parts is a CORS request from the customer's page.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # A page may know how long it waited for us.
    "Timing-Allow-Origin": "*",
}
LOADER: Mapping[str, str] = {**_FOR_ANY_SITE, "Cache-Control": "public, max-age=300"}
ASSET: Mapping[str, str] = {
    **_FOR_ANY_SITE,
    "Cache-Control": "public, max-age=31536000, immutable",
}
INBOX: Mapping[str, str] = {
    **EVERYWHERE,
    # The page is small and changes with each release; it is asked for, and 304 answers.
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        # `blob:` is an operator's own picture before it is sent; recordings are stored here. What
        # lies elsewhere is shown in a frame of ours, see PICTURE.
        "img-src 'self' data: blob:; media-src 'self'; frame-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
}
# The inbox frames it, and nobody else does. It has no origin, and may load pictures alone.
PICTURE: Mapping[str, str] = {
    **INBOX,
    "Content-Security-Policy": (
        "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "require-trusted-types-for 'script'"
    ),
}
# The demo's page has its own policy inside, as a customer's page would, but for what only a
# header can say.
DEMO: Mapping[str, str] = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
_PICTURE_PAGE = "inbox/picture.html"
_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Threadbox: front end not built</title></head>
<body><h1>The front end is not built yet</h1>
<p>The server runs, but this checkout has no built chatbox and inbox. With Node 20.19 or newer:</p>
<pre>make run</pre><p>or, to build only:</p>
<pre>npm --prefix web ci &amp;&amp; npm --prefix web run build</pre>
<p>Then start the server again.</p></body></html>
"""
_NOT_BUILT_SCRIPT = "console.warn('Threadbox: the chatbox is not built; the inbox says how.');\n"


class Pages:
    """Serves what was in the folders at the start. `demo` None: no demo here."""

    def __init__(self, front_end: Path, demo: Path | None) -> None:
        self._files = files_in(front_end)
        self._demo = None if demo is None else files_in(demo)

    @property
    def is_built(self) -> bool:
        return "l.js" in self._files and "inbox/index.html" in self._files

    def routes(self) -> list[HTTPRouteHandler]:
        routes = [
            _reading("/")(self.root),
            _reading(["/l.js", "/l/{name:str}"])(self.loader),
            _reading("/assets/{path:path}")(self.asset),
            _reading(["/inbox", "/inbox/{path:path}"])(self.inbox),
        ]
        if self._demo is not None:
            routes.append(_reading(["/demo", "/demo/{path:path}"])(self.demo))
        return routes

    async def root(self, request: AnyRequest) -> Redirect:  # noqa: ARG002
        return Redirect("/inbox/", status_code=302, headers=dict(EVERYWHERE))

    async def loader(self, request: AnyRequest) -> Response[bytes]:
        if not _named(request).endswith(".js"):
            raise Refusal("not_found", "not_found")
        if not self.is_built:
            headers = {**LOADER, "Cache-Control": "no-store"}
            return Response(_NOT_BUILT_SCRIPT.encode(), media_type=KINDS[".js"], headers=headers)
        return file_answer(request, self._files["l.js"], LOADER)

    async def asset(self, request: AnyRequest) -> Response[bytes]:
        file = self._files.get(_named(request))
        if file is None:
            raise Refusal("not_found", "not_found")
        return file_answer(request, file, ASSET)

    async def inbox(self, request: AnyRequest) -> Response[bytes]:
        """A file of the inbox, or its page for any other address: the client knows its routes."""
        if not self.is_built:
            return Response(
                _NOT_BUILT.encode(),
                status_code=503,
                media_type=KINDS[".html"],
                headers=dict(EVERYWHERE),
            )
        name = _named(request)
        file = self._files.get(name, self._files["inbox/index.html"])
        return file_answer(request, file, PICTURE if name == _PICTURE_PAGE else INBOX)

    async def demo(self, request: AnyRequest) -> Response[bytes] | Redirect:
        name = _named(request)
        # Its own addresses are relative. The framework has taken the slash off `path` by now.
        if request.scope["raw_path"] == b"/demo":
            return Redirect("/demo/", status_code=302, headers=dict(DEMO))
        file = (self._demo or {}).get(name.removeprefix("demo").removeprefix("/") or "index.html")
        if file is None:
            raise Refusal("not_found", "not_found")
        return file_answer(request, file, DEMO)


def _named(request: AnyRequest) -> str:
    """The path asked for, as files are named."""
    path: str = request.scope["path"]
    return path.removeprefix("/")


def _reading(path: str | list[str]) -> HTTPRouteHandler:
    return HTTPRouteHandler(path, http_method=["GET", "HEAD"])
