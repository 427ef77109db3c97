"""What a knower says: yes or not this time, and later what the other side said. A no is told to nobody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Help, HelpQuestion, Member, NotIntroduced, Participant, Program, WarmIntroduction
from bot.domain.asks import HelpAnswer
from bot.domain.calendar import local
from bot.domain.contacts import Details
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.helps import HelpKind
from bot.domain.introductions import IntroductionOutcome, Question, Way
from bot.domain.lengths import LINE, fitting
from bot.domain.states import ParticipantState
from bot.services import contacts, introductions, participants, private_lists
from bot.services.conditions import is_running
from bot.services.introduction_questions import questions, shown
from bot.services.members import Actor


def show(session: Session, actor: Actor, question_id: int, *, now: datetime) -> Question:
    """The question, which the actor reads now. Raises as `yes`."""
    row, introduction = _own(session, actor, question_id, now=now)
    shown(session, row, introduction, now=now)
    found = questions(session, [actor.member_id], now=now).get(actor.member_id, ())
    question = next((one for one in found if one.question_id == question_id), None)
    if question is None:
        raise ClosedError(f"question {question_id} is answered, or not to be asked any more")
    return question


def yes(session: Session, actor: Actor, question_id: int, *, now: datetime) -> Question:
    """The actor will ask the other side. Raises NotFoundError for another's, ClosedError once it is settled."""
    row, introduction = _own(session, actor, question_id, now=now)
    if introduction.outcome is IntroductionOutcome.WITHDRAWN or row.answer not in (None, HelpAnswer.YES):
        raise ClosedError(f"question {question_id} is settled")
    question = show(session, actor, question_id, now=now)
    _answer(session, row, HelpAnswer.YES, now=now)
    return question


def not_this_time(session: Session, actor: Actor, question_id: int, *, now: datetime) -> None:
    """The actor says no; nobody learns of it. Raises NotFoundError for another's."""
    row, introduction = _own(session, actor, question_id, now=now)
    shown(session, row, introduction, now=now)
    if row.answer is None:
        _answer(session, row, HelpAnswer.NOT_THIS_TIME, now=now)


def not_from_them(session: Session, actor: Actor, question_id: int, *, now: datetime) -> None:
    """The actor is not asked for this person again, ever; nobody learns of it. Raises as `not_this_time`."""
    not_this_time(session, actor, question_id, now=now)
    _, introduction = _own(session, actor, question_id, now=now)
    asker = introductions.asker_of(session, introduction)
    private_lists.add(session, actor, NotIntroduced, [asker.slack_user_id], now=now)


def came_to_nothing(session: Session, actor: Actor, question_id: int, *, now: datetime) -> None:
    """The other side said no, or nothing. Nobody learns of it. Raises as `not_this_time`."""
    row, _ = _own(session, actor, question_id, now=now)
    if row.answer is HelpAnswer.YES:
        _answer(session, row, HelpAnswer.TRIED, now=now)


def came_about(
    session: Session, actor: Actor, question_id: int, *, whom: str, way: Way | None, now: datetime
) -> Question:
    """The other side said yes: it counts as help, the asker has `whom` in their book, and both are put in touch.

    Raises InvalidInputError (`whom`, `way`), NotFoundError for another's, ClosedError where it was not promised or is
    settled.
    """
    _, introduction = _own(session, actor, question_id, now=now)
    name = " ".join(fitting("whom", whom, LINE).split())
    if not any(map(str.isalpha, name)):
        raise InvalidInputError("whom", "Write who said yes.")
    if way is None:
        raise InvalidInputError("way", "Choose one of the list.")
    question = promised(session, actor, question_id, now=now)
    introduction.outcome, introduction.settled_at = IntroductionOutcome.CAME_ABOUT, now
    introduction.knower_id, introduction.whom, introduction.way = actor.member_id, name, way
    introduction.told_on = None  # it may have been told as one of which nothing came
    _give(session, actor, introduction, now=now)
    _note(session, actor, introduction, now=now)
    return question


def promised(session: Session, actor: Actor, question_id: int, *, now: datetime) -> Question:
    """What the actor said yes to, and of which nobody knows yet what became. Raises as `came_about`."""
    _own(session, actor, question_id, now=now)
    found = questions(session, [actor.member_id], now=now).get(actor.member_id, ())
    for one in found:
        if one.question_id == question_id and one.has_promised:
            return one
    raise ClosedError(f"question {question_id} is settled, or was not promised")


def _own(session: Session, actor: Actor, question_id: int, *, now: datetime) -> tuple[HelpQuestion, WarmIntroduction]:
    found = session.execute(
        select(HelpQuestion, WarmIntroduction)
        .join(WarmIntroduction, WarmIntroduction.id == HelpQuestion.introduction_id)
        .where(HelpQuestion.id == question_id, HelpQuestion.member_id == actor.member_id)
        .with_for_update()
    ).first()
    if found is None:
        raise NotFoundError(f"member {actor.member_id} has no question {question_id}")
    participants.touch_everywhere(session, actor, now=now)
    return found[0], found[1]


def _answer(session: Session, row: HelpQuestion, answer: HelpAnswer, *, now: datetime) -> None:
    row.answer, row.answered_at = answer, now
    session.flush()


def _give(session: Session, actor: Actor, introduction: WarmIntroduction, *, now: datetime) -> None:
    """It counts in the oldest program that both are in."""
    places = [aliased(Participant) for _ in range(2)]
    program_id = session.scalar(
        select(Program.id)
        .join(places[0], and_(places[0].program_id == Program.id, places[0].member_id == actor.member_id))
        .join(places[1], and_(places[1].program_id == Program.id, places[1].member_id == introduction.member_id))
        .where(is_running(), *(one.state != ParticipantState.LEFT for one in places))
        .order_by(Program.id)
        .limit(1)
    )
    session.add(
        Help(
            program_id=program_id,
            member_id=actor.member_id,
            receiver_id=introduction.member_id,
            kind=HelpKind.INTRODUCTION,
            given_at=now,
            done_at=now,
        )
    )
    session.flush()


def _note(session: Session, actor: Actor, introduction: WarmIntroduction, *, now: datetime) -> None:
    """Whom they were introduced to, for the asker's book."""
    asker = introductions.asker_of(session, introduction)
    through = session.get_one(Member, actor.member_id)
    zone = session.get_one(Member, asker.member_id).zone
    details = Details(introduction.whom, organisation=introduction.company, through=through.name[:LINE])
    contacts.note_introduced(session, asker, details, actor.member_id, on=local(now, zone).date(), now=now)
