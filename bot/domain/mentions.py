"""Slack's marks in what people wrote, as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"<(?:mailto:)?([^<>|@#!][^<>|]*)(?:\|[^<>]*)?>")
_ADDRESS = re.compile(r"<https?://[^<>]*>|https?://[^\s<>|\"“”]+", re.IGNORECASE)
_CHANNEL = re.compile(r"<#[A-Z0-9]+\|([^<>]*)>")


def mentioned(text: str) -> frozenset[str]:
    """The Slack ids of the people in it."""
    return frozenset(_PERSON.findall(text))


def with_names(text: str, names: Mapping[str, str]) -> str:
    """People by these names (Slack id -> name); somebody who has none there is left out."""
    return _PERSON.sub(lambda found: names.get(found.group(1), ""), text)


def without_addresses(text: str) -> str:
    """The words around web addresses."""
    return _ADDRESS.sub(" ", text)


def readable(text: str, names: Mapping[str, str]) -> str:
    """As plain text: people by name, links and channels as they are written, no marks."""
    said = _CHANNEL.sub(r"#\1", _LINK.sub(r"\1", with_names(text, names)))
    return unescape(re.sub(r"<[^<>]*>", "", said)).strip()
