"""The judge after every fault: what was promised, held against what is stored and was heard.

I1 acked exactly once, unacked at most once · I2 contiguous numbers · I3 one order for all ·
I4 the log replayed from 0 is the tables · I5 a resume without a gap · T1–T8 the threads
(`docs/threads.md`). Every breach raises `Broken` with the promise's name.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec

from tests.gauntlet.ground import Ground, require, until
from tests.gauntlet.ledger import Ack, Ledger
from tests.gauntlet.people import Client, Operator, Visitor
from tests.gauntlet.replica import applied
from tests.gauntlet.stored import Stored, stored
from threadbox.domain.facts import conversation_of
from threadbox.domain.limits import PAGE_ITEMS
from threadbox.domain.topics import topic, topic_key
from threadbox.views.audience import fact_for_visitor

Json = dict[str, Any]
# Commands whose answer is kept; reading again, or opening again, is no news and needs none.
KEPT = {
    "send", "start_thread", "end_thread", "select_thread", "reopen_thread", "rename_thread",
    "assign_thread",
    "set_state",
}  # fmt: skip


async def judge(ground: Ground, *, settle: bool = True) -> Stored:
    """Waits until everybody has their answers and their news, and then looks at everything."""
    if settle:
        await settled(ground)
    ground.ledger.keep()
    seen = await stored(ground.database_url, ground.cast.acme)
    judge_stored(seen, ground.ledger)
    for person in ground.people:
        if person.website == ground.cast.acme:
            judge_reader(seen, person)
    return seen


async def settled(ground: Ground, seconds: float | None = None) -> None:
    """Everybody is there, nobody waits for an answer, and everybody has heard everything."""
    people = [person for person in ground.people if person.stays]
    for person in people:
        await until(partial(_is_answered, person), f"answers for {person.name}")
        require(person.fault is None, repr(person.fault))
    seen = await stored(ground.database_url, ground.cast.acme)
    last = {
        conversation_of(fact): position
        for position, fact in seen.facts
        if fact_for_visitor(fact) is not None
    }
    for person in people:
        if person.website != ground.cast.acme:
            continue
        place = last.get(person.session, 0) if isinstance(person, Visitor) else seen.head
        await until(
            partial(person.has_heard, place),
            f"I5: {person.name} hears of {place}, was at {person.place}",
            seconds,
        )


def _is_answered(person: Client) -> bool:
    return person.fault is not None or (person.is_there and not person.waits)


def judge_stored(seen: Stored, ledger: Ledger) -> None:
    """Log, tables and acknowledgements, without any reader."""
    require(seen.integrity == "ok", "integrity", seen.integrity)
    positions = [position for position, _ in seen.lines]
    require(positions == list(range(1, len(positions) + 1)), "I2 positions", _holes(positions))
    require(seen.head == len(positions), "I2 head", seen.head, len(positions))
    for id_, conversation in seen.conversations.items():
        seqs = [item["seq"] for item in conversation["items"]]
        require(seqs == list(range(1, conversation["last_seq"] + 1)), "I2 seq", id_, _holes(seqs))
    _judge_replay(seen)
    _judge_acks(seen, ledger)
    _judge_order(seen, ledger)
    for id_ in seen.conversations:
        judge_threads([fact for _, fact in seen.lines if fact["conversation"] == id_], ledger)


def _judge_replay(seen: Stored) -> None:
    states: dict[str, Json | None] = {}
    for position, fact in seen.lines:
        id_ = fact["conversation"]
        states[id_] = applied(states.get(id_), position, fact)
    require(states.keys() == seen.conversations.keys(), "I4 conversations")
    for id_, state in states.items():
        assert state is not None
        _require_same("I4", state, seen.conversations[id_])


def _require_same(promise: str, derived: Json, shown: Json) -> None:
    for name in derived.keys() - {"position", "has_older"}:
        require(derived[name] == shown[name], promise, name, derived[name], "is not", shown[name])


def _judge_acks(seen: Stored, ledger: Ledger) -> None:
    found: dict[tuple[str, str, str], list[Json]] = defaultdict(list)
    for _, fact in seen.lines:
        if fact["type"] == "message_sent":
            message, by = fact["message"], fact["message"]["by"]
            actor = "visitor" if by["kind"] == "visitor" else f"{by['kind']}:{by['id']}"
            found[fact["conversation"], actor, message["client_id"]].append(message)
    for key, frame in ledger.asked.items():
        require(len(found[key]) <= 1, "I1 doubled", key, frame)
        require(len(seen.commands.get(key, [])) <= 1, "I1 doubled", key, frame)
    for key, ack in ledger.acks.items():
        if ack.type == "send":
            require(len(found[key]) == 1, "I1 lost", key, ack.done)
            _judge_message(ack, found[key][0])
        if ack.type in KEPT:
            require(key in seen.commands, "I1 forgotten", key, ack.done)
            kept = {"seq": None, "fingerprint": None, "thread": None} | seen.commands[key][0]
            require(
                all(kept[name] == value for name, value in ack.outcome.items()),
                "T6 another answer", key, ack.done, kept,
            )  # fmt: skip
            _judge_item(seen, ack)


def _judge_message(ack: Ack, message: Json) -> None:
    require(
        (message["seq"], message["thread"], message["fingerprint"])
        == (ack.done["seq"], ack.done["thread"], ack.done["fingerprint"]),
        "I1 stored otherwise than acknowledged", ack.done, message,
    )  # fmt: skip
    require(message["content"]["text"] == ack.asked["text"], "I1 text", ack.asked, message)


def _judge_item(seen: Stored, ack: Ack) -> None:
    """The place in the timeline that was acknowledged holds what was acknowledged."""
    seq = ack.done["seq"]
    if seq is None:
        return
    items = seen.conversations[ack.conversation]["items"]
    require(len(items) >= seq, "I1 lost", ack.done)
    item = items[seq - 1]
    require(item["fingerprint"] == ack.done["fingerprint"], "I1 another item", ack.done, item)
    require(item["thread"] == ack.done["thread"], "T3 thread", ack.done, item)


def _judge_order(seen: Stored, ledger: Ledger) -> None:
    """I3: what one sender sent, in the order it was sent."""
    seqs = {
        (fact["conversation"], fact["message"]["client_id"]): fact["message"]["seq"]
        for _, fact in seen.lines
        if fact["type"] == "message_sent"
    }
    for (conversation, sender), ids in ledger.order.items():
        stored_at = [seqs[conversation, id_] for id_ in ids if (conversation, id_) in seqs]
        require(stored_at == sorted(stored_at), "I3 order of", sender, stored_at)


def judge_threads(facts: Iterable[Json], ledger: Ledger | None = None) -> None:
    """T1–T8 along the facts of one conversation."""
    given = _topics_given(ledger)
    open_since: dict[str, Json] = {}
    known: dict[str, Json] = {}
    current: str | None = None
    for fact in facts:
        match fact["type"]:
            case "thread_started":
                thread, id_ = fact["thread"], fact["thread"]["id"]
                require(id_ not in known, "T2 started twice", id_)
                _require_new(thread, known, open_since)
                require(given is None or thread["topic"] in given, "T8", thread["topic"])
                open_since[id_] = known[id_] = thread
                current = id_
            case "thread_reopened":
                id_ = fact["thread"]["id"]
                require(id_ in known and id_ not in open_since, "T2 reopened", fact)
                open_since[id_] = known[id_] = fact["thread"]
                current = id_
            case "thread_ended":
                id_ = fact["thread"]["id"]
                require(id_ in open_since, "T2 ended, and was not open", fact)
                del open_since[id_]
                known[id_] = fact["thread"]
                require(fact["current"] != id_, "T5 an ended thread is current", fact)
                require(
                    fact["current"] is None or fact["current"] in open_since, "T5 current", fact
                )
                require(current in (id_, fact["current"]), "T5 another became current", fact)
                current = fact["current"]
            case "thread_chosen":
                require(fact["thread"] is None or fact["thread"] in open_since, "T5", fact)
                current = fact["thread"]
            case "thread_renamed":
                require(fact["thread"] in known, "T2 renamed", fact)
                renamed = {**known[fact["thread"]], "topic": fact["topic"]}
                known[fact["thread"]] = renamed
                if fact["thread"] in open_since:
                    open_since[fact["thread"]] = renamed
            case "message_sent":
                thread_id = fact["message"]["thread"]
                require(thread_id is None or thread_id in open_since, "T3 not open", fact)


def _require_new(thread: Json, known: dict[str, Json], open_since: dict[str, Json]) -> None:
    """T1: a start never opens a second one for what is known."""
    if thread["external_id"] is not None:
        tickets = {other["external_id"] for other in known.values()}
        require(thread["external_id"] not in tickets, "T1 external id", thread)
    else:
        topics = {topic_key(other["topic"]) for other in open_since.values()}
        require(topic_key(thread["topic"]) not in topics, "T1 topic", thread)


def _topics_given(ledger: Ledger | None) -> set[str] | None:
    if ledger is None:
        return None
    return {
        topic(frame["topic"])
        for frame in ledger.asked.values()
        if frame["type"] == "start_thread" and isinstance(frame["topic"], str)
        and _is_topic(frame["topic"])
    }  # fmt: skip


def _is_topic(given: str) -> bool:
    try:
        topic(given)
    except Exception:  # noqa: BLE001 (a refusal: then no thread may have it)
        return False
    return True


def judge_reader(seen: Stored, reader: Client) -> None:
    """I3 and I5: exactly the lines of the log, in its order, wherever the reader came from."""
    mine = _lines_for(seen, reader)
    for stretch, following in itertools.zip_longest(reader.stretches, reader.stretches[1:]):
        heard = stretch.lines
        last = heard[-1][0] if heard else stretch.start
        # The last stretch has to reach the end; an earlier one was cut off, and began anew.
        end = reader.place if following is None else last
        expected = [line for line in mine if stretch.start < line[0] <= end]
        require(
            [position for position, _ in heard] == [position for position, _ in expected],
            "I5", reader.name, _difference(heard, expected),
        )  # fmt: skip
        require(heard == expected, "I3 told otherwise than stored", reader.name)
    if isinstance(reader, Visitor) and reader.stretches and reader.stretches[-1].state:
        _judge_shown(seen, reader)


def _judge_shown(seen: Stored, tab: Visitor) -> None:
    """T5: what the tab shows is what follows from the log."""
    derived: Json | None = None
    for position, fact in _lines_for(seen, tab):
        if position <= tab.place:
            derived = applied(derived, position, fact)
    assert derived is not None
    shown = tab.conversation
    count = min(PAGE_ITEMS, len(derived["items"]))
    shown_ids = {thread["id"] for thread in shown["threads"]}
    derived["threads"] = [each for each in derived["threads"] if each["id"] in shown_ids]
    derived["items"] = derived["items"][len(derived["items"]) - count :]
    _require_same("T5", derived, shown | {"items": shown["items"][len(shown["items"]) - count :]})


def _lines_for(seen: Stored, reader: Client) -> list[tuple[int, Json]]:
    if isinstance(reader, Operator):
        return seen.lines
    assert isinstance(reader, Visitor)
    return [
        (position, msgspec.json.decode(msgspec.json.encode(shown)))
        for position, fact in seen.facts
        if conversation_of(fact) in (None, reader.session)
        and (shown := fact_for_visitor(fact)) is not None
    ]


def _holes(numbers: list[int]) -> str:
    twice = [number for number, count in Counter(numbers).items() if count > 1]
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    return f"missing {missing[:10]}, twice {twice[:10]}"


def _difference(heard: list[tuple[int, Json]], expected: list[tuple[int, Json]]) -> str:
    got, due = Counter(p for p, _ in heard), Counter(p for p, _ in expected)
    missed, doubled = sorted((due - got).elements()), sorted((got - due).elements())
    return f"missed {missed[:10]}, too many {doubled[:10]}"
