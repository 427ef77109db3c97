"""An organizer writes to everybody from Slack: looked over first, and what goes out is what was looked over."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Broadcast, BroadcastReader, Member, Program
from bot.views import broadcasts as view
from tests.handlers import payloads
from tests.handlers.conftest import Kith

WORDS = "We meet on *Friday*.\n\nBring a friend."


@pytest.fixture
def program(kith: Kith) -> Program:
    program = kith.program(name="Spring")
    for _ in range(3):
        kith.participant(program)
    return program


@pytest.fixture
def olga(kith: Kith, program: Program) -> Member:
    return kith.organizer(program)


def look(kith: Kith, olga: Member, program: Program, words: str = WORDS, whom: str = "everybody") -> dict[str, Any]:
    fields = {"words": payloads.text(words), "whom": payloads.choice(whom)}
    return kith.submit(olga, view.LOOK, fields, remembers=program.id).body


def sent(kith: Kith) -> list[str]:
    with kith.context.database.unit_of_work(read_only=True) as session:
        return list(session.scalars(select(Broadcast.words)))


def test_it_is_shown_as_it_will_read_and_nothing_goes_out(kith: Kith, program: Program, olga: Member) -> None:
    kith.press(olga, view.OPEN, program.id, where="modal")
    assert "Everybody: three people" in str(kith.slack.of("views.push")[-1]["view"])
    shown = look(kith, olga, program)["view"]
    assert "This goes to three people" in str(shown)
    assert "We meet on ∗Friday∗." in str(shown)
    assert f"<@{olga.slack_user_id}>, who organizes" in str(shown)
    assert "One a week" in str(shown)
    assert sent(kith) == []


def test_what_was_looked_over_goes_out_once(kith: Kith, program: Program, olga: Member) -> None:
    shown = look(kith, olga, program)["view"]
    answer = kith.submit(olga, view.FORM, {}, remembers=shown["private_metadata"])
    assert "It goes out to three people" in str(answer.body["view"])
    assert sent(kith) == [WORDS]
    again = kith.submit(olga, view.FORM, {}, remembers=shown["private_metadata"])
    assert "this week's has gone out" in str(again.body["view"])
    kith.press(olga, view.OPEN, program.id)
    assert "This week's message went out on Mon 2 Mar, 08:30." in str(kith.slack.of("views.open")[-1]["view"])
    assert "The next one can go from Monday on." in look(kith, olga, program)["errors"]["words"]
    with kith.context.database.unit_of_work(read_only=True) as session:
        assert len(session.scalars(select(BroadcastReader)).all()) == 3


def test_changing_it_brings_the_form_back_with_what_was_written(kith: Kith, program: Program, olga: Member) -> None:
    shown = look(kith, olga, program, whom="active")["view"]
    by = (kith.workspace.slack_team_id, olga.slack_user_id)
    pressed = payloads.action(view.CHANGE, str(program.id))
    kith.send(payloads.view_click(*by, pressed, private_metadata=shown["private_metadata"]))
    form = kith.slack.of("views.update")[-1]["view"]
    words, whom = (block["element"] for block in form["blocks"] if block["type"] == "input")
    assert words["initial_value"] == WORDS
    assert whom["initial_option"]["value"] == "active"


@pytest.mark.parametrize(
    ("words", "whom", "field"), [("  ", "everybody", "words"), ("x" * 1501, "everybody", "words"), ("x", "all", "whom")]
)
def test_words_that_will_not_do_are_said_so_beside_their_field(
    kith: Kith, program: Program, olga: Member, words: str, whom: str, field: str
) -> None:
    assert set(look(kith, olga, program, words, whom)["errors"]) == {field}


@pytest.mark.parametrize("kept", ["", " everybody", " everybody  ", " nobody Come", " everybody " + "x" * 1501])
def test_what_no_preview_remembers_sends_nothing(kith: Kith, program: Program, olga: Member, kept: str) -> None:
    assert kith.submit(olga, view.FORM, {}, remembers=f"{program.id}{kept}").status == 200
    assert sent(kith) == []
