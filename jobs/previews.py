"""The next round is shown to its organizers as long before it goes out as the program wants, by day."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.calendar import DAY_BEGINS, DAY_ENDS, local
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.edge import Edge
from bot.services import notices, organizers, rounds
from bot.views.rounds.preview import preview as preview_message
from jobs.work import guarded


def sweep(edge: Edge, now: datetime) -> None:
    """Propose every round whose preview is due."""
    with edge.database.unit_of_work(read_only=True) as session:
        due = rounds.due_previews(session, now=now)
    for workspace_id, program_id, on in due:
        guarded(
            "preview",
            lambda w=workspace_id, p=program_id, on=on: _preview(edge, w, p, on=on, now=now),  # type: ignore[misc]
        )


def _preview(edge: Edge, workspace_id: int, program_id: int, *, on: date, now: datetime) -> None:
    with edge.database.unit_of_work(workspace_id) as session:
        readers = organizers.of_program(session, program_id)
        if not any(DAY_BEGINS <= local(now, reader.zone).time() < DAY_ENDS for reader in readers):
            return  # when it is day for one of them; the round itself waits for nobody
        said = rounds.open_preview(session, program_id, on=on, now=now, mixes=edge.settings.weights)
        if said is None:
            return
        for reader in readers:
            edge.outbox.plan(
                session,
                key=rounds.copy_key(said.round_id, reader.id),
                kind=MessageKind.PREVIEW,
                target=Target(users=(reader.slack_user_id,)),
                message=preview_message(said),
                now=now,
                program_id=program_id,
                member_id=reader.id,
            )
            today = local(now, reader.zone).date()
            notices.count_apart(session, member_id=reader.id, kind=MessageKind.PREVIEW, local_on=today, now=now)
