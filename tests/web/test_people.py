"""People on the page: looked through, one by one, and what an organizer does for them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.models import (
    Member,
    MentorInvitation,
    Participant,
    Program,
    ProgramApart,
    ProgramInvitation,
    Round,
    TogetherNext,
    Waiting,
)
from bot.domain.states import ParticipantState, WaitingWhy
from tests.factories import (
    make_do_not_pair,
    make_group,
    make_member,
    make_participant,
    make_program,
    make_round,
    make_viewer,
)
from tests.web.conftest import Site, Visitor, words


@pytest.fixture
def program(site: Site) -> Program:
    return site.kith.program(name="Spring")


@pytest.fixture
def organizer(site: Site, program: Program) -> Visitor:
    return site.visitor(site.kith.organizer(program))


def join(site: Site, program: Program, *names: str, **values: object) -> list[Participant]:
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        return [make_participant(session, program, member=make_member(session, name=name), **values) for name in names]


def at(program: Program, person: Participant | None = None) -> str:
    return f"/programs/{program.id}/people{f'/{person.id}' if person else ''}"


def running(site: Site, program: Program, *people: Participant) -> None:
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        today = site.kith.context.clock.now().date()
        starts_on = today - timedelta(days=today.weekday())
        make_group(session, make_round(session, program, starts_on=starts_on), *people)


def again(site: Site, person: Participant) -> Participant:
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        return session.get_one(Participant, person.id)


def test_people_are_found_filtered_and_sorted(site: Site, program: Program, organizer: Visitor) -> None:
    ada, ben, _ = join(site, program, "Ada <b>", "Ben", "Cleo")
    join(site, program, "Dan", state=ParticipantState.PAUSED)
    running(site, program, ada, ben)

    said = organizer.read(at(program))

    assert "Four people." in said
    assert "Ada <b> Active Ben not yet" in said
    assert "Kith is looking for one." in said
    assert "Dan Paused" in said
    assert "One person of 4." in organizer.read(f"{at(program)}?find=cle")
    assert "One person of 4." in organizer.read(f"{at(program)}?show=without&sort=heard")
    assert "One person of 4." in organizer.read(f"{at(program)}?show=paused")
    assert "Nobody is like that." in organizer.read(f"{at(program)}?find=zzz")
    assert "Ada <b>" not in organizer.get(at(program)).text


@pytest.mark.parametrize("query", ["?page=x&show=%00&sort=zz", "?page=99999999", "?find=" + "x" * 5000, "?page=0"])
def test_anything_odd_in_the_address_counts_as_nothing(
    site: Site, program: Program, organizer: Visitor, query: str
) -> None:
    join(site, program, "Ada")
    assert organizer.get(at(program) + query).status_code == 200


def test_a_hundred_a_page_and_the_way_to_the_next(site: Site, program: Program, organizer: Visitor) -> None:
    join(site, program, *(f"Member {number:03}" for number in range(101)))
    first = organizer.get(f"{at(program)}?find=member&sort=joined").text
    (to,) = re.findall(r'href="(\?[^"]*page=2)"', first)
    assert (first.count('scope="row"'), to.replace("&amp;", "&")) == (100, "?find=member&sort=joined&page=2")
    assert organizer.get(at(program) + to.replace("&amp;", "&")).text.count('scope="row"') == 1


def test_who_has_no_buddy_reads_why_but_nothing_personal(site: Site, program: Program, organizer: Visitor) -> None:
    ada, ben = join(site, program, "Ada", "Ben")
    running(site, program, *join(site, program, "Cleo", "Dan"))
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        make_do_not_pair(session, ada.member_id, ben.member_id)
        round_id = session.scalars(select(Round.id)).one()
        now = site.kith.context.clock.now()
        session.add(Waiting(round_id=round_id, participant_id=ada.id, why=WaitingWhy.KEPT_APART, help=[], since_at=now))
    assert "Nobody is free for them." in organizer.read(at(program, ada))


def test_a_viewer_is_shown_no_names(site: Site, program: Program) -> None:
    (ada,) = join(site, program, "Ada")
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        viewer = session.get_one(Member, make_viewer(session, program).member_id)
    visitor = site.visitor(viewer)
    for path in (at(program), at(program, ada), f"{at(program)}/add"):
        assert visitor.get(path).status_code == 403
    overview = visitor.get(f"/programs/{program.id}").text
    assert "People" not in words(overview.partition("<main")[0])
    assert "Ada" not in words(overview)


def test_somebody_is_invited_or_asked_to_be_a_mentor(site: Site, organizer: Visitor, program: Program) -> None:
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        ina = make_member(session, name="Ina Novak")
        session.get_one(Program, program.id).has_mentors = True
    assert "Ina Novak" in organizer.read(f"{at(program)}/add?find=nova")
    assert "Kith knows nobody of that name" in organizer.read(f"{at(program)}/add?find=zzz")

    said = organizer.follow(f"{at(program)}/add", {"people": ina.id, "as": "member"})
    assert "A no is told to nobody." in said
    assert "Invited, and not joined so far Ina Novak" in said
    assert "nobody is asked twice" in organizer.follow(f"{at(program)}/add", {"people": ina.id, "as": "member"})
    organizer.follow(f"{at(program)}/add", {"people": ina.id, "as": "mentor"})
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        for kind in (ProgramInvitation, MentorInvitation):
            assert session.scalars(select(kind.member_id)).all() == [ina.id]


@pytest.mark.parametrize("people", ["", "x", "-1", "9" * 30, "²"])
def test_nobody_is_invited_by_what_is_no_person(site: Site, program: Program, organizer: Visitor, people: str) -> None:
    answer = organizer.send(f"{at(program)}/add", {"people": people, "find": "ada"})
    assert answer.status_code == 422
    assert "Choose one of the list." in words(answer.text)


def test_somebody_is_taken_out(site: Site, program: Program, organizer: Visitor) -> None:
    (ada,) = join(site, program, "Ada")
    assert "They are out of the program" in organizer.follow(f"{at(program, ada)}/remove")
    assert again(site, ada).state is ParticipantState.LEFT
    assert organizer.get(at(program, ada)).status_code == 404


def test_a_pause_is_given_and_taken_off(site: Site, program: Program, organizer: Visitor) -> None:
    (ada,) = join(site, program, "Ada")
    refused = organizer.send(f"{at(program, ada)}/pause", {"until": "2020-01-01"})
    assert refused.status_code == 422
    assert "Choose a day after today" in words(refused.text)
    assert 'value="2020-01-01"' in refused.text
    said = organizer.follow(f"{at(program, ada)}/pause", {"until": "2026-04-06"})
    assert "Paused until Monday 6 April, given by an organizer" in said
    assert "The pause is over." in organizer.follow(f"{at(program, ada)}/resume")
    assert again(site, ada).state is ParticipantState.ACTIVE


def test_two_are_kept_apart_though_they_are_buddies_and_get_others_at_an_organizers_word(
    site: Site, program: Program, organizer: Visitor
) -> None:
    ada, ben = join(site, program, "Ada", "Ben")
    running(site, program, ada, ben)
    assert "Ben" in words(organizer.get(f"{at(program, ada)}?find=be").text).partition("Whom?")[2]

    said = organizer.follow(f"{at(program, ada)}/apart", {"people": [ben.id]})
    assert "Never in one group with Ben" in said
    assert "The two are buddies now, until" in said
    said = organizer.follow(f"{at(program, ada)}/part", {"other": ben.id})
    assert "Each is matched with somebody else" in said
    assert "The two are buddies now" not in said
    organizer.follow(f"{at(program, ben)}/meet", {"other": ada.id})
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        assert session.scalars(select(ProgramApart)).all() == []


def test_people_are_brought_together_once_unless_a_rule_is_in_the_way(
    site: Site, program: Program, organizer: Visitor
) -> None:
    ada, ben, cleo = join(site, program, "Ada", "Ben", "Cleo")
    said = organizer.follow(f"{at(program, ada)}/together", {"people": [ben.id]})
    assert "In the next round together with Ben" in said
    assert "They are matched like everybody" in organizer.follow(f"{at(program, ben)}/alone")
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        assert session.scalars(select(TogetherNext)).all() == []
        make_do_not_pair(session, cleo.member_id, ada.member_id)

    refused = organizer.send(f"{at(program, ada)}/together", {"people": [cleo.id], "find": "cle"})

    assert refused.status_code == 422
    assert "They cannot be grouped. Choose others." in words(refused.text)
    assert f'value="{cleo.id}" checked' in refused.text
    nobody = organizer.send(f"{at(program, ada)}/apart", {"find": "cle"})
    assert "Find somebody by name and tick them first." in words(nobody.text)


def test_somebody_of_another_program_is_nobody_here(site: Site, program: Program, organizer: Visitor) -> None:
    (ada,) = join(site, program, "Ada")
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        other = make_participant(session, make_program(session))
    assert organizer.get(at(program, other)).status_code == 404
    for path in ("remove", "resume", "alone"):
        assert organizer.send(f"{at(program, other)}/{path}").status_code == 404
    assert organizer.send(f"{at(program, ada)}/apart", {"people": [other.id]}).status_code == 404
