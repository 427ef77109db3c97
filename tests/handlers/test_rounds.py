"""What people press about their buddies, as Slack sends it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.db.models import (
    BuddyGroup,
    DoNotPair,
    GroupMember,
    Organizer,
    Participant,
    Program,
    Round,
    Waiting,
)
from bot.domain.states import MeetingAnswer, ParticipantState
from bot.services import rounds
from bot.views.participants import JOIN_FORM
from bot.views.rounds import changes, home, nudges
from tests.factories import make_participant
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.handlers.groups import FRIDAY, Stage


@pytest.fixture
def stage(kith: Kith) -> Stage:
    return Stage.set(kith)


def change(stage: Stage, *, note: str = "", not_again: bool = False) -> Any:
    fields = {
        changes.NOT_AGAIN: payloads.choices(*([changes.NOT_AGAIN] if not_again else [])),
        changes.NOTE: payloads.text(note),
    }
    return stage.kith.submit(stage.ada, changes.CHANGE_FORM, fields, remembers=stage.group_id, view_id="V1")


def test_asking_for_another_buddy_opens_a_form_that_says_what_it_means(stage: Stage) -> None:
    stage.click(changes.CHANGE, stage.group_id)
    (opened,) = stage.kith.slack.of("views.open")
    assert "Nobody learns who asked" in str(opened["view"])


def test_changing_the_buddy_tells_nobody_who_asked(stage: Stage) -> None:
    answer = change(stage)
    assert answer.body["response_action"] == "update"
    assert len(stage.rows(Waiting)) == 2
    assert stage.kith.deliveries() == []
    assert stage.rows(DoNotPair) == []


def test_a_note_goes_to_the_organizers_and_do_not_pair_to_nobody(stage: Stage) -> None:
    change(stage, note="We did not get along.", not_again=True)
    (note,) = stage.kith.deliveries()
    assert note.target == {"users": [stage.organizer.slack_user_id]}
    assert "get along" in str(note.payload)
    (entry,) = stage.rows(DoNotPair)
    assert (entry.member_id, entry.other_id) == (stage.ada.id, stage.ben.id)


def test_a_form_sent_twice_changes_the_buddy_once(stage: Stage) -> None:
    change(stage, note="Once.")
    answer = change(stage, note="Once.")
    assert "The groups have changed since" in str(answer.body)
    assert len(stage.kith.deliveries()) == 1
    assert len(stage.rows(Waiting)) == 2


def test_a_note_about_an_organizer_does_not_reach_them(stage: Stage) -> None:
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        session.add(Organizer(program_id=stage.program_id, member_id=stage.ben.id))
    change(stage, note="About Ben.")
    assert [delivery.target["users"] for delivery in stage.kith.deliveries()] == [[stage.organizer.slack_user_id]]


def test_a_note_that_nobody_would_read_is_said_beside_it_and_changes_nothing(stage: Stage) -> None:
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        session.execute(update(Organizer).values(member_id=stage.ben.id))
    assert "Nobody would read it" in change(stage, note="About Ben.").body["errors"][changes.NOTE]
    assert (stage.rows(Waiting), stage.kith.deliveries()) == ([], [])
    assert change(stage).body["response_action"] == "update"


def test_the_private_list_is_shown_and_saved(stage: Stage) -> None:
    stage.click(changes.DO_NOT_PAIR, "0")
    stage.kith.submit(stage.ada, changes.DO_NOT_PAIR_FORM, {changes.PEOPLE: payloads.people(stage.carl.slack_user_id)})
    stage.click(changes.DO_NOT_PAIR, "0")
    opened = stage.kith.slack.of("views.open")
    assert stage.carl.slack_user_id not in str(opened[0])
    assert stage.carl.slack_user_id in str(opened[1])
    stage.kith.submit(stage.ada, changes.DO_NOT_PAIR_FORM, {changes.PEOPLE: payloads.people()})
    assert stage.rows(DoNotPair) == []


def test_oneself_on_the_list_is_said_beside_the_field(stage: Stage) -> None:
    fields = {changes.PEOPLE: payloads.people(stage.ada.slack_user_id)}
    assert changes.PEOPLE in stage.kith.submit(stage.ada, changes.DO_NOT_PAIR_FORM, fields).body["errors"]


def test_one_click_says_that_one_is_here(stage: Stage) -> None:
    stage.click(nudges.HERE, "0")
    heard = {row.member_id: row.last_active_at for row in stage.rows(Participant)}
    assert heard[stage.ada.id] == stage.kith.context.clock.now()
    assert heard[stage.ben.id] != stage.kith.context.clock.now()
    assert "Good to have you" in stage.replies()[0]["text"]


def test_the_three_ways_for_who_waits(stage: Stage) -> None:
    stage.click(nudges.WAIT, stage.group_id)
    assert [group.dissolved_at is None for group in stage.rows(BuddyGroup)] == [True, True]
    stage.click(nudges.JOIN_ANOTHER, stage.group_id)
    assert [group.dissolved_at is None for group in stage.rows(BuddyGroup)] == [False, False, True]
    assert "another group" in stage.replies()[1]["text"]


def test_a_new_buddy_by_one_click(stage: Stage) -> None:
    stage.click(nudges.NEW_BUDDY, stage.group_id)
    assert len(stage.rows(Waiting)) == 2
    assert "looking for a buddy" in stage.replies()[0]["text"]


def test_staying_is_one_click_also_much_later(stage: Stage) -> None:
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        ada = session.scalars(select(Participant).where(Participant.member_id == stage.ada.id)).one()
        ada.state = ParticipantState.RESTING
    stage.click(nudges.STAY, stage.program_id)
    assert {row.state for row in stage.rows(Participant)} == {ParticipantState.ACTIVE}


def test_staying_in_a_program_that_is_not_ones_own_is_refused(stage: Stage) -> None:
    stage.click(nudges.STAY, stage.program_id, by=stage.organizer)
    assert "no longer there" in stage.replies()[0]["text"]


def test_fridays_buttons_record_and_draw_the_message_anew(stage: Stage) -> None:
    stage.click(home.FRIDAY_MET, FRIDAY.value(stage.group_id))
    stage.click(home.KEEP, FRIDAY.value(stage.group_id))
    stage.click(home.SKIP_NEXT, FRIDAY.value(stage.program_id))
    assert stage.answer_of(stage.ada) is MeetingAnswer.MET
    assert [row.keep for row in stage.rows(GroupMember)] == [True, None, None, None]
    assert [row.skips_round for row in stage.rows(Participant)] == [2, None, None, None]
    shown = stage.replies()[-1]
    assert shown["replace_original"] is True
    assert "have met" in str(shown["blocks"])
    assert "You said: yes" in str(shown["blocks"])
    assert "You sit it out" in str(shown["blocks"])
    stage.click(home.STAY_NEXT, FRIDAY.value(stage.program_id))
    assert [row.skips_round for row in stage.rows(Participant)] == [None] * 4


def test_who_joins_while_a_group_waits_to_be_introduced_reads_when_it_comes(stage: Stage) -> None:
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        group = session.get_one(BuddyGroup, stage.other_group_id)
        group.introduced_at = None
        round_id, channel = group.round_id, session.get_one(Program, stage.program_id).slack_channel_id
    newcomer = stage.kith.member(name="Emil")
    stage.kith.command(newcomer, "join", channel=channel)
    fields = {"name_in_public": payloads.choices()}
    stage.kith.submit(newcomer, JOIN_FORM, fields, remembers=stage.program_id)
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        rounds.match_unplaced(session, round_id, now=stage.kith.context.clock.now())
    stage.kith.command(newcomer, "buddy")
    assert "Your introduction comes on" in str(stage.replies()[-1]["blocks"])


def test_who_ends_their_pause_during_a_round_reads_that_they_came_back(stage: Stage) -> None:
    """And not that they joined: they were there before."""
    eve, now = stage.kith.member(name="Eve"), stage.kith.context.clock.now()
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        program = session.get_one(Program, stage.program_id)
        make_participant(session, program, member=eve, state=ParticipantState.PAUSED, paused_until_on=date(2026, 4, 1))
        running = session.scalars(select(Round)).one()
        running.started_at = now - timedelta(days=1)
        round_id = running.id
    stage.kith.command(eve, "back", channel=program.slack_channel_id)
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        rounds.match_unplaced(session, round_id, now=now)
    stage.kith.command(eve, "buddy")
    assert "You came back while a round is under way. Kith is looking for a buddy" in str(stage.replies()[-1]["blocks"])


def test_kith_buddy_shows_who_it_is(stage: Stage) -> None:
    stage.kith.command(stage.ada, "buddy")
    stage.kith.command(stage.organizer, "buddy")
    mine, nobodys = stage.replies()
    assert stage.ben.slack_user_id in str(mine["blocks"])
    assert mine["response_type"] == "ephemeral"
    assert "in no program" in nobodys["text"]
