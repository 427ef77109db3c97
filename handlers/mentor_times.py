"""A mentor pair's next talk: a time for it, another one, none; said in their conversation, in App Home, on the day."""

from __future__ import annotations

from datetime import datetime

from bot.domain.messages import View
from bot.services import mentor_times
from bot.views import mentor_times as view
from bot.views.rounds import noted
from bot.views.rounds.my_meetings import OF_PAIR
from bot.views.rounds.times import taken_time
from handlers import agreed_times
from handlers.mentor_pairs import draw, tell
from handlers.request import Request
from handlers.rows import Button, Form, Row, Show, Where, Who


def _take_time(request: Request) -> None:
    pair_id, minutes = request.ids
    _set_time(request, pair_id, taken_time(minutes), place=None)


def _set_time(request: Request, pair_id: int, starts_at: datetime, *, place: str | None) -> None:
    """Write the time down; both read it, and their message shows it."""
    told = mentor_times.agree(
        request.session, request.actor, pair_id, starts_at=starts_at, place=place, now=request.now
    )
    agreed = told.pair.agreed
    if told.is_new and agreed is not None:
        draw(request, told.pair)
        message = view.time_set(told.pair, agreed, was_set=told.was_set, now=request.now)
        tell(request, told.pair, message, key=f"mentor_time:{agreed.meeting_id}:{agreed.changes}")


def _call_off(request: Request) -> None:
    """The time does not hold: both read it, without why, and their message asks for another."""
    pair = mentor_times.call_off(request.session, request.actor, request.id, now=request.now)
    if pair is not None:
        draw(request, pair)
        message = view.called_off(pair, request.actor.slack_user_id)
        tell(request, pair, message, key=f"mentor_time_off:{pair.pair_id}:{request.now:%Y%m%dT%H%M%S}")


def _open_time(request: Request) -> View:
    pair, zone = mentor_times.about_to_agree(request.session, request.actor, request.id, now=request.now)
    return view.time_form(pair, zone=zone, now=request.now, metadata=agreed_times.remembered(request, zone))


def _save_time(request: Request) -> Show:
    starts_at, place = agreed_times.entered(request)
    _set_time(request, request.id, starts_at, place=place)
    return Show(redraws=True)


def _keep_time(request: Request) -> Show:
    """Nothing changes: the time stands, and whoever keeps it reads so."""
    mentor_times.about_to_agree(request.session, request.actor, request.id, now=request.now)
    return Show(noted("It stays as it is. Nobody need know that the week is a hard one."), Where.ALONE)


ROWS: tuple[Row, ...] = (
    Button(view.TAKE_TIME, Who.MEMBER, _take_time, ids=2, home=True),
    Button(view.OPEN_TIME, Who.MEMBER, _open_time, ids=1),
    Button(view.CALL_OFF, Who.MEMBER, _call_off, ids=1, home=True),
    Button(OF_PAIR.open_time, Who.MEMBER, _open_time, ids=1, on_week_message=True),
    Button(OF_PAIR.call_off, Who.MEMBER, _call_off, ids=1, on_week_message=True),
    Button(OF_PAIR.keep, Who.MEMBER, _keep_time, ids=1, on_week_message=True),
    Form(view.FORM, Who.MEMBER, _save_time, ids=1, on_week_message=True),
)
