"""Check-ins count once, belong to their author, and can be corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Member, Participant, Program
from bot.domain.checkins import Act
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.states import ParticipantState, ProgramState
from bot.services import checkins, follow_ups
from bot.services.members import Actor
from tests.factories import make_activity, make_member, make_participant, make_program, make_workspace

MONDAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)
NOW = datetime(2026, 3, 6, 10, tzinfo=UTC)


def someone(session: Session, **member: object) -> tuple[Actor, Program, Participant, list[int]]:
    """A member with a place in a new program, and the program's activities."""
    program = make_program(session)
    participant = make_participant(session, program, member=make_member(session, **member))
    return actor_of(session, participant), program, participant, activities_of(session, program)


def actor_of(session: Session, participant: Participant) -> Actor:
    member = session.get_one(Member, participant.member_id)
    return Actor(member.workspace_id, member.id, member.slack_user_id)


def activities_of(session: Session, program: Program) -> list[int]:
    return list(session.scalars(select(Activity.id).where(Activity.program_id == program.id).order_by(Activity.id)))


def rows(session: Session, participant: Participant) -> Sequence[CheckIn]:
    session.flush()
    session.expire_all()
    return session.scalars(select(CheckIn).where(CheckIn.participant_id == participant.id).order_by(CheckIn.id)).all()


def test_one_click_counts_one_act_of_today_and_is_activity(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session)
    assert checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=0, now=NOW)
    assert [(row.activity_id, row.done_on) for row in rows(session, participant)] == [(coffee, FRIDAY)]
    assert participant.last_active_at == NOW


def test_a_second_click_on_the_same_button_changes_nothing(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session)
    checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=0, now=NOW)
    assert not checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=0, now=NOW)
    newest = rows(session, participant)[-1].id
    assert checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=newest, now=NOW)
    assert len(rows(session, participant)) == 2


def test_a_late_click_counts_in_the_week_it_speaks_of(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session)
    later = NOW + timedelta(days=5)
    checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=0, now=later)
    assert [row.done_on for row in rows(session, participant)] == [date(2026, 3, 8)]


def test_the_day_of_an_act_is_the_programs(session: Session) -> None:
    program = make_program(session, zone="Pacific/Auckland")
    participant = make_participant(session, program)
    coffee = activities_of(session, program)[0]
    late_evening = datetime(2026, 3, 6, 12, tzinfo=UTC)  # Saturday 01:00 in Auckland
    checkins.add_one(
        session, actor_of(session, participant), program.id, coffee, week_on=MONDAY, newest=0, now=late_evening
    )
    assert rows(session, participant)[0].done_on == date(2026, 3, 7)


def test_the_form_keeps_what_came_of_it(session: Session) -> None:
    actor, program, participant, (_, event) = someone(session)
    act = Act(
        activity_id=event,
        done_on=MONDAY,
        with_whom=" Grace <!channel> ",
        in_person=True,
        new_contacts=("Ada", "  ", "Lin 🦊"),
        companies="Acme",
        advice="\u202ebring cards",
        thanks="for the tip",
        thanks_to="U0GRACE",
        thanks_shared=True,
        follow_up_on=FRIDAY + timedelta(days=7),
        follow_up_note="her move to Lyon",
    )
    assert checkins.record(session, actor, program.id, act, source="form:V1", now=NOW)
    assert not checkins.record(session, actor, program.id, act, source="form:V1", now=NOW)
    (entry,) = checkins.log(session, actor)
    assert entry.act == replace(act, with_whom="Grace <!channel>", new_contacts=("Ada", "Lin 🦊"))
    assert (entry.program, entry.activity) == (program.name, "Event")
    assert len(rows(session, participant)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"done_on": FRIDAY + timedelta(days=1)}, "done_on"),
        ({"done_on": FRIDAY - timedelta(days=366)}, "done_on"),
        ({"follow_up_on": FRIDAY}, "follow_up_on"),
        ({"follow_up_note": "her move"}, "follow_up_on"),
        ({"follow_up_on": FRIDAY + timedelta(days=366)}, "follow_up_on"),
        ({"with_whom": "x" * 10_000}, "with_whom"),
        ({"advice": "x" * 10_000}, "advice"),
        ({"new_contacts": ("x",) * 21}, "new_contacts"),
        ({"new_contacts": ("x" * 201,)}, "new_contacts"),
    ],
)
def test_what_cannot_be_used_names_its_field(session: Session, change: dict[str, object], field: str) -> None:
    actor, program, participant, (_, event) = someone(session)
    act = replace(Act(activity_id=event, done_on=MONDAY), **change)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError) as raised:
        checkins.record(session, actor, program.id, act, source="form:V1", now=NOW)
    assert raised.value.field == field
    assert not rows(session, participant)


def test_a_member_ahead_of_the_program_may_log_their_own_today(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session, zone="Pacific/Auckland")
    evening = datetime(2026, 3, 6, 20, tzinfo=UTC)  # Saturday in Auckland
    saturday = FRIDAY + timedelta(days=1)
    checkins.record(session, actor, program.id, Act(coffee, saturday), source="form:V1", now=evening)
    assert rows(session, participant)[0].done_on == saturday


def test_nobody_records_in_a_program_or_an_activity_that_is_not_theirs(session: Session) -> None:
    actor, program, _, (coffee, _) = someone(session)
    _, elsewhere, _, (other, _) = someone(session)
    with pytest.raises(NotFoundError):
        checkins.add_one(session, actor, elsewhere.id, other, week_on=MONDAY, newest=0, now=NOW)
    with pytest.raises(NotFoundError):
        checkins.add_one(session, actor, program.id, other, week_on=MONDAY, newest=0, now=NOW)
    with pytest.raises(NotFoundError):
        checkins.record(session, actor, program.id, Act(other, FRIDAY), source="form:V1", now=NOW)
    with pytest.raises(NotFoundError):
        checkins.record(session, actor, elsewhere.id, Act(coffee, FRIDAY), source="form:V1", now=NOW)


def test_another_person_cannot_see_edit_or_undo_a_check_in(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session)
    checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=0, now=NOW)
    checkin_id = rows(session, participant)[0].id
    stranger = actor_of(session, make_participant(session, program))
    for attempt in (
        lambda: checkins.entry(session, stranger, checkin_id),
        lambda: checkins.edit(session, stranger, checkin_id, Act(coffee, MONDAY), now=NOW),
        lambda: checkins.undo(session, stranger, checkin_id, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert checkins.log(session, stranger) == []
    assert rows(session, participant)[0].undone_at is None


def test_another_workspace_sees_no_check_in(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session)
    checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=0, now=NOW)
    checkin_id = rows(session, participant)[0].id
    session.info.pop("workspace_id")
    session.info["workspace_id"] = make_workspace(session).id
    stranger = make_member(session)
    with pytest.raises(NotFoundError):
        checkins.undo(session, Actor(stranger.workspace_id, stranger.id, stranger.slack_user_id), checkin_id, now=NOW)


def test_editing_replaces_and_undoing_takes_back_once(session: Session) -> None:
    actor, program, participant, (coffee, event) = someone(session)
    checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=0, now=NOW)
    checkin_id = rows(session, participant)[0].id
    checkins.edit(session, actor, checkin_id, Act(event, MONDAY, with_whom="Ada"), now=NOW)
    assert checkins.entry(session, actor, checkin_id).act == Act(event, MONDAY, with_whom="Ada")
    checkins.undo(session, actor, checkin_id, now=NOW)
    checkins.undo(session, actor, checkin_id, now=NOW + timedelta(hours=1))
    assert rows(session, participant)[0].undone_at == NOW
    assert checkins.log(session, actor) == []
    with pytest.raises(NotFoundError):
        checkins.edit(session, actor, checkin_id, Act(event, MONDAY), now=NOW)


def test_an_act_of_a_retired_activity_can_still_be_corrected_but_not_added(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session)
    old = make_activity(session, program, key="tour", name="Tour", retired_at=None)
    checkins.record(session, actor, program.id, Act(old.id, MONDAY), source="form:V1", now=NOW)
    old.retired_at = NOW
    session.flush()
    checkin_id = rows(session, participant)[0].id
    checkins.edit(session, actor, checkin_id, Act(old.id, MONDAY, with_whom="Lin"), now=NOW)
    with pytest.raises(NotFoundError):
        checkins.record(session, actor, program.id, Act(old.id, MONDAY), source="form:V2", now=NOW)
    checkins.edit(session, actor, checkin_id, Act(coffee, MONDAY), now=NOW)


def test_a_follow_up_day_that_is_over_may_stay_when_something_else_is_edited(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session)
    due_on = FRIDAY + timedelta(days=3)
    checkins.record(session, actor, program.id, Act(coffee, FRIDAY, follow_up_on=due_on), source="form:V1", now=NOW)
    later = NOW + timedelta(days=10)
    checkin_id = rows(session, participant)[0].id
    (follow_up,) = follow_ups.open_ones(session, actor)
    checkins.follow_up_done(session, actor, follow_up.follow_up_id, now=later)
    checkins.edit(session, actor, checkin_id, Act(coffee, FRIDAY, advice="x", follow_up_on=due_on), now=later)
    assert follow_ups.open_ones(session, actor) == []
    moved = Act(coffee, FRIDAY, follow_up_on=due_on + timedelta(days=30))
    checkins.edit(session, actor, checkin_id, moved, now=later)
    (again,) = follow_ups.open_ones(session, actor)
    assert (again.follow_up_id, again.due_on) == (follow_up.follow_up_id, due_on + timedelta(days=30))


def test_a_follow_up_goes_with_the_check_in_that_it_was_noted_with(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session)
    due_on = FRIDAY + timedelta(days=3)
    checkins.record(session, actor, program.id, Act(coffee, FRIDAY, follow_up_on=due_on), source="form:V1", now=NOW)
    checkins.undo(session, actor, rows(session, participant)[0].id, now=NOW)
    assert follow_ups.open_ones(session, actor) == []


def test_nothing_is_recorded_after_the_end_or_by_who_left(session: Session) -> None:
    actor, program, participant, (coffee, _) = someone(session)
    program.state = ProgramState.ENDED
    session.flush()
    with pytest.raises(ClosedError):
        checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=0, now=NOW)
    program.state, participant.state = ProgramState.RUNNING, ParticipantState.LEFT
    session.flush()
    with pytest.raises(NotFoundError):
        checkins.add_one(session, actor, program.id, coffee, week_on=MONDAY, newest=0, now=NOW)
