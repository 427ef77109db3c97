"""Slack's marks in what people wrote."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mentions import mentioned, readable


def test_marks_become_what_people_read() -> None:
    text = (
        "<@U1> &lt;3 <@U2|bo> <https://a.example/x?y=1&amp;z|here> <mailto:a@b.example|a@b.example> <#C1|jobs> <!here>"
    )
    assert mentioned(text) == {"U1", "U2"}
    assert readable(text, {"U1": "Ana"}) == "Ana <3  https://a.example/x?y=1&z a@b.example #jobs"


@given(st.text() | st.text("<>@#!|&;Ualt:"))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(readable(text, {}), str)
