"""What organizers do with people is in their log: once, with ids alone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import OrganizerAct
from bot.domain.organizer_acts import Act
from bot.services.people import apart, invitations, places, together
from tests.factories import make_group, make_member, make_round
from tests.services.people.conftest import MONDAY, NOW, Room


def test_each_act_is_noted_once_with_whom_it_is_about(session: Session, room: Room) -> None:
    ada, ben, cleo = room.join("Ada"), room.join("Ben"), room.join("Cleo")
    ina = make_member(session)
    make_group(session, make_round(session, room.program, starts_on=MONDAY, started_at=NOW), ada, ben)
    of = (session, room.olga, room.program.id)
    for _ in range(2):
        invitations.invite(*of, ina.id, now=NOW)
        places.pause(*of, cleo.id, until_on=date(2026, 3, 6), now=NOW)
    for _ in range(2):
        places.end_pause(*of, cleo.id, now=NOW)
        together.bring_together(*of, [ada.id, cleo.id], now=NOW)
    for _ in range(2):
        together.take_back(*of, cleo.id, now=NOW)
        apart.keep_apart(*of, ada.id, ben.id, now=NOW)
        apart.change_now(*of, ada.id, ben.id, now=NOW)
    for _ in range(2):
        apart.let_meet(*of, ben.id, ada.id, now=NOW)
    places.remove(*of, ada.id, now=NOW)

    a, b, c = ada.member_id, ben.member_id, cleo.member_id
    assert [(row.act, row.detail) for row in session.scalars(select(OrganizerAct).order_by(OrganizerAct.id))] == [
        (Act.PERSON_INVITED, {"members": [ina.id]}),
        (Act.PERSON_PAUSED, {"members": [c]}),
        (Act.PERSON_RESUMED, {"members": [c]}),
        (Act.BROUGHT_TOGETHER, {"members": [a, c]}),
        (Act.NOT_TOGETHER, {"members": [a, c]}),
        (Act.KEPT_APART, {"members": [a, b]}),
        (Act.PARTED, {"members": [a, b]}),
        (Act.MAY_MEET, {"members": [a, b]}),
        (Act.PERSON_REMOVED, {"members": [a]}),
    ]
