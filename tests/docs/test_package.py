"""What `npm publish` would publish of `web/threadbox-web`."""

import json

from tests.docs.project import Project

LIMIT_BYTES = 60_000


def test_the_package_holds_code_types_readme_and_licence_and_nothing_else(project: Project) -> None:
    package = project.folder / "node_modules" / "threadbox-web"
    found = {str(path.relative_to(package)) for path in package.rglob("*") if path.is_file()}
    built = {name for name in found if name.startswith("dist/")}
    assert found - built == {"package.json", "README.md", "LICENSE"}
    assert {name.split(".", 1)[1] for name in built} == {"js", "d.ts"}
    assert {"dist/index.js", "dist/index.d.ts"} <= built
    assert sum((package / name).stat().st_size for name in found) < LIMIT_BYTES


def test_what_the_package_exports_is_in_it_and_it_depends_on_nothing(project: Project) -> None:
    package = project.folder / "node_modules" / "threadbox-web"
    manifest = json.loads((package / "package.json").read_text())
    for target in manifest["exports"]["."].values():
        assert (package / target).is_file()
    assert manifest["license"] == "Apache-2.0"
    assert not [key for key in manifest if "ependencies" in key]
