"""How near an ask and an offer are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meaning import NEAR, Text, nearness, nearness_of


@pytest.mark.parametrize(
    ("ask", "offer"),
    [
        ("moving from teaching into tech", "used to teach, now an engineer"),
        ("Feedback on my résumé", "I read CVs"),
    ],
)
def test_what_means_the_same_in_other_words_is_near(ask: str, offer: str) -> None:
    assert nearness(ask, offer) >= NEAR


@pytest.mark.parametrize(
    ("ask", "offer"),
    [
        ("Grant writing", "Help with writing"),
        ("", "I read CVs"),
        ("any job", "a job well done"),
    ],
)
def test_words_that_everybody_uses_bring_nobody_near(ask: str, offer: str) -> None:
    assert nearness(ask, offer) < NEAR


@given(st.text(), st.text())
def test_any_two_texts_have_a_whole_number_and_the_keys_agree_with_it(ask: str, offer: str) -> None:
    one, other = Text.of(ask), Text.of(offer)
    near = nearness_of(one, other)
    assert isinstance(near, int)
    assert 0 <= near <= 1000
    assert (near >= NEAR) == (not one.as_ask.isdisjoint(other.as_offer))
    assert near == nearness(ask, offer)
