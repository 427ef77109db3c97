"""Councils live by themselves: shown, introduced, each meeting by the rhythm; who comes and goes; nobody stranded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import (
    Council,
    CouncilMeeting,
    CouncilMember,
    CouncilWaiting,
    Delivery,
    Member,
    Notice,
    Participant,
    ParticipantWeek,
    Program,
    ProgramBreak,
)
from bot.db.session import bind_workspace
from bot.domain.kinds import MessageKind
from bot.domain.states import ParticipantState, ProgramState
from bot.services.councils import acts, changes
from bot.services.message_cap import reserve
from jobs import councils, plans, schedule
from jobs.schedule import tick
from tests.factories import (
    actor_of,
    make_council_plan,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_workspace,
)

START = datetime(2026, 3, 2, 7, tzinfo=UTC)  # a Monday; councils first meet in the week after
SHOWN = datetime(2026, 3, 5, 10, tzinfo=UTC)
INTRODUCED = datetime(2026, 3, 10, 10, tzinfo=UTC)
STEP = timedelta(hours=1)
# Weeks hour by hour; what it asks of PostgreSQL is asked in tests/services/councils
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def councils_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other kinds of due work have tests of their own."""
    names = {sweep.name for sweep in councils.SWEEPS}
    monkeypatch.setattr(schedule, "JOBS", {})
    monkeypatch.setattr(schedule, "SWEEPS", {name: row for name, row in schedule.SWEEPS.items() if name in names})


@dataclass
class Life:
    """A program with councils, as time passes in it."""

    context: AppContext
    program: int
    now: datetime = START

    def until(self, moment: datetime) -> None:
        while self.now < moment:
            self.now = min(self.now + STEP, moment)
            if 7 <= self.now.hour <= 20:
                tick(self.context, now=self.now)

    def sent(self, kind: MessageKind) -> list[Delivery]:
        with self.context.database.unit_of_work(read_only=True) as session:
            return list(session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)))

    def councils(self) -> dict[int, list[int]]:
        """Who has a seat, by council that goes on."""
        with self.context.database.unit_of_work(read_only=True) as session:
            rows = session.execute(
                select(Council.id, CouncilMember.participant_id)
                .join(CouncilMember, CouncilMember.council_id == Council.id)
                .where(Council.dissolved_at.is_(None), CouncilMember.left_at.is_(None))
                .order_by(Council.id, CouncilMember.participant_id)
            )
            found: dict[int, list[int]] = {}
            for council_id, participant_id in rows:
                found.setdefault(council_id, []).append(participant_id)
            return found

    def meetings(self, council_id: int) -> list[CouncilMeeting]:
        with self.context.database.unit_of_work(read_only=True) as session:
            of_council = select(CouncilMeeting).where(CouncilMeeting.council_id == council_id)
            return list(session.scalars(of_council.order_by(CouncilMeeting.number)))

    def actor(self, participant_id: int):  # type: ignore[no-untyped-def]
        with self.context.database.unit_of_work(read_only=True) as session:
            member_id = session.get_one(Participant, participant_id).member_id
            return actor_of(session.get_one(Member, member_id))

    def act(self, participant_id: int, do, *given, **named):  # type: ignore[no-untyped-def]
        """One of the program's people does this."""
        actor = self.actor(participant_id)
        with self.context.database.unit_of_work(actor.workspace_id) as session:
            return do(session, actor, *given, now=self.now, **named)

    def becomes(self, participant_id: int, state: ParticipantState, **values: object) -> None:
        with self.context.database.unit_of_work(self.workspace_id) as session:
            participant = session.get_one(Participant, participant_id)
            participant.state = state
            for name, value in values.items():
                setattr(participant, name, value)

    def joins(self, **values: object) -> int:
        with self.context.database.unit_of_work(self.workspace_id) as session:
            program = session.get_one(Program, self.program)
            return make_participant(session, program, member=make_member(session, **values), joined_at=self.now).id

    @property
    def workspace_id(self) -> int:
        with self.context.database.unit_of_work(read_only=True) as session:
            return session.get_one(Program, self.program).workspace_id


def life(context: AppContext, people: int = 10, **values: object) -> Life:
    with context.database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        program = make_program(session, starts_on=START.date(), due_checked_at=START)
        make_organizer(session, program)
        for _ in range(people):
            make_participant(session, program)
        make_council_plan(session, program, **{"starts_on": date(2026, 3, 9), **values})
        return Life(context, program.id)


def test_organizers_see_the_councils_on_thursday_and_each_is_introduced_once_on_tuesday(context: AppContext) -> None:
    here = life(context)
    here.until(SHOWN - STEP)
    assert not here.sent(MessageKind.PREVIEW)
    here.until(INTRODUCED - STEP)
    (shown,) = here.sent(MessageKind.PREVIEW)
    assert "Tuesday 10 March, 10:00" in shown.payload["text"]
    assert not here.sent(MessageKind.INTRODUCTION)
    here.until(INTRODUCED + timedelta(days=2))
    sent = here.sent(MessageKind.INTRODUCTION)
    assert sorted(len(one.target["users"]) for one in sent) == [5, 5]
    (shown,) = here.sent(MessageKind.PREVIEW)
    assert "two councils are introduced" in shown.payload["text"]
    for council_id in here.councils():
        (first,) = here.meetings(council_id)
        assert first.facilitator_id in here.councils()[council_id]
    with context.database.unit_of_work(read_only=True) as session:
        notices = session.scalars(select(Notice).where(Notice.kind == MessageKind.INTRODUCTION)).all()
        assert len(notices) == 10


@pytest.mark.parametrize(("rule", "sizes"), [("across:school", [4, 4]), ("within:school", [4, 4])])
def test_two_schools_are_enough_for_councils_of_a_program_that_pairs_only_across_or_only_within(
    context: AppContext, rule: str, sizes: list[int]
) -> None:
    here = life(context, people=0)
    people = [here.joins(school=f"School {number % 2}") for number in range(8)]
    with context.database.unit_of_work(here.workspace_id) as session:
        session.get_one(Program, here.program).circle_rule = rule
    here.until(INTRODUCED)
    councils = here.councils().values()
    assert sorted(map(len, councils)) == sizes
    schools = [{people.index(one) % 2 for one in council} for council in councils]
    assert all(len(found) == (1 if rule.startswith("within") else 2) for found in schools)


def test_each_meeting_is_told_once_before_it_at_the_hour_the_council_chose_and_the_facilitator_rotates(
    context: AppContext,
) -> None:
    here = life(context, people=5, every_weeks=1)
    here.until(INTRODUCED)
    ((council_id, people),) = here.councils().items()
    (first,) = here.meetings(council_id)
    thursday = datetime(2026, 3, 12, 15, tzinfo=UTC)
    here.act(people[0], acts.agree, first.id, starts_at=thursday, place="Library")
    here.until(thursday + timedelta(weeks=5))
    meetings = here.meetings(council_id)
    assert [one.starts_at for one in meetings] == [thursday + timedelta(weeks=week) for week in range(6)]
    assert sorted(one.facilitator_id or 0 for one in meetings[:5]) == people
    assert meetings[5].facilitator_id != meetings[4].facilitator_id
    told = here.sent(MessageKind.COUNCIL)
    assert [one.created_at.date() for one in told] == [date(2026, 3, 18) + timedelta(weeks=week) for week in range(5)]
    assert all(len(one.target["users"]) == 5 for one in told)


def test_a_week_of_a_break_has_no_meeting_and_the_rhythm_goes_on_after_it(context: AppContext) -> None:
    here = life(context, people=4, every_weeks=2)
    with context.database.unit_of_work(here.workspace_id) as session:
        session.add(ProgramBreak(program_id=here.program, from_on=date(2026, 3, 23), until_on=date(2026, 3, 27)))
    here.until(INTRODUCED + timedelta(weeks=5))
    ((council_id, _),) = here.councils().items()
    assert [one.week_on for one in here.meetings(council_id)] == [
        date(2026, 3, 9),
        date(2026, 3, 30),
        date(2026, 4, 13),
    ]


def test_who_comes_late_is_introduced_to_the_smallest_council(context: AppContext) -> None:
    here = life(context, people=9)
    here.until(INTRODUCED)
    small = min(here.councils().items(), key=lambda one: len(one[1]))[0]
    late = here.joins()
    here.until(INTRODUCED + timedelta(days=2))
    assert late in here.councils()[small]
    newest = here.sent(MessageKind.INTRODUCTION)[-1]
    assert len(newest.target["users"]) == 5
    assert "new in yours" in newest.payload["text"]


def test_who_leaves_is_not_named_and_the_next_meeting_says_that_the_councils_changed(context: AppContext) -> None:
    here = life(context, people=5, every_weeks=1)
    here.until(INTRODUCED)
    ((council_id, people),) = here.councils().items()
    here.becomes(people[0], ParticipantState.LEFT)
    here.until(INTRODUCED + timedelta(weeks=1))
    assert here.councils() == {council_id: people[1:]}
    (told,) = here.sent(MessageKind.COUNCIL)
    assert len(told.target["users"]) == 4
    said = str(told.payload["blocks"])
    assert "The councils have changed a little. In yours you are four now" in said
    assert here.actor(people[0]).slack_user_id not in said


def test_a_pause_keeps_the_seat_and_is_told_to_nobody(context: AppContext) -> None:
    here = life(context, people=5, every_weeks=1)
    here.until(INTRODUCED)
    ((council_id, people),) = here.councils().items()
    here.becomes(people[0], ParticipantState.PAUSED, paused_until_on=date(2026, 3, 23))
    here.until(INTRODUCED + timedelta(weeks=1))
    (told,) = here.sent(MessageKind.COUNCIL)
    assert len(told.target["users"]) == 4
    assert "changed" not in str(told.payload["blocks"])
    here.becomes(people[0], ParticipantState.ACTIVE, paused_until_on=None)
    here.until(INTRODUCED + timedelta(weeks=2))
    assert len(here.sent(MessageKind.COUNCIL)[-1].target["users"]) == 5
    assert here.councils() == {council_id: people}


def test_a_council_of_two_goes_on_in_another_and_everybody_is_told(context: AppContext) -> None:
    here = life(context, people=8)
    here.until(INTRODUCED)
    (small, first), (large, second) = here.councils().items()
    for one in first[:2]:
        here.becomes(one, ParticipantState.LANDED)
    here.until(INTRODUCED + timedelta(days=3))
    assert here.councils() == {large: sorted([*second, *first[2:]])}
    newest = here.sent(MessageKind.INTRODUCTION)[-1]
    assert len(newest.target["users"]) == 6
    with context.database.unit_of_work(read_only=True) as session:
        assert session.get_one(Council, small).withdrawn_at is not None
        old = session.scalars(select(Delivery).where(Delivery.kind == MessageKind.INTRODUCTION)).first()
    assert old is not None


def test_who_changes_goes_to_another_council_and_never_back(context: AppContext) -> None:
    here = life(context, people=10)
    here.until(INTRODUCED)
    (here_id, first), (other, _) = here.councils().items()
    told = here.act(first[0], changes.change_council, here_id)
    assert told.found
    assert first[0] in here.councils()[other]
    again = here.act(first[0], changes.change_council, other)
    assert not again.found
    here.until(INTRODUCED + timedelta(days=3))
    assert first[0] not in {one for people in here.councils().values() for one in people}
    with context.database.unit_of_work(read_only=True) as session:
        waiting = session.scalars(select(CouncilWaiting)).one()
        assert waiting.told_at is not None  # the answer to their click told them
    assert not here.sent(MessageKind.UNPAIRED)


def test_seven_more_than_councils_hold_become_councils_of_their_own_or_are_told(context: AppContext) -> None:
    here = life(context, people=6, size=6)
    here.until(INTRODUCED)
    one = here.joins()
    here.until(INTRODUCED + timedelta(days=1))
    (told,) = here.sent(MessageKind.UNPAIRED)
    assert told.target["users"] == [here.actor(one).slack_user_id]
    two, three = here.joins(), here.joins()
    here.until(INTRODUCED + timedelta(days=3))
    assert sorted(here.councils().values())[-1] == sorted([one, two, three])
    assert len(here.sent(MessageKind.INTRODUCTION)) == 2


def test_a_full_week_and_a_hard_one_hold_an_introduction_back_but_not_an_agreed_meeting(context: AppContext) -> None:
    here = life(context, people=4, every_weeks=1)
    here.until(INTRODUCED - STEP)
    with context.database.unit_of_work(here.workspace_id) as session:
        participant = session.scalars(select(Participant)).first()
        assert participant is not None
        session.add(ParticipantWeek(participant_id=participant.id, week_on=date(2026, 3, 9), excused_at=here.now))
        who = participant.id
    here.until(INTRODUCED + timedelta(days=3))
    assert not here.sent(MessageKind.INTRODUCTION)
    here.until(INTRODUCED + timedelta(days=7))
    (introduced,) = here.sent(MessageKind.INTRODUCTION)
    assert introduced.created_at.date() == date(2026, 3, 16)
    ((council_id, people),) = here.councils().items()
    (first,) = here.meetings(council_id)
    here.act(people[0], acts.agree, first.id, starts_at=datetime(2026, 3, 19, 15, tzinfo=UTC), place=None)
    with context.database.unit_of_work(here.workspace_id) as session:
        session.add(ParticipantWeek(participant_id=who, week_on=date(2026, 3, 23), excused_at=here.now))
    here.until(datetime(2026, 3, 26, 9, tzinfo=UTC))
    (told,) = here.sent(MessageKind.COUNCIL)
    assert told.created_at.date() == date(2026, 3, 25)


def test_other_messages_leave_room_in_the_week_for_the_word_of_a_council(context: AppContext) -> None:
    here = life(context, people=4, every_weeks=1)
    here.until(datetime(2026, 3, 16, 9, tzinfo=UTC))
    with context.database.unit_of_work(here.workspace_id) as session:
        member = session.scalars(select(Member).join(Participant)).first()
        assert member is not None
        kinds = (MessageKind.PROMPT, MessageKind.CONTACT, MessageKind.PLAN, MessageKind.QUESTION, MessageKind.RETURN)
        taken = [
            reserve(
                session, member_id=member.id, kind=kind, local_on=date(2026, 3, 16) + timedelta(days=day), now=here.now
            )
            for day, kind in enumerate(kinds)
        ]
    assert taken == [True, True, True, False, False]


def test_a_program_that_ends_takes_its_councils_with_it(context: AppContext) -> None:
    here = life(context, people=5, every_weeks=1)
    here.until(INTRODUCED)
    with context.database.unit_of_work(here.workspace_id) as session:
        session.get_one(Program, here.program).state = ProgramState.ENDED
    here.until(INTRODUCED + timedelta(weeks=3))
    assert not here.sent(MessageKind.COUNCIL)
    (introduced,) = here.sent(MessageKind.INTRODUCTION)
    assert "has ended, and with it its councils" in introduced.payload["text"]


def test_two_weeks_of_outage_bring_one_message(context: AppContext) -> None:
    here = life(context, people=5, every_weeks=1)
    here.until(INTRODUCED)
    here.now = datetime(2026, 4, 1, 9, tzinfo=UTC)
    here.until(datetime(2026, 4, 2, 12, tzinfo=UTC))
    assert len(here.sent(MessageKind.COUNCIL)) == 1


def test_on_the_day_each_of_the_council_is_reminded_in_today(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "SWEEPS", {**schedule.SWEEPS, **{one.name: one for one in plans.SWEEPS}})
    here = life(context, people=4)
    here.until(INTRODUCED)
    ((council_id, people),) = here.councils().items()
    (first,) = here.meetings(council_id)
    here.act(people[0], acts.agree, first.id, starts_at=datetime(2026, 3, 12, 15, tzinfo=UTC), place="Library")
    here.becomes(people[3], ParticipantState.PAUSED, paused_until_on=date(2026, 3, 23))
    here.until(datetime(2026, 3, 12, 12, tzinfo=UTC))
    told = here.sent(MessageKind.PLAN)
    assert len(told) == 3
    assert all("Your council meets today, 15:00 (UTC), Library" in str(one.payload["blocks"]) for one in told)
    assert sum("You facilitate" in str(one.payload["blocks"]) for one in told) <= 1
