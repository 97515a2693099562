"""Log lines with fields: for people on a console, or one JSON object a line for machines.

Ours are one line per event of a process's life, per refusal (at debug) and per fault, which
carries the short id that its client was shown. What people wrote, and secrets, never stand in
them at any level; the libraries, which would show frames when asked for detail, never are.
"""

import logging
import sys

import structlog


def configure_logs(log_format: str) -> None:
    """All loggers, ours and the libraries', to stderr: for people, or one JSON object a line."""
    is_console = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        # Plain: the pretty tracebacks show local variables, and with them what people wrote.
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if is_console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # One line per socket and request is noise here, and would carry visitors' addresses.
    for name in ("uvicorn.error", "uvicorn.access", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
