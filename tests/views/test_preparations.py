"""The page before a chat and what is asked after it, word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain.contacts import Details
from bot.domain.messages import Message
from bot.domain.preparations import Asked, Page, Prepared, first_page
from bot.domain.profiles import Profile
from bot.views import after_add, preparations

Golden = Callable[[str, Message | dict[str, object]], None]

PROFILE = Profile(field="public health", city="Lyon", targeting="A role in health data", offers="Knowing the hospitals")
PAGE = first_page("Ana Ruiz", PROFILE, [], seed=1)


def test_a_page_from_the_profile(golden: Golden) -> None:
    golden("preparations/page", preparations.page(Prepared(4, PAGE, known=Details("Ana Ruiz", "Stripe", "payments"))))


def test_a_page_for_buddies_with_questions_of_ones_own(golden: Golden) -> None:
    own = Asked("", "Do you like maps?", is_kept=True)
    page = replace(PAGE, questions=(*PAGE.questions[:2], own))
    golden("preparations/page_for_buddies", preparations.page(Prepared(4, page, buddies=("U8", "U9"))))


def test_an_empty_profile_leaves_lines_to_write_in(golden: Golden) -> None:
    golden("preparations/page_empty", preparations.page(Prepared(4, Page())))


def test_another_question_in_the_same_place_is_another_field_for_slack() -> None:
    other = replace(PAGE, questions=first_page("", PROFILE, [PAGE], seed=2).questions)
    ids = [
        str([block.get("element", {}).get("action_id") for block in preparations.page(Prepared(4, one))["blocks"]])
        for one in (PAGE, other)
    ]
    assert ids[0] != ids[1]


def test_what_came_of_it(golden: Golden) -> None:
    golden("preparations/came", after_add.came_form(callback_id=preparations.CAME_FORM, metadata="4"))


def test_a_chat_that_nobody_has_said_took_place(golden: Golden) -> None:
    golden("preparations/not_yet_met", preparations.not_yet_met())
