"""The organizers' digest of a closed week, and who took which item."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, Delivery, DigestItem, Member, ParticipantWeek, Program, ProgramBreak, Waiting
from bot.db.session import bind_workspace
from bot.domain.calendar import WEEK
from bot.domain.coming import NOTHING, Coming, ComingBreak
from bot.domain.digests import Digest, ItemKind, Person
from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.figures import Outcome
from bot.domain.holidays import Holiday
from bot.domain.pairing.plan import Help, HelpKind
from bot.domain.progress import Share
from bot.domain.states import DeliveryState, MeetingAnswer, ParticipantState, ProgramState, WaitingWhy
from bot.services import digests
from bot.services.members import Actor
from tests.factories import (
    LONG_AGO,
    make_checkin,
    make_goal,
    make_group,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_round,
    make_workspace,
)
from tests.services.counting import statements

WEEK_ON = date(2026, 1, 12)
AT = datetime(2026, 1, 19, 10, 5, tzinfo=UTC)
_numbers = count(1)
MET, NOT_YET, WONT_HAPPEN = MeetingAnswer.MET, MeetingAnswer.NOT_YET, MeetingAnswer.WONT_HAPPEN


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session)


def told(session: Session, program: Program) -> Digest:
    return digests.digest(session, program.id, week_on=WEEK_ON, now=AT)


def at_noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)


def actor_of(member: Member) -> Actor:
    return Actor(member.workspace_id, member.id, member.slack_user_id)


def chat_of(session: Session, program: Program) -> int:
    return session.scalars(
        select(Activity.id).where(Activity.program_id == program.id, Activity.key == "coffee_chat")
    ).one()


def kinds(digest: Digest) -> list[ItemKind]:
    return [item.kind for item in digest.items]


def test_who_takes_part_is_counted_by_state_without_whom_slack_no_longer_has(
    session: Session, program: Program
) -> None:
    for state in ParticipantState:
        make_participant(session, program, state=state)
    make_participant(session, program)
    for flags in ({"deactivated_at": LONG_AGO}, {"is_bot": True}, {"is_guest": True}):
        make_participant(session, program, member=make_member(session, **flags))
    digest = told(session, program)
    assert digest.states == {
        ParticipantState.ACTIVE: 2,
        ParticipantState.PAUSED: 1,
        ParticipantState.RESTING: 1,
        ParticipantState.LANDED: 1,
    }
    assert len(digest.people) == 5


def test_what_is_near_is_told_as_it_stands_and_nothing_after_the_end(session: Session) -> None:
    program = make_program(
        session, preview_hours=4, holiday_country="DE", holiday_region="BY", ends_on=date(2026, 4, 17)
    )
    make_round(session, program, starts_on=date(2026, 3, 23), weeks=2, started_at=LONG_AGO)
    friday = date(2026, 4, 3)
    session.add(ProgramBreak(program_id=program.id, from_on=friday, until_on=friday))
    session.flush()

    def near() -> Coming:
        now = at_noon(date(2026, 3, 30))
        return digests.digest(session, program.id, week_on=date(2026, 3, 23), now=now).coming

    assert near() == Coming(
        round_on=date(2026, 4, 6),
        shown_at=datetime(2026, 4, 2, 9, tzinfo=UTC),  # the last working day before
        pause=ComingBreak(friday, friday, "Good Friday"),
        holiday=Holiday(date(2026, 4, 6), "Easter Monday"),
        ends_on=date(2026, 4, 17),
    )
    program.state = ProgramState.PAUSED
    assert near() == Coming(ends_on=date(2026, 4, 17))
    program.state = ProgramState.ENDED
    assert near() == NOTHING


def test_guests_count_where_the_program_pairs_them(session: Session) -> None:
    program = make_program(session, pairs_guests=True)
    make_participant(session, program, member=make_member(session, is_guest=True))
    assert len(told(session, program).people) == 1


def test_every_introduced_group_of_the_weeks_round_has_one_outcome_whatever_became_of_it(
    session: Session, program: Program
) -> None:
    people = [make_participant(session, program) for _ in range(13)]
    make_participant(session, program, joined_at=AT)  # after the week
    first, second = make_round(session, program), make_round(session, program, number=2)
    make_group(session, first, *people[:2], answers=(MET, None))
    make_group(session, first, *people[2:4], answers=(NOT_YET, NOT_YET))
    make_group(session, first, *people[4:6])
    make_group(session, first, people[6], people[0], dissolved_at=AT)  # changed buddies before they met
    make_group(session, first, *people[7:9], answers=(MET, NOT_YET), dissolved_at=AT)  # and these after
    make_group(session, first, *people[9:11], answers=(NOT_YET, WONT_HAPPEN))
    make_group(session, first, people[11], people[2], introduced_at=None)
    make_group(session, second, *people[11:])
    digest = told(session, program)
    assert digest.paired == Share(11, 13)
    assert digest.groups.outcomes == {
        Outcome.MET: 2,
        Outcome.UNDER_WAY: 1,
        Outcome.SILENT: 1,
        Outcome.DISSOLVED: 1,
        Outcome.WONT_HAPPEN: 1,
    }
    assert (digest.groups.number, digest.groups.people, digest.groups.met) == (6, 11, Share(2, 6, people=11))
    names = {one.id: session.get_one(Member, one.member_id).name for one in people}
    buddies = {one.participant_id: (one.buddies, one.met) for one in digest.people}
    assert buddies[people[0].id] == ((names[people[1].id], names[people[6].id]), True)  # two groups of this round
    assert buddies[people[2].id] == ((names[people[3].id],), False)
    assert buddies[people[12].id] == ((), False)  # introduced in another round


def test_goals_acts_and_contacts_of_the_week_in_all_and_by_person(session: Session, program: Program) -> None:
    chat, ana = chat_of(session, program), make_participant(session, program)
    make_goal(session, ana, chat, WEEK_ON, target=2)
    for on in (WEEK_ON - timedelta(days=1), WEEK_ON, WEEK_ON + timedelta(days=6)):
        make_checkin(session, ana, chat, on, new_contacts=["Zoë", "Kim"])
    make_checkin(session, ana, chat, WEEK_ON, undone_at=AT)
    digest = told(session, program)
    (person,) = digest.people
    assert (person.goals_set, person.goals_met, person.acts, person.acts_in_all) == (1, 1, 2, 3)
    assert (person.new_contacts, person.new_contacts_in_all) == (4, 6)
    assert (digest.week.goals_set, digest.week.goals_met, digest.week.acts, digest.week.new_contacts) == (1, 1, 2, 4)


def test_never_met_are_those_who_were_introduced_and_of_whose_groups_nobody_said_met(
    session: Session, program: Program
) -> None:
    met, unmet, single, paused = (
        make_participant(session, program),
        make_participant(session, program),
        make_participant(session, program),
        make_participant(session, program, state=ParticipantState.PAUSED),
    )
    of_round = make_round(session, program)
    make_group(session, of_round, met, make_participant(session, program), answers=(None, MET))
    make_group(session, of_round, unmet, paused)
    make_group(session, of_round, single, introduced_at=None)
    assert [person.participant_id for person in told(session, program).never_met] == [unmet.id]


def test_nobody_has_met_nobody_before_a_whole_round_was_theirs(session: Session, program: Program) -> None:
    first, second = make_round(session, program), make_round(session, program, number=2)
    since, late = make_participant(session, program), make_participant(session, program)
    make_group(session, first, since, make_participant(session, program))
    make_group(session, first, late, make_participant(session, program), is_first=False)
    make_group(session, second, since, late)

    def of(digest: Digest) -> dict[int, int]:
        return {person.participant_id: person.whole_rounds for person in digest.people}

    in_first = digests.digest(session, program.id, week_on=first.starts_on, now=at_noon(first.ends_on))
    in_second = digests.digest(session, program.id, week_on=second.starts_on, now=at_noon(second.starts_on))
    assert of(in_first)[since.id] == 0
    assert in_first.never_met == ()
    assert (of(in_second)[since.id], of(in_second)[late.id]) == (1, 0)
    assert ItemKind.NEVER_MET not in kinds(in_second)
    after = digests.digest(session, program.id, week_on=second.starts_on, now=at_noon(second.ends_on + WEEK))
    assert ItemKind.NEVER_MET in kinds(after)


def test_goals_of_an_excused_week_are_neither_set_nor_met(session: Session, program: Program) -> None:
    chat, ana, bo = chat_of(session, program), make_participant(session, program), make_participant(session, program)
    for participant in (ana, bo):
        make_goal(session, participant, chat, WEEK_ON)
        make_checkin(session, participant, chat, WEEK_ON)
    session.add(ParticipantWeek(participant_id=ana.id, week_on=WEEK_ON, excused_at=AT))
    session.flush()
    digest = told(session, program)
    assert (digest.week.goals_set, digest.week.goals_met, digest.week.acts) == (1, 1, 2)
    assert {person.participant_id: person.goals_set for person in digest.people} == {ana.id: 0, bo.id: 1}


def test_a_week_in_which_nothing_was_recorded_is_something_to_act_on(session: Session, program: Program) -> None:
    people = [make_participant(session, program) for _ in range(4)]
    make_group(session, make_round(session, program), *people[:2])
    quiet = [item for item in told(session, program).items if item.kind is ItemKind.QUIET]
    assert [(item.count, item.groups and item.groups.number) for item in quiet] == [(4, 1)]
    make_checkin(session, people[0], chat_of(session, program), WEEK_ON)
    assert ItemKind.QUIET not in kinds(told(session, program))


def test_who_owes_an_answer_about_the_channel_is_not_said_to_be_looked_for(session: Session, program: Program) -> None:
    make_round(session, program)
    make_participant(session, program, channel_left_at=LONG_AGO)
    make_participant(session, program, member=make_member(session, seen_in_slack_at=None))
    assert ItemKind.WAITING not in kinds(told(session, program))


def test_change_is_told_once_there_are_four_weeks_before(session: Session) -> None:
    chat_before = {date(2026, 1, 5): 1, date(2026, 1, 12): 2, date(2026, 1, 19): 3, date(2026, 1, 26): 4}
    program = make_program(session)
    chat, ana = chat_of(session, program), make_participant(session, program)
    for week_on, times in chat_before.items():
        for _ in range(times):
            make_checkin(session, ana, chat, week_on)
    make_checkin(session, ana, chat, date(2026, 2, 2))
    now = datetime(2026, 2, 9, 10, 5, tzinfo=UTC)
    at_three = digests.digest(session, program.id, week_on=date(2026, 1, 26), now=now)
    at_four = digests.digest(session, program.id, week_on=date(2026, 2, 2), now=now)
    assert at_three.changes == ()
    assert [(change.this_week, change.before) for change in at_four.changes if change.measure == "acts"] == [(1, 2.5)]


def add_delivery(session: Session, **values: object) -> None:
    defaults = {
        "key": f"test:{next(_numbers)}",
        "kind": "prompt",
        "target": {},
        "payload": {},
        "created_at": AT - timedelta(days=1),
        "state": DeliveryState.SENT,
    }
    session.add(Delivery(**{**defaults, **values}))
    session.flush()


def test_messages_are_counted_and_those_that_did_not_arrive_come_with_their_reason(
    session: Session, program: Program
) -> None:
    ana, stranger = make_participant(session, program), make_member(session)
    add_delivery(session, program_id=program.id)
    add_delivery(session, program_id=program.id, state=DeliveryState.QUEUED)
    add_delivery(session, program_id=program.id, state=DeliveryState.FAILED, error="is_archived")
    add_delivery(session, member_id=ana.member_id, state=DeliveryState.FAILED, error="user_disabled")
    add_delivery(session, member_id=stranger.id, state=DeliveryState.FAILED, error="user_disabled")
    add_delivery(session, program_id=make_program(session).id, state=DeliveryState.FAILED, error="is_archived")
    add_delivery(session, program_id=program.id, created_at=AT - timedelta(days=8))
    digest = told(session, program)
    assert (digest.deliveries.sent, digest.deliveries.waiting) == (1, 1)
    assert digest.deliveries.failed == (("is_archived", 1), ("user_disabled", 1))
    assert kinds(digest)[:2] == [ItemKind.UNDELIVERED, ItemKind.UNDELIVERED]


def test_a_wish_to_be_contacted_comes_first_and_one_item_a_person(session: Session, program: Program) -> None:
    of_round = make_round(session, program)
    people = [make_participant(session, program) for _ in range(3)]
    make_group(session, of_round, *people[:2], answers=(MET, MET))
    for participant, at in (
        (people[0], AT),
        (people[1], AT - timedelta(days=2)),
        (people[2], LONG_AGO - timedelta(90)),
    ):
        session.add(ParticipantWeek(participant_id=participant.id, week_on=WEEK_ON, contact_wanted_at=at))
    session.flush()
    digest = told(session, program)
    assert [(item.kind, item.subjects) for item in digest.items] == [
        (ItemKind.CONTACT, (people[1].id,)),
        (ItemKind.CONTACT, (people[0].id,)),
        (ItemKind.WAITING, (people[2].id,)),
    ]


def test_who_has_no_buddy_is_named_with_why_and_what_would_help(session: Session, program: Program) -> None:
    of_round = make_round(session, program)
    alone, late = (make_participant(session, program) for _ in range(2))
    help_ = [{"kind": "widen_hours", "amount": 4}]
    for participant, why, told_help in ((alone, WaitingWhy.NO_COMMON_HOURS, help_), (late, WaitingWhy.JOINED_LATE, [])):
        session.add(
            Waiting(round_id=of_round.id, participant_id=participant.id, why=why, help=told_help, since_at=LONG_AGO)
        )
    session.flush()
    item, *_ = told(session, program).items
    assert [(one.why, one.help) for one in item.lacks] == [
        (WaitingWhy.NO_COMMON_HOURS, (Help(HelpKind.WIDEN_HOURS, 4),)),
        (WaitingWhy.JOINED_LATE, ()),
    ]


def test_at_most_five_things_and_how_many_more(session: Session, program: Program) -> None:
    for _ in range(7):
        participant = make_participant(session, program)
        session.add(ParticipantWeek(participant_id=participant.id, week_on=WEEK_ON, contact_wanted_at=AT))
    session.flush()
    digest = told(session, program)
    assert (len(digest.items), digest.further_items) == (5, 2)


def test_what_somebody_took_does_not_come_again_and_new_people_do(session: Session, program: Program) -> None:
    organizer = make_member(session)
    make_organizer(session, program, member=organizer)
    make_round(session, program)
    waiting = make_participant(session, program)
    first = told(session, program)
    (item_id,) = [
        row for key, row in digests.list_items(session, program.id, first.items, now=AT).items() if "waiting" in key
    ]
    digests.take_item(session, actor_of(organizer), item_id, now=AT)
    assert ItemKind.WAITING not in kinds(told(session, program))
    newcomer = make_participant(session, program)
    again = [item for item in told(session, program).items if item.kind is ItemKind.WAITING]
    assert [item.subjects for item in again] == [(newcomer.id,)]
    later = digests.digest(session, program.id, week_on=WEEK_ON + timedelta(weeks=1), now=AT + timedelta(weeks=1))
    assert waiting.id not in [subject for item in later.items for subject in item.subjects]


def test_what_nobody_took_keeps_its_row(session: Session, program: Program) -> None:
    make_round(session, program)
    make_participant(session, program)
    items = told(session, program).items
    first = digests.list_items(session, program.id, items, now=AT)
    assert digests.list_items(session, program.id, items, now=AT + timedelta(days=1)) == first
    assert len(session.scalars(select(DigestItem)).all()) == len(items)


def test_the_first_organizer_keeps_it_and_others_may_not(session: Session, program: Program) -> None:
    ana, bo, participant = make_member(session), make_member(session), make_member(session)
    for organizer in (ana, bo):
        make_organizer(session, program, member=organizer)
    make_participant(session, program, member=participant)
    make_organizer(session, make_program(session), member=participant)
    (item_id, *_rest) = digests.list_items(session, program.id, told(session, program).items, now=AT).values()
    with pytest.raises(NotAllowedError):
        digests.take_item(session, actor_of(participant), item_id, now=AT)
    digests.take_item(session, actor_of(ana), item_id, now=AT)
    item = digests.take_item(session, actor_of(bo), item_id, now=AT + timedelta(hours=1))
    assert (item.taken_by_id, item.taken_at) == (ana.id, AT)
    assert digests.takers(session, program.id) == {item_id: ana.slack_user_id}


def test_an_item_of_another_workspace_is_not_there(session: Session, program: Program) -> None:
    (item_id, *_rest) = digests.list_items(session, program.id, told(session, program).items, now=AT).values()
    bind_workspace(session, make_workspace(session).id)
    stranger = make_member(session)
    make_organizer(session, make_program(session), member=stranger)
    with pytest.raises(NotFoundError):
        digests.take_item(session, actor_of(stranger), item_id, now=AT)


def test_who_skips_the_round_is_not_waiting(session: Session, program: Program) -> None:
    make_round(session, program)
    make_participant(session, program, skips_round=1)
    assert ItemKind.WAITING not in kinds(told(session, program))


def test_notes_about_contacts_are_not_among_what_organizers_see() -> None:
    assert not {"with_whom", "advice", "companies", "whom", "note", "details"} & set(Person.__dataclass_fields__)


def test_as_many_queries_for_forty_as_for_four(session: Session, program: Program) -> None:
    chat, of_round = chat_of(session, program), make_round(session, program)

    def queries_for(number: int) -> int:
        for _ in range(number):
            pair = make_participant(session, program), make_participant(session, program)
            make_group(session, of_round, *pair, answers=(MET,))
            make_checkin(session, pair[0], chat, WEEK_ON)
            make_goal(session, pair[0], chat, WEEK_ON)
            add_delivery(session, program_id=program.id)
        session.expunge_all()
        with statements(session) as seen:
            told(session, program)
        return len(seen)

    assert queries_for(2) == queries_for(18)
