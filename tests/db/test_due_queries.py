"""Due queries: built once, asked at any moment, many in one statement."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.due_queries import AnyDue, DueQuery, now_plus, today_plus
from bot.db.models import BuddyGroup, Member, ProgramBreak
from tests.conftest import NOW
from tests.factories import make_member, make_program

SEEN_AN_HOUR_AGO = DueQuery(
    select(Member.slack_user_id).where(Member.seen_in_slack_at <= now_plus(-timedelta(hours=1)))
)


def test_a_due_query_counts_its_instants_from_when_it_is_asked(session: Session) -> None:
    make_member(session, slack_user_id="UADA", seen_in_slack_at=NOW)
    assert SEEN_AN_HOUR_AGO.ask(session, now=NOW + timedelta(minutes=59)).all() == []
    assert SEEN_AN_HOUR_AGO.ask(session, now=NOW + timedelta(minutes=60)).scalars().all() == ["UADA"]


def test_a_due_query_counts_its_days_in_utc(session: Session) -> None:
    program = make_program(session)
    tomorrow = NOW.date() + timedelta(days=1)
    session.add(ProgramBreak(program_id=program.id, from_on=tomorrow, until_on=tomorrow))
    session.flush()
    query = DueQuery(select(ProgramBreak.id).where(ProgramBreak.from_on <= today_plus(timedelta(hours=14))))
    assert query.ask(session, now=NOW.replace(hour=9)).all() == []
    assert len(query.ask(session, now=NOW.replace(hour=10)).all()) == 1


def test_any_due_names_those_that_find_something(session: Session) -> None:
    make_member(session, seen_in_slack_at=NOW)
    any_due = AnyDue({"people": SEEN_AN_HOUR_AGO, "groups": DueQuery(select(BuddyGroup.id).where(BuddyGroup.id > 0))})
    assert any_due.found(session, now=NOW) == frozenset()
    assert any_due.found(session, now=NOW + timedelta(hours=2)) == {"people"}
