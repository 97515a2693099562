"""Fills a database with the demo: the website, its operator, and the stories as they happened.

Everything goes through the real actions, with the time each thing happened. Every command has
a client id of its own, so seeding again, or going on after an interruption, changes nothing
that is there.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from threadbox.actions.operators import create_operator
from threadbox.actions.perform import perform
from threadbox.actions.websites import create_website
from threadbox.demo.script import Chapter, Scene, Story
from threadbox.demo.stories import STORIES
from threadbox.domain.actors import Actor, Operator, Visitor
from threadbox.domain.commands import (
    ChangeData,
    ChangeProfile,
    Command,
    EndThread,
    OpenChat,
    ReadMessages,
    SendMessage,
    SetState,
    StartThread,
)
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.store.database import Database
from threadbox.views.operators import by_email

# Known in advance, because the page's snippet names it.
WEBSITE = UUID("ac3e0000-0000-4000-8000-000000001929")
NAME = "Acme Hosting"
# The page is served by the demo's own server.
DOMAIN = "localhost"
OPERATOR = "Olga"
EMAIL = "olga@acme.example"
SUPPORT_FORM = "/client/support"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """Who answers in the demo, and for which website."""

    email: str
    website_id: str


def seed(database: Database, *, password_hash: str, now: datetime) -> DemoAccount:
    """Makes sure that everything of the demo is there. `password_hash`: for the operator, if
    there is none yet."""
    website = str(WEBSITE)
    with contextlib.suppress(Refusal):  # it may be there already
        database.write_now(None, create_website, name=NAME, domain=DOMAIN, id=WEBSITE)
    olga = _operator(database, website, password_hash)
    moments = [moment for story in STORIES for moment in _moments(story, now)]
    telling = _Telling(database, website, olga)
    # In the order of time, as the log would have it. Sorting keeps what is simultaneous in order.
    for moment in sorted(moments, key=lambda moment: moment.at):
        telling.play(moment)
    return DemoAccount(email=EMAIL, website_id=website)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """A scene with its time and its place in its story."""

    story: Story
    number: int
    at: datetime
    scene: Scene


class _Telling:
    """Plays moments as commands. Who acts has read what is there."""

    def __init__(self, database: Database, website: str, olga: Operator) -> None:
        self._database = database
        self._website = website
        self._olga = olga
        self._last_seq: dict[str, int] = {}
        self._threads: dict[str, str] = {}

    def play(self, moment: _Moment) -> None:
        story, scene = moment.story, moment.scene
        visitor = Visitor(
            website=self._website, conversation=story.conversation, page_path=SUPPORT_FORM
        )
        if moment.number == 0:
            self._introduce(moment, visitor)
        acting = self._olga if scene.deed in _BY_OLGA else visitor
        if last := self._last_seq.get(story.conversation):
            self._do(moment, "read", acting, ReadMessages(seq=last))
        outcome = self._perform(moment, acting)
        if outcome is not None and outcome.seq is not None:
            self._last_seq[story.conversation] = outcome.seq
        if outcome is not None and scene.deed == "start" and scene.thread and outcome.thread:
            self._threads[scene.thread] = outcome.thread

    def _introduce(self, moment: _Moment, visitor: Visitor) -> None:
        story = moment.story
        self._do(moment, "open", visitor, OpenChat())
        if story.profile:
            self._do(moment, "profile", visitor, ChangeProfile(changes=story.profile))
        if story.data:
            self._do(moment, "data", visitor, ChangeData(data=story.data))

    def _perform(self, moment: _Moment, acting: Actor) -> Outcome | None:
        scene = moment.scene
        match scene.deed:
            case "say" | "answer" | "note":
                line = self._threads[scene.thread] if scene.thread else "current"
                command: Command = SendMessage(
                    text=scene.text, thread=line, note=scene.deed == "note"
                )
            case "start":
                command = StartThread(topic=scene.text, external_id=scene.thread)
            case "end" | "close":
                command = EndThread(external_id=scene.thread, outcome=scene.text or None)
            case "resolve":
                command = SetState(state="resolved")
            case "look":
                return None
        return self._do(moment, "scene", acting, command)

    def _do(self, moment: _Moment, what: str, acting: Actor, command: Command) -> Outcome:
        performed = self._database.write_now(
            self._website,
            perform,
            acting,
            moment.story.conversation,
            f"demo-{moment.number}-{what}",
            command,
            at=int(moment.at.timestamp() * 1000),
        )
        return performed.outcome


_BY_OLGA = {"answer", "note", "close", "resolve", "look"}


def _operator(database: Database, website: str, password_hash: str) -> Operator:
    known = database.read_now(by_email, EMAIL)
    if known is None:
        known = database.write_now(
            website, create_operator, email=EMAIL, name=OPERATOR, password_hash=password_hash
        )
    return Operator(website=website, id=known.id, name=known.name)


def _moments(story: Story, now: datetime) -> Iterator[_Moment]:
    number = 0
    for chapter in story.chapters:
        at = _beginning(chapter, now)
        for scene in chapter.scenes:
            at += timedelta(minutes=scene.minutes)
            yield _Moment(story=story, number=number, at=at, scene=scene)
            number += 1


def _beginning(chapter: Chapter, now: datetime) -> datetime:
    if chapter.clock is None:
        length = sum(scene.minutes for scene in chapter.scenes)
        return now - timedelta(minutes=chapter.minutes_ago + length)
    hour, minute = map(int, chapter.clock.split(":"))
    day = now - timedelta(days=chapter.days_ago)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
