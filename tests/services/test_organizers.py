"""Who may configure a program; its last organizer stays."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Program
from bot.db.session import bind_workspace
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.services import organizers
from bot.services.members import Actor
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
def program(session: Session) -> Program:
    return make_program(session)


@pytest.fixture
def organizer(session: Session, program: Program) -> Actor:
    member = make_member(session)
    make_organizer(session, program, member=member)
    return actor_of(member)


def test_an_organizer_gets_the_program(session: Session, program: Program, organizer: Actor) -> None:
    assert organizers.require(session, organizer, program.id) is program


def test_a_participant_and_the_organizer_of_another_program_do_not(session: Session, program: Program) -> None:
    participant, elsewhere = make_member(session), make_member(session)
    make_participant(session, program, member=participant)
    make_organizer(session, make_program(session), member=elsewhere)
    for member in (participant, elsewhere):
        with pytest.raises(NotAllowedError):
            organizers.require(session, actor_of(member), program.id)


def test_an_organizer_of_another_workspace_finds_nothing(session: Session, program: Program) -> None:
    bind_workspace(session, make_workspace(session).id)
    member = make_member(session)
    make_organizer(session, make_program(session), member=member)
    with pytest.raises(NotFoundError):
        organizers.require(session, actor_of(member), program.id)


def test_more_can_be_named_and_others_removed(session: Session, program: Program, organizer: Actor) -> None:
    second = make_member(session)
    new = organizers.name_organizers(
        session, organizer, program.id, slack_user_ids=[organizer.slack_user_id, second.slack_user_id], now=LONG_AGO
    )
    assert new == [second]
    organizers.name_organizers(
        session, actor_of(second), program.id, slack_user_ids=[second.slack_user_id], now=LONG_AGO
    )
    assert organizers.of_program(session, program.id) == [second]
    assert organizers.programs_of(session, organizer) == []


def test_the_last_one_stays(session: Session, program: Program, organizer: Actor) -> None:
    with pytest.raises(InvalidInputError):
        organizers.name_organizers(session, organizer, program.id, slack_user_ids=[], now=LONG_AGO)
    assert len(organizers.of_program(session, program.id)) == 1


@pytest.mark.parametrize("flags", [{"is_bot": True}, {"is_guest": True}, {"deactivated_at": LONG_AGO}])
def test_only_full_members_become_organizers(
    session: Session, program: Program, organizer: Actor, flags: dict[str, object]
) -> None:
    other = make_member(session, **flags)
    with pytest.raises(InvalidInputError):
        organizers.name_organizers(
            session, organizer, program.id, slack_user_ids=[organizer.slack_user_id, other.slack_user_id], now=LONG_AGO
        )


def test_who_is_not_an_organizer_names_nobody(session: Session, program: Program) -> None:
    make_organizer(session, program)
    member = make_member(session)
    with pytest.raises(NotAllowedError):
        organizers.name_organizers(
            session, actor_of(member), program.id, slack_user_ids=[member.slack_user_id], now=LONG_AGO
        )
