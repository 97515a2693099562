"""Every example in JavaScript or TypeScript passes a strict compiler, with the package's types."""

import re

from tests.docs.examples import examples
from tests.docs.project import Project

# What Nuxt puts into every file by itself, and what the examples say that the server wrote.
AROUND = """
declare function defineNuxtPlugin<Plugin>(plugin: () => Plugin): Plugin;
declare const signed: { email: string; ticket: string; chatToken: string };
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
