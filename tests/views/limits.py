"""What Slack refuses in a message or view, checked by the sandbox's own rules."""

from __future__ import annotations

import json
from typing import Any

from bot.domain.messages import Message
from sandbox.blockrules import check_message, check_view


def check_limits(written: Message | dict[str, Any]) -> None:
    """Raises where Slack would refuse it, or where a text of a person could mention somebody."""
    if isinstance(written, Message):
        check_message(json.loads(json.dumps(list(written.blocks))))
        assert 0 < len(written.text) <= 3000
    else:
        check_view(json.loads(json.dumps(written)))
    shown = json.dumps(written.blocks if isinstance(written, Message) else written, ensure_ascii=False)
    assert not _live(shown, "<!channel>"), "a text of a person mentions the channel"


def _live(shown: str, mention: str) -> bool:
    """In mrkdwn only: plain text and form values are shown as they are."""
    return any(mention in text for text in _mrkdwn(json.loads(shown)))


def _mrkdwn(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [text for part in value.values() for text in _mrkdwn(part)]
    return [text for part in value for text in _mrkdwn(part)] if isinstance(value, list) else []
