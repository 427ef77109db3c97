"""Mentor pairs: who may ask, answer, agree, end; a no and a silence read alike; capacity and fourteen days hold."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery
from bot.db.models import CheckIn, Contact, Member, MentorPair, MentorTalk, Participant, Program
from bot.db.session import Database, bind_workspace
from bot.domain.errors import ClosedError, InvalidInputError, KithError, MentorFullError, NotFoundError
from bot.domain.mentor_figures import PairFigures
from bot.domain.mentor_pairs import LINES, Agreement, Closed, MyMentoring
from bot.domain.states import ParticipantState, ProgramState, Role
from bot.services import contacts, do_not_pair, mentor_life, mentor_pairs, mentor_requests, my_mentoring, privacy
from bot.services.export import my_data
from bot.services.members import Actor
from tests.factories import actor_of, make_member, make_mentor_pair, make_participant, make_program, make_workspace

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
LATER = NOW + timedelta(days=14)
FIVE = Agreement("Changing fields", "Every second week", "A video call", "Until May", "All of it")


@dataclass(frozen=True)
class Scene:
    """Ada looks for a mentor; Mia and Ben are mentors of one mentee each."""

    session: Session
    program: Program
    ada: Participant
    mia: Participant
    ben: Participant

    def actor(self, place: Participant) -> Actor:
        return actor_of(self.session.get_one(Member, place.member_id))

    def member(self, place: Participant) -> Member:
        return self.session.get_one(Member, place.member_id)

    def reads(self, place: Participant, now: datetime = NOW) -> MyMentoring:
        return my_mentoring.home(self.session, self.actor(place), now=now)

    def asks(self, mentor: Participant | None = None, what_for: str = "Changing fields", now: datetime = NOW) -> int:
        chosen = mentor.id if mentor else None
        return mentor_requests.ask(self.session, self.actor(self.ada), self.program.id, what_for, chosen, now=now)

    def pair(self, **values: Any) -> MentorPair:
        """Ada and Mia, introduced."""
        runs = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=55), "introduced_at": NOW}
        return make_mentor_pair(self.session, self.ada, self.mia, **{**runs, **values})

    def due(self, query: DueQuery[int, int], now: datetime = NOW) -> list[int]:
        self.session.flush()
        return [row[1] for row in query.ask(self.session, now=now)]

    def latest(self) -> MentorPair:
        return self.session.scalars(select(MentorPair).order_by(MentorPair.id.desc())).all()[0]


@pytest.fixture
def scene(session: Session) -> Scene:
    program = make_program(session, has_mentors=True)
    ada = make_participant(session, program, member=make_member(session, name="Ada", school="North"))
    mia, ben = (
        make_participant(session, program, member=make_member(session, name=name, school=school), role=Role.MENTOR)
        for name, school in (("Mia", "South"), ("Ben", "North"))
    )
    return Scene(session, program, ada, mia, ben)


def test_a_mentor_is_asked_and_their_yes_makes_a_pair_of_eight_weeks(scene: Scene) -> None:
    pair_id = scene.asks(scene.mia)
    (question,) = scene.reads(scene.mia).questions
    assert (question.pair_id, question.what_for, question.until_on) == (pair_id, "Changing fields", LATER.date())
    assert scene.reads(scene.ben).questions == ()
    mentor_requests.yes(scene.session, scene.actor(scene.mia), pair_id, now=NOW)
    (mine,), (theirs,) = scene.reads(scene.ada).pairs, scene.reads(scene.mia).pairs
    assert (mine.other, mine.is_mentor) == (scene.member(scene.mia).slack_user_id, False)
    assert (theirs.other, theirs.is_mentor) == (scene.member(scene.ada).slack_user_id, True)
    assert mine.ends_on - mine.starts_on == timedelta(weeks=8) - timedelta(days=1)
    assert (scene.reads(scene.mia).questions, scene.reads(scene.ada).asked) == ((), ())


def test_the_form_shows_mentors_with_room_as_they_described_themselves_the_best_suited_first(scene: Scene) -> None:
    scene.ben.mentor_line = "First weeks in a role"
    make_participant(scene.session, scene.program, role=Role.MENTOR, state=ParticipantState.PAUSED)
    make_participant(scene.session, scene.program)
    full = make_participant(scene.session, scene.program, role=Role.MENTOR)
    make_mentor_pair(scene.session, make_participant(scene.session, scene.program), full)
    form = mentor_requests.asking(scene.session, scene.actor(scene.ada), scene.program.id, now=NOW)
    assert [(one.name, one.about) for one in form.mentors] == [("Mia", ""), ("Ben", "First weeks in a role")]


def test_whoever_suits_is_the_one_whose_words_are_near_what_is_asked_for(scene: Scene) -> None:
    scene.ben.mentor_line = "Public speaking and presentations"
    scene.asks(what_for="Speaking in front of an audience")
    assert scene.latest().mentor_id == scene.ben.id


def test_without_words_that_are_near_it_is_the_one_whom_the_rounds_would_choose(scene: Scene) -> None:
    scene.asks(what_for="Something quite different")
    assert scene.latest().mentor_id == scene.mia.id  # of another school


@pytest.mark.parametrize("by", ["ada", "mia"])
def test_nobody_is_asked_who_is_kept_apart_whoever_of_the_two_wants_it(scene: Scene, by: str) -> None:
    who, other = (scene.ada, scene.mia) if by == "ada" else (scene.mia, scene.ada)
    names = [scene.member(other).slack_user_id]
    do_not_pair.add_do_not_pair(scene.session, scene.actor(who), names, now=NOW)
    form = mentor_requests.asking(scene.session, scene.actor(scene.ada), scene.program.id, now=NOW)
    assert [one.name for one in form.mentors] == ["Ben"]
    with pytest.raises(InvalidInputError, match="mentor"):
        scene.asks(scene.mia)


def test_whoever_shares_no_hour_is_no_mentor_for_them_where_hours_hold(scene: Scene) -> None:
    scene.program.lowers_hours, scene.program.min_common_half_hours = False, 4
    scene.member(scene.mia).zone = "Pacific/Auckland"
    form = mentor_requests.asking(scene.session, scene.actor(scene.ada), scene.program.id, now=NOW)
    assert [one.name for one in form.mentors] == ["Ben"]


def test_a_no_and_a_silence_read_alike_on_the_same_day(scene: Scene) -> None:
    scene.asks(scene.mia)
    before = scene.reads(scene.ada)
    mentor_requests.not_this_time(scene.session, scene.actor(scene.mia), scene.latest().id, now=NOW)
    assert scene.reads(scene.ada) == before
    assert scene.reads(scene.mia).questions == ()
    assert scene.due(mentor_life.LAPSED, LATER - timedelta(minutes=1)) == []
    (lapsed,) = scene.due(mentor_life.LAPSED, LATER)
    mentor_life.close(scene.session, lapsed, Closed.LAPSED, now=LATER)
    after_a_no = scene.reads(scene.ada, LATER)
    scene.latest().declined_at = None
    scene.session.flush()
    assert scene.reads(scene.ada, LATER) == after_a_no
    assert after_a_no.unanswered == (scene.program.name,)
    assert after_a_no.may_ask == {scene.program.id: scene.program.name}


def test_after_a_no_of_whoever_suits_the_next_is_asked_within_the_same_fourteen_days(scene: Scene) -> None:
    scene.asks()
    mentor_requests.not_this_time(scene.session, scene.actor(scene.mia), scene.latest().id, now=NOW)
    (waits,) = scene.due(mentor_requests.TO_ASK_NEXT)
    mentor_requests.ask_next(scene.session, waits, now=NOW + timedelta(days=1))
    assert (scene.latest().mentor_id, scene.latest().lapses_at) == (scene.ben.id, LATER)
    asked = scene.reads(scene.ada).asked
    assert [one.mentor for one in asked] == [""]
    scene.ben.state = ParticipantState.LEFT
    (waits,) = scene.due(mentor_requests.TO_ASK_NEXT)
    mentor_requests.ask_next(scene.session, waits, now=NOW + timedelta(days=2))
    assert scene.latest().mentor_id is None
    assert [one.mentor for one in scene.reads(scene.ada).asked] == [""]
    assert scene.due(mentor_requests.TO_ASK_NEXT) == []
    (lapsed,) = scene.due(mentor_life.LAPSED, LATER)
    mentor_life.close(scene.session, lapsed, Closed.LAPSED, now=LATER)
    assert scene.reads(scene.ada, LATER).unanswered == (scene.program.name,)


def test_the_same_mentor_is_not_asked_again_for_eight_weeks_whatever_became_of_it(scene: Scene) -> None:
    for closed in (Closed.LAPSED, Closed.WITHDRAWN):
        pair = make_mentor_pair(scene.session, scene.ada, scene.mia, closed_at=NOW, closed=closed)
        form = mentor_requests.asking(scene.session, scene.actor(scene.ada), scene.program.id, now=NOW)
        assert [one.name for one in form.mentors] == ["Ben"]
        pair.closed_at = NOW - timedelta(weeks=8, days=1)
        form = mentor_requests.asking(scene.session, scene.actor(scene.ada), scene.program.id, now=NOW)
        assert [one.name for one in form.mentors] == ["Mia", "Ben"]


def test_a_mentor_has_no_more_mentees_than_they_take(scene: Scene) -> None:
    scene.asks(scene.mia)
    other = make_participant(scene.session, scene.program)
    with pytest.raises(InvalidInputError, match="mentor"):
        mentor_requests.ask(
            scene.session, scene.actor(other), scene.program.id, "Moving on", scene.mia.id, now=NOW
        )  # one is asked about already
    make_mentor_pair(scene.session, other, scene.mia, starts_on=TODAY, ends_on=TODAY)
    asked = scene.reads(scene.mia).questions[0].pair_id
    with pytest.raises(MentorFullError):
        mentor_requests.yes(scene.session, scene.actor(scene.mia), asked, now=NOW)
    scene.mia.capacity = 2
    mentor_requests.yes(scene.session, scene.actor(scene.mia), asked, now=NOW)
    assert len(scene.reads(scene.mia).pairs) == 2


def test_one_question_or_pair_at_a_time(scene: Scene) -> None:
    scene.asks(scene.mia)
    with pytest.raises(InvalidInputError, match="asked already"):
        scene.asks(scene.ben)
    assert scene.reads(scene.ada).may_ask == {}
    mentor_requests.withdraw(scene.session, scene.actor(scene.ada), scene.latest().id, now=NOW)
    assert scene.reads(scene.mia).questions == ()
    scene.asks(scene.ben)
    assert len(scene.reads(scene.ben).questions) == 1


Act = Callable[[Scene, Actor, int], object]
ASKED: dict[str, tuple[Act, str]] = {  # what can be done with a question, and who may
    "withdraw": (lambda s, who, one: mentor_requests.withdraw(s.session, who, one, now=NOW), "mentee"),
    "yes": (lambda s, who, one: mentor_requests.yes(s.session, who, one, now=NOW), "mentor"),
    "not this time": (lambda s, who, one: mentor_requests.not_this_time(s.session, who, one, now=NOW), "mentor"),
}
RUNS: dict[str, Act] = {  # what either of the two, and nobody else, does in a pair that runs
    "read": lambda s, who, one: mentor_pairs.pair_of(s.session, who, one, now=NOW),
    "write": lambda s, who, one: mentor_pairs.write(s.session, who, one, FIVE, now=NOW),
    "talked": lambda s, who, one: mentor_pairs.talked(s.session, who, one, now=NOW),
    "go on": lambda s, who, one: mentor_pairs.go_on(s.session, who, one, now=NOW),
    "end": lambda s, who, one: mentor_pairs.end(s.session, who, one, now=NOW),
}
OVER: dict[str, Act] = {
    "open the form": lambda s, who, one: mentor_pairs.ended_pair(s.session, who, one, now=NOW),
    "say a word": lambda s, who, one: mentor_pairs.say(s.session, who, one, "Thank you", passed_on=True, now=NOW),
}
EITHER: dict[str, Act] = {  # in a pair that runs or is over
    "open something's wrong": lambda s, who, one: mentor_pairs.about_to_part(s.session, who, one, now=NOW),
    "part ways": lambda s, who, one: mentor_pairs.part_ways(s.session, who, one, now=NOW),
}
WHO = ("mentee", "mentor", "another mentor", "stranger")


def people(scene: Scene) -> dict[str, Actor]:
    stranger = actor_of(make_member(scene.session))
    places = (scene.ada, scene.mia, scene.ben)
    return dict(zip(WHO, [*(scene.actor(place) for place in places), stranger], strict=True))


def may(scene: Scene, act: Act, who: str, pair_id: int) -> bool:
    try:
        act(scene, people(scene)[who], pair_id)
    except NotFoundError:
        return False
    return True


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("act", ASKED)
def test_who_may_do_what_with_a_question(scene: Scene, act: str, who: str) -> None:
    asked = make_mentor_pair(scene.session, scene.ada, scene.mia, lapses_at=LATER).id
    assert may(scene, ASKED[act][0], who, asked) == (who == ASKED[act][1])


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("act", [*RUNS, *OVER, *EITHER])
def test_the_two_of_a_pair_alone_do_anything_with_it(scene: Scene, act: str, who: str) -> None:
    over = {"closed_at": NOW, "closed": Closed.AS_PLANNED} if act in OVER else {}
    pair = scene.pair(ends_on=TODAY + timedelta(days=3), **over)
    assert may(scene, {**RUNS, **OVER, **EITHER}[act], who, pair.id) == (who in ("mentee", "mentor"))


@pytest.mark.parametrize("act", RUNS)
def test_nothing_is_done_in_a_pair_that_is_over(scene: Scene, act: str) -> None:
    pair = scene.pair(closed_at=NOW, closed=Closed.BY_ONE)
    with pytest.raises(ClosedError):
        RUNS[act](scene, scene.actor(scene.ada), pair.id)


@pytest.mark.parametrize(
    ("change", "raises"),
    [
        (lambda s: setattr(s.program, "has_mentors", False), NotFoundError),
        (lambda s: setattr(s.program, "state", ProgramState.PAUSED), ClosedError),
        (lambda s: setattr(s.ada, "state", ParticipantState.PAUSED), ClosedError),
        (lambda s: setattr(s.ada, "state", ParticipantState.LANDED), ClosedError),
        (lambda s: setattr(s.ada, "state", ParticipantState.LEFT), NotFoundError),
        (lambda s: setattr(s.ada, "role", Role.MENTOR), InvalidInputError),
    ],
)
def test_who_cannot_ask_now_is_told_so(scene: Scene, change: Callable[[Scene], None], raises: type[KithError]) -> None:
    change(scene)
    scene.session.flush()
    with pytest.raises(raises):
        scene.asks(scene.mia)
    assert scene.reads(scene.ada).may_ask == {}


@pytest.mark.parametrize("what_for", ["", " ", "123", "a" * 201])
def test_it_is_said_what_for(scene: Scene, what_for: str) -> None:
    with pytest.raises(InvalidInputError, match="what_for"):
        scene.asks(scene.mia, what_for)


def test_a_mentor_who_landed_is_asked_and_one_who_chose_otherwise_is_not(scene: Scene) -> None:
    scene.asks(scene.mia)
    scene.mia.state = ParticipantState.LANDED
    scene.session.flush()
    assert len(scene.reads(scene.mia).questions) == 1
    scene.mia.role = Role.MENTEE
    scene.session.flush()
    assert scene.reads(scene.mia).questions == ()
    with pytest.raises(ClosedError):
        mentor_requests.yes(scene.session, scene.actor(scene.mia), scene.latest().id, now=NOW)


def test_a_question_after_fourteen_days_cannot_be_answered(scene: Scene) -> None:
    pair_id = scene.asks(scene.mia)
    with pytest.raises(ClosedError):
        mentor_requests.yes(scene.session, scene.actor(scene.mia), pair_id, now=LATER)


def test_both_agree_to_the_lines_as_last_written_and_a_change_asks_the_other_again(scene: Scene) -> None:
    session, pair = scene.session, scene.pair()
    ada, mia = scene.actor(scene.ada), scene.actor(scene.mia)
    assert mentor_pairs.write(session, ada, pair.id, FIVE, now=NOW)
    signed = scene.reads(scene.mia).pairs[0].signed
    assert signed is not None
    assert (signed.agreement, signed.version, signed.by_me, signed.by_other) == (FIVE, 1, False, True)
    mentor_pairs.agree(session, mia, pair.id, 1, now=NOW)
    signed = scene.reads(scene.ada).pairs[0].signed
    assert signed is not None
    assert signed.holds
    changed = Agreement(**{**vars(FIVE), "place": "The library"})
    assert mentor_pairs.write(session, mia, pair.id, changed, now=NOW)
    signed = scene.reads(scene.ada).pairs[0].signed
    assert signed is not None
    assert (signed.by_me, signed.by_other, signed.version) == (False, True, 2)
    with pytest.raises(InvalidInputError, match="changed since"):
        mentor_pairs.agree(session, ada, pair.id, 1, now=NOW)
    assert not mentor_pairs.write(session, ada, pair.id, changed, now=NOW)  # the same lines: a yes
    signed = scene.reads(scene.mia).pairs[0].signed
    assert signed is not None
    assert signed.holds


@pytest.mark.parametrize("name", LINES)
def test_each_of_the_five_lines_is_written_and_fits(scene: Scene, name: str) -> None:
    pair = scene.pair()
    for line in ("", " - ", "a" * 201):
        lines = Agreement(**{**vars(FIVE), name: line})
        with pytest.raises(InvalidInputError, match=name):
            mentor_pairs.write(scene.session, scene.actor(scene.ada), pair.id, lines, now=NOW)


def test_a_talk_counts_once_a_day_whoever_of_the_two_says_so(scene: Scene) -> None:
    pair = scene.pair()
    for one in (scene.ada, scene.mia):
        mentor_pairs.talked(scene.session, scene.actor(one), pair.id, now=NOW)
    assert scene.reads(scene.ada).pairs[0].talks == 1
    mentor_pairs.talked(scene.session, scene.actor(scene.mia), pair.id, now=NOW + timedelta(days=14))
    assert [row.talked_on.day for row in scene.session.scalars(select(MentorTalk))] == [4, 18]


def test_a_talk_is_a_chat_of_whoever_says_so_once_and_both_were_in_touch(scene: Scene) -> None:
    session, pair = scene.session, scene.pair()
    contacts.add_buddies(session, [scene.ada.member_id, scene.mia.member_id], now=NOW)
    for _ in range(2):
        mentor_pairs.talked(session, scene.actor(scene.ada), pair.id, now=NOW)
    (act,) = session.scalars(select(CheckIn))
    assert (act.participant_id, act.done_on, act.with_whom) == (scene.ada.id, TODAY, "")
    assert {row.last_in_touch_on for row in session.scalars(select(Contact))} == {TODAY}
    session.add(
        CheckIn(
            participant_id=scene.mia.id,
            activity_id=act.activity_id,
            source="form:1",
            done_on=TODAY,
            with_whom="Ada",
            created_at=NOW,
        )
    )
    session.flush()
    mentor_pairs.talked(session, scene.actor(scene.mia), pair.id, now=NOW)  # it is in her log already
    assert len(session.scalars(select(CheckIn)).all()) == 2


def test_it_goes_on_only_if_both_say_so_and_neither_learns_what_the_other_said(scene: Scene) -> None:
    pair = scene.pair(ends_on=TODAY + timedelta(days=10))
    mentor_pairs.go_on(scene.session, scene.actor(scene.ada), pair.id, now=NOW)
    (theirs,) = scene.reads(scene.mia).pairs
    assert (theirs.asks_to_go_on, theirs.i_go_on, theirs.ends_on) == (True, False, TODAY + timedelta(days=10))
    mentor_pairs.go_on(scene.session, scene.actor(scene.mia), pair.id, now=NOW)
    assert pair.ends_on == TODAY + timedelta(days=10, weeks=8)
    assert not scene.reads(scene.ada).pairs[0].asks_to_go_on
    with pytest.raises(ClosedError):
        mentor_pairs.go_on(scene.session, scene.actor(scene.ada), pair.id, now=NOW)


def test_nobody_reads_who_ended_it(scene: Scene) -> None:
    pair = scene.pair()
    mentor_pairs.end(scene.session, scene.actor(scene.mia), pair.id, now=NOW)
    assert [one.other for one in scene.reads(scene.ada).ended] == [scene.member(scene.mia).slack_user_id]
    assert [one.other for one in scene.reads(scene.mia).ended] == [scene.member(scene.ada).slack_user_id]
    assert pair.closed is Closed.BY_ONE
    assert scene.reads(scene.ada).may_ask != {}


@pytest.mark.parametrize("by", ["ada", "mia"])
def test_who_parts_from_the_other_ends_the_pair_and_one_that_is_over_stays_as_it_was(scene: Scene, by: str) -> None:
    pair, who = scene.pair(), scene.ada if by == "ada" else scene.mia
    other = scene.member(scene.mia if by == "ada" else scene.ada).slack_user_id
    for _ in range(2):
        parted = mentor_pairs.part_ways(scene.session, scene.actor(who), pair.id, now=NOW)
        assert (parted.program_id, parted.others) == (scene.program.id, (other,))
    assert (pair.closed, pair.closed_at) == (Closed.BY_ONE, NOW)
    pair.closed = Closed.AS_PLANNED
    mentor_pairs.part_ways(scene.session, scene.actor(who), pair.id, now=LATER)
    assert (pair.closed, pair.closed_at) == (Closed.AS_PLANNED, NOW)


def test_a_word_is_read_by_the_other_only_if_it_is_passed_on(scene: Scene) -> None:
    pair = scene.pair(closed_at=NOW, closed=Closed.AS_PLANNED)
    say = mentor_pairs.say
    say(scene.session, scene.actor(scene.ada), pair.id, "Thank you", passed_on=False, now=NOW)
    assert [(one.word, one.said) for one in scene.reads(scene.mia).ended] == [("", False)]
    assert [(one.word, one.said) for one in scene.reads(scene.ada).ended] == [("", True)]
    say(scene.session, scene.actor(scene.ada), pair.id, "Thank you", passed_on=True, now=NOW)
    assert [one.word for one in scene.reads(scene.mia).ended] == ["Thank you"]
    with pytest.raises(InvalidInputError, match="words"):
        say(scene.session, scene.actor(scene.ada), pair.id, " ", passed_on=True, now=NOW)
    with pytest.raises(ClosedError):
        say(scene.session, scene.actor(scene.ada), pair.id, "Late", passed_on=True, now=NOW + timedelta(days=29))


LEFT = {"state": ParticipantState.LEFT}
SOON, LONG = TODAY + timedelta(days=20), TODAY + timedelta(days=60)


@pytest.mark.parametrize(
    ("who", "values", "ends"),
    [
        ("ada", LEFT, True),
        ("ada", {"state": ParticipantState.LANDED}, True),
        ("ada", {"state": ParticipantState.RESTING}, True),
        ("ada", {"state": ParticipantState.PAUSED, "paused_until_on": LONG}, True),
        ("ada", {"state": ParticipantState.PAUSED, "paused_until_on": SOON}, False),
        ("mia", LEFT, True),
        ("mia", {"state": ParticipantState.LANDED}, False),  # a mentor stays one
        ("mia", {"state": ParticipantState.LANDED, "role": Role.MENTEE}, True),
        ("mia", {"state": ParticipantState.RESTING}, True),
        ("mia", {"state": ParticipantState.PAUSED, "paused_until_on": LONG}, True),
        ("mia", {"state": ParticipantState.PAUSED, "paused_until_on": SOON}, False),
        ("mia", {}, False),
    ],
)
def test_a_pair_ends_once_one_of_them_is_not_there_any_more(
    scene: Scene, who: str, values: dict[str, Any], *, ends: bool
) -> None:
    pair = scene.pair()
    for name, value in values.items():
        setattr(getattr(scene, who), name, value)
    assert (scene.due(mentor_life.PARTED) == [pair.id]) is ends


def test_a_pair_ends_with_the_program_an_account_or_a_wish_to_be_kept_apart(scene: Scene) -> None:
    pair = scene.pair()
    assert scene.due(mentor_life.PARTED) == []
    scene.program.state = ProgramState.ENDED
    assert scene.due(mentor_life.PARTED) == [pair.id]
    scene.program.state = ProgramState.RUNNING
    scene.member(scene.mia).deactivated_at = NOW
    assert scene.due(mentor_life.PARTED) == [pair.id]
    scene.member(scene.mia).deactivated_at = None
    names = [scene.member(scene.ada).slack_user_id]
    do_not_pair.add_do_not_pair(scene.session, scene.actor(scene.mia), names, now=NOW)
    assert scene.due(mentor_life.PARTED) == [pair.id]


def test_a_pair_is_over_after_its_last_day(scene: Scene) -> None:
    pair = scene.pair(ends_on=date(2026, 3, 6))
    assert scene.due(mentor_life.OVER, datetime(2026, 3, 6, 23, tzinfo=UTC)) == []
    assert scene.due(mentor_life.OVER, datetime(2026, 3, 7, 1, tzinfo=UTC)) == [pair.id]


def test_a_question_goes_with_whoever_asked_it(scene: Scene) -> None:
    pair_id = scene.asks(scene.mia)
    assert scene.due(mentor_life.LEFT_OPEN) == []
    scene.ada.state = ParticipantState.LANDED
    assert scene.due(mentor_life.LEFT_OPEN) == [pair_id]


def test_both_are_introduced_once_at_an_hour_that_suits_both(scene: Scene) -> None:
    scene.member(scene.mia).zone = "America/New_York"
    pair = scene.pair(introduced_at=None)
    assert scene.due(mentor_life.TO_INTRODUCE) == [pair.id]
    assert mentor_life.introduce(scene.session, pair.id, now=NOW) is None  # five in the morning for Mia
    at = NOW + timedelta(hours=4)
    told = mentor_life.introduce(scene.session, pair.id, now=at)
    assert told is not None
    assert (told.mentee, told.mentor) == tuple(scene.member(one).slack_user_id for one in (scene.ada, scene.mia))
    assert mentor_life.introduce(scene.session, pair.id, now=at) is None
    assert scene.due(mentor_life.TO_INTRODUCE) == []


def test_organizers_read_numbers_that_add_up(scene: Scene) -> None:
    others = [make_participant(scene.session, scene.program) for _ in range(3)]
    talked = scene.pair()
    mentor_pairs.talked(scene.session, scene.actor(scene.mia), talked.id, now=NOW)
    runs = {"starts_on": TODAY, "ends_on": TODAY}
    over = {"closed_at": NOW, "closed": Closed.BY_ONE}
    make_mentor_pair(scene.session, others[0], scene.mia, **runs, introduced_at=NOW, **over)
    make_mentor_pair(scene.session, others[1], scene.mia, **runs)  # not introduced yet
    make_mentor_pair(scene.session, others[2], scene.mia)
    found = mentor_pairs.figures(scene.session, scene.program.id)
    assert found == PairFigures(running=1, introduced=2, talked=1, ended=1, people=3)
    assert found.silent == 1


def test_what_the_two_wrote_is_in_their_own_data_and_goes_with_either(scene: Scene) -> None:
    pair = scene.pair(what_for="Zebra crossings")
    lines = Agreement(**dict.fromkeys(LINES, "Zebra"))
    mentor_pairs.write(scene.session, scene.actor(scene.mia), pair.id, lines, now=NOW)
    for one in (scene.ada, scene.mia):
        assert "'between_us': 'Zebra'" in str(my_data(scene.session, scene.actor(one)))
    assert "Zebra crossings" not in str(my_data(scene.session, scene.actor(scene.mia)))
    assert "Zebra" not in str(my_data(scene.session, scene.actor(scene.ben)))
    privacy.erase(scene.session, scene.actor(scene.mia), now=NOW)
    scene.session.expire_all()
    assert "'between_us': 'Zebra'" not in str(my_data(scene.session, scene.actor(scene.ada)))
    assert scene.due(mentor_life.PARTED) == [pair.id]
    assert [one.other for one in scene.reads(scene.ada).pairs] == [""]


def test_ones_own_data_tells_no_no_and_nothing_of_what_the_other_would_like(scene: Scene) -> None:
    scene.asks()
    mentor_requests.not_this_time(scene.session, scene.actor(scene.mia), scene.latest().id, now=NOW)
    before = my_data(scene.session, scene.actor(scene.ada))["mentor_pairs"]
    mentor_requests.ask_next(scene.session, scene.latest().id, now=NOW + timedelta(days=1))
    assert my_data(scene.session, scene.actor(scene.ada))["mentor_pairs"] == before
    assert len(before) == 1
    assert "declined" not in str(before)
    mentor_requests.withdraw(scene.session, scene.actor(scene.ada), scene.latest().id, now=NOW)
    scene.pair(ends_on=TODAY + timedelta(days=3), mentor_goes_on=True)
    assert "goes_on" not in str(my_data(scene.session, scene.actor(scene.ada)))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_of_two_yeses_at_once_a_mentor_of_one_gets_one(database: Database) -> None:
    """On PostgreSQL both run at once: the second waits for the first, and counts it."""
    with database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        program = make_program(session, has_mentors=True)
        mentor = make_participant(session, program, role=Role.MENTOR)
        actor = actor_of(session.get_one(Member, mentor.member_id))
        asked = [
            make_mentor_pair(session, make_participant(session, program), mentor, lapses_at=LATER).id for _ in range(2)
        ]
    raised: list[KithError] = []

    def second() -> None:
        try:
            with database.unit_of_work(actor.workspace_id) as session:
                mentor_requests.yes(session, actor, asked[1], now=NOW)
        except MentorFullError as error:
            raised.append(error)

    with database.unit_of_work(actor.workspace_id) as session:
        mentor_requests.yes(session, actor, asked[0], now=NOW)
        other = threading.Thread(target=second)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()  # it waits
    other.join(timeout=20)
    assert len(raised) == 1
