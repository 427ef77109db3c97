"""A member on the path of small steps: begin, take the week's step, say how it went, pause, leave."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.models import Path, PathStep
from bot.db.upsert import insert_once
from bot.domain.calendar import local
from bot.domain.errors import ClosedError, NotFoundError
from bot.domain.goals import WeekSection
from bot.domain.lengths import LINE, fitting
from bot.domain.path import RULES, PathNow, Step
from bot.services import goals, members, participants, path, weeks
from bot.services.members import Actor


def mine(session: Session, actor: Actor, *, week_on: date) -> PathNow:
    """The actor's path. Raises NotFoundError where they are on none."""
    found = path.paths(session, [actor.member_id], week_on=week_on).get(actor.member_id)
    if found is None:
        raise NotFoundError(f"member {actor.member_id} is on no path")
    return found


def begin(session: Session, actor: Actor, *, now: datetime) -> None:
    """The actor begins, or goes on after a pause."""
    insert_once(session, Path, member_id=actor.member_id, started_at=now)
    _path(session, actor).paused_at = None
    participants.touch_everywhere(session, actor, now=now)


def pause(session: Session, actor: Actor, *, now: datetime) -> None:
    """No step is offered until the actor goes on. Raises NotFoundError where they are on no path."""
    _path(session, actor).paused_at = now
    participants.touch_everywhere(session, actor, now=now)


def leave(session: Session, actor: Actor, *, now: datetime) -> None:
    """The actor leaves the path, and all they wrote on it goes; goals and log stay."""
    for table in (PathStep, Path):
        session.execute(delete(table).where(table.member_id == actor.member_id))
    participants.touch_everywhere(session, actor, now=now)


def take(session: Session, actor: Actor, step: Step, *, week_on: date, now: datetime) -> None:
    """The step is the week's: a goal like any other where a program has an activity for it. Taken again, or another
    than the week's, it changes nothing.

    Raises NotFoundError where the actor is on no path or in no program, ClosedError for a week that is over or to come.
    """
    found = mine(session, actor, week_on=week_on)
    if found.is_paused or found.step is not step or found.now is not None:
        return
    sections = _open_sections(session, actor, week_on=week_on, now=now)
    rule, before = RULES[step], found.taken.get(step)
    activity = _activity(sections, rule.counts_as)
    if activity is not None:
        program_id, activity_id = activity
        acts = rule.acts - (before.acts if before else 0)
        goals.add_to_goal(session, actor, program_id, activity_id, acts, week_on=week_on, now=now)
    insert_once(session, PathStep, member_id=actor.member_id, step=step, week_on=week_on, taken_at=now)
    own = _own(session, actor, step)
    own.week_on, own.activity_id = week_on, activity[1] if activity else None
    participants.touch_everywhere(session, actor, now=now)
    session.flush()


def say_done(session: Session, actor: Actor, step: Step, *, now: datetime) -> None:
    """The actor did a step that no activity counts. Raises NotFoundError for one that was not taken."""
    own = _own(session, actor, step)
    if own.activity_id is None:
        own.done_on = own.done_on or local(now, members.zone_of(session, actor.member_id)).date()
    participants.touch_everywhere(session, actor, now=now)


def forecast(session: Session, actor: Actor, step: Step, words: str, *, now: datetime) -> None:
    """What the actor thinks will happen. Raises NotFoundError as `say_done`, InvalidInputError (`forecast`)."""
    _forecast(session, actor, step).forecast = fitting("forecast", words, LINE)
    participants.touch_everywhere(session, actor, now=now)


def say_result(session: Session, actor: Actor, step: Step, words: str, *, now: datetime) -> None:
    """What happened. Raises NotFoundError as `say_done`, InvalidInputError (`result`)."""
    _forecast(session, actor, step).result = fitting("result", words, LINE)
    participants.touch_everywhere(session, actor, now=now)


def _open_sections(session: Session, actor: Actor, *, week_on: date, now: datetime) -> list[WeekSection]:
    found = weeks.load(session, on=week_on, member_ids=[actor.member_id], now=now).get(actor.member_id)
    sections = [part for part in found.sections if not part.is_closed] if found else []
    if not sections:
        raise ClosedError(f"no program of member {actor.member_id} has the week of {week_on} open")
    goals.check_open(session, actor, sections[0].program_id, week_on=week_on, now=now)
    return sections


def _activity(sections: list[WeekSection], keys: tuple[str, ...]) -> tuple[int, int] | None:
    """(program, activity) of the first of these activities that a program has."""
    choices = {
        (choice.key, part.program_id): choice.activity_id for part in reversed(sections) for choice in part.activities
    }
    wanted = ((key, part.program_id) for key in keys for part in sections)
    return next(((key[1], choices[key]) for key in wanted if key in choices), None)


def _path(session: Session, actor: Actor) -> Path:
    found = session.scalar(select(Path).where(Path.member_id == actor.member_id))
    if found is None:
        raise NotFoundError(f"member {actor.member_id} is on no path")
    return found


def _own(session: Session, actor: Actor, step: Step) -> PathStep:
    own = select(PathStep).where(PathStep.member_id == actor.member_id, PathStep.step == step)
    found = session.scalar(own)
    if found is None:
        raise NotFoundError(f"member {actor.member_id} has not taken the step {step}")
    return found


def _forecast(session: Session, actor: Actor, step: Step) -> PathStep:
    if not RULES[step].is_forecast:
        raise NotFoundError(f"nothing is forecast of the step {step}")
    return _own(session, actor, step)
