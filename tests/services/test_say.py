"""A say in whom one is matched with: hard where it is a comfort rule, used up where it is a wish, and nobody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Program, RoundWish, WishedPerson
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.pairing.plan import SameCity
from bot.domain.rounds import reasons_to_json
from bot.domain.say import Comfort, Say, Wishes
from bot.services import event_company, events, export, joining, members, privacy, rounds, say
from bot.services.rounds.dry_run import dry_run
from bot.services.rounds.introductions import describe
from tests.factories import make_organizer, make_program, make_round
from tests.people import Person, make_person, pair
from tests.services.counting import statements
from tests.services.rounds.by_hand import swap
from tests.services.test_event_company import TALK

MONDAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY, TUESDAY = START - timedelta(days=3), START + timedelta(days=1)
SHY = Comfort(not_my_employer=True)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, starts_on=MONDAY, preview_hours=24, due_checked_at=FRIDAY)


def people(session: Session, program: Program, *employers: str, **more: object) -> list[Person]:
    return [make_person(session, program, employer=employer, **more) for employer in employers]


def says(
    session: Session,
    person: Person,
    *,
    comfort: Comfort | None = None,
    wishes: Wishes | None = None,
    now: datetime = FRIDAY,
) -> None:
    said = Say(person.program.id, "", comfort or Comfort(), wishes=wishes or Wishes())
    say.write_say(session, person.actor, person.program.id, said, now=now)


def kept(session: Session) -> list[object]:
    return [*session.scalars(select(RoundWish)), *session.scalars(select(WishedPerson))]


def users(*of: Person) -> set[str]:
    return {person.member.slack_user_id for person in of}


def matched(session: Session, program: Program) -> list[set[int]]:
    found = dry_run(session, str(program.id), now=FRIDAY)
    return [set(group.members) for group in found.plan.groups]


def together(session: Session, program: Program, *of: Person) -> bool:
    return {person.participant.id for person in of} in matched(session, program)


def test_what_is_said_is_read_back_by_its_author_and_changed(session: Session, program: Program) -> None:
    ada, ben, *_ = people(session, program, "Acme", "Bolt")
    wishes = Wishes(field=" Law ", people=tuple(users(ben)), note="It worked last time.")
    says(session, ada, comfort=Comfort(online_first=True), wishes=wishes)
    read = say.own_say(session, ada.actor, program.id, now=FRIDAY)
    assert read.comfort == Comfort(online_first=True, employer="Acme")
    assert read.wishes == Wishes(field="Law", people=tuple(users(ben)), note="It worked last time.")
    theirs = say.own_say(session, ben.actor, program.id, now=FRIDAY)
    assert theirs == Say(program.id, program.name, Comfort(employer="Bolt"), own_round_on=MONDAY)
    says(session, ada)
    assert say.own_say(session, ada.actor, program.id, now=FRIDAY).wishes == Wishes()
    assert kept(session) == []


def test_all_programs_are_read_in_as_many_statements_as_one(session: Session, program: Program) -> None:
    ada = make_person(session, program)
    says(session, ada, wishes=Wishes(city="Lyon"))
    with statements(session) as one:
        assert len(say.own_says(session, ada.actor, now=FRIDAY)) == 1
    for _ in range(3):
        other = make_program(session)
        joining.join(session, ada.actor, other.id, name_in_public=False, now=FRIDAY)
    with statements(session) as several:
        assert len(say.own_says(session, ada.actor, now=FRIDAY)) == 4
    assert len(several) == len(one)


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        (Wishes(field="a", school="b", city="c", people=("U1",)), "people"),
        (Wishes(people=("U1", "U2", "U3", "U4")), "people"),
        (Wishes(city="c" * 81), "city"),
        (Wishes(note="n" * 1001), "note"),
    ],
)
def test_too_much_is_said_beside_the_field(session: Session, program: Program, wishes: Wishes, field: str) -> None:
    ada = make_person(session, program)
    with pytest.raises(InvalidInputError) as refused:
        says(session, ada, comfort=SHY, wishes=wishes)
    assert refused.value.field == field
    assert not ada.member.not_my_employer


def test_nobody_wishes_for_themselves_nor_where_they_take_no_part(session: Session, program: Program) -> None:
    ada, other = make_person(session, program), make_program(session)
    with pytest.raises(InvalidInputError):
        says(session, ada, wishes=Wishes(people=(ada.actor.slack_user_id,)))
    with pytest.raises(NotFoundError):
        say.own_say(session, ada.actor, other.id, now=FRIDAY)
    with pytest.raises(NotFoundError):
        say.write_say(session, ada.actor, other.id, Say(other.id, ""), now=FRIDAY)


@pytest.mark.parametrize("employer", ["Google", "google.com", "Google Deutschland GmbH", "YouTube", "Gogle"])
def test_nobody_of_my_employer_however_it_is_written(session: Session, program: Program, employer: str) -> None:
    ada, ben = people(session, program, "Google", employer)
    assert together(session, program, ada, ben)
    says(session, ada, comfort=SHY)
    assert not matched(session, program)
    people(session, program, "Bolt", "")
    assert not together(session, program, ada, ben)
    assert len(matched(session, program)) == 2


def test_without_an_employer_it_keeps_nobody_away(session: Session, program: Program) -> None:
    ada, ben = people(session, program, "", "")
    says(session, ada, comfort=SHY)
    assert together(session, program, ada, ben)


def organizer_of(session: Session, program: Program) -> members.Actor:
    member = session.get_one(Member, make_organizer(session, program).member_id)
    return members.Actor(member.workspace_id, member.id, member.slack_user_id)


def test_neither_a_swap_nor_a_lock_gets_around_it_and_the_organizer_reads_no_reason(
    session: Session, program: Program
) -> None:
    ada, ben, *_ = people(session, program, "Acme", "Acme", "Bolt", "Cobalt")
    organizer = organizer_of(session, program)
    says(session, ada, comfort=SHY)
    said = rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)
    assert said
    of_ada = next(group for group in said.groups if ada.participant.id in [one.participant_id for one in group.buddies])
    (mate,) = {one.slack_user_id for one in of_ada.buddies} - users(ada)
    assert mate not in users(ben)
    with pytest.raises(InvalidInputError) as refused:
        swap(session, organizer, said.round_id, one=mate, other=ben.actor.slack_user_id, now=FRIDAY)
    assert "cannot be grouped" in refused.value.message
    assert "employer" not in refused.value.message


def test_a_rule_that_is_said_after_the_proposal_undoes_even_a_locked_group(session: Session, program: Program) -> None:
    ada, ben, *_ = people(session, program, "Acme", "Acme", "Bolt", "Cobalt")
    organizer = organizer_of(session, program)
    says(session, ada, wishes=Wishes(people=tuple(users(ben))))
    says(session, ben, wishes=Wishes(people=tuple(users(ada))))
    said = rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)
    assert said
    group = next(one for one in said.groups if {buddy.slack_user_id for buddy in one.buddies} == users(ada, ben))
    rounds.lock(session, organizer, group.group_id, locked=True, now=FRIDAY)
    says(session, ben, comfort=SHY)
    anew = rounds.refresh_proposal(session, said.round_id, now=FRIDAY)
    assert anew
    assert users(ada, ben) not in [{buddy.slack_user_id for buddy in one.buddies} for one in anew.groups]
    assert len(anew.groups) == 2


def test_a_latecomer_does_not_get_around_it(session: Session, program: Program) -> None:
    people(session, program, "Acme", "Bolt")
    of_round = make_round(session, program, started_at=START)
    rounds.match_unplaced(session, of_round.id, now=START)
    (late,) = people(session, program, "Bolt GmbH")
    says(session, late, comfort=SHY, now=START)
    rounds.match_unplaced(session, of_round.id, now=TUESDAY + timedelta(hours=26))
    assert rounds.buddy_of(session, late.participant.id, now=TUESDAY) is not None
    waiting = rounds.without_buddy(session, of_round.id)
    assert set(waiting) == {late.participant.id}


def test_neither_does_going_to_an_event_with_somebody(session: Session, program: Program) -> None:
    ada, ben, cleo = people(session, program, "Acme", "Acme Inc.", "Bolt")
    says(session, ada, comfort=SHY)
    event_id = events.add(session, ada.actor, program.id, TALK, now=START)
    for person in (ada, ben, cleo):
        events.go(session, person.actor, event_id, wants_company=True, now=START)
    at = datetime(2026, 3, 10, 9, tzinfo=UTC)
    met = [set(found.slack_user_ids) for found in event_company.put_in_touch(session, event_id, now=at)]
    assert met == [users(ada, cleo)]


@pytest.mark.parametrize(("online", "proposes"), [(False, True), (True, False)])
def test_meeting_in_person_is_not_proposed_to_who_meets_online_first(
    session: Session, program: Program, *, online: bool, proposes: bool
) -> None:
    ada, ben = people(session, program, "Acme", "Bolt", city="Lyon")
    says(session, ada, comfort=Comfort(online_first=online))
    group = pair(session, ada, ben, starts_on=MONDAY)
    group.reasons = reasons_to_json([SameCity("lyon")])
    introduced = describe(session, group.id, now=START)
    assert introduced.in_person is proposes
    assert (introduced.reasons == (SameCity("lyon"),)) is proposes


def test_people_of_two_cities_read_the_same_as_who_meets_online_first(session: Session, program: Program) -> None:
    ada, ben = make_person(session, program, city="Lyon"), make_person(session, program, city="Oslo")
    assert not describe(session, pair(session, ada, ben, starts_on=MONDAY).id, now=START).in_person


WISHES = {"field": Wishes(field="health"), "school": Wishes(school="tu berlin"), "city": Wishes(city="Málaga")}


@pytest.mark.parametrize("kind", ["field", "school", "city"])
def test_a_wish_for_somebody_who_is_granted(session: Session, program: Program, kind: str) -> None:
    value = {"field": "Public Health", "school": "TU Berlin (Germany)", "city": "malaga, Spain"}[kind]
    everybody = people(session, program, *("" for _ in range(9)))
    wanted = make_person(session, program, **{kind: value})
    ada = everybody[0]
    says(session, ada, wishes=WISHES[kind])
    assert together(session, program, ada, wanted)


def test_two_who_wish_for_each_other_meet_and_nobody_reads_why(session: Session, program: Program) -> None:
    everybody = people(session, program, *("Acme" for _ in range(8)), school="One school")
    ada, *_, ben = everybody
    says(session, ada, wishes=Wishes(people=tuple(users(ben))))
    says(session, ben, wishes=Wishes(people=tuple(users(ada))))
    found = dry_run(session, str(program.id), now=FRIDAY).plan
    group = found.group_of(ada.participant.id)
    other = next(one for one in found.groups if one is not group)
    assert group
    assert set(group.members) == {ada.participant.id, ben.participant.id}
    assert {type(reason) for reason in group.reasons} == {type(reason) for reason in other.reasons}


def test_a_wish_is_used_up_by_its_round(session: Session, program: Program) -> None:
    ada, *_ = people(session, program, *("" for _ in range(4)))
    says(session, ada, wishes=Wishes(city="Lyon", people=("U777",), note="Ask about visas."))
    rounds.start(session, program_id=program.id, on=MONDAY, now=START)
    assert say.own_say(session, ada.actor, program.id, now=FRIDAY).wishes == Wishes()
    assert session.scalars(select(RoundWish)).all()  # whoever is matched anew in this round has it still
    later = MONDAY + timedelta(weeks=2)
    rounds.start(session, program_id=program.id, on=later, now=START + timedelta(weeks=2))
    assert kept(session) == []


def test_its_author_takes_it_along_others_get_nothing_of_it_and_erasing_leaves_nothing(
    session: Session, program: Program
) -> None:
    ada, ben, *_ = people(session, program, "Acme", "Bolt")
    says(session, ada, comfort=SHY, wishes=Wishes(field="Zebras", people=tuple(users(ben)), note="Zebra crossing"))
    mine, theirs = export.my_data(session, ada.actor), export.my_data(session, ben.actor)
    assert "Zebra crossing" in str(mine)
    assert "Zebra" not in str(theirs)
    assert theirs["wished_people"] == []
    privacy.erase(session, ben.actor, now=FRIDAY)
    assert session.scalars(select(WishedPerson)).all() == []
    privacy.erase(session, ada.actor, now=FRIDAY)
    (row,) = session.scalars(select(RoundWish))
    assert (row.field, row.note, ada.member.not_my_employer) == ("", "", False)


def test_organizers_find_none_of_it_in_what_they_read(session: Session, program: Program) -> None:
    ada, ben, *_ = people(session, program, "Acme", "Bolt", "Cobalt")
    says(session, ada, comfort=SHY, wishes=Wishes(field="Zebras", people=tuple(users(ben)), note="Zebra crossing"))
    said = rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)
    assert said
    assert "ebra" not in str(said)
