"""People and channels as a real Slack over HTTP describes them: the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Member, Participant, Program, Workspace
from bot.domain.programs import StopReason
from bot.domain.states import Joining, ProgramState
from bot.services import page_access
from bot.slack.clients import Clients
from jobs import members as job
from tests.factories import make_member, make_participant, make_program, make_workspace
from tests.sandboxes import Handle, start_sandbox


@pytest.fixture(scope="module")
def slack() -> Iterator[Handle]:
    with start_sandbox(people=6) as handle:
        yield handle


@pytest.fixture
def there(context: AppContext, slack: Handle) -> AppContext:
    """The app context, with the sandbox as its Slack."""
    token = str(slack.tokens["bot_token"])
    return replace(context, clients=Clients(api_url=f"{slack.url}/api/", token_of=lambda _workspace_id: token))


@pytest.fixture
def workspace(context: AppContext) -> Workspace:
    with context.database.unit_of_work() as session:
        return make_workspace(session)


@pytest.fixture
def channel(slack: Handle) -> str:
    """A channel of the sandbox with Kith and people in it."""
    client = slack.client()
    found = client.conversations_list()["channels"]
    channel_id = str(next(one["id"] for one in found if one["name"] != "general"))
    client.conversations_join(channel=channel_id)
    return channel_id


def people_in(slack: Handle, channel: str) -> set[str]:
    client = slack.client()
    ids = client.conversations_members(channel=channel)["members"]
    return {one for one in ids if not client.users_info(user=one)["user"]["is_bot"]}


def program_of(context: AppContext, workspace: Workspace, channel: str, joining: Joining) -> Program:
    with context.database.unit_of_work(workspace.id) as session:
        return make_program(session, slack_channel_id=channel, joining=joining)


def again(context: AppContext, program: Program) -> Program:
    with context.database.unit_of_work() as session:
        return session.get_one(Program, program.id)


def test_people_are_described_and_strangers_count_as_gone(
    there: AppContext, workspace: Workspace, slack: Handle, channel: str, now: datetime
) -> None:
    someone = min(people_in(slack, channel))
    with there.database.unit_of_work(workspace.id) as session:
        program = make_program(session)
        for slack_user_id in (someone, "UNOBODY"):
            member = make_member(session, slack_user_id=slack_user_id, name="", seen_in_slack_at=None)
            make_participant(session, program, member=member)
    job.sweep_people(there, now)
    with there.database.unit_of_work() as session:
        known, unknown = session.scalars(select(Member).order_by(Member.id)).all()
    assert (bool(known.name), known.seen_in_slack_at, known.deactivated_at) == (True, now, None)
    assert unknown.deactivated_at == now


def test_only_who_takes_part_is_asked_about_and_again_after_three_days(
    there: AppContext, workspace: Workspace, slack: Handle, channel: str, now: datetime
) -> None:
    someone = min(people_in(slack, channel))
    with there.database.unit_of_work(workspace.id) as session:
        make_member(session, slack_user_id="UIDLE", seen_in_slack_at=None)
        member = make_member(session, slack_user_id=someone, seen_in_slack_at=now)
        make_participant(session, make_program(session), member=member)
    job.sweep_people(there, now + timedelta(days=2))
    with there.database.unit_of_work() as session:
        assert [row.seen_in_slack_at for row in session.scalars(select(Member).order_by(Member.id))] == [None, now]
    job.sweep_people(there, now + timedelta(days=4))
    with there.database.unit_of_work() as session:
        seen = [row.seen_in_slack_at for row in session.scalars(select(Member).order_by(Member.id))]
    assert seen == [None, now + timedelta(days=4)]


def test_who_signed_in_to_the_page_is_asked_about_as_they_may_be_an_admin(
    there: AppContext, workspace: Workspace, slack: Handle, now: datetime
) -> None:
    someone = slack.sandbox.workspace.people[-1]
    someone.is_admin = True
    with there.database.unit_of_work(workspace.id) as session:
        member = make_member(session, slack_user_id=someone.id, name="", seen_in_slack_at=None)
        page_access.open_session(session, member.id, now=now)
    for days in (0, 4):
        job.sweep_people(there, now + timedelta(days=days))
    with there.database.unit_of_work() as session:
        seen = session.get_one(Member, member.id)
        assert (seen.is_admin, seen.seen_in_slack_at) == (True, now + timedelta(days=4))  # an admin again and again


def test_everyone_in_the_channel_takes_part_and_no_app(
    there: AppContext, workspace: Workspace, slack: Handle, channel: str, now: datetime
) -> None:
    program = program_of(there, workspace, channel, Joining.EVERYONE)
    for _ in range(2):  # the first reading describes people, the second takes them in
        job.sweep_channels(there, now)
    with there.database.unit_of_work() as session:
        ids = session.scalars(select(Member.slack_user_id).join(Participant, Participant.member_id == Member.id)).all()
    assert set(ids) == people_in(slack, channel)
    assert again(there, program).channel_read_at == now


def test_by_choice_nobody_is_taken_in(there: AppContext, workspace: Workspace, channel: str, now: datetime) -> None:
    program_of(there, workspace, channel, Joining.BY_CHOICE)
    job.sweep_channels(there, now)
    with there.database.unit_of_work() as session:
        assert session.scalars(select(Participant)).all() == []


def test_a_channel_that_is_gone_pauses_the_program(there: AppContext, workspace: Workspace, now: datetime) -> None:
    program = program_of(there, workspace, "CGONE", Joining.BY_CHOICE)
    job.sweep_channels(there, now)
    after = again(there, program)
    assert (after.state, after.state_reason) == (ProgramState.PAUSED, StopReason.BOT_REMOVED)


def test_a_slack_that_does_not_answer_changes_nothing(context: AppContext, workspace: Workspace, now: datetime) -> None:
    program = program_of(context, workspace, "C1", Joining.BY_CHOICE)
    job.sweep_channels(context, now)
    assert again(context, program).state is ProgramState.RUNNING
