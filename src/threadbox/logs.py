"""Log lines with fields: for people on a console, or one JSON object a line for machines.

Ours are one line per event of a process's life, per refusal (at debug) and per fault, which
carries the short id that its client was shown. What people wrote, and secrets, never stand in
them at any level; the libraries, which would show frames when asked for detail, never are.
"""

import io
import logging
import re
import sys
from typing import Any, TextIO

import structlog

# What moves a terminal's cursor, begins a new line or turns the direction of writing: strangers
# choose paths and names. JSON escapes all of it by itself.
_MOVES = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# Of one value; a stranger's path has room for thousands.
_VALUE_CHARACTERS = 1_000
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}


def configure_logs(log_format: str, level: str = "info", worker: int | None = None) -> None:
    """All loggers, ours and the libraries', to stderr. `worker`: which of several we are."""
    is_console = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if worker is not None:
        shared.append(lambda _, __, fields: {**fields, "worker": worker})
    last: list[structlog.typing.Processor] = (
        # Plain: the pretty tracebacks show local variables, and with them what people wrote.
        [_made_harmless, structlog.dev.ConsoleRenderer(exception_formatter=_plain_traceback)]
        if is_console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        # First of all, so that a line nobody wants costs next to nothing.
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    # Libraries stay at WARNING whatever is asked for: one line per socket and request is noise,
    # carries visitors' addresses, and at DEBUG the frames themselves.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("threadbox").setLevel(LEVELS[level])
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def _made_harmless(_: object, __: str, fields: structlog.typing.EventDict) -> Any:
    """What a console is shown: no value moves it."""
    return {name: _shown(value) for name, value in fields.items()}


def _shown(value: object) -> object:
    """Text with what moves a terminal escaped; anything that is no text is shown as one."""
    if not isinstance(value, str):
        return value
    whole = value if len(value) <= _VALUE_CHARACTERS else value[:_VALUE_CHARACTERS] + "…"
    return _MOVES.sub(_escaped, whole)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def _plain_traceback(to: TextIO, fault: structlog.typing.ExcInfo) -> None:
    """An exception's text may hold what a stranger sent. No line of it looks like one of ours."""
    text = io.StringIO()
    structlog.dev.plain_traceback(text, fault)
    for line in text.getvalue().splitlines():
        to.write(f"\n  {_shown(line)}")
