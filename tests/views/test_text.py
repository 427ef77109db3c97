"""User text is safe to show."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.text import cell, counted, link, listed, plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ada", "Ada"),
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("*bold* `code`", "∗bold∗ ˋcodeˋ"),
        ("America/New_York, snake_case", "America/New_York, snake_case"),
        ("_soft_ words, __init__, a_ _b", "ˍsoftˍ words, ˍˍinitˍˍ, aˍ ˍb"),
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
    assert not re.search(r"(?<![\w_])_[^_\n]+_(?![\w_])", shown)  # what Slack reads as italic


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://example.org/a_page?b=1&c=~d", "<https://example.org/a_page?b=1&amp;c=~d>"),
        ("https://example.org|Click <!here>", "https://example.org|Click &lt;!here&gt;"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://example.org/a b", "https://example.org/a b"),
    ],
)
def test_a_web_address_stays_one_and_nothing_else_becomes_one(written: str, shown: str) -> None:
    assert link(written) == shown


def test_numbers_up_to_ten_are_words_and_names_are_joined_as_people_say_them() -> None:
    assert [counted(number, "buddy", "buddies") for number in (0, 1, 2, 10, 11, 1200)] == [
        "no buddies",
        "one buddy",
        "two buddies",
        "ten buddies",
        "11 buddies",
        "1,200 buddies",
    ]
    assert [listed(names) for names in ("", "A", "AB", "ABC")] == ["", "A", "A and B", "A, B and C"]
    assert listed("ABCD", most=2) == "A, B and two more"


@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹦﹢﹣﹫−|")
@pytest.mark.parametrize("before", ["", " ", "\t", "\u200d", "\u200b"])
def test_a_cell_that_begins_like_a_formula_has_an_apostrophe_before_it(sign: str, before: str) -> None:
    assert cell(f"{before}{sign}HYPERLINK(1)").startswith("'")


def test_a_cell_is_one_line_that_fits_and_is_left_alone_otherwise() -> None:
    assert cell("Zoë 東京, „A“") == "Zoë 東京, „A“"
    assert cell("") == ""
    assert cell("two\r\nlines") == "two lines"
    assert len(cell("x" * 10_000)) < 300
    assert len(cell("＝" * 10_000)) == 300
