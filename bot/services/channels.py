"""The people in a program's channel, as Slack reports them: by event, or when the channel is read again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import ChannelPerson, Member, Participant, Program, Workspace
from bot.db.upsert import insert_once
from bot.domain.states import Joining, ProgramState
from bot.services import joining, members
from bot.services.conditions import is_running, may_speak, takes_part
from bot.services.program_start import in_channel

READ_EVERY = timedelta(days=1)


@dataclass(frozen=True)
class ToRead:
    """A program whose channel is to be read."""

    workspace_id: int
    program_id: int
    slack_channel_id: str


TO_READ = DueQuery(
    select(Program.workspace_id, Program.id, Program.slack_channel_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(
        is_running(),
        may_speak(),
        or_(Program.channel_read_at.is_(None), Program.channel_read_at <= now_plus(-READ_EVERY)),
    )
    .order_by(Program.id)
)


def to_read(session: Session, *, now: datetime) -> list[ToRead]:
    """Running programs whose channel was not read for a day, or is to be read at once."""
    return [ToRead(row[0], row[1], row[2]) for row in TO_READ.ask(session, now=now)]


def record_members(
    session: Session, program_id: int, slack_user_ids: Collection[str], *, is_private: bool, now: datetime
) -> list[str]:
    """Store that exactly these people are in the channel; returns the Slack ids of those whom Slack has yet to
    describe.

    Those whom Kith knows are remembered: they can join from App Home, and they alone are shown a private channel's
    program. Participants who are missing will be asked whether they stay; where everyone takes part, newcomers are
    enrolled, unless they erased their data: they join by their own press. The channel counts as read once everybody in
    it is described.
    """
    program = session.get_one(Program, program_id)
    program.is_private = is_private
    program.channel_people = max(len(slack_user_ids) - 1, 0)  # Kith is one of them
    unknown: list[str] = []
    if program.joining is Joining.EVERYONE:
        enrolled = set(slack_user_ids) - members.who_erased(session, slack_user_ids)
        unknown = [
            slack_user_id
            for slack_user_id in sorted(enrolled)
            if members.ensure(session, slack_user_id=slack_user_id).seen_in_slack_at is None
        ]
        joining.enroll(session, program, enrolled, now=now)
    _remember(session, program, slack_user_ids)
    for participant, slack_user_id in session.execute(_people(program_id)):
        if slack_user_id in slack_user_ids:
            _is_there(participant)
        else:
            _is_gone(participant, now=now)
    if not unknown:
        program.channel_read_at = now
    return unknown


def member_joined(session: Session, slack_channel_id: str, slack_user_id: str, *, now: datetime) -> Program | None:
    """Somebody joined a channel: its program, if it has one. If everyone takes part, so does the newcomer."""
    program = in_channel(session, slack_channel_id)
    if program is None:
        return None
    program.channel_people = None if program.channel_people is None else program.channel_people + 1
    enrolls = program.joining is Joining.EVERYONE and program.state is ProgramState.RUNNING
    if enrolls and not members.who_erased(session, [slack_user_id]):
        member = members.ensure(session, slack_user_id=slack_user_id)
        if member.seen_in_slack_at is None:
            program.channel_read_at = None  # the next tick describes and enrolls them
        joining.enroll(session, program, [slack_user_id], now=now)
    if (member_id := session.scalar(_known([slack_user_id]))) is not None:
        insert_once(session, ChannelPerson, program_id=program.id, member_id=member_id)
    for participant, _ in session.execute(_people(program.id).where(Member.slack_user_id == slack_user_id)):
        _is_there(participant)
    return program


def member_left(session: Session, slack_channel_id: str, slack_user_id: str, *, now: datetime) -> None:
    """Somebody left a channel; if they take part in its program they are asked whether they stay."""
    program = in_channel(session, slack_channel_id)
    if program is None:
        return
    program.channel_people = None if program.channel_people is None else max(program.channel_people - 1, 0)
    gone = delete(ChannelPerson).where(ChannelPerson.program_id == program.id)
    session.execute(gone.where(ChannelPerson.member_id.in_(_known([slack_user_id]))))
    for participant, _ in session.execute(_people(program.id).where(Member.slack_user_id == slack_user_id)):
        _is_gone(participant, now=now)


def _remember(session: Session, program: Program, slack_user_ids: Collection[str]) -> None:
    there = session.scalars(_known(slack_user_ids)).all()
    session.execute(
        delete(ChannelPerson).where(ChannelPerson.program_id == program.id, ChannelPerson.member_id.not_in(there))
    )
    for member_id in there:
        insert_once(session, ChannelPerson, program_id=program.id, member_id=member_id)


def _known(slack_user_ids: Collection[str]) -> Select[int]:
    return select(Member.id).where(Member.slack_user_id.in_(slack_user_ids))


def _people(program_id: int) -> Select[Participant, str]:
    return (
        select(Participant, Member.slack_user_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.program_id == program_id, takes_part())
    )


def _is_there(participant: Participant) -> None:
    participant.channel_left_at = participant.stays_outside_at = None


def _is_gone(participant: Participant, *, now: datetime) -> None:
    if participant.channel_left_at is None and participant.stays_outside_at is None:
        participant.channel_left_at = now
