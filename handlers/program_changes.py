"""What the forms of a program's settings save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.calendar import Rhythm
from bot.domain.errors import InvalidInputError
from bot.domain.kinds import Moment
from bot.domain.messages import Target
from bot.domain.presets import OfferWeeks
from bot.domain.programs import ALWAYS_ON, MOVABLE, CatalogueActivity, CatalogueGoal, read_breaks
from bot.domain.states import Joining, OddOne
from bot.edge import Edge
from bot.services import members, organizers, program_life, program_settings
from bot.services.members import Actor, SlackPerson
from bot.views import program_forms as forms
from bot.views import programs as view
from handlers.answers import workspace_id
from handlers.forms import Form, is_number
from handlers.notices import tell_channel
from handlers.slack_reads import describe, read_channel

Save = Callable[[Edge, Session, Actor, int, Form, datetime], None]


def _basics(_edge: Edge, session: Session, actor: Actor, program_id: int, form: Form, _now: datetime) -> None:
    before = program_settings.settings_of(session, actor, program_id).basics
    changed = replace(
        before,
        name=form.text("name").strip(),
        zone=form.text("zone").strip(),
        starts_on=form.date("starts_on") or before.starts_on,
        round_weeks=form.number("round_weeks"),
        group_size=form.number("group_size"),
        odd_one=_one_of(OddOne, form, "odd_one"),
        in_person=bool(form.ticked("in_person")),
        weights=form.choice("weights"),
        min_common_half_hours=form.number("min_common_half_hours"),
        preview_hours=form.number("preview_hours"),
        mentor_rounds=bool(form.ticked("mentor_rounds")),
    )
    program_settings.change_basics(session, actor, program_id, changed)


def _rhythm(_edge: Edge, session: Session, actor: Actor, program_id: int, form: Form, now: datetime) -> None:
    rhythm: Rhythm = program_settings.settings_of(session, actor, program_id).rhythm
    for kind in MOVABLE:
        before = rhythm[kind]
        day = form.choice(f"{kind}_day")
        is_on = day != forms.OFF or kind in ALWAYS_ON
        weekday = before.weekday if day == forms.OFF else form.number(f"{kind}_day")
        at: time = form.time(f"{kind}_at") or before.at
        rhythm = rhythm.with_moment(kind, Moment(weekday, at, is_on))
    program_settings.change_rhythm(session, actor, program_id, rhythm, now=now)


def _breaks(_edge: Edge, session: Session, actor: Actor, program_id: int, form: Form, _now: datetime) -> None:
    program_settings.change_breaks(session, actor, program_id, read_breaks(form.text("breaks")))


def _joining(edge: Edge, session: Session, actor: Actor, program_id: int, form: Form, now: datetime) -> None:
    opens = program_settings.change_joining(
        session,
        actor,
        program_id,
        joining=_one_of(Joining, form, "joining"),
        pairs_guests=bool(form.ticked("pairs_guests")),
    )
    if opens:
        news = program_life.news_of(session, organizers.require(session, actor, program_id), now=now)
        key = f"everyone:{now.isoformat()}"
        tell_channel(edge, session, news, message=view.open_to_everyone(news), key=key, now=now)


def _activities(_edge: Edge, session: Session, actor: Actor, program_id: int, form: Form, now: datetime) -> None:
    kept = [
        CatalogueActivity(_number(field.removeprefix("activity_")), form.text(field).strip())
        for field in form.values
        if field.startswith("activity_")
    ]
    fresh = [form.text(field).strip() for field in form.values if field.startswith("new_")]
    activities = [*kept, *(CatalogueActivity(None, name) for name in fresh if name)]
    try:
        program_settings.change_activities(session, actor, program_id, activities, now=now)
    except InvalidInputError as error:  # the form has no field of that name: say it beside the first one
        raise InvalidInputError(next(iter(form.values), error.field), error.message) from error


def _goals(_edge: Edge, session: Session, actor: Actor, program_id: int, form: Form, _now: datetime) -> None:
    targets = {
        _number(field.removeprefix("target_")): form.number(field)
        for field in form.values
        if field.startswith("target_")
    }
    goals = [
        CatalogueGoal(activity_id, "", target, _offer(form.choice(f"offer_{activity_id}"), f"offer_{activity_id}"))
        for activity_id, target in targets.items()
        if target
    ]
    program_settings.change_default_goals(session, actor, program_id, goals)


SAVES: Mapping[str, Save] = {
    forms.BASICS: _basics,
    forms.RHYTHM: _rhythm,
    forms.BREAKS: _breaks,
    forms.JOINING: _joining,
    forms.ACTIVITIES: _activities,
    forms.GOALS: _goals,
}


@dataclass(frozen=True)
class Chosen:
    """Who is to organize a program, as Slack describes those who are new to us, and where its digest goes."""

    program_id: int
    slack_user_ids: list[str]
    described: list[SlackPerson]
    digest_channel_id: str | None


def describe_people(edge: Edge, body: Mapping[str, Any], slack_user_ids: list[str]) -> list[SlackPerson]:
    """What Slack says of these people."""
    client = edge.clients.reading(workspace_id(edge, body))
    return [describe(client, slack_user_id) for slack_user_id in slack_user_ids]


def check_private(edge: Edge, body: Mapping[str, Any], slack_channel_id: str) -> None:
    """Raises where Kith could not post the digest there, or where others could read it."""
    info = read_channel(edge.clients.reading(workspace_id(edge, body)), slack_channel_id)
    if not info.is_private:
        raise InvalidInputError("digest_channel", "The digest tells who takes part: choose a private channel.")


def save_organizers(edge: Edge, session: Session, actor: Actor, chosen: Chosen, now: datetime) -> None:
    """Name the organizers and the digest's place; who is new is told."""
    organizers.require(session, actor, chosen.program_id)
    for person in chosen.described:
        members.apply_slack_person(session, person, now=now)
    program_settings.change_digest_place(session, actor, chosen.program_id, slack_channel_id=chosen.digest_channel_id)
    program = organizers.require(session, actor, chosen.program_id)
    news = program_life.news_of(session, program, now=now)
    for member in organizers.name_organizers(session, actor, chosen.program_id, slack_user_ids=chosen.slack_user_ids):
        edge.outbox.plan(
            session,
            key=f"organizer:{program.id}:{member.id}:{now.isoformat()}",
            kind="organizer_named",
            target=Target(users=(member.slack_user_id,)),
            message=view.named_organizer(news, by=actor.slack_user_id),
            now=now,
            program_id=program.id,
            member_id=member.id,
        )


def _one_of(choices: Any, form: Form, field: str) -> Any:
    try:
        return choices(form.choice(field))
    except ValueError:
        raise InvalidInputError(field, "Choose one of the list.") from None


def _number(written: str) -> int:
    return int(written) if is_number(written) else 0


def _offer(written: str, field: str) -> OfferWeeks:
    week, _, every = written.partition(":")
    if not (0 <= _number(week) <= 12 and 1 <= _number(every) <= 12):
        raise InvalidInputError(field, "Choose one of the list.")
    return OfferWeeks(_number(week) or None, _number(every))
