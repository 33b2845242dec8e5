"""One pipeline for every log line, ours and the libraries': JSON on stdout, or readable text for eyes."""

import logging
import sys
from contextlib import AbstractContextManager
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from hushroom_adapters.redaction import redact
from hushroom_adapters.settings import LogFormat, LogSettings

# What these say of each request is said once, without query and address, by our own request line.
QUIET = ("uvicorn.access", "httpx", "httpcore", "stripe", "aiohttp.access", "alembic.runtime.plugins")


def configure_logs(settings: LogSettings, stream: TextIO | None = None) -> None:
    """Send all of stdlib logging and structlog through one pipeline; calling again replaces the last one."""
    structlog.configure(
        processors=[*_enrichment(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        # A module that asked for its logger before this call follows it all the same.
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(_formatter(settings.format))
    logging.basicConfig(handlers=[handler], level=settings.level.upper(), force=True)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def correlated(correlation_id: str, **facts: Any) -> AbstractContextManager[None]:
    """Within the block every line of this task carries `correlation_id` and `facts`."""
    return structlog.contextvars.bound_contextvars(correlation_id=correlation_id, **facts)


def _enrichment() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _formatter(form: LogFormat) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_enrichment(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # Before the redaction, for exceptions quote what they failed on.
            structlog.processors.format_exc_info,
            redact,
            _renderer(form),
        ],
    )


def _renderer(form: LogFormat) -> Processor:
    if form is LogFormat.CONSOLE:
        return structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    return structlog.processors.JSONRenderer(sort_keys=False)
