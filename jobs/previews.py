"""Shows the next round to its organizers, as long before it goes out as the program says, by day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import copies
from bot.context import AppContext
from bot.domain.calendar import is_daytime
from bot.domain.kinds import MessageKind
from bot.sending import send
from bot.services import organizers, rounds
from bot.services.rounds.preview import PREVIEWS, PROPOSALS
from bot.views.rounds.preview import preview as preview_message
from jobs.work import Sweep, for_each, run_isolated


def _sweep(context: AppContext, now: datetime) -> None:
    """Propose every round whose preview is due."""
    with context.database.unit_of_work(read_only=True) as session:
        due = rounds.due_previews(session, now=now)
    for workspace_id, program_id, on in due:
        run_isolated("preview", _preview, context, workspace_id, program_id, on, now)


def _preview(context: AppContext, workspace_id: int, program_id: int, on: date, now: datetime) -> None:
    with context.database.unit_of_work(workspace_id) as session:
        readers = organizers.readers(session, program_id, now=now)
        if not any(is_daytime(now, reader.zone) for reader in readers):
            return  # when it is day for one of them; the round itself waits for nobody
        said = rounds.open_preview(session, program_id, on=on, now=now, mixes=context.settings.weights)
        if said is None:
            return
        message = preview_message(said)
        for reader in readers:
            key = rounds.copy_key(said.round_id, reader.member_id)
            send(
                context, session, MessageKind.PREVIEW, reader, key=key, message=message, now=now, program_id=program_id
            )


def _refresh(context: AppContext, session: Session, now: datetime, round_id: int) -> None:
    """Who came or left, and other settings, change a proposal until it goes out; organizers read it as it stands."""
    said = rounds.refresh_proposal(session, round_id, now=now, mixes=context.settings.weights)
    if said is not None:
        copies.show_preview(context, session, said, now=now)


SWEEPS = (
    Sweep("previews", 20, PREVIEWS, _sweep),
    for_each("proposals", 25, PROPOSALS, _refresh),
)
