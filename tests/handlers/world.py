"""Two programs side by side, full of what buttons can name, and everything that the database holds of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, Row, Select, Table, event, select
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.models import (
    Activity,
    Council,
    CouncilMeeting,
    Delivery,
    Member,
    MentorInvitation,
    Participant,
    ParticipantWeek,
    Program,
    ProgramInvitation,
)
from bot.domain.asks import HelpAnswer
from bot.domain.digests import Item, ItemKind
from bot.domain.mentor_pairs import Closed
from bot.domain.messages import Message, Target
from bot.domain.path import Step
from bot.domain.states import DeliveryState, MeetingOutcome, ParticipantState, ProgramState, Role
from bot.domain.typed import Entry
from bot.domain.typed_drafts import Kind
from bot.domain.typed_people import Person
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import digests
from bot.services.councils import composing
from bot.services.councils.people import seats
from bot.services.rounds.groups import groups_of
from bot.services.rounds.proposal import propose
from handlers.rows import Who
from tests.factories import (
    make_activity,
    make_advice,
    make_agreement,
    make_apart,
    make_ask,
    make_checkin,
    make_contact,
    make_council,
    make_council_plan,
    make_event,
    make_follow_up,
    make_goal,
    make_group,
    make_help,
    make_help_question,
    make_introduction,
    make_landing,
    make_meeting,
    make_member,
    make_mentor_pair,
    make_offer,
    make_organizer,
    make_participant,
    make_path,
    make_place,
    make_preparation,
    make_program,
    make_question,
    make_roster,
    make_roster_line,
    make_round,
    make_target,
    make_typed,
    make_viewer,
)
from tests.handlers.conftest import Kith
from tests.handlers.kept_world import Kept, holds_only, keep, write

MONDAY = date(2026, 3, 2)
ANA = Person("Ana Ruiz")
WEEK_MESSAGE = WeekMessage(WeekMessageKind.GOALS, MONDAY)
Rows = Mapping[str, Mapping[Any, tuple[Any, ...]]]
_WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)")
_TABLES = Base.metadata.sorted_tables


class Written:
    """The tables to which something was written since they were last read: a world is read hundreds of times."""

    def __init__(self, engine: Engine) -> None:
        self.since = {table.name for table in _TABLES}
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        for act, table in _WRITES.findall(statement):
            # what is deleted takes rows of other tables with it
            self.since |= {one.name for one in _TABLES} if act == "DELETE FROM" else {table}


@dataclass(frozen=True)
class Named:
    """What buttons name: one person's, in one program."""

    program: int
    participant: int
    other_place: int  # another of the program
    kept_place: int  # whom organizers keep apart from them
    outsider: int  # a member who takes no part in it
    group: int
    meeting: int  # that took place
    goal: int
    checkin: int
    contact: int
    event: int  # of the program, to which they go
    own_event: int  # that they brought
    past_event: int  # to which they meant to go
    own_ask: int
    ask: int  # of another of the program
    asked: int  # of another: Kith asked them whether they can help
    help: int  # that they received
    offer: int
    talks: int  # a program in which they are a mentor
    asked_mentor: int  # there: whom they asked before that
    mentor_question: int  # there: what they are asked
    mentor_pair: int  # that runs, in its last weeks, with an agreement
    over_pair: int
    preparation: int
    target: int  # a company on their list, and one about which Kith may ask them
    place: int
    asked_for: int  # an introduction
    question: int  # that they are asked
    promised: int  # that they said yes to
    follow_up: int
    act_typed: int  # proposed of typed words: an act
    next_typed: int  # and a next step
    link_typed: int  # a link that they typed
    advice: int  # that another of the program handed on
    lost_contact: int  # to be erased, or made one with another
    activity: int
    item: int
    delivery: int
    round: int
    proposed_round: int
    proposed_group: int
    council: int
    council_meeting: int
    roster: int  # that can be undone, and a line of it about them
    filled_in: int
    draft: int  # a roster whose people are not invited yet
    proposed_people: tuple[int, ...] = ()  # of that group
    other_user: str = ""  # who `other_place` is in Slack
    proposed_council: int = 0  # of a program whose councils are still to be introduced
    council_program: int = 0
    orphan: int = 0  # a program of the same workspace that nobody organizes
    over: int = 0  # one that has ended, of the same organizer
    proposed_one: int = 0  # two participants who are the proposed group
    proposed_mate: int = 0
    week: WeekMessage = WEEK_MESSAGE

    def at(self, *ids: int) -> str:
        """The value of a button on the person's own week."""
        return self.week.value(*ids)


@dataclass(frozen=True)
class World:
    """`mine` is Ada's, `neighbours` somebody else's in the same program, `elsewhere` of a program Ada is not in."""

    kith: Kith
    ada: Member
    organizer: Member
    viewer: Member
    admin: Member
    mine: Named
    neighbours: Named
    elsewhere: Named
    _written: Written
    _read: dict[str, Mapping[Any, tuple[Any, ...]]] = field(default_factory=dict)

    def who(self, who: Who) -> Member:
        """Somebody who may."""
        them = {Who.READER: self.viewer, Who.ORGANIZER: self.organizer, Who.ADMIN: self.admin}
        return them.get(who, self.ada)

    def rows(self) -> Rows:
        """All that the database holds of this workspace: table -> primary key -> row."""
        stale = [table for table in _TABLES if table.name in self._written.since]
        self._written.since.clear()
        with self.kith.context.database.unit_of_work(read_only=True) as session:
            for table in stale:
                self._read[table.name] = {_key(table, row): tuple(row) for row in session.execute(self._own(table))}
        return dict(self._read)

    def _own(self, table: Table) -> Select[Any]:
        column = table.columns.get("workspace_id")
        return select(table) if column is None else select(table).where(column == self.kith.workspace.id)


_kept: dict[tuple[str, int, datetime], tuple[World, Kept]] = {}  # by backend, workspace and instant


def make_world(kith: Kith, ada: Member | None = None) -> World:
    """Committed. In an empty database it is the one that was built there first, row by row."""
    engine = kith.context.database.engine
    key = (engine.dialect.name, kith.workspace.id, kith.context.clock.now())
    with engine.connect() as connection:
        is_empty = holds_only(connection, kith.workspace.id)
    if ada is not None or not is_empty:
        return _built(kith, ada)
    if key not in _kept:
        built = _built(kith)
        with engine.connect() as connection:
            _kept[key] = built, keep(connection)
        return built
    known, rows = _kept[key]
    with engine.begin() as connection:
        write(connection, rows)
    people = {name: kith.again(getattr(known, name)) for name in ("ada", "organizer", "viewer", "admin")}
    return replace(known, kith=kith, _written=Written(engine), _read={}, **people)


def _built(kith: Kith, ada: Member | None = None) -> World:
    ada, organizer = ada or kith.member(name="Ada"), kith.member(name="Olga")
    viewer = kith.member(name="Vera")
    admin = kith.member(name="Amara", slack_user_id="UADMIN", is_admin=True)
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        program = make_program(session, slack_channel_id="C1", name="Spring", starts_on=MONDAY - timedelta(weeks=1))
        program.has_mentors = True
        for invitation in (MentorInvitation, ProgramInvitation):
            session.add(invitation(program_id=program.id, member_id=ada.id, asked_at=kith.context.clock.now()))
        make_organizer(session, program, member=organizer)
        make_viewer(session, program, member=viewer)
        other = make_program(session, slack_channel_id="C2", name="Alumni", starts_on=MONDAY - timedelta(weeks=1))
        make_organizer(session, other)
        mine, neighbours = _fill(kith, session, program, first=ada)
        elsewhere, _ = _fill(kith, session, other)
        orphan = make_program(session, slack_channel_id="C3", name="Orphaned").id
        over = make_program(session, slack_channel_id="C4", name="Winter", state=ProgramState.ENDED)
        make_organizer(session, over, member=organizer)
        to_come, proposed = _councils_to_come(session, organizer)
    mine, neighbours, elsewhere = (
        replace(one, orphan=orphan, over=over.id, council_program=to_come, proposed_council=proposed)
        for one in (mine, neighbours, elsewhere)
    )
    written = Written(kith.context.database.engine)
    return World(kith, ada, organizer, viewer, admin, mine, neighbours, elsewhere, written)


def _fill(kith: Kith, session: Session, program: Program, *, first: Member | None = None) -> tuple[Named, Named]:
    """Two pairs in a running round, the next one proposed, and what an organizer acts on; one Named for each pair."""
    now = kith.context.clock.now()
    people = [make_participant(session, program, member=first), *(make_participant(session, program) for _ in range(3))]
    make_participant(session, program, role=Role.MENTOR, capacity=3, state=ParticipantState.LANDED)
    running = make_round(session, program, weeks=2, started_at=now)
    groups = [make_group(session, running, *people[:2]), make_group(session, running, *people[2:])]
    for one, other in (people[:2], people[2:]):
        make_apart(session, program, one, other)
    make_council_plan(session, program, launched_at=now, shown_at=now, composed_at=now)
    councils = [make_council(session, program, *pair) for pair in (people[:2], people[2:])]
    activities = select(Activity.id).where(Activity.program_id == program.id).order_by(Activity.position)
    coffee = session.scalars(activities).first() or 0
    make_activity(session, program, key="follow_up", name="Follow-up or thank-you")
    for group in groups:
        make_meeting(session, group.id, starts_at=now + timedelta(days=2))
    items = digests.list_items(session, program.id, [Item(ItemKind.FEW, key="few")], now=now)
    proposed = propose(session, program, on=MONDAY + timedelta(weeks=1), now=now)
    (proposed_row, (proposed_one, proposed_mate)), *_ = groups_of(session, proposed.id)
    proposed_group = proposed_row.id
    delivery = _in_doubt(kith, session, program)

    askers = [make_participant(session, program) for _ in range(2)]

    def question(knower: Participant, asker: Participant, weeks_ago: int, answer: HelpAnswer | None) -> int:
        wanted = make_introduction(session, asker, next_at=now + timedelta(days=7))
        at, until = now - timedelta(weeks=weeks_ago), now + timedelta(days=7)
        return make_question(
            session, wanted, knower, at, answer=answer, answered_at=answer and at, quiet_until=until
        ).id

    event, past = make_event(session, *people), make_event(session, *people, starts_at=now - timedelta(days=1))

    advice = make_advice(session, people[1]).id
    ask = make_ask(session, people[1], text="Who reads my résumé?").id

    later, runs = (
        now + timedelta(days=7),
        {"starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=6), "introduced_at": now},
    )

    def named(person: Participant, group: int, council: Council) -> Named:
        other = make_participant(session, program)
        make_agreement(session, pair := make_mentor_pair(session, make_participant(session, program), person, **runs))
        session.add(ParticipantWeek(participant_id=person.id, week_on=MONDAY - timedelta(weeks=1), excused_at=now))
        make_goal(session, person, coffee, MONDAY - timedelta(weeks=1), target=1)
        make_path(session, person, Step.STRANGER, MONDAY)
        make_landing(session, person)
        make_advice(session, person)
        make_help_question(session, person, asked := make_ask(session, people[3], text="Grant writing?"), MONDAY)
        return Named(
            program=program.id,
            participant=person.id,
            other_place=other.id,
            other_user=session.get_one(Member, other.member_id).slack_user_id,
            kept_place=people[people.index(person) + 1].id,
            outsider=make_member(session).id,
            group=group,
            meeting=make_meeting(session, group, outcome=MeetingOutcome.MET, settled_at=now).id,
            goal=make_goal(session, person, coffee, MONDAY, target=1).id,
            checkin=make_checkin(session, person, coffee, MONDAY).id,
            follow_up=make_follow_up(session, person, MONDAY).id,
            event=event.id,
            past_event=past.id,
            own_event=make_event(session, person).id,
            own_ask=(own_ask := make_ask(session, person)).id,
            ask=ask,
            asked=asked.id,
            help=make_help(session, people[1], person, ask_id=own_ask.id).id,
            offer=make_offer(session, person, "Grant writing").id,
            talks=(talks := make_program(session, name="Talks", has_mentors=True)).id,
            asked_mentor=make_mentor_pair(
                session, (here := _mentor(session, talks, person)), make_participant(session, talks), lapses_at=later
            ).id,
            mentor_question=make_mentor_pair(session, make_participant(session, talks), here, lapses_at=later).id,
            mentor_pair=pair.id,
            over_pair=make_mentor_pair(session, person, people[1], **runs, closed_at=now, closed=Closed.AS_PLANNED).id,
            contact=make_contact(session, person).id,
            preparation=make_preparation(session, person).id,
            target=make_target(session, person, "Gogle").id,
            place=make_place(session, person, "Gogle").id,
            asked_for=make_introduction(session, person, company="Mircosoft", next_at=now + timedelta(days=7)).id,
            question=question(person, askers[0], 1, None),
            promised=question(person, askers[1], 2, HelpAnswer.YES),
            act_typed=make_typed(session, person, Entry(Kind.ACT, MONDAY, (ANA,), f"{program.id}:{coffee}")).id,
            next_typed=make_typed(session, person, Entry(Kind.NEXT, MONDAY + timedelta(days=5), (ANA,))).id,
            advice=advice,
            link_typed=make_typed(session, person, link="https://example.org/a").id,
            lost_contact=make_contact(session, person, "Bo").id,
            activity=coffee,
            item=items["few"],
            delivery=delivery,
            round=running.id,
            proposed_round=proposed.id,
            proposed_group=proposed_group,
            proposed_one=proposed_one,
            proposed_mate=proposed_mate,
            council=council.id,
            council_meeting=session.scalars(
                select(CouncilMeeting.id).where(CouncilMeeting.council_id == council.id)
            ).one(),
            roster=(brought := make_roster(session, program, invited_at=now)).id,
            filled_in=make_roster_line(session, brought, person).id,
            draft=make_roster_line(session, make_roster(session, program), askers[0]).roster_id,
        )

    return named(people[0], groups[0].id, councils[0]), named(people[2], groups[1].id, councils[1])


def _councils_to_come(session: Session, organizer: Member) -> tuple[int, int]:
    """A program whose councils are proposed, and one of them."""
    program = make_program(session, slack_channel_id="C5", name="Councils", starts_on=MONDAY)
    make_organizer(session, program, member=organizer)
    for _ in range(8):
        make_participant(session, program)
    plan = make_council_plan(session, program, size=4)
    composing.refresh(session, program.id, now=plan_time(plan.starts_on))
    return program.id, min(seats(session, program.id))


def plan_time(starts_on: date) -> datetime:
    return datetime.combine(starts_on - timedelta(days=3), time(9), UTC)


def _mentor(session: Session, program: Program, person: Participant) -> Participant:
    return make_participant(session, program, member=session.get_one(Member, person.member_id), role=Role.MENTOR)


def _in_doubt(kith: Kith, session: Session, program: Program) -> int:
    """A summary of which nobody knows whether it arrived."""
    key = f"summary:{program.id}:{MONDAY}"
    target = Target(channel=program.slack_channel_id)
    now = kith.context.clock.now()
    kith.context.outbox.plan(
        session, key=key, kind="summary", target=target, message=Message("summary"), now=now, program_id=program.id
    )
    row = session.scalars(select(Delivery).where(Delivery.key == key)).one()
    row.state, row.error = DeliveryState.FAILED, "in_doubt"
    session.flush()
    return row.id


def _key(table: Table, row: Row[Any]) -> Any:
    return tuple(row._mapping[column] for column in table.primary_key.columns)
