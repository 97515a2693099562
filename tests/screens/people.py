"""Who is at the screens: customers, each somebody new, and the operators who answer them."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, expect

from tests.stories.people import (
    PATIENCE_MILLISECONDS,
    OperatorScreen,
    VisitorScreen,
    marker,
)

PASSWORD = "three quiet otters"
# Between two keys: fast, and yet one after the other.
KEY_MILLISECONDS = 25

_GIVEN = ("Mira", "Ben", "Jonas", "Amal", "Tea", "Noor", "Paulo", "Ingrid", "Kwame", "Lin")
_FAMILY = ("Sol", "Ito", "Keller", "Rahmani", "Pavić", "Haddad", "Nunes", "Berg", "Mensah", "Chen")


def names() -> Iterator[str]:
    """A hundred customers, each name once; the inbox then reads like one."""
    for shift in range(len(_FAMILY)):
        yield from map(" ".join, zip(_GIVEN, _FAMILY[shift:] + _FAMILY[:shift], strict=True))


@dataclass
class Customer(VisitorScreen):
    """A customer on the shop's page, and what the page itself tells the chatbox."""

    name: str

    def push(self, *command: object) -> None:
        """The page pushes a `$crisp` command."""
        self.run(f"$crisp.push({json.dumps(command)})")

    def start(self, topic: str, **parts: object) -> None:
        """The page starts a thread."""
        self.push("do", "message:thread:start", [{"topic": topic, **parts} if parts else topic])

    def end(self, topic: str) -> None:
        self.push("do", "message:thread:end", [topic])

    def close_chat(self) -> None:
        self.page.get_by_role("button", name="Close chat").click()
        expect(self.panel).to_be_hidden()

    def come_back(self) -> None:
        """Closes the chat and opens it again: what has ended and is read folds only then."""
        self.close_chat()
        self.open_chat()

    def target(self, topic: str) -> Locator:
        """The line at the composer that says where the next message goes."""
        return self.page.get_by_role(
            "button", name=re.compile(f"to {re.escape(topic)}.*change", re.I)
        )

    def sign_in(self, secret: str) -> None:
        """The page loads anew with an account's secret, and takes along what was said before."""
        said = {"CRISP_TOKEN_ID": secret, "CRISP_RUNTIME_CONFIG": {"session_merge": True}}
        before = self.page.evaluate("$crisp.get('session:identifier')")
        self.page.add_init_script(f"Object.assign(window, {json.dumps(said)})")
        self.page.reload()
        mine = "window.$crisp?.is && $crisp.get('session:identifier')"
        self.wait_until(f"{mine} && {mine} !== {json.dumps(before)}")

    @property
    def launcher_of_any_name(self) -> Locator:
        """The launcher, whatever the language of its name."""
        return self.page.locator("button.launcher")

    def choose_files(self, *files: tuple[str, str, bytes]) -> None:
        """Picks files, each a name, a media type and what is in it."""
        payloads: list[FilePayload] = [
            {"name": name, "mimeType": media, "buffer": held} for name, media, held in files
        ]
        with self.page.expect_file_chooser() as chooser:
            self.panel.get_by_role("button", name="Attach files").click()
        chooser.value.set_files(payloads)

    def send_files(self, *files: tuple[str, str, bytes]) -> None:
        """Picks files, which wait in the composer, and sends them."""
        self.choose_files(*files)
        waiting = self.panel.get_by_role("list", name="Files to send")
        expect(waiting.get_by_role("listitem")).to_have_count(len(files))
        self.page.get_by_role("button", name="Send", exact=True).click()

    def drag(self, event: str, files: list[tuple[str, str, str]]) -> None:
        """Files, each a name, a type and a text, are dragged over the panel."""
        self.panel.evaluate(_DRAG, [event, files])

    def open_topics(self, topic: str) -> Locator:
        """Opens the sheet with all topics, from the line that now says `topic`."""
        self.target(topic).click()
        sheet = self.page.get_by_role("dialog", name="Topics")
        expect(sheet).to_be_visible()
        return sheet


# A person's drag begins outside the browser, where no test can reach.
_DRAG = """(panel, [event, files]) => {
    const dataTransfer = new DataTransfer();
    for (const [name, type, text] of files)
        dataTransfer.items.add(new File([text], name, { type }));
    panel.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true }));
}"""


_SEND = """([conversation, content]) => new Promise((sent, refused) => {
    const socket = new WebSocket(`ws://${location.host}/operator`);
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", version: 1 }));
    socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data);
        const id = `test-${crypto.randomUUID()}`;
        if (frame.type === "welcome")
            socket.send(JSON.stringify({ type: "send", id, conversation, content }));
        if (frame.type === "done") { socket.close(); sent(); }
        if (frame.type === "refused") refused(new Error(frame.message));
    };
})"""


@dataclass
class Talk:
    """One conversation with both of its sides on the screen."""

    mira: Customer
    olga: OperatorScreen

    def ask(self, text: str) -> None:
        """The customer writes, and the operator sees it."""
        self.mira.say(text)
        expect(self.olga.timeline.get_by_text(text).last).to_be_visible()

    def answer(self, text: str) -> None:
        """The operator writes, and the customer sees it."""
        self.olga.reply(text)
        expect(self.mira.panel.get_by_text(text).last).to_be_visible()

    def answer_with(self, content: Mapping[str, object]) -> None:
        """A program signed in as the operator sends what the inbox has no form for."""
        conversation = self.mira.page.evaluate("$crisp.get('session:identifier')")
        self.olga.page.evaluate(_SEND, [conversation, content])

    def start(self, topic: str, **parts: object) -> None:
        """The page starts a thread, and both see it."""
        self.mira.start(topic, **parts)
        self.both_see(topic, "started")

    def end(self, topic: str) -> None:
        """The page ends a thread, and both see it."""
        self.mira.end(topic)
        self.both_see(topic, "ended")

    def both_see(self, topic: str, word: str) -> None:
        for place in (self.olga.timeline, self.mira.panel):
            expect(marker(place, topic, word).first).to_be_attached()

    def in_menu(self, topic: str, line: str) -> None:
        """The operator chooses a line of a thread's menu."""
        page = self.olga.page
        page.get_by_role("button", name=f"Actions for {topic}").click()
        page.get_by_role("menuitem", name=line).click()

    def all_is_read(self) -> None:
        """Waits until what stands on the operator's screen counts as read."""
        row = self.olga.conversations.get_by_role("link", name=self.mira.name)
        expect(row).not_to_contain_text("unread")

    def come_back(self) -> None:
        """The operator reads the conversation, leaves it and opens it again."""
        self.all_is_read()
        self.olga.page.get_by_role("link", name=re.compile("^Inbox")).click()
        expect(self.olga.timeline).to_be_hidden()
        self.olga.open(self.mira.name)


def typed_until(composer: Locator, seen: Locator) -> None:
    """Somebody types on until the other side is told: it is told every few seconds only."""
    deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
    while not seen.count():
        assert time.monotonic() < deadline, "nobody was told of the typing"
        composer.press_sequentially("…", delay=KEY_MILLISECONDS)
    composer.press_sequentially("…")
