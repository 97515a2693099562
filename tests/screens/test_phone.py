"""On a phone the panel has an entry in the page's history; the page goes on as if it had none."""

import pytest

from tests.screens.looking import PHONE
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.firefox, pytest.mark.slow]

# What the browser does to the history it does within some frames.
CLOSE_AND_GO_ON = """async () => {
    $crisp.push(["do", "chat:close"]);
    history.pushState(null, "", "/checkout");
    for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
    return location.pathname;
}"""


def test_a_page_that_closes_the_chat_and_goes_on_stays_where_it_goes(scene: Scene) -> None:
    mira = scene.customer()
    mira.page.set_viewport_size(PHONE)
    mira.open_chat()
    mira.wait_until("history.state?.threadbox")
    assert mira.page.evaluate(CLOSE_AND_GO_ON) == "/checkout"


def test_back_closes_the_chat_and_leaves_the_page_where_it_is(scene: Scene) -> None:
    mira = scene.customer()
    mira.page.set_viewport_size(PHONE)
    address = mira.page.url
    mira.open_chat()
    mira.wait_until("history.state?.threadbox")
    mira.page.go_back()
    mira.wait_until("$crisp.is('chat:closed')")
    assert mira.page.url == address
