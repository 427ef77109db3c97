"""Rounds in time: their start, the introductions, latecomers, and messages to people without a buddy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import copies
from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.sending import send
from bot.services import members, rounds
from bot.services.rounds import changes, introductions, latecomers, waiting
from bot.services.rounds.pairs import LISTS
from bot.views import rounds as views
from jobs.work import Work, claimed, for_each


def _start(context: AppContext, session: Session, work: Work) -> None:
    """Begin the round that is due; introductions and the rest follow, each at an hour that suits its people."""
    started = rounds.start(
        session, program_id=work.program_id, on=work.due.local_on, now=work.now, mixes=context.settings.weights
    )
    if started is not None:
        copies.show_list(context, session, started.round_id, now=work.now)


def _list(context: AppContext, session: Session, now: datetime, round_id: int) -> None:
    """The message that proposed the round says who is with whom, and how far they are."""
    copies.show_list(context, session, round_id, now=now)


def _release(_context: AppContext, session: Session, now: datetime, participant_id: int) -> None:
    """Take people who left, paused, landed or lost their account out of their groups; their buddies go on."""
    rounds.release(session, participant_id, now=now)


def _withdraw(context: AppContext, session: Session, now: datetime, group_id: int) -> None:
    """Draw the message of a group that is over anew, without buttons."""
    said, state, has_ended = changes.withdraw(session, group_id, now=now)
    message = views.withdrawn(said, state, has_ended=has_ended)
    context.outbox.update(session, key=f"introduction:{group_id}", message=message, now=now)


def _match(context: AppContext, session: Session, now: datetime, round_id: int) -> None:
    """Match everybody who has no buddy in a running round, where a match is possible."""
    rounds.match_unplaced(session, round_id, now=now, mixes=context.settings.weights)


def _introduce(context: AppContext, session: Session, now: datetime, group_id: int) -> None:
    """Introduce a group when its hour has come."""
    told = rounds.introduce(session, group_id, now=now)
    if told is not None:
        to, key = Target(users=tuple(buddy.slack_user_id for buddy in told.buddies)), f"introduction:{group_id}"
        message, program_id = views.introduction(told, now=now), told.program_id
        send(context, session, MessageKind.INTRODUCTION, to, key=key, message=message, now=now, program_id=program_id)


def _tell(context: AppContext, session: Session, now: datetime, waiting_id: int) -> None:
    """Tell somebody why they have no buddy, and when the next chance is."""
    told = rounds.tell(session, waiting_id, now=now)
    if told is not None:
        to, key = members.reader(session, told.member_id, now=now), f"unpaired:{told.waiting_id}:{now:%Y%m%dT%H%M%S}"
        message, program_id = views.unpaired(told), told.program_id
        send(context, session, MessageKind.UNPAIRED, to, key=key, message=message, now=now, program_id=program_id)


JOBS = (claimed(MessageKind.ROUND, _start),)
SWEEPS = (
    for_each("absent", 30, changes.ABSENT, _release, gives_work=True),
    for_each("dissolved", 35, changes.DISSOLVED, _withdraw),
    for_each("over", 36, changes.ENDED, _withdraw),
    for_each("unplaced", 40, latecomers.UNPLACED, _match, gives_work=True),
    for_each("introductions", 50, introductions.INTRODUCTIONS, _introduce),
    for_each("unpaired", 60, waiting.TELLINGS, _tell),
    for_each("pairs", 65, LISTS, _list),
)
