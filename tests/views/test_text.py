"""User text is safe to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.text import plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ada", "Ada"),
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("*bold* `code`", "∗bold∗ ˋcodeˋ"),
        ("two\n lines\t here", "two lines here"),
        ("a\u202eb\u0000c", "abc"),
        ("👩‍💻 coder", "👩‍💻 coder"),
    ],
)
def test_mentions_and_markup_of_people_are_shown_as_text(written: str, shown: str) -> None:
    assert plain(written) == shown


@given(st.text(), st.integers(min_value=2, max_value=400))
def test_what_is_shown_has_no_bracket_no_markup_and_fits(written: str, limit: int) -> None:
    shown = plain(written, limit)
    assert len(shown) <= limit
    assert not set("<>*~`\n") & set(shown)
