"""Structured logs. Secrets cannot get in: they are `SecretStr`, and headers are never logged."""

import logging
from typing import Literal

import structlog


def configure(level: str, form: Literal["text", "json"]) -> None:
    """Send every record, ours and the libraries', to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        ),
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # One line a poll, or three a start, helps nobody; httpcore would write down every header.
    for chatty in ("httpx", "httpcore", "alembic", "procrastinate"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
