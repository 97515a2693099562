"""The people of the stories at windows of WebKit; `tests/stories/people.py` has them elsewhere."""

import base64
import json
import re
from dataclasses import dataclass

from selenium.webdriver.common.keys import Keys

from tests.webkit.window import Window

PASSWORD = "three quiet otters"
# The inbox knows no other keys for these.
REPLY, NOTE, START, COMMAND = "r", "n", "t", "k"

FORM = """
const form = document.createElement("form");
form.innerHTML = "<label>Message <input></label><button>Send request</button>";
form.querySelector("input").value = "my site is down";
form.onsubmit = (event) => {
    event.preventDefault();
    $crisp.push(["do", "chat:open"]);
    $crisp.push(["do", "message:thread:start", [arguments[0]]]);
    $crisp.push(["do", "message:send", ["text", form.querySelector("input").value]]);
};
document.body.append(form);
"""
# A person's drag begins outside the browser, where no test can reach.
DROP = """
const [panel, name, held] = arguments;
const bytes = Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0));
const dataTransfer = new DataTransfer();
dataTransfer.items.add(new File([bytes], name, { type: "image/png" }));
for (const event of ["dragenter", "dragover", "drop"])
    panel.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true }));
"""

PANEL = "[role=dialog]"
TIMELINE = "[aria-label=Timeline]"
COMPOSER = f"{PANEL} textarea"


@dataclass
class Visitor:
    """Somebody on a page that embeds the chatbox."""

    window: Window

    def arrive(self, url: str) -> None:
        self.window.go(url)
        self.is_ready()

    def come_back(self) -> None:
        """Loads the page anew; a chat that was open is open again."""
        self.window.reload()
        self.is_ready()
        # Once loaded anew, the driver finds something above the field where nothing is.
        self.window.run("arguments[0].focus()", self.window.find(COMPOSER))

    def is_ready(self) -> None:
        self.window.until("window.$crisp && $crisp.is && $crisp.get('session:identifier')")

    def push(self, *command: object) -> None:
        """The page pushes a `$crisp` command."""
        self.window.run(f"$crisp.push({json.dumps(command)})")

    def open_chat(self) -> None:
        self.window.click("button", "^Chat")
        self.window.find(COMPOSER)

    def say(self, text: str) -> None:
        self.window.is_at(COMPOSER)
        self.window.write(text + Keys.ENTER)
        self.sees(text)

    def sees(self, text: str) -> None:
        """Waits until the chat shows this, by itself."""
        self.window.find(f"{PANEL} *", re.escape(text))

    def sees_marker(self, topic: str, word: str) -> None:
        self.window.find(f"{PANEL} *", _marker(topic, word))

    def style(self, name: str, of: str, part: str | None = None) -> str:
        """What a property of CSS comes to, for an element or a part of it."""
        script = (
            "return getComputedStyle(arguments[0], arguments[1]).getPropertyValue(arguments[2])"
        )
        value: str = self.window.run(script, self.window.find(of), part, name)
        return value

    def words(self) -> str:
        """Everything that stands in the chat."""
        panel = self.window.find(PANEL)
        text: str = self.window.run("return arguments[0].textContent", panel)
        return text

    def add_form(self, subject: str) -> None:
        """The page has a form, which opens the chat with a topic when it is sent."""
        self.window.run(FORM, subject)

    def drop_picture(self, name: str, file: bytes) -> None:
        """A picture is dropped on the chat, and waits there."""
        held = base64.b64encode(file).decode()
        self.window.run(DROP, self.window.find(PANEL), name, held)
        self.window.find("[aria-label='Files to send'] li")


@dataclass
class Operator:
    """Somebody at the inbox."""

    window: Window

    def sign_in(self, url: str, email: str) -> None:
        self.window.go(f"{url}/inbox/")
        self.window.is_at("input", "Email")
        self.window.write(email + Keys.TAB + PASSWORD + Keys.ENTER)
        self.window.find("nav", "Conversations")

    def open(self, name: str) -> None:
        """Opens the conversation with somebody."""
        self.window.click("nav[aria-label=Conversations] a", re.escape(name))
        self.window.find(TIMELINE)

    def reply(self, text: str) -> None:
        """By the keyboard alone."""
        self.window.press(REPLY)
        self.window.is_at("textarea", "^Reply$")
        self.window.write(text + Keys.ENTER)
        self.sees(text)
        self.window.press(Keys.ESCAPE)

    def note(self, text: str) -> None:
        self.window.press(NOTE)
        self.window.is_at("textarea", "^Note$")
        self.window.write(text + Keys.ENTER)
        self.sees(text)
        self.window.press(Keys.ESCAPE)

    def start(self, topic: str) -> None:
        self.window.press(START)
        self.window.is_at("dialog input", "^Topic$")
        self.window.write(topic + Keys.ENTER)
        self.window.loses("dialog")
        self.sees_marker(topic, "started")
        self.window.press(Keys.ESCAPE)

    def rename(self, topic: str, new: str) -> None:
        """With the topic's menu."""
        self.window.click("button", f"^Actions for {re.escape(topic)}")
        self.window.click("[role=menuitem]", "^Rename")
        self.window.is_at("dialog input", "^Topic$")
        self.window.press("a", holding=Keys.CONTROL)
        self.window.write(new + Keys.ENTER)
        self.window.loses("dialog")
        self.sees_marker(new, "started")

    def choose(self, word: str) -> None:
        """Finds something to do with the palette, and does it."""
        self.window.press(COMMAND, holding=Keys.CONTROL)
        self.window.is_at("[role=combobox]")
        self.window.write(word)
        self.window.find("[role=option][aria-selected=true]", re.escape(word))
        self.window.press(Keys.ENTER)

    def sees(self, text: str) -> None:
        """Waits until the conversation shows this, by itself."""
        self.window.find(f"{TIMELINE} *", re.escape(text))

    def sees_marker(self, topic: str, word: str) -> None:
        self.window.find(f"{TIMELINE} *", _marker(topic, word))


def _marker(topic: str, word: str) -> str:
    return rf"{re.escape(topic)}.*\b{word}\b|\b{word}\b.*{re.escape(topic)}"
