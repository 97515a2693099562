"""`make audit`: are there known vulnerabilities in what is locked, Python's and npm's?

Says for each how many packages were looked at and what was found. A package that the advisories
were not asked about counts as not audited, never as clean: some mirrors carry packages and no
advisories. Exit code 1: something was found. 2: something could not be asked.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = ("tool", "run", "--quiet", "pip-audit", "--disable-pip", "--progress-spinner", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found among how many, and what could not be asked about."""

    packages: int
    found: Sequence[str]
    not_asked: Sequence[str]


def python(uv: str) -> Audit:
    """What a Threadbox server is made of."""
    requirements = ("--requirement", "requirements/run.txt", "--format", "json")
    said = _json([uv, *PIP_AUDIT, *requirements], ROOT)
    if "dependencies" not in said:
        return Audit(packages=0, found=(), not_asked=[_why(said)])
    packages = said["dependencies"]
    return Audit(
        packages=len(packages),
        found=[
            f"{each['name']} {each['version']}: {fault['id']}"
            for each in packages
            for fault in each.get("vulns", ())
        ],
        not_asked=[each["name"] for each in packages if "skip_reason" in each],
    )


def npm() -> Audit:
    """What the front ends are built of and with."""
    said = _json(["npm", "audit", "--json"], ROOT / "web")
    if "vulnerabilities" not in said:
        return Audit(packages=0, found=(), not_asked=[_why(said)])
    return Audit(
        packages=said["metadata"]["dependencies"]["total"],
        found=[f"{name}: {each['severity']}" for name, each in said["vulnerabilities"].items()],
        not_asked=(),
    )


def _json(command: list[str], folder: Path) -> dict[str, Any]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        lines = (done.stderr or done.stdout).strip().splitlines()
        return {"message": lines[-1] if lines else f"exit code {done.returncode}"}
    return said


def _why(said: dict[str, Any]) -> str:
    return str(said.get("message") or said.get("error") or said)[:200]


def main(uv: str) -> int:
    code = 0
    for name, audit in (("Python", python(uv)), ("npm", npm())):
        asked = audit.packages - len(audit.not_asked) if audit.packages else 0
        print(f"{name}: asked about {asked} packages, {len(audit.found)} known vulnerabilities")
        for each in audit.found:
            print(f"  {each}")
        if audit.not_asked:
            print(f"  not audited: {', '.join(audit.not_asked)}")
            code = code or 2
        if audit.found:
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
