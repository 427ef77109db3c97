"""Programs with councils: proposed ones, and ones that go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import (
    Council,
    CouncilMeeting,
    CouncilMember,
    CouncilPlan,
    CouncilWaiting,
    Member,
    Participant,
    Program,
)
from bot.services.councils import people
from bot.services.members import Actor
from tests.factories import (
    actor_of,
    make_council,
    make_council_plan,
    make_member,
    make_organizer,
    make_participant,
    make_program,
)

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)  # the Thursday before the week of the first meeting
LATER = NOW + timedelta(days=7)


@dataclass
class Scene:
    """A program with councils of about five, its organizer and its people."""

    session: Session
    program: Program
    plan: CouncilPlan
    organizer: Actor
    people: list[Participant]

    def member(self, one: Participant) -> Member:
        return self.session.get_one(Member, one.member_id)

    def actor(self, one: Participant) -> Actor:
        return actor_of(self.member(one))

    def user(self, one: Participant) -> str:
        return self.member(one).slack_user_id

    def joins(self, **values: Any) -> Participant:
        """Somebody more; `values` are their member's, but for `role` and `state`."""
        own = {name: values.pop(name) for name in ("role", "state") if name in values}
        one = make_participant(self.session, self.program, member=make_member(self.session, **values), **own)
        self.people.append(one)
        return one

    def councils(self) -> list[set[int]]:
        """The people of each council that goes on."""
        return [{one.id for one, _ in there} for there in people.seats(self.session, self.program.id).values()]

    def council_of(self, one: Participant) -> Council:
        return self.session.scalars(
            select(Council)
            .join(CouncilMember, CouncilMember.council_id == Council.id)
            .where(CouncilMember.participant_id == one.id, CouncilMember.left_at.is_(None))
        ).one()

    def meeting_of(self, one: Participant) -> CouncilMeeting:
        council = self.council_of(one)
        newest = select(CouncilMeeting).where(CouncilMeeting.council_id == council.id)
        return self.session.scalars(newest.order_by(CouncilMeeting.number.desc()).limit(1)).one()

    def waiting(self) -> set[int]:
        """Who waits for a council."""
        return set(self.session.scalars(select(CouncilWaiting.participant_id)))


def make_scene(session: Session, count: int = 0, **values: Any) -> Scene:
    """Councils are still to be composed."""
    program = make_program(session, starts_on=MONDAY, **values)
    plan = make_council_plan(session, program)
    organizer = make_organizer(session, program)
    scene = Scene(session, program, plan, actor_of(session.get_one(Member, organizer.member_id)), [])
    for _ in range(count):
        scene.joins()
    return scene


@pytest.fixture
def proposed(session: Session) -> Scene:
    """Nobody yet, and nothing composed."""
    return make_scene(session)


@pytest.fixture
def going(session: Session) -> Scene:
    """Two councils of four that were introduced: the first four people, and the others."""
    scene = make_scene(session, 8)
    scene.plan.launched_at = scene.plan.shown_at = scene.plan.composed_at = NOW
    for there in (scene.people[:4], scene.people[4:]):
        make_council(session, scene.program, *there)
    return scene
