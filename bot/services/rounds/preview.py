"""A proposed round: before it goes out, its organizers may swap people, lock groups, match anew or send it at once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import BuddyGroup, GroupMember, Member, Participant, Program, Round, Waiting, Workspace
from bot.domain import pairing
from bot.domain.calendar import dues, instant, preview_at
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.kinds import MessageKind
from bot.domain.organizer_acts import Act
from bot.domain.pairing import Breach, BrokenRuleError
from bot.domain.pairing.plan import Group, LeftOut, LockedByOrganizer, RoundPlan
from bot.domain.pairing.plan import Reason as PairingReason
from bot.domain.pairing.rules import Mixes
from bot.domain.rounds import KeptByWish, Preview, PreviewGroup, Reason, reasons_from_json
from bot.domain.states import RoundState
from bot.services import organizer_log, organizers, programs
from bot.services.conditions import is_running, may_speak
from bot.services.members import Actor
from bot.services.rounds.groups import add_groups, groups_of
from bot.services.rounds.introductions import buddies_of
from bot.services.rounds.proposal import inputs, plan_anew, proposal, propose, refresh, store_left_out
from bot.services.rounds.start import Started, launch
from bot.services.rounds.waiting import advice, without_buddy

log = logging.getLogger(__name__)
_MIXES = Mixes()


# How soon a proposal follows what it rests on: somebody who came, other settings. What an organizer does asks at once.
LOOK_AGAIN = timedelta(minutes=5)
FARTHEST = timedelta(weeks=4)  # a preview before a round that follows a long break
# The rules of a program that an organizer may know by name; whatever is personal is one sentence
_CANNOT = "They cannot be swapped: it would put two together who cannot be grouped. Choose others."
_RULES = {
    Breach.TOO_FEW_COMMON_HOURS: "The program's “Working hours that buddies share, at least” rules this out: people of "
    "one group would share less. Choose others, or lower it in the settings.",
    Breach.CIRCLE: "The program's rule about circles rules this out. Choose others, or change it in the settings.",
    Breach.ROLES: "The roles of these people rule this out. Choose others.",
}
# Programs whose organizers want to see the next round before it goes out, and have no proposal yet.
PREVIEWS = DueQuery(
    select(Program.id, Program.preview_hours).where(
        Program.preview_hours > 0,
        Program.buddy_rounds,
        is_running(),
        ~exists().where(Round.program_id == Program.id, Round.state == RoundState.PROPOSED),
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
    """Propose the round that is due on `on`, once. None where it was proposed before."""
    program = session.scalars(select(Program).where(Program.id == program_id)).one()
    if proposal(session, program_id) is not None:
        return None
    return _describe(session, program, propose(session, program, on=on, now=now, mixes=mixes))


def proposed(session: Session, actor: Actor, round_id: int) -> Preview:
    """The proposal as it stands. Raises as `swap`."""
    return _describe(session, *_own(session, actor, round_id))


def copies(session: Session, round_id: int) -> list[str]:
    """The delivery keys of the message that shows this round, one for each organizer of its program now."""
    program_id = session.scalars(select(Round.program_id).where(Round.id == round_id)).one()
    return [copy_key(round_id, reader.id) for reader in organizers.of_program(session, program_id)]


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


def swap(
    session: Session, actor: Actor, round_id: int, *, one: str, other: str, now: datetime, mixes: Mixes = _MIXES
) -> Preview:
    """Swap these two (Slack user ids). It is the organizer's word: the groups it makes are locked, and locked ones may
    be changed by it.

    Raises NotFoundError, NotAllowedError for somebody who does not organize the program, ClosedError once it went out,
    and InvalidInputError (field `other`) where a rule forbids it: a program's rule by its name, never whose wish it is.
    """
    program, of_round = _own(session, actor, round_id)
    refresh(session, program, of_round, now=now, mixes=mixes)
    known = inputs(session, program, of_round, mixes)
    named = ((one, "one"), (other, "other"))
    ids = [_participant(session, program.id, slack_user_id, field) for slack_user_id, field in named]
    before = _plan(session, of_round)
    try:
        after = pairing.swap(
            before,
            ids[0],
            ids[1],
            people=known.people,
            history=known.history,
            rules=known.rules,
            weights=known.weights,
        )
    except BrokenRuleError as error:
        raise InvalidInputError("other", _why_not({one.breach for one in error.broken})) from None
    except ValueError as error:
        raise InvalidInputError("other", f"That is not possible: {error}.") from None
    _write(session, of_round, before, after)
    _note(session, actor, program, Act.SWAPPED, ids, now=now)
    return _describe(session, program, of_round)


def lock(
    session: Session, actor: Actor, group_id: int, *, locked: bool, now: datetime, mixes: Mixes = _MIXES
) -> Preview:
    """Keep this group as it is, or let it be matched anew again. Raises as `swap`."""
    group = session.scalar(select(BuddyGroup).where(BuddyGroup.id == group_id, BuddyGroup.dissolved_at.is_(None)))
    if group is None:
        raise NotFoundError(f"group {group_id}")
    program, of_round = _own(session, actor, group.round_id)
    if group.locked is not locked:
        group.locked = locked
        _note(session, actor, program, Act.LOCKED if locked else Act.UNLOCKED, _members(session, group.id), now=now)
    refresh(session, program, of_round, now=now, mixes=mixes)
    return _describe(session, program, of_round)


def match_anew(session: Session, actor: Actor, round_id: int, *, now: datetime, mixes: Mixes = _MIXES) -> Preview:
    """Match everybody outside locked groups anew, with another seed. Raises as `swap`."""
    program, of_round = _own(session, actor, round_id)
    of_round.seed = (of_round.seed + 1) % 2**31
    plan_anew(session, program, of_round, inputs(session, program, of_round, mixes), now=now)
    organizer_log.note(session, actor, program.id, Act.MATCHED_ANEW, now=now)
    log.info("round matched anew", extra={"action": "round_matched_anew", "round": round_id, "seed": of_round.seed})
    return _describe(session, program, of_round)


def send_now(session: Session, actor: Actor, round_id: int, *, now: datetime) -> Started:
    """Begin the round at once, with the groups that the organizer was shown; whoever came since is a latecomer.

    Each introduction comes at the next hour that suits its people. Raises as `swap`.
    """
    program, of_round = _own(session, actor, round_id)
    organizer_log.note(session, actor, program.id, Act.SENT_NOW, now=now)
    return launch(session, program, of_round, now=now)


def _own(session: Session, actor: Actor, round_id: int) -> tuple[Program, Round]:
    of_round = session.scalar(select(Round).where(Round.id == round_id).with_for_update())
    if of_round is None:
        raise NotFoundError(f"round {round_id}")
    program = organizers.require(session, actor, of_round.program_id)
    if of_round.state is not RoundState.PROPOSED:
        raise ClosedError(f"round {round_id} went out")
    return program, of_round


def _note(
    session: Session, actor: Actor, program: Program, act: Act, participant_ids: Sequence[int], *, now: datetime
) -> None:
    about = {"members": organizer_log.members_of(session, participant_ids)}
    organizer_log.note(session, actor, program.id, act, about, now=now)


def _members(session: Session, group_id: int) -> Sequence[int]:
    return session.scalars(select(GroupMember.participant_id).where(GroupMember.group_id == group_id)).all()


def _why_not(broken: set[Breach]) -> str:
    """Why a change cannot be: a program's rule, if one is broken; else one sentence for all that is personal."""
    return next((told for rule, told in _RULES.items() if rule in broken), _CANNOT)


def _participant(session: Session, program_id: int, slack_user_id: str, field: str) -> int:
    found = session.scalar(
        select(Participant.id)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.program_id == program_id, Member.slack_user_id == slack_user_id)
    )
    if found is None:
        raise InvalidInputError(field, "This person takes no part in the program. Choose somebody of the list.")
    return found


def _plan(session: Session, of_round: Round) -> RoundPlan:
    groups = [
        Group(tuple(members), _pairing_reasons(reasons_from_json(group.reasons)))
        for group, members in groups_of(session, of_round.id)
    ]
    left_out = [
        LeftOut(row.participant_id, row.why, advice(row.help))
        for row in session.scalars(select(Waiting).where(Waiting.round_id == of_round.id))
    ]
    return RoundPlan(tuple(sorted(groups, key=lambda group: group.members)), tuple(left_out), of_round.seed)


def _pairing_reasons(reasons: tuple[Reason, ...]) -> tuple[PairingReason, ...]:
    return tuple(LockedByOrganizer() if isinstance(reason, KeptByWish) else reason for reason in reasons)


def _write(session: Session, of_round: Round, before: RoundPlan, after: RoundPlan) -> None:
    """Store the difference: the groups whose people changed, and the people who wait."""
    stood = {group.members for group in before.groups}
    stands = {group.members for group in after.groups}
    for group, members in groups_of(session, of_round.id):
        if tuple(members) not in stands:
            session.execute(delete(BuddyGroup).where(BuddyGroup.id == group.id))
    session.flush()
    new = [(group.members, list(group.reasons)) for group in after.groups if group.members not in stood]
    for group in add_groups(session, of_round, new, now=of_round.created_at):
        group.locked = True
    store_left_out(session, of_round, after.left_out, now=of_round.created_at)


def _describe(session: Session, program: Program, of_round: Round) -> Preview:
    dates = programs.dates_of(session, program)
    return Preview(
        round_id=of_round.id,
        program_id=program.id,
        program_name=program.name,
        zone=program.zone,
        starts_at=instant(dates.round_begins_on(of_round.starts_on), dates.rhythm[MessageKind.ROUND].at, program.zone),
        groups=tuple(
            PreviewGroup(
                group.id, buddies_of(session, group.id), reasons_from_json(group.reasons), is_locked=group.locked
            )
            for group, _ in groups_of(session, of_round.id)
        ),
        unpaired=tuple(without_buddy(session, of_round.id).values()),
    )
