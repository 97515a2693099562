"""The house keeps its shape: who imports whom, where async and SQL may live, how large things grow.

Read from the syntax trees, so nothing has to run. The front ends are in `test_shape_web.py`, but
for Crisp's words. An exception is one line in a table here, with its reason; an exception that
nothing needs any more fails too.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "threadbox"
WEB = ROOT / "web"

# Floor → the parts of Threadbox it may import, besides itself.
MAY_IMPORT = {
    "domain": set(),
    "store": {"domain"},
    "actions": {"domain", "store"},
    "views": {"domain", "store"},
    "wire": {"domain"},
    "live": {"domain", "store.log", "store.reaching"},
    # The database itself, and what a command is known by; no table and no statement.
    "gateways": {
        *("actions", "views", "live", "wire", "domain", "config", "private_files"),
        *("store.database", "store.idempotency"),
    },
    "backup": {"config", "data_folder", "private_files", "secret_key", "store"},
    "demo": {"actions", "views", "store.database", "domain", "private_files"},
    "config": set(),
    "logs": set(),
    "private_files": set(),
    "data_folder": {"config", "private_files", "store"},
    "secret_key": {"config", "data_folder", "domain", "private_files"},
    "prepared_data": {
        *("actions", "config", "data_folder", "demo", "domain", "gateways.security.passwords"),
        *("secret_key", "store", "views"),
    },
    "app": {"*"},
    "cli": {"*"},
    "__main__": {"cli"},
    "__init__": set(),
}
# Floor → the libraries it may import, besides the standard one.
LIBRARIES = {
    "domain": set(),
    "store": {"sqlalchemy", "alembic", "msgspec", "psycopg"},
    "actions": set(),
    "views": set(),
    "wire": {"msgspec"},
    "live": {"msgspec", "psycopg", "redis", "structlog"},
    "gateways": {
        "argon2",
        "litestar",
        "msgspec",
        "prometheus_client",
        "structlog",
        "uvicorn",
        "websockets",
        "httptools",
        "PIL",
        "puremagic",
        "minio",
        "urllib3",
    },
    "backup": {"msgspec", "psycopg"},
    "demo": set(),
    "config": set(),
    "logs": {"structlog"},
    "private_files": set(),
    "data_folder": set(),
    "secret_key": {"structlog"},
    "prepared_data": {"structlog"},
    "app": {"litestar", "msgspec", "structlog", "uvicorn", "uvloop"},
    "cli": {"structlog"},
    "__main__": set(),
    "__init__": set(),
}
WEB_TOOLKIT = {"litestar", "starlette", "uvicorn", "websockets", "httptools"}

# Importing module → (imported, reason).
IMPORT_EXCEPTIONS: dict[str, tuple[str, str]] = {}

ASYNC_FLOORS = {"gateways", "live", "app"}
ASYNC_DOORS = {
    ("store/database.py", "write"),
    ("store/database.py", "perform"),
    ("store/database.py", "_answer"),
    ("store/database.py", "read"),
    # The orders of a supervisor reach a server that runs.
    ("cli/workers/worker.py", "_obey"),
}

# Files besides store/record.py that change tables, each with what it keeps.
WRITERS: dict[str, str] = {
    "store/statements.py": "spells the insert that others name columns for",
    "store/writer.py": "a website's newest position and epoch, in the same commit",
    "store/health.py": "a row that nobody reads, to see whether writing works",
    "store/continuity.py": "websites' epochs, when the storage is another one",
    "store/key_check.py": "which key the database goes with, which is not in the log",
    "store/repair.py": "texts that cannot be read, in whose place others are put",
    "store/conversations.py": "the row that `record` hands back to it",
    "store/threads.py": "the row that `record` hands back to it",
    "store/files.py": "which uploaded files there are; the log has what messages say of them",
    "store/timeline.py": "the place that `record` hands to it, with another content",
    "store/websites.py": "a website's settings, which are not in the log",
    "store/operators.py": "accounts and signed-in browsers, which are not in the log",
    "store/reset_links.py": "links to choose a password by, which are not in the log",
    "store/audit.py": "the log of what administrators did",
    "store/deletion.py": "everything of a website that is deleted, log and all",
    "store/tokens.py": "keys of backends, which are not in the log",
}

# Words of Crisp's interfaces. Inside it is conversation, message, thread, position.
CRISP_WORDS = re.compile(
    r"\bsession_id\b|\bwebsite_id\b|\b(?:chat|message|session|user|thread):[a-z]+(?::[a-z]+)*\b"
)
# A file, or a folder with a slash at its end, and what it does with them.
CRISP_FILES: dict[str, str] = {
    "web/chatbox/src/loader/crisp/": "`$crisp` as far as every page needs it",
    "web/chatbox/src/core/crisp/": "… and the rest of it: commands, settings, events",
    "web/chatbox/src/loader/chatbox.ts": "emits the chat's own events",
    "web/chatbox/src/loader/sessions.ts": "… `session:loaded`",
    "web/chatbox/src/loader/coreLoader.ts": "heeds `thread:strict`",
    "web/threadbox-web/src/commands.ts": "the types of `do`, `set` and `config` for pages",
    "web/threadbox-web/src/answers.ts": "… of `get` and `is`",
    "web/threadbox-web/src/events.ts": "… of `on`",
    "web/threadbox-web/src/crisp.ts": "… of `$crisp` itself",
    "web/threadbox-web/src/handle.ts": "speaks `$crisp` for a page's own bundle",
}

FILE_LINES = 300
FUNCTION_LINES = 40
PARAMETERS = 5
# Not counted among the parameters: what every action gets.
GIVEN = {"self", "cls", "tx", "rx", "actor", "by", "conversation", "client_id"}
# "file" or "file::function" → reason.
SIZE_EXCEPTIONS: dict[str, str] = {
    "src/threadbox/wire/frames.py": "the contract: every frame, one after the other",
    "src/threadbox/store/writer.py::__init__": "what a writer is made of, given once",
    "src/threadbox/store/tables.py": "the schema, table after table",
    "src/threadbox/store/migrations/versions/0001_first.py::upgrade": "table after table",
    "src/threadbox/store/migrations/versions/0004_keys.py": "table after table",
    "src/threadbox/store/migrations/versions/0004_keys.py::_create_conversations": "column after "
    "column",
}


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: `name` without `threadbox.`, `floor` its first part."""

    name: str
    path: Path
    tree: ast.Module
    lines: int

    @property
    def floor(self) -> str:
        return self.name.split(".")[0]

    @property
    def file(self) -> str:
        return self.path.relative_to(PACKAGE).as_posix()


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text()
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and parts[:-1] else parts)
        found.append(Module(name, path, ast.parse(source), source.count("\n")))
    return tuple(found)


def imports(module: Module) -> Iterator[str]:
    """Every module that `module` imports, by its full name."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if is_module(full) else node.module


def is_module(name: str) -> bool:
    return any(module.name == name.removeprefix("threadbox.") for module in modules())


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_floor_imports_only_downwards() -> None:
    wrong = []
    for module in modules():
        allowed = MAY_IMPORT[module.floor] | {module.floor}
        for imported in imports(module):
            inside = imported.removeprefix("threadbox.")
            if not imported.startswith("threadbox.") or "*" in allowed:
                continue
            if inside.split(".")[0] in allowed or inside in allowed:
                continue
            if IMPORT_EXCEPTIONS.get(module.name, ("",))[0] != inside:
                wrong.append(f"{module.name} imports {inside}")
    assert not wrong


def test_every_floor_uses_only_its_libraries() -> None:
    wrong = [
        f"{module.name} imports {imported}"
        for module in modules()
        for imported in imports(module)
        if (top := imported.split(".")[0]) not in {"threadbox", "__future__"}
        and top not in sys.stdlib_module_names
        and top not in LIBRARIES[module.floor]
    ]
    assert not wrong


def test_the_web_toolkit_stays_in_gateways_and_app() -> None:
    wrong = [
        f"{module.name} imports {imported}"
        for module in modules()
        for imported in imports(module)
        if imported.split(".")[0] in WEB_TOOLKIT and module.floor not in {"gateways", "app"}
    ]
    assert not wrong


def test_async_stays_above_the_line() -> None:
    wrong = [
        f"{module.file}::{function.name}"
        for module in modules()
        for function in functions(module)
        if isinstance(function, ast.AsyncFunctionDef)
        and module.floor not in ASYNC_FLOORS
        and (module.file, function.name) not in ASYNC_DOORS
    ]
    assert not wrong


def test_nothing_is_imported_inside_a_function() -> None:
    wrong = [
        f"{module.file}:{node.lineno}"
        for module in modules()
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not wrong


def test_no_two_modules_need_each_other() -> None:
    needs = {
        module.name: {
            inside
            for imported in imports(module)
            if is_module(inside := imported.removeprefix("threadbox."))
        }
        for module in modules()
    }
    while free := [name for name, needed in needs.items() if not needed & needs.keys()]:
        for name in free:
            del needs[name]
    assert not needs, f"these modules import each other in a circle: {sorted(needs)}"


def test_tables_are_changed_by_record_and_the_named_files_only() -> None:
    writers = {
        module.file
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] == "sqlalchemy"
        and {alias.name for alias in node.names} & {"insert", "update", "delete"}
    }
    assert writers <= {"store/record.py", *WRITERS}
    assert set(WRITERS) <= writers, "an exception that nothing needs"


def test_crisps_words_stay_in_their_files() -> None:
    wrong = {}
    needed = set()
    for path in _sources("src/threadbox", ".py") + _sources("web", ".ts", ".tsx"):
        words = set(CRISP_WORDS.findall(_code(path)))
        allowed = [name for name in CRISP_FILES if path == name or _is_inside(path, name)]
        if words and not allowed:
            wrong[path] = words
        if words:
            needed.update(allowed)
    assert not wrong
    assert needed == set(CRISP_FILES), "an exception that nothing needs"


def _is_inside(path: str, folder: str) -> bool:
    return folder.endswith("/") and path.startswith(folder)


def test_files_and_functions_keep_their_size() -> None:
    over = dict(_too_large())
    unexplained = {name: size for name, size in over.items() if name not in SIZE_EXCEPTIONS}
    assert not unexplained
    assert set(SIZE_EXCEPTIONS) <= set(over), "an exception that nothing needs"


def _too_large() -> Iterator[tuple[str, str]]:
    for module in modules():
        file = module.path.relative_to(ROOT).as_posix()
        if module.lines > FILE_LINES:
            yield file, f"{module.lines} lines"
        for function in functions(module):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{file}::{function.name}", f"{lines} lines"
            given = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
            counted = [argument.arg for argument in given if argument.arg not in GIVEN]
            if len(counted) > PARAMETERS:
                yield f"{file}::{function.name}", f"{len(counted)} parameters"


def _sources(folder: str, *endings: str) -> list[str]:
    """Our own source files below `folder`, without tests and packages, as paths from the root."""
    return [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in endings
        and not {"node_modules", "tests", "e2e", "test-results", "dist"} & set(path.parts)
    ]


def _code(path: str) -> str:
    """The file without its comments and docstrings: those may name what they explain."""
    text = (ROOT / path).read_text()
    if path.endswith(".py"):
        tree = ast.parse(text)
        return "\n".join(
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "\n" not in node.value
        )
    return re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)
