"""A thread and its messages travel from a visitor to the inbox and back."""

import pytest

from tests.gateways.front_door import SECRET, FrontDoor, is_message
from threadbox.domain.identity import identity_secret, signature_of

TOPIC = "Customer server offline (Ticket #1929383)"


@pytest.fixture(scope="module")
def door(either_door: FrontDoor) -> FrontDoor:
    return either_door


def test_a_thread_started_on_a_page_reaches_the_inbox(door: FrontDoor) -> None:
    with (
        door.operator() as ada,
        door.visitor(page={"url": f"https://{'acme.example'}/support?k=1#x"}) as linus,
    ):
        linus.do("open")
        started = linus.do("start_thread", topic=TOPIC, external_id="1929383")
        sent = linus.do("send", text="It has been down since noon.")
        assert sent["thread"] == started["thread"]
        lines = ada.lines_until(is_message("It has been down since noon."))
        assert [line["fact"]["type"] for line in lines] == [
            "conversation_created",
            "chat_opened",
            "thread_started",
            "message_sent",
        ]
        mark = lines[2]["fact"]["mark"]
        assert mark["topic"] == TOPIC
        assert mark["by"]["kind"] == "page"
        assert mark["by"]["origin"] == "/support"
        assert [line["position"] for line in lines] == list(
            range(lines[0]["position"], lines[0]["position"] + 4)
        )


def test_an_answer_from_the_inbox_reaches_the_visitor(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.do("send", text="Hello?")
        linus.lines_until(is_message("Hello?"))
        with door.operator() as ada:
            ada.do("send", conversation=linus.session, text="We are looking into it.")
            answer = linus.lines_until(is_message("We are looking into it."))[-1]["fact"]
            assert answer["by"]["name"] == "Ada"
            assert "email" not in answer["by"]


def test_two_tabs_of_a_visitor_hear_the_same(door: FrontDoor) -> None:
    with door.visitor() as left, door.visitor(left.token) as right:
        left.do("send", text="from the left")
        right.do("send", text="from the right")
        heard = [wire.lines_until(is_message("from the right")) for wire in (left, right)]
        assert heard[0] == heard[1]


def test_the_inbox_lists_and_shows_what_was_said(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.do("open")
        linus.do("start_thread", topic="Listed topic")
        linus.do("send", text="Can you see me?")
        listed = ada.ask("list", id="query-1", state="open")
        row = next(each for each in listed["conversations"] if each["id"] == linus.session)
        assert row["preview"]["text"] == "Can you see me?"
        assert [thread["topic"] for thread in row["threads"]] == ["Listed topic"]
        shown = ada.ask("conversation", id="query-2", conversation=linus.session)
        assert [item["kind"] for item in shown["conversation"]["items"]] == ["started", "message"]
        page = ada.ask("history", id="query-3", conversation=linus.session, limit=1)
        assert [item["kind"] for item in page["items"]] == ["message"]
        assert page["has_older"] is True


def test_a_note_never_reaches_the_visitor(door: FrontDoor) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.do("send", text="hi")
        ada.do("send", conversation=linus.session, text="secret remark", note=True)
        ada.do("send", conversation=linus.session, text="open answer")
        linus.lines_until(is_message("open answer"))
        assert "secret remark" not in str(linus.heard)


def test_a_signature_of_the_backend_verifies_an_email_and_a_thread(door: FrontDoor) -> None:
    secret = identity_secret(SECRET, door.website, 1)
    with door.operator() as ada, door.visitor() as linus:
        linus.do("open")
        mail = "mira@solbakery.example"
        linus.do("profile", email=mail, signature=signature_of(secret, f"email:{mail}"))
        ticket = signature_of(secret, "thread:77")
        linus.do("start_thread", topic=TOPIC, external_id="77", signature=ticket)
        lines = ada.lines_until(lambda fact: fact["type"] == "thread_started")
        assert lines[-1]["fact"]["thread"]["verified"] is True
        profiles = [line["fact"] for line in lines if line["fact"]["type"] == "profile_changed"]
        assert profiles[-1]["profile"]["verified"] is True


def test_a_wrong_signature_is_refused_and_changes_nothing(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.do("open")
        refused = linus.ask("start_thread", topic=TOPIC, external_id="78", signature="0" * 64)
        assert (refused["code"], refused["reason"]) == ("forbidden", "signature_wrong")
        refused = linus.ask("start_thread", topic=TOPIC, signature="0" * 64)
        assert refused["reason"] == "signature_of_nothing"


def test_what_was_signed_for_one_purpose_proves_nothing_for_another(door: FrontDoor) -> None:
    """The page may name a ticket as somebody is called, and have its number signed."""
    secret, mail = identity_secret(SECRET, door.website, 1), "ceo@victim.example"
    of_thread, of_mail, of_neither = (
        signature_of(secret, text) for text in (f"thread:{mail}", f"email:{mail}", mail)
    )
    with door.visitor() as linus:
        linus.do("open")
        for signature in (of_mail, of_neither):
            refused = linus.ask("start_thread", topic=TOPIC, external_id=mail, signature=signature)
            assert refused["reason"] == "signature_wrong"
        refused = linus.ask("profile", email=mail, signature=of_thread)
        assert refused["reason"] == "signature_wrong"
        with door.operator() as ada:
            shown = ada.ask("conversation", conversation=linus.session)["conversation"]
            assert (shown["profile"]["email"], shown["threads"]) == (None, [])


@pytest.mark.parametrize(
    ("kind", "field", "given", "kept"),
    [
        ("profile", "email", " mira@x.example", "mira@x.example"),
        ("profile", "email", "mira@x.example\n", "mira@x.example"),
        ("start_thread", "external_id", " 77", "77"),
        ("start_thread", "external_id", "7\t7", "7 7"),
        ("start_thread", "external_id", "77\r\n", "77"),
    ],
)
def test_what_would_be_kept_otherwise_than_it_was_signed_is_refused(
    door: FrontDoor, kind: str, field: str, given: str, kept: str
) -> None:
    secret = identity_secret(SECRET, door.website, 1)
    with door.visitor() as linus:
        linus.do("open")
        more = {} if kind == "profile" else {"topic": TOPIC}
        for text in (given, kept):
            for prefix in ("email:", "thread:", ""):
                signature = signature_of(secret, f"{prefix}{text}")
                refused = linus.ask(kind, **{field: given}, **more, signature=signature)
                assert (refused["reason"], refused["data"]) == (
                    "signed_text_not_kept",
                    {"field": field},
                )


def test_what_was_signed_without_its_purpose_is_accepted_for_a_while(door: FrontDoor) -> None:
    secret, mail = identity_secret(SECRET, door.website, 1), "mira@solbakery.example"
    with door.visitor() as linus:
        linus.do("open")
        linus.do("profile", email=mail, signature=signature_of(secret, mail))
        linus.do(
            "start_thread", topic=TOPIC, external_id="77", signature=signature_of(secret, "77")
        )
        assert (
            linus.ask("profile", email="other@x.example", signature=signature_of(secret, mail))[
                "reason"
            ]
            == "signature_wrong"
        )
