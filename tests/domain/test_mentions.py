"""Slack's marks in what people wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mentions import mentioned, readable, without_addresses


def test_marks_become_what_people_read() -> None:
    text = (
        "<@U1> &lt;3 <@U2|bo> <https://a.example/x?y=1&amp;z|here> <mailto:a@b.example|a@b.example> <#C1|jobs> <!here>"
    )
    assert mentioned(text) == {"U1", "U2"}
    assert readable(text, {"U1": "Ana"}) == "Ana <3  https://a.example/x?y=1&z a@b.example #jobs"


@pytest.mark.parametrize(
    "link", ["<https://a.example/x?y=1&amp;z|some words>", "<https://a.example>", "HTTPS://a.example/x"]
)
def test_words_stay_where_an_address_goes(link: str) -> None:
    assert without_addresses(f"coffee <@U1> {link} today").split() == ["coffee", "<@U1>", "today"]


@given(st.text() | st.text("<>@#!|&;Ualt:"))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(readable(text, {}), str)
