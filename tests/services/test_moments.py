"""What is said ahead takes a number of queries that does not grow, and is for those who may read the program."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.domain.errors import NotAllowedError
from bot.domain.states import ProgramState
from bot.services import moments
from tests.factories import actor_of, make_member, make_organizer, make_participant, make_program
from tests.services.counting import statements


def test_the_number_of_queries_does_not_grow_with_people(session: Session, now: datetime) -> None:
    program, organizer = make_program(session, preview_hours=8), make_member(session)
    make_organizer(session, program, member=organizer)
    counts = []
    for _ in range(2):
        for _ in range(4):
            make_participant(session, program)
        session.expire_all()
        with statements(session) as seen:
            found = moments.ahead(session, actor_of(organizer), program.id, now=now)
            moments.sample(session, actor_of(organizer), program.id, now=now)
        assert found
        counts.append(len(seen))
    assert counts[0] == counts[1] < 30


def test_nobody_else_reads_it_and_a_program_that_does_not_run_sends_nothing(session: Session, now: datetime) -> None:
    program, organizer = make_program(session, state=ProgramState.ENDED), make_member(session)
    make_organizer(session, program, member=organizer)
    assert moments.ahead(session, actor_of(organizer), program.id, now=now) == ()
    with pytest.raises(NotAllowedError):
        moments.ahead(session, actor_of(make_member(session)), program.id, now=now)
