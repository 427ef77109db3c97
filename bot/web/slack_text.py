"""Slack's messages as HTML, for previews: what Slack would draw; its buttons do nothing. Everything is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.domain.messages import Block, Message
from bot.views.blocks import Element

_TOKEN = re.compile(r"<([^<>\n]*)>")
_CODE = re.compile(r"`([^`\n]+)`")
_HELD = re.compile(r"\x00(\d+)\x00")
# Slack's marks count at the edge of a word alone, and around something
_SPANS = tuple(
    (re.compile(rf"(?<![^\W_]){mark}(?=\S)([^{mark}\n]*[^{mark}\s]){mark}(?![^\W_])"), tag)
    for mark, tag in ((r"\*", "b"), ("_", "i"), ("~", "s"))
)
_EMOJI_NAME = re.compile(r":([a-z_]+):")
EMOJI = {  # those of Kith's own texts; any other stays as it was typed
    "calendar": "📆",
    "envelope_with_arrow": "📩",
    "grey_question": "❔",
    "handshake": "🤝",
    "link": "🔗",
    "lock": "🔒",
    "loudspeaker": "📢",
    "tada": "🎉",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
}
_WHOLE_GROUPS = {"!here": "@here", "!channel": "@channel", "!everyone": "@everyone"}


@dataclass(frozen=True)
class Names:
    """How people and channels are called, by their Slack ids. Who is not among them reads as somebody."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


_NOBODY = Names()


def message_html(message: Message, names: Names = _NOBODY) -> Markup:
    """The message as it would look."""
    blocks = message.blocks or ({"type": "section", "text": {"type": "mrkdwn", "text": message.text}},)
    return Markup('<div class="slack">{}</div>').format(Markup("").join(block_html(one, names) for one in blocks))


def block_html(block: Block, names: Names = _NOBODY) -> Markup:
    """One block; nothing for a kind that messages of Kith do not have."""
    draw = _BLOCKS.get(block.get("type", ""))
    return draw(block, names) if draw else Markup("")


def mrkdwn_html(text: str, names: Names = _NOBODY) -> Markup:
    """Slack's mrkdwn as HTML: bold, italic, struck, code, links that lead to the web, mentions by name."""
    held: list[str] = []

    def hold(piece: str) -> str:
        held.append(piece)
        return f"\x00{len(held) - 1}\x00"

    whole = _TOKEN.sub(lambda found: hold(_token(found[1], names)), text.replace("\x00", ""))
    shown = _escaped(whole)
    shown = _CODE.sub(lambda found: hold(f"<code>{found[1]}</code>"), shown)
    shown = _with_emoji(shown)
    for pattern, tag in _SPANS:
        shown = pattern.sub(rf"<{tag}>\1</{tag}>", shown)
    shown = shown.replace("\n", "<br>")
    while _HELD.search(shown):  # a code span may hold a mention
        shown = _HELD.sub(lambda found: held[int(found[1])], shown)
    return Markup(shown)  # noqa: S704  # made of escaped pieces above


def _with_emoji(text: str) -> str:
    return _EMOJI_NAME.sub(lambda found: EMOJI.get(found[1], found[0]), text)


def _escaped(text: str) -> str:
    """mrkdwn has three entities of its own; whatever else looks like one is text."""
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return html.escape(plain)


def _token(inside: str, names: Names) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"<b>@{_escaped(names.people.get(target[1:], '') or label or 'somebody')}</b>"
    if target.startswith("#"):
        return f"<b>#{_escaped(names.channels.get(target[1:], '') or label or 'channel')}</b>"
    if target.startswith("!"):
        return f"<b>{_escaped(_WHOLE_GROUPS.get(target, label or target[1:]))}</b>"
    if target.startswith(("https://", "http://", "mailto:")):
        return f'<a href="{_escaped(target)}" rel="noopener noreferrer nofollow">{_escaped(label or target)}</a>'
    return _escaped(f"<{inside}>")


def _text(element: Element, names: Names) -> Markup:
    text = str(element.get("text", ""))
    return mrkdwn_html(text, names) if element.get("type") == "mrkdwn" else Markup.escape(_with_emoji(text))


def _section(block: Block, names: Names) -> Markup:
    lines = [_text(block["text"], names)] if "text" in block else []
    lines += [_text(one, names) for one in block.get("fields", ())]
    paragraphs = Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)
    return paragraphs + _element(block["accessory"]) if "accessory" in block else paragraphs


def _header(block: Block, names: Names) -> Markup:
    return Markup('<p class="title">{}</p>').format(_text(block["text"], names))


def _context(block: Block, names: Names) -> Markup:
    lines = [_image(one, names) if one.get("type") == "image" else _text(one, names) for one in block["elements"]]
    return Markup('<p class="print">{}</p>').format(Markup("<br>").join(lines))


def _actions(block: Block, _names: Names) -> Markup:
    return Markup("<p>{}</p>").format(Markup(" ").join(_element(one) for one in block["elements"]))


def _divider(_block: Block, _names: Names) -> Markup:
    return Markup("<hr>")


def _image(block: Element, _names: Names) -> Markup:
    return Markup("<em>[{}]</em>").format(block.get("alt_text", ""))


def _element(element: Element) -> Markup:
    """A button or menu, which does nothing here."""
    shown = element.get("text") or element.get("initial_option", {}).get("text") or element.get("placeholder") or {}
    kind = " strong" if element.get("style") == "primary" else ""
    return Markup('<span class="inert{}">{}</span>').format(kind, _with_emoji(shown.get("text", "…")))


_BLOCKS: Mapping[str, Callable[[Block, Names], Markup]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "image": _image,
}
