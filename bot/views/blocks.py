"""Blocks, each within Slack's limits (docs.slack.dev/reference/block-kit/blocks). mrkdwn texts come ready and safe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.domain.messages import Block, Message, View
from bot.views.text import cut

Element = dict[str, Any]

SECTION, FIELD, HEADER, BUTTON, OPTION, TITLE, HINT = 3000, 2000, 150, 75, 75, 24, 2000
METADATA = 3000
MESSAGE_BLOCKS, MESSAGE_CHARACTERS, VIEW_BLOCKS = 50, 12_000, 100


def mrkdwn(text: str, limit: int = SECTION) -> Element:
    """A mrkdwn text object; an ellipsis where there is nothing to read, which Slack refuses."""
    return {"type": "mrkdwn", "text": cut(text, limit) if text.strip() else "…"}


def plain_text(text: str, limit: int) -> Element:
    """A plain text object: Slack shows it as it is, so nothing in it is escaped. An ellipsis where there is nothing."""
    return {"type": "plain_text", "text": cut(text, limit) if text.strip() else "…", "emoji": True}


def section(text: str, *, accessory: Element | None = None, fields: Sequence[str] = ()) -> Block:
    """A paragraph, with up to 10 fields or one element beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if fields:
        block["fields"] = [mrkdwn(field, FIELD) for field in fields[:10]]
    if accessory:
        block["accessory"] = accessory
    return block


def header(text: str) -> Block:
    """A headline; plain text."""
    return {"type": "header", "text": plain_text(text, HEADER)}


def context(*texts: str) -> Block:
    """Small print: up to 10 texts."""
    return {"type": "context", "elements": [mrkdwn(text, FIELD) for text in texts[:10]]}


def divider() -> Block:
    """A line between parts."""
    return {"type": "divider"}


def actions(*elements: Element, block_id: str | None = None) -> Block:
    """A row of buttons or selects: up to 25."""
    block: Block = {"type": "actions", "elements": list(elements[:25])}
    return {**block, "block_id": block_id} if block_id else block


def button(text: str, *, action_id: str, value: str = "", style: str | None = None, url: str | None = None) -> Element:
    """A button. `style` is "primary" or "danger"; `url` opens a page besides."""
    element: Element = {"type": "button", "text": plain_text(text, BUTTON), "action_id": action_id}
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    if url:
        element["url"] = url
    return element


def option(text: str, value: str, *, description: str = "") -> Element:
    """One choice of a select, of radio buttons or of checkboxes."""
    chosen: Element = {"text": plain_text(text, OPTION), "value": value}
    return {**chosen, "description": plain_text(description, OPTION)} if description else chosen


def select(options: Sequence[Element], *, action_id: str, initial: Element | None = None, hint: str = "") -> Element:
    """A drop-down of up to 100 options; `hint` is shown while nothing is chosen."""
    element: Element = {"type": "static_select", "options": list(options[:100]), "action_id": action_id}
    if initial:
        element["initial_option"] = initial
    if hint:
        element["placeholder"] = plain_text(hint, 150)
    return element


def input_block(label: str, element: Element, *, block_id: str, optional: bool = True, hint: str = "") -> Block:
    """A field of a form. `block_id` is the name under which an error is shown."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, HINT),
        "element": element,
        "optional": optional,
    }
    return {**block, "hint": plain_text(hint, HINT)} if hint else block


def text_input(
    *, action_id: str, initial: str = "", multiline: bool = False, limit: int = 300, hint: str = ""
) -> Element:
    """A text field of at most `limit` characters (3000 is Slack's most)."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": min(limit, 3000),
    }
    if initial:
        element["initial_value"] = initial[:limit]
    if hint:
        element["placeholder"] = plain_text(hint, 150)
    return element


def message(text: str, blocks: Iterable[Block]) -> Message:
    """A message within 50 blocks and the total that Slack takes; what does not fit is left off at the end."""
    kept: list[Block] = []
    room = MESSAGE_CHARACTERS
    for block in blocks:
        room -= _characters(block)
        if len(kept) == MESSAGE_BLOCKS or room < 0:
            break
        kept.append(block)
    return Message(text=cut(text, SECTION), blocks=tuple(kept))


def modal(
    title: str, blocks: Sequence[Block], *, callback_id: str, submit: str | None = None, private_metadata: str = ""
) -> View:
    """A modal of up to 100 blocks. Without `submit` it can only be closed."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, TITLE),
        "close": plain_text("Close" if submit is None else "Cancel", TITLE),
        "blocks": list(blocks[:VIEW_BLOCKS]),
        "private_metadata": private_metadata[:METADATA],
    }
    return {**view, "submit": plain_text(submit, TITLE)} if submit else view


def home(blocks: Sequence[Block]) -> View:
    """App Home of up to 100 blocks."""
    return {"type": "home", "blocks": list(blocks[:VIEW_BLOCKS])}


def _characters(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_characters(part) for part in value.values())
    return sum(_characters(part) for part in value) if isinstance(value, list) else 0
