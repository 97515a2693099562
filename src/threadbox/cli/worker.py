"""One of several server processes: `python -m threadbox.cli.worker NUMBER LISTENER READY`.

Started by `cli/supervisor.py` and by nobody else. The settings come as JSON on standard input,
so that no secret stands in the list of processes; the end of standard input is the end of the
supervisor, and then of this process too. Once requests are answered, READY is written to.
"""

import json
import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace

from threadbox.app import Running, serve
from threadbox.config import BadSetting, configured
from threadbox.logs import configure_logs

BAD_USE = 2


def main(arguments: Sequence[str]) -> int:
    number, listener, ready = (int(argument) for argument in arguments)
    config = configured(json.loads(sys.stdin.readline()), {})
    configure_logs(config.log_format, config.log_level, worker=number)
    if config.metrics_port:
        config = replace(config, metrics_port=config.metrics_port + number - 1)

    def started(_: Running) -> None:
        os.write(ready, b"1")
        os.close(ready)

    try:
        with socket.socket(fileno=listener) as on:
            serve(config, started, on=on, lifeline=sys.stdin.fileno())
    except BadSetting as fault:
        sys.stderr.write(f"threadbox: {fault}\n")
        return BAD_USE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
