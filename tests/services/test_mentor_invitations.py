"""Organizers ask; only a yes makes a mentor, a no is told to nobody, and nobody is asked over and over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, MentorInvitation, Participant, Program
from bot.domain.errors import ClosedError, InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.states import ParticipantState, Role
from bot.services import joining, mentor_invitations, privacy
from bot.services.members import SlackPerson
from tests.factories import (
    LONG_AGO,
    actor_of,
    make_member,
    make_mentor_pair,
    make_organizer,
    make_participant,
    make_program,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, has_mentors=True)


@pytest.fixture
def olga(session: Session, program: Program) -> Member:
    member = make_member(session)
    make_organizer(session, program, member=member)
    return member


def invite(session: Session, program: Program, olga: Member, *people: Member, now: datetime = NOW) -> list[str]:
    return mentor_invitations.invite(session, actor_of(olga), program.id, list(map(described, people)), now=now)


def described(member: Member) -> SlackPerson:
    gone = member.deactivated_at is not None
    return SlackPerson(member.slack_user_id, member.name, "UTC", member.is_bot, member.is_guest, is_deactivated=gone)


def test_organizers_see_who_has_room_and_who_was_asked(session: Session, program: Program, olga: Member) -> None:
    full, free, mentee = (make_participant(session, program) for _ in range(3))
    full.role = free.role = Role.MENTOR
    free.capacity = 3
    make_participant(session, program, role=Role.MENTOR, state=ParticipantState.LEFT)
    make_mentor_pair(session, mentee, full, starts_on=NOW.date(), ends_on=NOW.date())
    asked = make_member(session)
    invite(session, program, olga, asked)
    found = mentor_invitations.mentor_list(session, actor_of(olga), program.id, now=NOW)
    users = [session.get_one(Member, one.member_id).slack_user_id for one in (full, free)]
    assert [(one.slack_user_id, one.has, one.takes) for one in found.mentors] == [(users[0], 1, 1), (users[1], 0, 3)]
    assert found.asked == (asked.slack_user_id,)


def test_a_yes_of_somebody_who_takes_part_makes_them_a_mentor(session: Session, program: Program, olga: Member) -> None:
    place = make_participant(session, program)
    member = session.get_one(Member, place.member_id)
    invite(session, program, olga, member)
    assert place.role is Role.PEER
    assert mentor_invitations.accept(session, actor_of(member), program.id, now=NOW)
    assert (place.role, place.capacity) == (Role.MENTOR, 1)


def test_a_yes_of_somebody_outside_lets_them_join_and_stay_outside_the_channel(
    session: Session, program: Program, olga: Member
) -> None:
    alum = make_member(session)
    invite(session, program, olga, alum)
    assert not mentor_invitations.accept(session, actor_of(alum), program.id, now=NOW)
    joining.join(session, actor_of(alum), program.id, name_in_public=False, now=NOW)
    mentor_invitations.answered(session, actor_of(alum), program.id, now=NOW)
    place = session.scalars(select(Participant).where(Participant.member_id == alum.id)).one()
    assert place.stays_outside_at == NOW
    assert session.scalars(select(MentorInvitation)).all() == []


def test_who_was_not_asked_cannot_say_yes_or_no(session: Session, program: Program) -> None:
    stranger = actor_of(make_member(session))
    for answer in (mentor_invitations.accept, mentor_invitations.decline):
        with pytest.raises(NotFoundError):
            answer(session, stranger, program.id, now=NOW)


def test_nobody_is_asked_twice_in_eight_weeks_and_no_mentor_at_all(
    session: Session, program: Program, olga: Member
) -> None:
    shy, new = make_member(session), make_member(session)
    mentor = session.get_one(Member, make_participant(session, program, role=Role.MENTOR).member_id)
    assert invite(session, program, olga, shy, mentor) == [shy.slack_user_id]
    mentor_invitations.decline(session, actor_of(shy), program.id, now=NOW)
    assert invite(session, program, olga, shy, new, now=NOW + timedelta(weeks=7)) == [new.slack_user_id]
    assert invite(session, program, olga, shy, now=NOW + timedelta(weeks=8, days=1)) == [shy.slack_user_id]


@pytest.mark.parametrize("flags", [{"is_bot": True}, {"is_guest": True}, {"deactivated_at": LONG_AGO}])
def test_mentors_are_people_who_can_be_matched(
    session: Session, program: Program, olga: Member, flags: dict[str, object]
) -> None:
    with pytest.raises(InvalidInputError, match="people"):
        invite(session, program, olga, make_member(session), make_member(session, **flags))
    with pytest.raises(InvalidInputError, match="people"):
        invite(session, program, olga)


def test_nobody_is_asked_whose_account_is_closed_as_slack_says_now(
    session: Session, program: Program, olga: Member
) -> None:
    closed = replace(described(make_member(session)), is_deactivated=True)
    with pytest.raises(InvalidInputError, match="no closed accounts"):
        mentor_invitations.invite(session, actor_of(olga), program.id, [closed], now=NOW)
    assert session.scalars(select(MentorInvitation)).all() == []


def test_nobody_is_asked_who_erased_their_data(session: Session, program: Program, olga: Member) -> None:
    gone, ben = make_member(session), make_member(session)
    both = [described(gone), described(ben)]
    privacy.erase(session, actor_of(gone), now=NOW)
    assert mentor_invitations.invite(session, actor_of(olga), program.id, both, now=NOW) == [ben.slack_user_id]
    assert session.scalars(select(Member.id).where(Member.slack_user_id == both[0].slack_user_id)).all() == []


def test_organizers_alone_invite_and_only_where_there_are_mentors(
    session: Session, program: Program, olga: Member
) -> None:
    with pytest.raises(NotAllowedError):
        invite(session, program, make_member(session), make_member(session))
    program.has_mentors = False
    with pytest.raises(ClosedError):
        invite(session, program, olga, make_member(session))
