"""Who could help with an ask: those whose offers are near it are asked, one question a week to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Ask, Help, HelpQuestion, Member, NotIntroduced, Participant, Program, Workspace
from bot.db.upsert import insert_once
from bot.domain.asks import AskKind
from bot.domain.calendar import local, week_of
from bot.domain.helps import (
    AT_ONCE,
    ENOUGH,
    LANDED_LIMIT,
    LOOKED_EVERY,
    MONTH,
    STANDS,
    USUAL_LIMIT,
    Candidate,
    HelpKind,
    in_order,
    week_asked,
)
from bot.domain.meaning import NEAR, Text, nearness_of
from bot.domain.states import ParticipantState
from bot.services import introduction_places, message_cap, offers, private_lists
from bot.services.conditions import is_reachable, is_running, may_speak, takes_part
from bot.services.do_not_pair import pairs_apart
from bot.services.helps import may_be_asked
from bot.services.introduction_knowers import kept_apart, suited

Person = tuple[Participant, Member]
# Open asks that were not looked at for a day
LOOKING = DueQuery(
    select(Ask.workspace_id, Ask.id)
    .join(Participant, Participant.id == Ask.participant_id)
    .join(Program, Program.id == Participant.program_id)
    .join(Workspace, Workspace.id == Ask.workspace_id)
    .where(Ask.outcome.is_(None), Ask.lapses_at > now_plus(), takes_part(), is_running(), may_speak())
    .where(or_(Ask.looked_at.is_(None), Ask.looked_at <= now_plus(-LOOKED_EVERY)))
    .order_by(Ask.created_at, Ask.id)
)


def look(session: Session, ask_id: int, *, now: datetime) -> int:
    """Ask those who could help best, two at a time, until two said yes; how many are asked now.

    Nobody is asked who has reached their limit, is paused, rests or calls this week a hard one, was asked about this
    before, or about anything else this week. Each of them finds the question in Home and in Friday's check-in.
    """
    ask = session.scalars(select(Ask).where(Ask.id == ask_id).with_for_update()).one()
    ask.looked_at = now
    session.flush()
    places = _places(session, ask)
    room = places and _room(session, ask, now=now)
    if not room:
        return 0
    members = {member.id: member for _, member in places}
    asked = 0
    for one in in_order(_candidates(session, ask, places, now=now)):
        week_on = week_asked(now, members[one.member_id].zone)
        values = {"ask_id": ask.id, "member_id": one.member_id, "week_on": week_on, "asked_at": now}
        asked += insert_once(session, HelpQuestion, **values)
        if asked == room:
            break
    return asked


def _room(session: Session, ask: Ask, *, now: datetime) -> int:
    """How many more may be asked now."""
    if session.scalars(select(func.count(Help.id)).where(Help.ask_id == ask.id)).one() >= ENOUGH:
        return 0
    waiting = select(func.count(HelpQuestion.id)).where(
        HelpQuestion.ask_id == ask.id, HelpQuestion.answer.is_(None), HelpQuestion.asked_at > now - STANDS
    )
    return max(0, AT_ONCE - session.scalars(waiting).one())


def _places(session: Session, ask: Ask) -> Sequence[Person]:
    """Who could be asked at all: of the program, reachable, and not asked about this before."""
    program_id = session.get_one(Participant, ask.participant_id).program_id
    asked = select(HelpQuestion.member_id).where(HelpQuestion.ask_id == ask.id)
    helping = select(Help.member_id).where(Help.ask_id == ask.id, Help.member_id.is_not(None))
    rows = session.execute(
        select(Participant, Member)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.program_id == program_id, Participant.id != ask.participant_id)
        .where(may_be_asked(), is_reachable(), Member.id.not_in(asked), Member.id.not_in(helping))
        .order_by(Participant.id)
    )
    return [(place, member) for place, member in rows]


def _candidates(session: Session, ask: Ask, places: Sequence[Person], *, now: datetime) -> list[Candidate]:
    members = [member for _, member in places]
    asked, said_yes = _lately(session, [one.id for one in members], now=now)
    out = _out_of_question(session, ask, members, now=now)
    lines, knows = offers.lines_of(session, members), _knows_the_way(session, ask, members)
    wanted = _wanted(ask)
    found = []
    for place, member in places:
        limit = USUAL_LIMIT if member.help_limit is None else member.help_limit
        limit = min(limit, LANDED_LIMIT) if place.state is ParticipantState.LANDED else limit
        if member.id in out or max(asked[member.id], said_yes[member.id]) >= limit:
            continue
        known = (*lines.get(member.id, ()), *knows.get(member.id, ()), member.employer, member.field)
        near = max((nearness_of(wanted, Text.of(fact)) for fact in known if fact), default=0)
        if near >= NEAR:
            found.append(Candidate(member.id, near, said_yes[member.id], asked[member.id]))
    return found


def _wanted(ask: Ask) -> Text:
    """What it is about: an introduction at a company about that company alone."""
    if ask.kind is not AskKind.INTRODUCTION:
        return Text.of(ask.text, *([ask.company] if ask.company else []))
    return Text.of(ask.company) if ask.company else Text.of(ask.text, ask.kind)


def _knows_the_way(session: Session, ask: Ask, members: Collection[Member]) -> Mapping[int, tuple[str, ...]]:
    """By member, companies about which Kith may ask them for an introduction, where one is asked for."""
    if ask.kind is not AskKind.INTRODUCTION:
        return {}
    author_id = session.get_one(Participant, ask.participant_id).member_id
    places = introduction_places.places(session, [one.id for one in members])
    apart = kept_apart(
        session, {author_id, *(place.buddy_id for own in places.values() for place in own if place.buddy_id)}
    )
    return {one: tuple(place.company for place in suited(own, author_id, apart)) for one, own in places.items()}


def _lately(session: Session, member_ids: Collection[int], *, now: datetime) -> tuple[Counter[int], Counter[int]]:
    """How often each was asked in the last four weeks, and how often they helped or said that they can."""
    asked = session.execute(
        select(HelpQuestion.member_id, func.count())
        .where(HelpQuestion.member_id.in_(member_ids), HelpQuestion.asked_at > now - MONTH)
        .group_by(HelpQuestion.member_id)
    )
    said_yes = session.execute(
        select(Help.member_id, func.count())
        .where(Help.member_id.in_(member_ids), Help.given_at > now - MONTH, Help.kind != HelpKind.SHARED)
        .group_by(Help.member_id)
    )
    return Counter({row[0]: row[1] for row in asked}), Counter(
        {one: times for one, times in said_yes if one is not None}
    )


def _out_of_question(session: Session, ask: Ask, members: Collection[Member], *, now: datetime) -> set[int]:
    """Who is kept apart from the author, has a question this week, or calls it a hard one."""
    author = session.scalars(
        select(Member).join(Participant, Participant.member_id == Member.id).where(Participant.id == ask.participant_id)
    ).one()
    people = {one.id: one.slack_user_id for one in (*members, author)}
    apart = {one for pair in pairs_apart(session, people) if author.id in pair for one in pair}
    if ask.kind is AskKind.INTRODUCTION:
        pairs = private_lists.pairs(session, NotIntroduced, people)
        apart |= {one for pair in pairs if author.id in pair for one in pair}
    weeks = {one.id: week_of(local(now, one.zone).date()) for one in members}
    hard = {one for one, _ in message_cap.hard_weeks(session, set(weeks), set(weeks.values()))}
    places = {one.id: week_asked(now, one.zone) for one in members}
    rows = session.execute(
        select(HelpQuestion.member_id, HelpQuestion.week_on).where(
            HelpQuestion.member_id.in_(places), HelpQuestion.week_on.in_(set(places.values()))
        )
    )
    taken = {member_id for member_id, week_on in rows if places[member_id] == week_on}
    return apart | hard | taken
