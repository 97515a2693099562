"""Uploads on their way in: nobody shuts the door for others, and a full disk is said in words."""

import json
import resource
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPResponse
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.gateways.front_door import DEADLINE_SECONDS, PAGE, FrontDoor, assemble, forwarded, opened
from tests.gateways.uploading import PDF, png, somebody, upload
from tests.threadbox_server import ThreadboxServer
from threadbox.gateways.files import image_worker
from threadbox.gateways.security import rate_limits
from threadbox.store.database import Database
from threadbox.views.files import kept_files


@pytest.fixture
def door(tmp_path: Path) -> Iterator[FrontDoor]:
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door:
        yield door


def kept(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


class Slow:
    """An upload that is begun, and goes on as its test says."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def send(self, body: bytes) -> None:
        self._line.sendall(body)

    def answer(self) -> tuple[int, str]:
        """The status, and why it was refused, once there is an answer."""
        answer = HTTPResponse(self._line)
        answer.begin()
        return answer.status, str(json.loads(answer.read()).get("reason", ""))


@contextmanager
def begun(
    door: FrontDoor,
    credentials: dict[str, str],
    address: str,
    *,
    length: int = 1_000_000,
    path: str = "/visitor/files?name=x",
) -> Iterator[Slow]:
    """The server has let it in, and waits for the body."""
    at = urlsplit(door.url)
    headers = {
        "Host": at.netloc,
        "Origin": PAGE,
        "Expect": "100-continue",
        "Content-Type": "text/plain",
        "Content-Length": str(length),
        **credentials,
        **forwarded(address),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((at.hostname, at.port or 0), DEADLINE_SECONDS) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode())
        if line.recv(25) != b"HTTP/1.1 100 Continue\r\n\r\n":
            raise PermissionError(address)
        yield Slow(line)


def of_visitor(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def upload_at(door: FrontDoor, token: str, address: str, body: bytes = b"x") -> httpx2.Response:
    return httpx2.post(
        f"{door.url}/visitor/files",
        params={"name": "x"},
        content=body,
        headers={
            "Content-Type": "text/plain",
            "Origin": PAGE,
            **of_visitor(token),
            **forwarded(address),
        },
        timeout=60,
    )


def upload_by_operator(door: FrontDoor, conversation: str, address: str) -> httpx2.Response:
    return httpx2.post(
        f"{door.url}/operator/files",
        params={"name": "x", "conversation": conversation},
        content=b"x",
        headers={
            "Content-Type": "text/plain",
            "Origin": door.url,
            "Cookie": door.cookie(),
            **forwarded(address),
        },
        timeout=60,
    )


@pytest.mark.bound("UPLOADS_AT_ONCE")
def test_slow_strangers_shut_uploads_to_nobody(door: FrontDoor) -> None:
    """A customer of IPv6 takes another address with each, and as many of them as fit."""
    with ExitStack() as held, somebody(door) as linus:
        strangers = [
            held.enter_context(somebody(door)) for _ in range(rate_limits.UPLOADS_AT_ONCE // 4)
        ]
        slow: list[Slow] = []
        for number in range(4 * rate_limits.UPLOADS_AT_ONCE):
            who = strangers[number % len(strangers)]
            # Eight customers, each with as many networks as they like.
            address = f"2001:db8:{number % 8:x}:{number:x}00::1"
            try:
                slow.append(held.enter_context(begun(door, of_visitor(who.token), address)))
            except PermissionError:
                continue
        assert len(slow) >= rate_limits.UPLOADS_AT_ONCE
        for number in range(3):
            address = f"203.0.113.{number}"
            assert upload_at(door, linus.token, address).status_code == 201
        assert upload_by_operator(door, linus.session, "198.51.100.7").status_code == 201
        assert slow[rate_limits.UPLOADS_AT_ONCE - 1].answer() == (503, "files_busy"), "it gave way"


@pytest.mark.bound("UPLOADS_AT_ONCE", "OPERATOR_UPLOADS_AT_ONCE")
def test_visitors_never_take_the_operators_slots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many they are: each at an address of its own, so that nobody has to give way."""
    monkeypatch.setattr(rate_limits, "UPLOADS_AT_ONCE", 4)
    with (
        opened(tmp_path, trusted_proxies="127.0.0.1") as door,
        ExitStack() as held,
        somebody(door) as linus,
    ):
        for number in range(4):
            credentials = of_visitor(linus.token)
            held.enter_context(begun(door, credentials, f"203.0.113.{number}"))
        refused = upload_at(door, linus.token, "198.51.100.1")
        assert (refused.status_code, refused.json()["reason"]) == (503, "files_busy")
        assert upload_by_operator(door, linus.session, "198.51.100.1").status_code == 201


@pytest.mark.bound("OPERATOR_UPLOADS_AT_ONCE")
def test_operators_have_as_many_slots_as_that_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "OPERATOR_UPLOADS_AT_ONCE", 1)
    with opened(tmp_path) as door, somebody(door) as linus:
        path = f"/operator/files?name=x&conversation={linus.session}"
        credentials = {"Cookie": door.cookie("grace"), "Origin": door.url}
        with begun(door, credentials, "198.51.100.2", path=path) as slow:
            refused = upload_by_operator(door, linus.session, "198.51.100.1")
            assert (refused.status_code, refused.json()["reason"]) == (503, "files_busy")
            assert upload_at(door, linus.token, "198.51.100.1").status_code == 201
            slow.send(b"x" * 1_000_000)
            assert slow.answer()[0] == 201
        assert upload_by_operator(door, linus.session, "198.51.100.1").status_code == 201


def test_a_customer_of_ipv6_has_a_few_hosts_worth_of_uploads_at_once(door: FrontDoor) -> None:
    most = rate_limits.UPLOADS_AT_ONCE_OF_ONE
    with ExitStack() as held:
        visitors = [held.enter_context(somebody(door)) for _ in range(5)]

        def begin(number: int, address: str) -> None:
            token = visitors[number * len(visitors) // (4 * most + 1)].token
            held.enter_context(begun(door, of_visitor(token), address))

        for number in range(2 * most):
            begin(number, f"2001:db8:1:{number:x}::1")
        with pytest.raises(PermissionError):
            begin(2 * most, "2001:db8:1:ff::1")
        for number in range(2 * most, 4 * most):
            begin(number, f"2001:db8:1:{number:x}00::1")
        with pytest.raises(PermissionError):
            begin(4 * most, "2001:db8:1:ffff::1")
        assert upload_at(door, visitors[-1].token, "2001:db8:2::1").status_code == 201


@pytest.mark.bound("UPLOAD_BYTES_PER_SECOND_LEAST", "UPLOAD_GRACE_SECONDS")
def test_an_upload_that_hardly_comes_is_ended_and_one_that_comes_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came fast at first buys no time for the rest."""
    monkeypatch.setattr(rate_limits, "UPLOAD_GRACE_SECONDS", 0.4)
    with opened(tmp_path) as door, somebody(door) as linus:
        credentials = of_visitor(linus.token)
        for first in (b"", b"x", b"x" * 500_000):
            with begun(door, credentials, "203.0.113.5") as slow:
                slow.send(first)
                assert slow.answer() == (400, "file_too_slow")
        monkeypatch.setattr(rate_limits, "UPLOAD_BYTES_PER_SECOND_LEAST", 1)
        with begun(door, credentials, "203.0.113.5", length=20) as slow:
            for _ in range(20):
                slow.send(b"x")
                linus.is_alive()
            assert slow.answer() == (201, "")
    assert len(kept(tmp_path)) == 1


@pytest.fixture
def _few_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "ADDRESS_UPLOAD_BYTES_A_DAY", 100_000)
    monkeypatch.setattr(rate_limits, "WEBSITE_UPLOAD_BYTES_A_DAY", 300_000)


@pytest.mark.bound("ADDRESS_UPLOAD_BYTES_A_DAY", "WEBSITE_UPLOAD_BYTES_A_DAY")
@pytest.mark.usefixtures("_few_bytes")
def test_the_bytes_of_uploads_are_counted_by_address_and_by_website(tmp_path: Path) -> None:
    """Whoever sends them: sessions cost nothing; and whatever becomes of them."""
    bodies = [b"a" * 60_000, b"MZ\x90\0" + b"\0" * 60_000]

    def taken(door: FrontDoor, address: str, body: bytes) -> httpx2.Response:
        with somebody(door) as anybody:
            return upload_at(door, anybody.token, address, body)

    with opened(tmp_path, trusted_proxies="127.0.0.1") as door, somebody(door) as linus:
        for number in (1, 2):
            address = f"203.0.113.{number}"
            codes = [taken(door, address, body).status_code for body in bodies]
            assert codes == [201, 415]
            refused = taken(door, address, b"x")
            assert (refused.status_code, refused.json()["reason"]) == (429, "files_bytes_too_many")
            assert refused.json()["data"]["whose"] == "address"
            assert int(refused.headers["Retry-After"]) >= 1
        taken(door, "203.0.113.3", b"x" * 60_000)
        refused = taken(door, "203.0.113.4", b"x")
        assert (refused.status_code, refused.json()["data"]["whose"]) == (429, "website")
        assert upload_by_operator(door, linus.session, "198.51.100.1").status_code == 201


def test_what_broke_off_is_counted_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "ADDRESS_UPLOAD_BYTES_A_DAY", 100_000)
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door, somebody(door) as linus:
        with begun(door, of_visitor(linus.token), "203.0.113.5") as slow:
            slow.send(b"x" * 600_000)
            while not any(path.stat().st_size for path in kept(tmp_path)):
                linus.is_alive()
        while kept(tmp_path):
            linus.is_alive()
        assert upload_at(door, linus.token, "203.0.113.5").status_code == 429


@pytest.mark.bound("DISK_BYTES_KEPT_FREE", "DISK_RETRY_SECONDS")
def test_a_disk_that_is_nearly_full_takes_messages_and_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as door, somebody(door) as linus:
        free = [10**12]
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free[0]))
        assert upload(door, linus.token, PDF, "application/pdf").status_code == 201
        free[0] = rate_limits.DISK_BYTES_KEPT_FREE - 1
        refused = upload(door, linus.token, PDF, "application/pdf")
        assert (refused.status_code, refused.json()["reason"]) == (503, "storage_full")
        assert int(refused.headers["Retry-After"]) == rate_limits.DISK_RETRY_SECONDS
        linus.do("send", text="messages go on")
        # It fills up while a file is on its way.
        free[0] = 10**12
        with begun(door, of_visitor(linus.token), "203.0.113.5") as slow:
            slow.send(b"x" * 100)
            free[0] = 0
            slow.send(b"x" * 400_000)
            assert slow.answer() == (503, "storage_full")
    assert len(kept(tmp_path)) == 1


def _in_the_way(folder: Path) -> None:
    """Where folders of files would be, there are files."""
    (folder / "files").mkdir(exist_ok=True)
    for number in range(256):
        (folder / "files" / f"{number:02x}").write_text("in the way")


BROKEN: dict[str, Callable[[Path], object]] = {
    "no folder to arrive in": lambda folder: (folder / "files").write_text("in the way"),
    "no folder to be kept in": _in_the_way,
}


@pytest.mark.parametrize("break_", BROKEN.values(), ids=BROKEN.keys())
def test_a_disk_that_fails_is_said_and_leaves_nothing(
    break_: Callable[[Path], object],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with opened(tmp_path) as door, somebody(door) as linus:
        break_(tmp_path)
        before = kept(tmp_path)
        for body, media in ((PDF, "application/pdf"), (png(), "image/png")):
            refused = upload(door, linus.token, body, media)
            assert (refused.status_code, refused.json()["reason"]) == (503, "storage_unavailable")
            assert int(refused.headers["Retry-After"]) >= 1
            assert refused.headers["access-control-allow-origin"] == PAGE
        assert kept(tmp_path) == before
        assert door.database.read_now(kept_files) == {}
        linus.do("send", text="messages go on")
    # Printed, or handed to `logging` once a server was configured in this process.
    told = capfd.readouterr().out + caplog.text
    assert "Traceback" not in told
    assert "not_kept" in told or "not_stored" in told


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")
def test_a_disk_that_fills_up_during_an_upload_is_said(
    new_server: Callable[..., ThreadboxServer],
) -> None:
    """The disk is full for this process alone: the kernel forbids its files to grow."""
    server = new_server(None)
    server.start()
    file = server.data / "threadbox.db"
    with closing(Database.open(f"sqlite:///{file}", owner=False)) as database:
        door = assemble(server.port, database)
    with somebody(door) as linus:
        soft, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
        sizes = [path.stat().st_size for path in server.data.glob("threadbox.db*")]
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (max(sizes) + 1024 * 1024, hard))
        refused = upload(door, linus.token, b"x" * 8 * 1024 * 1024, "text/plain")
        assert (refused.status_code, refused.json()["reason"]) == (503, "storage_unavailable")
        assert kept(server.data) == []
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (soft, hard))
        assert upload(door, linus.token, b"x" * 8 * 1024 * 1024, "text/plain").status_code == 201
    assert "Traceback" not in server.output()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_picture_for_which_there_is_no_room_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(png(400, 400))

    def drawn(target: str) -> dict[str, object]:
        command = [
            sys.executable,
            "-I",
            "-m",
            image_worker.__name__,
            str(tmp_path / "picture"),
            target,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        told: dict[str, object] = json.loads(done.stdout)
        return told

    assert drawn("/dev/full")["refused"] == "disk"
    assert drawn(str(tmp_path / "drawn"))["media"] == "image/png"
    (tmp_path / "picture").write_bytes(png(400, 400)[:200])
    assert drawn(str(tmp_path / "drawn"))["refused"] == "broken"
