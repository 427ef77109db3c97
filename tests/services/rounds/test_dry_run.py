"""The next round can be looked at, and explained for two people, without changing anything."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Round
from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.pairing import HoursCost
from bot.services.rounds.dry_run import dry_run, explain_two, hours_cost
from bot.views.rounds.plain_text import explanation_lines, group_line, left_out_line
from tests.factories import actor_of, make_do_not_pair, make_member, make_organizer, make_participant, make_program
from tests.services.rounds.conftest import TUESDAY


def test_everybody_is_in_the_look_ahead_and_nothing_is_stored(session: Session) -> None:
    program = make_program(session)
    for _ in range(5):
        make_participant(session, program)
    round_ = dry_run(session, str(program.id), now=TUESDAY)
    lines = [group_line(group.members, group.reasons, round_.names) for group in round_.plan.groups]
    assert all(any(name in line for line in lines) for name in round_.names.values())
    assert "they have not been buddies before" in lines[0]
    assert session.scalars(select(Round)).all() == []


def test_why_two_people_are_apart_names_no_entry(session: Session) -> None:
    program = make_program(session, name="Spring")
    one, other = make_participant(session, program), make_participant(session, program)
    make_do_not_pair(session, one.member_id, other.member_id)
    ids = [session.get_one(Member, person.member_id).slack_user_id for person in (one, other)]
    round_, why = explain_two(session, "Spring", *ids, now=TUESDAY)
    assert not why.together
    assert explanation_lines(why, round_.names)[1] == "Ruled out: a rule of the program or of a person."
    assert "nobody is free" in left_out_line(round_.plan.left_out[0], round_.names)


def test_why_two_people_are_together(session: Session) -> None:
    program = make_program(session, name="Spring")
    people = [make_participant(session, program) for _ in range(2)]
    names = [session.get_one(Member, person.member_id).name for person in people]
    round_, why = explain_two(session, "Spring", *names, now=TUESDAY)
    assert why.together
    assert "would be together" in explanation_lines(why, round_.names)[0]


def test_the_least_hours_say_what_they_cost_as_the_next_round_would_be(session: Session) -> None:
    program = make_program(session, min_common_half_hours=None)
    organizer = session.get_one(Member, make_organizer(session, program).member_id)
    for zone in ("Europe/Berlin", "Europe/Berlin", "Europe/Berlin", "Asia/Tokyo"):
        make_participant(session, program, member=make_member(session, zone=zone))
    make_participant(session, program, member=make_member(session, zone="Asia/Tokyo"), skips_round=1)
    assert hours_cost(session, actor_of(organizer), program.id, now=TUESDAY) == HoursCost(4, 4, 1, 0)
    program.min_common_half_hours = 0
    assert hours_cost(session, actor_of(organizer), program.id, now=TUESDAY).without_partner == 0
    with pytest.raises(NotAllowedError):
        hours_cost(session, actor_of(make_member(session)), program.id, now=TUESDAY)


@pytest.mark.parametrize(("program", "one", "other"), [("Nowhere", "a", "b"), ("Spring", "a", "b")])
def test_what_is_not_there_is_said(session: Session, program: str, one: str, other: str) -> None:
    make_program(session, name="Spring")
    with pytest.raises(NotFoundError):
        explain_two(session, program, one, other, now=TUESDAY)
