"""Five unprompted messages a week, one a day, two on the day a round starts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.kinds import MessageKind
from bot.services import hard_weeks
from bot.services.message_cap import record_exempt, reserve, with_room
from tests.factories import actor_of, make_member, make_participant, make_program

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kinds", "admitted"),
    [
        ([MessageKind.PROMPT, MessageKind.NUDGE], [True, False]),
        ([MessageKind.INTRODUCTION, MessageKind.PROMPT, MessageKind.PLAN], [True, True, False]),
        ([MessageKind.PROMPT, MessageKind.INTRODUCTION], [True, True]),
        ([MessageKind.PROMPT, MessageKind.PROMPT], [True, False]),
    ],
)
def test_one_a_day_and_two_when_a_round_starts(
    session: Session, now: datetime, kinds: list[MessageKind], admitted: list[bool]
) -> None:
    member = make_member(session)
    assert [reserve(session, member_id=member.id, kind=kind, local_on=MONDAY, now=now) for kind in kinds] == admitted


def test_the_fifth_of_a_week_is_kept_for_the_check_in(session: Session, now: datetime) -> None:
    member = make_member(session)

    def ask(kind: MessageKind, day: int) -> bool:
        return reserve(session, member_id=member.id, kind=kind, local_on=MONDAY + timedelta(days=day), now=now)

    assert [
        ask(MessageKind.INTRODUCTION, 0),
        ask(MessageKind.PROMPT, 0),
        ask(MessageKind.PLAN, 1),
        ask(MessageKind.PLAN, 2),
    ] == [True] * 4
    assert not ask(MessageKind.NUDGE, 3)
    assert ask(MessageKind.CHECKIN, 4)
    assert not ask(MessageKind.PLAN, 5)
    assert ask(MessageKind.PROMPT, 7)


def test_a_digest_takes_a_place_of_the_week_beside_the_days_message(session: Session, now: datetime) -> None:
    member = make_member(session)
    monday = now.date()
    for _ in range(2):
        record_exempt(session, member_id=member.id, kind=MessageKind.DIGEST, local_on=monday, now=now)
    assert reserve(session, member_id=member.id, kind=MessageKind.PROMPT, local_on=monday, now=now)
    assert reserve(session, member_id=member.id, kind=MessageKind.INTRODUCTION, local_on=monday, now=now)
    days = [monday + timedelta(days=offset) for offset in range(1, 5)]
    kinds = (MessageKind.PLAN, MessageKind.PLAN, MessageKind.NUDGE, MessageKind.CHECKIN)
    sent = [
        reserve(session, member_id=member.id, kind=kind, local_on=on, now=now)
        for on, kind in zip(days, kinds, strict=True)
    ]
    assert sent == [True, False, False, True]


def test_a_hard_week_is_silent_until_monday_but_for_a_time_with_a_buddy(session: Session, now: datetime) -> None:
    member = make_member(session)
    make_participant(session, make_program(session), member=member)
    hard_weeks.declare(session, actor_of(member), week_on=MONDAY, now=now)
    thursday, friday, next_monday = (MONDAY + timedelta(days=days) for days in (3, 4, 7))
    for kind, on in ((MessageKind.NUDGE, thursday), (MessageKind.PLAN, thursday), (MessageKind.CHECKIN, friday)):
        assert not reserve(session, member_id=member.id, kind=kind, local_on=on, now=now), kind
        assert with_room(session, kind, [(member.id, on), (member.id, next_monday)]) == {(member.id, next_monday)}
    assert not reserve(session, member_id=member.id, kind=MessageKind.INTRODUCTION, local_on=thursday, now=now)
    plan = MessageKind.PLAN
    assert reserve(session, member_id=member.id, kind=plan, local_on=thursday, now=now, even_if_hard=True)
    assert reserve(session, member_id=member.id, kind=MessageKind.PROMPT, local_on=next_monday, now=now)
