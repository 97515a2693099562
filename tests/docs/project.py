"""A customer's front-end project: a folder with `threadbox-web` as npm would install it.

The package is packed from `web/threadbox-web` and unpacked, so what is left out of it is missing
here too. The other packages that the recipes name are linked from `web/node_modules`.
"""

import json
import os
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from tests.repository import ROOT

WEB = ROOT / "web"
PACKAGES = WEB / "node_modules"
# Name in the customer's project → what stands for it. Of Vue only the compiler is missing.
INSTALLED = {
    "react": "react",
    "react-dom": "react-dom",
    "vue": "@vue/runtime-dom",
    "@types/react": "@types/react",
    "crisp-sdk-web": "crisp-sdk-web",
}
# Strict as far as TypeScript goes, and with the declarations of the package looked at too.
COMPILER_OPTIONS = {
    "target": "es2022",
    "lib": ["es2022", "dom", "dom.iterable"],
    "module": "esnext",
    "moduleResolution": "bundler",
    "jsx": "react-jsx",
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noEmit": True,
    "allowJs": True,
    "checkJs": True,
}


@dataclass(frozen=True, slots=True)
class Project:
    folder: Path

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def type_faults(self, folder: str, *, types: tuple[str, ...] = ("threadbox-web",)) -> str:
        """What the TypeScript compiler says of everything in `folder`; "" is good."""
        options = {**COMPILER_OPTIONS, "types": types}
        config = {"compilerOptions": options, "include": [folder]}
        self.write("tsconfig.json", json.dumps(config))
        checked = _run(PACKAGES / ".bin" / "tsc", "-p", self.folder, check=False)
        return checked.stdout + checked.stderr

    def bundle(self, entry: str) -> str:
        """The JavaScript that a bundler makes of `entry`, a path below the project."""
        made = self.folder / "bundle.js"
        _run("node", Path(__file__).parent / "bundle.mjs", PACKAGES, self.folder / entry, made)
        return made.read_text()


def create(folder: Path) -> Project:
    """A project with everything installed."""
    modules = folder / "node_modules"
    modules.mkdir(parents=True)
    with tarfile.open(pack(folder)) as packed:
        packed.extractall(modules, filter="data")
    (modules / "package").rename(modules / "threadbox-web")
    for name, source in INSTALLED.items():
        (modules / name).parent.mkdir(exist_ok=True)
        (modules / name).symlink_to(PACKAGES / source)
    return Project(folder)


def pack(folder: Path) -> Path:
    """The file that would be published, in `folder`."""
    packed = _run("npm", "pack", "--json", "--pack-destination", folder, cwd=WEB / "threadbox-web")
    # What the build says stands before it.
    told = json.loads(packed.stdout[packed.stdout.index("[") :])
    return folder / str(told[0]["filename"])


def _run(
    *command: str | Path, cwd: Path = ROOT, check: bool = True
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not check or done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done
