"""Who reads a program's digests and reports without organizing it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Member, Program
from bot.db.session import bind_workspace
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.home import Room, Viewed
from bot.domain.programs import Opening
from bot.domain.states import ProgramState
from bot.services import home, organizers, privacy, program_settings, program_start, viewers
from bot.services.members import Actor
from tests.factories import (
    LONG_AGO,
    actor_of,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_viewer,
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


@pytest.fixture
def viewer(session: Session, program: Program) -> Member:
    member = make_member(session)
    make_viewer(session, program, member=member)
    return member


def test_organizers_and_viewers_read_a_program(
    session: Session, program: Program, organizer: Actor, viewer: Member
) -> None:
    for actor in (organizer, actor_of(viewer)):
        assert viewers.require_reader(session, actor, program.id) is program


def test_a_viewer_changes_nothing(session: Session, program: Program, viewer: Member) -> None:
    with pytest.raises(NotAllowedError):
        organizers.require(session, actor_of(viewer), program.id)
    with pytest.raises(NotAllowedError):
        viewers.name_viewers(session, actor_of(viewer), program.id, slack_user_ids=[], now=LONG_AGO)


def test_participants_and_viewers_of_another_program_do_not_read_it(session: Session, program: Program) -> None:
    participant, elsewhere = make_member(session), make_member(session)
    make_participant(session, program, member=participant)
    make_viewer(session, make_program(session), member=elsewhere)
    for member in (participant, elsewhere):
        with pytest.raises(NotAllowedError):
            viewers.require_reader(session, actor_of(member), program.id)


def test_a_viewer_of_another_workspace_finds_nothing(session: Session, program: Program) -> None:
    bind_workspace(session, make_workspace(session).id)
    member = make_member(session)
    make_viewer(session, make_program(session), member=member)
    with pytest.raises(NotFoundError):
        viewers.require_reader(session, actor_of(member), program.id)


def test_whose_account_is_closed_reads_nothing(session: Session, program: Program, viewer: Member) -> None:
    viewer.deactivated_at = LONG_AGO
    session.flush()
    with pytest.raises(NotAllowedError):
        viewers.require_reader(session, actor_of(viewer), program.id)
    assert viewers.of_program(session, program.id) == []
    assert viewers.programs_of(session, actor_of(viewer)) == []


def test_exactly_these_people_are_viewers_and_who_is_new_comes_back(
    session: Session, program: Program, organizer: Actor, viewer: Member
) -> None:
    ben = make_member(session)
    both = [viewer.slack_user_id, ben.slack_user_id]
    assert viewers.name_viewers(session, organizer, program.id, slack_user_ids=both, now=LONG_AGO) == [ben]
    assert program_settings.settings_of(session, organizer, program.id).viewers == tuple(both)
    assert viewers.name_viewers(session, organizer, program.id, slack_user_ids=[ben.slack_user_id], now=LONG_AGO) == []
    assert viewers.of_program(session, program.id) == [ben]
    viewers.name_viewers(session, organizer, program.id, slack_user_ids=[], now=LONG_AGO)
    assert viewers.of_program(session, program.id) == []


@pytest.mark.parametrize("flags", [{"is_bot": True}, {"is_guest": True}, {"deactivated_at": LONG_AGO}])
def test_only_full_members_become_viewers(
    session: Session, program: Program, organizer: Actor, flags: dict[str, object]
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        viewers.name_viewers(
            session, organizer, program.id, slack_user_ids=[make_member(session, **flags).slack_user_id], now=LONG_AGO
        )
    assert caught.value.field == "viewers"


def test_who_organizes_a_program_is_not_shown_as_its_viewer(
    session: Session, program: Program, organizer: Actor
) -> None:
    viewers.name_viewers(session, organizer, program.id, slack_user_ids=[organizer.slack_user_id], now=LONG_AGO)
    assert viewers.of_program(session, program.id) == []
    assert viewers.programs_of(session, organizer) == []


def test_a_viewers_programs_come_oldest_first_and_those_that_ended_last(
    session: Session, program: Program, viewer: Member
) -> None:
    over, later = make_program(session, state=ProgramState.ENDED), make_program(session)
    for one in (over, later):
        make_viewer(session, one, member=viewer)
    assert viewers.programs_of(session, actor_of(viewer)) == [program, later, over]


def test_home_has_the_room_programs_for_a_viewer(session: Session, program: Program, viewer: Member) -> None:
    room, rooms = home.present(session, actor_of(viewer))
    assert (room, Room.PROGRAMS in rooms) == (Room.PROGRAMS, True)
    assert home.viewed(session, actor_of(viewer)) == [Viewed(program.id, program.name, ProgramState.RUNNING)]
    assert home.organized(session, actor_of(viewer), now=LONG_AGO) == []


def test_a_copy_has_the_same_viewers(
    session: Session, program: Program, organizer: Actor, viewer: Member, now: datetime
) -> None:
    gone = make_member(session, deactivated_at=LONG_AGO)
    make_viewer(session, program, member=gone)
    opening = Opening("Autumn", date(2026, 3, 16))
    copy = program_start.copy(session, organizer, program.id, slack_channel_id="C9", opening=opening, now=now)
    assert viewers.of_program(session, copy.id) == [viewer]


def test_whoever_erases_their_data_views_nothing_any_more(
    session: Session, program: Program, viewer: Member, now: datetime
) -> None:
    privacy.erase(session, actor_of(viewer), now=now)
    assert viewers.of_program(session, program.id) == []
    with pytest.raises(NotAllowedError):
        viewers.require_reader(session, actor_of(viewer), program.id)
