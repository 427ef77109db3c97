"""Starting a program: from a preset, or as a copy of another."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CouncilPlan, DefaultGoal, Member, Organizer, Program, ProgramBreak
from bot.db.upsert import insert_once
from bot.domain.calendar import DEFAULT_MOMENTS, WEEK, Rhythm, local, next_monday
from bot.domain.council_settings import CouncilSettings, CouncilState
from bot.domain.errors import AlreadyRunningError, InvalidInputError, NotFoundError, NotFullMemberError
from bot.domain.organizer_acts import Act
from bot.domain.own_texts import TextKind
from bot.domain.presets import PRESETS, OfferWeeks, Preset
from bot.domain.programs import LONGEST_NAME, Opening, ProgramNews
from bot.services import admins, organizer_log, organizers, viewers
from bot.services.conditions import goes_on
from bot.services.councils import plans
from bot.services.members import Actor

# A copy takes these over as they are.
_COPIED = (
    "preset",
    "zone",
    "round_weeks",
    "group_size",
    "buddy_rounds",
    "odd_one",
    "joining",
    "pairs_guests",
    "in_person",
    "has_mentors",
    "mentor_weeks",
    "conduct",
    *(kind.value for kind in TextKind),
    "weights",
    "min_common_half_hours",
    "lowers_hours",
    "circle_rule",
    "preview_hours",
    "holiday_country",
    "holiday_region",
    "rhythm",
)


def in_channel(session: Session, slack_channel_id: str) -> Program | None:
    """The program of a channel that has not ended."""
    return session.scalar(select(Program).where(Program.slack_channel_id == slack_channel_id, goes_on()))


def preview(
    session: Session, actor: Actor, *, slack_channel_id: str, channel_name: str, preset_key: str, now: datetime
) -> ProgramNews:
    """The program that `start` would make, named after its channel and from the next Monday on. Raises as `start`."""
    zone, preset = _full_member(session, actor).zone, _preset(preset_key)
    _require_free(session, slack_channel_id)
    starts_on = next_monday(local(now, zone).date())
    councils = _first_councils(starts_on) if preset.has_councils else None
    return ProgramNews(
        program_id=0,
        name=name_from(channel_name),
        slack_channel_id=slack_channel_id,
        round_weeks=preset.round_weeks,
        group_size=2,
        next_round_on=starts_on,
        buddy_rounds=not preset.has_councils,
        councils=CouncilState(councils) if councils else None,
    )


def preview_copy(
    session: Session, actor: Actor, program_id: int, *, slack_channel_id: str, channel_name: str, now: datetime
) -> ProgramNews:
    """The program that `copy` would make, as `preview`."""
    source = organizers.require(session, actor, program_id)
    _full_member(session, actor)
    _require_free(session, slack_channel_id)
    return ProgramNews(
        program_id=0,
        name=name_from(channel_name),
        slack_channel_id=slack_channel_id,
        round_weeks=source.round_weeks,
        group_size=source.group_size,
        next_round_on=next_monday(local(now, source.zone).date()),
        joining=source.joining,
        has_mentors=source.has_mentors,
        mentor_weeks=source.mentor_weeks,
        buddy_rounds=source.buddy_rounds,
        councils=plans.state_of(session, source),
        announcement=source.announcement,
    )


def start(
    session: Session, actor: Actor, *, slack_channel_id: str, opening: Opening, preset_key: str, now: datetime
) -> Program:
    """A running program in a channel, from a preset, in the actor's zone.

    The actor becomes its organizer. The caller has made sure that they are in the channel. Raises NotFullMemberError
    for guests, InvalidInputError for an unknown preset or an opening that will not do, AlreadyRunningError where the
    channel has a program already.
    """
    zone, preset = _full_member(session, actor).zone, _preset(preset_key)
    program = _insert(
        session,
        slack_channel_id=slack_channel_id,
        opening=opening,
        now=now,
        values={
            "preset": preset.key,
            "zone": zone,
            "round_weeks": preset.round_weeks,
            "buddy_rounds": not preset.has_councils,
            "rhythm": Rhythm(DEFAULT_MOMENTS).to_json(),
        },
    )
    _add_preset_catalogue(session, program, preset)
    if preset.has_councils:
        _add_councils(session, program, _first_councils(program.starts_on))
    session.add(Organizer(program_id=program.id, member_id=actor.member_id))
    organizer_log.note(session, actor, program.id, Act.STARTED, now=now)
    return program


def copy(
    session: Session, actor: Actor, program_id: int, *, slack_channel_id: str, opening: Opening, now: datetime
) -> Program:
    """A new program in another channel with the settings, catalogue, default goals and coming breaks of this one.

    The actor organizes both, the same people view both; nobody takes part yet. Raises as `organizers.require` and
    `start` do.
    """
    source = organizers.require(session, actor, program_id)
    _full_member(session, actor)
    program = _insert(
        session,
        slack_channel_id=slack_channel_id,
        opening=opening,
        now=now,
        values={name: getattr(source, name) for name in _COPIED},
    )
    _copy_catalogue(session, source, program)
    today = local(now, source.zone).date()
    for one in session.scalars(
        select(ProgramBreak).where(ProgramBreak.program_id == source.id, ProgramBreak.until_on >= today)
    ):
        session.add(ProgramBreak(program_id=program.id, from_on=one.from_on, until_on=one.until_on))
    session.add(Organizer(program_id=program.id, member_id=actor.member_id))
    viewers.copy(session, source.id, program.id)
    _copy_councils(session, source, program)
    organizer_log.note(session, actor, source.id, Act.COPIED, {"facts": {"channel": slack_channel_id}}, now=now)
    organizer_log.note(session, actor, program.id, Act.STARTED, now=now)
    return program


def _copy_councils(session: Session, source: Program, program: Program) -> None:
    found = plans.state_of(session, source)
    if found is not None:
        first = _first_councils(program.starts_on)
        _add_councils(session, program, replace(found.settings, starts_on=first.starts_on))


def _first_councils(starts_on: date) -> CouncilSettings:
    """From the program's second week on: people join in the first."""
    return CouncilSettings(starts_on + WEEK, with_rounds=False)


def _add_councils(session: Session, program: Program, wanted: CouncilSettings) -> None:
    kept = {"size": wanted.size, "every_weeks": wanted.every_weeks, "has_lines": wanted.has_lines}
    session.add(CouncilPlan(program_id=program.id, starts_on=wanted.starts_on, seed=program.seed, **kept))


def name_from(channel_name: str) -> str:
    """A program's first name, from its channel's: "job-seekers_spring" becomes "Job seekers spring"."""
    words = channel_name.replace("-", " ").replace("_", " ").split()
    name = " ".join(words)[:LONGEST_NAME].strip()
    return name[:1].upper() + name[1:] if name else "Our program"


def _full_member(session: Session, actor: Actor) -> Member:
    member = session.scalar(select(Member).where(Member.id == actor.member_id))
    if member is None:
        raise NotFoundError(f"member {actor.member_id}")
    if member.is_guest or member.is_bot or member.deactivated_at or member.seen_in_slack_at is None:
        raise NotFullMemberError(f"member {actor.member_id}")
    admins.require_may_start(session, member)
    return member


def _preset(key: str) -> Preset:
    preset = PRESETS.get(key)
    if preset is None:
        raise InvalidInputError("preset", "Choose one of the kinds of program.")
    return preset


def _require_free(session: Session, slack_channel_id: str) -> None:
    if in_channel(session, slack_channel_id) is not None:
        raise AlreadyRunningError(f"channel {slack_channel_id} has a program")


def _insert(
    session: Session, *, slack_channel_id: str, opening: Opening, now: datetime, values: dict[str, object]
) -> Program:
    opening.check(today=local(now, str(values["zone"])).date(), has_rounds=bool(values["buddy_rounds"]))
    new = insert_once(
        session,
        Program,
        slack_channel_id=slack_channel_id,
        name=opening.name,
        created_at=now,
        state_changed_at=now,
        due_checked_at=now,
        starts_on=opening.starts_on,
        ends_on=opening.ending.ends_on,
        last_round=opening.ending.last_round,
        seed=zlib.crc32(f"{slack_channel_id} {opening.starts_on}".encode()) & 0x7FFFFFFF,
        **values,
    )
    if not new:
        raise AlreadyRunningError(f"channel {slack_channel_id} has a program")
    return session.scalars(select(Program).where(Program.slack_channel_id == slack_channel_id, goes_on())).one()


def _add_preset_catalogue(session: Session, program: Program, preset: Preset) -> None:
    ids = _add_activities(session, program, preset.activities.items())
    add_default_goals(session, program.id, [(ids[goal.activity], goal.target, goal.offer) for goal in preset.goals])


def _copy_catalogue(session: Session, source: Program, program: Program) -> None:
    activities = session.scalars(
        select(Activity)
        .where(Activity.program_id == source.id, Activity.retired_at.is_(None))
        .order_by(Activity.position)
    ).all()
    ids = _add_activities(session, program, [(one.key, one.name) for one in activities])
    keys = {one.id: one.key for one in activities}
    goals = session.scalars(
        select(DefaultGoal)
        .where(DefaultGoal.program_id == source.id, DefaultGoal.activity_id.in_(keys))
        .order_by(DefaultGoal.position, DefaultGoal.id)
    )
    copied = [(ids[keys[one.activity_id]], one.target, OfferWeeks(one.round_week, one.every_rounds)) for one in goals]
    add_default_goals(session, program.id, copied)


def add_default_goals(session: Session, program_id: int, goals: Iterable[tuple[int, int, OfferWeeks]]) -> None:
    """Default goals of these (activity, target, weeks in which it is offered), in this order."""
    session.add_all(
        DefaultGoal(
            program_id=program_id,
            activity_id=activity_id,
            target=target,
            position=position,
            round_week=weeks.round_week,
            every_rounds=weeks.every_rounds,
        )
        for position, (activity_id, target, weeks) in enumerate(goals)
    )
    session.flush()


def _add_activities(session: Session, program: Program, named: Iterable[tuple[str, str]]) -> dict[str, int]:
    rows = [
        Activity(program_id=program.id, key=key, name=name, position=position)
        for position, (key, name) in enumerate(named)
    ]
    session.add_all(rows)
    session.flush()
    return {row.key: row.id for row in rows}
