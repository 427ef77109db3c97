"""Something's wrong: the pairing ends at once, nobody learns why, and whoever is to know is not part of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.db.models import BuddyGroup, DoNotPair, Member, Organizer, Participant, Program, Round, Waiting
from bot.domain.states import RoundState
from bot.views.rounds import concerns as view
from bot.views.rounds.introduction import CONCERN
from tests.factories import make_group, make_organizer, make_round
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith
from tests.handlers.groups import Stage


@pytest.fixture
def stage(kith: Kith) -> Stage:
    return Stage.set(kith)


def send(stage: Stage, *, tell: str = view.NOBODY, line: str = "", again: bool = False, group: int = 0) -> Answer:
    """Ada sends the form."""
    fields = {
        view.NOT_AGAIN: payloads.choices(*([] if again else [view.YES])),
        view.TELL: payloads.choice(tell),
        view.LINE: payloads.text(line),
    }
    return stage.kith.submit(stage.ada, view.FORM, fields, remembers=group or stage.group_id)


def change(stage: Stage, row: Any, **values: Any) -> None:
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        found = session.get_one(type(row), row.id)
        for name, value in values.items():
            setattr(found, name, value)


def test_the_form_opens_for_whoever_pressed_and_slack_is_asked_for_the_admins(stage: Stage) -> None:
    person = {"name": "root", "tz": "UTC"}
    stage.kith.slack.answers["users.list"] = {
        "members": [
            {"id": "UROOT", "is_owner": True, **person},
            {"id": "UGONE", "is_admin": True, "deleted": True, **person},
            {"id": "UANY", **person},
        ]
    }
    stage.click(CONCERN, stage.group_id)
    (opened,) = stage.kith.slack.of("views.open")
    assert "You don't have to explain anything" in str(opened["view"])
    assert stage.replies() == []
    assert [one.slack_user_id for one in stage.rows(Member) if one.is_admin] == ["UROOT"]
    assert "UANY" not in {one.slack_user_id for one in stage.rows(Member)}


def test_the_pairing_ends_at_once_and_nobody_is_told_unless_wanted(stage: Stage) -> None:
    answer = send(stage)
    assert "The pairing is over" in str(answer.body["view"])
    assert [group.dissolved_at is not None for group in stage.rows(BuddyGroup)] == [True, False]
    assert len(stage.rows(Waiting)) == 2  # each is matched anew, and reads what anybody reads then
    assert stage.kith.deliveries() == []
    ((mine, other),) = [(one.member_id, one.other_id) for one in stage.rows(DoNotPair)]
    assert (mine, other) == (stage.ada.id, stage.ben.id)


def test_without_the_tick_nothing_is_kept_for_later_rounds(stage: Stage) -> None:
    send(stage, again=True)
    assert stage.rows(DoNotPair) == []


def test_an_organizer_is_told_with_the_members_line_if_the_member_wants(stage: Stage) -> None:
    answer = send(stage, tell=view.SOMEBODY, line="He would not stop <!channel>")
    (note,) = stage.kith.deliveries()
    assert note.target == {"users": [stage.organizer.slack_user_id]}
    assert "would not stop &lt;!channel&gt;" in str(note.payload)
    assert f"<@{stage.ben.slack_user_id}>" in str(note.payload)
    assert f"<@{stage.organizer.slack_user_id}> will read it" in str(answer.body["view"])


def test_an_admin_is_told_where_the_buddy_organizes(stage: Stage) -> None:
    admin, _app = stage.kith.member(is_admin=True), stage.kith.member(is_admin=True, is_bot=True)
    change(stage, stage.ben, is_admin=True)
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        make_organizer(session, session.get_one(Program, stage.program_id), member=stage.ben)
    send(stage, tell=view.SOMEBODY)
    (sent,) = stage.kith.deliveries()
    assert sent.target["users"] == [admin.slack_user_id]
    assert sent.program_id is None  # else the digest of its organizers would tell of it, should it not arrive


def test_an_admin_is_told_where_the_member_is_the_only_organizer(stage: Stage) -> None:
    admin = stage.kith.member(is_admin=True)
    (row,) = stage.rows(Organizer)
    change(stage, row, member_id=stage.ada.id)
    send(stage, tell=view.SOMEBODY)
    assert [one.target["users"] for one in stage.kith.deliveries()] == [[admin.slack_user_id]]


def test_where_nobody_apart_is_known_the_pairing_ends_all_the_same_and_the_member_reads_whom_to_ask(
    stage: Stage,
) -> None:
    (row,) = stage.rows(Organizer)
    change(stage, row, member_id=stage.ben.id)
    answer = send(stage, tell=view.SOMEBODY, line="words")
    assert "nobody to tell who is not part of this" in str(answer.body["view"])
    assert stage.kith.deliveries() == []
    assert stage.rows(BuddyGroup)[0].dissolved_at is not None


def test_a_line_that_nobody_would_read_is_asked_about_and_kept(stage: Stage) -> None:
    answer = send(stage, line="words")
    assert view.TELL in answer.body["errors"]
    assert stage.rows(BuddyGroup)[0].dissolved_at is None


def test_the_button_of_an_old_round_ends_what_the_two_are_in_now(stage: Stage) -> None:
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        session.get_one(Round, stage.rows(Round)[0].id).state = RoundState.CLOSED
        again = make_round(session, session.get_one(Program, stage.program_id), number=2)
        people = [session.get_one(Participant, one.id) for one in stage.rows(Participant)[:2]]
        new = make_group(session, again, *people).id
    send(stage)
    found = {group.id: group.dissolved_at is not None for group in stage.rows(BuddyGroup)}
    assert (found[stage.group_id], found[new]) == (False, True)


def test_who_is_not_in_the_group_ends_nothing(stage: Stage) -> None:
    send(stage, group=stage.other_group_id)
    assert all(group.dissolved_at is None for group in stage.rows(BuddyGroup))
