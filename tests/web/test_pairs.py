"""The Pairs tab: who is with whom and why, and the round to come."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program, Round, Waiting
from bot.domain.messages import Message, Target
from bot.domain.pair_lists import A_PAGE
from bot.domain.states import MeetingAnswer, Role, RoundState, WaitingWhy
from bot.services import pair_lists, rounds
from bot.services.rounds.groups import groups_of
from tests.factories import (
    actor_of,
    make_council,
    make_council_plan,
    make_do_not_pair,
    make_group,
    make_meeting,
    make_member,
    make_mentor_pair,
    make_organizer,
    make_participant,
    make_program,
    make_round,
    make_viewer,
)
from tests.services.counting import statements
from tests.web.conftest import Site, Visitor, words

MONDAY = date(2026, 3, 2)
NAMES = ("Ada", "Ben", "Carl", "Dora", "Eve", "Finn")


@dataclass
class Scene:
    """A program whose first round begins in half an hour, of six people; its organizer's and a viewer's browsers."""

    site: Site
    program: Program
    organizer: Member
    viewer: Member
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/programs/{self.program.id}/pairs"

    def visitor(self) -> Visitor:
        return self.site.visitor(self.organizer)

    def session(self) -> AbstractContextManager[Session]:
        return self.site.kith.context.database.unit_of_work(self.site.kith.workspace.id)

    def planned(self) -> Visitor:
        visitor = self.visitor()
        visitor.follow(f"{self.path}/next/plan")
        return visitor

    def groups(self) -> list[tuple[int, ...]]:
        with self.session() as session:
            round_id = session.scalar(select(Round.id).where(Round.state == RoundState.PROPOSED))
            return [tuple(members) for _, members in groups_of(session, round_id or 0)]


@pytest.fixture
def scene(site: Site) -> Scene:
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        program = make_program(session, name="Spring", starts_on=MONDAY)
        olga, vera = make_member(session, name="Olga"), make_member(session, name="Vera")
        make_organizer(session, program, member=olga)
        make_viewer(session, program, member=vera)
        ids = {name: make_participant(session, program, member=make_member(session, name=name)).id for name in NAMES}
    return Scene(site, program, olga, vera, ids)


def ids(*members: int) -> str:
    return ".".join(map(str, members))


def move(person: int, here: tuple[int, ...], to: tuple[int, ...], other: object = "", **more: str) -> dict[str, str]:
    return {"person": str(person), "here": ids(*here), "to": ids(*to), "other": str(other), **more}


def running(scene: Scene) -> None:
    """A round of three groups: one met, one came apart, one has a time; and somebody without a buddy."""
    with scene.session() as session:
        program = session.get_one(Program, scene.program.id)
        there = [session.get_one(Participant, one) for one in scene.ids.values()]
        first = make_round(session, program, started_at=scene.site.kith.context.clock.now())
        reasons = [{"is": "OfferMeetsAsk", "asker": there[0].id, "helper": there[1].id}]
        make_group(session, first, *there[:2], answers=[MeetingAnswer.MET], reasons=reasons, fit=62)
        make_group(session, first, *there[2:4], dissolved_at=scene.site.kith.context.clock.now())
        said, wrote = [MeetingAnswer.WONT_HAPPEN], {"why": "Both law", "why_by_id": scene.organizer.id}
        third = make_group(session, first, *there[4:], answers=said, **wrote)
        make_meeting(session, third.id, starts_at=scene.site.kith.context.clock.now())
        late = make_participant(session, program, member=make_member(session, name="Gus"))
        since = {"why": WaitingWhy.JOINED_LATE, "since_at": first.created_at}
        session.add(Waiting(round_id=first.id, participant_id=late.id, **since))


def test_the_running_round_says_who_is_with_whom_why_and_how_far(scene: Scene) -> None:
    running(scene)
    page = scene.visitor().read(scene.path)
    assert "Ada Ben Ben offers something near what Ada asks for met" in page
    assert "Carl Dora changed before they met" in page
    assert re.search(r"Eve Finn .*Olga, for organizers: Both law have a time", page)
    assert "3 introduced, 1 met" in page
    assert "Gus Came in while the round was under way." in page


def test_what_a_member_said_of_a_meeting_is_theirs(scene: Scene) -> None:
    """Totals, as in the digest; of no group that somebody said that it won't happen."""
    running(scene)
    page = scene.visitor().read(scene.path)
    assert page.count("won't happen") == 1
    assert page.index("won't happen") < page.index("Who is with whom")


def test_a_viewer_is_not_told_who_is_with_whom(scene: Scene) -> None:
    running(scene)
    assert scene.site.visitor(scene.viewer).get(scene.path).status_code == 403


def test_past_rounds_are_read_by_their_number(scene: Scene) -> None:
    running(scene)
    with scene.session() as session:
        program, there = session.get_one(Program, scene.program.id), list(scene.ids.values())
        second = make_round(session, program, number=2, started_at=scene.site.kith.context.clock.now())
        make_group(session, second, *(session.get_one(Participant, one) for one in there[:3]))
    visitor = scene.visitor()
    assert "Ada Ben Carl" in visitor.read(scene.path)
    assert "Ada Ben Ben offers" in visitor.read(f"{scene.path}/1")
    assert visitor.get(f"{scene.path}/3").status_code == 404


def test_councils_and_mentors_stand_in_sections_of_their_own(scene: Scene) -> None:
    running(scene)
    now = scene.site.kith.context.clock.now()
    with scene.session() as session:
        program = session.get_one(Program, scene.program.id)
        there = [session.get_one(Participant, one) for one in scene.ids.values()]
        make_council_plan(session, program, launched_at=now)
        make_council(session, program, *there[:4], number=1)
        program.has_mentors = True
        there[5].role, there[5].capacity = Role.MENTOR, 3
        make_mentor_pair(
            session, there[0], there[5], what_for="SECRET", introduced_at=now, starts_on=MONDAY, ends_on=MONDAY
        )
    page = scene.visitor().read(scene.path)
    assert "1 Ada Ben Carl Dora" in page
    assert "introduced; no meeting was due yet" in page
    assert "Finn 1 of 3 for two mentees" in page
    assert "SECRET" not in page


def test_a_long_round_is_read_page_by_page_with_as_many_queries(scene: Scene) -> None:
    def queries() -> int:
        context = scene.site.kith.context
        with context.database.unit_of_work(scene.site.kith.workspace.id) as session, statements(session) as seen:
            pair_lists.pairs_page(session, actor_of(scene.organizer), scene.program.id, now=context.clock.now())
        return len(seen)

    running(scene)
    few = queries()
    with scene.session() as session:
        program = session.get_one(Program, scene.program.id)
        first = session.scalars(select(Round)).one()
        for number in range(A_PAGE):
            pair = [make_member(session, name=f"P{number}") for _ in range(2)]
            make_group(session, first, *(make_participant(session, program, member=one) for one in pair))
    assert queries() == few
    visitor = scene.visitor()
    assert "Page 1 of 2" in visitor.read(scene.path)
    assert "P99 P99" in visitor.read(f"{scene.path}/1?page=2")
    assert "P99 P99" in visitor.read(f"{scene.path}/1?page=99")
    assert "Ada" in visitor.read(f"{scene.path}/1?page=x&without=-1")


def test_the_next_round_is_planned_shown_and_sent(scene: Scene) -> None:
    visitor = scene.visitor()
    assert "Plan it now" in visitor.read(f"{scene.path}/next")
    page = visitor.follow(f"{scene.path}/next/plan")
    assert "The next round is planned." in page
    assert all(name in page for name in NAMES)
    assert "of 100)" in page
    assert "Six people are introduced in three groups" in page
    assert "The round has begun" in visitor.follow(f"{scene.path}/next/send")
    with scene.session() as session:
        assert session.scalars(select(Round.state)).one() is RoundState.RUNNING
    assert visitor.send(f"{scene.path}/next/send").status_code == 400


def test_it_says_from_when_on_it_can_be_planned(scene: Scene) -> None:
    with scene.session() as session:
        session.get_one(Program, scene.program.id).starts_on = MONDAY + timedelta(weeks=3)
    visitor = scene.visitor()
    assert "It can be planned from Mon 16 Mar, 09:00 on" in visitor.read(f"{scene.path}/next")
    answer = visitor.send(f"{scene.path}/next/plan")
    assert (answer.status_code, "a week before" in words(answer.text)) == (400, True)


def test_two_trade_places_at_once_where_that_costs_nothing(scene: Scene) -> None:
    visitor = scene.planned()
    one, two, _ = scene.groups()
    page = visitor.follow(f"{scene.path}/next/move", move(one[0], one, two, two[0]))
    assert "The groups fit about as well" in page
    assert {tuple(sorted((two[0], one[1]))), tuple(sorted((one[0], two[1])))} <= set(scene.groups())
    assert page.count("Locked") == 2


def test_a_move_that_costs_something_is_asked_about_first(scene: Scene) -> None:
    visitor = scene.planned()
    one = scene.groups()[0]
    answer = visitor.send(f"{scene.path}/next/move", move(one[0], one, ()))
    assert answer.status_code == 200
    assert "would have no buddy in this round." in words(answer.text)
    assert one in scene.groups()
    page = visitor.follow(f"{scene.path}/next/move", move(one[0], one, (), sure="1"))
    assert "An organizer took them out of this round." in page
    assert one not in scene.groups()


def test_a_repeat_without_a_reason_is_asked_again_with_its_cost_and_keeps_what_was_entered(scene: Scene) -> None:
    running(scene)
    with scene.session() as session:
        for of_round in session.scalars(select(Round)):
            of_round.starts_on, of_round.ends_on = MONDAY - timedelta(weeks=2), MONDAY - timedelta(days=1)
    visitor = scene.planned()
    ada, ben = scene.ids["Ada"], scene.ids["Ben"]
    here, there = (next(group for group in scene.groups() if one in group) for one in (ada, ben))
    other = next(one for one in there if one != ben)
    wanted = move(ada, here, there, other)
    asked = words(visitor.send(f"{scene.path}/next/move", wanted).text)
    assert "Ada and Ben were introduced in round 1." in asked
    refused = visitor.send(f"{scene.path}/next/move", {**wanted, "sure": "1", "why": "x" * 201})
    assert refused.status_code == 422
    assert "Ada and Ben were introduced in round 1." in words(refused.text)
    assert "x" * 201 in refused.text
    page = visitor.follow(f"{scene.path}/next/move", {**wanted, "sure": "1", "why": "They <b>asked</b>"})
    assert "Olga, for organizers: They <b>asked</b>" in page


def test_somebody_is_picked_up_and_each_place_says_what_it_costs_but_for_what_is_personal(scene: Scene) -> None:
    visitor = scene.planned()
    one, two, three = scene.groups()
    with scene.session() as session:
        places = [session.get_one(Participant, place).member_id for place in (one[0], two[1])]
        make_do_not_pair(session, *places)
    page = visitor.read(f"{scene.path}/next?who={one[0]}")
    assert "Each place says what it costs." in page
    assert "cannot be grouped" not in page
    assert "That would leave" in page
    refused = visitor.send(f"{scene.path}/next/move", move(one[0], one, two, two[0]))
    assert refused.status_code == 422
    assert "cannot be grouped" in words(refused.text)
    assert set(scene.groups()) == {one, two, three}
    assert "Each place" not in visitor.read(f"{scene.path}/next?who=999999")


def test_a_move_among_groups_that_changed_is_refused_and_the_page_shows_them_as_they_are(scene: Scene) -> None:
    visitor = scene.planned()
    one, two, three = scene.groups()
    visitor.follow(f"{scene.path}/next/move", move(one[0], one, two, two[0]))
    after = scene.groups()
    late = visitor.send(f"{scene.path}/next/move", move(three[0], three, one, one[1]))
    assert late.status_code == 422
    assert "The groups have changed since you looked, so nothing was moved." in words(late.text)
    lock = visitor.send(f"{scene.path}/next/lock", {"group": ids(*one), "locked": "1"})
    assert lock.status_code == 422
    assert scene.groups() == after


def test_a_group_is_locked_and_stays_when_the_rest_is_matched_anew(scene: Scene) -> None:
    visitor = scene.planned()
    one = scene.groups()[0]
    assert "The group stays as it is" in visitor.follow(f"{scene.path}/next/lock", {"group": ids(*one), "locked": "1"})
    assert "is matched anew" in visitor.follow(f"{scene.path}/next/anew")
    assert one in scene.groups()
    assert "may be matched anew" in visitor.follow(f"{scene.path}/next/lock", {"group": ids(*one), "locked": ""})


def test_who_joined_is_said_until_they_are_in_it(scene: Scene) -> None:
    visitor = scene.planned()
    now = scene.site.kith.context.clock.now()
    with scene.session() as session:
        program = session.get_one(Program, scene.program.id)
        gus = make_member(session, name="Gus")
        make_participant(session, program, member=gus, joined_at=now + timedelta(minutes=1))
    assert "Joined a moment ago, and in it within five minutes: Gus." in visitor.read(f"{scene.path}/next")
    page = visitor.follow(f"{scene.path}/next/anew")
    assert "Joined a moment ago" not in page
    assert "Gus joined since it was planned" in page


def test_each_organizers_message_says_what_was_changed_on_the_page(scene: Scene) -> None:
    kith = scene.site.kith
    with scene.session() as session:
        said = rounds.open_preview(session, scene.program.id, on=MONDAY, now=kith.context.clock.now())
        assert said
        kith.context.outbox.plan(
            session,
            key=rounds.copy_key(said.round_id, scene.organizer.id),
            kind="preview",
            target=Target(users=(scene.organizer.slack_user_id,)),
            message=Message("The next round"),
            now=kith.context.clock.now(),
        )
    visitor = scene.visitor()
    one, two, _ = scene.groups()
    visitor.follow(f"{scene.path}/next/move", move(one[0], one, two, two[0]))
    assert str(kith.deliveries()[-1].payload).count(":lock:") == 2
    visitor.follow(f"{scene.path}/next/send")
    assert "this round has begun" in str(kith.deliveries()[-1].payload)


@pytest.mark.parametrize(
    "fields",
    [{}, {"person": "x"}, {"person": "1", "here": "1.x"}, {"person": "1", "to": ".".join("1" * 40)},
     {"person": "999999999", "here": "", "to": "1"}, {"person": "1", "here": "1", "to": "1", "other": "-1"}],
)  # fmt: skip
def test_odd_forms_move_nobody(scene: Scene, fields: dict[str, str]) -> None:
    visitor = scene.planned()
    before = scene.groups()
    assert visitor.send(f"{scene.path}/next/move", fields).status_code == 422
    assert visitor.get(f"{scene.path}/next?fits=x.999&moved=-1&who=0&page=0").status_code == 200
    assert scene.groups() == before
