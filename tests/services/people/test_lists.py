"""The people of a program, as organizers read them: found, filtered, sorted, in pages; nothing private."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.participants import NotPaired
from bot.domain.people import Asked, HeardFrom, PastGroup, PeoplePage, Sort, heard_from
from bot.domain.states import MeetingAnswer, ParticipantState, Role, RoundState, WaitingWhy
from bot.services import privacy
from bot.services.members import Actor
from bot.services.people import apart, invitations, together
from bot.services.people.lists import people_page
from bot.services.people.one import choices, person
from bot.services.rounds.changes import wait
from tests.factories import LONG_AGO, make_council, make_do_not_pair, make_group, make_member, make_round
from tests.services.counting import statements
from tests.services.people.conftest import MONDAY, NOW, Room

STARTED = NOW - timedelta(days=1)


def page(room: Room, **asked: object) -> PeoplePage:
    return people_page(room.session, room.olga, room.program.id, Asked(**asked), now=NOW)  # type: ignore[arg-type]


def names(room: Room, **asked: object) -> list[str]:
    return [line.name for line in page(room, **asked).lines]


def test_a_line_says_how_somebody_stands(session: Session, room: Room) -> None:
    ada, ben, cleo = room.join("Ada", last_active_at=NOW), room.join("Ben"), room.join("Cleo", joined_at=NOW)
    before = make_round(session, room.program, starts_on=MONDAY - timedelta(weeks=2), state=RoundState.CLOSED)
    make_group(session, before, ada, ben)
    running = make_round(session, room.program, number=2, starts_on=MONDAY, started_at=STARTED)
    make_group(session, running, ada, ben, answers=[None, MeetingAnswer.MET])
    wait(session, running, cleo.id, why=WaitingWhy.JOINED_LATE, now=NOW)
    first, second, third = page(room).lines
    assert (first.name, first.buddies, first.met, first.heard_from) == ("Ada", ("Ben",), True, HeardFrom.THIS_WEEK)
    assert first.started_on == MONDAY - timedelta(weeks=2)
    assert (first.lacks, first.not_paired) == (None, None)
    assert (second.buddies, second.met, second.heard_from) == (("Ada",), True, HeardFrom.NOT_LATELY)
    assert (third.buddies, third.met, third.started_on, third.joined_on) == ((), None, None, NOW.date())
    assert third.lacks
    assert third.lacks.why is WaitingWhy.JOINED_LATE


def test_why_somebody_has_no_buddy(session: Session, room: Room) -> None:
    room.join("Ada", state=ParticipantState.PAUSED, paused_until_on=date(2026, 4, 1))
    room.join("Ben", channel_left_at=NOW)
    room.join("Cleo")
    make_round(session, room.program, starts_on=MONDAY, started_at=STARTED)
    ada, ben, cleo = page(room).lines
    assert (ada.not_paired, ada.paused_until_on) == (NotPaired.PAUSED, date(2026, 4, 1))
    assert ben.not_paired is NotPaired.LEFT_CHANNEL
    assert (cleo.not_paired, cleo.lacks) == (None, None)  # being looked for


def test_a_group_that_came_apart_is_no_buddy(session: Session, room: Room) -> None:
    ada, ben = room.join("Ada"), room.join("Ben")
    running = make_round(session, room.program, starts_on=MONDAY, started_at=STARTED)
    make_group(session, running, ada, ben, dissolved_at=NOW)
    assert [line.buddies for line in page(room).lines] == [(), ()]


def test_in_a_program_of_councils_alone_they_are_ones_people(session: Session, room: Room) -> None:
    room.program.buddy_rounds = False
    ada, ben, cleo = room.join("Ada"), room.join("Ben"), room.join("Cleo")
    room.join("Dan")
    make_council(session, room.program, ada, ben, cleo)
    line = page(room).lines[0]
    assert (line.buddies, line.met) == (("Ben", "Cleo"), None)
    assert names(room, without=True) == ["Dan"]


def test_they_are_found_by_a_part_of_the_name_in_any_case_and_without_accents(room: Room) -> None:
    for name in ("José Ferrer", "Ana Josefa", "Ben"):
        room.join(name)
    assert names(room, find="jose") == ["Ana Josefa", "José Ferrer"]
    assert names(room, find="FERR") == ["José Ferrer"]
    assert (page(room, find="%").count, page(room).total) == (0, 3)


def test_they_are_shown_by_state_and_by_having_no_buddy(session: Session, room: Room) -> None:
    ada, ben, cleo = room.join("Ada"), room.join("Ben"), room.join("Cleo")
    room.join("Dan", state=ParticipantState.RESTING)
    room.join("Eve", state=ParticipantState.LEFT)
    make_group(session, make_round(session, room.program, starts_on=MONDAY, started_at=STARTED), ada, ben)
    assert names(room) == ["Ada", "Ben", "Cleo", "Dan"]
    assert names(room, state=ParticipantState.RESTING) == ["Dan"]
    assert names(room, without=True) == [room.member(cleo).name]


def test_they_are_sorted_and_equals_go_by_name(room: Room) -> None:
    room.join("Ben", joined_at=NOW, last_active_at=NOW - timedelta(days=8))
    room.join("ada", joined_at=LONG_AGO, last_active_at=NOW)
    room.join("Åse", joined_at=LONG_AGO, last_active_at=STARTED)
    assert names(room) == ["ada", "Åse", "Ben"]
    assert names(room, sort=Sort.JOINED) == ["Ben", "ada", "Åse"]
    assert names(room, sort=Sort.HEARD) == ["Ben", "ada", "Åse"]


def test_pages_follow_each_other_and_one_too_far_is_the_last(session: Session, room: Room) -> None:
    for number in range(7):
        room.join(f"Member {number}")

    def three(number: int) -> PeoplePage:
        return people_page(session, room.olga, room.program.id, Asked(page=number), now=NOW, size=3)

    assert [[line.name[-1] for line in three(number).lines] for number in range(3)] == [
        ["0", "1", "2"],
        ["3", "4", "5"],
        ["6"],
    ]
    assert (three(9).page, three(9).pages, three(9).count) == (2, 3, 7)


@pytest.mark.parametrize(
    ("days", "heard"),
    [(0, HeardFrom.THIS_WEEK), (1, HeardFrom.THIS_WEEK), (2, HeardFrom.LATELY), (22, HeardFrom.LATELY)],
)
def test_it_is_told_no_closer_than_by_three_spans(days: int, heard: HeardFrom) -> None:
    today = date(2026, 3, 3)
    assert heard_from(today - timedelta(days=days), today=today) is heard
    assert heard_from(today - timedelta(days=23), today=today) is HeardFrom.NOT_LATELY


def test_nothing_private_is_among_it(session: Session, room: Room) -> None:
    ada, ben = room.join("Ada"), room.join("Ben")
    make_do_not_pair(session, ada.member_id, ben.member_id)
    member = room.member(ada)
    member.targeting = member.asks = member.employer = member.school = ada.mentor_line = "Zebra"
    running = make_round(session, room.program, starts_on=MONDAY, started_at=STARTED)
    wait(session, running, ada.id, why=WaitingWhy.KEPT_APART, now=NOW)
    one = person(session, room.olga, room.program.id, ada.id, now=NOW)
    told = f"{asdict(page(room))} {asdict(one)}"
    assert "Zebra" not in told
    assert (one.apart, one.line.lacks and one.line.lacks.help) == ((), ())


def test_one_person_with_everybody_they_were_with(session: Session, room: Room) -> None:
    ada, ben, cleo, dan = (room.join(name) for name in ("Ada", "Ben", "Cleo", "Dan"))
    room.program.has_mentors = True
    before = make_round(session, room.program, starts_on=MONDAY - timedelta(weeks=2), state=RoundState.CLOSED)
    make_group(session, before, ada, cleo, dan, answers=[None, MeetingAnswer.MET])
    running = make_round(session, room.program, number=2, starts_on=MONDAY, started_at=STARTED)
    make_group(session, running, ada, ben)
    privacy.erase(session, room.actor(dan), now=NOW)
    apart.keep_apart(session, room.olga, room.program.id, ada.id, ben.id, now=NOW)
    together.bring_together(session, room.olga, room.program.id, [ada.id, cleo.id], now=NOW)
    one = person(session, room.olga, room.program.id, ada.id, now=NOW)
    past = PastGroup(1, before.starts_on, before.ends_on, ("Cleo", "somebody who left"), met=True, is_now=False)
    now = PastGroup(2, running.starts_on, running.ends_on, ("Ben",), met=False, is_now=True)
    assert one.past == (now, past)
    assert [(kept.name, kept.until_on) for kept in one.apart] == [("Ben", running.ends_on)]
    assert (one.together, one.may_mentor, one.next_round_on) == (("Cleo",), True, MONDAY + timedelta(weeks=2))
    ada.role = Role.MENTOR
    assert not person(session, room.olga, room.program.id, ada.id, now=NOW).may_mentor


def test_others_of_the_program_are_found_to_be_chosen(session: Session, room: Room) -> None:
    ada, zoe = room.join("Ada"), room.join("Zoë")
    room.join("Zoot", state=ParticipantState.LEFT)
    make_member(session, name="Zoe Outside")
    found = choices(session, room.olga, room.program.id, "zo", but=ada.id)
    assert [one.id for one in found] == [zoe.id]
    assert choices(session, room.olga, room.program.id, "", but=zoe.id)[0].id == ada.id


def test_the_invited_are_shown_and_to_organizers_alone(session: Session, room: Room) -> None:
    invitations.invite(session, room.olga, room.program.id, make_member(session, name="Ina").id, now=NOW)
    assert [one.name for one in page(room).invited] == ["Ina"]


def test_who_neither_organizes_nor_may_read_reads_nothing(session: Session, room: Room, stranger: Actor) -> None:
    ada = room.join("Ada")
    for actor in (stranger, room.actor(ada)):
        with pytest.raises(NotAllowedError):
            people_page(session, actor, room.program.id, Asked(), now=NOW)
        with pytest.raises(NotAllowedError):
            person(session, actor, room.program.id, ada.id, now=NOW)
        with pytest.raises(NotAllowedError):
            choices(session, actor, room.program.id, "", but=0)
    with pytest.raises(NotFoundError):
        person(session, room.olga, room.program.id, 999_999, now=NOW)


def test_more_people_are_no_more_queries(session: Session, room: Room) -> None:
    running = make_round(session, room.program, starts_on=MONDAY, started_at=STARTED)

    def asked() -> tuple[int, int]:
        session.expire_all()
        with statements(session) as of_page:
            page(room, without=True)
            page(room)
        one = page(room).lines[0].participant_id
        with statements(session) as of_one:
            person(session, room.olga, room.program.id, one, now=NOW)
        return len(of_page), len(of_one)

    def fill(number: int) -> None:
        for _ in range(number):
            one, other = room.join("Ada"), room.join("Ben")
            make_group(session, running, one, other)
            apart.keep_apart(session, room.olga, room.program.id, one.id, other.id, now=NOW)
            wait(session, running, room.join("Cleo").id, why=WaitingWhy.JOINED_LATE, now=NOW)

    fill(2)
    before = asked()
    fill(10)
    assert asked() == before
