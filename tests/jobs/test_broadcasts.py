"""An organizer's message: to whom it goes, one a week, within each one's cap, never in a hard week or a pause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Broadcast, Delivery, Member, Notice, ParticipantWeek, Program
from bot.domain.broadcasts import LONGEST, Whom
from bot.domain.errors import ClosedError, InvalidInputError, NotAllowedError
from bot.domain.kinds import MessageKind
from bot.domain.states import ParticipantState, ProgramState
from bot.services import broadcasts
from bot.services.members import Actor
from jobs import participants
from tests.factories import actor_of, make_member, make_organizer, make_participant, make_program, make_workspace

TUESDAY = datetime(2026, 3, 3, 13, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


@pytest.fixture
def program(context: AppContext) -> Program:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(session, name="Spring")
        make_organizer(session, program, member=make_member(session, slack_user_id="UMARCUS"))
        return program


def organizer(context: AppContext, program: Program) -> Actor:
    with context.database.unit_of_work(program.workspace_id) as session:
        return actor_of(session.scalars(select(Member).where(Member.slack_user_id == "UMARCUS")).one())


def person(context: AppContext, program: Program, name: str, *, zone: str = "UTC", **values: object) -> int:
    with context.database.unit_of_work(program.workspace_id) as session:
        member = make_member(session, slack_user_id=name, zone=zone)
        make_participant(session, program, member=member, **values)
        return member.id


def write(context: AppContext, program: Program, words: str = "Come *all*", whom: Whom = Whom.EVERYBODY) -> int:
    actor = organizer(context, program)
    with context.database.unit_of_work(program.workspace_id) as session:
        return broadcasts.send(session, actor, program.id, words=words, whom=whom, now=TUESDAY)


def told(context: AppContext, now: datetime) -> list[str]:
    """Who has been written to by then."""
    (sweep,) = (one for one in participants.SWEEPS if one.name == "broadcasts")
    sweep.act(context, now)
    with context.database.unit_of_work() as session:
        sent = session.scalars(select(Delivery).where(Delivery.kind == MessageKind.BROADCAST).order_by(Delivery.id))
        return [one.target["users"][0] for one in sent]


def home(context: AppContext, program: Program, member_id: int, now: datetime) -> list[str]:
    with context.database.unit_of_work(program.workspace_id) as session:
        actor = actor_of(session.get_one(Member, member_id))
        return [one.words for one in broadcasts.in_home(session, actor, now=now)]


def test_it_reaches_each_once_in_their_own_daytime_signed_and_plain(context: AppContext, program: Program) -> None:
    person(context, program, "UANA")
    person(context, program, "UTOK", zone="Asia/Tokyo")
    person(context, program, "UGONE", state=ParticipantState.LEFT)
    assert write(context, program) == 2

    assert told(context, TUESDAY) == ["UANA"]
    assert told(context, TUESDAY + timedelta(hours=14, minutes=5)) == ["UANA", "UTOK"]

    with context.database.unit_of_work() as session:
        sent = session.scalars(select(Delivery)).first()
        assert sent is not None
        assert "From <@UMARCUS>, who organizes Spring:*\nCome ∗all∗" in str(sent.payload["blocks"][0]["text"]["text"])
        assert {one.kind for one in session.scalars(select(Notice))} == {MessageKind.BROADCAST}


def test_who_has_no_room_reads_it_in_app_home_for_a_fortnight(context: AppContext, program: Program) -> None:
    full, hard = person(context, program, "UFULL"), person(context, program, "UHARD")
    paused = person(context, program, "UPAUSED", state=ParticipantState.PAUSED, paused_until_on=date(2026, 5, 1))
    with context.database.unit_of_work(program.workspace_id) as session:
        for place, kind in enumerate(
            (MessageKind.PROMPT, MessageKind.QUESTION, MessageKind.THANKS, MessageKind.WELCOME)
        ):
            day = MONDAY + timedelta(days=place)
            row = {"member_id": full, "kind": kind, "local_on": day, "week_on": MONDAY, "sent_at": TUESDAY}
            session.add(Notice(of_week=place + 1, of_day=1, **row))
        place_of = make_participant(session, make_program(session), member=session.get_one(Member, hard))
        session.add(ParticipantWeek(participant_id=place_of.id, week_on=MONDAY, excused_at=TUESDAY))
    assert write(context, program) == 3

    assert told(context, TUESDAY) == told(context, TUESDAY + timedelta(days=3)) == []

    later = TUESDAY + timedelta(days=3)
    assert home(context, program, full, later) == home(context, program, paused, later) == ["Come *all*"]
    assert home(context, program, hard, later) == []  # in a hard week
    assert home(context, program, hard, TUESDAY + timedelta(days=7)) == ["Come *all*"]
    assert told(context, TUESDAY + timedelta(days=7)) == []  # four days later it waits there alone
    assert home(context, program, full, TUESDAY + timedelta(days=14)) == []


def test_it_goes_to_the_state_that_was_chosen_and_says_to_how_many(context: AppContext, program: Program) -> None:
    person(context, program, "UANA")
    person(context, program, "ULANDED", state=ParticipantState.LANDED)
    actor = organizer(context, program)
    with context.database.unit_of_work(program.workspace_id) as session:
        seen = broadcasts.outlook(session, actor, program.id, now=TUESDAY)
    assert dict(seen.people) == {Whom.EVERYBODY: 2, Whom.ACTIVE: 1, Whom.RESTING: 0, Whom.LANDED: 1}
    with pytest.raises(InvalidInputError, match="nobody of these"):
        write(context, program, whom=Whom.RESTING)
    assert write(context, program, whom=Whom.LANDED) == 1
    assert told(context, TUESDAY) == ["ULANDED"]


def test_there_is_one_a_week_of_a_program(context: AppContext, program: Program) -> None:
    person(context, program, "UANA")
    write(context, program)
    with pytest.raises(InvalidInputError, match="One such message a week"):
        write(context, program)
    actor = organizer(context, program)
    with context.database.unit_of_work(program.workspace_id) as session:
        assert broadcasts.outlook(session, actor, program.id, now=TUESDAY).sent_at == TUESDAY
        monday = TUESDAY + timedelta(days=6)
        assert broadcasts.send(session, actor, program.id, words="Again", whom=Whom.EVERYBODY, now=monday) == 1


@pytest.mark.parametrize("words", ["", " \n", "x" * (LONGEST + 1), "&" * (LONGEST // 5 + 1)])
def test_words_that_will_not_do_are_refused_and_nothing_is_kept(
    context: AppContext, program: Program, words: str
) -> None:
    person(context, program, "UANA")
    with pytest.raises(InvalidInputError):
        write(context, program, words)
    with context.database.unit_of_work() as session:
        assert session.scalars(select(Broadcast)).all() == []


def test_only_its_organizers_write_and_only_while_it_runs(context: AppContext, program: Program) -> None:
    person(context, program, "UANA")
    with context.database.unit_of_work(program.workspace_id) as session:
        stranger = actor_of(make_member(session))
        with pytest.raises(NotAllowedError):
            broadcasts.send(session, stranger, program.id, words="Hi", whom=Whom.EVERYBODY, now=TUESDAY)
        session.get_one(Program, program.id).state = ProgramState.PAUSED
    with pytest.raises(ClosedError):
        write(context, program)
