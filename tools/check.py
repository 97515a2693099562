"""`make check`: everything that can be judged without running Threadbox, one line each.

All checks run, two at a time, also when one fails; what a failing one said is shown at the end.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
CLIENT = WEB / "client" / "src"
AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    passed: bool
    said: str


def python(*arguments: str) -> Callable[[], Verdict]:
    return lambda: _run([sys.executable, "-m", *arguments], ROOT)


def npm(script: str) -> Callable[[], Verdict]:
    return lambda: _run(["npm", "run", "--silent", script], WEB)


def generated(module: str, file: str) -> Callable[[], Verdict]:
    """A file of the front ends' shared code is what this module writes now."""

    def check() -> Verdict:
        written = _run([sys.executable, "-m", module], ROOT)
        if written.passed and written.said != (CLIENT / file).read_text():
            return Verdict(passed=False, said=f"{file} is not what the code says: make protocol")
        return written

    return check


CHECKS: dict[str, Callable[[], Verdict]] = {
    "types, Python (mypy)": python("mypy"),
    "types, TypeScript (tsc)": npm("types"),
    "format, Python (ruff)": python("ruff", "format", "--check"),
    "lint, Python (ruff)": python("ruff", "check"),
    "format and lint, TypeScript (biome)": npm("lint"),
    "frames and protocol.ts agree": generated("threadbox.wire.typescript", "protocol.ts"),
    "limits and limits.ts agree": generated("threadbox.wire.typescript_limits", "limits.ts"),
    "byte budgets of the front ends": npm("budgets"),
    "shape, docs, repository": python(
        *("pytest", "-q", "tests/test_shape.py", "tests/test_shape_web.py", "tests/test_docs.py"),
        *("tests/test_repository.py", "tests/test_limits_page.py"),
    ),
}


def _run(command: list[str], folder: Path) -> Verdict:
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Verdict(passed=done.returncode == 0, said=done.stdout)


def _timed(name: str, check: Callable[[], Verdict]) -> Verdict:
    begun = time.monotonic()
    verdict = check()
    mark = "✓" if verdict.passed else "✗"
    print(f"{mark} {name}  {time.monotonic() - begun:.1f} s", flush=True)
    return verdict


def main() -> int:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = dict(zip(CHECKS, pool.map(_timed, CHECKS, CHECKS.values()), strict=True))
    failed = {name: verdict for name, verdict in verdicts.items() if not verdict.passed}
    for name, verdict in failed.items():
        print(f"\n✗ {name}\n{verdict.said}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
