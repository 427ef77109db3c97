"""Whom to write to next, word by word; a draft says of somebody only what the member noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain.contacts import Closeness, Contact, Details
from bot.domain.ladder import Ladder, Rung
from bot.views import drafts, ladder
from tests.views.limits import check_limits
from tests.views.weeks import ODD

Golden = Callable[[str, dict[str, Any]], None]
ANA = Contact(
    7, Details("Ana Ruiz", "Stripe", "payments", "Bo Berg", "likes chess\nhas a dog"), Closeness.CLOSE, date(2026, 3, 3)
)
LENA = Contact(8, Details("Lena Vogt"), Closeness.KNOWN, slack_user_id="U8")


def test_two_to_choose_from(golden: Golden) -> None:
    golden("ladder/both", ladder.ladder_form(Ladder((ANA, LENA), (LENA,)), current=3))
    golden("ladder/nobody", ladder.ladder_form(Ladder((), ())))


def test_the_draft_and_what_comes_after(golden: Golden) -> None:
    golden("ladder/draft", ladder.draft_form(ANA, Rung.LOST))
    golden("ladder/draft_current", ladder.draft_form(LENA, Rung.CURRENT))
    wrote = ladder.wrote_form(ANA, due_on=date(2026, 3, 13), counted_as_act=True, metadata="1:home:2026-03-06 ")
    golden("ladder/wrote", wrote)


def test_a_draft_quotes_the_first_line_of_the_note_what_they_work_on_and_through_whom() -> None:
    body = ladder.draft(ANA, Rung.LOST).body
    for words in ("Hello Ana Ruiz,", "through Bo Berg", "working on payments?", "likes chess"):
        assert words in body
    assert "dog" not in body
    assert "Stripe" not in body
    bare = ladder.draft(Contact(9, Details("Bo")), Rung.LOST).body
    assert not [words for words in ("through", "working on  ", "forgotten") if words in bare]


@pytest.mark.parametrize("words", ["a & b = c? #d", "50 % more", "“Zoë” <x|y>", "plus+plus", "línea"])
def test_a_mail_program_reads_what_stands_in_the_draft(words: str) -> None:
    draft = drafts.Draft(f"Hello {words}", f"First {words}\n\nSecond")
    address = urlsplit(drafts.mailto(draft))
    assert (address.scheme, address.path) == ("mailto", "")
    read = parse_qs(address.query.replace("+", "%2B"))
    assert read == {"subject": [draft.subject], "body": [draft.body.replace("\n", "\r\n")]}


def test_a_draft_that_is_too_long_for_a_link_can_be_copied() -> None:
    long = drafts.Draft("Hello", "ж" * 900)
    assert drafts.mailto(long) == ""
    assert "too long for a link" in str(drafts.draft_blocks(long))


def test_odd_texts_break_no_limit_and_mention_nobody() -> None:
    for noted in (ODD, "n" * 200, "ж" * 200):
        odd = Contact(7, Details(noted, noted, noted, noted, noted * 5), Closeness.CLOSE)
        check_limits(ladder.ladder_form(Ladder((odd,), (odd, odd)), lost=10**9))
        for rung in Rung:
            check_limits(ladder.draft_form(odd, rung))
        check_limits(ladder.wrote_form(odd, due_on=date(2026, 3, 13), counted_as_act=False, metadata="x"))
