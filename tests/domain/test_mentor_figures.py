"""Figures of mentor pairs add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mentor_figures import figures


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_what_became_of_pairs_adds_up_to_those_that_were_introduced(pairs: list[tuple[bool, bool]]) -> None:
    found = figures(pairs)
    assert found.running + found.ended == found.talked + found.silent == found.introduced == len(pairs)
