"""Which people of a program are asked for, as forms and addresses write it."""

from __future__ import annotations

import pytest

from bot.domain.people import LONGEST, Asked, Sort
from bot.domain.states import ParticipantState


@pytest.mark.parametrize(
    "asked",
    [
        Asked(),
        Asked(find="Ada: the first", page=7),
        Asked(state=ParticipantState.PAUSED),
        Asked(without=True, page=1, find=" "),
    ],
)
def test_what_a_form_remembers_is_what_was_asked_for(asked: Asked) -> None:
    assert Asked.read(asked.value()) == asked


@pytest.mark.parametrize("odd", ["", "x", ":", "left:1:", "paused", "::", "\x00:-1:", "zz:1e3:", "without:9999999:"])
def test_anything_odd_counts_as_nothing(odd: str) -> None:
    found = Asked.read(odd)
    assert (found.page, found.find, found.sort) == (0, "", Sort.NAME)
    assert found.state in (None, ParticipantState.PAUSED)


def test_a_name_that_is_looked_for_is_no_longer_than_its_field() -> None:
    assert len(Asked.of(find="x" * 5000).find) == LONGEST
