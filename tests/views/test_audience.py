"""Secrecy: what reaches a visitor, and what never does."""

import msgspec

from tests.box import LINUS, Box
from tests.protocol import story
from threadbox.actions import conversations
from threadbox.views import resume, snapshot, timeline

SECRETS = ("3 more sites on node 4", "ada@acme.example", "node 4", '"follows":"thread_')


def test_nothing_that_is_for_operators_only_reaches_the_visitor_by_any_road(box: Box) -> None:
    for _, act in story.steps(box):
        act()
    roads = [
        box.database.read_now(snapshot.visitor_snapshot, box.linus),
        box.database.read_now(resume.lines_for_visitor, box.linus, box.place(0)),
        box.database.read_now(timeline.history, box.linus, LINUS, before=999),
        box.database.read_now(timeline.history, box.linus, LINUS, after=0),
        box.database.read_now(timeline.history, box.linus, LINUS, around=6),
    ]
    for road in roads:
        text = msgspec.json.encode(road).decode()
        assert [secret for secret in SECRETS if secret in text] == []


def test_the_same_roads_show_it_to_operators(box: Box) -> None:
    for _, act in story.steps(box):
        act()
    text = msgspec.json.encode(box.lines()).decode()
    text += msgspec.json.encode(box.see()).decode()
    assert [secret for secret in SECRETS if secret not in text] == ["ada@acme.example"]


def test_a_visitor_receives_nothing_of_another_conversation(box: Box) -> None:
    box.say("secret of Linus")
    box.do(conversations.open_chat, box.mallory, box.mallory.conversation)
    received = box.database.read_now(resume.lines_for_visitor, box.mallory, box.place(0)).lines
    assert [line.fact.type for line in received] == ["conversation_created", "chat_opened"]
