"""Structured logs: one JSON object a line, each with an `action`. Never a message text, never a token."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_TOKEN = re.compile(r"xo?x[a-z](?:\.[a-z]+)?-[\w-]+|xapp-[\w-]+")


class JsonLines(logging.Formatter):
    """time, level, logger, action, what else was given by name, and the traceback of an error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "action": getattr(record, "action", "log"),
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return _TOKEN.sub("xox…", json.dumps(line, default=str, ensure_ascii=False))


def configure_logs(level: str) -> None:
    """Send every log line to standard error as JSON. Libraries speak only from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("bot", "handlers", "jobs"):
        logging.getLogger(name).setLevel(level)
    logging.getLogger("slack_bolt.App").addFilter(_is_news)
    # A turn that is skipped because the last one still runs is meant: one tick at a time.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt warns that it ignores SLACK_BOT_TOKEN: it may, we read it ourselves."""
    return "SLACK_BOT_TOKEN" not in record.getMessage()
