"""Five unprompted messages a week, one a day, two on the day a round starts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.states import Kind
from bot.services.notices import admit, count_apart
from tests.factories import make_member

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kinds", "admitted"),
    [
        ([Kind.PROMPT, Kind.WORD], [True, False]),
        ([Kind.INTRODUCTION, Kind.PROMPT, Kind.PLAN], [True, True, False]),
        ([Kind.PROMPT, Kind.INTRODUCTION], [True, True]),
        ([Kind.PROMPT, Kind.PROMPT], [True, False]),
    ],
)
def test_one_a_day_and_two_when_a_round_starts(
    session: Session, now: datetime, kinds: list[Kind], admitted: list[bool]
) -> None:
    member = make_member(session)
    assert [admit(session, member_id=member.id, kind=kind, local_on=MONDAY, now=now) for kind in kinds] == admitted


def test_the_fifth_of_a_week_is_kept_for_the_check_in(session: Session, now: datetime) -> None:
    member = make_member(session)

    def ask(kind: Kind, day: int) -> bool:
        return admit(session, member_id=member.id, kind=kind, local_on=MONDAY + timedelta(days=day), now=now)

    assert [ask(Kind.INTRODUCTION, 0), ask(Kind.PROMPT, 0), ask(Kind.PLAN, 1), ask(Kind.PLAN, 2)] == [True] * 4
    assert not ask(Kind.WORD, 3)
    assert ask(Kind.CHECKIN, 4)
    assert not ask(Kind.PLAN, 5)
    assert ask(Kind.PROMPT, 7)


def test_a_digest_takes_a_place_of_the_week_beside_the_days_message(session: Session, now: datetime) -> None:
    member = make_member(session)
    monday = now.date()
    for _ in range(2):
        count_apart(session, member_id=member.id, kind=Kind.DIGEST, local_on=monday, now=now)
    assert admit(session, member_id=member.id, kind=Kind.PROMPT, local_on=monday, now=now)
    assert admit(session, member_id=member.id, kind=Kind.INTRODUCTION, local_on=monday, now=now)
    days = [monday + timedelta(days=offset) for offset in range(1, 5)]
    kinds = (Kind.PLAN, Kind.PLAN, Kind.WORD, Kind.CHECKIN)
    sent = [
        admit(session, member_id=member.id, kind=kind, local_on=on, now=now)
        for on, kind in zip(days, kinds, strict=True)
    ]
    assert sent == [True, False, False, True]
