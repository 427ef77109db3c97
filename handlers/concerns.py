"""Something's wrong: ends a pairing at once, and tells somebody who answers for the program if the member wants."""

from __future__ import annotations

from collections.abc import Collection

from bot import workspace_admins
from bot.domain.errors import InvalidInputError
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, View
from bot.sending import send
from bot.services import members, mentor_pairs, organizers, rounds
from bot.services.rounds.changes import Parted
from bot.views import mentor_messages
from bot.views.mentor_pairs import CONCERN as MENTOR_CONCERN
from bot.views.rounds import concerns as view
from bot.views.rounds.introduction import CONCERN
from handlers.request import Request
from handlers.rows import Button, Form, Row, Show, Who


def _open(request: Request) -> Show:
    parted = rounds.about_to_part(request.session, request.actor, request.id)
    return _form(request, view.Tie.BUDDIES, parted)


def _open_mentor_pair(request: Request) -> Show:
    parted = mentor_pairs.about_to_part(request.session, request.actor, request.id, now=request.now)
    return _form(request, view.Tie.MENTOR_PAIR, parted)


def _form(request: Request, tie: view.Tie, parted: Parted) -> Show:
    form = view.concern_form(tie, request.id, parted.program_name, parted.others)
    return Show(view=form, then=lambda: find_admins(request))


def find_admins(request: Request) -> None:
    """Ask Slack who the workspace's admins are, while a form is filled in: one of them may be told."""
    workspace_admins.look_up(request.context, request.actor.workspace_id, now=request.now)


def _send(request: Request) -> View:
    _check(request)
    parted = rounds.part_ways(request.session, request.actor, request.id, now=request.now)
    return _done(request, view.Tie.BUDDIES, parted)


def _send_mentor_pair(request: Request) -> View:
    """The other one reads what they read of any pair that is over."""
    _check(request)
    parted = mentor_pairs.part_ways(request.session, request.actor, request.id, now=request.now)
    key, message = mentor_messages.key(request.id), mentor_messages.over()
    request.context.outbox.update(request.session, key=key, message=message, now=request.now)
    return _done(request, view.Tie.MENTOR_PAIR, parted)


def _check(request: Request) -> None:
    if request.form.text(view.LINE).strip() and not _wants(request):
        raise InvalidInputError(view.TELL, "You wrote a line: choose who should read it, or leave the line empty.")


def _wants(request: Request) -> bool:
    return request.form.choice(view.TELL) == view.SOMEBODY


def _done(request: Request, tie: view.Tie, parted: Parted) -> View:
    session, actor, form = request.session, request.actor, request.form
    if view.YES in form.ticked(view.NOT_AGAIN):
        rounds.add_do_not_pair(session, actor, list(parted.others), now=request.now)
    said = view.concern_told(tie, parted.program_name, actor.slack_user_id, parted.others, form.text(view.LINE))
    told = tell(request, parted.program_id, parted.others, said, key="concern") if _wants(request) else None
    return view.concern_done(tie, told=told, unpaired=parted.told)


def tell(request: Request, program_id: int, others: Collection[str], message: Message, *, key: str) -> list[str]:
    """Send it to somebody who answers for the program and is none of these people, and say to whom (Slack ids).

    It is of no program in the ledger: its organizers would read that it did not arrive.
    """
    session, actor = request.session, request.actor
    heard = organizers.who_hears(session, program_id, others=others, actor=actor)
    for one in heard:
        send(
            request.context,
            session,
            MessageKind.NOTE,
            members.reader(session, one.id, now=request.now),
            key=f"{key}:{request.form.view_id}:{one.id}",
            message=message,
            now=request.now,
            author_id=actor.member_id,
        )
    return [one.slack_user_id for one in heard]


ROWS: tuple[Row, ...] = (
    Button(CONCERN, Who.GROUP_MEMBER, _open, ids=1),
    Button(MENTOR_CONCERN, Who.MEMBER, _open_mentor_pair, ids=1),
    Form(view.FORM, Who.GROUP_MEMBER, _send, ids=1, home=True),
    Form(view.MENTOR_FORM, Who.MEMBER, _send_mentor_pair, ids=1, home=True),
)
