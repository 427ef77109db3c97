"""Logs are JSON lines with an action, and carry no token."""

from __future__ import annotations

import json
import logging
import sys

from bot.logs import JsonLines


def _line(**values: object) -> dict[str, object]:
    record = logging.makeLogRecord({"name": "bot.test", "levelname": "INFO", "levelno": logging.INFO, **values})
    return dict(json.loads(JsonLines().format(record)))


def test_a_line_has_its_action_and_what_was_given_by_name() -> None:
    line = _line(msg="occurrence claimed", action="occurrence_claimed", program=7)
    assert (line["action"], line["program"], line["level"]) == ("occurrence_claimed", 7, "INFO")


def test_no_token_reaches_the_log_even_inside_an_error() -> None:
    try:
        raise ValueError("refused: xoxb-123-456-abcDEF and xapp-1-A2-zzz and xoxe.xoxp-1-Mi0")
    except ValueError:
        line = _line(msg="failed with %s", args=("xoxb-9-9-q",), exc_info=sys.exc_info())
    assert "xoxb-" not in json.dumps(line)
    assert "xapp-" not in json.dumps(line)
    assert "ValueError" in str(line["traceback"])
