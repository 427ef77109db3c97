"""Drafts that a member sends themselves: to copy, or to open in their mail program. Kith sends none of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from bot.domain.messages import Block
from bot.views.blocks import context, input_block, section, text_input
from bot.views.text import cut, one_line

MOST = 2900  # characters of a link: a section has room for 3,000
DRAFT = "draft"
LONGEST, LINE = 3000, 300  # characters of a draft, as a text field takes them, and of a line that is quoted
_LINK = "Open it in my mail program"


@dataclass(frozen=True)
class Draft:
    """Plain text, as it would be sent."""

    subject: str
    body: str


def lines(*parts: str) -> str:
    """These paragraphs, without those that are empty."""
    return "\n\n".join(part for part in parts if part)


def listed_lines(title: str, written: Iterable[str]) -> str:
    """What somebody wrote, a line each below a title; empty where there is nothing."""
    found = [cut(one_line(line), LINE) for line in written]
    return "\n".join([title, *(f"- {line}" for line in found if line)]) if any(found) else ""


def mailto(draft: Draft) -> str:
    """The address that opens it in a mail program (RFC 6068); empty where it would be too long for a link."""
    body = draft.body.replace("\n", "\r\n")
    address = f"mailto:?subject={quote(draft.subject, safe='')}&body={quote(body, safe='')}"
    return address if len(address) <= MOST else ""


def draft_blocks(draft: Draft) -> list[Block]:
    """The draft to be changed and copied, and the link that opens it; a long one can be copied alone."""
    address = mailto(draft)
    opens = (
        section(f"<{address.replace('&', '&amp;')}|{_LINK}>, or copy it from here:")
        if address
        else section("It is too long for a link: copy it from here.")
    )
    field = input_block(
        "Your draft",
        text_input(action_id="value", initial=draft.body[:LONGEST], multiline=True, limit=LONGEST),
        block_id=DRAFT,
        hint="Make it sound like you. What you change here is not kept.",
    )
    return [opens, field, context("You send it yourself: Kith never does, and nobody else sees it.")]
