"""The bank of questions and the page before a chat: six questions, by profile, theme and what was asked before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace

import pytest

from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE
from bot.domain.preparations import Asked, Page, about_me, first_page, kept, six, with_choices_of
from bot.domain.profiles import LONGEST_WORD, Profile
from bot.domain.questions import BANK, Theme

FULL = Profile(field="public health", employer="Stripe", school="North", city="Lyon", targeting="data", offers="maps")
ASKS_FOR_A_JOB = re.compile(r"\b(jobs?|vacanc\w+|positions?|hir(e|ing)|openings?|recruit\w*)\b", re.I)


def test_the_bank_has_sixty_questions_and_more_in_six_themes_and_asks_nobody_for_a_job() -> None:
    assert len(BANK) >= 60
    assert min(Counter(one.theme for one in BANK).values()) >= 10
    assert {one.theme for one in BANK} == set(Theme)
    assert len({one.key for one in BANK}) == len({one.text for one in BANK}) == len(BANK)
    assert [one.text for one in BANK if ASKS_FOR_A_JOB.search(one.text)] == []
    assert [one.text for one in BANK if not one.text.endswith("?") or len(one.text) > LINE - LONGEST_WORD] == []


def test_what_a_question_needs_is_a_word_of_the_profile() -> None:
    needed = {name for one in BANK for name in one.needs}
    assert needed
    assert needed <= {field.name for field in fields(Profile)}


def test_six_questions_one_of_each_theme_and_nothing_left_open() -> None:
    for profile in (Profile(), FULL, replace(FULL, city="")):
        questions = six(profile, [], seed=1)
        assert [one.theme for one in questions] == list(Theme)
        assert not [one.text for one in questions if "{" in one.text]


def test_what_speaks_of_the_profile_comes_first_and_others_are_never_asked_it() -> None:
    texts = " ".join(one.text for one in six(FULL, [], seed=1))
    assert "public health" in texts
    assert "Lyon" in texts
    asked_of_nobody = {one.key for one in BANK if one.needs}
    before: list[Page] = []
    for number in range(30):
        before.insert(0, first_page("", Profile(), before, seed=number))
    assert not asked_of_nobody & {one.key for page in before for one in page.questions}


def test_no_question_comes_again_before_all_of_its_theme_were_asked_then_the_oldest() -> None:
    before: list[Page] = []
    for number in range(12):
        before.insert(0, first_page("", FULL, before, seed=number))
    asked = [one.key for page in reversed(before) for one in page.questions]
    assert len(set(asked[:66])) == len(BANK)
    assert set(asked[66:]) == set(asked[:6])


def test_a_question_kept_comes_again_with_the_words_of_the_member_and_once() -> None:
    mine = Asked("path_3", "Which step mattered?", is_kept=True)
    own = Asked("", "Do you like cats?", is_kept=True)
    before = [Page(questions=(own,)), Page(questions=(own, mine))]
    questions = six(FULL, before, seed=1)
    assert len(questions) == 6
    assert mine in questions
    assert questions[-1] == own
    assert [one.theme for one in questions].count(Theme.PATH) == 1
    assert list(kept(before)) == [own, mine]


def test_seven_kept_leave_six_and_no_longer_kept_is_forgotten_everywhere() -> None:
    many = tuple(Asked("", f"Own {number}?", is_kept=True) for number in range(7))
    assert six(FULL, [Page(questions=many)], seed=1) == many[:6]
    saved = Page(questions=(replace(many[0], is_kept=False),))
    assert [one.text for one in kept([with_choices_of(Page(questions=many), saved)])] == [
        f"Own {number}?" for number in range(1, 7)
    ]


def test_three_lines_about_me_come_from_the_profile() -> None:
    assert about_me(FULL).splitlines() == ["My field is public health.", "I worked at Stripe.", "I went to North."]
    assert about_me(Profile(city="Lyon")) == "I live in Lyon."
    assert about_me(Profile()) == ""


def test_a_page_is_stored_and_read_as_it_was() -> None:
    page = first_page("Ana", FULL, [], seed=1)
    assert Page.from_json(page.to_json()) == page


def test_what_is_too_long_names_its_field_and_an_empty_question_goes() -> None:
    page = Page(questions=(Asked("path_1", " a  b "), Asked("field_1", " "), Asked("", "x" * 201)))
    with pytest.raises(InvalidInputError) as raised:
        page.checked()
    assert raised.value.field == "question_3"
    assert [one.text for one in replace(page, questions=page.questions[:2]).checked().questions] == ["a b"]
