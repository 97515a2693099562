"""`CRISP_TOKEN_ID` and `session_merge` as a page's script asks for them at boot."""

import json
from typing import Any
from uuid import uuid4

import httpx2

from tests.gateways.front_door import PAGE, FrontDoor
from threadbox.wire.problems import CLOSE_NOT_SIGNED_IN


def boot(door: FrontDoor, origin: str = PAGE, **asked: Any) -> httpx2.Response:
    return httpx2.post(
        f"{door.url}/visitor/boot",
        content=json.dumps({"website": door.website, **asked}),
        headers={"Content-Type": "text/plain", "Origin": origin},
    )


def test_any_device_with_the_same_token_id_arrives_at_the_same_conversation(
    door: FrontDoor,
) -> None:
    token_id = str(uuid4())
    phone, laptop = boot(door, token_id=token_id).json(), boot(door, token_id=token_id).json()
    assert (phone["session"], phone["warnings"]) == (laptop["session"], [])
    with door.visitor(phone["token"]) as wire:
        wire.do("send", text="from the phone")
    with door.visitor(laptop["token"]) as wire:
        assert wire.welcome["conversation"]["items"][-1]["content"]["text"] == "from the phone"
    again = boot(door, token_id=token_id, token=laptop["token"]).json()
    assert (again["session"], again["ongoing"]) == (phone["session"], True)
    assert boot(door, token_id=str(uuid4())).json()["session"] != phone["session"]


def test_another_device_learns_that_a_thread_is_open_without_a_message_in_it(
    door: FrontDoor,
) -> None:
    token_id = str(uuid4())
    phone = boot(door, token_id=token_id).json()
    assert phone["threads_open"] is False
    with door.visitor(phone["token"]) as wire:
        wire.do("open")
        wire.do("start_thread", topic="Delivery")
        laptop = boot(door, token_id=token_id).json()
        assert (laptop["threads_open"], laptop["ongoing"]) == (True, False)
        wire.do("end_thread")
        assert boot(door, token_id=token_id).json()["threads_open"] is False


def test_a_token_id_that_could_be_guessed_starts_an_anonymous_session_and_a_warning(
    door: FrontDoor,
) -> None:
    first, second = boot(door, token_id="user-42").json(), boot(door, token_id="user-42").json()
    assert first["warnings"] == ["token_id_too_weak"]
    assert first["session"] != second["session"]
    kept = boot(door, token_id="user-42", token=first["token"]).json()
    assert kept["session"] == first["session"], "the browser's own session goes on"


def test_what_an_anonymous_browser_said_moves_to_the_token_ids_conversation(
    either_door: FrontDoor,
) -> None:
    door, token_id = either_door, str(uuid4())
    with door.visitor() as anonymous:
        anonymous.do("open")
        anonymous.do("send", text="before I signed in")
        asked: dict[str, Any] = {"token_id": token_id, "token": anonymous.token, "merge": True}
        answer = boot(door, **asked).json()
        assert (answer["opened"], answer["ongoing"]) == (True, True)
        told = anonymous.lines_until(lambda fact: fact["type"] == "conversation_merged")
        assert told[-1]["fact"]["into"] == answer["session"]
        assert anonymous.ask("send", text="too late")["reason"] == "conversation_merged"
        assert anonymous.close_code() == CLOSE_NOT_SIGNED_IN
    with door.visitor(answer["token"]) as wire:
        shown = [item["content"]["text"] for item in wire.welcome["conversation"]["items"]]
        assert shown == ["before I signed in"]
    assert boot(door, **asked).json()["session"] == answer["session"]
    # The anonymous token opens nothing any more: not the old one, and never the merged one.
    fresh = boot(door, token=anonymous.token).json()
    assert fresh["session"] not in (answer["session"], anonymous.session)
    with door.knock("/visitor") as refused:
        refused.say(type="hello", version=1, website=door.website, token=anonymous.token)
        assert refused.close_code() == CLOSE_NOT_SIGNED_IN


def test_without_the_wish_nothing_is_merged(door: FrontDoor) -> None:
    with door.visitor() as anonymous:
        anonymous.do("send", text="mine")
        answer = boot(door, token_id=str(uuid4()), token=anonymous.token).json()
        assert (answer["ongoing"], anonymous.is_alive()) == (False, True)


def test_who_signs_in_after_somebody_else_gets_nothing_of_theirs(door: FrontDoor) -> None:
    mira, other = str(uuid4()), str(uuid4())
    token = boot(door, token_id=mira).json()["token"]
    with door.visitor(token) as wire:
        wire.do("send", text="Mira's secret")
    answer = boot(door, token_id=other, token=token, merge=True).json()
    assert answer["ongoing"] is False
    assert boot(door, token_id=mira).json()["ongoing"] is True


def test_a_page_of_another_site_merges_nothing(door: FrontDoor) -> None:
    with door.visitor() as anonymous:
        anonymous.do("send", text="mine")
        asked: dict[str, Any] = {"token_id": str(uuid4()), "token": anonymous.token, "merge": True}
        assert boot(door, "https://elsewhere.example", **asked).status_code == 403
        assert anonymous.is_alive()


def test_operators_who_look_at_the_old_conversation_are_led_to_the_new_one(
    door: FrontDoor,
) -> None:
    with door.visitor() as anonymous, door.operator() as ada:
        anonymous.do("send", text="hello")
        asked: dict[str, Any] = {"token_id": str(uuid4()), "token": anonymous.token, "merge": True}
        into = boot(door, **asked).json()["session"]
        ada.lines_until(lambda fact: fact["type"] == "conversation_merged")
        old = ada.ask("conversation", conversation=anonymous.session)["conversation"]
        assert old["merged_into"] == into
        refused = ada.ask("send", conversation=anonymous.session, text="are you there?")
        assert (refused["reason"], refused["data"]["into"]) == ("conversation_merged", into)
        ada.do("send", conversation=into, text="here you are")


def test_an_email_opens_no_history_and_operators_see_that_it_is_unverified(
    door: FrontDoor,
) -> None:
    mira = {"email": "mira@solbakery.example"}
    with door.visitor() as linus, door.visitor() as mallory, door.operator() as ada:
        linus.do("profile", **mira)
        linus.do("send", text="my secret")
        mallory.do("profile", **mira)
        with door.visitor(mallory.token) as again:
            assert again.welcome["conversation"]["items"] == []
        for wire in (linus, mallory):
            shown = ada.ask("conversation", conversation=wire.session)["conversation"]["profile"]
            assert (shown["email"], shown["verified"]) == ("mira@solbakery.example", False)
