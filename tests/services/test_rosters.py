"""Rosters: looked over, invited, taken back; and what was filled in is its person's own to decide about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, MentorInvitation, OrganizerAct, Program, ProgramInvitation, Roster, RosterLine
from bot.domain.errors import ClosedError, NotAllowedError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.rosters import Draft, Line, RosterPerson, SlackEntry, Table, read
from bot.domain.states import ProgramState
from bot.services import joining, profiles, rosters
from bot.services.members import Actor, SlackPerson
from tests.factories import actor_of, make_member, make_organizer, make_participant, make_program
from tests.services.counting import statements


def person(slack_user_id: str, name: str, email: str = "", **flags: bool) -> tuple[SlackEntry, SlackPerson]:
    usual = {"is_bot": False, "is_guest": False, "is_deactivated": False, **flags}
    entry = SlackEntry(slack_user_id, name, (name.split(maxsplit=1)[0].lower(),), email)
    return entry, SlackPerson(slack_user_id, name, "UTC", **usual)


THERE = [
    person("UANA", "Ana Ruiz", "ana@kith.example"),
    person("UBEN", "Ben Hall"),
    person("UBEN2", "Ben Hall"),
    person("UBOT", "Kith Bot", is_bot=True),
    person("UGONE", "Gone Away", is_deactivated=True),
    person("UGUEST", "Gus Guest", is_guest=True),
]
TABLE = read(
    b"name,email,city,school\nAna,ana@kith.example,Bonn,North\nBen Hall,,Rome,\nKith Bot,,,\nGone Away,,,\n"
    b"Gus Guest,,,\nOlga,,,\n,,Bonn,\n"
)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, zone="Europe/Berlin")


@pytest.fixture
def organizer(session: Session, program: Program) -> Actor:
    member = make_member(session, name="Olga", slack_user_id="UOLGA")
    make_organizer(session, program, member=member)
    make_participant(session, program, member=member)
    return actor_of(member)


def drafted(session: Session, program: Program, organizer: Actor, now: datetime, table: Table = TABLE) -> Draft:
    there = [*THERE, person("UOLGA", "Olga")]
    return rosters.draft(session, organizer, program.id, table, there, now=now)


def ana(session: Session) -> Actor:
    return actor_of(session.scalars(select(Member).where(Member.slack_user_id == "UANA")).one())


def test_a_draft_says_what_of_each_line_will_happen_and_asks_nobody(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    draft = drafted(session, program, organizer, now)

    assert [(line.number, one.name, one.handle) for line, one in draft.matched] == [(2, "Ana Ruiz", "ana")]
    assert [(line.number, len(people)) for line, people in draft.ambiguous] == [(3, 2)]
    assert [line.number for line in draft.unknown] == [4, 5, 6]  # an app, a closed account, a guest
    assert [line.number for line in draft.inside] == [7]
    assert [(one.line, one.words) for one in draft.faults] == [(8, "It says nobody: no name, no email, no handle.")]
    assert session.scalars(select(ProgramInvitation)).all() == []


def test_who_is_chosen_and_who_is_found_is_invited_and_it_is_noted_without_words(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    draft = drafted(session, program, organizer, now)
    ben = draft.ambiguous[0][1][1].member_id

    assert rosters.confirm(session, organizer, program.id, draft.roster_id, {3: ben}, now=now) == 2

    asked = session.scalars(select(ProgramInvitation.member_id)).all()
    assert set(asked) == {ana(session).member_id, ben}
    act = session.scalars(select(OrganizerAct).where(OrganizerAct.act == Act.ROSTER_IN)).one()
    assert set(act.detail["members"]) == set(asked)
    assert "Bonn" not in str(act.detail)
    with pytest.raises(NotFoundError):
        rosters.confirm(session, organizer, program.id, draft.roster_id, {}, now=now)


def test_who_is_not_chosen_is_left_alone_and_nobody_counts_twice(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    draft = drafted(session, program, organizer, now)
    chosen = {3: draft.matched[0][1].member_id}

    assert rosters.confirm(session, organizer, program.id, draft.roster_id, chosen, now=now) == 1
    assert len(session.scalars(select(RosterLine)).all()) == 1


def test_a_mentor_of_the_roster_is_asked_to_be_one_where_there_are_mentors(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    program.has_mentors = True
    table = read(b"handle,role\nana,mentor\n")
    draft = drafted(session, program, organizer, now, table)
    assert rosters.confirm(session, organizer, program.id, draft.roster_id, {}, now=now) == 1
    assert session.scalars(select(MentorInvitation.member_id)).all() == [ana(session).member_id]
    assert session.scalars(select(ProgramInvitation)).all() == []
    assert rosters.undo(session, organizer, program.id, draft.roster_id, now=now) == 1
    assert session.scalars(select(MentorInvitation)).all() == []


def brought(session: Session, program: Program, organizer: Actor, now: datetime) -> int:
    draft = drafted(session, program, organizer, now)
    rosters.confirm(session, organizer, program.id, draft.roster_id, {}, now=now)
    return draft.roster_id


def test_within_a_day_a_roster_is_taken_back_whole(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    roster_id = brought(session, program, organizer, now)
    (one,) = rosters.undoable(session, organizer, program.id, now=now)
    assert (one.people, one.undo_until) == (1, now + timedelta(days=1))

    with pytest.raises(ClosedError):
        rosters.undo(session, organizer, program.id, roster_id, now=now + timedelta(days=1, seconds=1))
    assert rosters.undo(session, organizer, program.id, roster_id, now=now + timedelta(days=1)) == 1

    for table in (ProgramInvitation, Roster, RosterLine):
        assert session.scalars(select(table)).all() == []
    assert rosters.undoable(session, organizer, program.id, now=now) == []


def test_taking_a_roster_back_leaves_an_earlier_invitation_alone(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    brought(session, program, organizer, now)
    later = now + timedelta(hours=1)
    again = brought(session, program, organizer, later)
    assert rosters.undo(session, organizer, program.id, again, now=later) == 0
    assert len(session.scalars(select(ProgramInvitation)).all()) == 1


def test_what_was_filled_in_is_shown_once_they_join_and_kept_only_by_their_own_yes(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    brought(session, program, organizer, now)
    me = ana(session)
    assert rosters.filled_in(session, me) == []  # they have not joined
    joining.join(session, me, program.id, name_in_public=False, now=now)
    profiles.write_profile(session, me, replace(profiles.own_profile(session, me), school="My own"), now=now)

    (one,) = rosters.filled_in(session, me)
    assert (one.by, dict(one.values)) == ("UOLGA", {"city": "Bonn"})
    assert profiles.own_profile(session, me).city == ""

    rosters.keep(session, me, one.line_id, now=now)

    kept = profiles.own_profile(session, me)
    assert (kept.school, kept.city) == ("My own", "Bonn")
    assert rosters.filled_in(session, me) == []


def test_they_erase_it_and_nobody_else_does(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    brought(session, program, organizer, now)
    me = ana(session)
    joining.join(session, me, program.id, name_in_public=False, now=now)
    (one,) = rosters.filled_in(session, me)
    for act in (rosters.erase, lambda *about: rosters.keep(*about, now=now)):
        with pytest.raises(NotFoundError):
            act(session, organizer, one.line_id)
    rosters.erase(session, me, one.line_id)
    assert session.scalars(select(RosterLine)).all() == []
    assert profiles.own_profile(session, me).city == ""


def test_a_draft_goes_with_the_next_and_after_a_day_and_all_after_sixty(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    drafted(session, program, organizer, now)
    second = drafted(session, program, organizer, now).roster_id
    assert session.scalars(select(Roster.id)).all() == [second]

    def old(at: datetime) -> list[int]:
        return [row[1] for row in rosters.OLD.ask(session, now=at)]

    assert old(now + timedelta(hours=23)) == []
    assert old(now + timedelta(hours=25)) == [second]
    rosters.confirm(session, organizer, program.id, second, {}, now=now)
    assert old(now + timedelta(days=59)) == []
    assert old(now + timedelta(days=61)) == [second]
    rosters.forget(session, second)
    assert session.scalars(select(RosterLine)).all() == []


def test_only_organizers_bring_people_in_and_only_while_it_goes_on(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    roster_id = brought(session, program, organizer, now)
    stranger = actor_of(make_member(session))
    for act in (
        lambda: rosters.draft(session, stranger, program.id, TABLE, THERE, now=now),
        lambda: rosters.confirm(session, stranger, program.id, roster_id, {}, now=now),
        lambda: rosters.undo(session, stranger, program.id, roster_id, now=now),
        lambda: rosters.undoable(session, stranger, program.id, now=now),
        lambda: rosters.people(session, stranger, program.id),
    ):
        with pytest.raises(NotAllowedError):
            act()
    other = make_program(session)
    make_organizer(session, other, member=session.get_one(Member, organizer.member_id))
    with pytest.raises(NotFoundError):
        rosters.undo(session, organizer, other.id, roster_id, now=now)
    program.state = ProgramState.ENDED
    with pytest.raises(ClosedError):
        rosters.draft(session, organizer, program.id, TABLE, THERE, now=now)


def test_the_roster_that_goes_out_names_who_takes_part(session: Session, program: Program, organizer: Actor) -> None:
    member = make_member(session, name="Zoe", slack_user_id="UZOE", school="North", targeting="secret wish")
    make_participant(session, program, member=member, joined_at=datetime.fromisoformat("2026-03-02T23:30:00+00:00"))
    found = rosters.people(session, organizer, program.id)
    assert [one.name for one in found] == ["Olga", "Zoe"]
    assert found[1] == RosterPerson("Zoe", "UZOE", "active", "peer", date(2026, 3, 3), "North", "", "", "")


def test_a_draft_reads_with_a_number_of_queries_that_does_not_grow(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    people = [make_member(session) for _ in range(60)]
    there = [person(one.slack_user_id, f"Person {place}") for place, one in enumerate(people)]

    def queries(number: int) -> int:
        table = Table(tuple(Line(place + 2, name=f"Person {place}") for place in range(number)))
        with statements(session) as seen:
            rosters.draft(session, organizer, program.id, table, there, now=now)
        return sum(statement.startswith("SELECT") for statement in seen)

    assert queries(5) == queries(60) < 20
