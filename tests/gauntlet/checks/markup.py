"""I: whatever somebody types is text on everybody's screen. Looked at in a real browser."""

from pathlib import Path

from playwright.async_api import BrowserContext, Page, async_playwright

from tests.browser import QUIET
from tests.gauntlet.ground import Ground, patience, require
from tests.gauntlet.oracle import judge
from tests.gauntlet.people import operator, visitor
from threadbox.app import STATIC
from tools import chromium

CANARY = "canary.example"
MARKUP = (
    f"<img src=https://{CANARY}/1 onerror=alert(1)>",
    "<svg onload=alert(2)>",
    '"><script>alert(3)</script>',
)
# Elements that nobody but a typist could have put there.
_PLANTED = "document.querySelectorAll('[onerror], [onload], iframe, script:not([src])').length"


def is_possible() -> str | None:
    """Why there is nothing to look at, or nothing to look with."""
    if chromium.find() is None:
        return "Chromium is not here"
    return None if Path(STATIC, "inbox", "index.html").exists() else "the inbox is not built"


async def markup_is_text(ground: Ground) -> None:
    """G127: markup in a message, a topic and a name is text in the inbox, and runs nowhere."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    message, topic, name = MARKUP
    await linus.do("profile", nickname=name)
    await linus.do("start_thread", topic=topic)
    await linus.do("send", text=message)
    async with async_playwright() as playwright:
        program = chromium.find(shell=True)
        browser = await playwright.chromium.launch(executable_path=program, args=list(QUIET))
        try:
            await _looked_at(ground, await browser.new_context(), linus.session)
        finally:
            await browser.close()
    await judge(ground)
    require(ada.is_there, "others are not concerned")


async def _looked_at(ground: Ground, context: BrowserContext, session: str) -> None:
    name, _, value = ground.cast.ada.cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "url": ground.server.url}])
    page = await context.new_page()
    happened: list[str] = []
    page.on("dialog", lambda dialog: happened.append(f"dialog {dialog.message}"))
    page.on("pageerror", lambda error: happened.append(f"error {error}"))
    page.on("request", lambda request: happened.extend(_to_the_canary(request.url)))
    await page.goto(f"{ground.server.url}/inbox/c/{session}")
    for text in MARKUP:
        await _is_read(page, text, happened)
    planted = await page.evaluate(_PLANTED)
    require(not planted and not happened, "G127", planted, happened)


def _to_the_canary(url: str) -> list[str]:
    return [f"request {url}"] if CANARY in url else []


async def _is_read(page: Page, text: str, happened: list[str]) -> None:
    try:
        await page.get_by_text(text).first.wait_for(timeout=patience() * 1000)
    except Exception as fault:  # noqa: BLE001 (not in time, or the page is gone)
        require(False, "G127 not shown as text:", text, happened, type(fault).__name__)  # noqa: FBT003
