"""Who may know the way: one at a time is asked, and nobody learns who, whether, or how many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import (
    DoNotPair,
    HelpQuestion,
    Member,
    NotIntroduced,
    Participant,
    Program,
    WarmIntroduction,
    Workspace,
)
from bot.db.upsert import insert_once
from bot.domain import introductions as rules
from bot.domain.asks import HelpAnswer
from bot.domain.calendar import local, week_of
from bot.domain.helps import LANDED_LIMIT, MONTH, USUAL_LIMIT, Candidate, in_order, week_asked
from bot.domain.introductions import LOOKS_EVERY, IntroductionOutcome, Match, Place
from bot.domain.states import ParticipantState
from bot.services import introduction_places, introductions, message_cap, private_lists
from bot.services.conditions import is_active, is_reachable, is_running, may_speak

_asker = aliased(Participant)
# Introductions that are asked for, and that are to be looked at
OPEN = DueQuery(
    select(WarmIntroduction.workspace_id, WarmIntroduction.id)
    .join(Workspace, Workspace.id == WarmIntroduction.workspace_id)
    .where(WarmIntroduction.outcome.is_(None), WarmIntroduction.next_at <= now_plus(), may_speak())
    .order_by(WarmIntroduction.id)
)


_USERS = select(Member.id, Member.slack_user_id).where(Member.id.in_(bindparam("ids", expanding=True)))
_PEOPLE = (
    select(Member, Participant.state)
    .join(Participant, Participant.member_id == Member.id)
    .join(Program, Program.id == Participant.program_id)
    .join(_asker, and_(_asker.program_id == Program.id, _asker.member_id == bindparam("member_id")))
    .where(_asker.state == ParticipantState.ACTIVE, Member.id != _asker.member_id, is_running(), is_reachable())
    .where(or_(is_active(), and_(Participant.state == ParticipantState.LANDED, Participant.may_be_asked)))
)


@dataclass(frozen=True)
class _Person:
    member: Member
    has_landed: bool

    @property
    def limit(self) -> int:
        """How many questions in four weeks are not too many."""
        limit = USUAL_LIMIT if self.member.help_limit is None else self.member.help_limit
        return min(limit, LANDED_LIMIT) if self.has_landed else limit


def go_on(session: Session, introduction_id: int, *, now: datetime) -> None:
    """Ask the next who may know the way, once the one before has had it for seven days, whatever they said. Where
    nobody is left, nothing came of it; where nobody could be asked at all, the asker reads that on a day that tells no
    difference.
    """
    row = session.get_one(WarmIntroduction, introduction_id, with_for_update=True)
    if row.outcome is not None or row.next_at > now:
        return
    zone = session.get_one(Member, row.member_id).zone
    if (knower := next(iter(_knowers(session, row, now=now)), None)) is not None and _ask(
        session, row, knower, until=rules.quiet_unshown(now, zone), now=now
    ):
        return
    asked = session.scalar(select(HelpQuestion.id).where(HelpQuestion.introduction_id == row.id).limit(1))
    gives_up_at = row.next_at if asked else rules.quiet_unshown(row.created_at, zone)
    if gives_up_at <= now:
        row.outcome, row.settled_at = IntroductionOutcome.NOTHING, now
    else:
        row.next_at = min(now + LOOKS_EVERY, gives_up_at)


def _ask(session: Session, row: WarmIntroduction, knower: Member, *, until: datetime, now: datetime) -> bool:
    week_on = week_asked(now, knower.zone)
    asked = {"member_id": knower.id, "week_on": week_on, "asked_at": now, "quiet_until": until}
    if not insert_once(session, HelpQuestion, introduction_id=row.id, **asked):
        return False
    row.next_at = until
    return True


def _knowers(session: Session, row: WarmIntroduction, *, now: datetime) -> list[Member]:
    """Who may be asked now, the first first."""
    people = _people(session, row)
    places = introduction_places.places(session, people)
    buddies = {place.buddy_id for own in places.values() for place in own if place.buddy_id}
    apart = kept_apart(session, {row.member_id, *places, *buddies})
    wanted = introductions.wanted(row)
    matches = {
        one: found
        for one, own in places.items()
        if frozenset((one, row.member_id)) not in apart
        and (found := rules.best(wanted, suited(own, row.member_id, apart)))
    }
    asked = _askable(session, row, {one: people[one] for one in matches}, now=now)
    order = in_order(_candidate(one, matches[one], before) for one, before in asked.items())
    return [people[one.member_id].member for one in order]


def kept_apart(session: Session, member_ids: Collection[int]) -> set[frozenset[int]]:
    """The pairs of these members who are not brought together, as one of them has said so for good."""
    users = {row.id: row.slack_user_id for row in session.execute(_USERS, {"ids": list(member_ids)})}
    pairs = chain(private_lists.pairs(session, DoNotPair, users), private_lists.pairs(session, NotIntroduced, users))
    return {frozenset(pair) for pair in pairs}


def suited(places: Iterable[Place], asker_id: int, apart: Collection[frozenset[int]]) -> list[Place]:
    """Those that lead to somebody whom the asker may be brought together with, and not to the asker themselves."""
    return [one for one in places if one.buddy_id != asker_id and frozenset((one.buddy_id or 0, asker_id)) not in apart]


def _people(session: Session, row: WarmIntroduction) -> Mapping[int, _Person]:
    """Those of the asker's programs who may be asked at all."""
    found: dict[int, _Person] = {}
    for member, state in session.execute(_PEOPLE, {"member_id": row.member_id}):
        before = found.get(member.id)
        has_landed = state is ParticipantState.LANDED and (before is None or before.has_landed)
        found[member.id] = _Person(member, has_landed)
    return found


def _askable(
    session: Session, row: WarmIntroduction, people: Mapping[int, _Person], *, now: datetime
) -> Mapping[int, list[HelpQuestion]]:
    """Of these, whom a question does not trouble: with what they were asked in the last four weeks."""
    asked: dict[int, list[HelpQuestion]] = {one: [] for one in people}
    lately = (HelpQuestion.member_id.in_(people), HelpQuestion.asked_at > now - MONTH)
    for question in session.scalars(select(HelpQuestion).where(*lately)):
        asked[question.member_id].append(question)
    of_asker = select(WarmIntroduction.id).where(WarmIntroduction.member_id == row.member_id)
    same = set(
        session.scalars(select(HelpQuestion.member_id).where(HelpQuestion.introduction_id.in_(of_asker), *lately))
    )
    here = {one: (one, week_of(local(now, person.member.zone).date())) for one, person in people.items()}
    hard = message_cap.hard_weeks(session, set(people), {week_on for _, week_on in here.values()})
    return {
        one: before
        for one, before in asked.items()
        if len(before) < people[one].limit
        and one not in same
        and here[one] not in hard
        and all(question.week_on != week_asked(now, people[one].member.zone) for question in before)
    }


def _candidate(member_id: int, match: Match, asked: Sequence[HelpQuestion]) -> Candidate:
    yes = sum(question.answer in (HelpAnswer.YES, HelpAnswer.TRIED) for question in asked)
    return Candidate(member_id, 2 * match.is_sure + bool(match.place.person), yes, len(asked))
