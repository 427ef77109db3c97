"""Buddies: who they are, another one, whom not to be matched with; Thursday's word; Friday's question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.errors import InvalidInputError
from bot.domain.home import Room
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, View
from bot.domain.rounds import MyBuddy, Unpaired
from bot.sending import send
from bot.services import joining, organizers, participants, rounds
from bot.services.members import Actor
from bot.services.rounds.changes import Changed
from bot.views import rounds as views
from bot.views.rounds import changes, home, nudges
from handlers.participants import away
from handlers.request import Request
from handlers.rows import Act, Button, Command, Form, HomeSection, Row, Show, Who


def my_buddy(request: Request) -> Message:
    """Who they are, how far it is, and how to get another."""
    participants.touch_everywhere(request.session, request.actor, now=request.now)
    mine = rounds.home_round(request.session, request.actor, now=request.now)
    return (None if mine else away(request)) or views.buddy(mine)


def _open_change(request: Request) -> View:
    said, mine_id = rounds.about_to_change(request.session, request.actor, request.id, now=request.now)
    return views.change_form(said, mine_id=mine_id)


def _change(request: Request) -> View:
    form = request.form
    changed = rounds.change_buddy(request.session, request.actor, request.id, now=request.now)
    if changes.NOT_AGAIN in form.ticked(changes.NOT_AGAIN):
        rounds.add_do_not_pair(request.session, request.actor, list(changed.former), now=request.now)
    if form.text(changes.NOTE).strip():
        _send_note(request, changed)
    return views.changed(changed.told)


def _send_note(request: Request, changed: Changed) -> None:
    """To every organizer but those it may be about. Raises InvalidInputError where nobody would read it."""
    told, form, author = changed.told, request.form, request.actor.slack_user_id
    note = views.note_to_organizers(told.program_name, author, form.text(changes.NOTE))
    readers = organizers.readers(request.session, told.program_id, now=request.now)
    readers = [reader for reader in readers if reader.slack_user_id not in {*changed.former, author}]
    if not readers:
        raise InvalidInputError(changes.NOTE, changes.NOBODY_READS)
    for reader in readers:
        send(
            request.context,
            request.session,
            MessageKind.NOTE,
            reader,
            key=f"note:{form.view_id}:{reader.member_id}",
            message=note,
            now=request.now,
            program_id=told.program_id,
            author_id=request.actor.member_id,
        )


def _open_do_not_pair(request: Request) -> View:
    return views.do_not_pair_form(rounds.do_not_pair_list(request.session, request.actor))


def _set_do_not_pair(request: Request) -> None:
    rounds.set_do_not_pair(request.session, request.actor, request.form.people(changes.PEOPLE), now=request.now)
    participants.touch_everywhere(request.session, request.actor, now=request.now)


def _here(request: Request) -> Message:
    participants.touch_everywhere(request.session, request.actor, now=request.now)
    return views.noted("Thank you. Good to have you here.")


def _wait(request: Request) -> Message:
    rounds.keep_waiting(request.session, request.actor, request.id, now=request.now)
    return views.noted("Good. If you would like another buddy later, `/kith buddy` has the button.")


def _join_another(request: Request) -> Message:
    found = rounds.join_another(request.session, request.actor, request.id, now=request.now)
    return views.changing(found) if isinstance(found, Unpaired) else views.joined()


def _new_buddy(request: Request) -> Message:
    return views.changing(rounds.change_buddy(request.session, request.actor, request.id, now=request.now).told)


def _stay(request: Request) -> Message:
    joining.come_back(request.session, request.actor, request.id, now=request.now)
    return views.noted("Good to have you with us. You are matched again from the next round on, or sooner.")


def _wishes(*, keep: bool) -> Act:
    def act(request: Request) -> Show:
        rounds.keep_buddy(request.session, request.actor, request.id, keep=keep, now=request.now)
        return Show(redraws=True)

    return act


def _takes_part(*, skips: bool) -> Act:
    def act(request: Request) -> Show:
        joining.skip_next(request.session, request.actor, request.id, skips=skips, now=request.now)
        return Show(redraws=True)

    return act


def _my_round(session: Session, actor: Actor, now: datetime) -> Sequence[MyBuddy]:
    return rounds.home_round(session, actor, now=now)


ROWS: tuple[Row, ...] = (
    Button(changes.CHANGE, Who.GROUP_MEMBER, _open_change, ids=1),
    Form(changes.CHANGE_FORM, Who.GROUP_MEMBER, _change, ids=1, home=True),
    Button(changes.DO_NOT_PAIR, Who.ANYONE, _open_do_not_pair),
    Form(changes.DO_NOT_PAIR_FORM, Who.ANYONE, _set_do_not_pair),
    Button(nudges.HERE, Who.ANYONE, _here),
    Button(nudges.WAIT, Who.GROUP_MEMBER, _wait, ids=1),
    Button(nudges.JOIN_ANOTHER, Who.GROUP_MEMBER, _join_another, ids=1),
    Button(nudges.NEW_BUDDY, Who.GROUP_MEMBER, _new_buddy, ids=1),
    Button(nudges.STAY, Who.MEMBER, _stay, ids=1),
    Button(home.KEEP, Who.GROUP_MEMBER, _wishes(keep=True), ids=1, on_week_message=True),
    Button(home.NOT_KEEP, Who.GROUP_MEMBER, _wishes(keep=False), ids=1, on_week_message=True),
    Button(home.SKIP_NEXT, Who.MEMBER, _takes_part(skips=True), ids=1, on_week_message=True),
    Button(home.STAY_NEXT, Who.MEMBER, _takes_part(skips=False), ids=1, on_week_message=True),
    Command("buddy", 40, "your buddy, times to meet, another buddy", my_buddy),
    HomeSection(Room.WEEK, 30, _my_round, views.home_blocks),
)
