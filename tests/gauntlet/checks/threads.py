"""E: threads, whoever acts at the same moment, and whatever is killed in between."""

import asyncio
import unicodedata

from tests.gauntlet.ground import Ground, booted, busy, require, together, until
from tests.gauntlet.load import Crowd
from tests.gauntlet.oracle import judge
from tests.gauntlet.people import Visitor, operator, tab_of, visitor

MANY = 50


async def a_crowd(ground: Ground) -> None:
    """G064: three tabs, two operators, everything they can do to threads, at random."""
    await ground.start()
    crowd = Crowd(ground, visitors=3, tabs=3, pause_seconds=0.0)
    await crowd.come()
    enough = 3000 if ground.is_full else 500
    await until(lambda: crowd.fault or len(ground.ledger.acks) > enough, "a crowd at work", 120)
    await crowd.go()
    await judge(ground)


async def fifty_starts(ground: Ground) -> None:
    """G065: fifty starts at once: of one topic, of one external id, of fifty topics."""
    await ground.start()
    linus = await visitor(ground)
    tabs = [linus, *await together(*(tab_of(linus) for _ in range(4)))]
    for wish in ({"topic": "Same"}, {"topic": "By ticket", "external_id": "T-1"}):
        started = await _all_at_once(tabs, [wish] * MANY)
        require(len({done["thread"] for done in started}) == 1, "T1", wish)
    await _all_at_once(tabs, [{"topic": f"Topic {number}"} for number in range(MANY)])
    seen = await judge(ground)
    conversation = seen.conversations[linus.session]
    require(len(conversation["threads"]) == MANY + 2, "T1", len(conversation["threads"]))
    last = [item for item in conversation["items"] if item["kind"] == "started"][-1]
    require(conversation["current"] == last["thread"], "T5 current is the last of the log")


async def _all_at_once(
    tabs: list[Visitor], wishes: list[dict[str, str]]
) -> list[dict[str, object]]:
    work = [
        tabs[number % len(tabs)].do("start_thread", **wish) for number, wish in enumerate(wishes)
    ]
    return list(await asyncio.gather(*work))


async def fifty_ends(ground: Ground) -> None:
    """G066: fifty ends of one thread at once, and messages into it: one end, nothing inside."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    tabs = [linus, *await together(*(tab_of(linus) for _ in range(4)))]
    started = await linus.do("start_thread", topic="To be ended")
    thread = started["thread"]
    ends = [tabs[n % 5].ask("end_thread", thread=thread) for n in range(MANY)]
    sends = [tabs[n % 5].do("send", text=f"late {n}", thread=thread) for n in range(20)]
    ends += [ada.ask("end_thread", conversation=linus.session, thread=thread)]
    answers = await asyncio.gather(*ends, *sends)
    done = [answer for answer in answers[: MANY + 1] if answer["type"] == "done"]
    others = {answer["reason"] for answer in answers[: MANY + 1] if answer["type"] == "refused"}
    require(len(done) == 1 and others == {"thread_ended"}, "T2 one end", len(done), others)
    late = await linus.do("send", text="surely late", thread=thread)
    require(late["thread"] is None, "T3 a late message goes to the main line", late)
    await judge(ground)


async def killed_between(ground: Ground) -> None:
    """G069: killed between start and first message, and between the end's rows and its line."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    points = ("before-commit:1", "after-insert:1", "after-commit:1")
    for number, point in enumerate(points if ground.is_full else points[:1]):
        for name, asked in (
            ("start_thread", {"topic": f"Topic {number}"}),
            ("send", {"text": f"first of {number}"}),
            ("end_thread", {"topic": f"Topic {number}"}),
        ):
            ground.set(failpoint=point)
            await ground.kill()
            work = asyncio.create_task(linus.do(name, **asked))
            await until(lambda: any(each.is_over() for each in ground.servers), "the end")
            ground.set(failpoint="")
            await ground.restart_dead()
            await ground.kill()
            await work
            await judge(ground)
    require(ada.place == linus.place, "I5")


async def of_others(ground: Ground) -> None:
    """G070: a thread of another conversation, named by id, external id or topic, is not there."""
    await ground.start()
    linus, mira, ada = await visitor(ground), await visitor(ground), await operator(ground)
    wish = {"topic": "Linus's own", "external_id": "L-1"}
    thread = (await linus.do("start_thread", **wish))["thread"]
    for command in ("end_thread", "select_thread"):
        for name in ({"thread": thread}, {"external_id": "L-1"}, {"topic": "Linus's own"}):
            reason = await mira.refused(command, **name)
            require(reason == "thread_not_found", "T4 another conversation's thread", reason)
    where = {"conversation": mira.session, "thread": thread}
    await mira.do("send", text="so that there is a conversation")
    for command in ("end_thread", "reopen_thread", "select_thread"):
        reason = await ada.refused(command, **where)
        require(reason == "thread_not_found", "T4 another conversation's thread", reason)
    require(await ada.refused("rename_thread", topic="X", **where) == "thread_not_found", "T4")
    require(await ada.refused("send", text="X", **where) == "thread_not_found", "T4")
    require(await mira.refused("send", text="X", thread=thread) == "thread_not_found", "T4")
    require(await mira.refused("read", seq=1, thread=thread) == "thread_not_found", "T4")
    await judge(ground)


async def repeated_after_restart(ground: Ground) -> None:
    """G071: start, end and select again under the same client id, after a restart."""
    await ground.start()
    linus = await visitor(ground)
    done = [
        await linus.do("start_thread", id="start-0001", topic="First"),
        await linus.do("start_thread", id="start-0002", topic="Second"),
        await linus.do("select_thread", id="select-001", topic="First"),
        await linus.do("end_thread", id="end-000001"),
    ]
    before = (await judge(ground)).lines
    await ground.kill()
    for first in done:
        again = await linus.do(**ground.ledger.asked[linus.session, linus.by, first["id"]])
        require(again == {**first, "duplicate": True}, "T6", first, again)
    require((await judge(ground)).lines == before, "T6 repeating is no news")


async def session_reset(ground: Ground) -> None:
    """G072: a new session with a thread open in the old one: the thread stays where it is."""
    await ground.start()
    linus = await visitor(ground)
    thread = (await linus.do("start_thread", topic="Left open", external_id="R-1"))["thread"]
    await linus.leave()
    again = Visitor(ground, await booted(ground.server, ground.cast.acme))
    await again.come()
    require(again.session != linus.session, "a new session")
    await again.do("open")
    other = await again.do("start_thread", topic="Left open", external_id="R-1")
    require(other["thread"] != thread, "T4 carried over into the new session")
    seen = await judge(ground)
    old = seen.conversations[linus.session]
    require(old["current"] == thread and old["threads"][0]["state"] == "open", "it stays open")


async def little_rules(ground: Ground) -> None:
    """G074: ends without a start or a name, starts twice, topics that look alike, too early."""
    await ground.start()
    linus = await visitor(ground, open_chat=False)
    ada = await operator(ground)
    before = (await judge(ground)).lines
    for command, asked in (("start_thread", {"topic": "Too early"}), ("end_thread", {})):
        require(await linus.refused(command, **asked) == "chatbox_not_opened", "rule 4", command)
    require((await judge(ground)).lines == before, "T7 a refusal changes nothing")
    reason = await ada.refused("send", conversation=linus.session, text="hello?")
    require(reason == "conversation_not_found", "T7 nothing came into being", reason)
    await linus.do("open")
    require((await linus.do("end_thread"))["thread"] is None, "rule 8 a quiet no-op")
    require(await linus.refused("end_thread", topic="unknown") == "thread_not_found", "rule 8")
    nfc, nfd = unicodedata.normalize("NFC", "Café"), unicodedata.normalize("NFD", "Café")
    first = await linus.do("start_thread", topic=nfc)
    for alike in (nfd, f"  {nfc} ", nfc):
        same = await linus.do("start_thread", topic=alike)
        require(same["thread"] == first["thread"], "T1 the same topic", alike)
    other = await linus.do("start_thread", topic=nfc.upper())
    require(other["thread"] != first["thread"], "another case is another topic")
    blank = await linus.refused("end_thread", topic="  ")
    require(blank == "thread_topic_empty", "rule 8 a blank name is no name", blank)
    ended = await linus.do("end_thread")
    require(ended["thread"] == other["thread"], "rule 8 without a name: the current one", ended)
    await linus.do("end_thread")
    require(await linus.refused("end_thread", topic=nfc) == "thread_ended", "rule 8")
    seen = await judge(ground)
    require(seen.conversations[linus.session]["current"] is None, "rule 6")


async def ten_thousand(ground: Ground) -> None:
    """G075: very many threads in one conversation: starting stays fast, and so does looking."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    loop, slowest, started = asyncio.get_running_loop(), 0.0, 0
    count = 10_000 if ground.is_full else 300
    tabs = [linus, *await together(*(tab_of(linus) for _ in range(9)))]
    while started < count:
        begun = loop.time()
        await together(
            *(tab.do("start_thread", topic=f"{started} {n}") for n, tab in enumerate(tabs))
        )
        await together(
            *(tab.do("end_thread", topic=f"{started} {n}") for n, tab in enumerate(tabs))
        )
        slowest = max(slowest, loop.time() - begun)
        started += len(tabs)
    begun = loop.time()
    shown = await ada.see(linus.session)
    require(loop.time() - begun < 0.5 * busy(), "a look is fast", loop.time() - begun)
    require(len(shown["threads"]) >= 200, "the newest are shown", len(shown["threads"]))
    ground.notes.append(f"{started} threads")
    await judge(ground)
