# ruff: noqa: FBT003 -- these are the arguments of JavaScript functions
"""G088, G089: for every method and every argument position hundreds of values that make no sense.

Never an exception in the page, never a frame that the server calls invalid, and afterwards
everything works as before.
"""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import expect

from tests.crisp.names import NAMES
from tests.crisp.shop_page import ShopPage
from threadbox.wire.frames import VISITOR_FRAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VALUES = (Path(__file__).parent / "hostile_values.js").read_text()
LEAST_VALUES = 300
COMMANDS = [[name.kind, name.name] for name in NAMES if name.kind in ("do", "set", "config")]
EVENTS = [name.name for name in NAMES if name.kind == "on"]
ASKED = [[name.kind, name.name] for name in NAMES if name.kind in ("get", "is")]
PROTOTYPES = """() => JSON.stringify([Object, Array, Function, String].map(
    ({ prototype }) => Object.getOwnPropertyNames(prototype).sort().join()))"""
# Every value at every place of what is not a command.
OTHERS = """([events, asked]) => {
    const thrown = [];
    const attempt = act => { try { act(); } catch (error) { thrown.push(String(error)); } };
    for (const value of window.hostileValues) {
        attempt(() => $crisp.push(value));
        attempt(() => $crisp.push(value, value));
        attempt(() => $crisp.push([value]));
        attempt(() => $crisp.push([value, value, value]));
        attempt(() => $crisp.push([value, "chat:open"]));
        for (const verb of ["do", "set", "config", "on", "off", "safe", "help", "get", "is"]) {
            attempt(() => $crisp.push([verb, value]));
            attempt(() => $crisp.push([verb, value, value]));
            attempt(() => $crisp[verb](value));
            attempt(() => $crisp[verb](value, value));
        }
        attempt(() => $crisp.safe(true));
        for (const name of events) {
            attempt(() => $crisp.push(["on", name, typeof value === "function" ? null : value]));
            attempt(() => $crisp.push(["off", name, value]));
        }
        for (const [verb, name] of asked) attempt(() => $crisp[verb](name, value));
    }
    return thrown;
}"""
# And of one command. A reset that reloads would end the test, so `true` is spared it.
COMMAND = """([verb, name]) => {
    const thrown = [];
    const attempt = act => { try { act(); } catch (error) { thrown.push(String(error)); } };
    const type = { "message:send": "file", "message:show": "picker" }[name] ?? "text";
    for (const value of window.hostileValues) {
        if (name !== "session:reset" || value !== true) {
            attempt(() => $crisp.push([verb, name, value]));
            attempt(() => $crisp.push([verb, name, [value]]));
        }
        attempt(() => $crisp.push([verb, name, [type, value]]));
        attempt(() => $crisp[verb](name, [[["x", value, value]]]));
    }
    return thrown;
}"""


def test_nothing_that_a_page_passes_throws_or_reaches_the_server_malformed(shop: ShopPage) -> None:
    before = shop.page.evaluate(PROTOTYPES)
    count = shop.page.evaluate(f"(window.hostileValues = ({VALUES})()).length")
    assert count >= LEAST_VALUES
    # Thousands of sentences for the developer, which nobody reads here.
    shop.push("safe", True)
    _begin_anew(shop)
    assert shop.page.evaluate(OTHERS, [EVENTS, ASKED]) == []
    for command in COMMANDS:
        _begin_anew(shop)
        assert shop.page.evaluate(COMMAND, command) == [], command
    assert shop.page.evaluate(PROTOTYPES) == before
    assert shop.page.evaluate("[{}.polluted, [].polluted, window.polluted]") == [None, None, None]
    _assert_frames_are_sound(shop)
    _assert_all_still_works(shop)


def _begin_anew(shop: ShopPage) -> None:
    """Another session, and its socket: what is left in the outbox goes with the one before."""
    session = shop.get("session:identifier")
    welcomed = len(shop.welcomes)
    shop.push("do", "session:reset")
    shop.wait_until(f"![null, {json.dumps(session)}].includes($crisp.get('session:identifier'))")
    # Active, so that thread commands are sent at once; closed, so that nothing is drawn.
    shop.push("do", "chat:open")
    shop.push("do", "chat:close")
    while len(shop.welcomes) == welcomed:
        shop.page.wait_for_timeout(5)


def _assert_frames_are_sound(shop: ShopPage) -> None:
    # Among the values are sound ones, so every command that goes to the server has gone there.
    kinds = {"send", "start_thread", "end_thread", "select_thread", "profile", "data", "event"}
    assert kinds | {"open", "segments"} <= {frame["type"] for frame in shop.sent}
    for frame in shop.sent:
        VISITOR_FRAMES.decode(msgspec.json.encode(frame))
    assert [refusal for refusal in shop.received if _is_malformed(refusal)] == []


def _is_malformed(frame: dict[str, Any]) -> bool:
    return frame["type"] == "refused" and frame["code"] in ("invalid", "too_large", "internal")


def _assert_all_still_works(shop: ShopPage) -> None:
    shop.push("config", "lock:maximized", [False])
    shop.push("config", "lock:fullview", [False])
    shop.push("config", "hide:on:away", [False])
    shop.push("do", "chat:show")
    shop.push("do", "chat:open")
    shop.push("do", "overlay:close")
    shop.push("do", "message:thread:start", ["Still here"])
    shop.push("do", "message:send", ["text", "and kicking"])
    expect(shop.panel.get_by_text("and kicking")).to_be_visible()
    shop.wait_until("$crisp.is('session:ongoing') && $crisp.is('message:thread:ongoing')")
    expect(shop.page.locator("threadbox-chat")).to_have_count(1)
