"""What people are told about their place in a program without having asked: each looked for at every tick."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db.models import Program
from bot.domain.kinds import MessageKind
from bot.domain.programs import ProgramNews
from bot.edge import Edge
from bot.services import program_life, returns
from bot.services.returns import Found
from bot.views import participants as view
from bot.views import programs as program_view
from jobs.personal import tell
from jobs.work import guarded


def sweep_returns(edge: Edge, now: datetime) -> None:
    """Pauses end by themselves, and Kith says so."""
    with edge.database.unit_of_work(read_only=True) as session:
        found = returns.ended_pauses(session, now=now)
    _each(edge, "return", found, lambda session, one: _return(edge, session, one, now))


def _return(edge: Edge, session: Session, one: Found, now: datetime) -> None:
    participant = returns.end_pause(session, one, now=now)
    if participant is None:
        return
    key = f"return:{participant.id}:{participant.paused_until_on}"
    message = view.pause_over(_news(session, one, now))
    if tell(edge, session, one, kind=MessageKind.RETURN, key=key, message=message, now=now):
        participant.paused_until_on = None


def sweep_welcomes(edge: Edge, now: datetime) -> None:
    """Where everyone in the channel takes part, each of them is told, with one click to leave."""
    with edge.database.unit_of_work(read_only=True) as session:
        found = returns.unwelcomed(session)
    _each(edge, "welcome", found, lambda session, one: _welcome(edge, session, one, now))


def _welcome(edge: Edge, session: Session, one: Found, now: datetime) -> None:
    participant = returns.participant_of(session, one)
    message = view.welcome(_news(session, one, now))
    key = f"welcome:{participant.id}"
    if tell(edge, session, one, kind=MessageKind.WELCOME, key=key, message=message, now=now):
        participant.welcomed_at = now


def sweep_outside(edge: Edge, now: datetime) -> None:
    """Who left the channel is asked whether they stay in the program."""
    with edge.database.unit_of_work(read_only=True) as session:
        found = returns.outside_channel(session, now=now)
    _each(edge, "outside", found, lambda session, one: _ask(edge, session, one, now))


def _ask(edge: Edge, session: Session, one: Found, now: datetime) -> None:
    participant = returns.participant_of(session, one)
    if participant.channel_left_at is None:
        return
    key = f"outside:{participant.id}:{participant.channel_left_at:%Y-%m-%dT%H:%M:%S}"
    message = view.left_channel(_news(session, one, now))
    tell(edge, session, one, kind=MessageKind.QUESTION, key=key, message=message, now=now)


def sweep_lost_channels(edge: Edge, now: datetime) -> None:
    """The organizers of a program that lost its channel are told what to do."""
    with edge.database.unit_of_work(read_only=True) as session:
        found = returns.organizers_to_tell(session, now=now)
    _each(edge, "lost_channel", found, lambda session, one: _tell_organizer(edge, session, one, now))


def _tell_organizer(edge: Edge, session: Session, one: Found, now: datetime) -> None:
    program = session.get_one(Program, one.program_id)
    key = f"lost_channel:{program.id}:{one.member_id}:{program.state_changed_at:%Y-%m-%dT%H:%M:%S}"
    message = program_view.channel_lost(_news(session, one, now), program.state_reason)
    tell(edge, session, one, kind=MessageKind.NEWS, key=key, message=message, now=now)


def _news(session: Session, one: Found, now: datetime) -> ProgramNews:
    return program_life.news_of(session, session.get_one(Program, one.program_id), now=now)


def _each(edge: Edge, action: str, found: Iterable[Found], do: Callable[[Session, Found], None]) -> None:
    """One transaction a person: one failure never stops the others."""

    def once(one: Found) -> None:
        with edge.database.unit_of_work(one.workspace_id) as session:
            do(session, one)

    for one in found:
        guarded(action, lambda one=one: once(one))  # type: ignore[misc]
