"""nginx and Caddy as the page has them: TLS, sockets, large files, addresses, and no figures."""

import contextlib
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.gateways.front_door import DOMAIN, PAGE, PASSWORD, FrontDoor, Wire, opened
from tests.gateways.uploading import PDF
from tests.operating.conftest import Needs
from tests.operating.page import block
from tests.servers import free_port
from tools import unpacked

HOST = "chat.example.com"
PUBLIC_URL = f"https://{HOST}"
HEADING = "Behind a proxy"
READY_SECONDS = 20
# The largest file that may be uploaded, by default.
LARGEST_BYTES = 20 * 1024 * 1024
Proxy = Callable[[str, FrontDoor], contextlib.AbstractContextManager[int]]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    folder = tmp_path_factory.mktemp("door")
    with opened(folder, public_url=PUBLIC_URL, trusted_proxies="127.0.0.1") as door:
        yield door


@pytest.fixture(params=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest, door: FrontDoor, tmp_path: Path, needs: Needs
) -> Iterator["Browser"]:
    """Somebody's browser, and one of the two between it and the server."""
    port = free_port()
    started = {"nginx": _nginx, "caddy": _caddy}[request.param]
    with started(needs(request.param), door, port, tmp_path):
        browser = Browser(door, port, request.param)
        with browser.client:
            yield browser


class Browser:
    """Reaches the server by its public name."""

    def __init__(self, door: FrontDoor, port: int, kind: str) -> None:
        self.door = door
        self.port = port
        self.kind = kind
        self.trust = _trust()
        self.client = httpx2.Client(
            verify=self.trust,
            base_url=f"https://127.0.0.1:{port}",
            headers={"Host": HOST},
            timeout=30,
        )
        # Caddy chooses the certificate, and the site, by the name that TLS asks for.
        self.extensions = {"sni_hostname": HOST}

    def get(self, path: str) -> httpx2.Response:
        return self.client.get(path, extensions=self.extensions)

    def post(self, path: str, **more: object) -> httpx2.Response:
        return self.client.post(path, extensions=self.extensions, **more)  # type: ignore[arg-type]

    @contextlib.contextmanager
    def line(self, path: str, origin: str, **headers: str) -> Iterator[Wire]:
        raw = socket.create_connection(("127.0.0.1", self.port))
        with connect(
            f"wss://{HOST}{path}", sock=raw, ssl=self.trust, server_hostname=HOST,
            origin=Origin(origin), additional_headers=headers, proxy=None,
        ) as connection:  # fmt: skip
            yield Wire(connection)


def test_people_get_through(proxy: Browser) -> None:
    door = proxy.door
    answer = proxy.post(
        "/operator/sign-in",
        json={"email": f"ada@{DOMAIN}", "password": PASSWORD},
        headers={"Origin": PUBLIC_URL},
    )
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"].partition(";")[0]
    assert cookie.startswith("__Host-threadbox=")
    assert "strict-transport-security" in answer.headers
    assert proxy.get("/inbox/").status_code in (200, 503), "503: the front ends are not built"
    token = proxy.post(
        "/visitor/boot",
        content=f'{{"website": "{door.website}"}}',
        headers={"Content-Type": "text/plain", "Origin": PAGE},
    ).json()["token"]
    with (
        proxy.line("/visitor", PAGE) as linus,
        proxy.line("/operator", PUBLIC_URL, Cookie=cookie) as ada,
    ):
        linus.say(type="hello", version=1, website=door.website, token=token)
        ada.say(type="hello", version=1)
        linus.hear("welcome")
        ada.hear("welcome")
        linus.do("open")
        linus.do("send", text="through the proxy")
        ada.hear("facts")
        body = PDF + b"0" * (LARGEST_BYTES - len(PDF))
        headers = {"Authorization": f"Bearer {token}", "Origin": PAGE}
        headers["Content-Type"] = "application/pdf"
        uploaded = proxy.post("/visitor/files", params={"name": "a"}, content=body, headers=headers)
        assert uploaded.status_code == 201, uploaded.text
        # One byte more is refused by us, in our words, and not by the proxy.
        refused = proxy.post(
            "/visitor/files", params={"name": "a"}, content=body + b"0", headers=headers
        )
        assert refused.json()["reason"] == "file_too_large"


def test_the_figures_stay_inside(proxy: Browser) -> None:
    answer = proxy.get("/metrics")
    assert answer.status_code == 404
    assert "threadbox_" not in answer.text


def test_browsers_are_offered_http_2(proxy: Browser) -> None:
    context = _trust()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", proxy.port)) as raw,
        context.wrap_socket(raw, server_hostname=HOST) as line,
    ):
        assert line.selected_alpn_protocol() == "h2"


def test_whose_address_it_is_comes_from_the_proxy_alone(
    proxy: Browser, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """What a visitor claims about an address is not believed."""
    answer = proxy.post(
        "/operator/sign-in",
        json={"email": f"ada@{DOMAIN}", "password": "not the password"},
        headers={"Origin": PUBLIC_URL, "X-Forwarded-For": "203.0.113.9"},
    )
    assert answer.status_code == 401
    # Printed, or handed to `logging` once a server was configured in this process.
    told = capsys.readouterr().out + caplog.text
    logged = [line for line in told.splitlines() if "sign_in_failed" in line]
    assert logged
    assert "203.0.113.9" not in logged[-1]


@contextlib.contextmanager
def _nginx(program: Path, door: FrontDoor, port: int, folder: Path) -> Iterator[None]:
    """With the page's block, but for the port and where the certificate is."""
    certificate, key = _certificate(folder)
    text = (
        block(HEADING, "nginx")
        .replace("server 127.0.0.1:8080;", f"server 127.0.0.1:{door.port};")
        .replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
        .replace("/etc/ssl/chat.example.com.pem", str(certificate))
        .replace("/etc/ssl/chat.example.com.key", str(key))
    )
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid;\nerror_log {folder}/log;\ndaemon off;\nmaster_process off;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{text}}}\n"
    )
    command = [program, "-p", folder, "-e", folder / "log", "-c", folder / "nginx.conf"]
    subprocess.run([*map(str, command), "-t"], check=True, capture_output=True)
    with _running(command, "nginx", port, folder):
        yield


@contextlib.contextmanager
def _caddy(program: Path, door: FrontDoor, port: int, folder: Path) -> Iterator[None]:
    """With the page's block, but for the ports, and a certificate of its own making."""
    text = (
        block(HEADING, "caddyfile")
        .replace("127.0.0.1:8080", f"127.0.0.1:{door.port}")
        .replace(f"{HOST} {{", f"{HOST}:{port} {{\n    tls internal\n    bind 127.0.0.1", 1)
    )
    options = (
        "{\n    admin off\n    skip_install_trust\n    auto_https disable_redirects\n"
        f"    storage file_system {folder}/store\n}}\n"
    )
    (folder / "Caddyfile").write_text(options + text)
    command = [program, "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"]
    with _running(command, "caddy", port, folder):
        yield


@contextlib.contextmanager
def _running(command: list[object], name: str, port: int, folder: Path) -> Iterator[None]:
    environment = {**unpacked.environment(name), "HOME": str(folder)}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [str(word) for word in command], stdout=output, stderr=output, env=environment
        )
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(port):
            assert process.poll() is None, (folder / "output").read_text()
            assert time.monotonic() < deadline, (folder / "output").read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    """Whether a handshake in the server's name is answered; a proxy may listen before it can."""
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=5) as raw,
            _trust().wrap_socket(raw, server_hostname=HOST),
        ):
            return True
    except OSError:
        return False


def _trust() -> ssl.SSLContext:
    """Takes any certificate: it is the tests' own."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
