"""Before a chat and after it, through Bolt: the command, the page, other questions, what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Contact, Delivery, Goal, Preparation
from bot.domain.preparations import Page
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import after_add
from bot.views import preparations as view
from bot.views.rounds.introduction import MET
from bot.views.rounds.times import TAKE_TIME
from tests.factories import make_goal
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.handlers.groups import Stage
from tests.people import Person, make_person

TODAY = date(2026, 3, 2)  # of the tests' clock
AT = WeekMessage(WeekMessageKind.TODAY, TODAY)
CAME = {
    after_add.NAMES: payloads.text("Ana Ruiz, Stripe\nBo"),
    after_add.COMPANIES: payloads.text("Stripe"),
    after_add.ADVICE: payloads.text("Begin small"),
    after_add.FEEDBACK: payloads.text("Shorter"),
}


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session, field="law")


@pytest.fixture
def chat(kith: Kith, ada: Person) -> Goal:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_goal(session, ada.participant, ada.coffee, TODAY, target=1, plan_on=TODAY)


def rows(kith: Kith, model: Any) -> list[Any]:
    with kith.context.database.unit_of_work(read_only=True) as session:
        return list(session.scalars(select(model).order_by(model.id)))


def opened(kith: Kith) -> dict[str, Any]:
    (call,) = kith.slack.of("views.open")
    kith.slack.calls.clear()
    return call["view"]  # type: ignore[no-any-return]


def fields(shown: dict[str, Any], **entered: str) -> dict[str, Any]:
    """What the form holds, with these texts in place of its own."""
    inputs = [block for block in shown["blocks"] if block["type"] == "input" and block["block_id"] != view.KEEP]
    held = {block["block_id"]: str(block["element"].get("initial_value", "")) for block in inputs}
    return {name: payloads.text(text) for name, text in {**held, **entered}.items()}


def test_the_command_opens_a_page_with_six_questions_and_what_is_changed_stays(kith: Kith, ada: Person) -> None:
    kith.command(ada, "prepare  Ana Ruiz")
    shown = opened(kith)
    assert "My field is law." in str(shown)
    assert [key for key in fields(shown) if key.startswith("question_")] == [f"question_{one}" for one in range(1, 7)]
    entered = {**fields(shown, about="I am Ada", question_2="Mine?"), view.KEEP: payloads.choices("1")}
    answer = kith.submit(ada, view.FORM, entered, remembers=shown["private_metadata"])
    assert answer.body == {}
    (row,) = rows(kith, Preparation)
    page = Page.from_json(row.page)
    assert (page.whom, page.about) == ("Ana Ruiz", "I am Ada")
    assert [one.text for one in page.questions if one.is_kept] == ["Mine?"]
    kith.command(ada, "prepare ana ruiz")
    assert "I am Ada" in str(opened(kith))


def test_somebody_mentioned_is_called_by_their_name(kith: Kith, ada: Person) -> None:
    kith.member(name="Grace Hopper", slack_user_id="UGRACE")
    kith.command(ada, "prepare <@UGRACE|grace>")
    assert fields(opened(kith))[view.WHOM]["value"] == "Grace Hopper"


def test_what_is_too_long_stays_in_the_form(kith: Kith, ada: Person) -> None:
    kith.command(ada, "prepare Ana")
    shown = opened(kith)
    entered = fields(shown, question_3="x" * 201)
    answer = kith.submit(ada, view.FORM, entered, remembers=shown["private_metadata"])
    assert "too long" in answer.body["errors"]["question_3"]


def test_other_questions_come_in_place_and_nothing_typed_is_lost(kith: Kith, ada: Person, chat: Goal) -> None:
    kith.press(ada, view.GOAL, chat.id)
    shown = opened(kith)
    typed = {name: {"value": element} for name, element in fields(shown, offers="My maps").items()}
    pressed = payloads.action(view.OTHERS, shown["private_metadata"])
    click = payloads.view_click(kith.workspace.slack_team_id, ada.member.slack_user_id, pressed)
    click["view"] |= {"id": "V1", "private_metadata": shown["private_metadata"], "state": {"values": typed}}
    kith.send(click)
    (call,) = kith.slack.of("views.update")
    assert "My maps" in str(call["view"])
    before, after = fields(shown), fields(call["view"])
    assert not [one for one in before if one.startswith("question_") and before[one] in after.values()]


def test_what_came_of_it_is_noted_from_the_page_and_from_what_was_added(kith: Kith, ada: Person, chat: Goal) -> None:
    kith.press(ada, view.GOAL, chat.id)
    preparation = opened(kith)["private_metadata"]
    kith.press(ada, view.CAME, preparation)
    shown = opened(kith)
    kith.submit(ada, view.CAME_FORM, CAME, remembers=shown["private_metadata"])
    (act,) = rows(kith, CheckIn)
    assert (act.new_contact_count, act.companies, act.advice) == (2, "Stripe", "Begin small\nOn my résumé: Shorter")
    assert len(rows(kith, Contact)) == 2
    kith.press(ada, after_add.CAME, AT.value(act.id))
    shown = opened(kith)
    kith.submit(
        ada, after_add.CAME_FORM, {after_add.ADVICE: payloads.text("Ask Bo")}, remembers=shown["private_metadata"]
    )
    assert rows(kith, CheckIn)[0].advice.endswith("Ask Bo")


def test_a_wrong_line_names_its_field_and_nothing_is_noted(kith: Kith, ada: Person, chat: Goal) -> None:
    kith.press(ada, view.GOAL, chat.id)
    preparation = opened(kith)["private_metadata"]
    too_long = {**CAME, after_add.NAMES: payloads.text("x" * 201)}
    answer = kith.submit(ada, view.CAME_FORM, too_long, remembers=preparation)
    assert after_add.NAMES in answer.body["errors"]
    assert rows(kith, CheckIn) == rows(kith, Contact) == []


def test_each_of_a_group_prepares_alone_and_notes_it_once_they_have_met(kith: Kith) -> None:
    stage = Stage.set(kith)
    minutes = int(kith.context.clock.now().timestamp()) // 60 + 2 * 24 * 60
    stage.click(TAKE_TIME, f"{stage.group_id}:{minutes}")
    sent = len(stage.rows(Delivery))
    stage.click(view.MEETING, stage.group_id, by=stage.carl)
    assert kith.slack.of("views.open") == []
    for person, buddy in ((stage.ada, stage.ben), (stage.ben, stage.ada)):
        kith.slack.calls.clear()
        stage.click(view.MEETING, stage.group_id, by=person)
        shown = opened(kith)
        assert f"With <@{buddy.slack_user_id}>" in str(shown)
    preparation = shown["private_metadata"]
    kith.press(stage.ben, view.CAME, preparation, where="modal")
    assert "Press *We met* first" in str(kith.slack.calls[-1].args)
    stage.click(MET, stage.group_id, by=stage.ben)
    kith.slack.calls.clear()
    kith.press(stage.ben, view.CAME, preparation, where="modal")
    assert "Feedback on my résumé" in str(kith.slack.calls[-1].args)
    assert len(stage.rows(Preparation)) == 2
    assert len(stage.rows(Delivery)) == sent
