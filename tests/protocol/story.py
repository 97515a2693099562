"""One story in which every fact happens, told with the real actions, as replays.

A replay is the log lines of one step and the conversation after them, as one audience sees both.
`web/client/tests` replays the files with the real client, so Python and TypeScript fail together
when they drift apart.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.box import LINUS, MALLORY, Box
from threadbox.actions import conversations, merging, messages, people, threads
from threadbox.domain.actors import Actor
from threadbox.domain.conversations import Conversation
from threadbox.domain.facts import Line, conversation_of
from threadbox.views import resume, snapshot, timeline
from threadbox.views.access import find_conversation

TOPIC = "Customer server offline (Ticket #1929383)"
PICKER = {
    "type": "picker",
    "id": "when",
    "text": "When may we move your server?",
    "choices": [
        {"value": "now", "label": "Now", "icon": "⚡"},
        {
            "value": "later",
            "label": "Tonight",
            "action": {"type": "link", "target": "https://acme.example/maintenance"},
        },
    ],
}
FIELD = {
    "type": "field",
    "id": "address",
    "text": "Which address does it have?",
    "explain": "Four numbers with dots",
    "required": True,
}
CAROUSEL = {
    "type": "carousel",
    "text": "You might like these",
    "targets": [
        {
            "title": "Daily backups",
            "description": "Kept for thirty days",
            "image": "https://acme.example/backups.png",
            "actions": [{"label": "Order", "url": "https://acme.example/backups"}],
        }
    ],
}
FILE = {
    "type": "file",
    "name": "error.log",
    "url": "https://files.acme.example/error.log",
    "media": "text/plain",
}
ANIMATION = {"type": "animation", "url": "https://acme.example/on-it.gif"}
AUDIO = {
    "type": "audio",
    "url": "https://files.acme.example/noise.ogg",
    "media": "audio/ogg",
    "seconds": 12,
}


@dataclass(frozen=True, slots=True)
class Replay:
    """The lines of one step, and the conversation after them, as one audience sees both."""

    audience: str
    step: str
    lines: tuple[Line, ...]
    after: Conversation


AUDIENCES = ("operator", "visitor")


def steps(box: Box) -> Iterator[tuple[str, Callable[[], object]]]:
    """The story, step by step. Each step is run before the next one is asked for."""
    linus, ada = box.linus, box.ada
    ticket = ""

    def start_ticket() -> None:
        nonlocal ticket
        ticket = box.start(TOPIC, external_id="1929383", data={"server": "node 4", "slots": 2})

    yield "open the chat", box.open_chat
    yield "say hello", lambda: box.say("hello, me again")
    yield "start a thread", start_ticket
    yield "write into it", lambda: box.say("my site is down since about ten minutes")
    yield "answer", lambda: box.say("I see it. Moving you to node 7.", ada)
    yield "note", lambda: box.say("3 more sites on node 4", ada, note=True)
    yield "start a second thread", lambda: box.start("Delivery address", box.shop)
    yield "write to the first", lambda: box.say("it answers 502 now", thread=ticket)
    yield "choose the first", lambda: box.do(threads.select_thread, linus, thread=ticket)
    yield "read one thread", lambda: box.do(messages.read, ada, seq=99, thread=ticket)
    yield "read all", lambda: box.do(messages.read, linus, seq=99)
    yield "rename", lambda: box.do(threads.rename_thread, ada, thread=ticket, topic="Node 4 down")
    yield "assign", lambda: box.do(threads.assign_thread, ada, thread=ticket, operator=ada.id)
    yield "end with outcome", lambda: box.end(ada, outcome="Moved to node 7")
    yield "late message", lambda: box.say("it is down again", thread=ticket)
    yield "reopen", lambda: box.do(threads.reopen_thread, ada, thread=ticket)
    yield "end by a slip", lambda: box.end(ada)
    yield "take the slip back", lambda: box.do(threads.reopen_thread, ada, thread=ticket)
    yield "answer again", lambda: box.say("on it", box.shop)
    yield "end all", lambda: [box.end(), box.end()]
    yield "resolve", lambda: box.do(conversations.set_state, ada, state="resolved")
    yield "write after resolving", lambda: box.say("do you offer daily backups?")
    yield (
        "profile",
        lambda: box.do(
            people.change_profile,
            linus,
            changes={
                "nickname": "Mira Sol",
                "email": "mira@solbakery.example",
                "company": {"name": "Sol Bakery", "employment": ["Owner"]},
            },
        ),
    )
    yield "data", lambda: box.do(people.change_data, linus, data={"plan": "pro", "servers": 2})
    yield "segments", lambda: box.do(people.change_segments, linus, segments=["customer"])
    yield "event", lambda: box.do(people.push_event, linus, text="order placed", color="green")
    yield "delivered to operators", lambda: box.do(messages.deliver, ada, seq=99)
    yield "ask", lambda: box.do(messages.send, ada, content=PICKER)
    yield "delivered", lambda: box.do(messages.deliver, linus, seq=99)
    yield "choose an answer", lambda: _answer(box, choices=["now"])
    yield "ask for a line", lambda: box.do(messages.send, ada, content=FIELD)
    yield "fill it in", lambda: _answer(box, value="10.0.4.17")
    yield "show cards", lambda: box.do(messages.send, box.shop, content=CAROUSEL)
    yield "show a file", lambda: box.do(messages.send, linus, content=FILE)
    yield "send an animation", lambda: box.do(messages.send, ada, content=ANIMATION)
    yield "send audio", lambda: box.do(messages.send, linus, content=AUDIO)
    yield "bring a history", lambda: _bring_a_history(box)


def _bring_a_history(box: Box) -> None:
    """Another browser of the same visitor wrote before it knew who that is."""
    mallory = box.mallory
    box.do(conversations.open_chat, mallory, MALLORY)
    box.do(messages.send, mallory, MALLORY, text="is anybody there?")
    box.do(threads.start_thread, mallory, MALLORY, topic="Invoice 8812")
    box.do(messages.send, mallory, MALLORY, text="it was charged twice")
    box.do(messages.send, box.ada, MALLORY, text="I am looking into it")
    box.do(people.change_data, mallory, MALLORY, data={"cart": 3})
    box.do(merging.merge, box.linus, source=MALLORY)


def _answer(box: Box, **answer: Any) -> None:
    """The visitor answers the newest message."""
    box.do(messages.answer, box.linus, seq=box.see().last_seq, **answer)


def replays(box: Box) -> Iterator[Replay]:
    """Every step, once as operators see it and once as the visitor does."""
    for step, act in steps(box):
        place = len(box.lines())
        act()
        for audience in AUDIENCES:
            lines = _lines(box, audience, place)
            after = _seen(box, audience)
            own = [line.position for line in lines if conversation_of(line.fact) == LINUS]
            if own and after is not None:
                yield Replay(audience, step, lines, replace(after, position=own[-1]))


def _lines(box: Box, audience: str, after: int) -> tuple[Line, ...]:
    if audience == "operator":
        return box.database.read_now(resume.lines_for_operator, box.ada, box.place(after)).lines
    return box.database.read_now(resume.lines_for_visitor, box.linus, box.place(after)).lines


def _seen(box: Box, audience: str) -> Conversation | None:
    if audience == "visitor":
        return box.database.read_now(snapshot.visitor_snapshot, box.linus).conversation
    actor: Actor = box.ada
    if box.database.read_now(find_conversation, actor, LINUS) is None:
        return None
    return box.database.read_now(timeline.conversation, actor, LINUS)
