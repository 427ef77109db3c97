"""Who gets a nudge, and who is asked whether to go on; nobody else does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Delivery, Member, Participant
from bot.domain.states import MeetingAnswer, ParticipantState, RoundState
from bot.services import participants, rounds
from bot.services.rounds.inactivity import QUESTIONS, TIME_TO_ANSWER, rest_unanswered
from bot.views.rounds import nudge
from tests.factories import make_participant, make_program, make_round
from tests.services.rounds.conftest import STARTED, TUESDAY, Scene, make_scene

THURSDAY = date(2026, 3, 5)
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def nudges(scene: Scene) -> dict[int, int]:
    """member -> stalled groups, of everybody who gets a nudge."""
    found = rounds.due_nudges(scene.session, program_id=scene.program.id, zone="UTC", on=THURSDAY)
    return {nudge.member_id: len(nudge.stalled) for nudge in found}


def touch(scene: Scene, *people: Participant) -> None:
    for person in people:
        participants.touch(scene.session, person.id, now=TUESDAY)


def test_only_people_who_were_not_active_get_a_nudge(scene: Scene) -> None:
    (ada, ben), (carl, dora) = scene.people(0), scene.people(1)
    touch(scene, ada, ben, carl)
    assert nudges(scene) == {dora.member_id: 0, carl.member_id: 1}


def test_a_week_in_which_all_were_active_needs_no_nudge(scene: Scene) -> None:
    touch(scene, *scene.people(0), *scene.people(1))
    assert nudges(scene) == {}


@pytest.mark.parametrize(
    ("answer", "waits"),
    [
        (MeetingAnswer.NOT_YET, True),
        (MeetingAnswer.HAVE_TIME, False),
        (MeetingAnswer.MET, False),
        (MeetingAnswer.WONT_HAPPEN, False),
    ],
)
def test_the_one_who_waits_is_offered_ways_out_unless_it_is_settled(
    scene: Scene, answer: MeetingAnswer, *, waits: bool
) -> None:
    ada, ben = scene.people(0)
    touch(scene, ada, *scene.people(1))
    scene.answer(ada, answer)
    assert nudges(scene) == ({ada.member_id: 1, ben.member_id: 0} if waits else {ben.member_id: 0})


def test_who_was_introduced_a_day_ago_is_not_said_to_have_had_no_moment(scene: Scene) -> None:
    ada, ben = scene.people(0)
    touch(scene, ada, *scene.people(1))
    scene.groups[0].introduced_at = NOON - timedelta(hours=3)
    participants.touch(scene.session, ada.id, now=NOON)
    assert nudges(scene) == {ben.member_id: 0}


def test_thursdays_words_vary_and_cease_until_there_is_an_answer(scene: Scene) -> None:
    touch(scene, *scene.people(0), *scene.people(1)[1:])
    dora = scene.people(1)[0]

    def say(week: int) -> str | None:
        found = rounds.due_nudges(scene.session, program_id=scene.program.id, zone="UTC", on=THURSDAY)
        mine = [one for one in found if one.member_id == dora.member_id]
        scene.session.add(
            Delivery(key=f"n{week}", kind="nudge", member_id=dora.member_id, target={}, payload={}, created_at=NOON)
        )
        scene.session.flush()
        return nudge(mine[0]).text if mine else None

    words = [say(week) for week in range(8)]
    assert len(set(words[:4])) == 4
    assert words[4:] == [None] * 4
    participants.touch(scene.session, dora.id, now=NOON + timedelta(hours=1))
    later = THURSDAY + timedelta(weeks=1)
    found = rounds.due_nudges(scene.session, program_id=scene.program.id, zone="UTC", on=later)
    assert [one.before for one in found if one.member_id == dora.member_id] == [0]


def test_in_a_trio_one_answer_is_enough_not_to_wait(session: Session) -> None:
    scene = make_scene(session, 3)
    ada, ben, carl = scene.people(0)
    touch(scene, ada, ben)
    assert nudges(scene) == {carl.member_id: 0}


def test_who_joined_this_week_is_not_asked_where_they_are(scene: Scene) -> None:
    touch(scene, *scene.people(0), *scene.people(1))
    scene.newcomer(last_active_at=TUESDAY)
    assert nudges(scene) == {}


def test_activity_in_another_program_is_activity(scene: Scene) -> None:
    touch(scene, *scene.people(1))
    ada, ben = scene.people(0)
    other = make_program(scene.session)
    twin = make_participant(scene.session, other, member=scene.session.get_one(Member, ada.member_id))
    touch(scene, twin, ben)
    assert nudges(scene) == {}  # it would not be true that Ada has had no moment


@pytest.mark.parametrize("state", [ParticipantState.PAUSED, ParticipantState.LANDED, ParticipantState.RESTING])
def test_who_takes_no_part_gets_no_word(scene: Scene, state: ParticipantState) -> None:
    touch(scene, *scene.people(1))
    for person in scene.people(0):
        person.state = state
    scene.session.flush()
    assert nudges(scene) == {}


def due(scene: Scene, now: datetime) -> set[int]:
    return {participant_id for _, participant_id in QUESTIONS.ask(scene.session, now=now)}


def test_after_six_weeks_the_question_comes_once_until_they_are_active(scene: Scene) -> None:
    everybody = [*scene.people(0), *scene.people(1)]
    for person in everybody[1:]:
        person.last_active_at = NOON
    everybody[0].last_active_at = NOON - timedelta(weeks=6)
    scene.session.flush()
    assert due(scene, NOON) == {everybody[0].id}
    asked = rounds.question(scene.session, everybody[0].id, now=NOON)
    assert asked
    rounds.mark_asked(scene.session, asked.participant_id, now=NOON)
    assert due(scene, NOON) == set()
    assert rounds.question(scene.session, everybody[0].id, now=NOON) is None
    participants.touch(scene.session, everybody[0].id, now=NOON)
    assert due(scene, NOON + timedelta(weeks=6)) >= {everybody[0].id}


def test_a_long_pause_is_no_silence(scene: Scene) -> None:
    """Who comes back after two months is neither asked whether they stay nor nudged in the same week."""
    back = scene.people(0)[0]
    touch(scene, *scene.people(0)[1:], *scene.people(1))
    back.last_active_at, back.state_changed_at = NOON - timedelta(weeks=9), TUESDAY
    scene.session.flush()
    assert due(scene, NOON) == set()
    assert back.member_id not in nudges(scene)


def test_after_three_rounds_the_question_comes(session: Session) -> None:
    program = make_program(session, starts_on=date(2026, 3, 2))
    quiet, lively = make_participant(session, program), make_participant(session, program)
    for number in range(1, 5):
        started = datetime.combine(date(2026, 3, 2) + timedelta(weeks=number - 1), time(9), UTC)
        state = RoundState.RUNNING if number == 4 else RoundState.CLOSED
        make_round(session, program, number=number, weeks=1, started_at=started, state=state)
    now = datetime(2026, 3, 23, 12, tzinfo=UTC)
    quiet.last_active_at, lively.last_active_at = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
    session.flush()
    assert {participant_id for _, participant_id in QUESTIONS.ask(session, now=now)} == {quiet.id}


@pytest.mark.parametrize("hour", [3, 22])
def test_the_question_waits_for_the_day(scene: Scene, hour: int) -> None:
    ada, _ = scene.people(0)
    assert rounds.question(scene.session, ada.id, now=NOON.replace(hour=hour)) is None
    assert ada.asked_at is None


def test_the_question_leaves_the_days_of_prompt_and_check_in_to_them(scene: Scene) -> None:
    ada, _ = scene.people(0)
    friday, monday = NOON + timedelta(days=1), NOON + timedelta(days=4)
    assert rounds.question(scene.session, ada.id, now=friday) is None
    assert rounds.question(scene.session, ada.id, now=monday) is None
    assert rounds.question(scene.session, ada.id, now=monday + timedelta(days=1)) is not None


def test_no_answer_until_the_next_round_keeps_them_out_of_pairing(scene: Scene) -> None:
    ada, ben = scene.people(0)
    ada.asked_at, ben.asked_at = NOON, NOON + timedelta(hours=1)
    scene.session.flush()
    assert rest_unanswered(scene.session, scene.program.id, now=NOON + TIME_TO_ANSWER) == 1
    assert (ada.state, ben.state) == (ParticipantState.RESTING, ParticipantState.ACTIVE)


def test_the_next_round_is_planned_without_who_did_not_answer(scene: Scene) -> None:
    ada, ben = scene.people(0)
    ada.asked_at = STARTED
    scene.session.flush()
    started = rounds.start(
        scene.session, program_id=scene.program.id, on=date(2026, 3, 16), now=datetime(2026, 3, 16, 9, tzinfo=UTC)
    )
    assert started
    assert (started.groups, started.waiting) == (1, 0)
    assert ada.state is ParticipantState.RESTING
    assert ben.state is ParticipantState.ACTIVE
