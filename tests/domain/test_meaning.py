"""How near an ask and an offer are."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import meaning
from bot.domain.meaning import NEAR, Text, nearness, nearness_of
from bot.domain.meaning.table import table
from bot.domain.meaning.words import written_words

TYPED = st.text(alphabet=string.ascii_letters + string.digits + " .,-'/éü", max_size=80)


@pytest.mark.parametrize(
    ("ask", "offer"),
    [
        ("moving from teaching into tech", "used to teach, now an engineer"),
        ("From a bank to a charity", "Left finance, now at an NGO"),
        ("Feedback on my résumé", "I read CVs"),
        ("Somebody in health care", "Nurse at a children's hospital"),
        ("how do nurses find a first job", "I know people in health care"),
        ("Introduction at Google", "six years at google.com"),
        ("Introduction at Brightwheel", "I used to work at Brightwheel"),
        ("a machine lerning project", "ML engineer"),
        ("moving to Germany, work permit", "Came here on a Blue Card"),
        ("how do I negotiate pay", "happy to talk about salaries"),
        ("working for a company as a lawyer", "In-house counsel at an insurer"),
        ("living from classical music", "Violinist in an orchestra"),
        ("Emigrating to Toronto", "Moved to Canada with my family"),
        ("how do salespeople begin", "Lead a team of twelve in sales"),
        ("jobs in logistics", "I drove lorries for years"),
        ("driving trucks for a living", "Many years in logistics"),
        ("practise my Spanish", "Native Spanish speaker, language tandem"),
        ("Steuererklärung", "Ich kenne mich mit der Steuererklärung aus"),
        ("Нужен совет по керамике", "керамике учу"),
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
        ("someone with experience in the field", "I have experience in many fields and like to help people"),
        ("hospital jobs", "Ran the front desk in hospitality for years"),
        ("accounting", "a weekly accountability call"),
        ("Coffee in Berlin", "I know Berlin's publishers"),
        ("practise my Spanish", "I translate from French"),
        ("I'm a nurse and need feedback on my cover letter", "Nurse on a ward"),
        ("Marketing rather than sales", "fifteen years in sales"),
        ("Is driving trucks still worth it?", "Shift lead in a warehouse"),
        ("where can I learn to weld", "Plumber with her own firm"),
        ("Ich suche jemanden für eine Frage", "Ich helfe gern jemandem, der sucht"),
    ],
)
def test_words_in_common_that_tell_nothing_bring_nobody_near(ask: str, offer: str) -> None:
    assert nearness(ask, offer) < NEAR


def test_whoever_made_the_same_move_is_nearer_than_who_was_always_there() -> None:
    ask = "moving from teaching into software"
    assert nearness(ask, "used to teach, now a developer") > nearness(ask, "developer since school, games and apps")


def test_who_somebody_is_counts_less_than_what_they_ask_for() -> None:
    ask = "I'm a nurse looking for feedback on my résumé"
    assert nearness(ask, "I read CVs") > nearness(ask, "Nurse at a hospital")


def test_a_fact_counts_as_if_it_had_been_said() -> None:
    offer = Text.of("Happy to tell how it is here", "Siemens")
    assert nearness_of(Text.of("Introduction at Siemens"), offer) >= NEAR
    assert nearness_of(Text.of("an introduction please", "Siemens Inc."), offer) >= NEAR


@given(st.text(), st.text())
def test_any_two_texts_have_a_whole_number_that_agrees_with_the_keys(ask: str, offer: str) -> None:
    one, other = Text.of(ask), Text.of(offer)
    near = nearness_of(one, other)
    assert isinstance(near, int)
    assert 0 <= near <= 1000
    assert (near >= NEAR) == (not one.as_ask.isdisjoint(other.as_offer))
    assert near == nearness(ask, offer)


@given(TYPED, TYPED)
def test_capitals_and_marks_between_words_change_nothing(ask: str, offer: str) -> None:
    assert nearness(ask.upper(), offer) == nearness(ask, offer) == nearness(f"¡{ask}!…", offer.lower())


@given(TYPED)
@example("SF")
def test_a_text_is_near_itself_if_it_tells_anything(text: str) -> None:
    read = Text.of(text)
    assert not read.as_ask or nearness_of(read, read) >= NEAR


def test_lines_are_read_one_by_one_and_the_nearest_is_found() -> None:
    offers = "Portfolio reviews\nI know the hospitals here\n"
    assert not meaning.asked("a nurse\nmy portfolio").isdisjoint(meaning.offered(offers))
    assert meaning.nearest_line("somebody in health care", offers) == "I know the hospitals here"
    assert meaning.nearest_line("carbon accounting", offers) == ""
    assert meaning.nearest_line("", "") == ""


def test_the_table_belongs_together() -> None:
    known = table()
    for concept, broader in known.broader.items():
        assert concept not in broader
        assert set(broader) <= known.tells.keys()
        assert 0 <= known.tells[concept] <= 9
    for phrases in known.phrases.values():
        for phrase, means in phrases:
            assert len(phrase) > 1
            assert {concept for concept, _ in means} <= known.tells.keys()


def test_words_are_compared_without_accents_apostrophes_and_ligatures() -> None:
    assert written_words("Don’t: RÉSUMÉ, C++ & Anna's oﬃce") == ["do", "not", "resume", "c++", "anna", "office"]
