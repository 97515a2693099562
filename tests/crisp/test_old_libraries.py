"""No built-in matters that a page or one of its libraries replaces, before the script or after it.

What libraries replace with something else stands once, in `web/replaced.json`. Neither loader nor
core uses any of it; and beside the libraries themselves the whole chat works.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import NewContext
from tests.crisp.conftest import Served
from tests.crisp.desk import Desk
from tests.crisp.shop_page import READY, ShopPage, visit
from tests.docs.project import PACKAGES
from tests.repository import ROOT
from tools.old_libraries import FOLDER

pytestmark = [pytest.mark.browser, pytest.mark.firefox]

STATIC = ROOT / "src" / "threadbox" / "static"
REPLACED: dict[str, str] = json.loads((ROOT / "web" / "replaced.json").read_text())
LIBRARIES: dict[str, Path] = {
    "Prototype.js 1.7.3": FOLDER / "prototype" / "prototype.js",
    "MooTools 1.4.5": FOLDER / "mootools" / "mootools.js",
    "MooTools 1.5.2": PACKAGES / "mootools" / "lib" / "mootools-core-1.5.2-server.js",
    "jQuery 3.7.1": PACKAGES / "jquery" / "dist" / "jquery.js",
}
# What Prototype.js 1.6 did to lists, which no package has any more.
PROTOTYPE_16 = """
    Array.from = it => it ? (it.toArray ? it.toArray() : [].slice.call(it)) : [];
    Array.prototype.reduce = function () { return this.length > 1 ? this : this[0] };
    Array.prototype.toArray = Array.prototype.entries = function () { return [].concat(this) };
    for (const type of [Array, String, Number])
        type.prototype.toJSON = function () { return JSON.stringify(String(this)) };
    Object.prototype.extend = function () { return this };
"""
# The build of MooTools 1.5.2 for browsers has this besides, as 1.4.5 has.
EVENT_CLASS = "window.Event = class { constructor(event) { this.page = { x: event.pageX.y } } };"


# What is not used by us may still be called by the browser, or by the tests.
BROKEN = {
    "toJSON": "function () { return 'a text' }",
    "bind": "function (that, ...early) {"
    " return early.length ? () => this.apply(that, early) : (...late) => this.apply(that, late) }",
}


def expect_chat(shop: ShopPage, ada: Desk) -> None:
    """Everything that passes through lists and JSON: starts, segments, messages, both ways."""
    shop.push("set", "session:segments", [["customer", "hosting"]])
    shop.push("set", "session:data", [[["plan", "pro"], ["servers", 2]]])
    shop.push("do", "message:thread:start", ["Server offline"])
    shop.page.get_by_role("button", name=re.compile("^Chat")).click()
    expect(shop.composer).to_be_visible()
    shop.say("hello 🙂 " + "x" * 130)
    expect(shop.panel.get_by_text("hello 🙂").first).to_be_visible()
    shop.wait_until("$crisp.is('message:thread:ongoing')")
    session = shop.get("session:identifier")
    ada.do("send", session, text="an answer")
    expect(shop.panel.get_by_text("an answer").first).to_be_visible()
    shop.push("do", "message:thread:end", ["Server offline"])
    expect(shop.panel.get_by_text(re.compile("Server offline.*ended|Ended")).first).to_be_visible()
    if shop.shows_frames:
        for type_ in ("segments", "start_thread", "end_thread", "data"):
            shop.until_sent(type_)
        assert shop.commands("segments")[0]["segments"] == ["customer", "hosting"]
        assert [frame for frame in shop.received if frame["type"] == "refused"] == []
    shop.page.reload()
    shop.wait_until(READY)
    assert shop.get("session:identifier") == session
    assert [thread["state"] for thread in shop.get("message:threads")] == ["ended"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("library", [*LIBRARIES, "Prototype.js 1.6"])
def test_beside_the_library_the_whole_chat_works(
    served: Served, new_context: NewContext, ada: Desk, library: str, when: str
) -> None:
    path = LIBRARIES.get(library)
    if path is not None and not path.exists():
        pytest.skip(f"{path} is not installed: make test does it")
    text = PROTOTYPE_16 if path is None else path.read_text()
    if "1.5.2" in library:
        text += EVENT_CLASS
    faults: list[str] = []
    with served(
        {"/": "<body><h1>Shop</h1></body>"}, before=text if when == "before" else ""
    ) as url:
        shop = visit(new_context(), url, ready=False)
        shop.page.on("pageerror", lambda error: faults.append(str(error)))
        shop.wait_until(READY)
        if when == "after":
            shop.page.add_script_tag(content=text)
        expect_chat(shop, ada)
    assert faults == []
    assert [line for line in shop.said if "waits until" not in line] == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_without_any_of_the_members_the_chat_works(
    served: Served, new_context: NewContext, ada: Desk, when: str
) -> None:
    breaking = "".join(map(_broken, REPLACED))
    with served({"/": "<body></body>"}, before=breaking if when == "before" else "") as url:
        shop = visit(new_context(), url)
        if when == "after":
            shop.run(breaking)
        expect_chat(shop, ada)
    assert [line for line in shop.said if "waits until" not in line] == []


def _broken(member: str) -> str:
    *path, name = member.split(".")
    broken = BROKEN.get(name, f"function () {{ throw new Error({json.dumps(member)}) }}")
    return (
        f"Object.defineProperty({'.'.join(['window', *path])}, {json.dumps(name)},"
        f" {{ configurable: true, writable: true, value: {broken} }});"
    )


def test_neither_loader_nor_core_has_them() -> None:
    manifest = json.loads((STATIC / ".vite" / "manifest.json").read_text())
    scripts = {
        chunk["file"]
        for name, chunk in manifest.items()
        if name.startswith("chatbox") and chunk["file"].endswith(".js")
    }  # fmt: skip
    used = {
        member: re.compile(_use_of(member))
        for member in REPLACED
        if not member.endswith(("toJSON", "RegExp.escape"))
    }
    for script in scripts:
        text = (STATIC / script).read_text()
        found = {member: use.search(text) for member, use in used.items()}
        assert {member: use[0] for member, use in found.items() if use} == {}, script


def _use_of(member: str) -> str:
    """A use as it stands in a minified script."""
    holder, _, name = member.rpartition(".")
    if not holder:
        return rf"(?<![.\w])(?:new|instanceof) {name}\b(?!\w)"
    if "prototype" not in holder:
        return rf"\b{holder}\.{name}\b"
    # Those of `Object` are called alike; those of signals and contexts are theirs.
    if name == "sub":
        return r"['\"`]\.sub\("
    return rf"(?<!Object)\.{name}\("
