"""One example of every frame, and of every fact as it happens in the story."""

from collections.abc import Iterable

import msgspec

from tests.protocol.story import AUDIENCES, TOPIC, Replay
from threadbox.domain.actors import Author
from threadbox.domain.facts import (
    Fact,
    Line,
    LineLost,
    TokenCreated,
    TokenRevoked,
    WebsiteChanged,
)
from threadbox.domain.websites import WebsiteSettings
from threadbox.wire import frames as f

WEBSITE = "00000000-0000-0000-0000-000000000001"
CONVERSATION = "session_00000000-0000-4000-8000-00000000abcd"
THREAD = "thread_00000000-0000-0000-0000-000000000005"
ADA = f.Face(id="00000000-0000-0000-0000-000000000003", name="Ada", online=True)
LOOK = f.WebsiteLook(id=WEBSITE, name="Acme Hosting", accent="#3451d1")
SITE = f.WebsiteName(id=WEBSITE, name="Acme Hosting", domain="acme.example")
UPLOADS = f.Uploads(bytes=20 * 1024 * 1024, media=["image/jpeg", "application/pdf"])
EPOCH = "00000000-0000-0000-0000-000000000002"
PAGE = f.Page(url="https://acme.example/client/servers/4", title="Server 4")


def from_visitors() -> list[f.VisitorFrame]:
    """What a chatbox sends."""
    return [
        f.VisitorHello(version=1, website=WEBSITE, token=f"{CONVERSATION}.signature", page=PAGE),
        f.VisitorOpen(id="c_open-0001"),
        f.VisitorSend(id="c_send-0001", text="my server is down"),
        f.VisitorStartThread(id="c_start-001", topic=TOPIC, external_id="1929383"),
        f.VisitorEndThread(id="c_end-00001", external_id="1929383"),
        f.VisitorSelectThread(id="c_select-01", main=True),
        f.VisitorRead(id="c_read-0001", seq=7),
        f.VisitorDelivered(id="c_arrived-1", seq=8),
        f.VisitorAnswer(id="c_answer-01", seq=8, choices=["node-7"]),
        f.VisitorProfile(id="c_profile-1", email="mira@solbakery.example", signature=None),
        f.VisitorData(id="c_data-0001", data={"plan": "pro"}),
        f.VisitorSegments(id="c_segment-1", segments=["customer"]),
        f.VisitorEvent(id="c_event-001", text="order placed", color="green"),
        f.VisitorPage(page=PAGE),
        f.History(id="c_older-001", before=41),
        f.GetThreads(id="c_topics-01", before=12),
        f.Resume(position=112),
        f.Ping(),
        f.Typing(typing=True, thread=THREAD),
    ]


def from_operators() -> list[f.OperatorFrame]:
    """What an inbox sends."""
    here = CONVERSATION
    return [
        f.OperatorHello(version=1),
        f.OperatorSend(id="o_send-0001", conversation=here, text="looking now", thread=THREAD),
        f.OperatorStartThread(id="o_start-001", conversation=here, topic=TOPIC),
        f.OperatorEndThread(id="o_end-00001", conversation=here, outcome="Moved to node 7"),
        f.OperatorReopenThread(id="o_reopen-01", conversation=here, thread=THREAD),
        f.OperatorRenameThread(id="o_rename-01", conversation=here, thread=THREAD, topic="Node 4"),
        f.OperatorAssignThread(id="o_assign-01", conversation=here, thread=THREAD, operator=ADA.id),
        f.OperatorSelectThread(id="o_select-01", conversation=here, thread=None),
        f.OperatorRead(id="o_read-0001", conversation=here, seq=9, thread=THREAD),
        f.OperatorDelivered(id="o_arrived-1", conversation=here, seq=9),
        f.OperatorSetState(id="o_state-001", conversation=here, state="resolved"),
        f.ListConversations(id="o_list-0001", state="open"),
        f.GetConversation(id="o_get-00001", conversation=here),
        f.History(id="o_around-01", conversation=here, around=120),
        f.GetThreads(id="o_topics-01", conversation=here, before=140, limit=20),
        f.Resume(position=112),
        f.Ping(),
        f.Typing(typing=False, conversation=here),
    ]


def from_server(story: list[Replay]) -> list[f.ToVisitor | f.ToOperator]:
    """What the server answers and tells, with the conversation of the story's end."""
    seen = {name: [r for r in story if r.audience == name][-1] for name in AUDIENCES}
    whole, line = seen["operator"].after, seen["operator"].lines[-1]
    threads = list(whole.threads)
    return [
        f.VisitorWelcome(
            epoch=EPOCH,
            position=line.position,
            last=f.Last(position=line.position, at=line.fact.at),
            session=CONVERSATION,
            heartbeat_seconds=25,
            website=LOOK,
            available=True,
            operators=[ADA],
            resumed=False,
            conversation=seen["visitor"].after,
            files=UPLOADS,
            file_key="20786.X3vQmZ0tV1cC4fJm0nq3m5hZ6iB1o2uYwT8r7s9d0Ek",
        ),
        f.OperatorWelcome(
            epoch=EPOCH,
            position=line.position,
            last=f.Last(position=line.position, at=line.fact.at),
            heartbeat_seconds=25,
            operator=f.Account(id=ADA.id, name="Ada", email="ada@acme.example"),
            website=SITE,
            websites=[SITE],
            operators=[ADA],
            online=[f.VisitorHere(conversation=CONVERSATION, page=PAGE)],
            resumed=False,
            files=UPLOADS,
        ),
        f.Facts(after=line.position - 1, lines=[line]),
        f.StartOver(),
        f.Beat(head=line.position),
        f.Pong(),
        f.Done(id="c_start-001", position=3, seq=2, fingerprint=179534880000102, thread=THREAD),
        f.Refused(
            id="c_start-001",
            code="invalid",
            reason="thread_topic_too_long",
            message="The topic is too long: 300 characters, at most 255 are allowed.",
            data={"field": "thread_topic", "limit": 255, "length": 300},
        ),
        f.HistoryPage(
            id="o_around-01",
            conversation=CONVERSATION,
            position=line.position,
            items=list(whole.items[:2]),
            threads=threads[:1],
            has_older=False,
            has_newer=True,
        ),
        f.ThreadsPage(
            id="o_topics-01",
            conversation=CONVERSATION,
            position=line.position,
            threads=threads[:1],
            has_more=False,
        ),
        f.ConversationPage(id="o_get-00001", conversation=whole),
        f.ConversationsPage(
            id="o_list-0001",
            position=line.position,
            conversations=[],
            cursor=None,
            counts=f.Counts(open=1, resolved=0, unread=1),
        ),
        f.TypingSignal(conversation=CONVERSATION, by=ADA, typing=True, thread=THREAD),
        f.PresenceSignal(conversation=CONVERSATION, online=True, page=PAGE),
        f.AvailabilitySignal(available=True, operators=[ADA]),
    ]


def facts(story: Iterable[Replay]) -> dict[str, Line]:
    """The first line of each type, as operators receive it."""
    found: dict[str, Line] = {}
    for replay in story:
        if replay.audience == "operator":
            for line in replay.lines:
                found.setdefault(line.fact.type, line)
    for fact in _beside_the_story():
        found[fact.type] = Line(position=1, fact=fact)
    return found


def _beside_the_story() -> Iterable[Fact]:
    """What an administrator did, and a line that was damaged and set aside."""
    root = Author(kind="administrator", id="root")
    settings = WebsiteSettings(
        name="Acme Hosting", domains=("acme.example",), accent="#3451d1", replies_in="hour"
    )
    yield WebsiteChanged(at=0, by=root, settings=settings)
    yield TokenCreated(at=0, by=root, identifier="key-1", tier="website")
    yield TokenRevoked(at=0, by=root, identifier="key-1")
    yield LineLost(conversation=CONVERSATION, at=0, by=Author(kind="backend", id=""))


def files(story: list[Replay]) -> dict[str, object]:
    """File name (without `.json`) → content, for the whole of `protocol/examples`."""
    named: dict[str, object] = {}
    for sender, sent in (("visitor", from_visitors()), ("operator", from_operators())):
        for frame in sent:
            named[f"{sender}.{_tag(frame)}"] = frame
    for told in from_server(story):
        sender = "server.to-operator" if isinstance(told, f.OperatorWelcome) else "server"
        named[f"{sender}.{_tag(told)}"] = told
    for kind, line in facts(story).items():
        named[f"fact.{kind}"] = line
    return named


def _tag(frame: msgspec.Struct) -> str:
    return str(frame.__struct_config__.tag)
