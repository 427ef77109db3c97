"""Notes go a time after their author left or the program ended; counts stay, and who comes back writes new ones."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.states import ParticipantState, ProgramState
from bot.services import retention
from tests.factories import FIRST_MONDAY, make_activity, make_checkin, make_participant, make_program

YEAR = timedelta(days=365)


def old(session: Session, now: datetime) -> list[int]:
    return [row.id for row in retention.OLD_NOTES.ask(session, now=now - YEAR)]


@pytest.mark.parametrize("ends", ["participant", "program"])
def test_notes_of_who_left_a_year_ago_and_of_a_program_that_ended_then_are_erased(
    session: Session, now: datetime, ends: str
) -> None:
    program = make_program(session)
    mine, chat = make_participant(session, program), make_activity(session, program, key="chat", name="Chat")
    act = make_checkin(session, mine, chat.id, FIRST_MONDAY, advice="Zebra", new_contacts=["Zoë"])
    assert old(session, now) == []
    if ends == "participant":
        mine.state, mine.state_changed_at = ParticipantState.LEFT, now
    else:
        program.state, program.state_changed_at = ProgramState.ENDED, now
    assert old(session, now + YEAR) == []
    later = now + YEAR + timedelta(hours=1)
    assert old(session, later) == [mine.id]
    retention.erase_notes(session, mine.id, now=later)
    assert (act.advice, act.new_contacts, act.new_contact_count) == ("", [], 1)
    assert old(session, later + YEAR) == []


def test_who_came_back_and_left_again_is_looked_after_again(session: Session, now: datetime) -> None:
    mine = make_participant(session, make_program(session), state=ParticipantState.LEFT, state_changed_at=now)
    mine.notes_erased_at = now - YEAR
    assert old(session, now + YEAR + timedelta(hours=1)) == [mine.id]
