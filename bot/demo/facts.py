"""The facts of a run, counted in the database and at the sandbox: what `kith demo --json` prints."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.db.models import (
    Advice,
    Ask,
    BuddyGroup,
    CheckIn,
    Contact,
    Council,
    CouncilLine,
    CouncilMeeting,
    Delivery,
    Event,
    EventGoer,
    FollowUp,
    Goal,
    GroupMember,
    Help,
    Landing,
    Meeting,
    Member,
    MentorPair,
    MentorTalk,
    Notice,
    Participant,
    Preparation,
    Round,
    Worksheet,
)
from bot.demo.stage import Stage
from bot.domain.calendar import local
from bot.domain.follow_ups import Outcome
from bot.domain.helps import HelpKind
from bot.domain.kinds import MessageKind
from bot.domain.states import DeliveryState, MeetingOutcome
from bot.services.conditions import is_active

Counted = (
    Participant
    | Round
    | BuddyGroup
    | Goal
    | FollowUp
    | Landing
    | Preparation
    | Worksheet
    | Event
    | Ask
    | Advice
    | Council
    | CouncilLine
    | MentorTalk
)


@dataclass(frozen=True)
class Facts:
    """One run in numbers. `repeats`: pairs of several rounds; `unpaired`: active and in no group at the end."""

    members: int
    rounds: int
    groups: int
    repeats: int
    unpaired: int
    deliveries: dict[str, int]
    messages_per_member_week: int
    goals: int
    check_ins: int
    contacts: int  # whom members noted, buddies not among them
    follow_ups: int
    follow_ups_done: int
    meetings_agreed: int
    meetings_reminded: int  # of them, those whose people were told on the day
    preparations: int
    worksheets: int
    events: int
    events_gone_to: int  # visits
    asks: int
    helps: int  # yeses to an ask
    helps_done: int  # of them, those of which the author said so
    introductions: int  # that came about
    shared: int
    advice: int  # sentences handed on to newcomers
    mentor_pairs: int  # that were introduced
    mentor_talks: int
    landings: int
    councils: int
    council_meetings: int  # that took place
    council_lines: int
    trails: int  # of them, those that lead back to an earlier day
    api_errors: dict[str, int]

    @property
    def nothing_failed(self) -> bool:
        """Whether every message arrived and Slack refused nothing."""
        failed = self.deliveries.get(DeliveryState.FAILED, 0)
        waiting = self.deliveries.get(DeliveryState.QUEUED, 0) + self.deliveries.get(DeliveryState.SENDING, 0)
        return not (failed or waiting or self.api_errors)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def gather(stage: Stage) -> Facts:
    """Count. The program's weeks are over and nothing is on its way."""
    with stage.kith.context.database.unit_of_work(read_only=True) as session:
        return Facts(
            members=_count(session, Participant),
            rounds=_count(session, Round),
            groups=_count(session, BuddyGroup),
            repeats=sum(times > 1 for times in _introduced(session).values()),
            unpaired=_unpaired(session),
            deliveries=_deliveries(session),
            messages_per_member_week=session.scalar(select(func.max(Notice.of_week))) or 0,
            goals=_count(session, Goal),
            check_ins=session.scalar(select(func.count(CheckIn.id)).where(CheckIn.undone_at.is_(None))) or 0,
            contacts=session.scalar(select(func.count(Contact.id)).where(Contact.buddy_id.is_(None))) or 0,
            follow_ups=_count(session, FollowUp),
            follow_ups_done=session.scalar(select(func.count(FollowUp.id)).where(FollowUp.outcome == Outcome.DONE))
            or 0,
            meetings_agreed=_meetings_agreed(session),
            meetings_reminded=_meetings_reminded(session),
            preparations=_count(session, Preparation),
            worksheets=_count(session, Worksheet),
            events=_count(session, Event),
            events_gone_to=session.scalar(select(func.count(EventGoer.id)).where(EventGoer.went.is_(True))) or 0,
            asks=_count(session, Ask),
            helps=_helps(session, Help.kind == HelpKind.ASKED_FOR),
            helps_done=_helps(session, Help.kind == HelpKind.ASKED_FOR, Help.done_at.is_not(None)),
            introductions=_helps(session, Help.kind == HelpKind.INTRODUCTION),
            shared=_helps(session, Help.kind == HelpKind.SHARED),
            advice=_count(session, Advice),
            mentor_pairs=session.scalar(select(func.count(MentorPair.id)).where(MentorPair.introduced_at.is_not(None)))
            or 0,
            mentor_talks=_count(session, MentorTalk),
            landings=_count(session, Landing),
            councils=_count(session, Council),
            council_meetings=session.scalar(
                select(func.count(CouncilMeeting.id)).where(CouncilMeeting.outcome == MeetingOutcome.MET)
            )
            or 0,
            council_lines=_count(session, CouncilLine),
            trails=session.scalar(select(func.count(Landing.id)).where(Landing.days > 0)) or 0,
            api_errors=_api_errors(stage),
        )


def _api_errors(stage: Stage) -> dict[str, int]:
    """What Slack refused: `method error`, how often. App Home that was drawn meanwhile is drawn again, by design."""
    return {
        f"{name} {error}": count
        for name, method in stage.client.stats().items()
        for error, count in method["errors"].items()
        if error != "hash_conflict"
    }


def _meetings_agreed(session: Session) -> int:
    """How many times buddies agreed on."""
    agreed = select(func.count(Meeting.id)).where(Meeting.group_id.is_not(None), Meeting.starts_at.is_not(None))
    return session.scalar(agreed) or 0


def _meetings_reminded(session: Session) -> int:
    """Of how many meetings somebody read on its day, by their own clock."""
    rows = session.execute(
        select(Meeting.id, Meeting.starts_at, Member.zone, Notice.local_on)
        .join(GroupMember, GroupMember.group_id == Meeting.group_id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .join(Notice, Notice.member_id == Member.id)
        .where(Notice.kind == MessageKind.PLAN, Meeting.starts_at.is_not(None))
    )
    return len({one for one, at, zone, on in rows if at is not None and local(at, zone).date() == on})


def _count(session: Session, table: type[Counted]) -> int:
    return session.scalar(select(func.count(table.id))) or 0


def _helps(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Help.id)).where(*which)) or 0


def _deliveries(session: Session) -> dict[str, int]:
    rows = session.execute(select(Delivery.state, func.count()).group_by(Delivery.state).order_by(Delivery.state))
    return {state.value: count for state, count in rows}


def _introduced(session: Session) -> Counter[tuple[int, int]]:
    """In how many rounds each pair was introduced; a pair that took in a third goes on, it is no repeat."""
    groups: dict[tuple[int, int], list[int]] = {}
    rows = session.execute(
        select(BuddyGroup.round_id, GroupMember.group_id, GroupMember.participant_id)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .where(BuddyGroup.introduced_at.is_not(None))
        .order_by(GroupMember.participant_id)
    )
    for round_id, group_id, participant_id in rows:
        groups.setdefault((round_id, group_id), []).append(participant_id)
    paired = {(round_id, pair) for (round_id, _), people in groups.items() for pair in combinations(people, 2)}
    return Counter(pair for _, pair in paired)


def _unpaired(session: Session) -> int:
    latest = select(func.max(Round.number)).scalar_subquery()
    grouped = (
        select(GroupMember.participant_id)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .where(Round.number == latest, BuddyGroup.dissolved_at.is_(None), GroupMember.left_at.is_(None))
    )
    alone = select(func.count(Participant.id)).where(is_active(), Participant.id.not_in(grouped))
    return session.scalar(alone) or 0
