"""Starting a program from a preset or as a copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, DefaultGoal, Member, Program, ProgramBreak
from bot.domain.council_settings import CouncilSettings
from bot.domain.errors import AlreadyRunningError, InvalidInputError, NotAllowedError, NotFullMemberError
from bot.domain.own_texts import LIMITS, TextKind
from bot.domain.presets import PRESETS
from bot.domain.programs import Ending, Opening
from bot.domain.states import Joining, ProgramState
from bot.services import organizers, program_start
from bot.services.councils import plans
from tests.factories import LONG_AGO, actor_of, make_member, make_organizer, make_participant, make_program

SPRING = Opening("Spring", date(2026, 3, 16), "Come along.")


def start(session: Session, member: Member, now: datetime, **values: Any) -> Program:
    chosen = {"slack_channel_id": "C1", "opening": SPRING, "preset_key": "job_seekers", **values}
    return program_start.start(session, actor_of(member), now=now, **chosen)


def goals_of(session: Session, program: Program) -> list[tuple[str, str, int, int | None, int]]:
    rows = session.execute(
        select(Activity.key, Activity.name, DefaultGoal.target, DefaultGoal.round_week, DefaultGoal.every_rounds)
        .join(Activity, Activity.id == DefaultGoal.activity_id)
        .where(DefaultGoal.program_id == program.id)
        .order_by(DefaultGoal.position)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.key)
def test_a_preset_becomes_a_running_program(session: Session, now: datetime, preset: Any) -> None:
    member = make_member(session, zone="America/New_York")
    program = start(session, member, now, preset_key=preset.key)
    assert (program.name, program.zone, program.state) == (
        "Spring",
        "America/New_York",
        ProgramState.RUNNING,
    )
    assert (program.starts_on, program.due_checked_at) == (date(2026, 3, 16), now)
    assert program.round_weeks == preset.round_weeks
    assert goals_of(session, program) == [
        (goal.activity, preset.activities[goal.activity], goal.target, goal.offer.round_week, goal.offer.every_rounds)
        for goal in preset.goals
    ]
    assert organizers.require(session, actor_of(member), program.id) is program
    state = plans.state_of(session, program)
    assert (program.buddy_rounds, state is not None) == (not preset.has_councils, preset.has_councils)


def test_councils_start_with_no_number_of_rounds(session: Session, now: datetime) -> None:
    opening = replace(SPRING, ending=Ending(last_round=3))
    with pytest.raises(InvalidInputError, match="ends"):
        start(session, make_member(session), now, preset_key="councils", opening=opening)


def test_councils_begin_in_the_second_week_as_the_preview_says_and_a_copy_has_them_too(
    session: Session, now: datetime
) -> None:
    member = make_member(session)
    chosen: dict[str, Any] = {"slack_channel_id": "C1", "channel_name": "spring", "preset_key": "councils", "now": now}
    shown = program_start.preview(session, actor_of(member), **chosen)
    program = start(session, member, now, preset_key="councils")
    state = plans.state_of(session, program)
    assert state is not None
    assert state.settings == CouncilSettings(date(2026, 3, 23), with_rounds=False)
    assert shown.councils is not None
    assert replace(shown.councils.settings, starts_on=state.settings.starts_on) == state.settings
    actor = actor_of(member)
    elsewhere: dict[str, Any] = {"slack_channel_id": "C2", "now": now}
    again = program_start.preview_copy(session, actor, program.id, channel_name="summer", **elsewhere)
    assert (again.buddy_rounds, again.councils) == (False, state)
    opening = Opening("Summer", date(2026, 6, 1))
    copied = plans.state_of(session, program_start.copy(session, actor, program.id, opening=opening, **elsewhere))
    assert copied is not None
    assert copied.settings == replace(state.settings, starts_on=date(2026, 6, 8))


@pytest.mark.parametrize(
    "flags", [{"is_guest": True}, {"is_bot": True}, {"deactivated_at": LONG_AGO}, {"seen_in_slack_at": None}]
)
def test_only_a_full_member_starts_one(session: Session, now: datetime, flags: dict[str, Any]) -> None:
    with pytest.raises(NotFullMemberError):
        start(session, make_member(session, **flags), now)


def test_a_channel_has_one_program_until_it_ends(session: Session, now: datetime) -> None:
    member = make_member(session)
    first = start(session, member, now)
    with pytest.raises(AlreadyRunningError):
        start(session, make_member(session), now)
    first.state = ProgramState.ENDED
    session.flush()
    assert start(session, member, now).id != first.id


def test_a_kind_that_does_not_exist_starts_nothing(session: Session, now: datetime) -> None:
    with pytest.raises(InvalidInputError):
        start(session, make_member(session), now, preset_key="surprise")
    assert session.scalars(select(Program)).all() == []


@pytest.mark.parametrize(
    ("opening", "field"),
    [
        (Opening("", date(2026, 3, 9)), "name"),
        (Opening("x" * 81, date(2026, 3, 9)), "name"),
        (Opening("Spring", date(2026, 3, 10)), "starts_on"),
        (Opening("Spring", date(2020, 3, 9)), "starts_on"),
        (Opening("Spring", date(2099, 3, 9)), "starts_on"),
        (Opening("Spring", date(2026, 3, 9), "x" * (LIMITS[TextKind.ANNOUNCEMENT] + 1)), "announcement"),
        (Opening("Spring", date(2026, 3, 9), "&" * (LIMITS[TextKind.ANNOUNCEMENT] // 5 + 1)), "announcement"),
    ],
)
def test_an_opening_that_will_not_do_starts_nothing_and_names_its_field(
    session: Session, now: datetime, opening: Opening, field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        start(session, make_member(session), now, opening=opening)
    assert refused.value.field == field
    assert session.scalars(select(Program)).all() == []


def test_a_program_is_looked_at_before_it_starts_and_nothing_is_stored(session: Session, now: datetime) -> None:
    me, source = make_member(session), make_program(session, round_weeks=3, joining=Joining.EVERYONE)
    make_organizer(session, source, member=me)
    where: dict[str, Any] = {"slack_channel_id": "C1", "channel_name": "job-seekers", "now": now}
    fresh = program_start.preview(session, actor_of(me), preset_key="job_seekers", **where)
    assert (fresh.name, fresh.round_weeks, fresh.next_round_on) == ("Job seekers", 4, date(2026, 3, 9))
    copied = program_start.preview_copy(session, actor_of(me), source.id, **where)
    assert (copied.round_weeks, copied.joining) == (3, Joining.EVERYONE)
    with pytest.raises(NotAllowedError):
        program_start.preview_copy(session, actor_of(make_member(session)), source.id, **where)
    assert len(session.scalars(select(Program)).all()) == 1


@pytest.mark.parametrize(
    ("channel", "name"),
    [("job-seekers_spring", "Job seekers spring"), ("", "Our program"), ("x" * 100, "X" + "x" * 79)],
)
def test_the_first_name_comes_from_the_channel(channel: str, name: str) -> None:
    assert program_start.name_from(channel) == name


def test_a_copy_has_the_settings_but_nobody_in_it(session: Session, now: datetime) -> None:
    source = make_program(session, round_weeks=3, group_size=4, joining=Joining.EVERYONE, zone="Asia/Tokyo")
    own = {kind.value: f"Our {kind.value}" for kind in TextKind}
    for name, words in own.items():
        setattr(source, name, words)
    me = make_member(session)
    make_organizer(session, source, member=me)
    make_organizer(session, source)
    make_participant(session, source)
    session.add(ProgramBreak(program_id=source.id, from_on=date(2026, 1, 1), until_on=date(2026, 1, 2)))
    session.add(ProgramBreak(program_id=source.id, from_on=date(2026, 4, 1), until_on=date(2026, 4, 2)))
    session.flush()
    copied = program_start.copy(session, actor_of(me), source.id, slack_channel_id="C2", opening=SPRING, now=now)
    assert (copied.name, copied.round_weeks, copied.group_size, copied.zone) == ("Spring", 3, 4, "Asia/Tokyo")
    assert copied.joining is Joining.EVERYONE
    assert {name: getattr(copied, name) for name in own} == own
    assert goals_of(session, copied) == goals_of(session, source)
    assert organizers.of_program(session, copied.id) == [me]
    breaks = session.scalars(select(ProgramBreak).where(ProgramBreak.program_id == copied.id)).all()
    assert [one.from_on for one in breaks] == [date(2026, 4, 1)]


def test_who_does_not_organize_it_copies_nothing(session: Session, now: datetime) -> None:
    source = make_program(session)
    with pytest.raises(NotAllowedError):
        program_start.copy(
            session, actor_of(make_member(session)), source.id, slack_channel_id="C2", opening=SPRING, now=now
        )
