"""Asks: what is stored of one, and what is too wide to help with; whom Kith asks first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.asks import AskKind, Audience, Draft, checked, is_too_wide
from bot.domain.errors import InvalidInputError
from bot.domain.helps import Candidate, checked_offer, in_order

PAYROLL = Draft(AskKind.ADVICE, " Half an hour  with somebody who does payroll\n", company=" Nordbank ")


@pytest.mark.parametrize(
    "text",
    [
        "any job",
        "A job!",
        "I'm looking for work, please",
        "I’m looking for any kind of job",
        "Help me find a good position soon",
        "anything",
        "Need a new role right now",
    ],
)
def test_what_nobody_could_say_yes_to_is_met_with_an_example(text: str) -> None:
    assert is_too_wide(text)
    with pytest.raises(InvalidInputError, match="Half an hour with somebody"):
        checked(replace(PAYROLL, text=text))


@pytest.mark.parametrize(
    "text",
    [
        "A job in nursing",
        "Introduction to somebody at SAP",
        "Who reads my résumé?",
        "Work in Leeds, part time",
        "Praktikum",
        "仕事",
        "!!!",
    ],
)
def test_a_line_that_names_something_is_taken(text: str) -> None:
    assert checked(replace(PAYROLL, text=text)).text == text


def test_white_space_goes_and_only_a_program_s_ask_is_shown_in_its_channel() -> None:
    assert checked(replace(PAYROLL, in_summary=True)) == Draft(
        AskKind.ADVICE, "Half an hour with somebody who does payroll", "Nordbank", in_summary=True
    )
    assert not checked(replace(PAYROLL, in_summary=True, audience=Audience.ASKED)).in_summary


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": None}, "kind"),
        ({"text": "  "}, "text"),
        ({"text": "x" * 201}, "text"),
        ({"company": "x" * 81}, "company"),
    ],
)
def test_what_cannot_be_used_is_named(changed: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        checked(replace(PAYROLL, **changed))  # type: ignore[arg-type]
    assert raised.value.field == field


def test_an_offer_is_one_line_with_something_in_it() -> None:
    assert checked_offer(" I read \n résumés ") == "I read résumés"
    for text in ("", " \n", "x" * 201):
        with pytest.raises(InvalidInputError):
            checked_offer(text)


@given(st.text(max_size=200))
def test_any_text_is_taken_or_too_wide(text: str) -> None:
    assert is_too_wide(text) in (True, False)
    assert not is_too_wide(f"{text} payroll")


def test_who_said_yes_often_and_was_asked_lately_comes_last() -> None:
    fresh, near, asked, tired = (
        Candidate(1, 500, 0, 0),
        Candidate(2, 900, 0, 0),
        Candidate(3, 950, 0, 2),
        Candidate(4, 999, 1, 0),
    )
    assert in_order([tired, asked, fresh, near]) == [near, fresh, asked, tired]
