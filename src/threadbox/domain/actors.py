"""Who is doing this, and what stays written in history about it.

An *actor* carries rights and never leaves the process; an *author* is what markers
and messages keep: a name and a face, no e-mail, no address, no key.
"""

from dataclasses import dataclass
from typing import Literal

AuthorKind = Literal["visitor", "page", "operator", "backend", "administrator"]
Side = Literal["visitor", "operator"]
SIDES: tuple[Side, ...] = ("visitor", "operator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who did something, as history shows it.

    `id` is the conversation's id for visitor and page, the operator's id, the key's id, or an
    administrator's name on the machine. `name` is what was shown at that time. `origin` says where
    from: the page's address path for a page, None where there is nothing to say.
    """

    kind: AuthorKind
    id: str
    name: str | None = None
    avatar: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody on a website's page, holding the token of exactly one conversation."""

    website: str
    conversation: str
    page_path: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Somebody signed in to the inbox, acting in one website they belong to."""

    website: str
    id: str
    name: str
    avatar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """The customer's own server, holding a token of one website."""

    website: str
    id: str
    name: str


Actor = Visitor | Operator | Backend


def key_of(actor: Actor) -> str:
    """Whose client ids these are: each actor has a name space of its own."""
    match actor:
        case Visitor():
            return "visitor"
        case Operator():
            return f"operator:{actor.id}"
        case Backend():
            return f"backend:{actor.id}"


def other_side(side: Side) -> Side:
    return "operator" if side == "visitor" else "visitor"


def side_of(author: Author) -> Side:
    """Which side of the conversation an author stands on. Page and visitor are one side."""
    return "visitor" if author.kind in ("visitor", "page") else "operator"


def author_of(actor: Actor, *, as_page: bool = False, nickname: str | None = None) -> Author:
    """What history keeps of `actor`. `as_page`: the page's code acted, not the person."""
    match actor:
        case Visitor():
            return Author(
                kind="page" if as_page else "visitor",
                id=actor.conversation,
                name=nickname,
                origin=actor.page_path if as_page else None,
            )
        case Operator():
            return Author(kind="operator", id=actor.id, name=actor.name, avatar=actor.avatar)
        case Backend():
            return Author(kind="backend", id=actor.id, name=actor.name)
