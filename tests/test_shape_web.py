"""The front ends keep their shape: who imports whom, how large folders, files and functions grow.

Read by the TypeScript compiler's own parser (`tools/typescript_shape.mjs`). The words of Crisp
are in `test_shape.py`. An exception is one line in a table here, with its reason; an exception
that nothing needs any more fails too.
"""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent

# Part → the parts that its files may import besides their own. A part is a folder of `src/`, or
# all of it; `chatbox/loader` is `web/chatbox/src/loader`.
EVERY_FEATURE = {"inbox/shared", "inbox/server", "client"}
MAY_IMPORT: dict[str, set[str]] = {
    # What every page loads, what it loads once a chat is near, and what is in both.
    "chatbox/loader": {"chatbox/bridge", "client"},
    "chatbox/core": {"chatbox/bridge", "client"},
    "chatbox/bridge": {"client"},
    # A feature knows no other feature; `app` joins them.
    "inbox/app": {
        *("inbox/list", "inbox/conversation", "inbox/composer", "inbox/threads"),
        *("inbox/details", "inbox/server", "inbox/shared", "client"),
    },
    "inbox/list": EVERY_FEATURE,
    "inbox/conversation": EVERY_FEATURE,
    "inbox/composer": EVERY_FEATURE,
    "inbox/threads": EVERY_FEATURE,
    "inbox/details": EVERY_FEATURE,
    "inbox/server": {"inbox/shared", "client"},
    "inbox/shared": {"client"},
    "inbox/picture": set(),
    "client": set(),
    "threadbox-web": set(),
}
# Part → the packages that its files may import.
INTERFACE = {"preact", "preact/hooks", "@preact/signals"}
PACKAGES: dict[str, set[str]] = {
    "chatbox/core": INTERFACE,
    **dict.fromkeys((part for part in MAY_IMPORT if part.startswith("inbox/")), INTERFACE),
    "inbox/picture": set(),
    "client": INTERFACE,
}
# Importing file → the file it imports, and why it may.
IMPORT_EXCEPTIONS: dict[str, tuple[str, str]] = {
    "web/inbox/src/shared/pictures/ExternalPicture.tsx": (
        "web/inbox/src/picture/loaded.ts",
        "the frame and the page in it agree on the messages between them",
    ),
}

# Where folders are counted, tests and all. A folder that is opened is read in one look.
FOLDER_ROOTS = ("web",)
FOLDER_FILES = 15
FILE_LINES = 300
GENERATED = {"web/client/src/protocol.ts"}
# Functions, arrow functions, methods and classes, what is inside them included.
UNIT_LINES = 60
# Those that were longer when the limit came, with their lines. They shrink: a shorter one is
# listed with its new length, or not at all.
LONGER: dict[str, int] = {
    "chatbox/core/composer/composerFiles.ts::ComposerFiles": 85,
    "chatbox/core/composer/composerState.ts::ComposerState": 179,
    "chatbox/core/conversation/history.ts::History": 66,
    "chatbox/core/conversation/liveConversation.ts::LiveConversation": 218,
    "chatbox/core/crisp/setters.ts::setters": 97,
    "chatbox/core/crisp/threadCommands.ts::threadCommands": 77,
    "chatbox/core/panel/localItems.ts::LocalItems": 93,
    "chatbox/core/panel/panelState.ts::PanelState": 195,
    "chatbox/core/ui/composer/Composer.tsx::Composer": 93,
    "chatbox/core/ui/composer/EmojiPicker.tsx::EmojiPicker": 87,
    "chatbox/core/ui/frame/panelFrame.ts::createPanelFrame": 115,
    "chatbox/core/ui/panel/TopicSheet.tsx::TopicSheet": 71,
    "chatbox/core/ui/timeline/scrollPosition.ts::useScrollPosition": 110,
    "chatbox/loader/chatbox.ts::createChatbox": 116,
    "chatbox/loader/launcher.ts::createLauncher": 79,
    "chatbox/loader/sessions.ts::createSessions": 139,
    "chatbox/loader/visitorToken.ts::createTokenKeeper": 85,
    "client/connection/connection.ts::Connection": 232,
    "client/connection/logReader.ts::LogReader": 93,
    "client/connection/outbox.ts::Outbox": 183,
    "client/content/uploads.ts::Uploads": 102,
    "inbox/app/actions.ts::Actions": 180,
    "inbox/app/palette/Palette.tsx::Palette": 72,
    "inbox/app/signIn/SignIn.tsx::SignIn": 69,
    "inbox/app/workspace/Workspace.tsx::Workspace": 79,
    "inbox/composer/Composer.tsx::Composer": 74,
    "inbox/conversation/ConversationHeader.tsx::ConversationHeader": 65,
    "inbox/conversation/TimelinePane.tsx::TimelinePane": 67,
    "inbox/conversation/scroller.ts::Scroller": 129,
    "inbox/server/commands.ts::Commands": 107,
    "inbox/server/inbox.ts::Inbox": 171,
    "inbox/server/lists.ts::Lists": 132,
    "inbox/server/openConversation.ts::OpenConversation": 262,
    "inbox/server/operatorConnection.ts::OperatorConnection": 171,
    "inbox/server/presence.ts::Presence": 74,
    "inbox/shared/composer/composerState.ts::ComposerState": 172,
    "inbox/shared/composer/drafts.ts::Drafts": 64,
    "inbox/shared/ui/Menu.tsx::Menu": 65,
    "inbox/threads/ThreadDialogs.tsx::TopicDialog": 61,
}


@dataclass(frozen=True, slots=True)
class Source:
    """One TypeScript file: paths from the root, and the lines of its functions by their names."""

    file: str
    lines: int
    imports: tuple[str, ...]
    units: tuple[tuple[str, int], ...]

    @property
    def part(self) -> str:
        return part_of(self.file)


def part_of(file: str) -> str:
    _, package, _, *inside = PurePosixPath(file).parts
    return f"{package}/{inside[0]}" if package in {"chatbox", "inbox"} else package


@cache
def sources() -> tuple[Source, ...]:
    command = ["node", "tools/typescript_shape.mjs"]
    shapes = json.loads(
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    )
    return tuple(
        Source(
            shape["file"],
            shape["lines"],
            tuple(shape["imports"]),
            tuple((unit["name"], unit["lines"]) for unit in shape["units"]),
        )
        for shape in shapes
    )


def test_every_source_file_is_looked_at() -> None:
    there = {
        path.relative_to(ROOT).as_posix()
        for package in ("chatbox", "inbox", "client", "threadbox-web")
        for path in (ROOT / "web" / package / "src").rglob("*.ts*")
    }
    assert {source.file for source in sources()} == there
    assert len(there) > 250
    assert sum(len(source.units) for source in sources()) > 2_000


def test_every_part_imports_only_what_it_may() -> None:
    used = set()
    wrong = []
    for source in sources():
        for imported in source.imports:
            if not imported.startswith("web/"):
                continue
            if part_of(imported) in MAY_IMPORT[source.part] | {source.part}:
                continue
            if IMPORT_EXCEPTIONS.get(source.file, ("",))[0] == imported:
                used.add(source.file)
            else:
                wrong.append(f"{source.file} imports {imported}")
    assert not wrong
    assert used == set(IMPORT_EXCEPTIONS), "an exception that nothing needs"


def test_every_part_uses_only_its_packages() -> None:
    wrong = [
        f"{source.file} imports {imported}"
        for source in sources()
        for imported in source.imports
        if not imported.startswith("web/") and imported not in PACKAGES.get(source.part, set())
    ]
    assert not wrong


def test_every_part_of_the_table_exists_and_needs_what_it_may() -> None:
    needed = {part: {part_of(imported) for imported in _inside(part)} for part in MAY_IMPORT}
    assert {source.part for source in sources()} == set(MAY_IMPORT)
    unused = {part: may - needed[part] for part, may in MAY_IMPORT.items()}
    # Features come and go with what they need; what ships in a bundle is to be known exactly.
    assert not {part: may for part, may in unused.items() if may and part.startswith("chatbox/")}


def _inside(part: str) -> Iterator[str]:
    for source in sources():
        if source.part == part:
            yield from (imported for imported in source.imports if imported.startswith("web/"))


def test_no_two_files_need_each_other() -> None:
    needs = {source.file: set(source.imports) for source in sources()}
    while free := [file for file, needed in needs.items() if not needed & needs.keys()]:
        for file in free:
            del needs[file]
    assert not needs, f"these files import each other in a circle: {sorted(needs)}"


def test_no_folder_is_a_drawer() -> None:
    sizes: Counter[str] = Counter()
    for root in FOLDER_ROOTS:
        sizes.update(path.parent.relative_to(ROOT).as_posix() for path in _files(ROOT / root))
    assert len(sizes) > 30
    assert not {folder: size for folder, size in sizes.items() if size > FOLDER_FILES}


def _files(folder: Path) -> Iterator[Path]:
    """The files that we have written, whatever their kind."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in {"node_modules", "dist", "__pycache__"}:
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.suffix != ".tsbuildinfo":
            yield path


def test_files_keep_their_size() -> None:
    over = {source.file: source.lines for source in sources() if source.lines > FILE_LINES}
    assert set(over) == GENERATED


def test_functions_and_classes_keep_their_size() -> None:
    over = {
        f"{source.file.removeprefix('web/').replace('/src/', '/', 1)}::{name}": lines
        for source in sources()
        for name, lines in source.units
        if lines > UNIT_LINES
    }
    grown = {name: lines for name, lines in over.items() if lines > LONGER.get(name, UNIT_LINES)}
    assert not grown, "longer than it may be: cut it, no exception is added"
    assert over == LONGER, "it has become shorter: list the new length, or nothing"
