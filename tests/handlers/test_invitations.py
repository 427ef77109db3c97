"""An invitation's two buttons: a yes joins by the usual screen, a no is told to nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.models import Member, Participant, Program, ProgramInvitation
from bot.domain.states import ParticipantState
from bot.services.people import invitations
from bot.views import invitations as view
from bot.views import participants as participants_view
from tests.factories import actor_of
from tests.handlers import payloads
from tests.handlers.conftest import Kith


@pytest.fixture
def program(kith: Kith) -> Program:
    return kith.program(slack_channel_id="C1", name="Spring")


@pytest.fixture
def asked(kith: Kith, program: Program) -> Member:
    """Somebody outside, whom an organizer invited."""
    member, organizer = kith.member(), kith.organizer(program)
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        now = kith.context.clock.now()
        invitations.invite(session, actor_of(organizer), program.id, member.id, now=now)
    return member


def test_a_yes_shows_who_sees_what_and_joins(kith: Kith, program: Program, asked: Member) -> None:
    kith.press(asked, view.YES, program.id)
    assert "Who sees what" in str(kith.slack.of("views.open")[-1])
    kith.submit(asked, participants_view.JOIN_FORM, {"name_in_public": payloads.choices()}, remembers=program.id)
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        place = session.scalars(select(Participant).where(Participant.member_id == asked.id)).one()
        assert (place.state, place.stays_outside_at is not None) == (ParticipantState.ACTIVE, True)
        assert session.scalars(select(ProgramInvitation)).all() == []


def test_a_no_is_thanked_for_and_tells_nobody(kith: Kith, program: Program, asked: Member) -> None:
    kith.press(asked, view.NO, program.id)
    assert "told to nobody" in str(kith.slack.of("response_url")[-1])
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        assert session.scalars(select(ProgramInvitation)).one().declined_at is not None
        assert session.scalars(select(Participant)).all() == []
