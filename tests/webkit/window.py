"""A window of WebKit: what a person sees in it, and what they do there.

Whatever is looked for is waited for. It is found by script, because the driver finds nothing in
shadow roots, and reads no text in rows that are drawn on demand.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from selenium.common import exceptions
from selenium.webdriver import Remote
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.stories.people import PATIENCE_MILLISECONDS

FIND = Path(__file__).with_name("find.js").read_text()
ACTIVE = """
let it = document.activeElement;
while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
return it;
"""
POLL_SECONDS = 0.05
# What passes: it is drawn anew, it is still moving, something else is closing above it.
PASSING = (
    exceptions.StaleElementReferenceException,
    exceptions.ElementClickInterceptedException,
    exceptions.ElementNotInteractableException,
)
# Between here and the thing that has the focus, no walk of a test is longer.
STEPS = 40

Found = TypeVar("Found")


class Window:
    """One window. What to look for is a `selector` of CSS, which also looks into shadow roots,
    and `called`: a regular expression for its name, or for its words if it has none."""

    def __init__(self, driver: Remote) -> None:
        self.driver = driver

    def go(self, url: str) -> None:
        self.driver.get(url)

    def reload(self) -> None:
        self.driver.refresh()

    def run(self, script: str, *arguments: object) -> Any:
        """Runs JavaScript in the page, and returns what it returns."""
        return self.driver.execute_script(script, *arguments)

    def until(self, expression: str, *arguments: object) -> Any:
        """Waits for a JavaScript expression to hold, and returns what it is."""
        return self._until(lambda: self.run(f"return {expression}", *arguments), expression)

    def all(self, selector: str, called: str | None = None) -> list[WebElement]:
        """What is seen right now."""
        found: list[WebElement] = self.run(FIND, selector, called)
        return found

    def find(self, selector: str, called: str | None = None) -> WebElement:
        """Waits until it is seen; the first of several."""
        found = self._until(lambda: self.all(selector, called), f"{selector} {called}")
        return found[0]

    def loses(self, selector: str, called: str | None = None) -> None:
        """Waits until it is seen no more."""
        self._until(lambda: not self.all(selector, called), f"no {selector} {called}")

    def click(self, selector: str, called: str | None = None) -> None:
        def click() -> bool:
            self.find(selector, called).click()
            return True

        self._until(click, f"a click on {selector} {called}")

    def write(self, text: str) -> None:
        """Types into what has the focus."""
        ActionChains(self.driver).send_keys(text).perform()

    def press(self, key: str, *, holding: str | None = None) -> None:
        """Presses one key, with another one held down."""
        chain = ActionChains(self.driver)
        if holding is not None:
            chain.key_down(holding)
        chain.send_keys(key)
        if holding is not None:
            chain.key_up(holding)
        chain.perform()

    def walk(self, selector: str, called: str | None = None, key: str = Keys.TAB) -> None:
        """Presses a key until this has the focus: nothing on the way may trap it."""
        for _ in range(STEPS):
            self.press(key)
            if self.run(ACTIVE) in self.all(selector, called):
                return
        raise AssertionError(f"{key!r} never reached {selector} {called}")

    def is_at(self, selector: str, called: str | None = None) -> None:
        """Waits until this has the focus."""
        self._until(
            lambda: self.run(ACTIVE) in self.all(selector, called), f"focus on {selector} {called}"
        )

    def _until(self, look: Callable[[], Found], what: str) -> Found:
        wait = WebDriverWait(
            self.driver, PATIENCE_MILLISECONDS / 1000, POLL_SECONDS, ignored_exceptions=PASSING
        )
        return wait.until(lambda _: look(), f"never came: {what}")
