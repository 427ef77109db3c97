"""Rounds in time: their start, the introductions, latecomers, and the words to who has no buddy."""

from __future__ import annotations

from datetime import datetime

from bot.domain.messages import Target
from bot.edge import Edge
from bot.services import rounds
from bot.views import rounds as views
from bot.views.rounds import preview
from jobs.work import Work, guarded


def run(edge: Edge, work: Work) -> None:
    """Begin the round that is due; introductions and the rest follow, each at an hour that suits its people."""
    with edge.database.unit_of_work(work.workspace_id) as session:
        if work.claim(session):
            started = rounds.start(
                session, program_id=work.program_id, on=work.due.local_on, now=work.now, mixes=edge.settings.weights
            )
            if started is not None:
                unpaired = rounds.without_buddy(session, started.round_id).values()
                message = preview.begun(started.groups, tuple(unpaired))
                for key in rounds.copies(session, started.round_id):
                    edge.outbox.update(session, key=key, message=message, now=work.now)


def sweep_introductions(edge: Edge, now: datetime) -> None:
    """Introduce every group whose hour has come."""
    with edge.database.unit_of_work(read_only=True) as session:
        due = rounds.due_introductions(session, now=now)
    for workspace_id, group_id in due:
        guarded("introduce", lambda w=workspace_id, g=group_id: _introduce(edge, w, g, now=now))  # type: ignore[misc]


def sweep_tellings(edge: Edge, now: datetime) -> None:
    """Tell everybody who has no buddy why, and when it goes on."""
    with edge.database.unit_of_work(read_only=True) as session:
        due = rounds.due_tellings(session, now=now)
    for workspace_id, waiting_id in due:
        guarded("tell_unpaired", lambda w=workspace_id, i=waiting_id: _tell(edge, w, i, now=now))  # type: ignore[misc]


def sweep_unplaced(edge: Edge, now: datetime) -> None:
    """Match everybody who is without a buddy in a running round, where they can be."""
    with edge.database.unit_of_work(read_only=True) as session:
        due = rounds.rounds_with_unplaced(session, now=now)
    for workspace_id, round_id in due:
        guarded("match_unplaced", lambda w=workspace_id, r=round_id: _match(edge, w, r, now=now))  # type: ignore[misc]


def sweep_absent(edge: Edge, now: datetime) -> None:
    """Take everybody out of their group who left, paused, landed or lost their account; their buddies go on."""
    with edge.database.unit_of_work(read_only=True) as session:
        due = rounds.absent(session)
    for workspace_id, participant_id in due:
        guarded("release", lambda w=workspace_id, p=participant_id: _release(edge, w, p, now=now))  # type: ignore[misc]


def _release(edge: Edge, workspace_id: int, participant_id: int, *, now: datetime) -> None:
    with edge.database.unit_of_work(workspace_id) as session:
        rounds.release(session, participant_id, now=now)


def _match(edge: Edge, workspace_id: int, round_id: int, *, now: datetime) -> None:
    with edge.database.unit_of_work(workspace_id) as session:
        rounds.match_unplaced(session, round_id, now=now, mixes=edge.settings.weights)


def _introduce(edge: Edge, workspace_id: int, group_id: int, *, now: datetime) -> None:
    with edge.database.unit_of_work(workspace_id) as session:
        introduction = rounds.introduce(session, group_id, now=now)
        if introduction is None:
            return
        edge.outbox.plan(
            session,
            key=f"introduction:{group_id}",
            kind="introduction",
            target=Target(users=tuple(buddy.slack_user_id for buddy in introduction.buddies)),
            message=views.introduction(introduction, now=now),
            now=now,
            program_id=introduction.program_id,
        )


def _tell(edge: Edge, workspace_id: int, waiting_id: int, *, now: datetime) -> None:
    with edge.database.unit_of_work(workspace_id) as session:
        told = rounds.tell(session, waiting_id, now=now)
        if told is None:
            return
        edge.outbox.plan(
            session,
            key=f"unpaired:{told.waiting_id}:{now:%Y%m%dT%H%M%S}",
            kind="unpaired",
            target=Target(users=(told.slack_user_id,)),
            message=views.unpaired(told),
            now=now,
            program_id=told.program_id,
            member_id=told.member_id,
        )
