"""A program's people in Slack: looked through, one by one, and what an organizer does for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import (
    Member,
    MentorInvitation,
    OrganizerAct,
    Participant,
    Program,
    ProgramApart,
    ProgramInvitation,
    TogetherNext,
)
from bot.domain.organizer_acts import Act
from bot.domain.states import ParticipantState
from bot.views import program_people as view
from bot.views import program_people_forms as forms
from tests.factories import make_do_not_pair, make_group, make_participant, make_program, make_round
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith


class Stage:
    """A program with Ada, Ben and Cleo, and its organizer, who looks through its people."""

    def __init__(self, kith: Kith) -> None:
        self.kith = kith
        self.program = kith.program(name="Spring")
        self.olga = kith.organizer(self.program)
        self.ada, self.ben, self.cleo = (
            kith.participant(self.program, member=kith.member(name=name, slack_user_id=f"U{name.upper()}"))
            for name in ("Ada", "Ben", "Cleo")
        )

    def running(self, *people: Participant) -> None:
        with self.kith.context.database.unit_of_work(self.kith.workspace.id) as session:
            today = self.kith.context.clock.now().date()
            starts_on = today - timedelta(days=today.weekday())
            make_group(session, make_round(session, self.program, starts_on=starts_on), *people)

    def press(self, action_id: str, *ids: int, remembers: str = "") -> str:
        """A button in the modal, and what stands in the modal then."""
        value = ":".join(map(str, (self.program.id, *ids)))
        by = (self.kith.workspace.slack_team_id, self.olga.slack_user_id)
        pressed = payloads.action(action_id, value)
        self.kith.send(payloads.view_click(*by, pressed, private_metadata=remembers or f"{self.program.id} :1:"))
        return self.shown()

    def submit(self, form: str, who: Participant | None, **fields: Any) -> Answer:
        remembers = f"{self.program.id}{f':{who.id}' if who else ''} :1:"
        return self.kith.submit(self.olga, form, fields, remembers=remembers, over="V0")

    def shown(self) -> str:
        """The view that was opened or drawn anew last."""
        calls = [call for call in self.kith.slack.calls if call.method.startswith("views.")]
        return str(calls[-1].args["view"]) if calls else ""

    def rows(self, kind: Any) -> list[Any]:
        with self.kith.context.database.unit_of_work(read_only=True) as session:
            return list(session.scalars(select(kind)))


@pytest.fixture
def stage(kith: Kith) -> Stage:
    return Stage(kith)


def test_the_list_opens_from_home_and_says_how_everybody_stands(stage: Stage) -> None:
    stage.running(stage.ada, stage.ben)
    stage.kith.press(stage.olga, view.OPEN, stage.program.id, where="home")
    assert "three people." in stage.shown()
    assert "<@UADA>\\nActive · not heard from for a while\\nWith Ben: not met yet" in stage.shown()
    assert "<@UCLEO>\\nActive · not heard from for a while\\nNo buddy now: Kith is looking for one." in stage.shown()


def test_somebody_is_found_by_a_part_of_their_name_and_by_what_is_shown(stage: Stage) -> None:
    stage.running(stage.ada, stage.ben)
    found = stage.submit(view.LIST, None, find=payloads.text("cL"), show=payloads.choice("everybody"))
    assert "one person of 3." in str(found.body["view"])
    assert "<@UCLEO>" in str(found.body["view"])
    found = stage.submit(view.LIST, None, find=payloads.text(""), show=payloads.choice("without"))
    assert "<@UCLEO>" in str(found.body["view"])
    assert "<@UADA>" not in str(found.body["view"])
    assert found.body["view"]["private_metadata"] == f"{stage.program.id} without:1:"


def test_pages_are_turned_and_the_way_back_from_a_person_leads_to_the_page(stage: Stage) -> None:
    for number in range(10):
        stage.kith.participant(stage.program, member=stage.kith.member(name=f"Member {number}"))
    assert "page 2 of 2" in stage.press(view.NEXT_PAGE, 1)
    shown = stage.press(view.PERSON, stage.ada.id, remembers=f"{stage.program.id} active:2:e")
    assert f"'value': '{stage.program.id}:1'" in shown  # All people
    assert f"'private_metadata': '{stage.program.id}:{stage.ada.id} active:2:e'" in shown
    back = stage.press(view.ALL, 0, remembers=f"{stage.program.id}:{stage.ada.id} active:2:cleo")
    assert "one person of 13." in back


def test_a_person_is_shown_with_their_past_and_nothing_personal(stage: Stage) -> None:
    stage.running(stage.ada, stage.ben)
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        make_do_not_pair(session, stage.cleo.member_id, stage.ada.member_id)
    shown = stage.press(view.PERSON, stage.ada.id)
    assert "*With:* Ben: not met yet" in shown
    assert "• Round 1, now" in shown
    assert "Cleo" not in shown


def test_people_whom_kith_has_not_seen_are_invited_and_those_inside_are_passed_over(stage: Stage) -> None:
    stage.submit(forms.ADD_FORM, None, people=payloads.people("UNEW", "UADA"))
    (told, below) = [call["view"] for call in stage.kith.slack.of("views.update")][-2:]
    assert "Kith asks <@UNEW>, each in their own daytime." in str((told, below))
    assert "Not asked: <@UADA>." in str((told, below))
    assert "Invited, and not joined so far" in str((told, below))
    (invited,) = stage.rows(ProgramInvitation)
    assert invited.told_at is None
    (act,) = stage.rows(OrganizerAct)
    assert (act.act, act.detail) == (Act.PERSON_INVITED, {"members": [invited.member_id]})
    stage.submit(forms.ADD_FORM, None, people=payloads.people("UNEW"))
    assert "Kith asks" not in str(stage.kith.slack.of("views.update")[-1])
    assert len(stage.rows(ProgramInvitation)) == 1


def test_an_app_is_not_invited_and_the_form_says_so_with_what_was_chosen(stage: Stage) -> None:
    stage.kith.slack.answers["users.info"] = lambda args: {"user": {"id": args["user"], "is_bot": True}}
    stage.submit(forms.ADD_FORM, None, people=payloads.people("UBOT"))
    assert "Choose a person of this workspace" in stage.shown()
    assert stage.rows(ProgramInvitation) == []


def test_somebody_is_paused_and_the_pause_is_taken_off(stage: Stage) -> None:
    stage.press(view.PAUSE, stage.ada.id)
    assert "Pause until" in stage.shown()
    refused = stage.submit(forms.PAUSE_FORM, stage.ada, until=payloads.on_date("2020-01-01"))
    assert "Choose a day after today" in refused.body["errors"]["until"]
    stage.submit(forms.PAUSE_FORM, stage.ada, until=payloads.on_date("2026-04-01"))
    assert "They are on a pause, and are told." in stage.shown()
    assert "given by an organizer" in stage.shown()
    assert stage.kith.again(stage.ada).state is ParticipantState.PAUSED
    assert "The pause is over." in stage.press(view.END_PAUSE, stage.ada.id)
    assert stage.kith.again(stage.ada).state is ParticipantState.ACTIVE


def test_two_are_kept_apart_given_other_buddies_and_may_meet_again(stage: Stage) -> None:
    stage.running(stage.ada, stage.ben)
    stage.submit(forms.CHOOSE_FORM, stage.ada, people=payloads.people("UBEN"), how=payloads.choice("apart"))
    assert "They are kept apart from the next round on." in stage.shown()
    assert "Never in one group with *Ben*" in stage.shown()
    assert "They are not buddies any more." in stage.press(view.CHANGE_NOW, stage.ada.id, stage.ben.id)
    assert "They may be in one group again." in stage.press(view.LET_MEET, stage.ada.id, stage.ben.id)
    assert stage.rows(ProgramApart) == []


def test_people_are_brought_together_once_and_a_personal_rule_reads_cannot_be_grouped(stage: Stage) -> None:
    fields = {"people": payloads.people("UBEN"), "how": payloads.choice("together")}
    stage.submit(forms.CHOOSE_FORM, stage.ada, **fields)
    assert "In the next round together with Ben" in stage.shown()
    assert len(stage.rows(TogetherNext)) == 2
    assert "They are matched like everybody" in stage.press(view.ALONE, stage.ada.id)
    assert stage.rows(TogetherNext) == []
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        make_do_not_pair(session, stage.ben.member_id, stage.ada.member_id)
    refused = stage.submit(forms.CHOOSE_FORM, stage.ada, **fields)
    assert refused.body["errors"] == {"people": "They cannot be grouped. Choose others."}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"people": payloads.people(), "how": payloads.choice("together")}, "people"),
        ({"people": payloads.people("USTRANGER"), "how": payloads.choice("apart")}, "people"),
        ({"people": payloads.people("UBEN"), "how": payloads.choice("sometimes")}, "how"),
        ({"people": payloads.people("UADA"), "how": payloads.choice("apart")}, "people"),
    ],
)
def test_a_form_that_makes_no_sense_changes_nothing(stage: Stage, fields: dict[str, Any], field: str) -> None:
    refused = stage.submit(forms.CHOOSE_FORM, stage.ada, **fields)
    assert set(refused.body["errors"]) == {field}
    assert (stage.rows(ProgramApart), stage.rows(TogetherNext)) == ([], [])


def test_somebody_is_asked_to_be_a_mentor_once(stage: Stage) -> None:
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        session.get_one(Program, stage.program.id).has_mentors = True
    assert "They are asked in a direct message" in stage.press(view.MENTOR, stage.ada.id)
    assert "nobody is asked twice" in stage.press(view.MENTOR, stage.ada.id)
    assert [one.member_id for one in stage.rows(MentorInvitation)] == [stage.ada.member_id]


def test_somebody_is_taken_out_and_the_list_says_so(stage: Stage) -> None:
    shown = stage.press(view.REMOVE, stage.ada.id)
    assert "They are out of the program, and are told kindly." in shown
    assert "two people." in shown
    assert stage.kith.again(stage.ada).state is ParticipantState.LEFT
    assert "This is no longer there." in stage.press(view.PERSON, stage.ada.id)


def test_somebody_of_another_program_is_nobody_here(stage: Stage) -> None:
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        other = make_participant(session, make_program(session, slack_channel_id="C9"))
        user = session.get_one(Member, other.member_id).slack_user_id
    stage.press(view.REMOVE, other.id)
    assert stage.kith.again(other).state is ParticipantState.ACTIVE
    refused = stage.submit(forms.CHOOSE_FORM, stage.ada, people=payloads.people(user), how=payloads.choice("apart"))
    assert refused.body["errors"] == {"people": "Choose people who take part in the program."}
