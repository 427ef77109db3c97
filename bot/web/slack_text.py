"""Slack's mrkdwn as HTML: what views wrote for Slack, read on the page. Nothing but these marks becomes markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from markupsafe import Markup, escape

_PEOPLE, _CHANNEL = re.compile(r"<@(\w+)>"), re.compile(r"<#(\w+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|([^>]*))?>")
_BOLD, _CODE = re.compile(r"\*([^*\n]+)\*"), re.compile(r"`([^`\n]+)`")


def mrkdwn(text: str, people: Mapping[str, str]) -> Markup:
    """The text as HTML; `people` are names by Slack id."""
    text = _PEOPLE.sub(lambda found: f"@{people.get(found[1], 'somebody')}", text)
    text = _CHANNEL.sub("its channel", text)
    text = _LINK.sub(lambda found: found[2] or found[1], text)
    shown = str(escape(unescape(text)))
    shown = _BOLD.sub(r"<b>\1</b>", _CODE.sub(r"<code>\1</code>", shown))
    return Markup(shown.replace("\n", "<br>"))  # noqa: S704  # escaped above
