"""Secrecy: what reaches a visitor, and what never does."""

from dataclasses import dataclass, fields, is_dataclass
from typing import get_args, get_type_hints

import msgspec
import pytest

from tests.box import LINUS, Box
from tests.protocol import story
from threadbox.actions import conversations
from threadbox.domain.actors import Author
from threadbox.domain.conversations import Conversation
from threadbox.domain.facts import FACTS, StateChanged
from threadbox.domain.timeline import CONTENTS, ITEMS, Content, Item
from threadbox.gateways.sockets.encoding import FOR_OPERATORS, FOR_VISITORS
from threadbox.store.json_codec import encoded
from threadbox.store.log import Written
from threadbox.views import audience, resume, snapshot, timeline

BY = Author(kind="visitor", id=LINUS)
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


def test_every_class_that_a_fact_can_hold_has_a_rule_for_visitors() -> None:
    ruled = set(audience.RULES)
    held = _held_by(*FACTS.values(), Conversation)
    assert len(held) > len(FACTS) + len(ITEMS) + len(CONTENTS)
    assert sorted(cls.__name__ for cls in held - ruled) == []
    assert sorted(cls.__name__ for cls in ruled - held) == []


def test_what_is_sent_whole_holds_nothing_that_is_hidden() -> None:
    whole = {cls for cls, rule in audience.RULES.items() if len(rule.whole) == len(fields(cls))}
    found = [
        f"{cls.__name__}.{name} holds {part.__name__}"
        for cls, rule in audience.RULES.items()
        for name in rule.whole
        for part in _held_by(get_type_hints(cls)[name]) - whole
    ]
    assert found == []


def test_a_field_that_no_rule_names_is_an_error() -> None:
    @dataclass(frozen=True)
    class Invoice:
        number: int
        margin: int

    with pytest.raises(audience.UnruledError, match="Invoice"):
        audience._rule(Invoice, "number")
    assert Invoice not in audience.RULES


def test_a_fact_that_nobody_ruled_is_not_sent() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class MarginChanged(StateChanged):
        margin: int = 40

    fact = MarginChanged(conversation=LINUS, at=1, by=BY, state="resolved")
    with pytest.raises(audience.UnruledError, match="MarginChanged"):
        audience.fact_for_visitor(fact)


def test_a_field_that_only_a_newer_process_knows_is_not_passed_on() -> None:
    fact = StateChanged(conversation=LINUS, at=1, by=BY, state="resolved")
    text = encoded(fact).replace('"state"', '"margin":40,"state"')
    line = Written(1, LINUS, "state_changed", text)
    assert "margin" in (FOR_OPERATORS.show(line) or "")
    assert "margin" not in (FOR_VISITORS.show(line) or "margin")


def _held_by(*shapes: object) -> set[type]:
    """The classes of our own that these types are made of, however deep, families by member."""
    found: set[type] = set()
    waiting = list(shapes)
    while waiting:
        shape = waiting.pop()
        family = {Content: CONTENTS, Item: ITEMS}.get(shape)  # type: ignore[call-overload]
        if family is not None:
            waiting.extend(family.values())
        elif is_dataclass(shape) and isinstance(shape, type):
            if shape not in found:
                found.add(shape)
                waiting.extend(get_type_hints(shape).values())
        else:
            waiting.extend(get_args(shape))
    return found
