"""How far a buddy group is: said under the introduction, in App Home, on Friday. Its message says the latest."""

from __future__ import annotations

from datetime import datetime

from bot.domain.messages import Message, View
from bot.domain.states import MeetingAnswer
from bot.services import rounds
from bot.services.rounds import Answered, TimeSet
from bot.views import rounds as views
from bot.views.rounds import home, meetings
from bot.views.rounds.introduction import HAVE_TIME, MET, NOT_YET, WONT_HAPPEN
from bot.views.rounds.my_meetings import WEEK_CALL_OFF, WEEK_KEEP_TIME, WEEK_OPEN_TIME
from bot.views.rounds.times import CALL_OFF, OPEN_TIME, TAKE_TIME, taken_time
from handlers import agreed_times
from handlers.request import Request
from handlers.rows import Act, Button, Form, Row, Show, When, Where, Who

_UNDER_INTRODUCTION = {
    HAVE_TIME: MeetingAnswer.HAVE_TIME,
    MET: MeetingAnswer.MET,
    NOT_YET: MeetingAnswer.NOT_YET,
    WONT_HAPPEN: MeetingAnswer.WONT_HAPPEN,
}
_ON_FRIDAY = {
    home.FRIDAY_HAVE_TIME: MeetingAnswer.HAVE_TIME,
    home.FRIDAY_MET: MeetingAnswer.MET,
    home.FRIDAY_NOT_YET: MeetingAnswer.NOT_YET,
    home.FRIDAY_WONT_HAPPEN: MeetingAnswer.WONT_HAPPEN,
}
# What everybody in the group may see; the other answers are between Kith and the one who gave them
_SHARED = frozenset({MeetingAnswer.HAVE_TIME, MeetingAnswer.MET})


def _record(request: Request, answer: MeetingAnswer) -> Answered:
    """Store the answer; where it changes what the group says together, its message follows through the ledger."""
    meeting = rounds.record_meeting(request.session, request.actor, request.id, answer, now=request.now)
    if meeting.is_further:
        shown = views.standing(meeting.introduction, meeting.status, now=request.now)
        request.context.outbox.update(request.session, key=f"introduction:{request.id}", message=shown, now=request.now)
    return meeting


def _take_time(request: Request) -> None:
    group_id, minutes = request.ids
    _set_time(request, group_id, taken_time(minutes), place=None)


def _set_time(request: Request, group_id: int, starts_at: datetime, *, place: str | None) -> None:
    """Write the time down; the group reads it, and its introduction shows it."""
    session, actor, now = request.session, request.actor, request.now
    told = rounds.agree(session, actor, group_id, starts_at=starts_at, place=place, now=now)
    agreed = told.introduction.agreed
    if told.is_new and agreed is not None:
        _draw_introduction(request, told)
        message = meetings.time_set(told.introduction, agreed, was_set=told.was_set, now=now)
        _tell_group(request, told, message, key=f"meeting:{agreed.meeting_id}:{agreed.changes}")


def _call_off(request: Request) -> None:
    """The time does not hold: the group reads it, without why, and its introduction asks for another."""
    told = rounds.call_off(request.session, request.actor, request.id, now=request.now)
    if told is not None:
        _draw_introduction(request, told)
        message = meetings.called_off(told.introduction, request.actor.slack_user_id)
        _tell_group(request, told, message, key=f"meeting_off:{request.id}:{request.now:%Y%m%dT%H%M%S}")


def _draw_introduction(request: Request, told: TimeSet) -> None:
    shown = views.standing(told.introduction, told.status, now=request.now)
    key = f"introduction:{told.introduction.group_id}"
    request.context.outbox.update(request.session, key=key, message=shown, now=request.now)


def _tell_group(request: Request, told: TimeSet, message: Message, *, key: str) -> None:
    people = [buddy.slack_user_id for buddy in told.introduction.buddies]
    agreed_times.tell(request, people, message, key=key, program_id=told.introduction.program_id)


def _open_time(request: Request) -> View:
    said, zone = rounds.about_to_agree(request.session, request.actor, request.id, now=request.now)
    return meetings.time_form(said, zone=zone, now=request.now, metadata=agreed_times.remembered(request, zone))


def _save_time(request: Request) -> Show:
    starts_at, place = agreed_times.entered(request)
    _set_time(request, request.id, starts_at, place=place)
    return Show(redraws=True)


def _keep_time(request: Request) -> Show:
    """Nothing changes: the time stands, and whoever keeps it reads so."""
    rounds.about_to_agree(request.session, request.actor, request.id, now=request.now)
    return Show(views.noted("It stays as it is. Your buddy need not know that the week is a hard one."), Where.ALONE)


def _answers(answer: MeetingAnswer) -> Act:
    def act(request: Request) -> Show | None:
        meeting = _record(request, answer)
        if request.is_in_home:
            return None
        if answer not in _SHARED:
            return Show(_private_answer(meeting), Where.ALONE)
        if (request.body.get("container") or {}).get("is_ephemeral"):
            return Show(views.noted("Noted. Good to hear."), Where.INSTEAD)
        return Show(views.answered(meeting.introduction, meeting.status), Where.INSTEAD)

    return act


def _answers_on_friday(answer: MeetingAnswer) -> Act:
    def act(request: Request) -> None:
        _record(request, answer)

    return act


def _private_answer(meeting: Answered) -> Message:
    if meeting.answer is MeetingAnswer.NOT_YET:
        return views.not_yet(meeting.introduction)
    return views.wont_happen(meeting.introduction, can_change=meeting.can_change)


ROWS: tuple[Row, ...] = (
    Button(TAKE_TIME, Who.GROUP_MEMBER, _take_time, ids=2),
    Button(OPEN_TIME, Who.GROUP_MEMBER, _open_time, ids=1, when=When.READ),
    Button(CALL_OFF, Who.GROUP_MEMBER, _call_off, ids=1),
    Button(WEEK_OPEN_TIME, Who.GROUP_MEMBER, _open_time, ids=1, on_week_message=True, when=When.READ),
    Button(WEEK_CALL_OFF, Who.GROUP_MEMBER, _call_off, ids=1, on_week_message=True),
    Button(WEEK_KEEP_TIME, Who.GROUP_MEMBER, _keep_time, ids=1, on_week_message=True, when=When.READ),
    Form(meetings.FORM, Who.GROUP_MEMBER, _save_time, ids=1, on_week_message=True),
    *(Button(key, Who.GROUP_MEMBER, _answers(answer), ids=1) for key, answer in _UNDER_INTRODUCTION.items()),
    *(
        Button(key, Who.GROUP_MEMBER, _answers_on_friday(answer), ids=1, on_week_message=True)
        for key, answer in _ON_FRIDAY.items()
    ),
)
