"""One pipeline for every log line, ours and the libraries': JSON on stdout, or readable text for eyes."""

import json
import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import Processor

from hushroom_adapters.redaction import redact
from hushroom_adapters.settings import LogFormat, LogSettings

# What these say of each request is said once, without query and address, by our own request line.
QUIET = ("uvicorn.access", "httpx", "httpcore", "stripe", "aiohttp.access", "alembic.runtime.plugins")

_ENCODER = json.JSONEncoder(default=str)


def configure_logs(settings: LogSettings, stream: TextIO | None = None) -> None:
    """Send all of stdlib logging and structlog through one pipeline; calling again replaces the last one."""
    target, level = stream or sys.stdout, settings.level.upper()
    # Our own lines are written at once: a detour through stdlib logging is most of what a line costs.
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, _signed, *_ending(settings.format)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *names: _Writer(target, *names),
        # A module that asked for its logger before this call follows it all the same.
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(_formatter(settings.format))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def correlated(correlation_id: str, **facts: Any) -> Iterator[None]:
    """Within the block every line of this task carries `correlation_id` and `facts`."""
    tokens = structlog.contextvars.bind_contextvars(correlation_id=correlation_id, **facts)
    try:
        yield
    finally:
        structlog.contextvars.reset_contextvars(**tokens)


class _Writer(structlog.WriteLogger):
    """Writes finished lines; it has a name, as the loggers of stdlib have."""

    def __init__(self, stream: TextIO, name: str = "hushroom") -> None:
        super().__init__(stream)
        self.name = name


def _signed(logger: _Writer, level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What `_enrichment` adds to lines of the libraries, in one step: there is one of ours for each request."""
    event["logger"] = logger.name
    event["level"] = level
    event["timestamp"] = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return event


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
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_ending(form)],
    )


def _ending(form: LogFormat) -> list[Processor]:
    # The redaction comes after the exceptions, for they quote what they failed on.
    return [structlog.processors.format_exc_info, redact, _renderer(form)]


def _renderer(form: LogFormat) -> Processor:
    if form is LogFormat.CONSOLE:
        return structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    return structlog.processors.JSONRenderer(serializer=_as_json)


def _as_json(event: Any, **_: Any) -> str:
    """In ASCII, for nobody knows what the other end of a pipe can read; what is ASCII already takes the fast way."""
    try:
        line = msgspec.json.encode(event).decode()
    except (TypeError, ValueError):
        return _ENCODER.encode(event)
    return line if line.isascii() else _ENCODER.encode(event)
