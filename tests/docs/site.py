"""A small site for tests, on `localhost`: what lies at each path, and with which headers."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = tuple[str, str]  # media type, text


@contextlib.contextmanager
def serve(pages: Mapping[str, Page], headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yields the site's address. Other paths are the page "/" too, as in single-page apps."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media, text = pages.get(self.path, pages["/"])
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{media}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing: the browser's side is what tests look at."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{listener.server_address[1]}/"
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
