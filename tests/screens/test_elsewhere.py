"""An operator's browser loads nothing from somebody else's server before it is asked for."""

import re

import pytest
from playwright.sync_api import Frame, Request, Route, expect

from tests.screens.contents import picture
from tests.screens.people import Talk
from tests.screens.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ELSEWHERE = "https://cdn.tracker.example"
# The page's policy is asked, not what our own code does with it.
_LOADED = """address => new Promise(settled => {
    const image = new Image();
    image.onload = () => settled("loaded");
    image.onerror = () => settled("refused");
    image.src = address;
})"""
_REACH = """() => {
    const reached = { origin: self.origin };
    try { reached.cookie = document.cookie } catch { reached.cookie = "forbidden" }
    try { reached.inbox = parent.document.title } catch { reached.inbox = "forbidden" }
    return reached;
}"""


class Tracker:
    """A server of somebody else, at which every request is noted."""

    def __init__(self, talk: Talk) -> None:
        self.asked: list[Request] = []
        talk.olga.page.context.route(f"{ELSEWHERE}/**", self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request)
        route.fulfill(status=200, content_type="image/png", body=picture(640, 400))


def test_a_visitors_picture_is_not_loaded_until_the_operator_asks(scene: Scene) -> None:
    talk = scene.talk()
    tracker = Tracker(talk)
    page = talk.olga.page
    talk.mira.push("set", "user:avatar", [f"{ELSEWHERE}/mira.png"])
    show = page.get_by_role("complementary").get_by_role("button", name="Picture of the visitor")
    expect(show).to_be_visible()
    page.reload()
    expect(show).to_be_visible()
    expect(talk.olga.conversations.get_by_role("link", name=talk.mira.name)).to_be_visible()
    talk.ask("here is a second message")
    assert not tracker.asked
    show.click()
    frame = page.get_by_title("Picture of the visitor")
    expect(frame).to_have_attribute("width", "360")
    assert [request.url for request in tracker.asked] == [f"{ELSEWHERE}/mira.png"]


def test_a_picture_in_a_message_is_shown_in_a_frame_that_reaches_nothing(scene: Scene) -> None:
    talk = scene.talk()
    tracker = Tracker(talk)
    address = f"{ELSEWHERE}/a%20picture?of=today&size=2#top"
    talk.answer_with({"type": "file", "name": "rack.png", "url": address, "media": "image/png"})
    talk.answer_with({"type": "animation", "url": f"{ELSEWHERE}/wave.gif", "media": "image/gif"})
    show = talk.olga.timeline.get_by_role("button", name="rack.png")
    expect(show).to_contain_text("cdn.tracker.example")
    expect(talk.olga.timeline.get_by_role("button", name="Animation")).to_be_visible()
    assert not tracker.asked
    show.click()
    shown = talk.olga.timeline.get_by_title("rack.png")
    expect(shown).to_have_attribute("height", "225")
    (request,) = tracker.asked
    told = request.all_headers()
    assert not {"referer", "cookie", "origin"} & told.keys()
    frame = shown.element_handle().content_frame()
    assert frame is not None
    reached = frame.evaluate(_REACH)
    assert reached == {"origin": "null", "cookie": "forbidden", "inbox": "forbidden"}
    # Who wants to see more of it opens it where it lies, and the inbox stays.
    out = talk.olga.timeline.get_by_role("link", name="cdn.tracker.example")
    expect(out).to_have_attribute("target", "_blank")
    expect(out).to_have_attribute("rel", re.compile("^noopener noreferrer"))


def test_a_picture_that_is_none_says_so_and_can_be_opened_where_it_lies(scene: Scene) -> None:
    talk = scene.talk()
    talk.olga.page.context.route(f"{ELSEWHERE}/**", lambda route: route.abort())
    address = f"{ELSEWHERE}/gone.png"
    talk.answer_with({"type": "file", "name": "gone.png", "url": address, "media": "image/png"})
    talk.olga.timeline.get_by_role("button", name="gone.png").click()
    left = talk.olga.timeline.get_by_role("link", name="gone.png")
    expect(left).to_contain_text("Cannot be shown here")
    expect(left).to_have_attribute("href", address)


def test_the_inbox_itself_cannot_load_a_picture_from_elsewhere(scene: Scene) -> None:
    talk = scene.talk()
    tracker = Tracker(talk)
    assert talk.olga.page.evaluate(_LOADED, f"{ELSEWHERE}/pixel.png") == "refused"
    assert not tracker.asked


def test_the_frames_page_shows_nothing_outside_of_the_inbox(scene: Scene) -> None:
    talk = scene.talk()
    tracker = Tracker(talk)
    page = talk.olga.page.context.new_page()
    page.goto(f"{scene.server.url}/inbox/picture.html#{ELSEWHERE}/wanted.png")
    page.wait_for_load_state("networkidle")
    expect(page.locator("img")).to_have_count(0)
    page.close()
    frame = _framed_by_a_page(scene, f"{ELSEWHERE}/wanted.png")
    assert frame.url.startswith("chrome-error:")
    assert not tracker.asked


def _framed_by_a_page(scene: Scene, address: str) -> Frame:
    """Somebody else's page frames ours."""
    page = scene.customer().page
    frame = f"{scene.server.url}/inbox/picture.html#{address}"
    page.evaluate(
        """src => new Promise(done => {
            const frame = document.createElement("iframe");
            frame.onload = done;
            frame.src = src;
            document.body.append(frame);
        })""",
        frame,
    )
    return page.frames[-1]
