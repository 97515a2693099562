"""Files over HTTP: what is taken in, what becomes of it, and who may have it."""

import io
import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from PIL import Image

from tests.gateways.front_door import DEADLINE_SECONDS, PAGE, SECRET, FrontDoor, Wire, opened
from tests.gateways.uploading import (
    PDF,
    archive,
    clear_gif,
    double_photo,
    moving_gif,
    photo,
    png,
    png_that_claims,
    printed_photo,
    somebody,
    upload,
    upload_as_operator,
    wide_photo,
)
from threadbox.gateways.security.auth import FILE_KEY_DAYS, FileKeys
from threadbox.gateways.security.rate_limits import UPLOADS_AT_ONCE_OF_ONE

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sent(wire: Wire, uploaded: httpx2.Response, kind: str = "file") -> dict[str, object]:
    """The content of the message that an uploaded file becomes."""
    assert uploaded.status_code == 201, uploaded.text
    done = wire.do("send", content={"type": kind, "file": uploaded.json()["file"]})
    lines = wire.lines_until(
        lambda fact: fact["type"] == "message_sent" and fact["message"]["seq"] == done["seq"]
    )
    content: dict[str, object] = lines[-1]["fact"]["message"]["content"]
    return content


def read(door: FrontDoor, wire: Wire, url: object) -> httpx2.Response:
    return httpx2.get(f"{door.url}{url}", params={"key": wire.welcome["file_key"]})


def test_a_picture_arrives_turned_and_without_the_place_it_was_taken(
    either_door: FrontDoor,
) -> None:
    with somebody(either_door) as wire:
        content = sent(wire, upload(either_door, wire.token, photo(40, 20), "image/jpeg", "x.jpg"))
        answer = read(either_door, wire, content["url"])
    assert (content["width"], content["height"]) == (20, 40)
    assert content["bytes"] == len(answer.content)
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()
    assert b"secret remark" not in answer.content


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (double_photo(), "image/jpeg"),
        (printed_photo(), "image/jpeg"),
        (wide_photo(), "image/jpeg"),
        (clear_gif(), "image/gif"),
    ],
    ids=["two in one", "printing colours", "colour profile", "see-through"],
)
def test_pictures_as_devices_make_them_are_drawn_as_they_look(
    door: FrontDoor, body: bytes, media: str
) -> None:
    with somebody(door) as wire:
        content = sent(wire, upload(door, wire.token, body, media))
        answer = read(door, wire, content["url"])
    assert (content["media"], content["width"], content["height"]) == (media, 30, 20)
    with Image.open(io.BytesIO(body)) as before, Image.open(io.BytesIO(answer.content)) as after:
        assert after.format == media.partition("/")[2].upper()
        assert "icc_profile" not in after.info
        shown = [each.convert("RGBA").crop((3, 3, 4, 4)).tobytes() for each in (before, after)]
    assert all(abs(one - other) < 12 for one, other in zip(*shown, strict=True)), shown


def test_a_moving_picture_goes_on_moving(door: FrontDoor) -> None:
    with somebody(door) as wire:
        content = sent(wire, upload(door, wire.token, moving_gif(3), "image/gif"))
        answer = read(door, wire, content["url"])
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert getattr(picture, "n_frames", 1) == 3


@pytest.mark.parametrize(
    ("body", "said", "media"),
    [
        (PDF, "application/pdf", "application/pdf"),
        (b"one line\nanother\n", "text/plain", "text/plain"),
        (b"a;b\n1;2\n", "text/csv", "text/csv"),
        (archive(**{"word/document.xml": "<w/>"}), WORD, WORD),
        (archive(**{"a.txt": "a"}), "application/zip", "application/zip"),
        (png(), "image/jpeg", "image/png"),
        (b"OggS\0\x02" + b"\0" * 22 + b"\x01vorbis" + b"\0" * 40, "audio/ogg", "audio/ogg"),
    ],
    ids=["pdf", "text", "csv", "word", "zip", "a png called jpeg", "ogg"],
)
def test_a_file_is_what_its_contents_say(
    door: FrontDoor, body: bytes, said: str, media: str
) -> None:
    with somebody(door) as wire:
        uploaded = upload(door, wire.token, body, said)
        assert uploaded.status_code == 201, uploaded.text
        assert uploaded.json()["media"] == media
        assert uploaded.json()["bytes"] > 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "image/png"),
        (b"<!doctype html><script>alert(1)</script>", "text/html"),
        (b"\xef\xbb\xbf  <script>alert(1)</script>", "text/plain"),
        (b"<hta:application/><script>1</script>", "text/plain"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "application/xhtml+xml"),
        (b"MZ\x90\0" + b"\0" * 200, "application/pdf"),
        (b"\x7fELF" + b"\0" * 200, "application/octet-stream"),
        (b"one\0two", "text/plain"),
        (b"just text", "image/png"),
        (b"AddType application/x-httpd-php .jpg", "application/octet-stream"),
    ],
    ids=["svg", "svg in xml", "html", "html in text", "hta", "xhtml", "exe", "elf", "bytes", "lie",
         "htaccess"],
)  # fmt: skip
def test_what_a_browser_or_a_machine_would_run_is_refused(
    door: FrontDoor, body: bytes, said: str
) -> None:
    with somebody(door) as wire:
        refused = upload(door, wire.token, body, said)
    assert (refused.status_code, refused.json()["reason"]) == (415, "file_media_refused")
    assert refused.headers["access-control-allow-origin"] == PAGE


def test_a_picture_that_is_a_page_too_is_only_a_picture_afterwards(door: FrontDoor) -> None:
    script = b"<script>alert(document.domain)</script>"
    with somebody(door) as wire:
        for body, media in ((png() + script, "image/png"), (photo() + script, "image/jpeg")):
            content = sent(wire, upload(door, wire.token, body, media, "picture.html"))
            answer = read(door, wire, content["url"])
            assert script not in answer.content
            assert answer.headers["content-type"] == media


@pytest.mark.bound("PICTURE_PIXELS", "PICTURE_SIDE", "FRAMES_PIXELS", "FRAMES")
@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (png_that_claims(50_000, 50_000), 413, "file_picture_too_large"),
        (png_that_claims(2, 40_000), 413, "file_picture_too_large"),
        (moving_gif(1_100, 4), 413, "file_picture_too_large"),
        (moving_gif(70, 1_000), 413, "file_picture_too_large"),
        (png_that_claims(3_000, 3_000), 415, "file_picture_broken"),
        (photo(400, 400)[:700], 415, "file_picture_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, 415, "file_picture_broken"),
    ],
    ids=[
        "2.5 gigapixels",
        "too long",
        "1100 frames",
        "70 megapixels that move",
        "less than it claims",
        "cut off",
        "no png",
    ],
)
def test_a_picture_that_would_explode_or_is_broken_is_refused(
    door: FrontDoor, body: bytes, status: int, reason: str
) -> None:
    with somebody(door) as wire:
        media = "image/jpeg" if body.startswith(b"\xff\xd8") else "image/png"
        refused = upload(door, wire.token, body, media)
        assert (refused.status_code, refused.json()["reason"]) == (status, reason)
        assert wire.is_alive()


def test_who_proves_no_session_or_comes_from_elsewhere_uploads_nothing(door: FrontDoor) -> None:
    with somebody(door) as wire:
        forged = wire.token[:-1] + ("A" if wire.token[-1] != "A" else "B")
        for token in (forged, "nonsense", door.boot().json()["token"]):
            refused = upload(door, token, PDF, "application/pdf")
            assert (refused.status_code, refused.json()["reason"]) == (401, "token_unknown")
        refused = upload(
            door, wire.token, PDF, "application/pdf", origin="https://elsewhere.example"
        )
        assert (refused.status_code, refused.json()["reason"]) == (403, "origin_not_allowed")


def test_a_file_over_the_limit_is_refused_before_all_of_it_is_read(tmp_path: Path) -> None:
    with opened(tmp_path, file_megabytes=1) as door, somebody(door) as wire:
        assert wire.welcome["files"]["bytes"] == 1024 * 1024
        address = urlsplit(door.url)
        head = (
            f"POST /visitor/files?name=x HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {PAGE}\r\n"
            f"Authorization: Bearer {wire.token}\r\nContent-Type: application/pdf\r\n"
        ).encode()
        # One says its length, the other does not; neither is read to its end.
        for length, body in (
            (b"Content-Length: 1048577\r\n\r\n", b""),
            (b"Transfer-Encoding: chunked\r\n\r\n", b"110000\r\n" + b"0" * 0x110000),
        ):
            with socket.create_connection((address.hostname, address.port or 0)) as line:
                line.settimeout(DEADLINE_SECONDS)
                line.sendall(head + length + body)
                answer = line.recv(4096)
            assert b" 413 " in answer.splitlines()[0]
        exact = upload(door, wire.token, PDF + b"0" * (1024 * 1024 - len(PDF)), "application/pdf")
        assert exact.status_code == 201
        over = upload(door, wire.token, iter([PDF, b"0" * 1024 * 1024]), "application/pdf")
        assert over.status_code == 413
        assert over.json()["reason"] == "file_too_large"
        assert over.json()["data"]["limit"] == 1024 * 1024
    assert not list((tmp_path / "files" / "incoming").iterdir())


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as door, somebody(door) as wire:
        address = urlsplit(door.url)
        with socket.create_connection((address.hostname, address.port or 0)) as line:
            line.sendall(
                f"POST /visitor/files?name=x HTTP/1.1\r\nHost: {address.netloc}\r\n"
                f"Origin: {PAGE}\r\nAuthorization: Bearer {wire.token}\r\n"
                "Content-Length: 1000\r\n\r\nhalf".encode()
            )
        empty = upload(door, wire.token, b"", "text/plain")
        assert (empty.status_code, empty.json()["reason"]) == (400, "file_empty")
    kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert not kept


def test_what_is_handed_out_cannot_run(door: FrontDoor) -> None:
    with somebody(door) as wire:
        pdf = sent(wire, upload(door, wire.token, PDF, "application/pdf", 'ré"port\u202e.pdf'))
        shown = sent(wire, upload(door, wire.token, png(), "image/png", "../../x.png"))
        download, inline = read(door, wire, pdf["url"]), read(door, wire, shown["url"])
    assert shown["name"] == "x.png"
    assert download.content == PDF
    assert download.headers["content-disposition"].startswith("attachment; filename*=UTF-8''r%C3")
    assert inline.headers["content-disposition"] == "inline; filename*=UTF-8''x.png"
    for answer in (download, inline):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["cache-control"].startswith("private, ")
        assert answer.headers["content-length"] == str(len(answer.content))


def test_only_the_visitor_and_the_websites_operators_can_have_a_file(
    either_door: FrontDoor,
) -> None:
    door = either_door
    with somebody(door) as linus, somebody(door) as mallory:
        url = sent(linus, upload(door, linus.token, PDF, "application/pdf"))["url"]
        days_ago = FileKeys(SECRET, lambda: 1_000_000.0)
        old = days_ago.issue(linus.session)
        for key in (mallory.welcome["file_key"], old, "", "nonsense", ".", f"{2**70}.x"):
            refused = httpx2.get(f"{door.url}{url}", params={"key": key})
            assert (refused.status_code, refused.json()["reason"]) == (404, "file_not_found"), key
        assert httpx2.get(f"{door.url}{url}").status_code == 404
        assert read(door, linus, url).content == PDF
        for name, status in (("ada", 200), ("grace", 200), ("mallory", 404)):
            answer = httpx2.get(f"{door.url}{url}", headers={"Cookie": door.cookie(name)})
            assert answer.status_code == status
        unknown = f"/files/file_{'0' * 32}/x"
        assert read(door, linus, unknown).status_code == 404
        assert read(door, linus, "/files/../threadbox.db").status_code == 404


def test_a_key_opens_for_some_days_and_no_longer() -> None:
    now = [1_795_348_800.0]
    keys = FileKeys(SECRET, lambda: now[0])
    key = keys.issue("session_a")
    assert keys.opens(key, "session_a")
    assert not keys.opens(key, "session_b")
    assert not keys.opens(key.replace(key[:1], "9", 1), "session_a")
    now[0] += FILE_KEY_DAYS * 86_400
    assert keys.opens(key, "session_a")
    now[0] += 86_400
    assert not keys.opens(key, "session_a")


def test_a_file_belongs_to_the_conversation_it_was_uploaded_into(door: FrontDoor) -> None:
    with somebody(door) as linus, somebody(door) as mallory:
        uploaded = upload(door, linus.token, PDF, "application/pdf").json()
        for file in (uploaded["file"], f"file_{'0' * 32}", "../secret.key"):
            refused = mallory.ask("send", content={"type": "file", "file": file})
            assert refused["reason"] == "file_not_found"
        content = sent(linus, upload(door, linus.token, png(), "image/png"))
        assert content["file"] != uploaded["file"]


def test_an_operator_uploads_into_the_own_website_only(either_door: FrontDoor) -> None:
    door = either_door
    with somebody(door) as linus, door.operator() as ada:
        refused = upload_as_operator(door, linus.session, PDF, "application/pdf", "mallory")
        assert (refused.status_code, refused.json()["reason"]) == (404, "conversation_not_found")
        uploaded = upload_as_operator(door, linus.session, PDF, "application/pdf")
        assert uploaded.status_code == 201, uploaded.text
        content = {"type": "file", "file": uploaded.json()["file"]}
        ada.do("send", conversation=linus.session, content=content)
        told = linus.lines_until(lambda fact: fact["type"] == "message_sent")[-1]["fact"]
        assert read(door, linus, told["message"]["content"]["url"]).content == PDF


def test_another_sites_page_cannot_upload_with_an_operators_cookie(door: FrontDoor) -> None:
    with somebody(door) as linus:
        for headers in ({"Origin": PAGE}, {"Sec-Fetch-Site": "cross-site"}):
            refused = httpx2.post(
                f"{door.url}/operator/files",
                params={"name": "x", "conversation": linus.session},
                content=PDF,
                headers={"Cookie": door.cookie(), **headers},
            )
            assert (refused.status_code, refused.json()["reason"]) == (403, "origin_foreign")


def test_sound_is_sent_as_audio_and_nothing_else_is(door: FrontDoor) -> None:
    ogg = b"OggS\0\x02" + b"\0" * 22 + b"\x01vorbis" + b"\0" * 40
    with somebody(door) as wire:
        content = sent(wire, upload(door, wire.token, ogg, "audio/ogg"), "audio")
        assert content["media"] == "audio/ogg"
        pdf = upload(door, wire.token, PDF, "application/pdf").json()["file"]
        refused = wire.ask("send", content={"type": "audio", "file": pdf})
        assert refused["reason"] == "file_not_audio"


def test_names_are_labels_and_never_reach_the_disk(tmp_path: Path) -> None:
    with opened(tmp_path) as door, somebody(door) as wire:
        for name in ("../../../etc/cron.d/x", "..\\..\\x.php", "a\nb.pdf", ".htaccess"):
            assert upload(door, wire.token, PDF, "application/pdf", name).status_code == 201
        for name in ("", "   ", "x" * 300, "a\0b", "\u200b"):
            refused = upload(door, wire.token, PDF, "application/pdf", name)
            assert refused.status_code == 400
            assert refused.json()["reason"].startswith("file_name_")
        kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert len(kept) == 4
    for path in kept:
        digits = path.name.removeprefix("file_")
        assert path.parent == tmp_path / "files" / digits[:2] / digits[2:4]
        assert path.stat().st_mode & 0o077 == 0


def test_uploads_come_at_a_visitors_pace(tmp_path: Path) -> None:
    with opened(tmp_path) as door, somebody(door) as linus, somebody(door) as mallory:
        answers = [upload(door, linus.token, b"x", "text/plain") for _ in range(22)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert refused[0].json()["reason"] == "too_many"
        assert int(refused[0].headers["retry-after"]) >= 1
        assert upload(door, mallory.token, b"x", "text/plain").status_code == 201


@pytest.mark.bound("UPLOADS_AT_ONCE_OF_ONE")
def test_somebody_slow_on_purpose_holds_a_few_places_and_no_more(tmp_path: Path) -> None:
    with opened(tmp_path) as door, somebody(door) as linus, somebody(door) as mallory:
        address = urlsplit(door.url)
        with ExitStack() as lines:
            for _ in range(UPLOADS_AT_ONCE_OF_ONE):
                line = lines.enter_context(
                    socket.create_connection((address.hostname, address.port or 0))
                )
                line.sendall(
                    f"POST /visitor/files?name=x HTTP/1.1\r\nHost: {address.netloc}\r\n"
                    f"Origin: {PAGE}\r\nAuthorization: Bearer {linus.token}\r\n"
                    "Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n".encode()
                )
                line.settimeout(DEADLINE_SECONDS)
                assert line.recv(100).startswith(b"HTTP/1.1 100 "), "it is being read"
            refused = upload(door, linus.token, b"x", "text/plain")
            assert (refused.status_code, refused.json()["reason"]) == (
                429,
                "files_at_once_too_many",
            )
            assert "retry-after" in refused.headers
            assert upload(door, mallory.token, b"x", "text/plain").status_code == 201


def test_a_server_can_be_told_to_take_no_files(tmp_path: Path) -> None:
    with opened(tmp_path, file_megabytes=0) as door, somebody(door) as wire:
        assert wire.welcome["files"]["bytes"] == 0
        assert upload(door, wire.token, b"x", "text/plain").status_code == 413
