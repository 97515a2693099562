"""Fills a data folder with everything that a database of version 0.1 can hold.

This was run once, at commit 0e525a4, the last one before the schema of 0.2, as
`python -m tests.store.previous.fill FOLDER`; its result is `threadbox.db.xz` beside it. It is kept
to say what is in there; it does not run with a later schema.
"""

import contextlib
import sqlite3
import sys
from pathlib import Path

from tests.box import Box, assemble
from tests.protocol import story
from threadbox.actions import conversations, merging, messages, operators, people, threads
from threadbox.actions.files import keep_file
from threadbox.actions.websites import create_website
from threadbox.domain.actors import Operator, Visitor
from threadbox.domain.sessions import bound_conversation
from threadbox.store import migrate

# One conversation as long as real ones get, and many short ones.
LONG = 2_500
SHORT = 60
# Letters beyond ASCII, outside of the basic plane, from right to left, and what JSON escapes.
TEXTS = ("hello", 'say "hi" \\ bye', "žluťoučký kůň", "🧵 done", "שלום עולם", "a\n\n  b")


def fill(path: Path) -> None:
    """Makes the database at `path`."""
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    box = assemble(url)
    for _, act in story.steps(box):
        act()
    _long(box)
    for number in range(SHORT):
        _short(box, number)
    _merged(box)
    _elsewhere(box)
    box.database.close()
    _decayed(path)


def _visitor(box: Box, number: int) -> Visitor:
    id_ = f"session_00000000-0000-4000-8000-{number:012d}"
    return Visitor(website=box.website, conversation=id_, page_path=f"/page/{number}")


def _long(box: Box) -> None:
    """Thousands of messages, two hundred threads, some reopened many times, notes and files."""
    who = _visitor(box, 1)
    here = who.conversation
    box.do(conversations.open_chat, who, here)
    for number in range(LONG):
        by = (who, box.ada, box.grace, box.shop)[number % 4]
        text = f"{TEXTS[number % len(TEXTS)]} {number}"
        box.do(messages.send, by, here, text=text, note=number % 4 == 1 and number % 9 == 0)
        if number % 12 == 0:
            topic = f"Topic {number // 12}"
            box.do(threads.start_thread, who, here, topic=topic, external_id=f"T-{number}")
        if number % 12 == 11:
            box.do(threads.end_thread, box.ada, here, outcome="Solved" if number % 24 else None)
        if number % 100 == 50:
            box.do(messages.read, box.ada, here, seq=number)
    for number in range(30):
        box.do(threads.start_thread, who, here, topic="Topic 0", external_id="T-0")
        box.do(messages.send, who, here, text=f"again {number}")
        box.do(threads.end_thread, who, here)
    for number in range(20):
        file = f"file_{number:032x}"
        box.database.write_now(
            box.website,
            keep_file,
            who,
            here,
            id=file,
            name=f"picture {number}.png",
            media="image/png",
            size=1_000 + number,
            pixels=(40, 30),
        )
        if number % 2 == 0:
            box.do(messages.send, who, here, content={"type": "file", "file": file})


def _short(box: Box, number: int) -> None:
    who = _visitor(box, 100 + number)
    here = who.conversation
    box.do(messages.send, who, here, text=TEXTS[number % len(TEXTS)])
    if number % 2:
        box.do(conversations.open_chat, who, here)
        box.do(threads.start_thread, who, here, topic=f"Order {number}", data={"order": number})
    if number % 3 == 0:
        email = f"visitor{number // 6}@example.org"
        box.do(people.change_profile, who, here, changes={"nickname": f"V{number}", "email": email})
    if number % 5 == 0:
        box.do(messages.send, box.grace, here, text="How can I help?")
    if number % 7 == 0:
        box.do(conversations.set_state, box.ada, here, state="resolved")


def _merged(box: Box) -> None:
    """Anonymous sessions that went on in one that a token id leads to."""
    to = Visitor(
        website=box.website, conversation=bound_conversation(b"a secret", box.website, "token")
    )
    for number in range(3):
        who = _visitor(box, 500 + number)
        box.do(conversations.open_chat, who, who.conversation)
        box.do(messages.send, who, who.conversation, text=f"before signing in {number}")
        box.do(threads.start_thread, who, who.conversation, topic=f"Before {number}")
        box.do(messages.send, box.ada, who.conversation, text="I see")
        box.do(messages.send, box.ada, who.conversation, text="hm", note=True)
        box.do(merging.merge, to, to.conversation, source=who.conversation)


def _elsewhere(box: Box) -> None:
    """Another website with the same conversation, by its number, and an operator of its own."""
    site = box.database.write_now(None, create_website, name="Elsewhere", domain="else.example")
    record = box.database.write_now(
        site.id,
        operators.create_operator,
        email="mallory@else.example",
        name="Mallory",
        password_hash="not used here",
    )
    mallory = Operator(website=site.id, id=record.id, name="Mallory")
    who = Visitor(website=site.id, conversation="session_00000000-0000-4000-8000-00000000e15e")
    for by, text in ((who, "is anybody here?"), (mallory, "yes")):
        box.database.write_now(
            site.id, messages.send, by, who.conversation, text=text, client_id=f"else-{text}"
        )


def _decayed(path: Path) -> None:
    """Texts that nobody can read any more, as a decayed disk leaves them."""
    with sqlite3.connect(path) as connection:
        key = connection.execute(
            "SELECT key FROM conversations WHERE id = ?",
            ("session_00000000-0000-4000-8000-000000000001",),
        ).fetchone()[0]
        for seq, text in ((40, "{"), (41, "not JSON"), (42, '{"seq":42,"kind":"riddle"}')):
            connection.execute(
                "UPDATE timeline SET item_json = ? WHERE conversation = ? AND seq = ?",
                (text, key, seq),
            )
        connection.execute("UPDATE log SET fact_json = '{' WHERE position = 77")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("VACUUM")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    fill(folder / "threadbox.db")
