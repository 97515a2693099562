"""`python -m threadbox` is `threadbox`."""

import sys

from threadbox.cli import main

if __name__ == "__main__":
    sys.exit(main())
