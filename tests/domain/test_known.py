"""The cards on people one already knows: what is next, what is left."""

from __future__ import annotations

from bot.domain.known import Category, Known


def test_they_begin_with_the_first_that_is_left_and_later_comes_round_again() -> None:
    known = Known({Category.FAMILY: 2, Category.TEACHER: 0})
    assert known.first() is Category.COLLEAGUE
    assert known.after(Category.COLLEAGUE) is Category.NEIGHBOUR
    assert known.after(Category.GROUP_MATE) is Category.COLLEAGUE
    assert known.people == 2


def test_the_only_card_that_is_left_has_none_after_it() -> None:
    known = Known({category: 0 for category in Category if category is not Category.CLIENT})
    assert known.first() is Category.CLIENT
    assert known.after(Category.CLIENT) is None
    assert not known.is_done


def test_once_all_are_done_they_begin_anew() -> None:
    known = Known(dict.fromkeys(Category, 1))
    assert (known.is_done, known.first(), known.after(Category.FAMILY)) == (True, Category.FAMILY, None)
