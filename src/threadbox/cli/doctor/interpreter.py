"""Which Python runs us, as far as the doctor minds."""

import platform
import sys
from collections.abc import Iterator

from threadbox.cli.doctor.findings import Finding
from threadbox.config import Config

# The first versions without the slow cookie parser, per maintained line.
_FIXED = ((3, 11, 10), (3, 12, 6))


def python(config: Config) -> Iterator[Finding]:  # noqa: ARG001
    found = sys.version_info[:3]
    fixed = next((each for each in _FIXED if found[:2] == each[:2]), None)
    says = f"Python {platform.python_version()}"
    is_old = fixed is not None and found < fixed
    if is_old:
        says += (
            " reads quoted cookies slowly (CVE-2024-7592, fixed in 3.11.10 and 3.12.6). Threadbox"
            " reads its cookies by itself and is not hit by it; its other fixes are worth having."
        )
    yield Finding(about="python", verdict="note" if is_old else "good", says=says)
