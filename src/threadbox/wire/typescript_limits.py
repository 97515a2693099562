"""Writes the limits as TypeScript: `python -m threadbox.wire.typescript_limits > limits.ts`.

The front ends check what a page or an operator gives before it is sent, by the very numbers of
`domain/limits.py`.
"""

import sys

from threadbox.domain import limits

_HEADER = """\
// Generated from src/threadbox/domain/limits.py, which has the reasons, by `make protocol`.
"""


def typescript_limits() -> str:
    """The whole of `web/client/src/limits.ts`."""
    numbers = {name: value for name, value in vars(limits).items() if name.isupper()}
    lines = (f"export const {name} = {value:_};\n" for name, value in numbers.items())
    return f"{_HEADER}\n{''.join(lines)}"


if __name__ == "__main__":
    sys.stdout.write(typescript_limits())
