"""Take my data, erase my data: whole, one's own alone, and partners' counts stay right."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import JSON, Column, String, select
from sqlalchemy.orm import Session

from bot.db.base import Base, SavedJSON, WorkspaceRecord
from bot.db.erasing import STAYS
from bot.db.models import (
    Activity,
    Advice,
    Broadcast,
    BroadcastReader,
    BuddyGroup,
    CheckIn,
    Contact,
    Conversation,
    CouncilLine,
    Delivery,
    DeliveryPerson,
    DoNotPair,
    FollowUp,
    Goal,
    GroupMember,
    Help,
    Member,
    MentorInvitation,
    MentorTalk,
    MentorWord,
    NotIntroduced,
    OrganizerAct,
    Participant,
    Preparation,
    Program,
    ProgramApart,
    ProgramInvitation,
    RoundWish,
    Share,
    TogetherNext,
    WishedPerson,
    Worksheet,
)
from bot.db.session import bind_workspace
from bot.delivery import people
from bot.domain.errors import LastOrganizerError
from bot.domain.helps import HelpKind
from bot.domain.mentor_pairs import Closed
from bot.domain.messages import conversation_key
from bot.domain.organizer_acts import Act
from bot.domain.states import DeliveryState, MeetingOutcome, ParticipantState, ProgramState
from bot.services import do_not_pair, export, members, privacy
from bot.services.rounds.people import kept_apart
from tests.factories import (
    FIRST_MONDAY,
    LONG_AGO,
    actor_of,
    make_agreement,
    make_council,
    make_council_meeting,
    make_event,
    make_introduction,
    make_meeting,
    make_member,
    make_mentor_pair,
    make_organizer,
    make_participant,
    make_place,
    make_program,
    make_question,
    make_roster,
    make_roster_line,
    make_round,
    make_target,
    make_viewer,
    make_workspace,
)

WRITTEN = "Zebra"  # in everything that the person wrote


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session)


@pytest.fixture
def buddy(session: Session, program: Program) -> Participant:
    return make_participant(session, program)


def introduced(session: Session, mine: Participant, buddy: Participant) -> None:
    """What there is of introductions, of the person and with them in it."""
    make_target(session, mine, WRITTEN)
    make_place(session, mine, WRITTEN)
    asked = dict.fromkeys(("company", "person", "what_for", "whom"), WRITTEN)
    make_introduction(session, mine, **asked)
    of_buddy = make_introduction(session, buddy, knower_id=mine.member_id, whom=WRITTEN)
    make_question(session, of_buddy, mine, LONG_AGO)
    for author, other in ((mine.member_id, buddy.member_id), (buddy.member_id, mine.member_id)):
        session.add(NotIntroduced(member_id=author, other_id=other, created_at=LONG_AGO))


def in_council(session: Session, program: Program, mine: Participant, buddy: Participant) -> None:
    """The person and the buddy in a council, with what the person wrote there."""
    council = make_council(session, program, mine, buddy, reasons=[{"is": "SameCity", "city": WRITTEN}])
    meeting = make_council_meeting(session, council, number=2, place=WRITTEN, set_by_id=mine.id)
    line = {"meeting_id": meeting.id, "participant_id": mine.id, "will_try": WRITTEN, "written_at": LONG_AGO}
    session.add(CouncilLine(**line))


def with_a_say(session: Session, program: Program, member: Member) -> None:
    """The person as a viewer, and what they did as an organizer."""
    make_viewer(session, make_program(session), member=member)
    about = {"members": [member.id]}
    session.add(OrganizerAct(program_id=program.id, member_id=member.id, act=Act.SWAPPED, detail=about, at=LONG_AGO))


def wished(session: Session, mine: Participant, buddy: Participant) -> None:
    """What the person wished of a round, and that the buddy wished for them."""
    words = dict.fromkeys(("field", "school", "city", "note"), WRITTEN)
    session.add(RoundWish(participant_id=mine.id, round_number=1, **words))
    session.add(WishedPerson(participant_id=buddy.id, round_number=1, other_id=mine.member_id))


def organized(session: Session, mine: Participant, buddy: Participant) -> None:
    """What organizers decided about the person."""
    pair = {"program_id": mine.program_id, "created_at": LONG_AGO}
    session.add(ProgramApart(one_id=buddy.member_id, other_id=mine.member_id, **pair))
    session.add(TogetherNext(person_id=mine.id, round_number=1, number=buddy.id, created_at=LONG_AGO))
    session.add(ProgramInvitation(program_id=mine.program_id, member_id=mine.member_id, asked_at=LONG_AGO))


def mentored(session: Session, mine: Participant, buddy: Participant) -> None:
    """What there is of mentors: the person's own line, a pair in which they were the mentee, and one as the mentor."""
    mine.mentor_line = WRITTEN
    organized(session, mine, buddy)
    of_program = session.get_one(Program, mine.program_id)
    brought = make_roster(session, of_program, by_id=mine.member_id, invited_at=LONG_AGO)
    make_roster_line(session, brought, mine, values={"city": WRITTEN})
    told = Broadcast(
        program_id=mine.program_id, by_id=mine.member_id, words=WRITTEN, week_on=FIRST_MONDAY, sent_at=LONG_AGO
    )
    session.add(told)
    session.flush()
    session.add(BroadcastReader(broadcast_id=told.id, member_id=mine.member_id))
    session.add(MentorInvitation(program_id=mine.program_id, member_id=mine.member_id, asked_at=LONG_AGO))
    over = {"starts_on": FIRST_MONDAY, "ends_on": FIRST_MONDAY, "closed_at": LONG_AGO, "closed": Closed.AS_PLANNED}
    for mentee, mentor in ((mine, buddy), (buddy, mine)):
        pair = make_mentor_pair(session, mentee, mentor, what_for=WRITTEN if mentee is mine else "", **over)
        make_agreement(session, pair, WRITTEN)
        session.add(MentorTalk(pair_id=pair.id, participant_id=mine.id, talked_on=FIRST_MONDAY, said_at=LONG_AGO))
        session.add(MentorWord(pair_id=pair.id, participant_id=mine.id, words=WRITTEN, written_at=LONG_AGO))


@pytest.fixture
def me(session: Session, program: Program, buddy: Participant) -> Member:
    """Somebody with a row in every table, and their word in every text."""
    fields = ("name", "targeting", "offers", "asks", "school", "employer", "field", "city", "link")
    member = make_member(session, slack_user_id="UZEBRA", **dict.fromkeys(fields, WRITTEN))
    mine = make_participant(session, program, member=member, name_in_public=True)
    activity = session.scalars(select(Activity).where(Activity.program_id == program.id)).first()
    assert activity is not None
    make_event(session, mine, title=WRITTEN, place=WRITTEN)
    shared = {"activity_id": activity.id, "created_at": LONG_AGO}
    session.add(Goal(participant_id=mine.id, week_on=FIRST_MONDAY, plan_place=WRITTEN, **shared))
    act: dict[str, Any] = dict.fromkeys(("with_whom", "companies", "advice", "thanks"), WRITTEN)
    session.add(
        CheckIn(
            participant_id=mine.id,
            source="form:1",
            done_on=FIRST_MONDAY,
            new_contacts=[WRITTEN, WRITTEN],
            new_contact_count=2,
            **act,
            **shared,
        )
    )
    session.add(
        CheckIn(
            participant_id=buddy.id,
            source="form:2",
            done_on=FIRST_MONDAY,
            thanks=WRITTEN,
            thanks_to_id=member.id,
            **shared,
        )
    )
    introduced(session, mine, buddy)
    wished(session, mine, buddy)
    mentored(session, mine, buddy)
    session.add(Contact(member_id=member.id, details={"name": WRITTEN, "notes": WRITTEN}, created_at=LONG_AGO))
    session.add(Preparation(member_id=member.id, page={"whom": WRITTEN, "about": WRITTEN}, created_at=LONG_AGO))
    step = {"due_on": FIRST_MONDAY, "planned_at": LONG_AGO, "created_at": LONG_AGO}
    session.add(FollowUp(member_id=member.id, whom=WRITTEN, note=WRITTEN, **step))
    session.add(Contact(member_id=buddy.member_id, buddy_id=member.id, details={"notes": WRITTEN}, created_at=LONG_AGO))
    session.add(Advice(participant_id=mine.id, text=WRITTEN, written_at=LONG_AGO))
    shared = {"program_id": program.id, "link": WRITTEN, "words": WRITTEN, "shared_at": LONG_AGO}
    given = {"kind": HelpKind.SHARED, "given_at": LONG_AGO, "done_at": LONG_AGO}
    helped = Help(program_id=program.id, member_id=member.id, receiver_id=buddy.member_id, **given)
    session.add(helped)
    session.flush()
    session.add(Share(help_id=helped.id, member_id=member.id, receiver_id=buddy.member_id, **shared))
    for own_id, other_id in ((member.id, buddy.member_id), (buddy.member_id, member.id)):
        session.add(DoNotPair(member_id=own_id, other_id=other_id, created_at=LONG_AGO))
    group = BuddyGroup(
        round_id=make_round(session, program).id,
        introduce_at=LONG_AGO,
        introduced_at=LONG_AGO,
        reasons=[{"is": "SameCity", "city": WRITTEN}],
        why=WRITTEN,
        why_by_id=buddy.member_id,
    )
    session.add(group)
    session.flush()
    met = make_meeting(session, group.id, outcome=MeetingOutcome.MET, place=WRITTEN, set_by_id=mine.id)
    sheet = dict.fromkeys(("stuck", "worked", "advice", "will_try"), WRITTEN)
    session.add(Worksheet(meeting_id=met.id, participant_id=mine.id, written_at=LONG_AGO, **sheet))
    in_council(session, program, mine, buddy)
    with_a_say(session, program, member)
    for grouped in (mine, buddy):
        session.add(GroupMember(group_id=group.id, participant_id=grouped.id, joined_at=LONG_AGO))
    for key, target, body, state in (
        ("sent", {"users": ["UZEBRA", "UOTHER"]}, "<@UZEBRA>", DeliveryState.SENT),
        ("queued", {"users": ["UZEBRA"]}, WRITTEN, DeliveryState.QUEUED),
        ("channel", {"channel": "C1"}, "thanks to <@UZEBRA>", DeliveryState.SENT),
    ):
        payload = {"text": body, "blocks": []}
        place = str(target.get("channel") or conversation_key([member.id]))
        row = Delivery(key=key, kind="x", target=target, payload=payload, state=state, created_at=LONG_AGO)
        row.target_key, row.slack_channel_id, row.slack_ts = place, "D0ZEBRA", "1.1"
        session.add(row)
        session.flush()
        people.note(session, row.id, payload, targets=[member.id] if "users" in target else [])
    quoted = {"text": f"{WRITTEN} – one of you", "blocks": []}
    of_program: dict[str, Any] = {"kind": "summary", "program_id": program.id, "target": {"channel": "C1"}}
    session.add(Delivery(key="quotes", payload=quoted, state=DeliveryState.SENT, created_at=LONG_AGO, **of_program))
    session.add(Conversation(people=conversation_key([member.id, buddy.member_id]), slack_channel_id="G1"))
    session.flush()
    return member


def everything(session: Session) -> str:
    """Every value of every table, as text."""
    found = []
    for table in Base.metadata.sorted_tables:
        found += [str(tuple(row)) for row in session.connection().execute(select(table))]
    return "\n".join(found)


def test_my_data_holds_what_i_wrote_with_names_and_is_json(session: Session, me: Member, buddy: Participant) -> None:
    other = session.get_one(Member, buddy.member_id)
    other.name = "Buddy"
    data = export.my_data(session, actor_of(me))
    assert json.loads(json.dumps(data)) == data
    assert data["profile"]["asks"] == WRITTEN
    assert (data["checkins"][0]["advice"], data["checkins"][0]["activity"]) == (WRITTEN, "Coffee chat")
    assert len(data["goals"]) == len(data["participants"]) == len(data["group_members"]) == 1
    assert [one["other"] for one in data["do_not_pair"]] == ["Buddy"]
    assert [one["buddy"] for one in data["buddies"]] == ["Buddy"]
    assert not [
        key for rows in data.values() if isinstance(rows, list) for row in rows for key in row if key[-3:] == "_id"
    ]


def test_my_data_holds_nothing_of_others(session: Session, me: Member, buddy: Participant) -> None:
    other = session.get_one(Member, buddy.member_id)
    data = export.my_data(session, actor_of(other))
    assert len(data["checkins"]) == 1
    assert [one["other"] for one in data["do_not_pair"]] == [me.name]
    assert data["profile"]["slack_user_id"] == other.slack_user_id


def test_after_erasing_nothing_names_me_or_holds_my_words(session: Session, me: Member, now: datetime) -> None:
    assert WRITTEN in everything(session)
    privacy.erase(session, actor_of(me), now=now)
    session.expire_all()
    left = everything(session)
    assert WRITTEN not in left
    assert "UZEBRA" not in left


def test_partners_counts_stay_right(session: Session, me: Member, buddy: Participant, now: datetime) -> None:
    privacy.erase(session, actor_of(me), now=now)
    mine = session.scalars(select(Participant).where(Participant.member_id == me.id)).one()
    assert mine.state is ParticipantState.LEFT
    assert len(session.scalars(select(GroupMember)).all()) == 2
    acts = session.scalars(select(CheckIn).order_by(CheckIn.id)).all()
    assert [(act.participant_id, act.new_contact_count) for act in acts] == [(mine.id, 2), (buddy.id, 0)]


def test_what_was_to_be_sent_to_me_is_cancelled(session: Session, me: Member, now: datetime) -> None:
    privacy.erase(session, actor_of(me), now=now)
    states = {row.key: row.state for row in session.scalars(select(Delivery))}
    assert states["queued"] is DeliveryState.CANCELLED
    assert states["sent"] is DeliveryState.SENT
    places = {row.key: row.slack_channel_id for row in session.scalars(select(Delivery))}
    assert places["sent"] is None  # by it, Slack tells whose conversation it is
    assert places["channel"] is not None


def test_what_was_to_be_sent_to_others_goes_out_without_my_name_and_not_in_my_name(
    session: Session, me: Member, buddy: Participant, now: datetime
) -> None:
    words = {"text": "<@UZEBRA> and <@UOTHER> have met", "blocks": []}
    for key, author_id in (("about me", None), ("by me", me.id)):
        row = Delivery(key=key, kind="note", target={"channel": "C1"}, payload=words, created_at=LONG_AGO)
        session.add(row)
        session.flush()
        people.note(session, row.id, words, targets=[buddy.member_id], author_id=author_id)
    privacy.erase(session, actor_of(me), now=now)
    rows = {row.key: row for row in session.scalars(select(Delivery))}
    assert rows["about me"].state is DeliveryState.QUEUED
    assert rows["about me"].payload["text"] == "somebody who left and <@UOTHER> have met"
    assert rows["by me"].state is DeliveryState.CANCELLED
    assert rows["by me"].payload["text"] == ""
    assert {row.member_id for row in session.scalars(select(DeliveryPerson))} == {buddy.member_id}


def test_who_did_not_want_to_be_paired_with_me_is_not_when_i_come_back(
    session: Session, me: Member, buddy: Participant, program: Program, now: datetime
) -> None:
    theirs = session.get_one(Member, buddy.member_id)
    privacy.erase(session, actor_of(me), now=now)
    assert do_not_pair.do_not_pair_list(session, actor_of(theirs)) == []
    back = make_participant(session, program, member=members.ensure(session, slack_user_id="UZEBRA"))
    places = [(buddy, theirs), (back, session.get_one(Member, back.member_id))]
    assert kept_apart(session, places) == {frozenset({buddy.id, back.id})}
    assert do_not_pair.do_not_pair_list(session, actor_of(theirs)) == ["UZEBRA"]
    do_not_pair.set_do_not_pair(session, actor_of(theirs), [], now=now)
    assert kept_apart(session, places) == frozenset()


def test_the_last_organizer_names_another_first(session: Session, program: Program, me: Member, now: datetime) -> None:
    make_organizer(session, program, member=me)
    with pytest.raises(LastOrganizerError) as caught:
        privacy.erase(session, actor_of(me), now=now)
    assert caught.value.names == (program.name,)
    assert me.erased_at is None
    make_organizer(session, program)
    privacy.erase(session, actor_of(me), now=now)
    assert me.erased_at == now


def test_of_a_program_that_ended_nobody_needs_to_stay(session: Session, now: datetime) -> None:
    ended, member = make_program(session, state=ProgramState.ENDED), make_member(session)
    make_organizer(session, ended, member=member)
    privacy.erase(session, actor_of(member), now=now)
    assert member.erased_at == now


def test_who_comes_back_begins_anew(session: Session, me: Member, now: datetime) -> None:
    privacy.erase(session, actor_of(me), now=now)
    assert members.ensure(session, slack_user_id="UZEBRA").id != me.id


def test_the_same_person_in_another_workspace_is_left_alone(session: Session, me: Member, now: datetime) -> None:
    here = session.info["workspace_id"]
    bind_workspace(session, make_workspace(session).id)
    twin = make_member(session, slack_user_id="UZEBRA", asks="a piano")
    bind_workspace(session, here)
    privacy.erase(session, actor_of(me), now=now)
    assert (twin.slack_user_id, twin.asks) == ("UZEBRA", "a piano")


# Tables in which nothing is a member's own or names one. The ledger is erased by message, see `_erase_messages`.
OF_NO_MEMBER = {
    "activities",
    "conversations",
    "default_goals",
    "deliveries",
    "occurrences",
    "paces",
    "program_breaks",
    "programs",
    "rounds",
}


def columns_of_members() -> list[Column[Any]]:
    """Every column that can hold words, or that names a member or a participant."""
    return [
        column
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, WorkspaceRecord) and mapper.local_table.name not in OF_NO_MEMBER  # type: ignore[attr-defined]
        for column in mapper.columns
        if (isinstance(column.type, String | JSON | SavedJSON) and not getattr(column.type, "enums", None))
        or any(key.column.table.name in ("members", "participants") for key in column.foreign_keys)
    ]


def test_every_column_that_holds_words_or_names_a_member_says_what_becomes_of_it() -> None:
    """A new one gets `words()`, or `info=` one of `bot.db.erasing`; a new table may be one of those above."""
    silent = [str(column) for column in columns_of_members() if not column.info and column.name not in privacy.OWN]
    assert silent == []


def test_every_text_that_is_to_be_erased_was_filled_before(session: Session, me: Member) -> None:
    """What the test above erases is in the fixture, so that it shows."""
    unfilled = [
        str(column)
        for column in columns_of_members()
        if column.info != STAYS
        and isinstance(column.type, String | JSON)
        and WRITTEN.lower() not in str([row[0] for row in session.connection().execute(select(column))]).lower()
        and column is not Member.__table__.c.zone
    ]
    assert unfilled == []
