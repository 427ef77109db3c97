"""A running round, with introduced groups, for tests of what happens in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Member, Participant, Program, Round, Waiting
from bot.domain.states import MeetingAnswer
from bot.services.members import Actor
from bot.services.rounds.groups import groups_of
from tests.factories import make_group, make_participant, make_program, make_round

MONDAY = date(2026, 3, 2)
STARTED = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = STARTED + timedelta(days=1)


@dataclass
class Scene:
    """A program with a running round of two weeks; groups are named by their people."""

    session: Session
    program: Program
    round: Round
    groups: list[BuddyGroup]

    def actor(self, participant: Participant) -> Actor:
        member = self.session.get_one(Member, participant.member_id)
        return Actor(member.workspace_id, member.id, member.slack_user_id)

    def people(self, number: int) -> list[Participant]:
        """The participants of the n-th group made."""
        ids = self.session.scalars(
            select(GroupMember.participant_id)
            .where(GroupMember.group_id == self.groups[number].id)
            .order_by(GroupMember.participant_id)
        )
        return [self.session.get_one(Participant, participant_id) for participant_id in ids]

    def standing(self) -> set[frozenset[int]]:
        """The groups that hold now."""
        return {frozenset(members) for _, members in groups_of(self.session, self.round.id)}

    def waiting(self) -> dict[int, Waiting]:
        """Who waits now."""
        rows = self.session.scalars(select(Waiting).where(Waiting.ended_at.is_(None)))
        return {row.participant_id: row for row in rows}

    def answer(self, participant: Participant, answer: MeetingAnswer | None) -> None:
        row = self.session.scalars(select(GroupMember).where(GroupMember.participant_id == participant.id)).one()
        row.answer = answer
        self.session.flush()

    def newcomer(self, **values: object) -> Participant:
        return make_participant(self.session, self.program, **{"joined_at": TUESDAY, **values})  # type: ignore[arg-type]


def make_scene(session: Session, *sizes: int, **values: object) -> Scene:
    program = make_program(session, starts_on=MONDAY, **values)
    running = make_round(session, program, started_at=STARTED)
    groups = [
        make_group(
            session,
            running,
            *[make_participant(session, program) for _ in range(size)],
            introduce_at=STARTED,
            introduced_at=STARTED,
        )
        for size in sizes
    ]
    return Scene(session, program, running, groups)


@pytest.fixture
def scene(session: Session) -> Scene:
    """Two pairs."""
    return make_scene(session, 2, 2)
