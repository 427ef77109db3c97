"""A workspace's admins: what they see, who starts programs, and that they take over only what nobody organizes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Member, Program
from bot.db.session import bind_workspace
from bot.domain.calendar import next_monday
from bot.domain.errors import HasOrganizersError, InvalidInputError, MayNotStartError, NotAdminError, NotFoundError
from bot.domain.programs import Opening
from bot.domain.states import ParticipantState, Starters
from bot.services import admins, home, members, organizers, program_start
from bot.services.members import SlackPerson
from tests.factories import (
    LONG_AGO,
    actor_of,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_workspace,
)


@pytest.fixture
def admin(session: Session) -> Member:
    return make_member(session, is_admin=True)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session)


def orphans(session: Session, now: datetime) -> list[int]:
    return [row[1] for row in admins.ORPHANED.ask(session, now=now)]


def slack_says(member: Member, *, is_deactivated: bool) -> SlackPerson:
    flags = {"is_bot": False, "is_guest": False, "is_deactivated": is_deactivated}
    return SlackPerson(member.slack_user_id, member.name, "UTC", **flags)


def test_an_admin_takes_over_what_nobody_organizes_and_a_second_click_changes_nothing(
    session: Session, program: Program, admin: Member
) -> None:
    for _ in range(2):
        admins.take_over(session, actor_of(admin), program.id, now=LONG_AGO)
    assert organizers.of_program(session, program.id) == [admin]


def test_what_has_an_organizer_is_not_taken_over(session: Session, program: Program, admin: Member) -> None:
    make_organizer(session, program)
    with pytest.raises(HasOrganizersError):
        admins.take_over(session, actor_of(admin), program.id, now=LONG_AGO)


@pytest.mark.parametrize("flags", [{}, {"is_admin": True, "deactivated_at": LONG_AGO}])
def test_nobody_but_an_admin_sees_or_does_anything(
    session: Session, program: Program, flags: dict[str, object]
) -> None:
    actor = actor_of(make_member(session, **flags))
    with pytest.raises(NotAdminError):
        admins.overview(session, actor)
    with pytest.raises(NotAdminError):
        admins.take_over(session, actor, program.id, now=LONG_AGO)
    with pytest.raises(NotAdminError):
        admins.choose_starters(session, actor, Starters.ADMINS, slack_user_ids=(), now=LONG_AGO)
    assert admins.overview_or_none(session, actor) is None


def test_an_organizer_is_no_admin(session: Session, program: Program) -> None:
    organizer = make_member(session)
    make_organizer(session, program, member=organizer)
    with pytest.raises(NotAdminError):
        admins.overview(session, actor_of(organizer))


def test_an_admin_of_another_workspace_finds_nothing(session: Session, program: Program) -> None:
    bind_workspace(session, make_workspace(session).id)
    other = make_member(session, is_admin=True)
    with pytest.raises(NotFoundError):
        admins.take_over(session, actor_of(other), program.id, now=LONG_AGO)
    assert admins.overview(session, actor_of(other)).programs == ()


def test_admins_see_who_organizes_what(session: Session, program: Program, admin: Member) -> None:
    there, gone = make_member(session), make_member(session, deactivated_at=LONG_AGO)
    for member in (there, gone):
        make_organizer(session, program, member=member)
    (seen,) = admins.overview(session, actor_of(admin)).programs
    assert (seen.name, seen.organizers) == (program.name, (there.slack_user_id,))


def test_a_program_is_orphaned_once_its_last_organizers_account_is_closed(
    session: Session, program: Program, now: datetime
) -> None:
    first, second = make_member(session), make_member(session)
    for member in (first, second):
        make_organizer(session, program, member=member)
    members.apply_slack_person(session, slack_says(first, is_deactivated=True), now=now)
    assert orphans(session, now) == []
    members.apply_slack_person(session, slack_says(second, is_deactivated=True), now=now)
    assert orphans(session, now) == [program.id]
    admins.mark_told(session, program.id, now=now)
    assert orphans(session, now + timedelta(days=9)) == []


def test_an_account_that_is_open_again_is_paused_where_it_was_active_and_can_be_lost_again(
    session: Session, program: Program, now: datetime
) -> None:
    member = make_member(session)
    make_organizer(session, program, member=member)
    active = make_participant(session, program, member=member)
    landed = make_participant(session, make_program(session), member=member, state=ParticipantState.LANDED)
    members.apply_slack_person(session, slack_says(member, is_deactivated=True), now=now)
    admins.mark_told(session, program.id, now=now)
    members.apply_slack_person(session, slack_says(member, is_deactivated=False), now=now)
    for row in (active, landed, program):
        session.refresh(row)
    assert (active.state, active.account_reopened_at) == (ParticipantState.PAUSED, now)
    assert active.paused_until_on == now.date() + members.ASK_FOR
    assert landed.state is ParticipantState.LANDED
    assert program.orphan_told_at is None
    assert organizers.is_organizer(session, program_id=program.id, member_id=member.id)


@pytest.mark.parametrize(
    ("starters", "who", "may"),
    [
        (Starters.EVERYONE, "other", True),
        (Starters.ADMINS, "other", False),
        (Starters.ADMINS, "named", False),
        (Starters.ADMINS, "admin", True),
        (Starters.NAMED, "other", False),
        (Starters.NAMED, "named", True),
        (Starters.NAMED, "admin", True),
    ],
)
def test_who_may_start_a_program(
    session: Session, admin: Member, now: datetime, starters: Starters, who: str, *, may: bool
) -> None:
    people = {"admin": admin, "named": make_member(session), "other": make_member(session)}
    admins.choose_starters(
        session, actor_of(admin), starters, slack_user_ids=[people["named"].slack_user_id], now=LONG_AGO
    )
    assert home.may_start(session, actor_of(people[who])) is may
    channel: dict[str, Any] = {
        "slack_channel_id": "CNEW",
        "opening": Opening("New", next_monday(now.date())),
        "now": now,
    }
    if may:
        assert program_start.start(session, actor_of(people[who]), preset_key="alumni_group", **channel)
    else:
        with pytest.raises(MayNotStartError):
            program_start.start(session, actor_of(people[who]), preset_key="alumni_group", **channel)


def test_named_people_have_names(session: Session, admin: Member) -> None:
    with pytest.raises(InvalidInputError):
        admins.choose_starters(session, actor_of(admin), Starters.NAMED, slack_user_ids=(), now=LONG_AGO)
