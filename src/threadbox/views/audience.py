"""May this reader see this, and in what form: the one place where secrecy is decided.

Operators of a website see everything in it. A visitor sees the own conversation, without
notes, without traces of renames, without what only helps operators (`follows`, a thread's
`data`). Each function returns what the visitor may have, or None; what needs no change comes
back as the very same object, so that its encoding can be used again.
"""

from dataclasses import replace

from threadbox.domain.conversations import Conversation, Thread
from threadbox.domain.facts import (
    Fact,
    HistoryBrought,
    MessageSent,
    MessageUpdated,
    ThreadEnded,
    ThreadRenamed,
    ThreadReopened,
    ThreadStarted,
)
from threadbox.domain.timeline import Item, Message, Note, Renamed, Unreadable


def fact_for_visitor(fact: Fact) -> Fact | None:
    """The fact as the conversation's visitor receives it."""
    match fact:
        case MessageSent() | MessageUpdated():
            message = item_for_visitor(fact.message)
            if message is fact.message:
                return fact
            return replace(fact, message=message) if isinstance(message, Message) else None
        case ThreadRenamed():
            return replace(fact, mark=None)
        case ThreadStarted() | ThreadReopened() | ThreadEnded():
            thread = thread_for_visitor(fact.thread)
            return fact if thread is fact.thread else replace(fact, thread=thread)
        case HistoryBrought():
            return replace(fact, after=_without_hidden(fact.after))
        case _:
            return fact


def _without_hidden(conversation: Conversation) -> Conversation:
    seen = tuple(item for each in conversation.items if (item := item_for_visitor(each)))
    return conversation_for_visitor(replace(conversation, items=seen))


def item_for_visitor(item: Item) -> Item | None:
    """The place in the timeline as the visitor sees it."""
    match item:
        case Renamed():
            return None
        case Message(content=Note() | Unreadable(internal=True)):
            return None
        case Message(follows=str()):
            return replace(item, follows=None)
        case _:
            return item


def thread_for_visitor(thread: Thread) -> Thread:
    return replace(thread, data={}) if thread.data else thread


def conversation_for_visitor(conversation: Conversation) -> Conversation:
    """The whole view; `items` are expected to be filtered already (pages are filled first).

    `last_seq` is the last place the visitor can see: a note after it leaves no trace.
    """
    return replace(
        conversation,
        threads=tuple(thread_for_visitor(thread) for thread in conversation.threads),
        last_seq=conversation.items[-1].seq if conversation.items else 0,
    )
