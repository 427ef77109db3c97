"""The Messages tab: what comes as it will read, and own texts with their preview."""

from __future__ import annotations

from datetime import date

import pytest

from bot.db.models import Member, Program
from tests.web.conftest import Site, Visitor, words


@pytest.fixture
def program(site: Site) -> Program:
    program = site.kith.program(name="Spring", starts_on=date(2026, 3, 9), last_round=1, round_weeks=2)
    for _ in range(3):
        site.kith.participant(program)
    return program


@pytest.fixture
def organizer(site: Site, program: Program) -> Member:
    return site.kith.organizer(program)


@pytest.fixture
def visitor(site: Site, organizer: Member) -> Visitor:
    return site.visitor(organizer)


def test_four_weeks_are_said_ahead_as_they_will_read(visitor: Visitor, program: Program) -> None:
    visitor.follow(f"/programs/{program.id}/messages/texts/starters", {"starters": "What did you <b>learn</b>?"})

    page = visitor.read(f"/programs/{program.id}/messages")

    for said in (
        "Mon 9 Mar, 09:00 : Introductions, to three people, each group at an hour that suits it",
        "Mon 9 Mar, 09:00 : Monday's prompt, to three people",
        "What will you do this week to widen your network?",
        "Thu 12 Mar, 12:00 : A private word, to people who were not heard from that week",
        "Fri 13 Mar, 10:00 : Friday's check-in, to three people",
        "Mon 16 Mar, 10:00 : Summary, to the channel",
        "Mon 16 Mar, 10:05 : Digest, to one organizer",
        "Mon 23 Mar, 12:00 : Closing word, to three people",
        "@Alex and @Sam , you are buddies in Spring",
        "What did you <b>learn</b>?",
    ):
        assert said.replace(" :", ":") in page.replace(" :", ":"), said


def test_the_overview_says_the_next_five(visitor: Visitor, program: Program) -> None:
    page = visitor.read(f"/programs/{program.id}")

    assert page.index("What comes next") < page.index("Introductions, to three people")
    assert "Closing word" not in page


def test_a_paused_program_sends_nothing(visitor: Visitor, program: Program, site: Site) -> None:
    with site.kith.context.database.unit_of_work(program.workspace_id) as session:
        session.get_one(Program, program.id).state = type(program.state).PAUSED

    assert "Nothing is planned: the program is paused" in visitor.read(f"/programs/{program.id}/messages")


def test_a_text_is_shown_before_it_is_saved_and_given_back(visitor: Visitor, program: Program, site: Site) -> None:
    path = f"/programs/{program.id}/messages/texts"
    sent = {"prompt_line": "What will *you* try?", "do": "preview"}

    shown = visitor.send(f"{path}/prompt_line", sent)

    assert shown.status_code == 200
    assert "As it would read; it is not saved yet What will" not in words(shown.text)
    assert "What will ∗you∗ try?" in words(shown.text)
    assert site.kith.again(program).prompt_line == ""

    assert "It is saved." in visitor.follow(f"{path}/prompt_line", {**sent, "do": "save"})
    assert site.kith.again(program).prompt_line == "What will *you* try?"
    assert "What will you do this week" in visitor.follow(f"{path}/prompt_line", {"prompt_line": ""})


@pytest.mark.parametrize("do", ["save", "preview"])
def test_a_text_too_long_stands_there_again_with_the_reason(visitor: Visitor, program: Program, do: str) -> None:
    long = "x" * 141
    answer = visitor.send(f"/programs/{program.id}/messages/texts/checkin_line", {"checkin_line": long, "do": do})

    assert answer.status_code == 422
    assert "Slack takes 140 characters here" in words(answer.text)
    assert long in answer.text


def test_there_is_no_text_of_another_name(visitor: Visitor, program: Program) -> None:
    assert visitor.send(f"/programs/{program.id}/messages/texts/zone", {"zone": "x"}).status_code == 404


def test_a_message_to_everybody_is_looked_over_before_it_goes(visitor: Visitor, program: Program, site: Site) -> None:
    path = f"/programs/{program.id}/messages/broadcast"
    fields = {"words": "Bring <b>cake</b>.\nAt noon.", "whom": "everybody"}
    assert "Everybody (3)" in visitor.read(path)

    looked = visitor.send(path, {**fields, "do": "look"})

    assert "This goes to three people" in words(looked.text)
    assert "who organizes Spring: Bring <b>cake</b>. At noon." in words(looked.text)
    assert "<b>cake" not in looked.text
    assert "Send it" in looked.text
    assert "This week's message went out" not in visitor.read(path)

    assert "It goes out" in visitor.follow(path, {**fields, "do": "send"})
    assert "This week's message went out" in visitor.read(path)
    again = visitor.send(path, {**fields, "do": "send"})
    assert (again.status_code, "One such message a week" in words(again.text)) == (422, True)
