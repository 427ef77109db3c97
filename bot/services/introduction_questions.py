"""What somebody is asked: whether they would introduce a member where they know the way, and when they read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import HelpQuestion, Member, Participant, Program, WarmIntroduction
from bot.domain import introductions as rules
from bot.domain.asks import HelpAnswer
from bot.domain.calendar import local, week_of
from bot.domain.errors import NotFoundError
from bot.domain.introductions import PROMISED_FOR, IntroductionOutcome, OfWeek, Question
from bot.domain.states import ParticipantState
from bot.services import introduction_places, introductions, members, message_cap
from bot.services.conditions import is_active, is_running
from bot.services.introduction_knowers import kept_apart, suited
from bot.services.members import Actor

_place = aliased(Participant)
# Both still take part where they know each other from
_TOGETHER = exists().where(
    _place.member_id == WarmIntroduction.member_id,
    _place.state == ParticipantState.ACTIVE,
    Participant.member_id == HelpQuestion.member_id,
    Participant.program_id == _place.program_id,
    or_(is_active(), and_(Participant.state == ParticipantState.LANDED, Participant.may_be_asked)),
    Program.id == _place.program_id,
    is_running(),
)
# Built once: every message about a week asks for it
_QUESTIONS = (
    select(HelpQuestion, WarmIntroduction, Member)
    .join(WarmIntroduction, WarmIntroduction.id == HelpQuestion.introduction_id)
    .join(Member, Member.id == WarmIntroduction.member_id)
    .where(HelpQuestion.member_id.in_(bindparam("ids", expanding=True)), Member.deactivated_at.is_(None), _TOGETHER)
    .where(
        or_(
            and_(
                HelpQuestion.answer.is_(None),
                WarmIntroduction.outcome.is_(None),
                HelpQuestion.quiet_until > bindparam("now"),
            ),
            and_(
                HelpQuestion.answer == HelpAnswer.YES,
                WarmIntroduction.outcome.is_(None) | (WarmIntroduction.outcome == IntroductionOutcome.NOTHING),
                HelpQuestion.answered_at > bindparam("since_at"),
            ),
        )
    )
    .order_by(HelpQuestion.id)
)


def questions(session: Session, member_ids: Collection[int], *, now: datetime) -> Mapping[int, tuple[Question, ...]]:
    """By member, what they are asked and have not answered, and what they said yes to and wait for. Of what they are
    not to be asked about any more, nothing.
    """
    rows = session.execute(_QUESTIONS, {"ids": list(member_ids), "now": now, "since_at": now - PROMISED_FOR}).all()
    places = introduction_places.places(session, {row[0].member_id for row in rows}) if rows else {}
    buddies = {place.buddy_id for own in places.values() for place in own if place.buddy_id}
    people = {one for asked, _, asker in rows for one in (asked.member_id, asker.id)}
    apart = kept_apart(session, people | buddies) if rows else set()
    found: dict[int, list[Question]] = defaultdict(list)
    for asked, introduction, asker in rows:
        wanted = introductions.wanted(introduction)
        match = rules.best(wanted, suited(places.get(asked.member_id, ()), asker.id, apart))
        if match is not None and frozenset((asked.member_id, asker.id)) not in apart:
            found[asked.member_id].append(
                Question(
                    question_id=asked.id,
                    asked_by=asker.slack_user_id,
                    asker=asker.name,
                    wanted=wanted,
                    match=match,
                    is_shown=asked.shown_at is not None,
                    has_promised=asked.answer is HelpAnswer.YES,
                )
            )
    return {member_id: tuple(own) for member_id, own in found.items()}


def question(session: Session, actor: Actor, question_id: int, *, now: datetime) -> Question:
    """One that the actor is asked, or promised. Raises NotFoundError for another's, or what they are asked no more."""
    found = questions(session, [actor.member_id], now=now).get(actor.member_id, ())
    for one in found:
        if one.question_id == question_id:
            return one
    raise NotFoundError(f"member {actor.member_id} is not asked {question_id}")


def in_home(session: Session, actor: Actor, *, now: datetime) -> tuple[Question, ...]:
    """What the actor is asked, or promised; nothing in a week that they called hard."""
    found = questions(session, [actor.member_id], now=now).get(actor.member_id, ())
    week_on = week_of(local(now, members.zone_of(session, actor.member_id)).date()) if found else None
    return () if week_on and message_cap.hard_weeks(session, {actor.member_id}, {week_on}) else found


def of_weeks(
    session: Session, member_ids: Collection[int], *, on: date, unshown: bool, now: datetime
) -> Mapping[int, OfWeek]:
    """What that day's message about these members' weeks tells; `unshown`: also what somebody is asked and has not read
    yet.
    """
    asked, news = questions(session, member_ids, now=now), introductions.news(session, member_ids, on=on, now=now)
    return {
        one: OfWeek(tuple(q for q in asked.get(one, ()) if unshown or q.is_shown), news.get(one, ()))
        for one in {*asked, *news}
    }


def read_in_message(session: Session, week: OfWeek, *, on: date, now: datetime) -> None:
    """That day's message goes out now, and this stands in it."""
    introductions.told(session, [one.introduction_id for one in week.news], on=on)
    ids = [one.question_id for one in week.questions]
    for row in session.scalars(select(HelpQuestion).where(HelpQuestion.id.in_(ids))):
        shown(session, row, session.get_one(WarmIntroduction, row.introduction_id), now=now)


def shown(session: Session, row: HelpQuestion, introduction: WarmIntroduction, *, now: datetime) -> None:
    """From now on the knower has it for seven days. Shown again, nothing changes."""
    if row.shown_at is not None or introduction.outcome is not None:
        return
    zone = session.get_one(Member, introduction.member_id).zone
    row.shown_at, row.quiet_until = now, rules.quiet_until(now, zone)
    introduction.next_at = row.quiet_until
    session.flush()
