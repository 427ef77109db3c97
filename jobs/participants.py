"""Messages to people about their place in a program, which nobody asked for. Each tick looks for them."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.calendar import DAY_BEGINS, is_daytime, local
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message
from bot.sending import send
from bot.services import (
    broadcasts,
    deliveries,
    members,
    mentor_invitations,
    pauses,
    program_life,
    programs,
    recipients,
    rounds,
)
from bot.services.people import invitations, places
from bot.views import broadcasts as broadcasts_view
from bot.views import invitations as invitation_view
from bot.views import mentoring as mentoring_view
from bot.views import participant_notices as view
from bot.views import programs as program_view
from bot.views import rounds as round_views
from jobs.work import for_each

AFTERNOON = time(12)  # what can wait lets the morning's prompt and introduction go first
_SINCE = {MessageKind.RETURN: DAY_BEGINS}  # who comes back reads that first


def _end_pause(context: AppContext, session: Session, now: datetime, program_id: int, member_id: int) -> None:
    """Pauses end by themselves. Kith says so before anything else; where the week's message comes that day, in it."""
    participant = pauses.end_pause(session, program_id, member_id, now=now)
    if participant is None:
        return
    to = members.reader(session, member_id, now=now)
    if not is_daytime(now, to.zone) or recipients.has_week_message(session, member_id, on=to.on):
        return
    key = f"return:{participant.id}:{participant.paused_until_on}"
    news = program_life.news(session, program_id, now=now)
    mine = rounds.buddy_of(session, participant.id, now=now)
    why = pauses.why_not_in_next(session, participant, on=news.next_round_on)
    message = view.pause_over(news, round_views.what_comes(mine) if mine else "", why=why)
    if _tell(context, session, MessageKind.RETURN, program_id, member_id, key=key, message=message, now=now):
        participant.paused_until_on = None
        if mine and mine.unpaired:
            rounds.mark_told(session, mine.unpaired.waiting_id, now=now)


def _welcome(context: AppContext, session: Session, now: datetime, program_id: int, member_id: int) -> None:
    """Tell each person of a program in which everyone in the channel takes part, with one click to leave."""
    participant = pauses.participant_of(session, program_id, member_id)
    message, key = view.welcome(program_life.news(session, program_id, now=now)), f"welcome:{participant.id}"
    if _tell(context, session, MessageKind.WELCOME, program_id, member_id, key=key, message=message, now=now):
        participant.welcomed_at = now


def _thank(context: AppContext, session: Session, now: datetime, program_id: int, member_id: int) -> None:
    """The closing word of a program that has ended, to each who took part until then."""
    participant = pauses.participant_of(session, program_id, member_id)
    news, word = program_life.news(session, program_id, now=now), program_life.closing_word(session, program_id)
    message, key = program_view.farewell(news, word), f"farewell:{participant.id}"
    if _tell(context, session, MessageKind.FAREWELL, program_id, member_id, key=key, message=message, now=now):
        participant.farewell_at = now


def _ask(context: AppContext, session: Session, now: datetime, program_id: int, member_id: int) -> None:
    """Ask people who left the channel whether they stay in the program."""
    participant = pauses.participant_of(session, program_id, member_id)
    if participant.channel_left_at is not None:
        key = f"outside:{participant.id}:{participant.channel_left_at:%Y-%m-%dT%H:%M:%S}"
        message = view.left_channel(program_life.news(session, program_id, now=now))
        _tell(context, session, MessageKind.QUESTION, program_id, member_id, key=key, message=message, now=now)


def _ask_reopened(context: AppContext, session: Session, now: datetime, program_id: int, member_id: int) -> None:
    """Ask people whose account was opened again whether they go on; until then they are paused."""
    participant = pauses.participant_of(session, program_id, member_id)
    opened_at, until_on = participant.account_reopened_at, participant.paused_until_on
    if opened_at is not None and until_on is not None:
        key = f"reopened:{participant.id}:{opened_at:%Y-%m-%dT%H:%M:%S}"
        message = view.reopened(program_life.news(session, program_id, now=now), until_on=until_on)
        _tell(context, session, MessageKind.QUESTION, program_id, member_id, key=key, message=message, now=now)


def _ask_mentor(context: AppContext, session: Session, now: datetime, program_id: int, member_id: int) -> None:
    """Ask somebody whom an organizer would like as a mentor."""
    invitation, by = mentor_invitations.question(session, program_id, member_id)
    key = f"mentor:{program_id}:{member_id}:{invitation.asked_at:%Y-%m-%dT%H:%M:%S}"
    message = mentoring_view.question(program_life.news(session, program_id, now=now), by=by)
    if _tell(context, session, MessageKind.MENTOR_ASKED, program_id, member_id, key=key, message=message, now=now):
        invitation.told_at = now


def _invite(context: AppContext, session: Session, now: datetime, program_id: int, member_id: int) -> None:
    """Ask somebody whom an organizer would like in the program."""
    invited, by = invitations.question(session, program_id, member_id)
    key = f"invited:{program_id}:{member_id}:{invited.asked_at:%Y-%m-%dT%H:%M:%S}"
    message = invitation_view.invitation(program_life.news(session, program_id, now=now), by=by)
    if _tell(context, session, MessageKind.INVITED, program_id, member_id, key=key, message=message, now=now):
        invited.told_at = now


def _tell_of_place(context: AppContext, session: Session, now: datetime, program_id: int, member_id: int) -> None:
    """Tell somebody whom an organizer took out, or lets pause."""
    participant = pauses.participant_of(session, program_id, member_id)
    at, until_on = participant.by_organizer_at, participant.paused_until_on
    if at is None:
        return
    news = program_life.news(session, program_id, now=now)
    message = invitation_view.paused(news, until_on=until_on) if until_on else invitation_view.taken_out(news)
    key = f"place:{participant.id}:{at:%Y-%m-%dT%H:%M:%S}"
    if _tell(context, session, MessageKind.PLACE_CHANGED, program_id, member_id, key=key, message=message, now=now):
        participant.by_organizer_at = None


def _pass_on(
    context: AppContext, session: Session, now: datetime, program_id: int, member_id: int, reader_id: int
) -> None:
    """Pass on what an organizer writes to the people of a program, where the day and the week have room."""
    said, author_id = broadcasts.word(session, reader_id)
    key, message = f"broadcast:{reader_id}", broadcasts_view.word(said)
    if _tell(
        context,
        session,
        MessageKind.BROADCAST,
        program_id,
        member_id,
        key=key,
        message=message,
        now=now,
        author_id=author_id,
    ):
        broadcasts.mark_told(session, reader_id, now=now)


def _tell_organizer(context: AppContext, session: Session, now: datetime, program_id: int, member_id: int) -> None:
    """Tell the organizers of a program that lost its channel what to do."""
    stands = program_life.standstill(session, program_id, now=now)
    key = f"lost_channel:{program_id}:{member_id}:{stands.since:%Y-%m-%dT%H:%M:%S}"
    message = program_view.channel_lost(stands.news, stands.reason)
    _tell(context, session, MessageKind.LOST_CHANNEL, program_id, member_id, key=key, message=message, now=now)


def _tell(  # noqa: PLR0913  # each is a part of what is sent; all by name
    context: AppContext,
    session: Session,
    kind: MessageKind,
    program_id: int,
    member_id: int,
    *,
    key: str,
    message: Message,
    now: datetime,
    author_id: int | None = None,
) -> bool:
    """Send the message if this is the hour for it; True once it is decided, now or before.

    False where it is night, a weekend, a break or too early for them, or where the day or the week is full: the
    next tick asks again.
    """
    if deliveries.is_decided(session, key):
        return True
    to = members.reader(session, member_id, now=now)
    if not is_daytime(now, to.zone) or local(now, to.zone).time() < _SINCE.get(kind, AFTERNOON):
        return False
    if programs.is_break(session, program_id, to.on):
        return False
    return send(
        context, session, kind, to, key=key, message=message, now=now, program_id=program_id, author_id=author_id
    )


SWEEPS = (
    # before groups lose who is away, and before anybody is matched or introduced
    for_each("pauses", 27, pauses.ENDED_PAUSES, _end_pause, gives_work=True),
    for_each("welcomes", 110, pauses.UNWELCOMED, _welcome),
    for_each("farewells", 115, pauses.UNTHANKED, _thank),
    for_each("outside", 120, pauses.OUTSIDE, _ask),
    for_each("reopened", 125, pauses.REOPENED, _ask_reopened),
    for_each("mentor_invitations", 127, mentor_invitations.UNTOLD, _ask_mentor),
    for_each("broadcasts", 131, broadcasts.UNTOLD, _pass_on),
    for_each("invitations", 128, invitations.UNTOLD, _invite),
    for_each("places", 129, places.UNTOLD, _tell_of_place),
    for_each("lost_channels", 130, pauses.LOST_CHANNELS, _tell_organizer),
)
