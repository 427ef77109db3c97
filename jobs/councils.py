"""Councils in time: shown to organizers, introduced, each meeting by the rhythm, and who comes, leaves or merges."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.calendar import is_daytime
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Target
from bot.sending import send
from bot.services import organizers
from bot.services.councils import changes, composing, lists, meetings, waiting, withdrawing
from bot.services.councils.meetings import Told
from bot.views.councils import messages as views
from bot.views.councils import organizers as organizers_view
from jobs.work import for_each


def _show(context: AppContext, session: Session, now: datetime, program_id: int) -> None:
    """Organizers see the councils before they are introduced; it waits until it is day for one of them."""
    readers = organizers.readers(session, program_id, now=now)
    if not any(is_daytime(now, reader.zone) for reader in readers):
        return
    if not composing.show(session, program_id, now=now, mixes=context.settings.weights):
        return
    message = organizers_view.preview(lists.of_program(session, program_id, now=now))
    for reader in readers:
        key = lists.copy_key(session, program_id, reader.member_id)
        send(context, session, MessageKind.PREVIEW, reader, key=key, message=message, now=now, program_id=program_id)


def _refresh(context: AppContext, session: Session, now: datetime, program_id: int) -> None:
    if composing.refresh(session, program_id, now=now, mixes=context.settings.weights):
        _draw(context, session, program_id, now=now)


def _launch(context: AppContext, session: Session, now: datetime, program_id: int) -> None:
    if composing.launch_if_due(session, program_id, now=now, mixes=context.settings.weights):
        _draw(context, session, program_id, now=now)


def _draw(context: AppContext, session: Session, program_id: int, *, now: datetime) -> None:
    """Each organizer's copy says how the councils stand."""
    message = organizers_view.preview(lists.of_program(session, program_id, now=now))
    for key in lists.copies(session, program_id):
        context.outbox.update(session, key=key, message=message, now=now)


def _introduce(context: AppContext, session: Session, now: datetime, council_id: int) -> None:
    told = meetings.introduce(session, council_id, now=now)
    if told is not None:
        said = told.gathering
        message = views.introduction(said) if said.is_first else views.somebody_new(said)
        _tell(context, session, MessageKind.INTRODUCTION, told, message, now=now)


def _meeting(context: AppContext, session: Session, now: datetime, council_id: int) -> None:
    told = meetings.open_next(session, council_id, now=now)
    if told is not None:
        _tell(context, session, MessageKind.COUNCIL, told, views.meeting(told.gathering), now=now)


def _tell(
    context: AppContext, session: Session, kind: MessageKind, told: Told, message: Message, *, now: datetime
) -> None:
    to = Target(users=tuple(one.slack_user_id for one in told.gathering.people))
    send(context, session, kind, to, key=told.key, message=message, now=now, program_id=told.gathering.program_id)


def _release(context: AppContext, session: Session, now: datetime, participant_id: int) -> None:
    changes.release(session, participant_id, now=now, mixes=context.settings.weights)


def _place(context: AppContext, session: Session, now: datetime, program_id: int) -> None:
    changes.place_unplaced(session, program_id, now=now, mixes=context.settings.weights)


def _tell_waiting(context: AppContext, session: Session, now: datetime, waiting_id: int) -> None:
    told = waiting.tell(session, waiting_id, now=now)
    if told is not None:
        to, key = Target(users=(told.slack_user_id,)), f"council_waiting:{waiting_id}:{now:%Y%m%dT%H%M%S}"
        message = views.waiting(told.program_name)
        send(context, session, MessageKind.UNPAIRED, to, key=key, message=message, now=now, program_id=told.program_id)


def _withdraw(context: AppContext, session: Session, now: datetime, council_id: int) -> None:
    """Draw the last message of a council that is over anew, without buttons."""
    told = withdrawing.withdraw(session, council_id, now=now)
    if told is not None:
        message = views.withdrawn(told.gathering.program_name) if told.program_ended else views.regrouped()
        context.outbox.update(session, key=told.key, message=message, now=now)


SWEEPS = (
    for_each("council_previews", 21, composing.PREVIEWS, _show),
    for_each("council_proposals", 26, composing.PROPOSALS, _refresh),
    for_each("council_launches", 28, composing.LAUNCHES, _launch, gives_work=True),
    for_each("council_gone", 31, changes.GONE, _release, gives_work=True),
    for_each("council_over", 37, withdrawing.OVER, _withdraw),
    for_each("council_unplaced", 41, changes.UNPLACED, _place, gives_work=True),
    for_each("council_introductions", 51, meetings.INTRODUCTIONS, _introduce),
    for_each("council_meetings", 52, meetings.MEETINGS, _meeting),
    for_each("council_waiting", 61, waiting.TELLINGS, _tell_waiting),
)
