"""The rooms of a floor: who imports whom, and how many files a folder holds."""

from collections.abc import Iterator

from tests.test_shape import PACKAGE, Module, imports, modules

# Room of the gateways, or file beside the rooms → the others that it may import.
MAY_IMPORT: dict[str, set[str]] = {
    "counters": set(),
    "validation": set(),
    "presenters": set(),
    "security": {"counters"},
    "server": {"counters", "security"},
    "services": {"security"},
    "sockets": {"counters", "presenters", "security", "server", "services", "validation"},
    "http": {
        *("counters", "presenters", "security", "server", "services"),
        "sockets",
        "validation",
    },
    "files": {"http", "security", "server", "services"},
    "rest": {"http"},
    "asgi": {"http", "server"},
}
# More than fit on a screen with room to think.
FILES = 15
# Folder → why it holds more, until it is divided.
FULL: dict[str, str] = {
    "store": "tables and what they are written by are one floor of files, to be divided",
    "domain": "one file per subject of the domain",
}


def _room(module: Module) -> str:
    return module.name.split(".")[1] if "." in module.name else ""


def _arrows() -> Iterator[tuple[str, str, str]]:
    """Room, imported room, and a line that says where, between rooms of the gateways."""
    for module in modules():
        if module.floor != "gateways" or not _room(module):
            continue
        for imported in imports(module):
            parts = imported.split(".")
            if parts[:2] == ["threadbox", "gateways"] and len(parts) > 2:
                yield _room(module), parts[2], f"{module.name} imports {imported}"


def test_rooms_of_the_gateways_import_as_the_table_says() -> None:
    arrows = [arrow for arrow in _arrows() if arrow[0] != arrow[1]]
    assert len(arrows) > 30
    assert [where for room, other, where in arrows if other not in MAY_IMPORT[room]] == []
    used = {(room, other) for room, other, _ in arrows}
    allowed = {(room, other) for room, others in MAY_IMPORT.items() for other in others}
    assert allowed - used == set(), "an arrow that nothing needs"


def test_no_two_rooms_need_each_other() -> None:
    left = {room: set(others) for room, others in MAY_IMPORT.items()}
    while free := [room for room, others in left.items() if not others & left.keys()]:
        for room in free:
            del left[room]
    assert not left


def test_no_folder_holds_more_files_than_one_can_survey() -> None:
    counts = {
        folder.relative_to(PACKAGE).as_posix(): len(
            [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        )
        for folder in [PACKAGE, *PACKAGE.rglob("*")]
        if folder.is_dir()
    }
    assert len(counts) > 15
    over = {folder: count for folder, count in counts.items() if count > FILES}
    assert over.keys() == FULL.keys()
