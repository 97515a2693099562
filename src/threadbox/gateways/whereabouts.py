"""Who is on the website and on which page, as an operator is told on coming in: all of them, in
few bytes. Whoever moves afterwards is told by `presence`, with the page as it is.
"""

from collections.abc import Mapping
from uuid import UUID

from threadbox.domain.ids import conversation_id
from threadbox.gateways import addresses
from threadbox.live.signals import Page
from threadbox.wire import frames

# An id, names of fields, and about two lines of a screen: what a header has room for.
ENTRY_BYTES = 600
# More pages than any list shows; a website with thousands of visitors has their ids besides.
PAGES_BYTES = 128 * 1024
# Of an entry, what the title gets at most; the address gets the rest.
_TITLE_BYTES = 150
_CUT = "…"


def visitors_here(pages: Mapping[str, Page]) -> list[frames.VisitorHere]:
    """Everybody, with a page each as far as `PAGES_BYTES` reach."""
    left = PAGES_BYTES
    shown = []
    for conversation, where in pages.items():
        page = addresses.as_frame(where) if left > 0 else None
        entry = frames.VisitorHere(
            conversation=conversation, page=None if page is None else _brief(page)
        )
        left -= 0 if page is None else _bytes_of(entry)
        shown.append(entry)
    return shown


def _brief(page: frames.Page) -> frames.Page:
    """The page in so few bytes that its entry keeps to `ENTRY_BYTES`."""
    title = _cut(page.title, _TITLE_BYTES)
    # Where a page was come from is not shown.
    return frames.Page(url=_cut(page.url, _TEXT_BYTES - _text_bytes(title)), title=title)


def _cut(text: str, most: int) -> str:
    """The text, or as much of its beginning as fits and "…"."""
    if _text_bytes(text) <= most:
        return text
    left = most - _text_bytes(_CUT)
    kept = []
    for character in text:
        left -= _text_bytes(character)
        if left < 0:
            break
        kept.append(character)
    return "".join(kept) + _CUT


def _text_bytes(text: str) -> int:
    """How much a text adds to a frame, its quotes apart."""
    return _bytes_of(text) - 2


def _bytes_of(shown: object) -> int:
    return len(frames.ENCODER.encode(shown))


# What an entry's address and title share.
_TEXT_BYTES = ENTRY_BYTES - _bytes_of(
    frames.VisitorHere(conversation=conversation_id(UUID(int=0)), page=frames.Page(url=""))
)
