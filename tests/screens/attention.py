"""Where somebody looks. Playwright tells every page that it has the focus; here only one has."""

from playwright.sync_api import Page


def take_turns(*pages: Page) -> None:
    """From now on, and until they load anew, the pages have the focus as tabs have it: the one that
    is looked at, alone."""
    for page in pages:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})


def look_at(page: Page) -> None:
    page.bring_to_front()
