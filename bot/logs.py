"""Structured logs: one JSON object a line, each with an `action`. Never a message text, never a token."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from bot.errors import UserError

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

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's name
        """Where each error of the chain came from, and its type; what it says, only where nobody wrote that."""
        parts, error = [], ei[1]
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{frames}{type(error).__name__}{_said(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts))


def _said(error: BaseException) -> str:
    """A database says which row it refused, and a parser which words: of those, the code alone."""
    if isinstance(error, UserError | AttributeError | NameError | ImportError | OSError):
        return f": {error}"
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return f": {code}" if code else ""


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
