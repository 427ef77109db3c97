"""How far a buddy group is: said under the introduction, in App Home, on Friday. Its message says the latest."""

from __future__ import annotations

from bot.domain.messages import Message
from bot.domain.states import MeetingAnswer
from bot.services import rounds
from bot.services.rounds import Meeting
from bot.views import rounds as views
from bot.views.rounds import home
from bot.views.rounds.introduction import HAVE_TIME, MET, NOT_YET, WONT_HAPPEN
from handlers.request import Request
from handlers.rows import Act, Button, Row, Show, Where, Who

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


def _record(request: Request, answer: MeetingAnswer) -> Meeting:
    """Store the answer; where it changes what the group says together, its message follows through the ledger."""
    meeting = rounds.record_meeting(request.session, request.actor, request.id, answer, now=request.now)
    if meeting.is_further:
        shown = views.standing(meeting.introduction, meeting.status, now=request.now)
        request.context.outbox.update(request.session, key=f"introduction:{request.id}", message=shown, now=request.now)
    return meeting


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


def _private_answer(meeting: Meeting) -> Message:
    if meeting.answer is MeetingAnswer.NOT_YET:
        return views.not_yet(meeting.introduction)
    return views.wont_happen(meeting.introduction, can_change=meeting.can_change)


ROWS: tuple[Row, ...] = (
    *(Button(key, Who.GROUP_MEMBER, _answers(answer), ids=1) for key, answer in _UNDER_INTRODUCTION.items()),
    *(
        Button(key, Who.GROUP_MEMBER, _answers_on_friday(answer), ids=1, on_week_message=True)
        for key, answer in _ON_FRIDAY.items()
    ),
)
