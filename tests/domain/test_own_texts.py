"""Programs' own texts: what is kept of what was written, and that Slack takes all that is kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidInputError
from bot.domain.own_texts import LIMITS, ONE_LINE, OwnTexts, TextKind, checked, questions
from bot.views.rounds.starters import STARTERS, starter
from bot.views.text import own_lines


@given(st.sampled_from(TextKind), st.text(st.sampled_from("ab &<>\n\r\t*_"), max_size=400) | st.text(max_size=400))
def test_what_is_kept_is_kept_again_and_fits_its_place(kind: TextKind, written: str) -> None:
    with suppress(InvalidInputError):
        kept = checked(kind, written)
        _check_kept(kind, kept)


def _check_kept(kind: TextKind, kept: str) -> None:
    assert checked(kind, kept) == kept
    assert len("\n".join(own_lines(kept))) <= LIMITS[kind]
    assert kind not in ONE_LINE or len(kept.splitlines()) <= 1


def test_there_are_at_most_twelve_starters_a_line_each() -> None:
    twelve = checked(TextKind.STARTERS, "\n\n".join(["Why?"] * 12))
    assert questions(twelve) == ("Why?",) * 12
    with pytest.raises(InvalidInputError, match="At most 12"):
        checked(TextKind.STARTERS, f"{twelve}\nWhy?")
    with pytest.raises(InvalidInputError, match="Line 2 is longer"):
        checked(TextKind.STARTERS, f"Why?\n{'x' * 151}")


def test_own_starters_stand_in_place_of_kiths_and_none_gives_them_back() -> None:
    assert {starter(number, ("Why?", "*How*?")) for number in range(9)} == {"Why?", "∗How∗?"}
    assert starter(3, ()) == STARTERS[3]


def test_every_kind_has_its_text() -> None:
    texts = OwnTexts()
    for kind in TextKind:
        assert replace(texts, **{kind.value: "x"}).of(kind) == "x"
