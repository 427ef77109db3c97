"""A proposed round: before it goes out, its organizers may lock groups, match anew or send it at once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import BuddyGroup, GroupMember, Program, Round, Workspace
from bot.domain.calendar import dues, instant, preview_at
from bot.domain.errors import ClosedError, NotFoundError
from bot.domain.kinds import MessageKind
from bot.domain.organizer_acts import Act
from bot.domain.pair_lists import Preview
from bot.domain.pairing.rules import Mixes
from bot.domain.states import RoundState
from bot.services import organizer_log, organizers, programs
from bot.services.conditions import is_running, may_speak
from bot.services.members import Actor
from bot.services.rounds.inactivity import rest_unanswered
from bot.services.rounds.proposal import claim, inputs, plan_anew, proposal, proposal_for, propose, refresh
from bot.services.rounds.register import listed_groups
from bot.services.rounds.start import Started, launch
from bot.services.rounds.waiting import without_buddy

log = logging.getLogger(__name__)
_MIXES = Mixes()


# How soon a proposal follows what it rests on: somebody who came, other settings. What an organizer does asks at once.
LOOK_AGAIN = timedelta(minutes=5)
FARTHEST = timedelta(weeks=4)  # a preview before a round that follows a long break
# Programs whose organizers want to see the next round before it goes out, and were not sent it yet.
PREVIEWS = DueQuery(
    select(Program.id, Program.preview_hours).where(
        Program.preview_hours > 0,
        Program.buddy_rounds,
        is_running(),
        ~exists().where(
            Round.program_id == Program.id, Round.state == RoundState.PROPOSED, Round.shown_at.is_not(None)
        ),
    )
)


# Proposals that have not been compared with what they rest on for a while
PROPOSALS = DueQuery(
    select(Round.workspace_id, Round.id)
    .join(Program, Program.id == Round.program_id)
    .join(Workspace, Workspace.id == Round.workspace_id)
    .where(
        Round.state == RoundState.PROPOSED,
        Round.matched_at.is_(None) | (Round.matched_at <= now_plus(-LOOK_AGAIN)),
        is_running(),
        may_speak(),
    )
    .order_by(Round.id)
)


def due_previews(session: Session, *, now: datetime) -> list[tuple[int, int, date]]:
    """(workspace id, program id, the day its round is due) of programs that are due a proposal now."""
    hours = {row[0]: row[1] for row in session.execute(PREVIEWS.rows)}
    found = []
    for program in programs.running(session) if hours else ():
        ahead, dates = hours.get(program.program_id, 0), program.dates
        coming = next(dues(MessageKind.ROUND, dates, zones=(), after=now, until=now + FARTHEST), None)
        if ahead and coming and preview_at(coming.due_at, ahead, dates) <= now:
            found.append((program.workspace_id, program.program_id, coming.local_on))
    return found


def open_preview(
    session: Session, program_id: int, *, on: date, now: datetime, mixes: Mixes = _MIXES
) -> Preview | None:
    """The round that is due on `on`, as it is sent to the organizers, once: proposed now, or planned before by one of
    them. None where it was sent.
    """
    program = session.scalars(select(Program).where(Program.id == program_id)).one()
    claim(session, program)
    found = proposal(session, program_id)
    if found is not None and found.shown_at is not None:
        return None
    rest_unanswered(session, program_id, now=now)
    found = proposal_for(session, program_id, on)
    if found is None:
        found = propose(session, program, on=on, now=now, mixes=mixes)
    else:
        refresh(session, program, found, now=now, mixes=mixes)
    found.shown_at = now
    return _describe(session, program, found)


def proposed(session: Session, actor: Actor, round_id: int) -> Preview:
    """The proposal as it stands.

    Raises NotFoundError, NotAllowedError for somebody who does not organize the program, ClosedError once it went out.
    """
    return _describe(session, *own_proposal(session, actor, round_id))


def copies(session: Session, round_id: int) -> list[str]:
    """The delivery keys of the message that shows this round, one for each organizer of its program now; none before it
    was sent.
    """
    program_id = session.scalar(select(Round.program_id).where(Round.id == round_id, Round.shown_at.is_not(None)))
    readers = organizers.of_program(session, program_id) if program_id else []
    return [copy_key(round_id, reader.id) for reader in readers]


def copy_key(round_id: int, member_id: int) -> str:
    """The delivery key of one organizer's copy."""
    return f"{MessageKind.PREVIEW}:{round_id}:{member_id}"


def refresh_proposal(session: Session, round_id: int, *, now: datetime, mixes: Mixes = _MIXES) -> Preview | None:
    """The proposal as it is planned anew; None if nothing that it rests on has changed, or if it went out."""
    of_round = session.scalar(
        select(Round).where(Round.id == round_id, Round.state == RoundState.PROPOSED).with_for_update()
    )
    if of_round is None:
        return None
    program = session.get_one(Program, of_round.program_id)
    return _describe(session, program, of_round) if refresh(session, program, of_round, now=now, mixes=mixes) else None


def lock(
    session: Session, actor: Actor, group_id: int, *, locked: bool, now: datetime, mixes: Mixes = _MIXES
) -> Preview:
    """Keep this group as it is, or let it be matched anew again. Raises as `proposed`."""
    group = session.scalar(select(BuddyGroup).where(BuddyGroup.id == group_id, BuddyGroup.dissolved_at.is_(None)))
    if group is None:
        raise NotFoundError(f"group {group_id}")
    program, of_round = own_proposal(session, actor, group.round_id, to_change=True)
    if group.locked is not locked:
        group.locked = locked
        about = {"members": organizer_log.members_of(session, _members(session, group_id))}
        organizer_log.note(session, actor, program.id, Act.LOCKED if locked else Act.UNLOCKED, about, now=now)
    refresh(session, program, of_round, now=now, mixes=mixes)
    return _describe(session, program, of_round)


def match_anew(session: Session, actor: Actor, round_id: int, *, now: datetime, mixes: Mixes = _MIXES) -> Preview:
    """Match everybody outside locked groups anew, with another seed. Raises as `proposed`."""
    program, of_round = own_proposal(session, actor, round_id, to_change=True)
    of_round.seed = (of_round.seed + 1) % 2**31
    plan_anew(session, program, of_round, inputs(session, program, of_round, mixes, now=now), now=now)
    organizer_log.note(session, actor, program.id, Act.MATCHED_ANEW, now=now)
    log.info("round matched anew", extra={"action": "round_matched_anew", "round": round_id, "seed": of_round.seed})
    return _describe(session, program, of_round)


def send_now(session: Session, actor: Actor, round_id: int, *, now: datetime) -> Started:
    """Begin the round at once, with the groups that the organizer was shown; whoever came since is a latecomer.

    Each introduction comes at the next hour that suits its people. Raises as `proposed`.
    """
    program, of_round = own_proposal(session, actor, round_id, to_change=True)
    organizer_log.note(session, actor, program.id, Act.SENT_NOW, now=now)
    return launch(session, program, of_round, now=now)


def own_proposal(session: Session, actor: Actor, round_id: int, *, to_change: bool = False) -> tuple[Program, Round]:
    """A round that is only proposed, with its program; `to_change`: nobody else changes it until this transaction ends.

    Raises as `proposed`.
    """
    query = select(Round).where(Round.id == round_id)
    of_round = session.scalar(query.with_for_update() if to_change else query)
    if of_round is None:
        raise NotFoundError(f"round {round_id}")
    program = organizers.require(session, actor, of_round.program_id)
    if of_round.state is not RoundState.PROPOSED:
        raise ClosedError(f"round {round_id} went out")
    return program, of_round


def _members(session: Session, group_id: int) -> Sequence[int]:
    return session.scalars(select(GroupMember.participant_id).where(GroupMember.group_id == group_id)).all()


def _describe(session: Session, program: Program, of_round: Round) -> Preview:
    dates = programs.dates_of(session, program)
    ids = session.scalars(select(BuddyGroup.id).where(BuddyGroup.round_id == of_round.id).order_by(BuddyGroup.id)).all()
    return Preview(
        round_id=of_round.id,
        program_id=program.id,
        program_name=program.name,
        zone=program.zone,
        starts_at=instant(dates.round_begins_on(of_round.starts_on), dates.rhythm[MessageKind.ROUND].at, program.zone),
        groups=listed_groups(session, ids),
        unpaired=tuple(without_buddy(session, of_round.id).values()),
        number=of_round.number,
    )
