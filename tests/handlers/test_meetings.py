"""How far a group is, as people press it: in the message of the group, in App Home, on Friday."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.models import (
    BuddyGroup,
    CheckIn,
    Delivery,
    Meeting,
)
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Target
from bot.domain.states import MeetingAnswer
from bot.views.rounds import changes, home, meetings, nudges, time_form
from bot.views.rounds.introduction import HAVE_TIME, MET, NOT_YET, WONT_HAPPEN
from bot.views.rounds.times import CALL_OFF, OPEN_TIME, TAKE_TIME
from tests.factories import make_workspace
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.handlers.groups import Stage


@pytest.fixture
def stage(kith: Kith) -> Stage:
    return Stage.set(kith)


@pytest.mark.parametrize(
    ("action_id", "answer", "words_"),
    [(MET, MeetingAnswer.MET, "You have met"), (HAVE_TIME, MeetingAnswer.HAVE_TIME, "You have a time")],
)
def test_good_news_replaces_the_message_of_the_group(
    stage: Stage, action_id: str, answer: MeetingAnswer, words_: str
) -> None:
    stage.click(action_id, stage.group_id)
    assert stage.answer_of(stage.ada) is answer
    (reply,) = stage.replies()
    assert reply["replace_original"] is True
    assert words_ in reply["text"]


@pytest.mark.parametrize(
    ("action_id", "answer"), [(NOT_YET, MeetingAnswer.NOT_YET), (WONT_HAPPEN, MeetingAnswer.WONT_HAPPEN)]
)
def test_other_answers_are_whispered_and_the_group_sees_nothing(
    stage: Stage, action_id: str, answer: MeetingAnswer
) -> None:
    stage.click(action_id, stage.group_id)
    assert stage.answer_of(stage.ada) is answer
    (reply,) = stage.replies()
    assert reply["response_type"] == "ephemeral"
    assert not reply.get("replace_original")
    assert "Only you see this" in str(reply["blocks"])


def test_a_second_click_changes_nothing(stage: Stage) -> None:
    for _ in range(2):
        stage.click(MET, stage.group_id)
    assert len(stage.rows(CheckIn)) == 1


def test_a_click_in_app_home_draws_it_anew(stage: Stage) -> None:
    stage.answer(MET, "home", by=stage.ada)
    (published,) = stage.kith.slack.of("views.publish")
    assert "You have met" in str(published["view"])


@pytest.mark.parametrize("value", ["", "x", "-1", "99999999", "12345678901", "٣"])
def test_a_value_that_makes_no_sense_changes_nothing(stage: Stage, value: str) -> None:
    for action_id in (MET, changes.CHANGE, nudges.JOIN_ANOTHER, nudges.NEW_BUDDY, nudges.WAIT, home.FRIDAY_MET):
        stage.click(action_id, value)
    assert stage.answer_of(stage.ada) is None
    assert len(stage.rows(BuddyGroup)) == 2
    assert len(stage.replies()) == 6


@pytest.mark.parametrize(
    "action_id", [MET, NOT_YET, changes.CHANGE, nudges.JOIN_ANOTHER, nudges.NEW_BUDDY, nudges.WAIT]
)
def test_nobody_acts_on_a_group_that_is_not_theirs(stage: Stage, action_id: str) -> None:
    stage.click(action_id, stage.group_id, by=stage.carl)
    (reply,) = stage.replies()
    assert "not yours" in reply["text"]
    assert stage.kith.slack.of("views.open") == []
    assert [group.dissolved_at for group in stage.rows(BuddyGroup)] == [None, None]
    assert stage.answer_of(stage.ada) is None


def test_another_workspace_finds_nothing(stage: Stage) -> None:
    with stage.kith.context.database.unit_of_work() as session:
        elsewhere = make_workspace(session)
    pressed = payloads.action(MET, str(stage.group_id))
    url = stage.kith.slack.response_url
    stage.kith.send(payloads.message_click(elsewhere.slack_team_id, stage.ada.slack_user_id, pressed, response_url=url))
    assert "no longer there" in stage.replies()[0]["text"]
    assert stage.answer_of(stage.ada) is None


def told(stage: Stage) -> str:
    """What the ledger makes the group's message say."""
    with stage.kith.context.database.unit_of_work(read_only=True) as session:
        key = f"introduction:{stage.group_id}"
        row = session.scalars(select(Delivery).where(Delivery.key == key)).one()
        return f"{row.payload['text']} {row.payload['blocks']}"


def introduce(stage: Stage) -> None:
    """The group was introduced by a message that the ledger sent."""
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        now = stage.kith.context.clock.now()
        stage.kith.context.outbox.plan(
            session,
            key=f"introduction:{stage.group_id}",
            kind="introduction",
            target=Target(users=(stage.ada.slack_user_id, stage.ben.slack_user_id)),
            message=Message("Meet your buddy"),
            now=now,
        )


@pytest.mark.parametrize("place", ["home", "friday", "message"])
def test_an_answer_given_anywhere_is_what_the_message_of_the_group_says(stage: Stage, place: str) -> None:
    introduce(stage)
    stage.answer(HAVE_TIME, place, by=stage.ada)
    assert "You have a time" in told(stage)
    stage.answer(MET, place, by=stage.ben)
    assert "You have met" in told(stage)


def test_an_answer_taken_back_brings_the_introduction_back(stage: Stage) -> None:
    introduce(stage)
    stage.answer(HAVE_TIME, "home", by=stage.ada)
    stage.answer(WONT_HAPPEN, "home", by=stage.ada)
    assert "Meet your buddy" in told(stage)
    assert "have a time." not in told(stage).lower()


@pytest.mark.parametrize("place", ["home", "friday", "message"])
@pytest.mark.parametrize("answer", [NOT_YET, WONT_HAPPEN])
def test_what_one_person_tells_kith_alone_never_reaches_the_message_of_the_group(
    stage: Stage, place: str, answer: str
) -> None:
    introduce(stage)
    before = told(stage)
    stage.answer(answer, place, by=stage.ada)
    assert told(stage) == before


def in_minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def group_reads(stage: Stage) -> list[str]:
    """What was decided to be said to the group beside its introduction."""
    with stage.kith.context.database.unit_of_work(read_only=True) as session:
        rows = session.scalars(select(Delivery).where(Delivery.kind == MessageKind.MEETING).order_by(Delivery.id))
        return [f"{row.payload['text']} {row.payload['blocks']}" for row in rows]


def test_a_time_taken_by_one_tap_reaches_the_group_with_a_file_and_stands_in_its_introduction(stage: Stage) -> None:
    introduce(stage)
    start = stage.kith.context.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    for _ in range(2):
        stage.click(TAKE_TIME, f"{stage.group_id}:{in_minutes(start)}")
    (meeting,) = stage.rows(Meeting)
    assert meeting.starts_at == start
    assert "You have a time. Enjoy the chat." in told(stage)
    (said,) = group_reads(stage)
    assert f"<@{stage.ada.slack_user_id}> wrote down a time for you:" in said
    stage.click(CALL_OFF, str(stage.group_id), by=stage.ben)
    assert f"does not work for <@{stage.ben.slack_user_id}>" in group_reads(stage)[-1]
    assert "Meet your buddy" in told(stage)


def test_another_time_is_a_form_by_ones_own_clock_and_what_is_refused_stays_in_it(stage: Stage) -> None:
    introduce(stage)
    stage.click(OPEN_TIME, str(stage.group_id))
    (opened,) = stage.kith.slack.of("views.open")
    view = opened["view"]
    assert view["callback_id"] == meetings.FORM
    yesterday = (stage.kith.context.clock.now() - timedelta(days=1)).date()
    fields = {time_form.DAY: payloads.on_date(yesterday.isoformat()), time_form.AT: payloads.at_time("15:00")}
    refused = stage.kith.submit(stage.ada, meetings.FORM, fields, remembers=view["private_metadata"])
    assert "still to come" in refused.body["errors"][time_form.DAY]
    assert stage.rows(Meeting) == []
    fields[time_form.DAY] = payloads.on_date((yesterday + timedelta(days=3)).isoformat())
    fields[time_form.PLACE] = payloads.text("Café Nero")
    stage.kith.submit(stage.ada, meetings.FORM, fields, remembers=view["private_metadata"])
    (meeting,) = stage.rows(Meeting)
    assert meeting.place == "Café Nero"
    assert meeting.starts_at is not None


def test_nobody_sets_or_calls_off_the_time_of_a_group_that_is_not_theirs(stage: Stage) -> None:
    start = in_minutes(stage.kith.context.clock.now() + timedelta(days=2))
    stage.click(TAKE_TIME, f"{stage.group_id}:{start}", by=stage.carl)
    stage.click(CALL_OFF, str(stage.group_id), by=stage.carl)
    stage.click(OPEN_TIME, str(stage.group_id), by=stage.carl)
    assert stage.rows(Meeting) == []
    assert stage.kith.slack.of("views.open") == []
