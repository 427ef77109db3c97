"""Sharing, word by word: the room, a typed link, the form, and what people and the channel read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.domain.messages import Message
from bot.domain.sharing import Recipient, Shared, Way
from bot.views import sharing as views
from bot.views.blocks import home, message, section
from tests.views.weeks import ODD

Golden = Callable[[str, Message | dict[str, Any]], None]
SPRING = (5, "Spring cohort")
BEN = Recipient(*SPRING, Way.BUDDY, 7, "Ben Berg", "U7")
CLEO = Recipient(*SPRING, Way.ASKER, 8, "Cleo", "U8", "a look at my one-page résumé for data roles in health")
DAN = Recipient(*SPRING, Way.HELPER, 9, "Dan", "U9")
EVE = Recipient(*SPRING, Way.HELPED, 10, "Eve", "U10")
CHANNEL = Recipient(*SPRING, Way.CHANNEL, slack_channel_id="C1", channel_people=24)
LINK = "https://jobs.example.org/analyst?id=7&ref=x"


def test_the_room_and_a_typed_link(golden: Golden) -> None:
    golden("sharing/home", home(views.home_blocks([object()])))  # type: ignore[list-item]  # that there is one is enough
    assert views.home_blocks([]) == []
    golden("sharing/typed", views.typed_link(LINK, 3, may_share=True))
    golden("sharing/typed_outside", views.typed_link(LINK, 3, may_share=False))
    understood = message("Shall I log this?", [section("*Event*, today")])
    golden("sharing/typed_beside", views.beside(understood, LINK, 3, may_share=True))


def test_the_form(golden: Golden) -> None:
    golden("sharing/form", views.form([BEN, CLEO, DAN, EVE, CHANNEL]))
    golden("sharing/form_filled", views.form([CHANNEL], link=LINK, words="So good"))
    odd = Recipient(5, ODD, Way.ASKER, 8, ODD, "U8", ODD)
    views.form([odd] * 60, link=LINK, words=ODD)


def test_what_is_said_of_it(golden: Golden) -> None:
    golden("sharing/done", views.done([BEN, CLEO, CHANNEL]))
    golden("sharing/shared", views.shared(Shared("Spring cohort", "U7", LINK, "You spoke of this, didn't you?")))
    golden("sharing/posted", views.posted(Shared("Spring cohort", "U7", LINK, "")))
    golden("sharing/odd", views.shared(Shared(ODD, "U7", "https://example.org/" + "&" * 380, ODD)))
