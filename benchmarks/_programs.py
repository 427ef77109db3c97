"""A running program with everybody in it, for runs in which people press buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.db.models import Activity, Member, Participant, Program
from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm, week_of


def add_program(session: Session, channel: str, users: Sequence[str]) -> tuple[int, int]:
    """Into the session's workspace: its number, and that of its one activity."""
    now = datetime.now(UTC)
    program = Program(
        slack_channel_id=channel, name="Bench", preset="career_program", zone="UTC", state_changed_at=now,
        created_at=now, due_checked_at=now, starts_on=week_of(now.date()), seed=7,
        rhythm=Rhythm(DEFAULT_MOMENTS).to_json(),
    )  # fmt: skip
    session.add(program)
    session.flush()
    activity = Activity(program_id=program.id, key="coffee_chat", name="Coffee chat", position=0)
    members = [Member(slack_user_id=user, name=user, zone="UTC", seen_in_slack_at=now) for user in users]
    session.add_all([activity, *members])
    session.flush()
    session.add_all(
        Participant(program_id=program.id, member_id=member.id, state_changed_at=now, joined_at=now, last_active_at=now)
        for member in members
    )
    return program.id, activity.id
