"""Mentor pairs: ask for a mentor, be asked, agree, say that one talked, go on, end, say a last word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.errors import InvalidInputError
from bot.domain.home import Room
from bot.domain.mentor_pairs import LINES, Agreement, MyMentoring, Pair
from bot.domain.messages import Message, View
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import mentor_pairs, mentor_requests, my_mentoring, recipients
from bot.services.members import Actor
from bot.views import mentor_forms as forms
from bot.views import mentor_messages as messages
from bot.views import mentor_pairs as view
from bot.views.rounds.my_meetings import OF_PAIR
from handlers import agreed_times
from handlers.forms import is_number
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, Show, Who


def _open_ask(request: Request) -> View:
    mixes = request.context.settings.weights
    found = mentor_requests.asking(request.session, request.actor, request.id, now=request.now, mixes=mixes)
    return forms.ask_form(found)


def _ask(request: Request) -> View:
    chosen = request.form.choice(forms.MENTOR) or forms.ANYBODY
    if not is_number(chosen):
        raise InvalidInputError(forms.MENTOR, "Choose one of the list.")
    mentor_requests.ask(
        request.session,
        request.actor,
        request.id,
        request.form.text(forms.WHAT_FOR),
        None if chosen == forms.ANYBODY else int(chosen),
        now=request.now,
        mixes=request.context.settings.weights,
    )
    return forms.asked()


def _withdraw(request: Request) -> None:
    mentor_requests.withdraw(request.session, request.actor, request.id, now=request.now)


def _yes(request: Request) -> None:
    mentor_requests.yes(request.session, request.actor, request.id, now=request.now)


def _not_this_time(request: Request) -> None:
    mentor_requests.not_this_time(request.session, request.actor, request.id, now=request.now)


def _open_agreement(request: Request) -> View:
    return forms.agreement_form(_pair(request))


def _write(request: Request) -> View:
    """The other one reads in the conversation of the two that there is something to agree to, not what."""
    lines = Agreement(**{name: request.form.text(name) for name in LINES})
    changed = mentor_pairs.write(request.session, request.actor, request.id, lines, now=request.now)
    pair = _draw_anew(request)
    if changed and pair.is_introduced and pair.signed is not None:
        key = f"mentor_agreement:{pair.pair_id}:{pair.signed.version}"
        tell(request, pair, messages.written(pair, request.actor.slack_user_id), key=key)
    return forms.agreed(pair)


def _agree(request: Request) -> Show:
    pair_id, version = request.ids
    mentor_pairs.agree(request.session, request.actor, pair_id, version, now=request.now)
    return Show(here=forms.agreed(_draw_anew(request)))


def _talked(request: Request) -> None:
    mentor_pairs.talked(request.session, request.actor, request.id, now=request.now)
    _draw_anew(request)


def _go_on(request: Request) -> None:
    before = _pair(request)
    mentor_pairs.go_on(request.session, request.actor, request.id, now=request.now)
    pair = _draw_anew(request)
    if pair.ends_on != before.ends_on:
        tell(request, pair, messages.goes_on(pair), key=f"mentor_pair_on:{pair.pair_id}:{pair.ends_on}")


def _end(request: Request) -> None:
    mentor_pairs.end(request.session, request.actor, request.id, now=request.now)
    key = messages.key(request.id)
    request.context.outbox.update(request.session, key=key, message=messages.over(), now=request.now)


def _open_word(request: Request) -> View:
    return forms.word_form(mentor_pairs.ended_pair(request.session, request.actor, request.id, now=request.now))


def _say(request: Request) -> None:
    passed_on = forms.YES in request.form.ticked(forms.PASS_ON)
    words = request.form.text(forms.WORDS)
    mentor_pairs.say(request.session, request.actor, request.id, words, passed_on=passed_on, now=request.now)


def _pair(request: Request) -> Pair:
    return mentor_pairs.pair_of(request.session, request.actor, request.ids[0], now=request.now)


def _draw_anew(request: Request) -> Pair:
    """The pair as it stands; the message of the two follows."""
    pair = _pair(request)
    draw(request, pair)
    return pair


def draw(request: Request, pair: Pair) -> None:
    """The message of the two shows the pair."""
    key, message = messages.key(pair.pair_id), messages.introduction(pair)
    request.context.outbox.update(request.session, key=key, message=message, now=request.now)


def tell(request: Request, pair: Pair, message: Message, *, key: str) -> None:
    """What one of the two does is told to both, in their conversation."""
    agreed_times.tell(request, (pair.mentee, pair.mentor), message, key=key, program_id=pair.program_id)


def _week_room(session: Session, actor: Actor, now: datetime) -> tuple[MyMentoring, WeekMessage]:
    week_message = WeekMessage(WeekMessageKind.HOME, recipients.today(session, actor, now=now))
    return my_mentoring.home(session, actor, now=now), week_message


def _give_room(session: Session, actor: Actor, now: datetime) -> MyMentoring:
    return my_mentoring.home(session, actor, now=now)


ROWS: tuple[Row, ...] = (
    Button(view.ASK, Who.MEMBER, _open_ask, ids=1),
    Form(forms.ASK_FORM, Who.MEMBER, _ask, ids=1, home=True),
    Button(view.WITHDRAW, Who.MEMBER, _withdraw, ids=1, home=True),
    Button(view.YES, Who.MEMBER, _yes, ids=1, on_week_message=True, home=True),
    Button(view.NOT_THIS_TIME, Who.MEMBER, _not_this_time, ids=1, on_week_message=True, home=True),
    Button(view.AGREEMENT, Who.MEMBER, _open_agreement, ids=1),
    Form(forms.AGREEMENT_FORM, Who.MEMBER, _write, ids=1, home=True),
    Button(view.AGREE, Who.MEMBER, _agree, ids=2, home=True),
    Button(view.TALKED, Who.MEMBER, _talked, ids=1, home=True),
    Button(OF_PAIR.met, Who.MEMBER, _talked, ids=1, on_week_message=True),
    Button(view.GO_ON, Who.MEMBER, _go_on, ids=1, home=True),
    Button(view.WEEK_GO_ON, Who.MEMBER, _go_on, ids=1, on_week_message=True),
    Button(view.END, Who.MEMBER, _end, ids=1, home=True),
    Button(view.WORD, Who.MEMBER, _open_word, ids=1),
    Form(forms.WORD_FORM, Who.MEMBER, _say, ids=1, home=True),
    HomeSection(Room.WEEK, 35, _week_room, lambda read: view.week_room(*read)),
    HomeSection(Room.GIVE, 25, _give_room, view.give_room),
)
