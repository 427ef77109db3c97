"""In Slack: the way to the page in a browser."""

from __future__ import annotations

from bot.domain.messages import Block, View
from bot.views.blocks import actions, button, context, modal, section

OPEN = "page.open"
FOLLOW = "page.follow"


def home_blocks(may_open: bool) -> list[Block]:  # noqa: FBT001  # what the section's query read
    """In the room Programs: the button, for whoever finds something there."""
    if not may_open:
        return []
    said = "*On a bigger screen*: people and pairs, reports, messages ahead."
    return [section(said, accessory=button("Open the page", action_id=OPEN))]


def way_in(url: str) -> View:
    """The link. It stands in a form that only the person who asked for it sees."""
    return modal(
        "Kith in your browser",
        [
            section("This link signs you in on one browser. It works once, for ten minutes: pass it on to nobody."),
            actions(button("Go to the page", action_id=FOLLOW, url=url, style="primary")),
            context("You stay signed in there for twelve hours, or until you sign out."),
        ],
        callback_id="page.way_in",
    )


def no_page() -> View:
    """Where none is served: an older Home still shows the button."""
    said = (
        "No page is served here at present. What an organizer does is in this Home and in `/kith programs`, all but a "
        "roster from a spreadsheet and the messages ahead."
    )
    return modal("Kith in your browser", [section(said)], callback_id="page.none")
