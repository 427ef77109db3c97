"""Members in programs: who they are, when they were last active, and who can be paired."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from bot.db.models import Member, Organizer, Participant, ParticipantWeek, Program, Round
from bot.db.upsert import insert_or_update
from bot.domain.calendar import ProgramDates, local, next_monday, week_of
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.participants import MyProgram, NotPaired, RoleChoice
from bot.domain.states import ParticipantState, Role, RoundState
from bot.domain.working_days import end_of_round
from bot.services.conditions import goes_on, takes_part, with_program_and_member
from bot.services.members import Actor

TOUCHED_EVERY = timedelta(minutes=1)
NO_ROUND = -1  # a number that no round has, so that nobody skips it


class LastActive(NamedTuple):
    """What `touch` has to know of a participant; `zone` is their program's."""

    participant_id: int
    zone: str
    joined_at: datetime
    last_active_at: datetime
    asked_at: datetime | None


# All are built once: every click runs them.
_LAST_ACTIVE = select(
    Participant.id, Program.zone, Participant.joined_at, Participant.last_active_at, Participant.asked_at
).join(Program, Program.id == Participant.program_id)
_LAST_ACTIVE_IN = _LAST_ACTIVE.where(Participant.id == bindparam("participant_id"))
_LAST_ACTIVE_EVERYWHERE = _LAST_ACTIVE.where(Participant.member_id == bindparam("member_id"), takes_part())
_TOUCH = (
    update(Participant)
    .where(Participant.id == bindparam("participant_id"))
    .values(last_active_at=bindparam("now"), asked_at=None)
    .execution_options(synchronize_session=False)
)


def get_for(session: Session, actor: Actor, program_id: int) -> Participant:
    """The actor's own participation in the program.

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


def touch(session: Session, participant_id: int, *, now: datetime) -> None:
    """The participant did something: remember when, for them and for the program's present week.

    Every action of a person in a program calls it. It answers the question "stay, pause, leave?" by itself.
    """
    for row in session.execute(_LAST_ACTIVE_IN, {"participant_id": participant_id}).all():
        touch_if_due(session, LastActive(*row), now=now)


def touch_everywhere(session: Session, actor: Actor, *, now: datetime) -> None:
    """The person did something that concerns all their programs: `touch` each of them."""
    for last in _everywhere(session, actor):
        touch_if_due(session, last, now=now)


def is_fresh(session: Session, actor: Actor, *, now: datetime) -> bool:
    """Whether `touch_everywhere` would write nothing: a reader asks this first, to do without a write transaction."""
    return all(_is_fresh(last, now=now) for last in _everywhere(session, actor))


def touch_if_due(session: Session, last: LastActive, *, now: datetime) -> None:
    """`touch` for a caller who has read the LastActive already. It writes once a minute at most."""
    if _is_fresh(last, now=now):
        return
    session.execute(_TOUCH, {"participant_id": last.participant_id, "now": now})
    loaded = session.identity_map.get(session.identity_key(Participant, last.participant_id))
    if loaded is not None:
        session.expire(loaded, ["last_active_at", "asked_at"])
    key = {"participant_id": last.participant_id, "week_on": _week_on(last, now)}
    insert_or_update(session, ParticipantWeek, key, last_active_at=now)


def _everywhere(session: Session, actor: Actor) -> list[LastActive]:
    return [LastActive(*row) for row in session.execute(_LAST_ACTIVE_EVERYWHERE, {"member_id": actor.member_id}).all()]


def _is_fresh(last: LastActive, *, now: datetime) -> bool:
    is_recent = last.joined_at < last.last_active_at <= now < last.last_active_at + TOUCHED_EVERY
    return is_recent and last.asked_at is None and _week_on(last, last.last_active_at) == _week_on(last, now)


def _week_on(last: LastActive, moment: datetime) -> date:
    return week_of(local(moment, last.zone).date())


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


def pairable(
    session: Session, program_id: int, *, round_number: int, on: date, only: Collection[int] | None = None
) -> list[tuple[Participant, Member]]:
    """Who can be paired in the round that starts on `on` (the program's local date), by participant id; `only`: of
    these.
    """
    return [
        (participant, member)
        for participant, member, reason in _judged(session, program_id, round_number=round_number, on=on, only=only)
        if reason is None
    ]


def able_for_councils(session: Session, program_id: int, *, on: date) -> list[tuple[Participant, Member]]:
    """Who can be in a council of the program from `on`: as in a round, whether or not they skip the next.

    Who has landed is in none, as a mentor neither: they are asked nothing by rhythm.
    """
    return [
        (participant, member)
        for participant, member, reason in _judged(session, program_id, round_number=NO_ROUND, on=on)
        if reason in (None, NotPaired.COUNCIL) and participant.state is not ParticipantState.LANDED
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

    A pause is over on its day.
    """
    state = participant.state
    back = state is ParticipantState.PAUSED and participant.paused_until_on and participant.paused_until_on <= on
    reasons = (
        (NotPaired.DEACTIVATED, member.deactivated_at is not None),
        (NotPaired.BOT, member.is_bot),
        (NotPaired.LEFT, state is ParticipantState.LEFT),
        (NotPaired.LEFT_CHANNEL, participant.channel_left_at is not None),
        (NotPaired.PAUSED, state is ParticipantState.PAUSED and not back),
        (NotPaired.RESTING, state is ParticipantState.RESTING),
        (NotPaired.LANDED, state is ParticipantState.LANDED),
        (NotPaired.SKIPS, participant.skips_round == round_number),
        (NotPaired.BY_FREQUENCY, sits_out(program, participant, round_number=round_number)),
        (NotPaired.GUEST, member.is_guest and not program.pairs_guests),
        (NotPaired.UNKNOWN, member.seen_in_slack_at is None),
        (NotPaired.COUNCIL, not program.buddy_rounds),
    )
    return next((reason for reason, holds in reasons if holds), None)


def sits_out(program: Program, participant: Participant, *, round_number: int) -> bool:
    """Whether the participant has no buddy in that round because they would like one less often."""
    last, weeks = participant.last_round, program.round_weeks
    return participant.frequency.sits_out(round_number, last=last, round_weeks=weeks)


def own_round_on(program: Program, participant: Participant, dates: ProgramDates, *, number: int, on: date) -> date:
    """The first day of the first round that is theirs by their frequency: this one, begun on `on`, or a later."""
    while sits_out(program, participant, round_number=number):
        ends_on = end_of_round(week_of(on), program.round_weeks, dates.breaks)
        number, on = number + 1, dates.round_begins_on(next_monday(ends_on))
    return on


def mentoring(program: Program, participant: Participant) -> RoleChoice | None:
    """Mentor or mentee; None where the program has no mentors. Members who did not choose are mentees."""
    if not program.has_mentors:
        return None
    return RoleChoice(participant.role is Role.MENTOR, participant.capacity, participant.mentor_line)


def _judged(
    session: Session, program_id: int, *, round_number: int, on: date, only: Collection[int] | None = None
) -> list[tuple[Participant, Member, NotPaired | None]]:
    query = (
        with_program_and_member(select(Participant, Program, Member))
        .where(Program.id == program_id, takes_part())
        .order_by(Participant.id)
    )
    rows = session.execute(query if only is None else query.where(Participant.id.in_(only)))
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


def of_person(session: Session, program_id: int, slack_user_id: str, field: str) -> int:
    """The participant who is this person. Raises InvalidInputError (the form's `field`) where there is none."""
    found = session.scalar(
        select(Participant.id)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.program_id == program_id, Member.slack_user_id == slack_user_id)
    )
    if found is None:
        raise InvalidInputError(field, "This person takes no part in the program. Choose somebody of the list.")
    return found
