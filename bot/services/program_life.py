"""A program's life after its start: paused, resumed, ended, and what happens to its channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, today_plus
from bot.db.models import Delivery, Program, Round, Workspace
from bot.domain.calendar import instant, is_office_time, local
from bot.domain.errors import ClosedError
from bot.domain.organizer_acts import Act
from bot.domain.programs import ProgramNews, StopReason
from bot.domain.states import Joining, ProgramState, RoundState
from bot.services import organizer_log, organizers, privacy, programs
from bot.services.conditions import goes_on, may_speak
from bot.services.councils import plans
from bot.services.members import Actor
from bot.services.program_start import in_channel

DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)
# Programs whose last day may be over: the rules know
ENDING = DueQuery(
    select(Program.workspace_id, Program.id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(
        goes_on(),
        may_speak(),
        or_(
            Program.ends_on < today_plus(DAY),
            exists().where(
                Round.program_id == Program.id,
                Round.number >= Program.last_round,
                Round.state != RoundState.PROPOSED,
                Round.ends_on < today_plus(DAY),
            ),
        ),
    )
    .order_by(Program.id)
)


@dataclass(frozen=True)
class Standstill:
    """A program that does not run: its name and channel, the reason (`StopReason`), and since when."""

    news: ProgramNews
    reason: str
    since: datetime


def pause(session: Session, actor: Actor, program_id: int, *, now: datetime) -> bool:
    """Pause the program: nothing falls due until it is resumed. False if it was paused already.

    Raises as `organizers.require_going`.
    """
    program = organizers.require_going(session, actor, program_id)
    stopped = _stop(program, ProgramState.PAUSED, StopReason.BY_ORGANIZER, now=now)
    return _noted(session, actor, program, Act.PAUSED, stopped, now=now)


def resume(session: Session, actor: Actor, program_id: int, *, now: datetime) -> bool:
    """Resume the program from `now`; nothing is caught up. False if it runs already.

    The caller has made sure that Kith is in the channel. Raises as `organizers.require_going`.
    """
    program = organizers.require_going(session, actor, program_id)
    return _noted(session, actor, program, Act.RESUMED, _go_on(program, now=now), now=now)


def end(session: Session, actor: Actor, program_id: int, *, now: datetime) -> bool:
    """End the program for good: its channel is free for another. False if it had ended."""
    program = organizers.require(session, actor, program_id)
    stopped = _stop(program, ProgramState.ENDED, StopReason.BY_ORGANIZER, now=now)
    return _noted(session, actor, program, Act.ENDED, stopped, now=now)


def end_as_planned(session: Session, program_id: int, *, now: datetime) -> Program | None:
    """End the program whose last day is over, as of that day, in its daytime. None if it is not, or had ended."""
    program = session.get_one(Program, program_id)
    dates = programs.dates_of(session, program)
    if dates.last_on is None or local(now, program.zone).date() <= dates.last_on or not is_office_time(now, dates):
        return None
    ended_at = min(instant(dates.last_on, LAST_MINUTE, program.zone), now)
    return program if _stop(program, ProgramState.ENDED, StopReason.AS_PLANNED, now=ended_at) else None


def erase(session: Session, actor: Actor, program_id: int, *, now: datetime) -> None:
    """Erase an ended program with all that was done, written and sent in it; the people stay. No id of its is left in
    the ledger: a database may give it to another program. Raises ClosedError while it goes on, else as
    `organizers.require`.
    """
    program = organizers.require(session, actor, program_id)
    if program.state is not ProgramState.ENDED:
        raise ClosedError(f"program {program_id} goes on")
    session.execute(delete(Delivery).where(Delivery.program_id == program_id))
    session.execute(delete(Program).where(Program.id == program_id))
    privacy.mark_erased(session, now=now)


def mark_reported(session: Session, program_id: int, *, now: datetime) -> None:
    """Note that the last reports of an ended program are decided."""
    session.get_one(Program, program_id).reported_at = now


def to_invite(session: Session, actor: Actor, program_id: int, *, now: datetime) -> ProgramNews:
    """The program, for an organizer who invites its channel once more. ClosedError unless it runs and waits for people
    to choose.
    """
    program = organizers.require(session, actor, program_id)
    if program.state is not ProgramState.RUNNING or program.joining is not Joining.BY_CHOICE:
        raise ClosedError(f"program {program_id} invites nobody now")
    return news_of(session, program, now=now)


def invite_again(session: Session, actor: Actor, program_id: int, *, now: datetime) -> ProgramNews:
    """As `to_invite`, for an organizer who does it now. The caller posts it."""
    found = to_invite(session, actor, program_id, now=now)
    organizer_log.note(session, actor, program_id, Act.INVITED_AGAIN, now=now)
    return found


def channel_lost(session: Session, slack_channel_id: str, why: StopReason, *, now: datetime) -> Program | None:
    """Slack says that Kith cannot speak in the channel any more. Returns the program that this paused, if there is
    one.
    """
    program = in_channel(session, slack_channel_id)
    if program is None or not _stop(program, ProgramState.PAUSED, why, now=now):
        return None
    return program


def channel_back(session: Session, slack_channel_id: str, *, now: datetime) -> Program | None:
    """Kith can speak in the channel again. Returns the program that goes on, unless an organizer had paused it."""
    program = in_channel(session, slack_channel_id)
    if program is None or program.state_reason in ("", StopReason.BY_ORGANIZER):
        return None
    return program if _go_on(program, now=now) else None


def news_of(session: Session, program: Program, *, now: datetime) -> ProgramNews:
    """The program, as messages about it need it."""
    dates, next_round_on = programs.dates_of(session, program), programs.next_round_on(session, program, now=now)
    return ProgramNews(
        program_id=program.id,
        name=program.name,
        slack_channel_id=program.slack_channel_id,
        round_weeks=program.round_weeks,
        group_size=program.group_size,
        next_round_on=next_round_on,
        over_on=dates.over_on(next_round_on),
        is_paused=program.state is ProgramState.PAUSED,
        joining=program.joining,
        has_mentors=program.has_mentors,
        mentor_weeks=program.mentor_weeks,
        conduct=program.conduct,
        channel_people=program.channel_people,
        buddy_rounds=program.buddy_rounds,
        councils=plans.state_of(session, program),
        announcement=program.announcement,
        welcome_word=program.welcome_word,
    )


def news(session: Session, program_id: int, *, now: datetime) -> ProgramNews:
    """As `news_of`, by the program's id."""
    return news_of(session, session.get_one(Program, program_id), now=now)


def closing_word(session: Session, program_id: int) -> str:
    """What its organizers wrote for its end, if they did."""
    return session.get_one(Program, program_id).closing_word


def standstill(session: Session, program_id: int, *, now: datetime) -> Standstill:
    """Why the program is paused, and since when."""
    program = session.get_one(Program, program_id)
    return Standstill(news_of(session, program, now=now), program.state_reason, program.state_changed_at)


def _noted(session: Session, actor: Actor, program: Program, act: Act, did: bool, *, now: datetime) -> bool:  # noqa: FBT001
    """Note the act if it changed anything; whether it did."""
    if did:
        organizer_log.note(session, actor, program.id, act, now=now)
    return did


def _stop(program: Program, state: ProgramState, why: StopReason, *, now: datetime) -> bool:
    if program.state is state or program.state is ProgramState.ENDED:
        return False
    program.state, program.state_reason, program.state_changed_at = state, why, now
    return True


def _go_on(program: Program, *, now: datetime) -> bool:
    if program.state is ProgramState.RUNNING:
        return False
    program.state, program.state_reason, program.state_changed_at = ProgramState.RUNNING, "", now
    program.due_checked_at, program.channel_read_at = now, None
    return True
