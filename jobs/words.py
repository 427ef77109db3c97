"""Private words: Thursday's, and the kind question after a long time."""

from __future__ import annotations

from datetime import datetime

from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.edge import Edge
from bot.services import notices, plans, rounds
from bot.views import rounds as views
from jobs.work import Work, guarded


def run(edge: Edge, work: Work) -> None:
    """One private word to each who was not heard of, or who waits for a buddy; one a person for all programs."""
    on, now = work.due.local_on, work.now
    with edge.database.unit_of_work(work.workspace_id) as session:
        if not work.claim(session):
            return
        due = rounds.due_words(session, program_id=work.program_id, zone=work.due.zone, on=on)
        # Their own plan of the day goes first: there is one message a day.
        planned = plans.expected(session, [word.member_id for word in due], on=on, now=now)
        for word in (found for found in due if found.member_id not in planned):
            if notices.admit(session, member_id=word.member_id, kind=MessageKind.WORD, local_on=on, now=now):
                edge.outbox.plan(
                    session,
                    key=f"word:{on}:{word.member_id}",
                    kind=MessageKind.WORD,
                    target=Target(users=(word.slack_user_id,)),
                    message=views.word(word),
                    now=now,
                    program_id=work.program_id,
                    member_id=word.member_id,
                )


def sweep_questions(edge: Edge, now: datetime) -> None:
    """Ask everybody who has not been heard of for three rounds or six weeks: stay, pause, leave?"""
    with edge.database.unit_of_work(read_only=True) as session:
        due = rounds.due_questions(session, now=now)
    for workspace_id, participant_id in due:
        guarded("ask", lambda w=workspace_id, p=participant_id: _ask(edge, w, p, now=now))  # type: ignore[misc]


def _ask(edge: Edge, workspace_id: int, participant_id: int, *, now: datetime) -> None:
    with edge.database.unit_of_work(workspace_id) as session:
        question = rounds.ask(session, participant_id, now=now)
        if question is None:
            return
        edge.outbox.plan(
            session,
            key=f"question:{participant_id}:{now.date()}",
            kind=MessageKind.QUESTION,
            target=Target(users=(question.slack_user_id,)),
            message=views.question(question),
            now=now,
            program_id=question.program_id,
            member_id=question.member_id,
        )
