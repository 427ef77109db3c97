"""Settings that organizers change until the program ends. Each change is checked whole before anything is written.

Who may read and organize it, and where its digest goes, may change afterwards, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from bot.db.models import Activity, DefaultGoal, Program, ProgramBreak, Round
from bot.domain import holidays
from bot.domain.calendar import LAST_DAY, Rhythm, local, next_monday, week_of
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.organizer_acts import Act, changed
from bot.domain.own_texts import OwnTexts, TextKind, checked
from bot.domain.presets import COFFEE_CHAT, OfferWeeks
from bot.domain.programs import (
    LONGEST_ACTIVITY,
    LONGEST_CONDUCT,
    MOST_ACTIVITIES,
    MOVABLE,
    Basics,
    Break,
    CatalogueActivity,
    CatalogueGoal,
    Ending,
    Mentors,
    ProgramSettings,
    check_default_goals,
    check_first_day,
    check_rhythm,
)
from bot.domain.states import Joining, RoundState
from bot.domain.working_days import Breaks, end_of_round, weeks_that_run
from bot.services import mentoring, organizer_log, organizers, programs, viewers
from bot.services.councils import plans
from bot.services.members import Actor
from bot.services.program_start import add_default_goals


def settings_of(session: Session, actor: Actor, program_id: int) -> ProgramSettings:
    """Everything that an organizer may change. Raises as `organizers.require` does."""
    program = organizers.require(session, actor, program_id)
    activities = session.scalars(_catalogue(program_id)).all()
    names = {one.id: one.name for one in activities}
    goals = session.scalars(_goals(program_id).where(DefaultGoal.activity_id.in_(names)))
    breaks = session.scalars(
        select(ProgramBreak).where(ProgramBreak.program_id == program_id).order_by(ProgramBreak.from_on)
    )
    today = local(program.due_checked_at, program.zone).date()  # while it runs, of the last tick
    return ProgramSettings(
        program_id=program.id,
        slack_channel_id=program.slack_channel_id,
        state=program.state,
        state_reason=program.state_reason,
        has_had_rounds=_has_had_rounds(session, program_id),
        basics=_basics(program),
        rhythm=Rhythm.from_json(program.rhythm),
        breaks=tuple(Break(one.from_on, one.until_on) for one in breaks),
        joining=program.joining,
        pairs_guests=program.pairs_guests,
        activities=tuple(CatalogueActivity(one.id, one.name) for one in activities),
        goals=tuple(
            CatalogueGoal(
                one.activity_id, names[one.activity_id], one.target, OfferWeeks(one.round_week, one.every_rounds)
            )
            for one in goals
        ),
        organizers=tuple(member.slack_user_id for member in organizers.of_program(session, program_id)),
        holiday_country=program.holiday_country,
        holiday_region=program.holiday_region,
        holidays=holidays.offered(program.holiday_country, program.holiday_region, today=today),
        viewers=tuple(member.slack_user_id for member in viewers.of_program(session, program_id)),
        digest_channel_id=program.digest_channel_id,
        conduct=program.conduct,
        ending=Ending(program.ends_on, program.last_round, program.closing_word),
        texts=texts_of(program),
        last_on=programs.dates_of(session, program).last_on,
        mentors=mentoring.counted(session, program_id) if program.has_mentors else Mentors(),
        channel_people=program.channel_people,
        councils=plans.state_of(session, program),
        councils_from=max(program.starts_on, next_monday(today)),
    )


def to_change(session: Session, actor: Actor, program_id: int) -> ProgramSettings:
    """As `settings_of`, for a form that changes them. Raises as `organizers.require_going`."""
    organizers.require_going(session, actor, program_id)
    return settings_of(session, actor, program_id)


def organized(session: Session, actor: Actor) -> list[ProgramSettings]:
    """The settings of every program that the actor organizes, oldest first; those that have ended come last."""
    return [settings_of(session, actor, program.id) for program in organizers.programs_of(session, actor)]


def change_basics(session: Session, actor: Actor, program_id: int, basics: Basics, *, now: datetime) -> None:
    """Name, zone and the rules of rounds, from the next round on. Raises InvalidInputError for invalid values."""
    program = organizers.require_going(session, actor, program_id)
    basics.check()
    if basics.starts_on != program.starts_on:
        if _has_had_rounds(session, program_id):
            raise InvalidInputError("starts_on", "The first round has begun, so its day stays.")
        check_first_day(basics.starts_on, today=local(now, basics.zone).date())
    detail = changed(vars(_basics(program)), vars(basics))
    for name, value in vars(basics).items():
        setattr(program, name, value)
    organizer_log.note_change(session, actor, program_id, Act.BASICS, detail, now=now)


def change_rhythm(session: Session, actor: Actor, program_id: int, rhythm: Rhythm, *, now: datetime) -> None:
    """Set days and times. Moments of the new rhythm before `now` are not caught up."""
    program = organizers.require_going(session, actor, program_id)
    check_rhythm(rhythm)
    detail = changed(_moments(Rhythm.from_json(program.rhythm)), _moments(rhythm))
    organizer_log.note_change(session, actor, program_id, Act.RHYTHM, detail, now=now)
    program.rhythm, program.due_checked_at = rhythm.to_json(), now


def change_breaks(session: Session, actor: Actor, program_id: int, breaks: Iterable[Break], *, now: datetime) -> None:
    """Set exactly these breaks. The running round goes on for as many weeks that run as it was to have."""
    program = organizers.require_going(session, actor, program_id)
    before = programs.breaks_of(session, program_id)
    session.execute(delete(ProgramBreak).where(ProgramBreak.program_id == program_id))
    session.add_all(ProgramBreak(program_id=program_id, from_on=one.from_on, until_on=one.until_on) for one in breaks)
    session.flush()
    after = programs.breaks_of(session, program_id)
    detail = changed({"breaks": sorted(before)}, {"breaks": sorted(after)})
    organizer_log.note_change(session, actor, program_id, Act.BREAKS, detail, now=now)
    _fit_rounds(session, program, before, now=now)


def change_holidays(
    session: Session, actor: Actor, program_id: int, *, country: str, region: str, now: datetime
) -> None:
    """Whose public holidays are offered as breaks; empty for none. No break is set or taken off by it.

    Raises InvalidInputError for a country or region that is not known.
    """
    program = organizers.require_going(session, actor, program_id)
    holidays.check(country, region)
    after = {"holiday_country": country, "holiday_region": region}
    detail = changed({name: getattr(program, name) for name in after}, after)
    organizer_log.note_change(session, actor, program_id, Act.HOLIDAYS, detail, now=now)
    program.holiday_country, program.holiday_region = country, region


def _fit_rounds(session: Session, program: Program, before: Breaks, *, now: datetime) -> None:
    """Move the end of each round that is not over: at the earliest to the end of this week."""
    after, today = programs.breaks_of(session, program.id), local(now, program.zone).date()
    going_on = select(Round).where(
        Round.program_id == program.id, Round.state != RoundState.CLOSED, Round.ends_on >= today
    )
    for one in session.scalars(going_on):
        weeks = max(weeks_that_run(one.starts_on, one.ends_on, before), 1)
        one.ends_on = max(end_of_round(one.starts_on, weeks, after), week_of(today) + LAST_DAY)


def change_joining(
    session: Session, actor: Actor, program_id: int, *, joining: Joining, pairs_guests: bool, now: datetime
) -> bool:
    """Set how people join. True if everyone in the channel takes part from now on, and did not before."""
    program = organizers.require_going(session, actor, program_id)
    opens = joining is Joining.EVERYONE and program.joining is not Joining.EVERYONE
    after = {"joining": joining, "pairs_guests": pairs_guests}
    detail = changed({name: getattr(program, name) for name in after}, after)
    organizer_log.note_change(session, actor, program_id, Act.JOINING, detail, now=now)
    program.joining, program.pairs_guests = joining, pairs_guests
    if joining is Joining.EVERYONE:
        program.channel_read_at = None  # read the channel at the next tick: people or guests may be new to us
    return opens


def change_activities(
    session: Session, actor: Actor, program_id: int, activities: Sequence[CatalogueActivity], *, now: datetime
) -> None:
    """Rename, add and retire. An activity with an empty name, or one that is not listed, retires with its default goal.

    Its check-ins stay. Raises InvalidInputError for a catalogue that is empty, too long, or names one thing twice;
    NotFoundError for an activity of another program.
    """
    organizers.require_going(session, actor, program_id)
    kept = [one for one in activities if one.name]
    _check_catalogue(kept, first_field=activities[0].field if activities else "")
    fields = {one.activity_id: one.field for one in activities}
    present = {one.id: one for one in session.scalars(_catalogue(program_id))}
    if not {one.activity_id for one in activities if one.activity_id is not None} <= set(present):
        raise NotFoundError(f"an activity of another program than {program_id}")
    detail = changed({"activities": [one.name for one in present.values()]}, {"activities": [one.name for one in kept]})
    organizer_log.note_change(session, actor, program_id, Act.ACTIVITIES, detail, now=now)
    ids = {one.activity_id for one in kept}
    for retired in (row for key, row in present.items() if key not in ids):
        if retired.key == COFFEE_CHAT:
            words = "Meeting the buddy counts as this one: rename it, but keep it."
            raise InvalidInputError(fields.get(retired.id, ""), words)
        retired.retired_at = now
        session.execute(delete(DefaultGoal).where(DefaultGoal.activity_id == retired.id))
    for position, one in enumerate(kept):
        if one.activity_id is None:
            key = f"own_{_next_number(session, program_id)}"
            session.add(Activity(program_id=program_id, key=key, name=one.name, position=position))
            session.flush()
        else:
            present[one.activity_id].name, present[one.activity_id].position = one.name, position


def change_default_goals(
    session: Session, actor: Actor, program_id: int, goals: Sequence[CatalogueGoal], *, now: datetime
) -> None:
    """Set exactly these default goals for the Monday prompt. Raises NotFoundError for an activity of another
    program.
    """
    program = organizers.require_going(session, actor, program_id)
    catalogue = {one.id: one.name for one in session.scalars(_catalogue(program_id))}
    if not {goal.activity_id for goal in goals} <= set(catalogue):
        raise NotFoundError(f"an activity of another program than {program_id}")
    check_default_goals(goals, round_weeks=program.round_weeks)
    rows = session.scalars(_goals(program_id)).all()
    before = [(catalogue.get(row.activity_id, ""), row.target, row.round_week, row.every_rounds) for row in rows]
    after = [(catalogue[one.activity_id], one.target, one.offer.round_week, one.offer.every_rounds) for one in goals]
    detail = changed({"goals": before}, {"goals": after})
    organizer_log.note_change(session, actor, program_id, Act.GOALS, detail, now=now)
    session.execute(delete(DefaultGoal).where(DefaultGoal.program_id == program_id))
    add_default_goals(session, program_id, [(goal.activity_id, goal.target, goal.offer) for goal in goals])


def change_conduct(session: Session, actor: Actor, program_id: int, conduct: str, *, now: datetime) -> None:
    """How people treat each other, as whoever joins reads it; the usual words if empty."""
    program = organizers.require_going(session, actor, program_id)
    if len(conduct) > LONGEST_CONDUCT:
        raise InvalidInputError("conduct", f"At most {LONGEST_CONDUCT:,} characters.")
    texts = ["conduct"] if conduct.strip() != program.conduct else []
    organizer_log.note_change(session, actor, program_id, Act.CONDUCT, {"texts": texts}, now=now)
    program.conduct = conduct.strip()


def change_ending(session: Session, actor: Actor, program_id: int, ending: Ending, *, now: datetime) -> None:
    """When the program ends by itself, and its closing word. Raises InvalidInputError for invalid values."""
    program = organizers.require_going(session, actor, program_id)
    has_rounds = program.buddy_rounds or ending.last_round == program.last_round  # what was chosen before may stay
    ending.check(today=local(now, program.zone).date(), has_rounds=has_rounds)
    after = {"ends_on": ending.ends_on, "last_round": ending.last_round}
    texts = ["closing_word"] if ending.word != program.closing_word else []
    detail = {**changed({name: getattr(program, name) for name in after}, after), "texts": texts}
    organizer_log.note_change(session, actor, program_id, Act.ENDING, detail, now=now)
    program.ends_on, program.last_round, program.closing_word = ending.ends_on, ending.last_round, ending.word


def texts_of(program: Program) -> OwnTexts:
    """What its organizers say in their own words."""
    return OwnTexts(**{kind.value: getattr(program, kind.value) for kind in TextKind})


def change_texts(
    session: Session, actor: Actor, program_id: int, written: Mapping[TextKind, str], *, now: datetime
) -> None:
    """Set these texts; an empty one goes back to Kith's words. Raises as `own_texts.checked`, and changes nothing."""
    program = organizers.require_going(session, actor, program_id)
    texts = {kind.value: checked(kind, words) for kind, words in written.items()}
    changes = [name for name, words in texts.items() if getattr(program, name) != words]
    organizer_log.note_change(session, actor, program_id, Act.TEXTS, {"texts": changes}, now=now)
    for name, words in texts.items():
        setattr(program, name, words)


def change_digest_place(
    session: Session, actor: Actor, program_id: int, *, slack_channel_id: str | None, now: datetime
) -> None:
    """Set where the digest goes: a private channel that Kith is in (the caller has asked Slack), or None for DMs."""
    program = organizers.require(session, actor, program_id)
    detail = changed({"digest_channel": program.digest_channel_id}, {"digest_channel": slack_channel_id})
    organizer_log.note_change(session, actor, program_id, Act.DIGEST_PLACE, detail, now=now)
    program.digest_channel_id = slack_channel_id


def _moments(rhythm: Rhythm) -> dict[str, str]:
    """Each kind's day and time, as the log tells it: `0 09:00`, or `off`."""
    found = {kind: rhythm[kind] for kind in MOVABLE}
    return {kind.value: f"{one.weekday} {one.at:%H:%M}" if one.on else "off" for kind, one in found.items()}


def _basics(program: Program) -> Basics:
    return Basics(
        name=program.name,
        zone=program.zone,
        starts_on=program.starts_on,
        round_weeks=program.round_weeks,
        group_size=program.group_size,
        odd_one=program.odd_one,
        in_person=program.in_person,
        weights=program.weights,
        min_common_half_hours=program.min_common_half_hours,
        lowers_hours=program.lowers_hours,
        preview_hours=program.preview_hours,
        has_mentors=program.has_mentors,
        mentor_weeks=program.mentor_weeks,
        circle_rule=program.circle_rule,
    )


def _check_catalogue(activities: Sequence[CatalogueActivity], *, first_field: str) -> None:
    if not activities:
        raise InvalidInputError(first_field, "Keep at least one activity.")
    names: set[str] = set()
    for number, one in enumerate(activities, start=1):
        if number > MOST_ACTIVITIES:
            raise InvalidInputError(one.field, f"At most {MOST_ACTIVITIES} activities.")
        if one.name.casefold() in names:
            raise InvalidInputError(one.field, "Another activity has this name already.")
        if len(one.name) > LONGEST_ACTIVITY:
            raise InvalidInputError(one.field, f"An activity's name has at most {LONGEST_ACTIVITY} characters.")
        names.add(one.name.casefold())


def _catalogue(program_id: int) -> Select[Activity]:
    return (
        select(Activity)
        .where(Activity.program_id == program_id, Activity.retired_at.is_(None))
        .order_by(Activity.position, Activity.id)
    )


def _goals(program_id: int) -> Select[DefaultGoal]:
    of_program = select(DefaultGoal).where(DefaultGoal.program_id == program_id)
    return of_program.order_by(DefaultGoal.position, DefaultGoal.id)


def _next_number(session: Session, program_id: int) -> int:
    return session.scalars(select(func.count()).where(Activity.program_id == program_id)).one() + 1


def _has_had_rounds(session: Session, program_id: int) -> bool:
    return session.scalar(select(Round.id).where(Round.program_id == program_id).limit(1)) is not None
