"""Every example in JavaScript or TypeScript passes a strict compiler, with the package's types."""

import json
import re

from tests.docs.examples import examples
from tests.docs.project import Project
from tests.repository import ROOT

# What Nuxt puts into every file by itself, and what the examples say that the server wrote.
AROUND = """
declare function defineNuxtPlugin<Plugin>(plugin: () => Plugin): Plugin;
declare const signed: { email: string; ticket: string; chatToken: string };
"""

# A heading of docs/compatibility.md, whose table lists names → the type that lists the same ones.
TYPED = {
    '`["do", name, [arguments]]`': "keyof DoCommands",
    '`["set", name, [values]]`': "keyof SetCommands",
    "`$crisp.get(name)`": "keyof Gets",
    "`$crisp.is(name)`": "IsName",
    '`["on", name, callback]` and `["off", name]`': "keyof Events",
    '`["config", name, [value]]`': "keyof ConfigCommands",
    "Globals": 'Extract<keyof Window, "$crisp" | `CRISP_${string}`>',
    "Keys of `CRISP_RUNTIME_CONFIG`": "keyof RuntimeConfig",
    "Methods of `$crisp`": "keyof Crisp",
}
SAME = """
import type { ConfigCommands, Crisp, DoCommands, Events, Gets, IsName, RuntimeConfig, SetCommands }
  from "threadbox-web";
type Same<A, B> =
  [A] extends [B] ? ([B] extends [A] ? true : "a name has no type") : "no such name";
"""


def test_every_example_passes_the_compiler(project: Project) -> None:
    project.write("src/around.d.ts", AROUND)
    for number, example in enumerate(examples("js", "ts", "tsx")):
        name = example.file or f"example-{number}.{example.language}"
        # A module each, or they would see each other's names.
        project.write(f"src/{name}", f"{example.text}\nexport {{}};\n")
    assert project.type_faults("src") == ""


def test_crisps_own_package_is_used_as_its_types_allow(project: Project) -> None:
    """Apart from ours: both declare `$crisp`, and this compiler looks into declarations too."""
    (example,) = examples("js module")
    project.write("before/page.js", example.text)
    assert project.type_faults("before", types=()) == ""


def test_a_wrong_example_does_not_pass(project: Project) -> None:
    """The compiler looks indeed: a misspelt command and a forgotten topic are faults."""
    project.write(
        "wrong/page.js",
        '$crisp.push(["do", "chat:opened"])\n$crisp.push(["do", "message:thread:start", []])\n',
    )
    faults = project.type_faults("wrong")
    assert re.findall(r"wrong/page\.js\((\d)", faults) == ["1", "2"]


def test_the_types_know_every_name_that_the_chatbox_knows_and_no_other(project: Project) -> None:
    page = (ROOT / "docs" / "compatibility.md").read_text()
    lines = [SAME]
    for number, (heading, typed) in enumerate(TYPED.items()):
        section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        names = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
        # The one name that is a family of names.
        listed = [
            f"`{it[:-6]}${{string}}`" if it.endswith("<name>") else json.dumps(it) for it in names
        ]
        assert listed
        lines.append(f"export const same{number}: Same<{typed}, {' | '.join(listed)}> = true;")
    project.write("names/same.ts", "\n".join(lines))
    assert project.type_faults("names") == ""
