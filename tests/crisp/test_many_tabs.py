"""A browser with twenty tabs of the shop, each of which says what every page says."""

import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.crisp.shop_page import READY, ShopPage, visit
from tests.host_page import HostSite
from tests.stories.people import PATIENCE_MILLISECONDS

pytestmark = pytest.mark.browser

TABS = 20
# As embed.md says: "push it on every page load, in every tab". Some templates do it twice.
STARTS = """addEventListener("DOMContentLoaded", () => {
    const ticket = { topic: "Server offline", external_id: "7" };
    for (const time of [1, 2]) $crisp.push(["do", "message:thread:start", [ticket]]);
    $crisp.push(["set", "user:nickname", ["Mira"]]);
})"""


def opened(new_context: NewContext, site: HostSite) -> ShopPage:
    """A first tab, in which the chat was opened."""
    first = visit(new_context(), site.url)
    first.push("do", "chat:open")
    expect(first.composer).to_be_visible()
    first.until_sent("open")
    return first


def refused(tabs: list[ShopPage]) -> list[object]:
    return [frame for tab in tabs for frame in tab.received if frame["type"] == "refused"]


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one after the other"])
def test_what_every_tab_says_is_sent_once_by_each_at_most(
    site: HostSite, new_context: NewContext, at_once: bool
) -> None:
    first = opened(new_context, site)
    context = first.page.context
    context.add_init_script(STARTS)
    tabs = [visit(context, site.url, ready=not at_once) for _ in range(TABS)]
    for tab in tabs:
        tab.wait_until(READY)
    tabs[-1].push("do", "message:send", ["text", "said in the last tab"])
    tabs[-1].push("do", "message:thread:end", [{"external_id": "7"}])
    tabs[-1].until_sent("end_thread")
    for tab in (first, tabs[0], tabs[-1]):
        tab.wait_until("$crisp.get('message:threads').some(it => it.state === 'ended')")
    assert refused(tabs) == []
    [thread] = first.get("message:threads")
    assert thread["external_id"] == "7"
    starts = [len(tab.commands("start_thread")) for tab in tabs]
    assert max(starts) <= 1
    # Whom the server tells that it runs already does not start it again.
    assert at_once or sum(starts) < TABS / 2
    assert sum(len(tab.commands("end_thread")) for tab in tabs) == 1
    assert sum(len(tab.commands("send")) for tab in tabs) == 1


def test_what_a_page_left_unsent_the_next_page_of_the_tab_sends(
    site: HostSite, new_context: NewContext
) -> None:
    shop = opened(new_context, site)
    other = visit(shop.page.context, site.url)
    shop.page.context.set_offline(True)
    shop.run("dispatchEvent(new Event('offline'))")
    shop.push("do", "message:send", ["text", "written before the page was left"])
    shop.page.context.set_offline(False)
    shop.reload()
    shop.push("do", "chat:open")
    shop.wait_until("$crisp.is('session:ongoing')")
    for tab in (shop, other):
        tab.push("do", "chat:open")
        expect(tab.panel.get_by_text("written before the page was left").first).to_be_visible()


def test_what_a_closed_tab_left_unsent_another_one_sends(
    site: HostSite, new_context: NewContext
) -> None:
    shop = opened(new_context, site)
    shop.page.context.route_web_socket("**/visitor", lambda _: None)
    lost = visit(shop.page.context, site.url)
    lost.push("do", "message:send", ["text", "from a tab that is gone"])
    lost.wait_until(
        "Object.keys(localStorage).some(it => localStorage[it].includes('a tab that is gone'))"
    )
    lost.page.close()
    left = PATIENCE_MILLISECONDS
    while shop.panel.get_by_text("from a tab that is gone").count() == 0:
        assert (left := left - 500) > 0, "nobody has sent it"
        # Whatever is said sends what was left, once its tab had time enough to do so itself.
        shop.push("set", "session:event", [[["waiting"]]])
        shop.page.wait_for_timeout(500)
    expect(shop.panel.get_by_text("from a tab that is gone")).to_have_count(1)
