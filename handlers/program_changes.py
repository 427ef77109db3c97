"""What the forms of a program's settings save."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from slack_sdk import WebClient

from bot.domain.breaks import read_breaks, with_holidays
from bot.domain.calendar import Rhythm, local
from bot.domain.council_settings import CouncilSettings
from bot.domain.errors import InvalidInputError
from bot.domain.kinds import MessageKind, Moment
from bot.domain.messages import Message
from bot.domain.own_texts import TextKind
from bot.domain.presets import OfferWeeks
from bot.domain.programs import ALWAYS_ON, MOVABLE, CatalogueActivity, CatalogueGoal, Ending, Opening, ProgramNews
from bot.domain.states import Joining, OddOne
from bot.sending import send
from bot.services import members, organizers, program_life, program_settings, viewers
from bot.services.councils import plans
from bot.services.members import SlackPerson
from bot.views import announcements, conduct, own_texts, program_basics
from bot.views import program_forms as forms
from bot.views import programs as view
from bot.views.councils import settings as councils
from handlers.forms import Entered, is_number
from handlers.notices import tell_channel
from handlers.request import Request
from handlers.slack_reads import describe, read_channel

Save = Callable[[Request, Entered], None]


def _basics(request: Request, form: Entered) -> None:
    before = program_settings.settings_of(request.session, request.actor, request.id).basics
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
        circle_rule="" if form.choice("circle_rule") == program_basics.ANYBODY else form.choice("circle_rule"),
        min_common_half_hours=_hours(form),
        lowers_hours=bool(form.ticked("lowers_hours")),
        preview_hours=form.number("preview_hours"),
        has_mentors=bool(form.ticked("has_mentors")),
        mentor_weeks=form.number("mentor_weeks"),
    )
    program_settings.change_basics(request.session, request.actor, request.id, changed, now=request.now)


def _hours(form: Entered) -> int | None:
    by_people = form.choice("min_common_half_hours") == program_basics.BY_PEOPLE
    return None if by_people else form.number("min_common_half_hours")


def _rhythm(request: Request, form: Entered) -> None:
    rhythm: Rhythm = program_settings.settings_of(request.session, request.actor, request.id).rhythm
    for kind in MOVABLE:
        before = rhythm[kind]
        day = form.choice(f"{kind}_day")
        is_on = day != forms.OFF or kind in ALWAYS_ON
        weekday = before.weekday if day == forms.OFF else form.number(f"{kind}_day")
        at: time = form.time(f"{kind}_at") or before.at
        rhythm = rhythm.with_moment(kind, Moment(weekday, at, is_on))
    program_settings.change_rhythm(request.session, request.actor, request.id, rhythm, now=request.now)


def _breaks(request: Request, form: Entered) -> None:
    settings = program_settings.settings_of(request.session, request.actor, request.id)
    today = local(request.now, settings.basics.zone).date()
    written = read_breaks(form.text("breaks"), today=today, present=settings.breaks)
    breaks = with_holidays(written, form.ticked("holidays"), settings.holidays)
    program_settings.change_breaks(request.session, request.actor, request.id, breaks, now=request.now)
    country = _code(form, "holiday_country", settings.holiday_country)
    region = _code(form, "holiday_region", settings.holiday_region) if country == settings.holiday_country else ""
    program_settings.change_holidays(
        request.session, request.actor, request.id, country=country, region=region, now=request.now
    )


def _code(form: Entered, field: str, before: str) -> str:
    """A country or region, empty for none; as before where the form had no such field."""
    chosen = form.choice(field) or before
    return "" if chosen == forms.NONE else chosen


def _joining(request: Request, form: Entered) -> None:
    opens = program_settings.change_joining(
        request.session,
        request.actor,
        request.id,
        joining=_one_of(Joining, form, "joining"),
        pairs_guests=bool(form.ticked("pairs_guests")),
        now=request.now,
    )
    if opens:
        program = organizers.require(request.session, request.actor, request.id)
        news = program_life.news_of(request.session, program, now=request.now)
        key, said = f"everyone:{request.now.isoformat()}", view.open_to_everyone(news)
        tell_channel(request.context, request.session, news, message=said, key=key, now=request.now)


def _activities(request: Request, form: Entered) -> None:
    kept = [
        CatalogueActivity(_number(field.removeprefix("activity_")), form.text(field).strip(), field)
        for field in form.values
        if field.startswith("activity_")
    ]
    fresh = [
        CatalogueActivity(None, form.text(field).strip(), field) for field in form.values if field.startswith("new_")
    ]
    activities = [*kept, *(one for one in fresh if one.name)]
    program_settings.change_activities(request.session, request.actor, request.id, activities, now=request.now)


def _goals(request: Request, form: Entered) -> None:
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
    program_settings.change_default_goals(request.session, request.actor, request.id, goals, now=request.now)


def read_ending(form: Entered) -> Ending:
    """When a program is to end by itself, as a form says; never where it does not."""
    how = form.choice("ends")
    if how != view.ON_A_DAY:
        return Ending(last_round=_number(how) or None)
    if on := form.date("ends_on"):
        return Ending(ends_on=on)
    raise InvalidInputError("ends_on", "Choose the last day.")


def _ending(request: Request, form: Entered) -> None:
    ending = replace(read_ending(form), word=form.text("word").strip())
    program_settings.change_ending(request.session, request.actor, request.id, ending, now=request.now)


def _texts(request: Request, form: Entered) -> None:
    written: dict[TextKind, str] = {kind: form.text(kind.value) for kind in own_texts.IN_SLACK}
    program_settings.change_texts(request.session, request.actor, request.id, written, now=request.now)


def _conduct(request: Request, form: Entered) -> None:
    written = form.text("conduct").strip()
    own = "" if written == conduct.USUAL else written  # should the usual words become better, so do these
    program_settings.change_conduct(request.session, request.actor, request.id, own, now=request.now)


def _councils(request: Request, form: Entered) -> None:
    state = program_settings.settings_of(request.session, request.actor, request.id).councils
    have = form.choice(councils.HAVE)
    before = state.settings.starts_on if state else request.now.date()
    wanted = CouncilSettings(
        starts_on=form.date(councils.STARTS_ON) or before,
        size=form.number(councils.SIZE),
        every_weeks=form.number(councils.EVERY),
        has_lines=bool(form.ticked(councils.LINES)),
        with_rounds=have != councils.INSTEAD,
    )
    kept = None if have == councils.NONE else wanted
    plans.change(request.session, request.actor, request.id, kept, now=request.now)


SAVES: Mapping[str, Save] = {
    program_basics.BASICS: _basics,
    forms.RHYTHM: _rhythm,
    forms.BREAKS: _breaks,
    forms.JOINING: _joining,
    forms.ACTIVITIES: _activities,
    forms.GOALS: _goals,
    forms.CONDUCT: _conduct,
    forms.ENDING: _ending,
    own_texts.FORM: _texts,
    councils.FORM: _councils,
}


@dataclass(frozen=True)
class Chosen:
    """Who is to organize a program and who to read along, as Slack describes them, and where its digest goes."""

    slack_user_ids: list[str]
    viewers: list[str]
    described: list[SlackPerson]
    digest_channel_id: str | None


def opening(form: Entered) -> Opening:
    """What was entered before a program starts. Raises InvalidInputError without a day."""
    starts_on = form.date("starts_on")
    if starts_on is None:
        raise InvalidInputError("starts_on", "Choose a day.")
    return Opening(form.text("name").strip(), starts_on, form.text("announcement"), read_ending(form))


def announce(request: Request, program_id: int, words: str) -> ProgramNews:
    """Post a new program's announcement to its channel. Own words are kept, to invite again with them."""
    news = program_life.news(request.session, program_id, now=request.now)
    said, own = announcements.announcement(news, words), words.strip()
    kept = "" if own == announcements.usual(news) else own  # should the usual words become better, so do these
    program_settings.change_texts(
        request.session, request.actor, program_id, {TextKind.ANNOUNCEMENT: kept}, now=request.now
    )
    tell_channel(request.context, request.session, news, message=said, key="announcement", now=request.now)
    return news


def described(client: WebClient, slack_user_ids: list[str]) -> list[SlackPerson]:
    """What Slack says of these people."""
    return [describe(client, slack_user_id) for slack_user_id in slack_user_ids]


def check_private(client: WebClient, slack_channel_id: str) -> None:
    """Raises where Kith could not post the digest there, or where others could read it."""
    if not read_channel(client, slack_channel_id).is_private:
        raise InvalidInputError("digest_channel", "The digest tells who takes part: choose a private channel.")


def save_organizers(request: Request, chosen: Chosen) -> None:
    """Name the organizers, the viewers and the digest's place; who is new is told."""
    session, actor, by = request.session, request.actor, request.actor.slack_user_id
    program = organizers.require(session, actor, request.id)
    for person in chosen.described:
        members.apply_slack_person(session, person, now=request.now)
    place, now = chosen.digest_channel_id, request.now
    program_settings.change_digest_place(session, actor, request.id, slack_channel_id=place, now=now)
    news = program_life.news_of(session, program, now=now)
    # viewers first: in the same form the actor may name others to organize, and themselves no more
    reading = viewers.name_viewers(session, actor, request.id, slack_user_ids=chosen.viewers, now=now)
    people = chosen.slack_user_ids
    organizing = organizers.name_organizers(session, actor, request.id, slack_user_ids=people, now=now)
    said = view.named_organizer(news, by=by, digest_channel_id=place)
    _tell_named(request, MessageKind.ORGANIZER_NAMED, [one.id for one in organizing], said)
    only_reading = [one.id for one in reading if one.slack_user_id not in people]
    _tell_named(request, MessageKind.VIEWER_NAMED, only_reading, view.named_viewer(news, by=by))


def _tell_named(request: Request, kind: MessageKind, member_ids: Iterable[int], said: Message) -> None:
    """Tell each of them what they are now."""
    for member_id in member_ids:
        send(
            request.context,
            request.session,
            kind,
            members.reader(request.session, member_id, now=request.now),
            key=f"{kind}:{request.id}:{member_id}:{request.now.isoformat()}",
            message=said,
            now=request.now,
            program_id=request.id,
        )


def _one_of(choices: Any, form: Entered, field: str) -> Any:
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
