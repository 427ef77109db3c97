"""A program with an organizer, for tests of what organizers do with its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program
from bot.services.members import Actor
from tests.factories import actor_of, make_member, make_organizer, make_participant, make_program

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)  # the day after the first round began


@dataclass
class Room:
    """The program, who organizes it, and those who take part."""

    session: Session
    program: Program
    olga: Actor

    def join(self, name: str, **values: object) -> Participant:
        """Somebody of this name takes part."""
        of_member = {key: values.pop(key) for key in ("works_from", "works_until") if key in values}
        member = make_member(self.session, name=name, **of_member)
        return make_participant(self.session, self.program, member=member, **values)

    def member(self, participant: Participant) -> Member:
        return self.session.get_one(Member, participant.member_id)

    def actor(self, participant: Participant) -> Actor:
        return actor_of(self.member(participant))


@pytest.fixture
def room(session: Session) -> Room:
    program = make_program(session, starts_on=MONDAY)
    olga = make_member(session, name="Olga")
    make_organizer(session, program, member=olga)
    return Room(session, program, actor_of(olga))


@pytest.fixture
def stranger(session: Session) -> Actor:
    """An organizer of another program of the workspace."""
    return actor_of(session.get_one(Member, make_organizer(session, make_program(session)).member_id))
