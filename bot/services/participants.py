"""Members in programs: who they are, when they were heard of, and who can be paired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.db.models import Member, Organizer, Participant, ParticipantWeek, Program, Round
from bot.db.upsert import insert_or_update
from bot.domain.calendar import local, week_of
from bot.domain.errors import NotFoundError
from bot.domain.participants import MyProgram, NotPaired, RoleChoice
from bot.domain.states import ParticipantState, Role, RoundState
from bot.services.conditions import goes_on, takes_part, with_program_and_member
from bot.services.members import Actor

NOTED_EVERY = timedelta(minutes=1)


class Heard(NamedTuple):
    """How it stands with hearing of a participant; `zone` is their program's."""

    participant_id: int
    zone: str
    joined_at: datetime
    heard_at: datetime
    asked_at: datetime | None


# All are built once: every click runs them.
_STANDS = select(Participant.id, Program.zone, Participant.joined_at, Participant.heard_at, Participant.asked_at).join(
    Program, Program.id == Participant.program_id
)
_STANDS_IN = _STANDS.where(Participant.id == bindparam("participant_id"))
_STANDS_EVERYWHERE = _STANDS.where(Participant.member_id == bindparam("member_id"), takes_part())
_HEARD = (
    update(Participant)
    .where(Participant.id == bindparam("participant_id"))
    .values(heard_at=bindparam("now"), asked_at=None)
    .execution_options(synchronize_session=False)
)


def get_for(session: Session, actor: Actor, program_id: int) -> Participant:
    """The actor's own place in the program.

    Raises NotFoundError where they take no part in it: another workspace, another program, or left.
    """
    participant = session.scalar(
        select(Participant).where(
            Participant.program_id == program_id, Participant.member_id == actor.member_id, takes_part()
        )
    )
    if participant is None:
        raise NotFoundError(f"member {actor.member_id} takes no part in program {program_id}")
    return participant


def hear(session: Session, participant_id: int, *, now: datetime) -> None:
    """The participant did something: remember when, for them and for the program's present week.

    Every action of a person in a program calls it. It answers the question "stay, pause, leave?" by itself.
    """
    for row in session.execute(_STANDS_IN, {"participant_id": participant_id}).all():
        note_heard(session, Heard(*row), now=now)


def hear_everywhere(session: Session, actor: Actor, *, now: datetime) -> None:
    """The person did something that concerns all their programs."""
    for heard in _everywhere(session, actor):
        note_heard(session, heard, now=now)


def is_noted(session: Session, actor: Actor, *, now: datetime) -> bool:
    """Whether `hear_everywhere` would write nothing: whoever only reads asks it before they take a writer's turn."""
    return all(_is_noted(heard, now=now) for heard in _everywhere(session, actor))


def note_heard(session: Session, heard: Heard, *, now: datetime) -> None:
    """What `hear` writes, for whoever has read already how it stands. Who presses on and on is noted once a minute."""
    if _is_noted(heard, now=now):
        return
    session.execute(_HEARD, {"participant_id": heard.participant_id, "now": now})
    loaded = session.identity_map.get(session.identity_key(Participant, heard.participant_id))
    if loaded is not None:
        session.expire(loaded, ["heard_at", "asked_at"])
    key = {"participant_id": heard.participant_id, "week_on": _week_on(heard, now)}
    insert_or_update(session, ParticipantWeek, key, heard_at=now)


def _everywhere(session: Session, actor: Actor) -> list[Heard]:
    return [Heard(*row) for row in session.execute(_STANDS_EVERYWHERE, {"member_id": actor.member_id}).all()]


def _is_noted(heard: Heard, *, now: datetime) -> bool:
    is_recent = heard.joined_at < heard.heard_at <= now < heard.heard_at + NOTED_EVERY
    return is_recent and heard.asked_at is None and _week_on(heard, heard.heard_at) == _week_on(heard, now)


def _week_on(heard: Heard, moment: datetime) -> date:
    return week_of(local(moment, heard.zone).date())


def my_programs(session: Session, actor: Actor) -> list[MyProgram]:
    """The programs not ended that the actor takes part in or organizes, oldest first."""
    rows = session.execute(
        select(Program, Participant, Organizer.id)
        .outerjoin(
            Participant,
            (Participant.program_id == Program.id) & (Participant.member_id == actor.member_id) & takes_part(),
        )
        .outerjoin(Organizer, (Organizer.program_id == Program.id) & (Organizer.member_id == actor.member_id))
        .where(goes_on(), Participant.id.is_not(None) | Organizer.id.is_not(None))
        .order_by(Program.id)
    ).all()
    numbers = next_round_numbers(session, [program.id for program, _, _ in rows])
    return [
        _my_program(program, participant, is_organizer=organizer_id is not None, next_number=numbers[program.id])
        for program, participant, organizer_id in rows
    ]


def next_round_numbers(session: Session, program_ids: Sequence[int]) -> dict[int, int]:
    """The number of each program's next round: one that is only proposed still counts as next."""
    rows = session.execute(
        select(Round.program_id, func.max(Round.number))
        .where(Round.program_id.in_(program_ids), Round.state != RoundState.PROPOSED)
        .group_by(Round.program_id)
    )
    started: dict[int, int] = {row[0]: row[1] for row in rows}
    return {program_id: started.get(program_id, 0) + 1 for program_id in program_ids}


def pairable(session: Session, program_id: int, *, round_number: int, on: date) -> list[tuple[Participant, Member]]:
    """Who can be paired in the round that starts on `on` (the program's local date), by participant id."""
    return [
        (participant, member)
        for participant, member, reason in _judged(session, program_id, round_number=round_number, on=on)
        if reason is None
    ]


def not_pairable(
    session: Session, program_id: int, *, round_number: int, on: date
) -> list[tuple[Participant, Member, NotPaired]]:
    """Who is not paired in that round, and why; people who left the program are not listed."""
    return [
        (participant, member, reason)
        for participant, member, reason in _judged(session, program_id, round_number=round_number, on=on)
        if reason is not None
    ]


def why_not_paired(
    program: Program, participant: Participant, member: Member, *, round_number: int, on: date
) -> NotPaired | None:
    """The first reason that keeps the participant out of that round; None if they can be paired.

    A pause is over on its day. Someone who landed is paired only as a mentor, in a program with mentor rounds.
    """
    state = participant.state
    is_mentor = program.mentor_rounds and participant.role is Role.MENTOR
    back = state is ParticipantState.PAUSED and participant.paused_until_on and participant.paused_until_on <= on
    reasons = (
        (NotPaired.DEACTIVATED, member.deactivated_at is not None),
        (NotPaired.BOT, member.is_bot),
        (NotPaired.LEFT, state is ParticipantState.LEFT),
        (NotPaired.LEFT_CHANNEL, participant.channel_left_at is not None),
        (NotPaired.PAUSED, state is ParticipantState.PAUSED and not back),
        (NotPaired.RESTING, state is ParticipantState.RESTING),
        (NotPaired.LANDED, state is ParticipantState.LANDED and not is_mentor),
        (NotPaired.SKIPS, participant.skips_round == round_number),
        (NotPaired.GUEST, member.is_guest and not program.pairs_guests),
        (NotPaired.UNKNOWN, member.seen_in_slack_at is None),
    )
    return next((reason for reason, holds in reasons if holds), None)


def mentoring(program: Program, participant: Participant) -> RoleChoice | None:
    """How they take part in mentor rounds; None where rounds have no roles. Who did not choose is a mentee."""
    return RoleChoice(participant.role is Role.MENTOR, participant.capacity) if program.mentor_rounds else None


def _judged(
    session: Session, program_id: int, *, round_number: int, on: date
) -> list[tuple[Participant, Member, NotPaired | None]]:
    rows = session.execute(
        with_program_and_member(select(Participant, Program, Member))
        .where(Program.id == program_id, takes_part())
        .order_by(Participant.id)
    )
    return [
        (participant, member, why_not_paired(program, participant, member, round_number=round_number, on=on))
        for participant, program, member in rows
    ]


def _my_program(
    program: Program, participant: Participant | None, *, is_organizer: bool, next_number: int
) -> MyProgram:
    return MyProgram(
        program_id=program.id,
        name=program.name,
        slack_channel_id=program.slack_channel_id,
        zone=program.zone,
        program_state=program.state,
        participant_id=participant.id if participant else None,
        state=participant.state if participant else None,
        paused_until_on=participant.paused_until_on if participant else None,
        skips_next=participant is not None and participant.skips_round == next_number,
        name_in_public=participant is not None and participant.name_in_public,
        is_organizer=is_organizer,
        mentoring=mentoring(program, participant) if participant else None,
    )
