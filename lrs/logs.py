"""The log: one JSON object a line on standard error."""

from __future__ import annotations

import logging

from pythonjsonlogger.msgspec import MsgspecFormatter

from lrs.api.requests import REQUEST


def log_as_json(level: str = "INFO") -> None:
    """Send this process's log to standard error, each line with the id of the request it belongs to."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        MsgspecFormatter(
            "{levelname}{name}{message}",
            style="{",
            timestamp=True,
            rename_fields={"levelname": "level", "name": "logger"},
        )
    )
    handler.addFilter(_name_request)
    logging.basicConfig(level=level, handlers=[handler], force=True)


def _name_request(record: logging.LogRecord) -> bool:
    request = REQUEST.get()
    if request:
        record.request = request
    return True
