"""Pages of other people in WebKit: a strict policy, old libraries, Arabic; and an operator whose
system names no language."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests import host_page
from tests.crisp.test_old_libraries import LIBRARIES
from tests.host_page import HEAR_VIOLATIONS, STRICT_CSP
from tests.screens.contents import picture
from tests.screens.test_direction import ARABIC, LEFT_OF_THE_EDGE
from tests.threadbox_server import ThreadboxServer
from tests.webkit.conftest import EMAIL, OpenWindow
from tests.webkit.people import COMPOSER, PANEL, TIMELINE, Operator, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.webkit]

VisitPage = Callable[[str], Visitor]

HEAR_ERRORS = """
window.thrown = [];
addEventListener("error", (it) => window.thrown.push(it.message));
addEventListener("unhandledrejection", (it) => window.thrown.push(String(it.reason)));
"""
IN_ARABIC = """
document.documentElement.dir = "rtl";
window.CRISP_RUNTIME_CONFIG = { locale: "ar" };
"""
IS_IN_SIGHT = """(({ left, right, top, bottom }) =>
    left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
)(arguments[0].getBoundingClientRect())"""


@pytest.fixture
def visit(acme: ThreadboxServer, website: str, open_window: OpenWindow) -> Iterator[VisitPage]:
    """Opens a page in a new browser; it runs this script ahead of the snippet."""

    def opened(before: str) -> Visitor:
        visitor = Visitor(open_window())
        visitor.arrive(pages.enter_context(host_page.serve(acme, website, before=before)).url)
        return visitor

    with ExitStack() as pages:
        yield opened


def test_a_strict_policy_is_kept(visit: VisitPage, olga: Operator) -> None:
    assert "unsafe" not in STRICT_CSP
    mira = visit(HEAR_VIOLATIONS)
    talk(mira, olga, "under a policy")
    assert mira.window.run("return window.violations") == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_beside_an_old_library_both_sides_talk(
    visit: VisitPage, olga: Operator, library: str
) -> None:
    path = LIBRARIES[library]
    if not path.exists():
        pytest.skip(f"{path} is not installed: make test does it")
    mira = visit(f"{HEAR_ERRORS}\n{path.read_text()}\n;")
    talk(mira, olga, f"beside {library}")
    mira.push("do", "message:thread:start", ["Server offline"])
    mira.sees_marker("Server offline", "started")
    mira.push("do", "message:thread:end", ["Server offline"])
    mira.sees_marker("Server offline", "ended")
    assert mira.window.run("return window.thrown") == []


def test_an_arabic_page_has_an_arabic_chat_in_sight(visit: VisitPage) -> None:
    mira = visit(IN_ARABIC)
    mira.window.click("button.launcher")
    for part in (PANEL, COMPOSER):
        mira.window.until(IS_IN_SIGHT, mira.window.find(part))
    assert mira.style("direction", PANEL) == "rtl"
    # Hint and caret begin at the right, and the hint reads from there.
    assert mira.style("text-align", COMPOSER) == "right"
    assert mira.style("unicode-bidi", COMPOSER, "::placeholder") == "plaintext"


def test_arabic_lines_end_at_the_right_edge_of_their_bubble_on_both_sides(
    visit: VisitPage, olga: Operator
) -> None:
    mira = visit("")
    talk(mira, olga, "hello from the right")
    mira.push("do", "message:send", ["text", ARABIC])
    for window, place in ((mira.window, PANEL), (olga.window, TIMELINE)):
        window.find(f"{place} li", "ثان")
        blocks = window.all(f"{place} .words > div", "شكرا") + window.all(f"{place} .words li")
        assert len(blocks) == 3
        assert window.run(f"return ({LEFT_OF_THE_EDGE})([...arguments])", *blocks) == []


def test_where_the_system_names_no_language_a_conversation_with_a_file_is_shown(
    acme: ThreadboxServer, visit: VisitPage, open_window: OpenWindow
) -> None:
    mira = visit("")
    mira.open_chat()
    mira.drop_picture("night.png", picture(60, 40))
    mira.window.click(f"{PANEL} button", "^Send$")
    olga = Operator(open_window("C.UTF-8"))
    olga.sign_in(acme.url, EMAIL)
    assert olga.window.run("return navigator.language") == "C"
    olga.open("night.png")
    olga.window.find("img", "night.png")


def talk(mira: Visitor, olga: Operator, first: str) -> None:
    """Both write, and both read."""
    mira.open_chat()
    mira.say(first)
    olga.open(first)
    olga.reply(f"{first}: an answer")
    mira.sees(f"{first}: an answer")
