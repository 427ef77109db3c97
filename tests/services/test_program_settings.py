"""What organizers change: checked whole, refused to everybody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, DefaultGoal, Program
from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm, next_monday
from bot.domain.council_settings import CouncilSettings
from bot.domain.errors import EndedError, InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.kinds import MessageKind, Moment
from bot.domain.own_texts import TextKind
from bot.domain.presets import OfferWeeks
from bot.domain.programs import Break, CatalogueActivity, CatalogueGoal, Ending
from bot.domain.states import Joining, OddOne, ProgramState, RoundState
from bot.services import program_settings
from bot.services.councils import plans
from bot.services.members import Actor
from tests.factories import actor_of, make_member, make_organizer, make_program, make_round


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session)


@pytest.fixture
def organizer(session: Session, program: Program) -> Actor:
    member = make_member(session)
    make_organizer(session, program, member=member)
    return actor_of(member)


def test_basics_are_changed_as_a_whole(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    before = program_settings.settings_of(session, organizer, program.id).basics
    basics = replace(
        before,
        name="Spring",
        zone="Europe/Berlin",
        starts_on=date(2026, 3, 9),
        round_weeks=12,
        group_size=4,
        odd_one=OddOne.SITS_OUT,
        in_person=True,
        weights="easy_to_meet",
        circle_rule="within:city",
        min_common_half_hours=2,
        preview_hours=24,
    )
    program_settings.change_basics(session, organizer, program.id, basics, now=now)
    session.flush()
    assert program_settings.settings_of(session, organizer, program.id).basics == basics


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"zone": "Mars/Olympus"},
        {"zone": "EST"},
        {"starts_on": date(2026, 3, 10)},
        {"starts_on": date(2020, 3, 9)},
        {"starts_on": date(2099, 3, 9)},
        {"round_weeks": 13},
        {"group_size": 5},
        {"weights": "luck"},
        {"circle_rule": "across:moon"},
        {"min_common_half_hours": 17},
        {"preview_hours": 25},
    ],
)
def test_a_basic_that_makes_no_sense_is_named_and_changes_nothing(
    session: Session, program: Program, organizer: Actor, now: datetime, change: dict[str, Any]
) -> None:
    before = program_settings.settings_of(session, organizer, program.id).basics
    with pytest.raises(InvalidInputError) as caught:
        program_settings.change_basics(session, organizer, program.id, replace(before, **change), now=now)
    assert caught.value.field in change
    assert program_settings.settings_of(session, organizer, program.id).basics == before


def test_the_first_day_stays_once_there_was_a_round(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    make_round(session, program)
    basics = program_settings.settings_of(session, organizer, program.id).basics
    changed = replace(basics, starts_on=date(2026, 6, 1))
    with pytest.raises(InvalidInputError):
        program_settings.change_basics(session, organizer, program.id, changed, now=now)


def test_a_new_rhythm_catches_nothing_up(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    rhythm = Rhythm(DEFAULT_MOMENTS).with_moment(MessageKind.PROMPT, Moment(1, time(8)))
    program_settings.change_rhythm(session, organizer, program.id, rhythm, now=now)
    assert program_settings.settings_of(session, organizer, program.id).rhythm == rhythm
    assert program.due_checked_at == now


@pytest.mark.parametrize(
    ("kind", "moment", "field"),
    [
        (MessageKind.PROMPT, Moment(5, time(9)), "prompt_day"),
        (MessageKind.PROMPT, Moment(0, time(7, 59)), "prompt_at"),
        (MessageKind.CHECKIN, Moment(0, time(20)), "checkin_at"),
        (MessageKind.ROUND, Moment(0, time(9), on=False), "round_day"),
    ],
)
def test_a_moment_on_a_weekend_or_at_night_is_refused(
    session: Session, program: Program, organizer: Actor, now: datetime, kind: MessageKind, moment: Moment, field: str
) -> None:
    rhythm = Rhythm(DEFAULT_MOMENTS).with_moment(kind, moment)
    with pytest.raises(InvalidInputError) as caught:
        program_settings.change_rhythm(session, organizer, program.id, rhythm, now=now)
    assert caught.value.field == field


def test_breaks_replace_the_earlier_ones(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    first, second = Break(date(2026, 7, 1), date(2026, 7, 14)), Break(date(2026, 12, 24), date(2027, 1, 2))
    program_settings.change_breaks(session, organizer, program.id, [first], now=now)
    program_settings.change_breaks(session, organizer, program.id, [second, first], now=now)
    assert program_settings.settings_of(session, organizer, program.id).breaks == (first, second)


def test_a_break_lengthens_the_running_round_and_without_it_the_round_ends_as_planned(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    running = make_round(session, program, starts_on=date(2026, 3, 2), weeks=2)
    closed = make_round(session, program, number=2, starts_on=date(2026, 1, 5), state=RoundState.CLOSED)
    week = Break(date(2026, 3, 9), date(2026, 3, 13))
    for breaks, ends_on in (([week], date(2026, 3, 22)), ([], date(2026, 3, 15))):
        program_settings.change_breaks(session, organizer, program.id, breaks, now=now)
        assert (running.ends_on, closed.ends_on) == (ends_on, date(2026, 1, 18))


def test_a_break_taken_back_afterwards_ends_no_round_in_the_past(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    running = make_round(session, program, starts_on=date(2026, 3, 2), weeks=1)
    week = Break(date(2026, 3, 2), date(2026, 3, 6))
    program_settings.change_breaks(session, organizer, program.id, [week], now=now)
    assert running.ends_on == date(2026, 3, 15)
    program_settings.change_breaks(session, organizer, program.id, [], now=now + timedelta(days=9))
    assert running.ends_on == date(2026, 3, 15)


def test_opening_to_everyone_is_said_once_and_reads_the_channel_anew(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    program.channel_read_at = now

    def change(joining: Joining) -> bool:
        return program_settings.change_joining(
            session, organizer, program.id, joining=joining, pairs_guests=True, now=now
        )

    assert [change(Joining.EVERYONE), change(Joining.EVERYONE), change(Joining.BY_CHOICE)] == [True, False, False]
    assert program.pairs_guests
    session.flush()
    session.refresh(program)
    assert program.channel_read_at is None


def test_activities_are_renamed_added_and_retired(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    chat, event = program_settings.settings_of(session, organizer, program.id).activities
    changed = [
        CatalogueActivity(None, "Lunch"),
        CatalogueActivity(chat.activity_id, "Tea"),
        CatalogueActivity(event.activity_id, ""),
    ]
    program_settings.change_activities(session, organizer, program.id, changed, now=now)
    settings = program_settings.settings_of(session, organizer, program.id)
    assert [one.name for one in settings.activities] == ["Lunch", "Tea"]
    assert [goal.activity for goal in settings.goals] == ["Tea"]
    retired = session.scalars(select(Activity).where(Activity.retired_at.is_not(None))).one()
    assert (retired.id, retired.name) == (event.activity_id, "Event")


@pytest.mark.parametrize(
    "names", [[], ["Tea", "tea"], ["x" * 61], [f"Activity {number}" for number in range(16)]], ids=len
)
def test_a_catalogue_that_makes_no_sense_is_refused(
    session: Session, program: Program, organizer: Actor, now: datetime, names: list[str]
) -> None:
    with pytest.raises(InvalidInputError):
        program_settings.change_activities(
            session, organizer, program.id, [CatalogueActivity(None, name) for name in names], now=now
        )


def test_meeting_the_buddy_stays_in_the_catalogue(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    _, event = program_settings.settings_of(session, organizer, program.id).activities
    with pytest.raises(InvalidInputError):
        program_settings.change_activities(session, organizer, program.id, [event], now=now)


def test_default_goals_are_replaced(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    _, event = program_settings.settings_of(session, organizer, program.id).activities
    assert event.activity_id is not None
    goal = CatalogueGoal(event.activity_id, "Event", 3, OfferWeeks(round_week=2, every_rounds=2))
    program_settings.change_default_goals(session, organizer, program.id, [goal], now=now)
    assert program_settings.settings_of(session, organizer, program.id).goals == (goal,)


def test_an_activity_of_another_program_is_refused(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    other = make_program(session)
    foreign = session.scalars(select(Activity.id).where(Activity.program_id == other.id)).first()
    assert foreign is not None
    with pytest.raises(NotFoundError):
        program_settings.change_default_goals(
            session, organizer, program.id, [CatalogueGoal(foreign, "", 1, OfferWeeks())], now=now
        )
    with pytest.raises(NotFoundError):
        program_settings.change_activities(
            session, organizer, program.id, [CatalogueActivity(foreign, "Mine now")], now=now
        )
    assert session.scalars(select(DefaultGoal.id).where(DefaultGoal.program_id == other.id)).first()


def test_councils_alone_end_on_a_day_and_keep_what_was_chosen_before(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    program.buddy_rounds, program.last_round = False, 4
    program_settings.change_ending(session, organizer, program.id, Ending(last_round=4, word="Bye!"), now=now)
    with pytest.raises(InvalidInputError, match="ends"):
        program_settings.change_ending(session, organizer, program.id, Ending(last_round=3), now=now)
    assert (program.last_round, program.closing_word) == (4, "Bye!")


CHANGES: list[Callable[[Session, Actor, int], object]] = [
    program_settings.settings_of,
    lambda session, actor, program_id: program_settings.change_breaks(
        session, actor, program_id, [], now=datetime.now().astimezone()
    ),
    lambda session, actor, program_id: program_settings.change_rhythm(
        session, actor, program_id, Rhythm(DEFAULT_MOMENTS), now=datetime.now().astimezone()
    ),
    lambda session, actor, program_id: program_settings.change_joining(
        session, actor, program_id, joining=Joining.EVERYONE, pairs_guests=True, now=datetime.now().astimezone()
    ),
    lambda session, actor, program_id: program_settings.change_default_goals(
        session, actor, program_id, [], now=datetime.now().astimezone()
    ),
    lambda session, actor, program_id: program_settings.change_activities(
        session, actor, program_id, [CatalogueActivity(None, "x")], now=datetime.now().astimezone()
    ),
    lambda session, actor, program_id: program_settings.change_basics(
        session,
        actor,
        program_id,
        replace(program_settings.settings_of(session, actor, program_id).basics, name="Other"),
        now=datetime.now().astimezone(),
    ),
    lambda session, actor, program_id: program_settings.change_holidays(
        session, actor, program_id, country="DE", region="", now=datetime.now().astimezone()
    ),
    lambda session, actor, program_id: program_settings.change_conduct(
        session, actor, program_id, "Be kind.", now=datetime.now().astimezone()
    ),
    lambda session, actor, program_id: program_settings.change_ending(
        session, actor, program_id, Ending(last_round=3), now=datetime.now().astimezone()
    ),
    lambda session, actor, program_id: program_settings.change_texts(
        session, actor, program_id, {TextKind.WELCOME: "Hello!"}, now=datetime.now().astimezone()
    ),
    lambda session, actor, program_id: plans.change(
        session,
        actor,
        program_id,
        CouncilSettings(next_monday(datetime.now().astimezone().date())),
        now=datetime.now().astimezone(),
    ),
    lambda session, actor, program_id: program_settings.change_digest_place(
        session, actor, program_id, slack_channel_id="C9", now=datetime.now().astimezone()
    ),
]


@pytest.mark.parametrize("change", CHANGES[1:-1])
def test_nothing_is_changed_once_it_has_ended(
    session: Session, program: Program, organizer: Actor, change: Callable[[Session, Actor, int], object]
) -> None:
    before = program_settings.settings_of(session, organizer, program.id)
    program.state = ProgramState.ENDED
    with pytest.raises(EndedError):
        change(session, organizer, program.id)
    assert program_settings.settings_of(session, organizer, program.id) == replace(before, state=ProgramState.ENDED)


@pytest.mark.parametrize("change", CHANGES)
def test_only_its_organizers_change_a_program(
    session: Session, program: Program, change: Callable[[Session, Actor, int], object]
) -> None:
    elsewhere = make_member(session)
    make_organizer(session, make_program(session), member=elsewhere)
    with pytest.raises(NotAllowedError):
        change(session, actor_of(elsewhere), program.id)
