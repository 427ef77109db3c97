"""Something's wrong: ends a pairing at once, and tells somebody who answers for the program if the member wants."""

from __future__ import annotations

from bot.domain.errors import InvalidInputError
from bot.domain.kinds import MessageKind
from bot.domain.messages import View
from bot.sending import send
from bot.services import members, organizers, rounds
from bot.services.members import SlackPerson
from bot.services.rounds.changes import Parted
from bot.slack import directory
from bot.views.rounds import concerns as view
from bot.views.rounds.introduction import CONCERN
from handlers.request import Request
from handlers.rows import Button, Form, Row, Show, Who


def _open(request: Request) -> Show:
    """The form. While it is filled in, Slack is asked who the workspace's admins are: one of them may be told."""
    said, mine_id = rounds.about_to_part(request.session, request.actor, request.id, now=request.now)
    return Show(view=view.concern_form(said, mine_id=mine_id), then=lambda: _find_admins(request))


def _find_admins(request: Request) -> None:
    workspace_id = request.actor.workspace_id
    found = directory.admins(request.context.clients.reading(workspace_id), most=organizers.MOST_ADMINS)
    with request.context.database.unit_of_work(workspace_id) as session:
        for person in found:
            members.apply_slack_person(session, SlackPerson(**person), now=request.now)


def _send(request: Request) -> View:
    session, actor, form = request.session, request.actor, request.form
    wants = form.choice(view.TELL) == view.SOMEBODY
    if form.text(view.LINE).strip() and not wants:
        raise InvalidInputError(view.TELL, "You wrote a line: choose who should read it, or leave the line empty.")
    parted = rounds.part_ways(session, actor, request.id, now=request.now)
    if view.YES in form.ticked(view.NOT_AGAIN):
        rounds.add_do_not_pair(session, actor, list(parted.others), now=request.now)
    told = _tell(request, parted) if wants else None
    return view.concern_done(told=told, unpaired=parted.told)


def _tell(request: Request, parted: Parted) -> list[str]:
    """Send it, and say to whom. It is of no program in the ledger: its organizers would read that it did not arrive."""
    session, actor, form = request.session, request.actor, request.form
    heard = organizers.who_hears(session, parted.program_id, others=parted.others, actor=actor)
    said = view.concern_told(parted.program_name, actor.slack_user_id, parted.others, form.text(view.LINE))
    for one in heard:
        send(
            request.context,
            session,
            MessageKind.NOTE,
            members.reader(session, one.id, now=request.now),
            key=f"concern:{form.view_id}:{one.id}",
            message=said,
            now=request.now,
            author_id=actor.member_id,
        )
    return [one.slack_user_id for one in heard]


ROWS: tuple[Row, ...] = (
    Button(CONCERN, Who.GROUP_MEMBER, _open, ids=1),
    Form(view.FORM, Who.GROUP_MEMBER, _send, ids=1, home=True),
)
