"""Organizers invite people; only a yes joins them, a no is told to nobody, and nobody is asked over and over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, OrganizerAct, Participant, ProgramInvitation
from bot.domain.errors import ClosedError, InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.people import Choice, Invited
from bot.domain.states import ParticipantState, ProgramState
from bot.services import joining, privacy
from bot.services.members import Actor, SlackPerson
from bot.services.people import invitations
from tests.factories import LONG_AGO, actor_of, make_member
from tests.services.people.conftest import NOW, Room

DAY = timedelta(days=1)


def invite(room: Room, member: Member, days: int = 0) -> bool:
    return invitations.invite(room.session, room.olga, room.program.id, member.id, now=NOW + days * DAY)


def untold(room: Room, days: int = 0) -> list[int]:
    return [row[2] for row in invitations.UNTOLD.ask(room.session, now=NOW + days * DAY)]


def test_a_yes_leads_to_joining_and_they_may_stay_outside_the_channel(session: Session, room: Room) -> None:
    ada = make_member(session, name="Ada")
    assert invite(room, ada)
    assert untold(room) == [ada.id]
    offer = invitations.accept(session, actor_of(ada), room.program.id, now=NOW)
    assert offer.program.program_id == room.program.id
    assert session.scalars(select(Participant)).all() == []
    joining.join(session, actor_of(ada), room.program.id, name_in_public=False, now=NOW)
    invitations.answered(session, actor_of(ada), room.program.id, now=NOW)
    (place,) = session.scalars(select(Participant))
    assert (place.state, place.stays_outside_at) == (ParticipantState.ACTIVE, NOW)
    assert session.scalars(select(ProgramInvitation)).all() == []


def test_who_joined_without_being_invited_stays_as_they_are(session: Session, room: Room) -> None:
    ada = room.join("Ada")
    invitations.answered(session, room.actor(ada), room.program.id, now=NOW)
    assert ada.stays_outside_at is None


def test_nobody_has_two_invitations_and_a_no_reads_as_no_answer(session: Session, room: Room) -> None:
    ada, ben = make_member(session, name="Ada"), make_member(session, name="Ben")
    assert (invite(room, ada), invite(room, ben)) == (True, True)
    invitations.decline(session, actor_of(ada), room.program.id, now=NOW)
    for days in (0, 13, 27):
        assert (invite(room, ada, days), invite(room, ben, days)) == (False, False)
    shown = invitations.invited(session, room.program.id, zone="UTC", now=NOW + DAY)
    assert shown == (Invited("Ada", NOW.date()), Invited("Ben", NOW.date()))
    assert (invite(room, ada, 28), invite(room, ben, 28)) == (True, True)


def test_it_lapses_after_fourteen_days(session: Session, room: Room) -> None:
    ada = make_member(session)
    invite(room, ada)
    assert (untold(room, 13), untold(room, 14)) == ([ada.id], [])
    assert invitations.invited(session, room.program.id, zone="UTC", now=NOW + 14 * DAY) == ()
    with pytest.raises(ClosedError):
        invitations.accept(session, actor_of(ada), room.program.id, now=NOW + 14 * DAY)
    with pytest.raises(ClosedError):
        invitations.decline(session, actor_of(ada), room.program.id, now=NOW + 14 * DAY)


def test_who_was_not_asked_says_neither_yes_nor_no(session: Session, room: Room) -> None:
    stranger = actor_of(make_member(session))
    for answer in (invitations.accept, invitations.decline):
        with pytest.raises(NotFoundError):
            answer(session, stranger, room.program.id, now=NOW)


@pytest.mark.parametrize("flags", [{"is_bot": True}, {"is_guest": True}, {"deactivated_at": LONG_AGO}])
def test_people_are_invited_who_can_be_matched(session: Session, room: Room, flags: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="Choose a person of this workspace"):
        invite(room, make_member(session, **flags))


def test_who_takes_part_is_not_invited_but_who_left_is(session: Session, room: Room) -> None:
    ada, ben = room.join("Ada", state=ParticipantState.PAUSED), room.join("Ben", state=ParticipantState.LEFT)
    with pytest.raises(InvalidInputError, match="take part already"):
        invite(room, room.member(ada))
    assert invite(room, room.member(ben))


def described(slack_user_id: str, **flags: bool) -> SlackPerson:
    said = {"is_bot": False, "is_guest": False, "is_deactivated": False, "is_admin": False, **flags}
    return SlackPerson(slack_user_id=slack_user_id, name=slack_user_id.title(), zone="Europe/Berlin", **said)


def several(room: Room, *people: SlackPerson, days: int = 0) -> list[str]:
    return invitations.invite_several(room.session, room.olga, room.program.id, people, now=NOW + days * DAY)


def test_several_are_invited_at_once_and_who_takes_part_or_was_asked_is_passed_over(
    session: Session, room: Room
) -> None:
    inside = room.member(room.join("Ada")).slack_user_id
    assert several(room, described("UBEN"), described(inside), described("UCLEO")) == ["UBEN", "UCLEO"]
    assert several(room, described("UBEN"), described("UDANA"), days=1) == ["UDANA"]
    assert several(room, described("UBEN"), days=2) == []
    asked = session.scalars(
        select(Member.slack_user_id).join(ProgramInvitation, ProgramInvitation.member_id == Member.id)
    )
    assert set(asked) == {"UBEN", "UCLEO", "UDANA"}
    acts = session.scalars(select(OrganizerAct).order_by(OrganizerAct.id)).all()
    assert [(one.act, len(one.detail["members"])) for one in acts] == [(Act.PERSON_INVITED, 2), (Act.PERSON_INVITED, 1)]


def test_kith_begins_nothing_anew_with_somebody_who_erased_their_data(session: Session, room: Room) -> None:
    ada = make_member(session, slack_user_id="UADA")
    privacy.erase(session, actor_of(ada), now=NOW)
    assert several(room, described("UADA"), described("UBEN")) == ["UBEN"]
    assert session.scalars(select(Member.id).where(Member.slack_user_id == "UADA")).all() == []


@pytest.mark.parametrize("number", [0, invitations.MOST_AT_ONCE + 1])
def test_nobody_and_too_many_at_once_are_refused(session: Session, room: Room, number: int) -> None:
    with pytest.raises(InvalidInputError, match="Choose one to 20 people"):
        several(room, *(described(f"U{one}") for one in range(number)))


def test_one_who_cannot_be_invited_stops_all_of_them(session: Session, room: Room, stranger: Actor) -> None:
    for flags in ({"is_bot": True}, {"is_guest": True}, {"is_deactivated": True}):
        with pytest.raises(InvalidInputError, match="Choose a person of this workspace"):
            several(room, described("UBEN"), described("UCLEO", **flags))
    with pytest.raises(NotAllowedError):
        invitations.invite_several(session, stranger, room.program.id, [described("UBEN")], now=NOW)
    assert session.scalars(select(ProgramInvitation)).all() == []


def test_those_who_can_be_invited_are_found_by_a_part_of_the_name(session: Session, room: Room) -> None:
    room.join("Zoë Inside")
    zoe, zoot = make_member(session, name="Zoë Outside"), make_member(session, name="ZOOT")
    make_member(session, name="Zoe Guest", is_guest=True)
    make_member(session, name="Zoe Gone", deactivated_at=LONG_AGO)

    def found(words: str) -> list[Choice]:
        return list(invitations.candidates(session, room.olga, room.program.id, words).people)

    assert found(" zoe ") == [Choice(zoe.id, "Zoë Outside")]
    assert found("zo") == [Choice(zoe.id, "Zoë Outside"), Choice(zoot.id, "ZOOT")]
    for number in range(30):
        make_member(session, name=f"Zo {number}")
    assert len(found("zo")) == invitations.MOST_FOUND


def test_organizers_alone_and_while_the_program_goes_on(session: Session, room: Room, stranger: Actor) -> None:
    ada = make_member(session)
    with pytest.raises(NotAllowedError):
        invitations.invite(session, stranger, room.program.id, ada.id, now=NOW)
    with pytest.raises(NotAllowedError):
        invitations.candidates(session, stranger, room.program.id, "")
    with pytest.raises(NotFoundError):
        invitations.invite(session, room.olga, room.program.id, 999_999, now=NOW)
    room.program.state = ProgramState.ENDED
    with pytest.raises(ClosedError):
        invite(room, ada)
    assert session.scalars(select(ProgramInvitation)).all() == []
