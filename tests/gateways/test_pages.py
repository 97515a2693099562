"""What browsers fetch: the script, the assets, the inbox; their caching and their headers."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.gateways.front_door import FrontDoor, opened
from threadbox import app

SCRIPT = b"(function(){/* the loader */})();" * 20
PAGE = b"<!doctype html><title>Inbox</title>"
FRAME = b"<!doctype html><title>Picture</title>"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    """A server whose front ends are small files of our own."""
    folder = tmp_path_factory.mktemp("static")
    for name, content in {
        "l.js": SCRIPT,
        "inbox/index.html": PAGE,
        "inbox/icon.svg": b"<svg/>",
        "inbox/picture.html": FRAME,
        "assets/chat-1a2b3c.js": b"export {};" * 50,
        ".vite/manifest.json": b"{}",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "STATIC", folder)
        with opened(tmp_path_factory.mktemp("data")) as door:
            yield door


def test_the_script_is_asked_for_again_after_five_minutes(built: FrontDoor) -> None:
    answer = httpx2.get(f"{built.url}/l.js")
    assert answer.content == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = httpx2.get(f"{built.url}/l.js", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_script_stands_at_an_address_with_the_website_in_it_too(built: FrontDoor) -> None:
    answer = httpx2.get(f"{built.url}/l/8f3c1a52-0000-4000-8000-000000000001.js")
    assert answer.content == SCRIPT
    assert answer.headers["cache-control"] == "public, max-age=300"


def test_a_browser_without_compression_gets_the_plain_file(built: FrontDoor) -> None:
    for accepted in ("identity", "gzip;q=0", ""):
        answer = httpx2.get(f"{built.url}/l.js", headers={"Accept-Encoding": accepted})
        assert "content-encoding" not in answer.headers
        assert answer.content == SCRIPT
        assert answer.headers["vary"] == "Accept-Encoding"


def test_assets_are_kept_for_ever_by_any_site(built: FrontDoor) -> None:
    answer = httpx2.get(
        f"{built.url}/assets/chat-1a2b3c.js", headers={"Origin": "https://x.example"}
    )
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/nothing.js",
        "/assets/",
        "/assets/..%2fl.js",
        "/assets/%2e%2e/%2e%2e/app.py",
        "/assets//etc/passwd",
        "/.vite/manifest.json",
        "/l.js.gz",
        "/l/8f3c1a52-0000-4000-8000-000000000001",
        "/l/deep/er.js",
        "/nowhere",
        "/inbox.html",
    ],
)
def test_what_is_not_there_is_not_found(built: FrontDoor, path: str) -> None:
    answer = httpx2.get(f"{built.url}{path}")
    assert answer.status_code == 404
    assert answer.json() == {
        "error": True,
        "reason": "not_found",
        "data": {"message": "the route does not exist"},
    }


@pytest.mark.parametrize("path", ["/inbox", "/inbox/", "/inbox/a/b/c", "/inbox/%2e%2e/l.js"])
def test_every_address_of_the_inbox_is_its_page(built: FrontDoor, path: str) -> None:
    answer = httpx2.get(f"{built.url}{path}")
    assert answer.content == PAGE
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


def test_pictures_from_elsewhere_are_loaded_in_a_frame_without_an_origin_alone(
    built: FrontDoor,
) -> None:
    frame = httpx2.get(f"{built.url}/inbox/picture.html")
    assert frame.content == FRAME
    assert "sandbox allow-scripts; default-src 'none';" in frame.headers["content-security-policy"]
    assert "img-src https:;" in frame.headers["content-security-policy"]
    inbox = httpx2.get(f"{built.url}/inbox/").headers["content-security-policy"]
    assert "img-src 'self' data: blob:;" in inbox
    assert "https:" not in inbox


def test_a_file_of_the_inbox_is_served_as_itself(built: FrontDoor) -> None:
    assert httpx2.get(f"{built.url}/inbox/icon.svg").headers["content-type"] == "image/svg+xml"


def test_the_root_leads_to_the_inbox(built: FrontDoor) -> None:
    answer = httpx2.get(f"{built.url}/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/inbox/")


def test_head_is_answered_like_get_without_a_body(built: FrontDoor) -> None:
    for path in ("/l.js", "/inbox/", "/healthz", "/v1/x"):
        head, get = httpx2.head(f"{built.url}{path}"), httpx2.get(f"{built.url}{path}")
        assert (head.status_code, head.content) == (get.status_code, b"")


def test_without_built_front_ends_a_page_says_how_to_build_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "STATIC", tmp_path / "nothing")
    with opened(tmp_path) as door:
        page = httpx2.get(f"{door.url}/inbox/")
        assert page.status_code == 503
        assert "npm" in page.text
        assert "console.warn" in httpx2.get(f"{door.url}/l.js").text
        assert httpx2.get(f"{door.url}/healthz").status_code == 200


def test_the_demo_is_not_served_by_an_ordinary_server(built: FrontDoor) -> None:
    assert httpx2.get(f"{built.url}/demo/").status_code == 404


def test_health_says_that_it_is_ready(built: FrontDoor) -> None:
    answer = httpx2.get(f"{built.url}/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/website/x", "/v1/website/x/conversations/1/"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_the_rest_interface_answers_what_it_does_not_know_in_its_envelope(
    built: FrontDoor, method: str, path: str
) -> None:
    answer = httpx2.request(method, f"{built.url}{path}")
    assert answer.status_code == 404
    assert answer.json()["data"]["message"] == "the route does not exist"


def test_a_wrong_method_is_said_to_be_wrong(built: FrontDoor) -> None:
    answer = httpx2.get(f"{built.url}/visitor/boot")
    assert (answer.status_code, answer.json()["reason"]) == (405, "method_not_allowed")


@pytest.mark.bound("BOOT_BODY_BYTES")
def test_a_large_boot_is_refused_before_it_is_read(built: FrontDoor) -> None:
    answer = httpx2.post(f"{built.url}/visitor/boot", content=b"x" * 20_000)
    assert (answer.status_code, answer.json()["reason"]) == (413, "body_too_large")
