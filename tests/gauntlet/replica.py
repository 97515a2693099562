"""What a reader makes of the facts: the third twin of `record.py`, over plain JSON.

It follows the table in `docs/protocol.md` and was written from it alone, so that the server's
tables and both front ends have an independent judge.
"""

from typing import Any

from threadbox.domain.contents import PREVIEW_CHARACTERS
from threadbox.domain.limits import EPISODES_KEPT, EVENTS_KEPT

Json = dict[str, Any]
_NAMELESS = {"animation": "GIF", "audio": "Audio"}
_NOBODY = {"visitor": 0, "operator": 0}


def applied(state: Json | None, position: int, fact: Json) -> Json | None:
    """The conversation after the line. Of the state before, only the items are reused."""
    if state is None:
        return _created(position, fact) if fact["type"] == "conversation_created" else None
    if fact["conversation"] != state["id"] or position <= state["position"]:
        return state
    return {**state, **_changes(state, fact), "position": position}


def _created(position: int, fact: Json) -> Json:
    profile = dict.fromkeys(("nickname", "email", "phone", "avatar", "company"))
    return {
        "id": fact["conversation"],
        "position": position,
        "created_at": fact["at"],
        "active_at": fact["at"],
        "opened": False,
        "state": "pending",
        "profile": {**profile, "verified": False},
        "data": {},
        "segments": [],
        "events": [],
        "threads": [],
        "current": None,
        "unread": _NOBODY,
        "main_unread": _NOBODY,
        "read": _NOBODY,
        "delivered": _NOBODY,
        "preview": None,
        "last_seq": 0,
        "items": [],
        "has_older": False,
        "merged_into": None,
        "open_threads": 0,
    }


def _changes(state: Json, fact: Json) -> Json:
    match fact["type"]:
        case "chat_opened":
            return {"opened": True}
        case "message_sent":
            return _message(state, fact["message"], fact["at"])
        case "thread_started" | "thread_reopened":
            opened = {"current": fact["thread"]["id"], "open_threads": state["open_threads"] + 1}
            return _marked(state, fact) | opened
        case "thread_ended":
            ended = {"current": fact["current"], "open_threads": state["open_threads"] - 1}
            return _marked(state, fact) | ended
        case "thread_renamed":
            threads = [
                {**thread, "topic": fact["topic"]} if thread["id"] == fact["thread"] else thread
                for thread in state["threads"]
            ]
            shown = {} if fact["mark"] is None else _item(state, fact["mark"])
            return shown | {"threads": threads}
        case "thread_assigned":
            threads = [
                {**thread, "owner": fact["owner"]} if thread["id"] == fact["thread"] else thread
                for thread in state["threads"]
            ]
            return {"threads": threads}
        case "thread_chosen":
            return {"current": fact["thread"]}
        case "messages_read":
            return _read(state, fact)
        case "messages_delivered":
            return _delivered(state, fact)
        case "message_updated":
            message = fact["message"]
            items = [message if item["seq"] == message["seq"] else item for item in state["items"]]
            return {"items": items}
        case "conversation_merged":
            return {"merged_into": fact["into"]}
        case "history_brought":
            return {**fact["after"]}
        case "state_changed":
            return {"state": fact["state"]}
        case "profile_changed" | "data_changed" | "segments_changed":
            name = fact["type"].removesuffix("_changed")
            return {name: fact[name]}
        case "event_pushed":
            return {"events": [*state["events"], fact["event"]][-EVENTS_KEPT:]}
    return {}


def _message(state: Json, message: Json, at: int) -> Json:
    shown = _item(state, message)
    if message["content"]["type"] == "note":
        return shown
    by_operator = message["by"]["kind"] not in ("visitor", "page")
    other = "visitor" if by_operator else "operator"
    if message["thread"] is None:
        shown["main_unread"] = _one_more(state["main_unread"], other)
    else:
        shown["threads"] = [
            _in_thread(thread, message, other) if thread["id"] == message["thread"] else thread
            for thread in state["threads"]
        ]
    content = message["content"]
    text = content.get("text") or content.get("name") or _NAMELESS[content["type"]]
    text = text[:PREVIEW_CHARACTERS]
    return shown | {
        "active_at": at,
        "preview": {"text": text, "by": message["by"], "at": message["at"]},
        "unread": _one_more(state["unread"], other),
    }


def _in_thread(thread: Json, message: Json, other: str) -> Json:
    *before, running = thread["episodes"]
    running = {**running, "messages": running["messages"] + 1}
    if other == "visitor":
        running["last_reply_at"] = message["at"]
        if running["first_reply_at"] is None:
            running["first_reply_at"] = message["at"]
    return {
        **thread,
        "episodes": [*before, running],
        "messages": thread["messages"] + 1,
        "unread": _one_more(thread["unread"], other),
        "last_seq": message["seq"],
    }


def _marked(state: Json, fact: Json) -> Json:
    told = fact["thread"]
    others = [thread for thread in state["threads"] if thread["id"] != told["id"]]
    known = next((thread for thread in state["threads"] if thread["id"] == told["id"]), None)
    if known is not None:
        first = told["episodes"][0]["seq"]
        episodes = [each for each in known["episodes"] if each["seq"] < first] + told["episodes"]
        if len(episodes) > EPISODES_KEPT:
            episodes = [episodes[0], *episodes[1 - EPISODES_KEPT :]]
        told = {**told, "episodes": episodes, "data": known["data"], "brief": known["brief"]}
    threads = {"threads": sorted([*others, told], key=lambda thread: int(thread["number"]))}
    if (undone := fact.get("undone")) is not None:
        items = [undone if each["seq"] == undone["seq"] else each for each in state["items"]]
        return threads | {"items": items}
    return _item(state, fact["mark"]) | threads | {"active_at": fact["at"]}


def _read(state: Json, fact: Json) -> Json:
    side = fact["side"]
    left = {line["thread"]: line["unread"] for line in fact["lines"]}

    def after(unread: Json, line: str | None) -> Json:
        return {**unread, side: left[line]} if line in left else unread

    return {
        **_delivered(state, fact),
        "read": {**state["read"], side: max(state["read"][side], fact["seq"])},
        "unread": {**state["unread"], side: fact["unread"]},
        "main_unread": after(state["main_unread"], None),
        "threads": [
            {**thread, "unread": after(thread["unread"], thread["id"])}
            for thread in state["threads"]
        ],
    }


def _delivered(state: Json, fact: Json) -> Json:
    side, known = fact["side"], state["delivered"]
    return {"delivered": {**known, side: max(known[side], fact["seq"])}}


def _item(state: Json, item: Json) -> Json:
    # One list grows for all states of a reader: copying it with every message would make a
    # long run quadratic. Nobody looks at an older state's items.
    items: list[Json] = state["items"]
    items.append(item)
    return {"items": items, "last_seq": item["seq"]}


def _one_more(unread: Json, side: str) -> Json:
    return {**unread, side: unread[side] + 1}
