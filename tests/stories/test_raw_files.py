"""The demo's weeks, some of whose people write all that can be written: no file of either database has a word of it.

Two weeks, or as many as `--weeks` says.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.models import (
    Activity,
    CheckIn,
    Contact,
    CouncilMeeting,
    CouncilMember,
    DatabaseState,
    FollowUp,
    Goal,
    GroupMember,
    Help,
    HelpQuestion,
    Member,
    MentorInvitation,
    MentorPair,
    Participant,
    Path,
    Program,
    WarmIntroduction,
    Workspace,
)
from bot.delivery.upkeep import wipe_erased
from bot.demo.cast import Part, Player
from bot.demo.play import CURTAIN, Play, perform, rehearse
from bot.demo.stage import stage
from bot.domain.asks import HelpAnswer
from bot.domain.calendar import week_of
from bot.domain.mentor_pairs import Closed
from bot.domain.path import Step
from bot.domain.states import MeetingOutcome, ParticipantState, Role
from bot.domain.typed import Entry
from bot.domain.typed_drafts import Kind
from bot.domain.typed_people import Person as Typed
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services.conditions import is_active
from bot.views import contact_forms, follow_ups, log, privacy
from bot.views.rounds import concerns, time_form
from sandbox.http_client import wait_until
from tests.conftest import LOGGERS
from tests.factories import (
    make_help,
    make_introduction,
    make_meeting,
    make_mentor_pair,
    make_participant,
    make_path,
    make_place,
    make_preparation,
    make_question,
    make_typed,
)
from tests.files import holding
from tests.handlers import payloads
from tests.handlers.cases import CASES
from tests.handlers.conftest import Kith
from tests.handlers.forms import LAST, lines, private_forms
from tests.handlers.recorder import Recorder
from tests.handlers.world import Named
from tests.stories.town import PATIENCE

pytestmark = pytest.mark.story
MARK = "zebracrossing"
WRITERS = 4  # one for each form that ends something: whoever has written also lands
LATEST: dict[str, tuple[Any, Any]] = {
    "group": (GroupMember, GroupMember.participant_id),
    "goal": (Goal, Goal.participant_id),
    "checkin": (CheckIn, CheckIn.participant_id),
    "contact": (Contact, Contact.member_id),
    "follow_up": (FollowUp, FollowUp.member_id),
}


@pytest.fixture
def play(database_url: str) -> Iterator[Play]:
    with stage(start=CURTAIN, patience=PATIENCE, database_url=database_url) as running:
        yield rehearse(running, seed=7, tell=lambda _line: None)


def kith_of(play: Play) -> Kith:
    """The same Kith, to be told at its door what people filled in."""
    running = play.stage.kith
    running.context.limits._rates = {}  # all forms of one person at once are more than people send
    running.context.limits._free_at.clear()
    with running.context.database.unit_of_work(read_only=True) as session:
        workspace = session.scalars(select(Workspace)).one()
    return Kith(running.context, running.bolt, Recorder(play.stage.url), workspace)


def named(session: Session, user: str, today: date) -> Named:
    """What this person's forms are about: the latest of each, and what the demo's people do not make."""
    me = select(Participant).join(Member, Member.id == Participant.member_id).where(Member.slack_user_id == user)
    mine = session.scalars(me).one()

    def latest(table: Any, own: Any) -> Any:
        return session.scalars(select(table).where(own).order_by(table.id.desc()).limit(1)).first()

    own = {
        name: latest(table, column == (mine.member_id if table in (Contact, FollowUp) else mine.id))
        for name, (table, column) in LATEST.items()
    }
    activity = session.scalars(select(Activity.id).where(Activity.program_id == mine.program_id)).first()
    group = own["group"].group_id if own["group"] else 0
    now = datetime.combine(today, time(), UTC)
    met = make_meeting(session, group, outcome=MeetingOutcome.MET, settled_at=now).id if group else 0
    if session.scalars(select(Path.id).where(Path.member_id == mine.member_id)).first() is None:
        make_path(session, mine, Step.STRANGER, week_of(today))
    act = Entry(Kind.ACT, today, (Typed("Ana"),), f"{mine.program_id}:{activity}")
    return Named(
        program=mine.program_id,
        proposed_people=(),
        other_user="",
        **_mentoring(session, mine, now),
        activity=activity or 0,
        group=group,
        meeting=met,
        preparation=make_preparation(session, mine).id,
        act_typed=make_typed(session, mine, act).id,
        promised=promised(session, mine, now),
        help=helped(session, mine),
        next_typed=make_typed(session, mine, Entry(Kind.NEXT, today + timedelta(days=2), act.people)).id,
        **in_council(session, mine),
        **{name: own[name].id if own[name] else 0 for name in ("goal", "checkin", "contact", "follow_up")},
        week=WeekMessage(WeekMessageKind.GOALS, week_of(today)),
        **dict.fromkeys(("event", "own_event", "past_event", "lost_contact", "item"), 0),
        **dict.fromkeys(("delivery", "round", "proposed_round", "proposed_group"), 0),
        **dict.fromkeys(("participant", "other_place", "kept_place", "outsider", "roster", "filled_in", "draft"), 0),
        **dict.fromkeys(("own_ask", "ask", "asked", "offer", "advice"), 0),
        **dict.fromkeys(("target", "place", "asked_for", "question", "link_typed"), 0),
    )


def in_council(session: Session, mine: Participant) -> dict[str, int]:
    """The council of this person, and its newest meeting."""
    of_mine = select(CouncilMeeting).join(CouncilMember, CouncilMember.council_id == CouncilMeeting.council_id)
    present = of_mine.where(CouncilMember.participant_id == mine.id, CouncilMember.left_at.is_(None))
    newest = session.scalars(present.order_by(CouncilMeeting.number.desc()).limit(1)).first()
    return {
        "council": newest.council_id if newest else 0,
        "council_meeting": newest.id if newest else 0,
    }


def promised(session: Session, mine: Participant, now: datetime) -> int:
    """An introduction that this person said they would ask for, and has not said what came of."""
    own = select(HelpQuestion).where(HelpQuestion.member_id == mine.member_id)
    open_ = own.join(WarmIntroduction).where(HelpQuestion.answer == HelpAnswer.YES, WarmIntroduction.outcome.is_(None))
    if (found := session.scalars(open_.limit(1)).first()) is not None:
        return found.id
    asker = _another(session, mine)
    weeks = timedelta(weeks=100 + len(session.scalars(own).all()))  # in no week of the demo
    make_place(session, mine)
    asked = make_introduction(session, asker, created_at=now, next_at=now + timedelta(days=7))
    said = {"answer": HelpAnswer.YES, "answered_at": now, "week_on": week_of(now.date()) + weeks}
    return make_question(session, asked, mine, now, **said).id


def helped(session: Session, mine: Participant) -> int:
    """Help that this person received."""
    found = session.scalars(select(Help.id).where(Help.receiver_id == mine.member_id, Help.member_id.is_not(None)))
    return found.first() or make_help(session, _another(session, mine), mine).id


def _another(session: Session, mine: Participant) -> Participant:
    """Somebody of the program who takes part: the last to join, as those who write are the first, and land."""
    others = select(Participant).where(Participant.program_id == mine.program_id, Participant.id != mine.id)
    active = others.where(Participant.state == ParticipantState.ACTIVE)
    return session.scalars(active.order_by(Participant.id.desc()).limit(1)).one()


def _mentoring(session: Session, mine: Participant, now: datetime) -> dict[str, int]:
    """A mentor whom they can ask, a pair of theirs that runs, and one that is over: each of them once."""
    program = session.get_one(Program, mine.program_id)
    program.has_mentors = True
    if session.scalar(select(Participant.id).where(Participant.role == Role.MENTOR, Participant.capacity > 1)) is None:
        make_participant(session, program, role=Role.MENTOR, capacity=3, state=ParticipantState.LANDED)
    runs = {"starts_on": now.date(), "ends_on": now.date() + timedelta(weeks=8), "introduced_at": now}
    pairs = {}
    for is_open, over in ((True, {}), (False, {"closed_at": now, "closed": Closed.AS_PLANNED})):
        own = select(MentorPair).where(MentorPair.mentor_id == mine.id, MentorPair.starts_on.is_not(None))
        found = session.scalars(own.where(MentorPair.closed_at.is_(None) == is_open)).first()
        taken = select(MentorPair.participant_id).where(MentorPair.closed_at.is_(None))
        free = select(Participant).where(Participant.program_id == program.id, Participant.id.not_in([mine.id]))
        mentees = session.scalars(free.where(Participant.id.not_in(taken), is_active()).order_by(Participant.id.desc()))
        pairs[is_open] = found or make_mentor_pair(session, mentees.all()[0], mine, **runs, **over)
    return {
        "mentor_pair": pairs[True].id,
        "over_pair": pairs[False].id,
        **dict.fromkeys(("talks", "asked_mentor", "mentor_question"), 0),
    }


def write(
    play: Play, kith: Kith, player: Player, other: Player, *, last: Collection[str], before: Collection[str]
) -> set[str]:
    """Fill in every form, of those that end a pairing only these. Those of which all was kept, now or `before`."""
    taken = set(before)
    today = play.stage.client.clock.now().date()
    days = {
        **dict.fromkeys((log.DONE_ON, contact_forms.LAST_IN_TOUCH_ON), today),
        **dict.fromkeys((follow_ups.DAY, time_form.DAY), today + timedelta(days=2)),
    }
    for form in private_forms():
        if form in LAST and form not in last:
            continue
        with kith.context.database.unit_of_work(kith.workspace.id) as session:
            about = named(session, player.person.id, today)
        case = CASES["view", form]
        fields: dict[str, Any] = {
            **case.fields(about),
            log.THANKS_TO: {"type": "users_select", "selected_user": other.person.id},
            log.CONSENT: payloads.choices(log.YES),
            concerns.TELL: payloads.choice(concerns.SOMEBODY),
            **{name: payloads.on_date(day.isoformat()) for name, day in days.items()},
        }
        words = {line: f"{MARK} {form} {line} {player.person.id} {today}" for line in lines(form)}
        fields |= {line: payloads.text(said) for line, said in words.items()}
        kith.submit(player.person.id, form, fields, remembers=case.carried(about))
        if form not in taken:
            read = kept(kith)
            taken |= {form} if all(said in read for said in words.values()) else set()
    play.stage.settle()
    return taken


def kept(kith: Kith) -> str:
    """All that the database holds, as whoever has the keys reads it."""
    with kith.context.database.unit_of_work(read_only=True) as session:
        return "\n".join(
            str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(select(table))
        )


def erases(play: Play, kith: Kith, player: Player) -> None:
    kith.submit(player.person.id, privacy.ERASE_FORM, {"sure": payloads.choices(privacy.SURE)})
    play.stage.settle()

    def is_wiped() -> bool:
        wipe_erased(kith.context.database)
        with kith.context.database.unit_of_work(read_only=True) as session:
            return session.scalars(select(DatabaseState.erased_at)).one() is None

    wait_until(is_wiped, "the files to be wiped")


def test_no_private_word_is_in_a_file_and_nothing_of_whoever_erases_their_data(
    play: Play, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name)
    kith: Kith | None = None
    taken: set[str] = set()
    # the mentor pair of the demo goes on: whoever writes also lands, and says that something is wrong
    busy = (play.organizer, *play.mentoring)
    writers = [one for one in play.players if one.part is Part.DILIGENT and one not in busy][:WRITERS]
    for _ in perform(play, weeks=request.config.getoption("--weeks")):
        kith = kith or kith_of(play)
        for number, player in enumerate(writers):
            last = [form for form in LAST if form not in taken][:1]
            taken = write(play, kith, player, writers[number - 1], last=last, before=taken)
    assert kith is not None
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        place = session.scalars(select(Participant)).first()
        assert place is not None
        asked = session.scalars(select(Member.id).where(Member.slack_user_id == writers[0].person.id)).one()
        now = kith.context.clock.now()
        session.add(MentorInvitation(program_id=place.program_id, member_id=asked, asked_at=now, told_at=now))
    assert set(private_forms()) - taken == set()
    database = kith.context.database
    assert holding(database, play.organizer.person.id)  # it does look where rows are
    assert holding(database, MARK) == set()
    assert [record for record in caplog.records if MARK in str(vars(record))] == []
    gone = writers[0].person
    marks = (gone.id, gone.name)  # what they wrote has their id in it
    assert holding(database, *marks) == set(marks)
    caplog.clear()
    erases(play, kith, writers[0])
    read = kept(kith)
    assert [line for line in read.splitlines() if any(mark in line for mark in marks)] == []
    assert holding(database, *marks) == set()
    assert [record for record in caplog.records if any(mark in str(vars(record)) for mark in marks)] == []
