"""How far a buddy group is: said under the introduction, in App Home, on Friday. Its message says the latest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot.domain.messages import Message
from bot.domain.spots import Spot
from bot.domain.states import MeetingAnswer
from bot.edge import Edge
from bot.services import rounds
from bot.services.members import Actor
from bot.services.rounds import Meeting
from bot.views import rounds as views
from bot.views.rounds import home
from bot.views.rounds.introduction import HAVE_TIME, MET, NOT_YET, WONT_HAPPEN
from handlers import home as app_home
from handlers import screens
from handlers.acting import acting
from handlers.clicks import Click, register_clicks
from handlers.replacing import replace
from handlers.rounds import pressed_id

_ANSWERS: Mapping[str, MeetingAnswer] = {
    HAVE_TIME: MeetingAnswer.HAVE_TIME,
    MET: MeetingAnswer.MET,
    NOT_YET: MeetingAnswer.NOT_YET,
    WONT_HAPPEN: MeetingAnswer.WONT_HAPPEN,
}
_FRIDAY_ANSWERS: Mapping[str, MeetingAnswer] = {
    home.FRIDAY_HAVE_TIME: MeetingAnswer.HAVE_TIME,
    home.FRIDAY_MET: MeetingAnswer.MET,
    home.FRIDAY_NOT_YET: MeetingAnswer.NOT_YET,
    home.FRIDAY_WONT_HAPPEN: MeetingAnswer.WONT_HAPPEN,
}
# What everybody in the group may see; the other answers are between Kith and the one who gave them
_SHARED = frozenset({MeetingAnswer.HAVE_TIME, MeetingAnswer.MET})


def register(app: App, edge: Edge) -> None:
    """Listen to the four answers, wherever they are given."""
    for action_id, answer in _ANSWERS.items():
        app.action(action_id)(_answer_listener(edge, answer))
    register_clicks(edge, {key: _on_friday(edge, answer) for key, answer in _FRIDAY_ANSWERS.items()})


def _record(
    edge: Edge, session: Session, actor: Actor, group_id: int, answer: MeetingAnswer, *, now: datetime
) -> Meeting:
    """Store the answer; where it changes what the group says together, its message follows through the ledger."""
    meeting = rounds.record_meeting(session, actor, group_id, answer, now=now)
    if meeting.is_further:
        shown = views.standing(meeting.introduction, meeting.status, now=now)
        edge.outbox.update(session, key=f"introduction:{group_id}", message=shown, now=now)
    return meeting


def _on_friday(edge: Edge, answer: MeetingAnswer) -> Click:
    def act(session: Session, actor: Actor, ids: Sequence[int], _spot: Spot, now: datetime) -> None:
        _record(edge, session, actor, ids[0], answer, now=now)

    return Click(1, act)


def _answer_listener(edge: Edge, answer: MeetingAnswer) -> Callable[[Ack, dict[str, Any]], None]:
    def handle_answer(ack: Ack, body: dict[str, Any]) -> None:
        with acting(edge, body) as (session, actor):
            meeting = _record(edge, session, actor, pressed_id(body), answer, now=edge.clock.now())
        ack()
        _show(edge, body, meeting)

    return handle_answer


def _show(edge: Edge, body: Mapping[str, Any], meeting: Meeting) -> None:
    """At once, where it was pressed."""
    container = body.get("container") or {}
    if container.get("type") == "view":
        app_home.refresh(edge, body)
    elif meeting.answer not in _SHARED:
        screens.whisper(edge, body, _private_answer(meeting))
    elif container.get("is_ephemeral"):
        replace(edge, body, views.noted("Noted. Good to hear."))
    else:
        replace(edge, body, views.answered(meeting.introduction, meeting.status))


def _private_answer(meeting: Meeting) -> Message:
    if meeting.answer is MeetingAnswer.NOT_YET:
        return views.not_yet(meeting.introduction)
    return views.wont_happen(meeting.introduction, can_change=meeting.can_change)
