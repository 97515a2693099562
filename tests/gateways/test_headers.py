"""The protecting headers of every class of answer, and the cookie's, as they are."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.gateways.front_door import PAGE, FrontDoor, opened
from tests.gateways.test_pages import built  # noqa: F401 (a fixture)

PUBLIC = "https://chat.acme.example"
NOTHING = "default-src 'none'; frame-ancestors 'none'"
STRICT = {
    "strict-transport-security": "max-age=31536000",
    "cache-control": "no-store",
    "content-security-policy": NOTHING,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
FOR_ANY_SITE = {"cross-origin-resource-policy": "cross-origin"}
# Method and path → what differs from the strictest.
ANSWERS: dict[tuple[str, str], dict[str, str]] = {
    ("GET", "/healthz"): {},
    ("GET", "/metrics"): {},
    ("GET", "/operator/me"): {},
    ("POST", "/operator/sign-in"): {},
    ("POST", "/visitor/boot"): FOR_ANY_SITE,
    ("OPTIONS", "/visitor/boot"): FOR_ANY_SITE,
    ("GET", "/visitor/boot"): {},
    ("POST", "/visitor/files"): FOR_ANY_SITE,
    ("OPTIONS", "/visitor/files"): FOR_ANY_SITE,
    ("POST", "/operator/files"): {},
    ("GET", "/files/file_0123456789abcdef0123456789abcdef/x.png"): {},
    ("GET", "/v1/website/x"): {},
    ("GET", "/nowhere"): {},
    ("GET", "/"): {},
    ("GET", "/l.js"): {**FOR_ANY_SITE, "cache-control": "public, max-age=300"},
    ("GET", "/assets/chat-1a2b3c.js"): {
        **FOR_ANY_SITE,
        "cache-control": "public, max-age=31536000, immutable",
    },
    ("GET", "/inbox/"): {
        "cache-control": "no-cache",
        "content-security-policy": (
            "default-src 'none'; script-src 'self'; style-src 'self';"
            " img-src 'self' data: blob:; media-src 'self'; frame-src 'self';"
            " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
            " form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
        ),
    },
    ("GET", "/inbox/picture.html"): {
        "cache-control": "no-cache",
        "content-security-policy": (
            "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self';"
            " img-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
            " require-trusted-types-for 'script'"
        ),
    },
}


@pytest.fixture(scope="module")
def public(built: FrontDoor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:  # noqa: F811
    """A server that browsers reach by https, with the front ends of `built`."""
    assert built.port
    with opened(tmp_path_factory.mktemp("public"), public_url=PUBLIC) as door:
        yield door


@pytest.mark.parametrize(("asked", "differs"), ANSWERS.items(), ids=lambda each: str(each)[:40])
def test_every_answer_carries_the_protecting_headers(
    public: FrontDoor, asked: tuple[str, str], differs: dict[str, str]
) -> None:
    method, path = asked
    answer = httpx2.request(method, f"{public.url}{path}", headers={"Origin": PAGE})
    shown = {name: answer.headers.get(name) for name in STRICT}
    assert shown == {**STRICT, **differs}
    assert "server" not in answer.headers


def test_without_https_nothing_promises_it(tmp_path: Path) -> None:
    with opened(tmp_path) as door:
        answer = httpx2.get(f"{door.url}/healthz")
        assert "strict-transport-security" not in answer.headers
        assert "; Secure" not in door.sign_in().headers["set-cookie"]


def test_the_cookie_is_for_https_for_us_and_out_of_scripts_reach(public: FrontDoor) -> None:
    cookie = httpx2.post(
        f"{public.url}/operator/sign-in",
        json={"email": "ada@acme.example", "password": "three quiet otters"},
        headers={"Origin": PUBLIC},
    ).headers["set-cookie"]
    assert cookie.startswith("__Host-threadbox=")
    for attribute in ("Path=/", "HttpOnly", "SameSite=Strict", "Secure"):
        assert f"; {attribute}" in cookie
