"""A: what was acknowledged is there, once, in one order, whatever is killed and when."""

import asyncio
from functools import partial

from tests.gauntlet import failpoints, strace
from tests.gauntlet.ground import Ground, require, together, until
from tests.gauntlet.load import Crowd
from tests.gauntlet.oracle import judge, judge_stored, settled
from tests.gauntlet.people import Visitor, operator, tab_of, visitor
from tests.gauntlet.stored import stored

# The oracle looks at everything; with every kill that would make a long run quadratic.
LOOK_EVERY = 20
KILLS_IN_FULL = 200
WEEK_MILLISECONDS = 7 * 24 * 60 * 60 * 1000


async def killed_under_load(ground: Ground) -> None:
    """G001: a crowd at work; SIGKILL to everything at any moment; again and again."""
    await ground.start()
    crowd = Crowd(ground)
    await crowd.come()
    cycles = max(ground.cycles, KILLS_IN_FULL) if ground.is_full else ground.cycles
    for cycle in range(1, cycles + 1):
        await asyncio.sleep(ground.random.uniform(0.05, 0.6))
        await ground.kill()
        if cycle % LOOK_EVERY == 0:
            # Nobody stops for it: what is stored has to be right at every moment.
            known = ground.ledger.so_far()
            judge_stored(await stored(ground.database_url, ground.cast.acme), known)
    await crowd.go()
    await judge(ground)


async def killed_at_named_steps(ground: Ground) -> None:
    """G002: the process ends at each named step; afterwards it is before or after, never half."""
    await ground.start()
    crowd = Crowd(ground, visitors=2, tabs=1, operators=("ada",))
    await crowd.come()
    points = [
        f"{step}:{count}"
        for step in failpoints.STEPS
        for count in ((1, 2, 5, 9, 14) if step == "statement" else (1, 3))
    ]
    for point in points if ground.is_full else points[1::2]:
        ground.set(failpoint=point)
        await ground.kill(and_start=False)
        for server in ground.servers:
            server.launch()
        await until(lambda: any(each.is_over() for each in ground.servers), f"the end at {point}")
    ground.set(failpoint="")
    await ground.kill()
    if ground.mode == "sqlite" and strace.is_here():
        await _killed_at_writes(ground)
    await crowd.go()
    await judge(ground)


async def _killed_at_writes(ground: Ground) -> None:
    """At any write into a file, of a commit or of one of the many checkpoints."""
    ground.set(checkpoint="20")
    await ground.kill()
    for _ in range(60 if ground.is_full else 4):
        nth = ground.random.randint(1, 80)
        async with strace.killing(ground.server.pid, ground.folder, nth=nth):
            await until(ground.server.is_over, f"the end at write {nth}")
        await ground.restart_dead()


async def retried_after_a_kill(ground: Ground) -> None:
    """G003: the same command again after a kill is the same message, and says so."""
    await ground.start()
    linus = await visitor(ground)
    ada = await operator(ground)
    first = await linus.do("send", id="for-ever-0001", text="once")
    started = await linus.do("start_thread", id="for-ever-0002", topic="Once")
    noted = await ada.do(
        "send", id="for-ever-0003", conversation=linus.session, text="a note", note=True
    )
    # Sent, and killed before anybody could answer: it happened, or it did not.
    unheard = asyncio.create_task(linus.do("send", id="for-ever-0004", text="perhaps"))
    await asyncio.sleep(0)
    await ground.kill()
    await unheard
    for person, frame, done in (
        (linus, {"type": "send", "text": "once"}, first),
        (linus, {"type": "start_thread", "topic": "Once"}, started),
        (
            ada,
            {"type": "send", "conversation": linus.session, "text": "a note", "note": True},
            noted,
        ),
    ):
        again = await person.do(id=done["id"], **frame)
        require(again == {**done, "duplicate": True}, "I1 another answer", done, again)
    await judge(ground)


async def synced_before_acknowledged(ground: Ground) -> None:
    """G004: in the order of system calls, the sync of a commit ends before its answer leaves."""
    await ground.start()
    linus = await visitor(ground)
    async with strace.attached(ground.server.pid, ground.folder) as calls:
        ids = [f"synced-{number:04}" for number in range(10)]
        for id_ in ids:
            await linus.do("send", id=id_, text="to the disk")
    for id_ in ids:
        written, synced, told = calls.order_of(id_)
        require(written, "I1 was not seen to reach the log of the database", id_)
        require(
            synced and written < synced < told, "I1 acknowledged before the sync", id_,
            written, synced, told,
        )  # fmt: skip


async def silent_before_the_commit(ground: Ground) -> None:
    """G007: neither an answer nor a ring leaves before the commit; after it, at once."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    tabs = [linus, *await together(*(tab_of(linus) for _ in range(3)))]
    ground.set(failpoint="before-commit:2:0.4")
    await ground.kill()
    sending = [
        asyncio.create_task(tab.do("send", text=f"{number} from {tab.name}"))
        for tab in tabs
        for number in range(12)
    ]
    await until(lambda: any(each.is_over() for each in ground.servers), "the end at a commit")
    ground.set(failpoint="")
    await ground.restart_dead()
    await ground.kill()
    await asyncio.gather(*sending)
    await judge(ground)
    # With every commit held for a moment, and no slow tick: a ring too early wakes nobody again.
    # The message is sent at one process, and heard at the other, if there are two.
    here, there = (f"ws://127.0.0.1:{ground.servers[n].port}" for n in (0, -1))
    for person in ground.people:
        person.address = lambda: there
    linus.address = lambda: here
    ground.set(failpoint="before-commit:0:0.1", tick="1000")
    await ground.kill()
    await settled(ground)
    done = await linus.do("send", text="is anybody awake?")
    for person in (tabs[1], ada):
        await until(partial(person.has_heard, done["position"]), "the ring", 5.0)
    await judge(ground)


async def pipelined(ground: Ground) -> None:
    """G008: a thousand messages without waiting for one of them; the socket changes meanwhile."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    other = await tab_of(linus)
    await asyncio.gather(*(linus.do("send", text=f"{number}") for number in range(1000)))
    seen = await judge(ground)
    texts = [item["content"]["text"] for item in seen.conversations[linus.session]["items"]]
    require(texts == [str(number) for number in range(1000)], "I3 order of one sender", texts)
    require(len(ada.heard) == len(other.heard), "I3 heard by both", ada.heard[-1])


async def one_conversation_from_everywhere(ground: Ground) -> None:
    """G009: tabs at every process write one conversation at once; all readers read the same."""
    await ground.start()
    linus, ada = await visitor(ground), await operator(ground)
    tabs = [linus, *await together(*(tab_of(linus) for _ in range(3)))]
    readers = [ada, *await together(*(tab_of(linus) for _ in range(8)))]
    for number, person in enumerate([*tabs, *readers]):
        server = ground.servers[number % len(ground.servers)]
        person.address = partial("ws://127.0.0.1:{}".format, server.port)
        person.hang_up()
    each = 5000 if ground.is_full else 100
    await together(*(_poured(tab, each) for tab in tabs))
    await judge(ground)
    # Nothing that its readers write leads the other process to this one.
    await linus.do("send", text="the last word")
    seen = await judge(ground)
    count = len(seen.conversations[linus.session]["items"])
    require(count == each * len(tabs) + 1, "I1", count)
    heard = {len(reader.heard) for reader in readers}
    require(min(heard) >= count, "I3 heard by all", heard)


async def _poured(tab: Visitor, count: int) -> None:
    """Sends that many, a few at a time."""
    for start in range(0, count, 20):
        await asyncio.gather(*(tab.do("send", text=f"{tab.name} {start + n}") for n in range(20)))


async def same_id_elsewhere(ground: Ground) -> None:
    """G013: a client id is its sender's own."""
    await ground.start()
    linus, mira, ada = await visitor(ground), await visitor(ground), await operator(ground)
    id_ = "the-same-id-01"
    answers = [
        await linus.do("send", id=id_, text="Linus"),
        await mira.do("send", id=id_, text="Mira"),
        await ada.do("send", id=id_, conversation=linus.session, text="Ada"),
        await ada.do("send", id=id_, conversation=mira.session, text="Ada again"),
    ]
    require(not any(answer["duplicate"] for answer in answers), "I1 somebody else's", answers)
    await judge(ground)


async def retried_much_later(ground: Ground) -> None:
    """G014: a client id is known after a week and two restarts."""
    ground.lend_clocks()
    await ground.start()
    linus = await visitor(ground)
    first = await linus.do("send", id="remember-me-01", text="once")
    for milliseconds in (31_000, 3_600_000, WEEK_MILLISECONDS):
        ground.bend_time(milliseconds)
        await ground.kill()
        again = await linus.do("send", id="remember-me-01", text="once")
        require(again == {**first, "duplicate": True}, "I1 forgotten", first, again)
    await judge(ground)


async def one_hundred_at_once(ground: Ground) -> None:
    """G015: the same command a hundred times at once, in several tabs, on all processes."""
    await ground.start()
    linus = await visitor(ground)
    tabs = [linus, *await together(*(tab_of(linus) for _ in range(9)))]
    frame = {"type": "send", "id": "one-of-many-01", "text": "one"}
    linus.ground.ledger.ask((linus.session, "visitor", "one-of-many-01"), frame, linus.name)
    for _ in range(10):
        for tab in tabs:
            tab.say(**frame)
    answers = await asyncio.gather(*(tab.do(**frame) for tab in tabs))
    require(len({answer["fingerprint"] for answer in answers}) == 1, "I1", answers)
    seen = await judge(ground)
    require(len(seen.conversations[linus.session]["items"]) == 1, "I1 doubled")
