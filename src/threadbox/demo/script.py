"""The form in which the demo's past is written: stories, told scene by scene.

A story is one conversation. Its chapters say when they begin; each scene says how many
minutes after the one before it happens, who acts, and what they do.
"""

from dataclasses import dataclass
from typing import Literal

Deed = Literal["say", "answer", "note", "start", "end", "close", "resolve", "look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One thing that happens. `text`: what is said, the topic, or the outcome."""

    minutes: int
    deed: Deed
    text: str = ""
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Scenes of one day. `clock` is the local time of the first, so many `days_ago`; without
    it the last scene happened `minutes_ago`, whatever time it is now."""

    scenes: tuple[Scene, ...]
    days_ago: int = 0
    clock: str | None = None
    minutes_ago: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One conversation and what its page told about the visitor."""

    conversation: str
    profile: dict[str, object]
    data: dict[str, object]
    chapters: tuple[Chapter, ...]


def says(minutes: int, text: str) -> Scene:
    """The visitor writes, to the thread that is current."""
    return Scene(minutes=minutes, deed="say", text=text)


def answers(minutes: int, text: str, thread: str | None = None) -> Scene:
    """Olga writes; `thread` names one by its ticket number, when it is not the current one."""
    return Scene(minutes=minutes, deed="answer", text=text, thread=thread)


def notes(minutes: int, text: str) -> Scene:
    """Olga leaves a note that only operators see."""
    return Scene(minutes=minutes, deed="note", text=text)


def starts(minutes: int, topic: str, ticket: str) -> Scene:
    """The site's support form starts a thread."""
    return Scene(minutes=minutes, deed="start", text=topic, thread=ticket)


def ends(minutes: int, ticket: str) -> Scene:
    """The site knows that the ticket is answered, and ends its thread."""
    return Scene(minutes=minutes, deed="end", thread=ticket)


def closes(minutes: int, ticket: str, outcome: str) -> Scene:
    """Olga ends a thread and writes what came of it."""
    return Scene(minutes=minutes, deed="close", text=outcome, thread=ticket)


def resolves(minutes: int) -> Scene:
    """Olga resolves the conversation."""
    return Scene(minutes=minutes, deed="resolve")


def looks(minutes: int) -> Scene:
    """Olga reads what is there."""
    return Scene(minutes=minutes, deed="look")
